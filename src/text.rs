//! One normaliser for text and one for codes, used by pages, API, import and search alike.

/// Full-width letters, digits and signs (U+FF01–U+FF5E) and the ideographic space as their ASCII twins.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect()
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

/// Text as it is compared and searched: half-width, lower case, blanks collapsed.
pub fn fold(text: &str) -> String {
    let lower = half_width(text).to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A code as it is kept: without the blanks and invisible signs that spreadsheets and messengers add around it.
/// Everything else, leading zeros and letter case with it, survives byte for byte.
pub fn code(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{00A0}'))
}

/// A free text as it is kept: outer blanks cut, line ends as `\n`, control characters gone.
pub fn tidy(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.trim().chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_joins_what_people_write_differently() {
        for (raw, folded) in [("ＤＮ５０　钢管", "dn50 钢管"), ("  Steel\tPipe ", "steel pipe"), ("（南通）", "(南通)")]
        {
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
