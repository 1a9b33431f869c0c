//! How well a document fits what was typed, from 0 to 1, and why. One scorer for every engine.
//!
//! Exact goes first, then near, then wide. Points come from names alone; what is fresh, verified or complete decides
//! only among equals, and nothing that is paid for enters at all.

use super::Hit;
use super::plan::{Form, Plan, Sign};
use super::prepared::read_names;
use crate::words::sound;

/// Why a document fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is called so.
    Exact,
    /// Its name is spelt so in pinyin.
    Spelt,
    /// The initials of its name are these.
    Initials,
    /// The same characters in another order.
    Order,
    /// A slip of the pen away.
    Slip,
    /// Its name holds the words together.
    Part,
    /// Its name holds the words apart.
    Words,
    /// Its firm and its name, both named.
    Firm,
    /// It is a kind of it.
    Kind,
    /// It is what the words are a kind of.
    Wider,
    /// Its name is part of the words.
    Inside,
    /// It shares characters.
    Letters,
    /// Another text of it holds the words.
    Text,
}

/// So many of the documents that an engine finds, those with the best signs, are ranked; the rest follow as they come.
pub const RANKED: usize = 150;
/// Scores that differ by less are equals.
const EQUAL: f32 = 200.0;

/// A document that an engine found, as far as ranking must know it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The hit, without its score.
    pub hit: Hit,
    /// [`Prepared::stored_names`](super::prepared::Prepared::stored_names).
    pub names: String,
    /// Letters of its firm's name.
    pub firm: String,
    /// The signs it was found by.
    pub signs: u32,
    /// Whether it was confirmed of late.
    pub fresh: bool,
    /// Whether its firm is verified.
    pub verified: bool,
    /// [`Doc::completeness`](super::Doc::completeness).
    pub completeness: u8,
    /// [`Doc::published_at`](super::Doc::published_at).
    pub published_at: i64,
    /// Orders what is equal in everything else, the same way on every page.
    pub tie: u64,
}

/// Puts documents in order: by how well they fit, equals by what is fresh, verified, complete and new.
pub fn rank(plan: &Plan, found: Vec<Found>) -> Vec<Hit> {
    let ranker = Ranker::new(plan);
    let mut ranked: Vec<(_, Hit)> = found
        .into_iter()
        .map(|found| {
            let Fit { score, how } = ranker.fit(&found.names, &found.firm, found.signs);
            let order = (
                (score * EQUAL).round() as i64,
                found.fresh,
                found.verified,
                found.completeness,
                found.published_at,
                found.tie,
            );
            (order, Hit { score, how: Some(how), ..found.hit })
        })
        .collect();
    ranked.sort_by_key(|(order, _)| std::cmp::Reverse(*order));
    ranked.into_iter().map(|(_, hit)| hit).collect()
}

/// Points and their reason.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fit {
    score: f32,
    how: How,
}

/// A name of one of several things in a title counts so much.
const ONE_OF_SEVERAL: f32 = 0.985;

impl Fit {
    const fn new(score: f32, how: How) -> Fit {
        Fit { score, how }
    }

    fn or(self, other: Fit) -> Fit {
        if other.score > self.score { other } else { self }
    }

    fn times(self, weight: f32) -> Fit {
        Fit { score: self.score * weight, ..self }
    }
}

/// A plan's wordings, ready to rank many documents.
struct Ranker<'a> {
    forms: Vec<(Worded, f32)>,
    typed: &'a str,
    spelling: bool,
}

impl<'a> Ranker<'a> {
    /// Prepares the wordings of `plan`.
    fn new(plan: &'a Plan) -> Ranker<'a> {
        let typed = plan.forms.first().map_or("", |form: &Form| form.text.as_str());
        Ranker {
            forms: plan.forms.iter().map(|form| (Worded::new(&form.text), form.weight)).collect(),
            typed,
            spelling: typed.bytes().all(|b| b.is_ascii_alphanumeric()),
        }
    }

    /// How well a document of these names fits.
    fn fit(&self, names: &str, firm: &str, signs: u32) -> Fit {
        let rest = self.without_firm(firm);
        let mut best = found_by(signs);
        for (name, whole) in read_names(names) {
            let weight = if whole { 1.0 } else { ONE_OF_SEVERAL };
            best = best.or(self.name(name, rest.as_ref()).times(weight));
        }
        best
    }

    fn name(&self, name: &str, rest: Option<&Worded>) -> Fit {
        let named = Worded::new(name);
        let mut best = Fit::new(0.0, How::Letters);
        for (form, weight) in &self.forms {
            best = best.or(compare(form, &named).times(*weight));
        }
        if let Some(rest) = rest {
            best = best.or(Fit::new(0.3 + 0.69 * compare(rest, &named).score, How::Firm));
        }
        if self.spelling { best.or(spelt(self.typed, name)) } else { best }
    }

    /// What is left of the query when it names the firm.
    fn without_firm(&self, firm: &str) -> Option<Worded> {
        if firm.chars().count() < 2 {
            return None;
        }
        let (before, behind) = self.typed.split_once(firm)?;
        let rest = format!("{before}{behind}");
        (!rest.is_empty()).then(|| Worded::new(&rest))
    }
}

/// What a document is worth for how it was found, whatever its name.
fn found_by(signs: u32) -> Fit {
    let has = |sign: Sign| signs & sign as u32 != 0;
    if has(Sign::Code) {
        Fit::new(1.0, How::Exact)
    } else if has(Sign::Kind) {
        Fit::new(0.60, How::Kind)
    } else if has(Sign::Head) {
        Fit::new(0.44, How::Wider)
    } else if has(Sign::Text) {
        Fit::new(0.36, How::Text)
    } else {
        Fit::new(0.1, How::Letters)
    }
}

fn spelt(typed: &str, name: &str) -> Fit {
    let (full, initials) = sound::spellings(name);
    if full.iter().any(|spelling| spelling == typed) {
        Fit::new(0.95, How::Spelt)
    } else if initials.iter().any(|spelling| spelling == typed) {
        Fit::new(0.90, How::Initials)
    } else if full.iter().any(|spelling| spelling.contains(typed)) && typed.len() > 3 {
        Fit::new(0.62 + 0.1 * typed.len() as f32 / (typed.len() + name.len()) as f32, How::Spelt)
    } else {
        Fit::new(0.0, How::Letters)
    }
}

/// A text with its characters in order and sorted.
struct Worded {
    text: String,
    chars: Vec<char>,
    sorted: Vec<char>,
}

impl Worded {
    fn new(text: &str) -> Worded {
        let chars: Vec<char> = text.chars().collect();
        let mut sorted = chars.clone();
        sorted.sort_unstable();
        Worded { text: text.to_owned(), chars, sorted }
    }
}

/// How well `typed` names `name`. The order of the cases is that of `How`; the figures were fitted by hand so that the
/// cases keep apart, and within a case what adds least to the name goes first.
fn compare(typed: &Worded, name: &Worded) -> Fit {
    if typed.text == name.text {
        return Fit::new(1.0, How::Exact);
    }
    let (typed_len, name_len) = (typed.chars.len() as f32, name.chars.len() as f32);
    let common = in_common(&typed.sorted, &name.sorted) as f32;
    if common == 0.0 && name_len != typed_len {
        return Fit::new(0.0, How::Letters);
    }
    let same_end = typed.chars.last() == name.chars.last();
    let mut best = Fit::new(0.56 * common / typed_len.max(name_len) + if same_end { 0.06 } else { 0.0 }, How::Letters);
    if name.text.contains(&typed.text) {
        let place = if same_end && name.text.ends_with(&typed.text) {
            0.06
        } else if name.text.starts_with(&typed.text) {
            0.03
        } else {
            0.0
        };
        best = best.or(Fit::new(0.72 + place + 0.12 * typed_len / name_len, How::Part));
    } else if typed.text.ends_with(&name.text) {
        best = best.or(Fit::new(0.46 + 0.22 * name_len / typed_len, How::Wider));
    } else if typed.text.contains(&name.text) {
        best = best.or(Fit::new(0.36 + 0.2 * name_len / typed_len, How::Inside));
    }
    if common == typed_len && common == name_len {
        // Two characters the other way round are mostly another thing (油焦, 焦油).
        best = best.or(Fit::new(if typed_len > 2.0 { 0.90 } else { 0.70 }, How::Order));
    } else if common == typed_len {
        best = best.or(Fit::new(0.62 + 0.26 * typed_len / name_len, How::Words));
    }
    best.or(slip(&typed.chars, &name.chars))
}

/// One slip of the pen between two texts.
fn slip(typed: &[char], name: &[char]) -> Fit {
    let none = Fit::new(0.0, How::Slip);
    if typed.len() < 2
        || typed.len().abs_diff(name.len()) > 1
        || typed.len().max(name.len()) < 3 && typed.len() != name.len()
    {
        return none;
    }
    let start = typed.iter().zip(name).take_while(|(a, b)| a == b).count();
    let longest_end = typed.len().min(name.len()) - start;
    let end = typed.iter().rev().zip(name.iter().rev()).take(longest_end).take_while(|(a, b)| a == b).count();
    let (typed_part, name_part) = (&typed[start..typed.len() - end], &name[start..name.len() - end]);
    let same_end = if end > 0 { 0.03 } else { 0.0 } - 0.2 / typed.len() as f32;
    let points = match (typed_part, name_part) {
        ([a], [b]) if sound::alike(*a, *b) => 0.90,
        _ if typed.len() < 3 => return none,
        ([a, b], [c, d]) if a == d && b == c => 0.94,
        ([], [_]) => 0.86,
        // Another character is often another thing, and so is one too many.
        ([_], []) => 0.54,
        ([_], [_]) => 0.50,
        _ => return none,
    };
    Fit::new(points + same_end, How::Slip)
}

/// How many characters two sorted lists have in common.
fn in_common(a: &[char], b: &[char]) -> usize {
    let (mut n, mut m, mut common) = (0, 0, 0);
    while n < a.len() && m < b.len() {
        match a[n].cmp(&b[m]) {
            std::cmp::Ordering::Equal => {
                common += 1;
                n += 1;
                m += 1;
            }
            std::cmp::Ordering::Less => n += 1,
            std::cmp::Ordering::Greater => m += 1,
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Query;

    fn fit(query: &str, names: &str, firm: &str) -> Fit {
        let plan = Plan::of(&Query { text: query.into(), ..Query::default() });
        Ranker::new(&plan).fit(names, firm, 0)
    }

    #[test]
    fn every_way_to_fit_has_its_reason() {
        for (query, name, how) in [
            ("不锈钢管", "不锈钢管", How::Exact),
            ("求购不锈钢管", "不锈钢管", How::Exact),
            ("buxiugangguan", "不锈钢管", How::Spelt),
            ("bxgg", "不锈钢管", How::Initials),
            ("管 不锈钢", "不锈钢管", How::Order),
            ("不绣钢管", "不锈钢管", How::Slip),
            ("不钢锈管", "不锈钢管", How::Slip),
            ("不锈管", "不锈钢管", How::Slip),
            ("钢管", "不锈钢管", How::Part),
            ("不锈钢 钢管", "不锈钢焊接钢管", How::Words),
            ("某某 钢管", "钢管", How::Firm),
            ("无缝不锈钢管", "钢管", How::Wider),
            ("不锈钢管配件套装", "不锈钢管", How::Inside),
        ] {
            assert_eq!(fit(query, name, "某某").how, how, "{query} → {name}: {:?}", fit(query, name, "某某"));
        }
    }

    #[test]
    fn exact_goes_before_near_and_near_before_wide() {
        let names = ["不锈钢管", "不锈钢圆管", "不锈钢管件", "无缝钢管", "钢管"];
        let scores: Vec<f32> = names.iter().map(|name| fit("不锈钢管", name, "").score).collect();
        assert!(scores[0] > scores[1] && scores[1] > scores[4] && scores[2] > scores[4], "{scores:?}");
        assert!(scores[4] > scores[3], "the wider word goes before a like one: {scores:?}");
        assert!(fit("接口装置", "装置", "").score > fit("接口装置", "接口装备", "").score);
    }
}
