//! How large a workbook is once unpacked, as its own directory says: read before opening it, since a file of a few
//! megabytes can unpack to all of the memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// The sum of the unpacked sizes of a ZIP archive's members, in bytes; none when this is no ZIP archive.
///
/// # Errors
/// When the file cannot be read.
pub fn unpacked(path: &Path) -> io::Result<Option<u64>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut start = [0; 4];
    if length < 22 || file.read(&mut start)? < 4 || start != *b"PK\x03\x04" {
        return Ok(None);
    }
    // The directory's end record is the last 22 bytes and a comment of up to 64 KiB.
    let tail_at = length.saturating_sub(22 + 65_535);
    let tail = read_at(&mut file, tail_at, length - tail_at)?;
    let Some(end) = tail.windows(4).rposition(|w| w == b"PK\x05\x06").filter(|at| at + 22 <= tail.len()) else {
        return Ok(None);
    };
    let (size, at) = (number(&tail[end + 12..], 4), number(&tail[end + 16..], 4));
    if at + size > length {
        return Ok(None);
    }
    Ok(Some(sum_of(&read_at(&mut file, at, size)?)))
}

fn read_at(file: &mut File, at: u64, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    file.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn number(bytes: &[u8], length: usize) -> u64 {
    bytes.iter().take(length).rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// Walks the directory's entries: 46 bytes each, and three texts whose lengths they give.
fn sum_of(directory: &[u8]) -> u64 {
    let (mut sum, mut rest) = (0u64, directory);
    while rest.len() >= 46 && rest.starts_with(b"PK\x01\x02") {
        sum = sum.saturating_add(number(&rest[24..], 4));
        let texts: u64 = [28, 30, 32].iter().map(|at| number(&rest[*at..], 2)).sum();
        rest = rest.get(46 + texts as usize..).unwrap_or(&[]);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_states_its_size() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..5_000 {
            sheet.write_string(row, 0, "同一行").unwrap();
        }
        book.save(&path).unwrap();
        let packed = std::fs::metadata(&path).unwrap().len();
        assert!(unpacked(&path).unwrap().unwrap() > packed * 5);
        std::fs::write(&path, "code,name").unwrap();
        assert_eq!(unpacked(&path).unwrap(), None);
    }
}
