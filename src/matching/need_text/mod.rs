//! What a need in words asks for.
//!
//! A text is read as request words, quantities, grades, goods that the buyer makes, and one good that is asked for; of
//! all readings the cheapest is taken. A good that the city knows costs little, unexplained text costs much, so that
//! 「我司生产换热器，急购304不锈钢管5吨」 asks for the pipe and not for the heat exchanger.
//!
//! [`intent`](crate::words::intent) parts a search of a few words; this reads sentences, and knows the city's goods.

mod stretch;
mod words;

use super::chars::{Chars, NameSet, plain};
use crate::words::script::is_letter;
use stretch::{Named, Stretch, Text};
use words::{AFTER_OWN, MAKES, PRAISE, REQUEST, SELLERS, SERVES};

/// How well a name is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// Neither listed nor in the chain graph.
    No,
    /// A category of the chain graph.
    Chain,
    /// Something that a firm lists.
    Listed,
}

/// Characters of a text that are read; a need of more says the rest of it in other words.
const MOST_READ: usize = 120;
/// Characters of one stretch at most.
const LONGEST: usize = 40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Start,
    Request,
    Before,
    After,
    Own,
    Target,
    Other,
    Break,
}

const KINDS: usize = 8;
/// A state is the kind of the last stretch, and whether the target has been read.
const STATES: usize = 2 * KINDS;

#[derive(Clone, Copy)]
struct Step {
    cost: f32,
    from: usize,
    state: usize,
    kind: Kind,
}

const NO_WAY: Step = Step { cost: f32::INFINITY, from: 0, state: 0, kind: Kind::Start };

/// Reads needs with the names that the city knows.
pub struct Reader<'a> {
    /// How well a plain name is known.
    pub known: &'a dyn Fn(&[char]) -> Known,
    /// The buyer's own goods in plain form.
    pub own: &'a NameSet<'a>,
}

impl Reader<'_> {
    /// The plain name of the good that a text asks for; the whole text where nothing better is found.
    pub fn target(&self, text: &str) -> Chars {
        let whole = plain(text);
        if (self.known)(&whole) == Known::Listed {
            return whole;
        }
        let raw: Vec<char> = crate::words::script::fold(text).chars().take(MOST_READ).collect();
        match self.cheapest(&Text::of(&raw)) {
            Some((from, to)) => plain(&raw[from..to].iter().collect::<String>()),
            None => whole,
        }
    }

    /// Where the target of the cheapest reading begins and ends.
    fn cheapest(&self, text: &Text) -> Option<(usize, usize)> {
        let best = self.ways(text);
        let mut at = text.chars.len();
        let cost = |state: usize| best[at][state].cost;
        let mut state = (KINDS..STATES).min_by(|a, b| cost(*a).total_cmp(&cost(*b)))?;
        while at > 0 {
            let step = best[at][state];
            if !step.cost.is_finite() {
                return None;
            }
            if step.kind == Kind::Target {
                return Some((step.from, at));
            }
            (at, state) = (step.from, step.state);
        }
        None
    }

    /// The cheapest way to each place and state.
    fn ways(&self, text: &Text) -> Vec<[Step; STATES]> {
        let mut best = vec![[NO_WAY; STATES]; text.chars.len() + 1];
        best[0][0].cost = 0.0;
        let mut name = Chars::new();
        for from in 0..text.chars.len() {
            for to in from + 1..=text.chars.len().min(from + LONGEST) {
                let stretch = self.stretch(text, (from, to), &mut name);
                (0..STATES).for_each(|state| go_on(&stretch, state, &mut best));
            }
        }
        best
    }

    /// A stretch, looked up; `name` is working memory.
    fn stretch<'a>(&self, text: &'a Text<'a>, range: (usize, usize), name: &mut Chars) -> Stretch<'a> {
        let mut stretch = Stretch::of(text, range);
        if stretch.may_be_named() {
            let word = stretch.word();
            name.clear();
            match stretch.is_plain() {
                true => name.extend(word.iter().filter(|c| is_letter(**c))),
                false => name.extend(plain(&word.iter().collect::<String>())),
            }
            let named =
                || Named { len: name.len(), known: (self.known)(name), is_own: self.own.contains(name.as_slice()) };
            stretch.named = (!name.is_empty()).then(named);
        }
        stretch
    }
}

/// Goes one stretch further from a state at its beginning.
fn go_on(stretch: &Stretch, state: usize, best: &mut [[Step; STATES]]) {
    let (step, from) = (best[stretch.from][state], stretch.from);
    if !step.cost.is_finite() {
        return;
    }
    let (has_target, reached) = (state >= KINDS, &mut best[stretch.to]);
    meanings(stretch, step.kind, has_target, &mut |kind, cost| {
        let with_target = has_target || kind == Kind::Target;
        let reached = &mut reached[usize::from(with_target) * KINDS + kind as usize];
        if step.cost + cost < reached.cost {
            *reached = Step { cost: step.cost + cost, from, state, kind };
        }
    });
}

/// What a stretch can be behind one of the kind `last`, with the cost of each.
fn meanings(stretch: &Stretch, last: Kind, has_target: bool, found: &mut impl FnMut(Kind, f32)) {
    if stretch.is_sign() {
        // A hyphen joins more often than it parts.
        return found(Kind::Break, if stretch.word() == ['-'] { 1.4 } else { 0.0 });
    }
    fillers(stretch, last, found);
    let Some(named) = &stretch.named else { return };
    if !has_target {
        found(Kind::Target, target_cost(stretch, named, last));
    }
    if let Some(cost) = own_cost(stretch, named, last) {
        found(Kind::Own, cost);
    }
    found(Kind::Other, 1.2 + 0.8 * (stretch.word().len() as f32).min(4.0));
}

/// Request words, quantities, praise, and the words around the buyer's own good.
fn fillers(stretch: &Stretch, last: Kind, found: &mut impl FnMut(Kind, f32)) {
    let (len, is) = (stretch.word().len(), |list| stretch.lists & list != 0);
    let small = 0.1 + 0.02 / len as f32;
    let unless_single = |single: f32| if len == 1 { single } else { small };
    if is(REQUEST) || stretch.is_quantity {
        found(Kind::Request, unless_single(0.45));
    }
    if is(PRAISE) || stretch.is_mark {
        found(Kind::Other, 0.25);
    }
    if is(SERVES) || is(MAKES) && last != Kind::Target {
        found(Kind::Before, unless_single(0.3));
    }
    if last == Kind::Own && is(AFTER_OWN) {
        found(Kind::After, 0.05);
    }
}

/// The cost of reading a stretch as what is asked for.
fn target_cost(stretch: &Stretch, name: &Named, last: Kind) -> f32 {
    let behind = stretch.behind();
    let base = match name.known {
        Known::Listed => 0.3,
        Known::Chain => 0.35,
        Known::No => 1.0 + 0.2 * name.len as f32,
    };
    let late = 0.05 * stretch.signs_before() as f32;
    let short = if name.len == 1 { 0.3 } else { 0.0 };
    let filler = match stretch.lists {
        lists if lists & REQUEST != 0 => 0.8,
        lists if lists & AFTER_OWN != 0 => 0.5,
        _ => 0.0,
    };
    let sells = stretch.followed_by() & SELLERS != 0;
    let made_from = (behind.starts_with(&['的']) && !sells) || behind.starts_with(&['用', '的']);
    // A blank parts two things more often than it stands within one, and a code is seldom cut in two.
    let is_parted = stretch.word().contains(&' ');
    let wrong = [
        (last == Kind::Before, 0.6),
        (stretch.is_unjoined(last), 1.5),
        (name.is_own, 0.3),
        (made_from, 0.5),
        (is_parted, 0.5),
        (stretch.is_cut(), 0.8),
    ];
    let wrong: f32 = wrong.iter().filter(|(is, _)| *is).map(|(_, cost)| cost).sum();
    base + late + short + filler + wrong
}

/// The cost of reading a stretch as what the buyer makes; none where nothing points to that.
fn own_cost(stretch: &Stretch, name: &Named, last: Kind) -> Option<f32> {
    if stretch.word().len() < 2 || last == Kind::Own {
        return None;
    }
    let unjoined = if stretch.is_unjoined(last) { 1.5 } else { 0.0 };
    let is_pointed_at = last == Kind::Before || stretch.is_made();
    let cost = match (name.is_own, is_pointed_at) {
        (true, true) => Some(0.2),
        (true, false) => Some(0.6),
        (false, true) if name.known > Known::No => Some(0.7),
        (false, true) => Some(1.4 + 0.25 * name.len as f32),
        (false, false) => None,
    };
    cost.map(|cost| cost + unjoined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_good_asked_for_is_parted_from_the_request_and_from_what_the_buyer_makes() {
        let listed = ["不锈钢管", "换热器", "聚乙烯", "法兰", "国产葡萄酒"];
        let made = plain("换热器");
        let own = NameSet::from_iter([made.as_slice()]);
        let known = |name: &[char]| {
            let name: String = name.iter().collect();
            if listed.contains(&name.as_str()) { Known::Listed } else { Known::No }
        };
        let reader = Reader { known: &known, own: &own };
        for (text, target) in [
            ("不锈钢管", "不锈钢管"),
            ("求购不锈钢管5吨", "不锈钢管"),
            ("我司生产换热器，急购不锈钢管", "不锈钢管"),
            ("生产换热器用的不锈钢管", "不锈钢管"),
            ("长期大量采购聚乙烯，含税送到南通", "聚乙烯"),
            ("哪里有做法兰的工厂", "法兰"),
            ("国产葡萄酒", "国产葡萄酒"),
            ("求购石墨烯浆料", "石墨烯浆料"),
            ("求购304不锈钢管DN50 5吨 月底前", "不锈钢管"),
            ("求购石墨烯浆料 φ12 3吨，春节前到货", "石墨烯浆料"),
            ("求购LM358", "lm358"),
            ("求购-不锈钢管", "不锈钢管"),
            ("换热器用不锈钢管", "不锈钢管"),
            ("不锈钢管零件", "不锈钢管零件"),
            ("不锈钢管生产线", "不锈钢管生产线"),
            ("换热器中间体", "换热器中间体"),
            ("换热器加工设备", "换热器加工设备"),
            ("三吨不锈钢管", "不锈钢管"),
            ("", ""),
            ("求购", "求购"),
        ] {
            assert_eq!(reader.target(text).iter().collect::<String>(), target, "{text}");
        }
    }
}
