//! Which encoding a CSV has: a BOM says UTF-8, then strict UTF-8 is tried, then GB18030 (what Excel in China saves).
//! What fits none is refused with a preview; nothing is guessed.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::{CoderResult, Decoder, GB18030};

use crate::lang::Say;

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a BOM.
    Utf8,
    /// GB18030, and with it GBK and GB 2312.
    Gb18030,
}

const BLOCK: usize = 64 * 1024;
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Looks through the whole file, since its first wrong byte may be its last.
///
/// # Errors
/// When the file cannot be read; the inner error is for the user, when it is in neither encoding.
pub fn detect(path: &Path) -> io::Result<Result<Encoding, Say>> {
    let mut file = File::open(path)?;
    let mut start = [0; 3];
    let known = file.read(&mut start)?;
    if start[..known].starts_with(b"\xFF\xFE") || start[..known].starts_with(b"\xFE\xFF") {
        return Ok(Err(utf16()));
    }
    let has_bom = start[..known] == *BOM;
    file.seek(SeekFrom::Start(0))?;
    if is_utf8(&mut file)? {
        return Ok(Ok(Encoding::Utf8));
    }
    file.seek(SeekFrom::Start(0))?;
    let (wrong, preview) = try_gb18030(&mut file)?;
    if wrong == 0 && !has_bom { Ok(Ok(Encoding::Gb18030)) } else { Ok(Err(undecodable(wrong.max(1), &preview))) }
}

fn utf16() -> Say {
    Say::new(
        "文件是 UTF-16 编码。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”或直接上传 .xlsx",
        "The file is in UTF-16. Save it as \"CSV UTF-8\" in Excel, or upload the .xlsx itself",
    )
}

fn undecodable(wrong: usize, preview: &str) -> Say {
    Say::new(
        format!(
            "文件既不是 UTF-8 也不是 GB18030 编码，有 {wrong} 处无法识别。请另存为“CSV UTF-8”或直接上传 .xlsx。前三行：\n{preview}"
        ),
        format!(
            "The file is neither UTF-8 nor GB18030; {wrong} places cannot be read. Save it as \"CSV UTF-8\" or upload the .xlsx itself. Its first three lines:\n{preview}"
        ),
    )
}

fn is_utf8(file: &mut File) -> io::Result<bool> {
    let mut block = vec![0; BLOCK];
    let mut kept = 0;
    loop {
        let read = file.read(&mut block[kept..])?;
        let filled = kept + read;
        match std::str::from_utf8(&block[..filled]) {
            Ok(_) if read == 0 => return Ok(true),
            Ok(_) => kept = 0,
            // A character cut in two by the end of the block: its beginning is looked at again with the next one.
            Err(why) if why.error_len().is_none() && read > 0 => {
                block.copy_within(why.valid_up_to()..filled, 0);
                kept = filled - why.valid_up_to();
            }
            Err(_) => return Ok(false),
        }
    }
}

/// How many places cannot be decoded, and the first three lines.
fn try_gb18030(file: &mut File) -> io::Result<(usize, String)> {
    let mut text = Decoded::new(BufReader::new(file));
    let mut block = vec![0; BLOCK];
    let (mut wrong, mut head) = (0, Vec::new());
    loop {
        let read = text.read(&mut block)?;
        if read == 0 {
            break;
        }
        if head.len() < 4096 {
            head.extend_from_slice(&block[..read.min(4096)]);
        }
        wrong += block[..read].windows(3).filter(|w| *w == "\u{FFFD}".as_bytes()).count();
    }
    let head = String::from_utf8_lossy(&head);
    let lines: Vec<String> = head.lines().take(3).map(|line| line.chars().take(80).collect()).collect();
    Ok((wrong, lines.join("\n")))
}

/// The file's text as UTF-8 without its BOM, always ended by a line end.
///
/// # Errors
/// When the file cannot be opened.
pub fn open(path: &Path, encoding: Encoding) -> io::Result<Box<dyn Read + Send>> {
    let mut file = BufReader::with_capacity(BLOCK, File::open(path)?);
    Ok(match encoding {
        Encoding::Utf8 => {
            let mut start = Vec::with_capacity(3);
            file.by_ref().take(3).read_to_end(&mut start)?;
            let kept = if start == BOM { Vec::new() } else { start };
            Box::new(Cursor::new(kept).chain(file).chain(&b"\n"[..]))
        }
        Encoding::Gb18030 => Box::new(Decoded::new(file).chain(&b"\n"[..])),
    })
}

/// A reader that turns GB18030 into UTF-8.
struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Bytes of `raw` not decoded yet.
    pending: std::ops::Range<usize>,
    ended: bool,
    finished: bool,
    spare: Vec<u8>,
}

impl<R: Read> Decoded<R> {
    fn new(inner: R) -> Decoded<R> {
        let decoder = GB18030.new_decoder_without_bom_handling();
        Decoded { inner, decoder, raw: vec![0; BLOCK], pending: 0..0, ended: false, finished: false, spare: vec![] }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.pending.is_empty() && !self.ended {
            let read = self.inner.read(&mut self.raw)?;
            self.pending = 0..read;
            self.ended = read == 0;
        }
        Ok(())
    }

    /// Decodes into `out`, which has room for at least one character.
    fn decode(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while !self.finished {
            self.fill()?;
            let source = &self.raw[self.pending.clone()];
            let (result, read, written, _) = self.decoder.decode_to_utf8(source, out, self.ended);
            self.pending.start += read;
            self.finished = self.ended && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.spare.is_empty() && out.len() >= 16 {
            return self.decode(out);
        }
        // A reader may ask for less than one character.
        if self.spare.is_empty() {
            let mut small = [0; 64];
            let written = self.decode(&mut small)?;
            self.spare.extend_from_slice(&small[..written]);
        }
        let count = self.spare.len().min(out.len());
        out[..count].copy_from_slice(&self.spare[..count]);
        self.spare.drain(..count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let encoding = detect(file.path()).unwrap().map_err(|why| why.zh)?;
        let mut text = String::new();
        open(file.path(), encoding).unwrap().read_to_string(&mut text).unwrap();
        Ok(text)
    }

    #[test]
    fn each_encoding_reads_to_the_same_text() {
        let text = "编码,名称\r\n0001,不锈钢㐀\r\n";
        let gb = encoding_rs::GB18030.encode(text).0.into_owned();
        let with_bom = [BOM, text.as_bytes()].concat();
        for bytes in [text.as_bytes(), &gb, &with_bom] {
            assert_eq!(read(bytes).unwrap(), format!("{text}\n"));
        }
    }

    #[test]
    fn a_character_on_the_edge_of_a_block_survives() {
        for shift in 0..4 {
            let text = format!("{}{}", "a".repeat(BLOCK - shift), "钢𠮷".repeat(BLOCK / 4));
            assert_eq!(read(text.as_bytes()).unwrap().trim_end(), text);
            let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
            assert_eq!(read(&gb).unwrap().trim_end(), text);
        }
    }

    #[test]
    fn what_fits_no_encoding_is_refused_with_a_preview() {
        let why = read(b"code,name\r\n1,\xFF\xFF\xFF\r\n").unwrap_err();
        assert!(why.contains("无法识别") && why.contains("code,name"), "{why}");
        assert!(read(b"\xFF\xFEc\0o\0").unwrap_err().contains("UTF-16"));
        assert!(read(b"\xEF\xBB\xBFcode\n\xB8\xD6").unwrap_err().contains("无法识别"));
        assert_eq!(read(b"").unwrap(), "\n");
    }
}
