//! What to do about a link: 建链 build, 补链 fill in, 延链 extend, 强链 strengthen.

use super::Link;

/// What a chain asks of the city at one link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// 建链: the city has no link of the chain, but demand for this one, or the target of having it.
    Build,
    /// 补链: missing between links that are present.
    FillIn,
    /// 延链: missing at an end of what is present.
    Extend,
    /// 强链: present and weak.
    Strengthen,
    /// Present, and none of the cuts is met.
    Sound,
    /// Missing, and nobody in the city asks for it.
    Unasked,
}

/// Why a link has its class, with the number that decided. A weak link may have several reasons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// No link of the chain has a supplier in the city.
    NothingPresent,
    /// Both what feeds it and what it feeds are present.
    BetweenPresent,
    /// Nothing that feeds it is present, or nothing that it feeds.
    AtAnEnd,
    /// Local capacity by local demand lies below the cut.
    Underfilled { fill: f64 },
    /// One firm makes it.
    SingleSupplier,
    /// The concentration of supply lies above the cut.
    Concentrated { hhi: f64 },
    /// The location quotient lies below the cut.
    Underrepresented { quotient: f64 },
}

/// A link's class and all reasons for it, in the order of `Reason`.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub class: Class,
    pub reasons: Vec<Reason>,
}

/// Where weakness begins. Settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassCuts {
    /// Weak below this fill.
    pub fill: f64,
    /// Weak above this concentration.
    pub hhi: f64,
    /// Weak below this quotient.
    pub quotient: f64,
}

impl Default for ClassCuts {
    fn default() -> Self {
        Self { fill: 0.8, hhi: 0.25, quotient: 1.0 }
    }
}

/// The class of each link. `feeds` are the chain's edges, from the link that delivers to the link that uses. A number
/// that is not known (`hhi`, `quotient`, `fill` of a link without demand) is no reason for weakness.
pub fn classify(links: &[Link], feeds: &[(usize, usize)], cuts: ClassCuts) -> Vec<Finding> {
    let present: Vec<bool> = links.iter().map(Link::present).collect();
    let fed = reached(&present, feeds, |(from, to)| (from, to));
    let feeding = reached(&present, feeds, |(from, to)| (to, from));
    let any = present.contains(&true);
    let find = |at: usize| match (links[at].present(), any, fed[at] && feeding[at]) {
        (true, ..) => judged(&links[at], cuts),
        (_, _, true) => Finding { class: Class::FillIn, reasons: vec![Reason::BetweenPresent] },
        _ if links[at].demand <= 0.0 && !links[at].target => Finding { class: Class::Unasked, reasons: vec![] },
        (_, true, _) => Finding { class: Class::Extend, reasons: vec![Reason::AtAnEnd] },
        (_, false, _) => Finding { class: Class::Build, reasons: vec![Reason::NothingPresent] },
    };
    (0..links.len()).map(find).collect()
}

fn judged(link: &Link, cuts: ClassCuts) -> Finding {
    let reasons = [
        link.fill().ok().filter(|fill| *fill < cuts.fill).map(|fill| Reason::Underfilled { fill }),
        link.single_point().then_some(Reason::SingleSupplier),
        link.hhi.ok().filter(|hhi| *hhi > cuts.hhi).map(|hhi| Reason::Concentrated { hhi }),
        link.quotient.ok().filter(|q| *q < cuts.quotient).map(|quotient| Reason::Underrepresented { quotient }),
    ];
    let reasons: Vec<Reason> = reasons.into_iter().flatten().collect();
    Finding { class: if reasons.is_empty() { Class::Sound } else { Class::Strengthen }, reasons }
}

/// Which links lie beyond a present one, along edges turned by `along`. A ring of links ends, as each is reached once.
fn reached(present: &[bool], feeds: &[(usize, usize)], along: impl Fn((usize, usize)) -> (usize, usize)) -> Vec<bool> {
    let mut next = vec![Vec::new(); present.len()];
    feeds.iter().map(|edge| along(*edge)).for_each(|(from, to)| next[from].push(to));
    let mut reached = vec![false; present.len()];
    let mut open: Vec<usize> = (0..present.len()).filter(|at| present[*at]).collect();
    while let Some(at) = open.pop() {
        for to in &next[at] {
            if !std::mem::replace(&mut reached[*to], true) {
                open.push(*to);
            }
        }
    }
    reached
}
