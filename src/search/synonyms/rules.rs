//! Which pairs of words can be synonyms.

use crate::faults::Fault;
use crate::lang::Say;
use crate::search::lexicon::key;
use crate::text;

/// Characters of a word at most.
const LONGEST_WORD: usize = 40;
/// Characters of a note at most.
const LONGEST_NOTE: usize = 200;

/// A pair to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// One word.
    pub word: String,
    /// The other one.
    pub other: String,
    /// Why, or where it is said; may be empty.
    pub note: String,
}

/// Reads a pair as it was typed.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(word: &str, other: &str, note: &str) -> Result<Pair, Vec<Fault>> {
    let mut faults = Vec::new();
    for (field, value) in [("word", word), ("other", other)] {
        faults.extend(fault_of_word(field, text::tidy(value).as_str()));
    }
    let pair = Pair { word: text::tidy(word), other: text::tidy(other), note: text::tidy(note) };
    if pair.note.chars().count() > LONGEST_NOTE {
        faults.push(too_long("note", note, LONGEST_NOTE));
    }
    if faults.is_empty() && key(&pair.word) == key(&pair.other) {
        let cause = Say::new("两个词在搜索中已经相同", "Search takes these for the same word already");
        let fix = Say::new("请填写另一种叫法", "Give another name");
        faults.push(Fault::new("other", other, cause, fix));
    }
    if faults.is_empty() { Ok(pair) } else { Err(faults) }
}

fn fault_of_word(field: &str, word: &str) -> Option<Fault> {
    if word.chars().count() > LONGEST_WORD {
        return Some(too_long(field, word, LONGEST_WORD));
    }
    key(word).is_empty().then(|| {
        let cause = Say::new("这里需要一个词", "A word is needed here");
        Fault::new(field, word, cause, Say::new("请填写", "Give one"))
    })
}

fn too_long(field: &str, value: &str, most: usize) -> Fault {
    let fix = Say::new(format!("请缩短到 {most} 个字以内"), format!("Use at most {most} characters"));
    Fault::new(field, value, Say::new("太长", "Too long"), fix)
}

/// Whether two pairs say the same, whichever word comes first.
pub fn is_same(a: (&str, &str), b: (&str, &str)) -> bool {
    let (a, b) = ((key(a.0), key(a.1)), (key(b.0), key(b.1)));
    a == b || (a.1, a.0) == b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_needs_two_different_words() {
        assert_eq!(read(" 土豆 ", "马铃薯", "").map(|pair| pair.word), Ok("土豆".to_owned()));
        let long = "长".repeat(41);
        for (word, other, field) in
            [("", "a", "word"), ("钢", "《》", "other"), ("鋼管", "钢管", "other"), (&long, "a", "word")]
        {
            assert_eq!(read(word, other, "").unwrap_err()[0].field, field, "{word} {other}");
        }
        assert!(is_same(("土豆", "馬鈴薯"), ("马铃薯", "土豆")) && !is_same(("a", "b"), ("a", "c")));
    }
}
