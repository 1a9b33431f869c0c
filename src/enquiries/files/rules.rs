//! What may be attached.

use image::ImageFormat;

use super::LARGEST;
use crate::faults::Fault;
use crate::lang::Say;
use crate::text;

/// Endings that are taken, the media type of each, and what such a file begins with; nothing where it is plain text.
const KINDS: &[(&str, &str, &[&[u8]])] = &[
    ("pdf", "application/pdf", &[b"%PDF"]),
    ("jpg", "image/jpeg", &[b"\xFF\xD8"]),
    ("jpeg", "image/jpeg", &[b"\xFF\xD8"]),
    ("png", "image/png", &[b"\x89PNG"]),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &[b"PK\x03\x04"]),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", &[b"PK\x03\x04"]),
    ("xls", "application/vnd.ms-excel", &[b"\xD0\xCF\x11\xE0"]),
    ("doc", "application/msword", &[b"\xD0\xCF\x11\xE0"]),
    ("zip", "application/zip", &[b"PK\x03\x04"]),
    ("dwg", "image/vnd.dwg", &[b"AC1"]),
    ("dxf", "image/vnd.dxf", &[b"  0", b"0\r\n", b"0\n", b"999", b"AutoCAD Binary DXF"]),
    ("step", "model/step", &[b"ISO-10303-21"]),
    ("stp", "model/step", &[b"ISO-10303-21"]),
];

/// A file that may be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Ready {
    /// Its name, without a path.
    pub name: String,
    /// Its media type.
    pub kind: &'static str,
}

/// Looks at name and content; the content must be what the ending says.
///
/// # Errors
/// The fault of the field `file`.
pub fn check(name: &str, content: &[u8]) -> Result<Ready, Fault> {
    let name = tidy(name);
    let wrong = |cause, fix| Fault::new("file", &name, cause, fix);
    if content.is_empty() {
        return Err(wrong(Say::new("文件是空的", "the file is empty"), Say::new("请重新选择", "choose another")));
    }
    if content.len() > LARGEST {
        let fix = Say::new("请压缩或分成几个文件", "make it smaller, or split it");
        return Err(wrong(Say::new("文件超过 10 MB", "the file is larger than 10 MB"), fix));
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let Some((_, kind, starts)) = KINDS.iter().find(|(known, _, _)| *known == ending) else {
        return Err(wrong(Say::new("不接受这种文件", "this kind of file is not taken"), kinds()));
    };
    if !starts.iter().any(|start| content.starts_with(start)) || !is_picture_whole(kind, content) {
        return Err(wrong(Say::new("文件内容与扩展名不符", "the content is not what the ending says"), kinds()));
    }
    Ok(Ready { name, kind })
}

fn is_picture_whole(kind: &str, content: &[u8]) -> bool {
    match kind {
        "image/jpeg" => image::guess_format(content).is_ok_and(|format| format == ImageFormat::Jpeg),
        "image/png" => image::guess_format(content).is_ok_and(|format| format == ImageFormat::Png),
        _ => true,
    }
}

fn kinds() -> Say {
    let mut known: Vec<&str> = KINDS.iter().map(|(ending, _, _)| *ending).collect();
    known.sort_unstable();
    let known = known.join(" ");
    Say::new(format!("可用：{known}"), format!("these are: {known}"))
}

/// The name alone, without a path or signs that a header or a file system trips over.
fn tidy(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    let clean: String = text::tidy(last).chars().filter(|c| !c.is_control() && !"\"<>|:*?".contains(*c)).collect();
    let skipped = clean.chars().count().saturating_sub(100);
    clean.chars().skip(skipped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_must_be_what_the_ending_says() {
        for (name, content, is_taken) in [
            ("图纸.PDF", &b"%PDF-1.7"[..], true),
            ("a.dxf", b"0\nSECTION", true),
            ("a.pdf", b"<html>", false),
            ("a.html", b"<html>", false),
            ("a", b"%PDF", false),
            ("a.pdf", b"", false),
            ("a.png", b"\x89PNG\r\n\x1a\n", true),
        ] {
            assert_eq!(check(name, content).is_ok(), is_taken, "{name}");
        }
        assert!(check("a.pdf", &[b"%PDF".to_vec(), vec![0; LARGEST]].concat()).is_err());
        assert_eq!(check("../../x\"y.pdf", b"%PDF").unwrap().name, "xy.pdf");
    }
}
