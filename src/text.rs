//! One normaliser for text and one for codes, used by pages, API, import and search alike.

/// Full-width letters, digits and signs (U+FF01–U+FF5E) and the ideographic space as their ASCII twins.
pub fn half_width(text: &str) -> String {
    text.chars().map(half).collect()
}

/// Bytes as hexadecimal digits, in lower case.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.extend([digit(byte >> 4), digit(byte & 15)]);
    }
    text
}

/// The bytes that hexadecimal digits of either case write; none for any other text.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.bytes().all(|b| b.is_ascii_hexdigit()) || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}

fn half(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Text as it is compared: half-width, lower case, blanks collapsed. Search folds further, see
/// [`words::script`](crate::words::script).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut after_blank = false;
    for c in text.chars().map(half) {
        if c.is_whitespace() {
            after_blank = !folded.is_empty();
            continue;
        }
        if std::mem::take(&mut after_blank) {
            folded.push(' ');
        }
        match c {
            // From the radicals of Chinese to the syllables of Vai nothing has two cases.
            '\u{2E80}'..='\u{A63F}' => folded.push(c),
            _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// A code as it is kept: without the blanks and invisible signs that spreadsheets and messengers add around it.
/// Everything else, leading zeros and letter case with it, survives byte for byte.
pub fn code(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{00A0}'))
}

/// The pattern of SQL's `LIKE` for what holds `text`, in small letters, with `\` as its escape.
pub fn like(text: &str) -> String {
    format!("%{}%", literal(&text.trim().to_lowercase()))
}

/// What stands for `text` itself in such a pattern.
pub fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// A free text as it is kept: outer blanks cut, line ends as `\n`, control characters gone.
pub fn tidy(text: &str) -> String {
    // Nearly every text is on one line already.
    if !text.chars().any(char::is_control) {
        return text.trim().to_owned();
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.trim().chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_joins_what_people_write_differently() {
        for (raw, folded) in [
            ("ＤＮ５０　钢管", "dn50 钢管"),
            ("  Steel\tPipe ", "steel pipe"),
            ("（南通）", "(南通)"),
            ("ÄÖ  Ⅻ", "äö ⅻ"),
        ] {
            assert_eq!(fold(raw), folded);
        }
    }

    #[test]
    fn bytes_are_two_digits_each() {
        assert_eq!(hex(&[0, 9, 0xa0, 0xff]), "0009a0ff");
    }

    #[test]
    fn codes_keep_their_zeros_and_case() {
        assert_eq!(code(" \u{FEFF}000012aB\u{00A0}\t"), "000012aB");
    }

    #[test]
    fn tidied_text_has_no_control_characters() {
        assert_eq!(tidy(" a\u{0}b\r\nc\rd \n"), "ab\nc\nd");
    }
}
