//! Marks in a text what a query looked for. It works on the text that the page shows, fresh from the database, so that
//! no old wording comes back out of an index.

use std::collections::HashSet;
use std::ops::Range;

use crate::words::grams::{Wanted, of_document};
use crate::words::script::{fold, letters, simple};
use crate::words::sound;

/// The places in `text` that `query` looked for: byte ranges in order, apart from each other.
pub fn ranges(text: &str, query: &str) -> Vec<Range<usize>> {
    Marker::new(query).ranges(text)
}

/// A query, ready to mark many texts.
pub struct Marker {
    tokens: HashSet<String>,
    /// The query as pinyin or initials, where it can be that.
    spelling: Option<String>,
}

/// Longer texts are no pinyin that anybody types.
const LONGEST_SPELLING: usize = 64;

impl Marker {
    /// Prepares a query.
    pub fn new(query: &str) -> Marker {
        let wanted = Wanted::of(query);
        let typed = letters(&wanted.whole);
        let spelling = Some(typed).filter(|typed| typed.len() <= LONGEST_SPELLING && sound::is_spelling(typed));
        Marker { tokens: wanted.must.into_iter().chain(wanted.pairs).collect(), spelling }
    }

    /// The places in `text` that the query looked for: byte ranges in order, apart from each other.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        if self.tokens.is_empty() {
            return Vec::new();
        }
        let mut found = self.held(text);
        if found.is_empty() {
            found = self.spelling.as_deref().map(|typed| spelt(text, typed)).unwrap_or_default();
        }
        found.sort_by_key(|range| (range.start, range.end));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in found {
            match joined.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        joined
    }

    /// Where `text` holds tokens of the query.
    fn held(&self, text: &str) -> Vec<Range<usize>> {
        let folded = Folded::of(text);
        let mut found: Vec<Range<usize>> = Vec::new();
        of_document(&folded.text, |token| {
            if self.tokens.contains(&folded.text[token.clone()]) {
                found.push(folded.origin(token));
            }
        });
        found
    }

    /// `text` as HTML, escaped, with `<mark>` around what the query looked for.
    pub fn html(&self, text: &str) -> String {
        let mut html = String::with_capacity(text.len() + 32);
        let mut done = 0;
        for range in self.ranges(text) {
            escape(&text[done..range.start], &mut html);
            html.push_str("<mark>");
            escape(&text[range.clone()], &mut html);
            html.push_str("</mark>");
            done = range.end;
        }
        escape(&text[done..], &mut html);
        html
    }
}

/// The characters of `text` that `typed` spells, wherever they begin.
fn spelt(text: &str, typed: &str) -> Vec<Range<usize>> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let chars: Vec<char> = text.chars().map(simple).collect();
    let spelt_from = |n: usize| sound::spelt_by(&chars[n..], typed).map(|count| starts[n]..starts[n + count]);
    (0..chars.len()).filter_map(spelt_from).collect()
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            _ => html.push(c),
        }
    }
}

/// A text folded character by character, with the way back.
struct Folded {
    text: String,
    /// For each byte of `text`, the character of the original that it comes from.
    from: Vec<Range<usize>>,
}

impl Folded {
    fn of(original: &str) -> Folded {
        let mut folded = Folded { text: String::with_capacity(original.len()), from: Vec::new() };
        for (at, c) in original.char_indices() {
            // Folding cuts outer blanks, so a blank is kept by hand.
            let part = if c.is_whitespace() { " ".to_owned() } else { fold(c.encode_utf8(&mut [0; 4])) };
            folded.from.extend(std::iter::repeat_n(at..at + c.len_utf8(), part.len()));
            folded.text.push_str(&part);
        }
        folded
    }

    fn origin(&self, token: Range<usize>) -> Range<usize> {
        self.from[token.start].start..self.from[token.end - 1].end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_what_was_looked_for_and_escapes_the_rest() {
        for (text, query, html) in [
            ("不锈钢法兰", "法兰", "不锈钢<mark>法兰</mark>"),
            ("ＤＮ５０ <b>阀</b>", "dn50", "<mark>ＤＮ５０</mark> &lt;b&gt;阀&lt;/b&gt;"),
            ("<script>alert('阀')</script>", "阀", "&lt;script&gt;alert(&#39;<mark>阀</mark>&#39;)&lt;/script&gt;"),
            ("Steel Pipe & Tube", "PIPE", "Steel <mark>Pipe</mark> &amp; Tube"),
            ("法兰法兰", "法兰", "<mark>法兰法兰</mark>"),
            ("İstanbul 钢", "钢", "İstanbul <mark>钢</mark>"),
            ("不鏽鋼管", "不锈钢", "<mark>不鏽鋼</mark>管"),
            ("304不锈钢管", "BuXiu gang", "304<mark>不锈钢</mark>管"),
            ("不鏽鋼管", "bxg", "<mark>不鏽鋼</mark>管"),
            ("钢", "", "钢"),
            ("", "钢", ""),
        ] {
            assert_eq!(Marker::new(query).html(text), html, "{text} / {query}");
        }
        assert_eq!(ranges("a钢b钢", "钢"), [1..4, 5..8]);
    }
}
