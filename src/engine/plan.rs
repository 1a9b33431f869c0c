//! How a query is looked up: under which keys, and what finding a document there says. Every engine carries out the
//! same plan.
//!
//! A plan has two rounds. The first finds what is meant: names, their parts and kinds, and slips of the pen. Only when
//! that does not fill a page does the second widen the search, so that what is like it never drowns what is it.

use super::Query;
use crate::words::grams::Wanted;
use crate::words::script::{fold, is_han, letters};
use crate::words::{intent, near, sound};

/// A first round that finds fewer is widened.
pub const A_PAGE: u64 = 20;
/// Names inside a longer query that are looked up.
const MOST_INSIDE: usize = 120;
/// Characters of a query whose parts are looked up as names.
const LONGEST_WHOLE: usize = 32;

/// What a document is looked up by; see [`Prepared`](super::prepared::Prepared).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Its code or its firm's.
    Code,
    /// One of its names.
    Name,
    /// One of its names without one character.
    Near,
    /// One of its names in pinyin.
    Spelt,
    /// Two neighbouring syllables of its title.
    Sound,
    /// Characters and pairs of its title.
    Title,
    /// Characters and pairs of every text.
    Text,
    /// Its category and the wider ones.
    Category,
}

/// What a lookup that finds a document says of it; the bits order documents before they are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u32)]
pub enum Sign {
    /// It shares a run of characters.
    Shares = 1 << 0,
    /// Its name stands inside the query.
    Inside = 1 << 1,
    /// One other character would make its name the query.
    Edit = 1 << 2,
    /// Some text of it holds every word.
    Text = 1 << 3,
    /// It is what the query is a kind of: by the chain graph, or since the query ends in its name, as in Chinese the
    /// wider word stands last.
    Head = 1 << 4,
    /// Its title sounds as the query does.
    Sounds = 1 << 5,
    /// It is filed under what is looked for.
    Kind = 1 << 6,
    /// Its title holds every word.
    Title = 1 << 7,
    /// A slip of the pen away: a missing character, two in each other's place, another of the same sound.
    Slip = 1 << 8,
    /// Its name is spelt so.
    Spelt = 1 << 9,
    /// It is called so.
    Name = 1 << 10,
    /// Its code.
    Code = 1 << 11,
}

/// One way to be found: for each of the keys, any one of the values.
pub type Way = Vec<(Key, Vec<String>)>;

/// A sign and the ways to earn it.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// What it says.
    pub sign: Sign,
    /// Any of these.
    pub ways: Vec<Way>,
}

/// One wording of what is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// Folded, letters only.
    pub text: String,
    /// How much a document counts that this wording names, of one.
    pub weight: f32,
}

/// A query, ready to be carried out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// What is meant.
    pub first: Vec<Clause>,
    /// What comes close, for when that is little.
    pub wider: Vec<Clause>,
    /// The wordings, to rank by.
    pub forms: Vec<Form>,
    /// Grades and sizes asked for, folded.
    pub specs: Vec<String>,
}

/// The weight of the thing without the words around it, and of another name of it.
const THING: f32 = 0.985;
const OTHER_NAME: f32 = 0.95;

impl Plan {
    /// The plan for a query; empty where its text has neither letter nor digit.
    pub fn of(query: &Query) -> Plan {
        let wanted = Wanted::of(&query.text);
        if wanted.is_empty() {
            return Plan::default();
        }
        let meant = intent::of(&wanted.whole);
        let mut plan = Plan { forms: forms(&wanted, &meant, query), specs: meant.specs.clone(), ..Plan::default() };
        let texts: Vec<String> = plan.forms.iter().map(|form| form.text.clone()).collect();
        let thing = Some(Wanted::of(&meant.thing)).filter(|thing| !thing.is_empty() && thing.must != wanted.must);
        plan.what_is_meant(&texts, &wanted, thing.as_ref(), query);
        plan.what_comes_close(&texts, &wanted, query);
        plan
    }

    /// Whether nothing can be looked for.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    fn what_is_meant(&mut self, texts: &[String], wanted: &Wanted, thing: Option<&Wanted>, query: &Query) {
        let first = &mut self.first;
        push(first, Sign::Code, vec![one(Key::Code, vec![wanted.whole.clone()])]);
        push(first, Sign::Name, vec![one(Key::Name, texts.to_vec())]);
        let typed: Vec<String> = texts.iter().filter(|text| sound::is_spelling(text)).cloned().collect();
        push(first, Sign::Spelt, vec![one(Key::Spelt, typed)]);
        push(first, Sign::Slip, slips(texts));
        let holding = |key| [Some(wanted), thing].into_iter().flatten().map(|w| all_of(key, &w.must)).collect();
        push(first, Sign::Title, holding(Key::Title));
        push(first, Sign::Text, holding(Key::Text));
        let kinds = query.meaning.kinds.iter().map(|name| letters(&fold(name))).collect();
        push(first, Sign::Kind, vec![one(Key::Category, query.meaning.categories.clone()), one(Key::Name, kinds)]);
        push(first, Sign::Sounds, texts.iter().filter_map(|text| spelling(text)).collect());
    }

    fn what_comes_close(&mut self, texts: &[String], wanted: &Wanted, query: &Query) {
        let wider = &mut self.wider;
        let shorter: Vec<String> = texts.iter().flat_map(|text| near::lacking_one(text)).collect();
        push(wider, Sign::Edit, vec![one(Key::Name, shorter.clone()), one(Key::Near, shorter)]);
        let (mut heads, inside) = names_inside(texts);
        heads.extend(query.meaning.wider.iter().map(|name| letters(&fold(name))));
        push(wider, Sign::Head, vec![one(Key::Name, heads), one(Key::Category, query.meaning.wider.clone())]);
        push(wider, Sign::Inside, vec![one(Key::Name, inside)]);
        push(wider, Sign::Sounds, texts.iter().filter_map(|text| sounding(text)).collect());
        let mut shares: Vec<Way> = vec![all_of(Key::Title, &wanted.pieces)];
        // Two pairs in a row: three characters that stand together.
        shares.extend(wanted.pairs.windows(2).map(|two| all_of(Key::Title, two)));
        push(wider, Sign::Shares, shares);
    }
}

/// The wordings of a query: as typed, the thing alone, and its other names.
fn forms(wanted: &Wanted, meant: &intent::Meant, query: &Query) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let own = [(letters(&wanted.whole), 1.0), (letters(&meant.thing), THING)];
    let others = query.meaning.other_names.iter().map(|name| (letters(&fold(name)), OTHER_NAME));
    for (text, weight) in own.into_iter().chain(others) {
        if !text.is_empty() && !forms.iter().any(|form| form.text == text) {
            forms.push(Form { text, weight });
        }
    }
    forms
}

fn one(key: Key, values: Vec<String>) -> Way {
    vec![(key, values)]
}

fn all_of(key: Key, values: &[String]) -> Way {
    values.iter().map(|value| (key, vec![value.clone()])).collect()
}

/// Adds a clause, without the ways on which nothing can be found.
fn push(clauses: &mut Vec<Clause>, sign: Sign, ways: Vec<Way>) {
    let can_find = |way: &Way| !way.is_empty() && way.iter().all(|(_, values)| !values.is_empty());
    let ways: Vec<Way> = ways.into_iter().filter(can_find).collect();
    if !ways.is_empty() {
        clauses.push(Clause { sign, ways });
    }
}

/// A character missing, two in each other's place, another of the same sound.
fn slips(texts: &[String]) -> Vec<Way> {
    let long = |text: &&String| text.chars().count() > 2;
    let missing = texts.iter().filter(long).cloned().collect();
    let swapped = texts.iter().flat_map(|text| near::swapped(text)).collect();
    let sounding = texts.iter().filter(|text| text.chars().any(is_han) && text.chars().count() <= LONGEST_WHOLE);
    let sounding = sounding.flat_map(|text| sound::spellings(text).0).collect();
    vec![one(Key::Near, missing), one(Key::Name, swapped), one(Key::Spelt, sounding)]
}

/// The syllables of pinyin that a title must hold, two by two.
fn spelling(text: &str) -> Option<Way> {
    let syllables = sound::syllables(text).filter(|syllables| syllables.len() > 1)?;
    Some(syllables.windows(2).map(|two| (Key::Sound, vec![format!("{} {}", two[0], two[1])])).collect())
}

/// The same of characters, whatever they are.
fn sounding(text: &str) -> Option<Way> {
    let pairs = sound::pairs_in_order(text);
    // One pair of like sound is no likeness, and a text partly of letters must not be found by the rest alone.
    let whole = text.chars().all(is_han) && pairs.len() > 1;
    whole.then(|| pairs.into_iter().map(|pair| (Key::Sound, pair)).collect())
}

/// Every part of the texts that could be a name: what they end in, and what stands inside, the longest first.
fn names_inside(texts: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut heads, mut inside) = (Vec::new(), Vec::new());
    for text in texts {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).take(LONGEST_WHOLE).collect();
        let chars = ends.len() - 1;
        for length in (2..chars).rev() {
            for start in (0..=chars - length).rev() {
                let part = &text[ends[start]..ends[start + length]];
                let list = if start + length == chars { &mut heads } else { &mut inside };
                if list.len() < MOST_INSIDE && !list.iter().any(|known| known == part) {
                    list.push(part.to_owned());
                }
            }
        }
    }
    (heads, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(text: &str) -> Plan {
        Plan::of(&Query { text: text.into(), ..Query::default() })
    }

    fn values(clauses: &[Clause], sign: Sign, key: Key) -> Vec<String> {
        let ways = clauses.iter().filter(|clause| clause.sign == sign).flat_map(|clause| clause.ways.iter().flatten());
        ways.filter(|(held, _)| *held == key).flat_map(|(_, values)| values.clone()).collect()
    }

    #[test]
    fn a_query_is_looked_up_whole_and_without_the_words_of_wanting() {
        let plan = plan("求購不鏽鋼管 5吨");
        assert_eq!(values(&plan.first, Sign::Name, Key::Name), ["求购不锈钢管5吨", "不锈钢管"]);
        assert!(values(&plan.first, Sign::Slip, Key::Spelt).contains(&"buxiugangguan".to_owned()));
        assert!(values(&plan.wider, Sign::Head, Key::Name).contains(&"钢管".to_owned()));
        assert!(values(&plan.wider, Sign::Inside, Key::Name).contains(&"不锈钢".to_owned()));
    }

    #[test]
    fn letters_are_looked_up_as_pinyin() {
        let plan = plan("buxiugang");
        assert_eq!(values(&plan.first, Sign::Spelt, Key::Spelt), ["buxiugang"]);
        assert_eq!(values(&plan.first, Sign::Sounds, Key::Sound), ["bu xiu", "xiu gang"]);
    }

    #[test]
    fn two_characters_have_no_slips() {
        assert!(values(&plan("钢管").first, Sign::Slip, Key::Near).is_empty());
        assert!(plan("《》 +-").is_empty() && plan("").is_empty());
    }

    #[test]
    fn any_text_makes_a_plan_of_bounded_size() {
        for text in ["钢".repeat(10_000), "a1".repeat(5_000), "不锈钢 ".repeat(900), "行".repeat(40)] {
            let plan = plan(&text);
            let all = plan.first.iter().chain(&plan.wider).flat_map(|clause| clause.ways.iter().flatten());
            assert!(all.map(|(_, values)| values.len()).sum::<usize>() < 2_000);
        }
    }
}
