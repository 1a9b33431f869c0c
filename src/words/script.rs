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

/// The characters of all unified ideographs of the first plane: letters that have neither case nor compatibility forms.
const IDEOGRAPHS: std::ops::RangeInclusive<char> = '\u{4E00}'..='\u{9FFF}';

/// What a character folds to whatever stands beside it, for those of which nearly all texts consist.
pub fn folded_alone(c: char) -> Option<char> {
    Some(match c {
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ if IDEOGRAPHS.contains(&c) => simple(c),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0)?.to_ascii_lowercase(),
        '\u{3000}' => ' ',
        '、' | '。' | '“' | '”' | '·' | '×' | '°' | '±' => c,
        _ => return None,
    })
}

/// Whether a character is a letter or a digit, as [`char::is_alphanumeric`] says, which looks up all but ASCII.
pub fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || IDEOGRAPHS.contains(&c) || (!c.is_ascii() && c.is_alphanumeric())
}

/// Text as it is searched: NFKC, lower case, simplified, blanks collapsed.
pub fn fold(text: &str) -> String {
    let mut folded = Folded(String::with_capacity(text.len()));
    for c in text.chars() {
        let Some(c) = folded_alone(c) else { return fold_together(text) };
        folded.push(c);
    }
    folded.end()
}

/// [`fold`] of any text.
fn fold_together(text: &str) -> String {
    let mut folded = Folded(String::with_capacity(text.len()));
    text.nfkc().flat_map(char::to_lowercase).for_each(|c| folded.push(simple(c)));
    folded.end()
}

/// A text in which blanks collapse.
struct Folded(String);

impl Folded {
    fn push(&mut self, c: char) {
        match c {
            c if !c.is_whitespace() => self.0.push(c),
            _ if self.0.is_empty() || self.0.ends_with(' ') => {}
            _ => self.0.push(' '),
        }
    }

    fn end(mut self) -> String {
        self.0.truncate(self.0.trim_end().len());
        self.0
    }
}

/// The letters and digits of a folded text, without blanks and signs: names are compared so.
pub fn letters(folded: &str) -> String {
    folded.chars().filter(|c| is_letter(*c)).collect()
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

    #[test]
    fn characters_that_fold_alone_fold_as_they_do_together() {
        let alone: Vec<char> = ('\0'..=char::MAX).filter(|c| folded_alone(*c).is_some()).collect();
        assert!(alone.len() > 20_000, "{}", alone.len());
        for c in &alone {
            for text in [format!("钢{c}a"), format!("A{c}鋼"), format!("×{c}"), c.to_string()] {
                assert_eq!(fold(&text), fold_together(&text), "{text}");
            }
        }
        for text in ["A\u{301}", "鋼\u{3099}", "ｶ\u{FF9E}", "Ωm ℃ 鋼"] {
            assert_eq!(fold(text), fold_together(text), "{text}");
        }
        assert!(('\0'..=char::MAX).all(|c| is_letter(c) == c.is_alphanumeric()));
    }
}
