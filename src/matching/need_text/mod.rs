//! What a need in words asks for.
//!
//! A text is read as request words, quantities, grades, goods that the buyer makes, and one good that is asked for; of
//! all readings the cheapest is taken. A good that the city knows costs little, unexplained text costs much, so that
//! 「我司生产换热器，急购304不锈钢管5吨」 asks for the pipe and not for the heat exchanger.
//!
//! [`intent`](crate::words::intent) parts a search of a few words; this reads sentences, and knows the city's goods.

mod words;

use std::collections::HashSet;

use super::chars::{Chars, plain};
use words::{LISTS, is_mark, is_quantity, joins};

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
    pub own: &'a HashSet<Chars>,
}

/// A stretch of text, and what stands around it.
struct Stretch<'a> {
    text: &'a [char],
    from: usize,
    to: usize,
    last: Kind,
    has_target: bool,
}

impl Stretch<'_> {
    fn word(&self) -> &[char] {
        &self.text[self.from..self.to]
    }

    /// Whether it follows another good with nothing between that would part them: both are one name then.
    fn is_unjoined(&self) -> bool {
        match self.last {
            Kind::Own | Kind::Target => true,
            Kind::After => !joins(self.text[self.from - 1]),
            _ => false,
        }
    }

    fn behind(&self) -> &[char] {
        &self.text[self.to..]
    }

    /// Whether a place lies between two letters or digits of the Latin script.
    fn is_cut(&self, at: usize) -> bool {
        let is_latin = |at: usize| self.text.get(at).is_some_and(char::is_ascii_alphanumeric);
        at > 0 && is_latin(at - 1) && is_latin(at)
    }
}

impl Reader<'_> {
    /// The plain name of the good that a text asks for; the whole text where nothing better is found.
    pub fn target(&self, text: &str) -> Chars {
        let whole = plain(text);
        if (self.known)(&whole) == Known::Listed {
            return whole;
        }
        let raw: Vec<char> = crate::words::script::fold(text).chars().take(MOST_READ).collect();
        match self.cheapest(&raw) {
            Some((from, to)) => plain(&raw[from..to].iter().collect::<String>()),
            None => whole,
        }
    }

    /// Where the target of the cheapest reading begins and ends.
    fn cheapest(&self, text: &[char]) -> Option<(usize, usize)> {
        let best = self.ways(text);
        let cost = |state: usize| best[text.len()][state].cost;
        let mut state = (KINDS..STATES).min_by(|a, b| cost(*a).total_cmp(&cost(*b)))?;
        let mut at = text.len();
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
    fn ways(&self, text: &[char]) -> Vec<[Step; STATES]> {
        let mut best = vec![[NO_WAY; STATES]; text.len() + 1];
        best[0][0].cost = 0.0;
        for from in 0..text.len() {
            (0..STATES).for_each(|state| self.go_on(text, (from, state), &mut best));
        }
        best
    }

    /// Goes one stretch further from a place and state.
    fn go_on(&self, text: &[char], (from, state): (usize, usize), best: &mut [[Step; STATES]]) {
        let step = best[from][state];
        if !step.cost.is_finite() {
            return;
        }
        let has_target = state >= KINDS;
        for (to, reached) in best.iter_mut().enumerate().skip(from + 1).take(LONGEST) {
            let stretch = Stretch { text, from, to, last: step.kind, has_target };
            for (kind, cost) in self.meanings(&stretch) {
                let with_target = has_target || kind == Kind::Target;
                let reached = &mut reached[usize::from(with_target) * KINDS + kind as usize];
                if step.cost + cost < reached.cost {
                    *reached = Step { cost: step.cost + cost, from, state, kind };
                }
            }
        }
    }

    /// What a stretch can be, with the cost of each.
    fn meanings(&self, stretch: &Stretch) -> Vec<(Kind, f32)> {
        let (word, mut found) = (stretch.word(), vec![]);
        if word.len() == 1 && !word[0].is_alphanumeric() {
            // A hyphen joins more often than it parts.
            return vec![(Kind::Break, if word[0] == '-' { 1.4 } else { 0.0 })];
        }
        fillers(stretch, &mut found);
        if !word[0].is_alphanumeric() || word.iter().any(|c| ",，。;；:：!！?？\n".contains(*c)) {
            return found;
        }
        let name = plain(&word.iter().collect::<String>());
        if name.is_empty() {
            return found;
        }
        let (known, is_own) = ((self.known)(&name), self.own.contains(&name));
        if !stretch.has_target {
            found.push((Kind::Target, target_cost(stretch, &name, known, is_own)));
        }
        found.extend(own_cost(stretch, &name, known, is_own).map(|cost| (Kind::Own, cost)));
        found.push((Kind::Other, 1.2 + 0.8 * (word.len() as f32).min(4.0)));
        found
    }
}

/// Request words, quantities, praise, and the words around the buyer's own good.
fn fillers(stretch: &Stretch, found: &mut Vec<(Kind, f32)>) {
    let (word, lists) = (stretch.word(), &*LISTS);
    let small = 0.1 + 0.02 / word.len() as f32;
    let unless_single = |single: f32| if word.len() == 1 { single } else { small };
    if lists.request.has(word) || is_quantity(word) {
        found.push((Kind::Request, unless_single(0.45)));
    }
    if lists.praise.has(word) || is_mark(word) {
        found.push((Kind::Other, 0.25));
    }
    if lists.serving.has(word) || lists.making.has(word) && stretch.last != Kind::Target {
        found.push((Kind::Before, unless_single(0.3)));
    }
    if stretch.last == Kind::Own && lists.after.has(word) {
        found.push((Kind::After, 0.05));
    }
}

/// The cost of reading a stretch as what is asked for.
fn target_cost(stretch: &Stretch, name: &[char], known: Known, is_own: bool) -> f32 {
    let (word, behind, lists) = (stretch.word(), stretch.behind(), &*LISTS);
    let base = match known {
        Known::Listed => 0.3,
        Known::Chain => 0.35,
        Known::No => 1.0 + 0.2 * name.len() as f32,
    };
    let late = 0.05 * stretch.text[..stretch.from].iter().filter(|c| !c.is_alphanumeric()).count() as f32;
    let short = if name.len() == 1 { 0.3 } else { 0.0 };
    let filler = match () {
        () if lists.request.has(word) => 0.8,
        () if lists.after.has(word) => 0.5,
        () => 0.0,
    };
    let made_from = (behind.starts_with(&['的']) && !lists.sellers.begins(behind)) || behind.starts_with(&['用', '的']);
    // A blank parts two things more often than it stands within one, and a code is seldom cut in two.
    let is_parted = word.contains(&' ');
    let is_cut = stretch.is_cut(stretch.from) || stretch.is_cut(stretch.to);
    let wrong = [
        (stretch.last == Kind::Before, 0.6),
        (stretch.is_unjoined(), 1.5),
        (is_own, 0.3),
        (made_from, 0.5),
        (is_parted, 0.5),
        (is_cut, 0.8),
    ];
    let wrong: f32 = wrong.iter().filter(|(is, _)| *is).map(|(_, cost)| cost).sum();
    base + late + short + filler + wrong
}

/// The cost of reading a stretch as what the buyer makes; none where nothing points to that.
fn own_cost(stretch: &Stretch, name: &[char], known: Known, is_own: bool) -> Option<f32> {
    if stretch.word().len() < 2 || stretch.last == Kind::Own {
        return None;
    }
    let unjoined = if stretch.is_unjoined() { 1.5 } else { 0.0 };
    let is_pointed_at = stretch.last == Kind::Before || LISTS.after.begins(stretch.behind());
    let cost = match (is_own, is_pointed_at) {
        (true, true) => Some(0.2),
        (true, false) => Some(0.6),
        (false, true) if known > Known::No => Some(0.7),
        (false, true) => Some(1.4 + 0.25 * name.len() as f32),
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
        let own: HashSet<Chars> = [plain("换热器")].into();
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
