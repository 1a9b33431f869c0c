//! One form for what people write differently: width, compatibility forms, case, traditional and simplified script.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// The characters between which traditional and simplified script differ.
const FIRST: char = '\u{3400}';
const LAST: char = '\u{9FFF}';

static SIMPLE: LazyLock<Vec<char>> = LazyLock::new(|| {
    let simple = |c: char| simplet2s::convert(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c);
    (FIRST..=LAST).map(simple).collect()
});

/// The simplified form of a character; itself where it has none.
pub fn simple(c: char) -> char {
    if (FIRST..=LAST).contains(&c) { SIMPLE[c as usize - FIRST as usize] } else { c }
}

/// Whether a character is a Chinese one.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Text as it is searched: NFKC, lower case, simplified, blanks collapsed.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        match simple(c) {
            c if !c.is_whitespace() => folded.push(c),
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The letters and digits of a folded text, without blanks and signs: names are compared so.
pub fn letters(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_differently_folds_to_one() {
        for (written, folded) in [
            ("ＤＮ５０　鋼管", "dn50 钢管"),
            ("  Steel\tPipe ", "steel pipe"),
            ("單晶矽", "单晶硅"),
            ("㎏ ①", "kg 1"),
            ("\u{FB01}lter", "filter"),
            ("", ""),
            (" \u{3000} ", ""),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
        assert_eq!(letters("电(气)-设备 1.5kw"), "电气设备15kw");
    }
}
