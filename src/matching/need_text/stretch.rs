//! Stretches of a text, with what each can be whatever has been read before it: that is asked of a stretch once, and its
//! costs for each way that leads to it.

use super::words::{AFTER_OWN, Lists, WORDS, is_mark, joins};
use super::{Kind, Known};
use crate::words::script::{folded_alone, is_letter};

/// A folded text with what is asked of its places again and again.
pub(super) struct Text<'a> {
    pub(super) chars: &'a [char],
    /// How many signs stand before each place.
    signs: Vec<usize>,
    /// The lists that have a word which begins at each place, and at the end.
    begins: Vec<Lists>,
    /// How far a name that begins at each place can reach.
    named_to: Vec<usize>,
    /// How far from each place on characters are in plain form but for signs between them.
    plain_to: Vec<usize>,
}

impl Text<'_> {
    pub(super) fn of(chars: &[char]) -> Text<'_> {
        let len = chars.len();
        let mut signs = vec![0; len];
        (1..len).for_each(|at| signs[at] = signs[at - 1] + usize::from(!is_letter(chars[at - 1])));
        let reach = |ends: &dyn Fn(char) -> bool| {
            let mut reach = vec![len; len + 1];
            (0..len).rev().for_each(|at| reach[at] = if ends(chars[at]) { at } else { reach[at + 1] });
            reach
        };
        let mut named_to = reach(&parts);
        (0..len).filter(|at| !is_letter(chars[*at])).for_each(|at| named_to[at] = at);
        Text {
            chars,
            signs,
            begins: (0..=len).map(|at| WORDS.begins(&chars[at..])).collect(),
            named_to,
            plain_to: reach(&|c| folded_alone(c) != Some(c)),
        }
    }
}

/// Whether a sign parts one name from another.
fn parts(c: char) -> bool {
    matches!(c, ',' | '，' | '。' | ';' | '；' | ':' | '：' | '!' | '！' | '?' | '？' | '\n')
}

/// What a stretch is as a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    /// Characters of its plain form.
    pub(super) len: usize,
    pub(super) known: Known,
    /// Whether the buyer lists it.
    pub(super) is_own: bool,
}

/// A stretch of text.
pub(super) struct Stretch<'a> {
    text: &'a Text<'a>,
    pub(super) from: usize,
    pub(super) to: usize,
    /// The lists that have it as a word.
    pub(super) lists: Lists,
    pub(super) is_quantity: bool,
    pub(super) is_mark: bool,
    /// None where it cannot be one.
    pub(super) named: Option<Named>,
}

impl<'a> Stretch<'a> {
    /// A stretch that no name is looked up for yet.
    pub(super) fn of(text: &'a Text<'a>, (from, to): (usize, usize)) -> Stretch<'a> {
        let word = &text.chars[from..to];
        let (is_quantity, is_mark) = (WORDS.is_quantity(word), is_mark(word));
        Stretch { text, from, to, lists: WORDS.of(word), is_quantity, is_mark, named: None }
    }

    pub(super) fn word(&self) -> &'a [char] {
        &self.text.chars[self.from..self.to]
    }

    /// Whether it is a single sign.
    pub(super) fn is_sign(&self) -> bool {
        self.to == self.from + 1 && !is_letter(self.text.chars[self.from])
    }

    /// Whether it can be a name: it begins with a letter, and no sign parts it.
    pub(super) fn may_be_named(&self) -> bool {
        self.to <= self.text.named_to[self.from]
    }

    /// Whether its letters are in plain form as they stand.
    pub(super) fn is_plain(&self) -> bool {
        self.to <= self.text.plain_to[self.from]
    }

    /// Whether it follows another good with nothing between that would part them: both are one name then.
    pub(super) fn is_unjoined(&self, last: Kind) -> bool {
        match last {
            Kind::Own | Kind::Target => true,
            Kind::After => !joins(self.text.chars[self.from - 1]),
            _ => false,
        }
    }

    pub(super) fn behind(&self) -> &'a [char] {
        &self.text.chars[self.to..]
    }

    /// The lists that have a word which stands right behind it.
    pub(super) fn followed_by(&self) -> Lists {
        self.text.begins[self.to]
    }

    /// Whether what stands behind it points to it as what the buyer makes.
    pub(super) fn is_made(&self) -> bool {
        self.followed_by() & AFTER_OWN != 0
    }

    /// Signs before it.
    pub(super) fn signs_before(&self) -> usize {
        self.text.signs[self.from]
    }

    /// Whether it begins or ends between two letters or digits of the Latin script.
    pub(super) fn is_cut(&self) -> bool {
        let is_latin = |at: usize| self.text.chars.get(at).is_some_and(char::is_ascii_alphanumeric);
        [self.from, self.to].into_iter().any(|at| at > 0 && is_latin(at - 1) && is_latin(at))
    }
}
