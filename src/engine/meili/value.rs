//! How values are written for the server.
//!
//! It compares values without regard to case and to compatibility forms, cuts long ones, and reads a backslash before a
//! quote as no sign of its own. So a value is written in characters that it leaves alone, everything else by its bytes
//! (`CE` becomes `%43%45`): two values are equal there when they are equal here, and none can end the quotes around it.

use crate::engine::doc::Checksum;

/// The server keeps 468 bytes of a value; a longer one is told apart by a checksum behind its beginning.
const LONGEST: usize = 400;

fn is_plain(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | '/' | '\u{4E00}'..='\u{9FFF}')
}

/// `text` as the server keeps it.
pub(super) fn written(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut bytes = [0; 4];
    for c in text.chars() {
        if is_plain(c) {
            out.push(c);
        } else {
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| out.push_str(&format!("%{byte:02x}")));
        }
    }
    if out.len() > LONGEST {
        let mut sum = Checksum::new();
        sum.text(&out);
        out.truncate(out.floor_char_boundary(LONGEST));
        out.push_str(&format!("%{:016x}", sum.0));
    }
    out
}

/// The way back from [`written`]; a value that was cut stays as it is.
pub(super) fn read(written: &str) -> String {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let byte = behind.get(..2).and_then(|two| std::str::from_utf8(two).ok()).filter(|_| *first == b'%');
        match byte.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| written.to_owned())
}

/// `text` as it stands in a filter.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", written(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_apart_and_come_back() {
        let long = "法".repeat(300) + "A";
        for (text, expected) in [
            ("不锈钢管", "不锈钢管"),
            ("320612", "320612"),
            ("CE", "%43%45"),
            ("bu xiu", "bu%20xiu"),
            ("a\"b\\", "a%22b%5c"),
            ("50%", "50%25"),
            ("ﬁé\u{0}", "%ef%ac%81%c3%a9%00"),
            ("", ""),
        ] {
            assert_eq!(written(text), expected);
            assert_eq!(read(expected), text);
        }
        assert!(written(&long).len() < 468 && written(&long) != written(&long.replace('A', "B")));
        assert_eq!(quoted("\" OR kind = \"x"), "\"%22%20%4f%52%20kind%20%3d%20%22x\"");
    }
}
