//! Cuts text into what is looked up: the same for documents and queries, and for any engine.
//!
//! Chinese is indexed as every character and every pair of neighbours, so that a part is found however a dictionary
//! would cut it. A query is cut by the dictionary: within a word every pair must be found, across words nothing need
//! touch.

use std::ops::Range;
use std::sync::LazyLock;

use jieba_rs::Jieba;

use super::script::fold;

/// Characters of a query that count; the rest of a longer one is left aside.
const QUERY_CHARS: usize = 200;
/// Different tokens of one sort that a query may hold.
const QUERY_TOKENS: usize = 40;
/// Longer runs of letters and digits are cut off here, in characters.
const WORD_CHARS: usize = 48;
/// Characters that join words and say nothing by themselves.
const JOINERS: &str = "的之和与及了在或等是";

static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Loads the dictionary, so that the first search need not wait for it.
pub fn warm_up() {
    LazyLock::force(&DICTIONARY);
}

/// A stretch of text without blanks and signs.
#[derive(Debug, Clone, PartialEq)]
enum Run {
    /// Script without blanks between words.
    Dense(Range<usize>),
    /// Letters and digits.
    Word(Range<usize>),
}

fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{3005}'..='\u{3007}' | '\u{2E80}'..='\u{2FDF}'
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The runs of a folded text.
fn runs(folded: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut chars = folded.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        // A point between digits belongs to the number.
        let point = c == '.' && before.is_ascii_digit() && chars.peek().is_some_and(|(_, n)| n.is_ascii_digit());
        before = c;
        match runs.last_mut() {
            Some(Run::Dense(run)) if run.end == at && is_dense(c) => run.end = end,
            Some(Run::Word(run)) if run.end == at && (point || c.is_alphanumeric() && !is_dense(c)) => run.end = end,
            _ if is_dense(c) => runs.push(Run::Dense(at..end)),
            _ if c.is_alphanumeric() => runs.push(Run::Word(at..end)),
            _ => {}
        }
    }
    runs
}

/// The ends of the characters of `folded[run]`, beginning with the start of the first.
fn bounds(folded: &str, run: &Range<usize>) -> Vec<usize> {
    let starts = folded[run.clone()].char_indices().map(|(at, _)| run.start + at);
    starts.chain([run.end]).collect()
}

/// A word cut to a sane length, and its parts where digits meet letters (`dn50`: `dn`, `50`).
fn word_parts(folded: &str, run: &Range<usize>) -> (Range<usize>, Vec<Range<usize>>) {
    let bounds = bounds(folded, run);
    let whole = run.start..bounds[WORD_CHARS.min(bounds.len() - 1)];
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut numeric = None;
    for (at, c) in folded[whole.clone()].char_indices() {
        let (start, is_number) = (whole.start + at, c.is_numeric() || c == '.');
        match parts.last_mut() {
            Some(part) if numeric == Some(is_number) => part.end = start + c.len_utf8(),
            _ => parts.push(start..start + c.len_utf8()),
        }
        numeric = Some(is_number);
    }
    (whole, parts)
}

/// Hands every token of a folded text of a document to `sink`, as its place in the text.
pub fn of_document(folded: &str, mut sink: impl FnMut(Range<usize>)) {
    for run in runs(folded) {
        match run {
            Run::Dense(run) => {
                let bounds = bounds(folded, &run);
                for n in 0..bounds.len() - 1 {
                    sink(bounds[n]..bounds[n + 1]);
                    if let Some(end) = bounds.get(n + 2) {
                        sink(bounds[n]..*end);
                    }
                }
            }
            Run::Word(run) => {
                let (whole, parts) = word_parts(folded, &run);
                if parts.len() > 1 {
                    parts.into_iter().for_each(&mut sink);
                }
                sink(whole);
            }
        }
    }
}

/// What a query looks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wanted {
    /// The whole query, folded: compared with titles and codes.
    pub whole: String,
    /// Tokens that a document must hold.
    pub must: Vec<String>,
    /// Neighbouring characters, whatever the words, and words of letters.
    pub pairs: Vec<String>,
    /// The smallest pieces.
    pub pieces: Vec<String>,
}

impl Wanted {
    /// Cuts what a person typed. Text without a letter or digit gives nothing to look for.
    pub fn of(text: &str) -> Wanted {
        let head: String = text.chars().take(QUERY_CHARS * 4).collect();
        let folded: String = fold(&head).chars().take(QUERY_CHARS).collect();
        let mut wanted = Wanted { whole: folded.trim_end().to_owned(), ..Wanted::default() };
        for run in runs(&folded) {
            match run {
                Run::Dense(run) => wanted.dense(&folded, &run),
                Run::Word(run) => wanted.word(&folded, &run),
            }
        }
        wanted.without_joiners();
        wanted
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.must.is_empty()
    }

    fn dense(&mut self, folded: &str, run: &Range<usize>) {
        let bounds = bounds(folded, run);
        for pair in bounds.windows(3) {
            note(&mut self.pairs, &folded[pair[0]..pair[2]]);
        }
        for one in bounds.windows(2) {
            note(&mut self.pieces, &folded[one[0]..one[1]]);
        }
        for token in DICTIONARY.cut(&folded[run.clone()], false) {
            let chars: Vec<char> = token.word.chars().collect();
            if chars.len() == 1 {
                note(&mut self.must, token.word);
            }
            for pair in chars.windows(2) {
                note(&mut self.must, &pair.iter().collect::<String>());
            }
        }
    }

    fn word(&mut self, folded: &str, run: &Range<usize>) {
        let (whole, parts) = word_parts(folded, run);
        note(&mut self.pairs, &folded[whole]);
        for part in parts {
            note(&mut self.must, &folded[part.clone()]);
            note(&mut self.pieces, &folded[part]);
        }
    }

    /// Joiners are looked for only where there is nothing else.
    fn without_joiners(&mut self) {
        let is_joiner = |token: &String| JOINERS.contains(token.as_str());
        for list in [&mut self.must, &mut self.pieces] {
            if !list.iter().all(is_joiner) {
                list.retain(|token| !is_joiner(token));
            }
        }
    }
}

/// Adds a token once, while there is room.
fn note(list: &mut Vec<String>, token: &str) {
    if list.len() < QUERY_TOKENS && !list.iter().any(|known| known == token) {
        list.push(token.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        of_document(text, |range| found.push(&text[range]));
        found
    }

    #[test]
    fn documents_give_characters_pairs_and_parts() {
        assert_eq!(tokens("法兰"), ["法", "法兰", "兰"]);
        assert_eq!(tokens("dn50 阀"), ["dn", "50", "dn50", "阀"]);
        assert_eq!(tokens("6204-2rs, 1.5kw."), ["6204", "2", "rs", "2rs", "1.5", "kw", "1.5kw"]);
        assert!(tokens("!?《》🙂").is_empty());
    }

    #[test]
    fn queries_need_the_pairs_within_words_only() {
        let wanted = Wanted::of("通富的封装测试");
        for must in ["封装", "测试"] {
            assert!(wanted.must.iter().any(|t| t == must), "{wanted:?}");
        }
        for not in ["装测", "的"] {
            assert!(!wanted.must.iter().any(|t| t == not), "{wanted:?}");
        }
        assert!(wanted.pairs.iter().any(|t| t == "装测"));
        assert_eq!(Wanted::of("的").must, ["的"]);
    }

    #[test]
    fn any_text_can_be_cut() {
        let long = "钢".repeat(10_000) + &"x".repeat(10_000);
        for text in ["", " ", "\u{0}", "🙂🙂", "\"a AND (", "\u{10FFFF}", "ａ１．５", "....1....", &long] {
            let wanted = Wanted::of(text);
            assert!(wanted.must.len() <= QUERY_TOKENS && wanted.whole.chars().count() <= QUERY_CHARS);
            tokens(&fold(text));
        }
        assert!(Wanted::of("《》🙂 +-").is_empty());
    }
}
