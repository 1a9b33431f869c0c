//! Whom to invite: firms that pairings bring together, those first for which the chain has a gap. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::ids::FirmId;

/// How much more a pairing counts that would close a gap of the chain.
const GAP: f64 = 1.25;

/// A pairing of two firms that could talk.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Who needs.
    pub buyer: FirmId,
    /// Who supplies.
    pub seller: FirmId,
    /// Score of the pairing in hundredths of a point.
    pub score: i64,
    /// The gap of the chain that it would close.
    pub gap: Option<String>,
}

impl Offer {
    fn worth(&self) -> f64 {
        self.score as f64 * if self.gap.is_some() { GAP } else { 1.0 }
    }

    fn ends(&self) -> [&FirmId; 2] {
        [&self.buyer, &self.seller]
    }
}

/// A firm to be invited, and what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// The firm.
    pub firm: FirmId,
    /// With how many others, invited or proposed, it has something to talk about.
    pub talks: usize,
    /// Its best pairing with one of them, in hundredths of a point.
    pub best: i64,
    /// The gaps that its talks could close.
    pub gaps: Vec<String>,
}

/// Proposes `most` firms at most to those `invited`. Pairings are taken by what they are worth, those with a firm that is
/// invited before all others; each brings in the firms that it lacks, as long as there is room and neither of its firms
/// has its day full with `slots` talks. Those with the most to talk about come first.
pub fn propose(offers: &[Offer], invited: &HashSet<FirmId>, slots: usize, most: usize) -> Vec<Proposed> {
    let mut offers: Vec<&Offer> = offers.iter().filter(|offer| offer.buyer != offer.seller).collect();
    let is_near = |offer: &Offer| offer.ends().iter().any(|firm| invited.contains(*firm));
    offers.sort_by(|a, b| {
        let near = is_near(b).cmp(&is_near(a));
        near.then(b.worth().total_cmp(&a.worth())).then_with(|| a.ends().cmp(&b.ends()))
    });
    let mut partners: HashMap<&FirmId, BTreeSet<&FirmId>> = HashMap::new();
    let mut proposed: BTreeMap<&FirmId, Proposed> = BTreeMap::new();
    for offer in offers {
        let ends = offer.ends();
        let new = ends.iter().filter(|firm| !invited.contains(**firm) && !proposed.contains_key(**firm)).count();
        let is_full = |firm: &&FirmId| partners.get(*firm).is_some_and(|others| others.len() >= slots);
        if proposed.len() + new > most || ends.iter().any(is_full) {
            continue;
        }
        for (firm, other) in [(ends[0], ends[1]), (ends[1], ends[0])] {
            partners.entry(firm).or_default().insert(other);
            if !invited.contains(firm) {
                let blank = || Proposed { firm: firm.clone(), talks: 0, best: 0, gaps: vec![] };
                note(proposed.entry(firm).or_insert_with(blank), offer);
            }
        }
    }
    let mut found: Vec<Proposed> = proposed.into_values().collect();
    found.iter_mut().for_each(|one| one.talks = partners.get(&one.firm).map_or(0, BTreeSet::len));
    found.sort_by(|a, b| (b.talks, b.best).cmp(&(a.talks, a.best)).then_with(|| a.firm.cmp(&b.firm)));
    found
}

fn note(proposed: &mut Proposed, offer: &Offer) {
    proposed.best = proposed.best.max(offer.score);
    if let Some(gap) = offer.gap.as_ref().filter(|gap| !proposed.gaps.contains(gap)) {
        proposed.gaps.push(gap.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(buyer: &str, seller: &str, score: i64, gap: &str) -> Offer {
        let gap = Some(gap.to_owned()).filter(|gap| !gap.is_empty());
        Offer { buyer: FirmId(buyer.into()), seller: FirmId(seller.into()), score, gap }
    }

    fn proposed(offers: &[Offer], invited: &[&str], slots: usize, most: usize) -> String {
        let invited = invited.iter().map(|firm| FirmId((*firm).into())).collect();
        let found = propose(offers, &invited, slots, most);
        let shown = found.iter().map(|one| format!("{}{}{}", one.firm, one.talks, one.gaps.concat()));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_best_pairings_bring_in_their_firms() {
        let offers = [
            offer("a", "x", 9_000, ""),
            offer("b", "x", 8_000, ""),
            offer("c", "y", 7_500, "法兰"),
            offer("d", "z", 9_100, ""),
            offer("a", "a", 9_999, ""),
        ];
        for (invited, slots, most, expected) in [
            // The gap lifts 7,500 above 9,100.
            (&[][..], 9, 2, "c1法兰 y1法兰"),
            (&[], 9, 4, "d1 z1 c1法兰 y1法兰"),
            // With whom is invited first.
            (&["x"], 9, 2, "a1 b1"),
            (&["x"], 1, 9, "d1 z1 a1 c1法兰 y1法兰"),
            (&[], 9, 9, "x2 d1 z1 a1 b1 c1法兰 y1法兰"),
            (&["a", "x", "b", "c", "y", "d", "z"], 9, 9, ""),
            (&[], 9, 1, ""),
        ] {
            assert_eq!(proposed(&offers, invited, slots, most), expected, "{invited:?} {slots} {most}");
        }
    }
}
