//! Where they talk: buyers keep their table as far as they can, then sellers walk little.
//!
//! Each buyer gets a home, where few others are at the same times. From there the hall is improved as long as it helps,
//! slot by slot (the best tables for all talks of a slot while the others stay) and by exchanging whole tables.

use super::assignment::assign;
use super::{Fair, Talk};

/// Rounds of improvement, at most.
const ROUNDS: usize = 6;
const NONE: u32 = u32::MAX;

/// Two talks of a firm, one after the other.
#[derive(Clone, Copy)]
struct Link {
    ends: [usize; 2],
    /// Whether it is the buyer in both, and should stay where it is.
    is_home: bool,
}

struct Hall<'a> {
    fair: &'a Fair,
    talks: Vec<Talk>,
    links: Vec<Link>,
    /// Links of each talk.
    of_talk: Vec<Vec<usize>>,
    /// What a buyer's change of table costs: more than all walks together.
    keep: i64,
}

/// Gives each talk (pair and slot) a table. No slot has more talks than there are tables.
pub fn seat(fair: &Fair, talks: &[(u32, u32)]) -> Vec<Talk> {
    let mut hall = Hall::new(fair, talks);
    hall.settle();
    let mut cost = hall.cost();
    for _ in 0..ROUNDS {
        (0..fair.slots).for_each(|slot| hall.improve(slot));
        hall.exchange();
        let better = hall.cost();
        if better >= cost {
            break;
        }
        cost = better;
    }
    hall.talks
}

/// How often buyers change tables between talks, and how far buyers and sellers walk in decimetres.
pub fn walks(fair: &Fair, talks: &[Talk]) -> (u32, i64) {
    let mut hall = Hall::new(fair, &talks.iter().map(|talk| (talk.pair, talk.slot)).collect::<Vec<_>>());
    for (own, talk) in hall.talks.iter_mut().zip(talks) {
        own.table = talk.table;
    }
    let moved = hall.links.iter().filter(|link| link.is_home && hall.walk(link, None) > 0);
    let distance = hall.links.iter().map(|link| hall.distance(link, None)).sum();
    (moved.count() as u32, distance)
}

impl<'a> Hall<'a> {
    fn new(fair: &'a Fair, talks: &[(u32, u32)]) -> Hall<'a> {
        let talks: Vec<Talk> =
            talks.iter().map(|(pair, slot)| Talk { slot: *slot, table: NONE, pair: *pair }).collect();
        let links = links(fair, &talks);
        let mut of_talk = vec![vec![]; talks.len()];
        for (at, link) in links.iter().enumerate() {
            link.ends.iter().for_each(|talk| of_talk[*talk].push(at));
        }
        let far = fair.tables.iter().flat_map(|one| fair.tables.iter().map(|other| one.distance(other))).max();
        let keep = 1 + far.unwrap_or(0) * links.len() as i64;
        Hall { fair, talks, links, of_talk, keep }
    }

    /// The tables of a link's talks; `with` puts one talk elsewhere.
    fn tables(&self, link: &Link, with: Option<(usize, u32)>) -> [u32; 2] {
        link.ends.map(|talk| with.filter(|(at, _)| *at == talk).map_or(self.talks[talk].table, |(_, table)| table))
    }

    fn distance(&self, link: &Link, with: Option<(usize, u32)>) -> i64 {
        let [one, other] = self.tables(link, with).map(|table| &self.fair.tables[table as usize]);
        one.distance(other)
    }

    /// What a link costs.
    fn walk(&self, link: &Link, with: Option<(usize, u32)>) -> i64 {
        let [one, other] = self.tables(link, with);
        let keep = if link.is_home && one != other { self.keep } else { 0 };
        keep + self.distance(link, with)
    }

    fn cost(&self) -> i64 {
        self.links.iter().map(|link| self.walk(link, None)).sum()
    }

    /// Puts every talk at its buyer's home, or where there is a free table.
    fn settle(&mut self) {
        let homes = homes(self.fair, &self.talks);
        let mut is_taken = vec![vec![false; self.fair.tables.len()]; self.fair.slots as usize];
        for is_home in [true, false] {
            for talk in self.talks.iter_mut().filter(|talk| talk.table == NONE) {
                let taken = &mut is_taken[talk.slot as usize];
                let home = homes[self.fair.ends(talk.pair)[0] as usize] as usize;
                let table =
                    if is_home { Some(home).filter(|home| !taken[*home]) } else { taken.iter().position(|is| !is) };
                if let Some(table) = table {
                    taken[table] = true;
                    talk.table = table as u32;
                }
            }
        }
    }

    /// The best tables for the talks of a slot, while all others stay.
    fn improve(&mut self, slot: u32) {
        let talks: Vec<usize> = (0..self.talks.len()).filter(|talk| self.talks[*talk].slot == slot).collect();
        let cost = |talk: usize, table: u32| {
            self.of_talk[talk].iter().map(|link| self.walk(&self.links[*link], Some((talk, table)))).sum()
        };
        let tables = 0..self.fair.tables.len() as u32;
        let costs: Vec<Vec<i64>> =
            talks.iter().map(|talk| tables.clone().map(|table| cost(*talk, table)).collect()).collect();
        let sum = |at: &dyn Fn(usize) -> usize| (0..talks.len()).map(|row| costs[row][at(row)]).sum::<i64>();
        let better = assign(&costs);
        if sum(&|row| better[row]) < sum(&|row| self.talks[talks[row]].table as usize) {
            for (talk, table) in talks.into_iter().zip(better) {
                self.talks[talk].table = table as u32;
            }
        }
    }

    /// Exchanges all talks of two tables, as long as that makes ways shorter.
    fn exchange(&mut self) {
        let count = self.fair.tables.len();
        let mut ways = vec![vec![0; count]; count];
        for link in &self.links {
            let [one, other] = self.tables(link, None).map(|table| table as usize);
            ways[one][other] += 1;
            ways[other][one] += 1;
        }
        let (mut place, mut is_better): (Vec<usize>, bool) = ((0..count).collect(), true);
        while is_better {
            is_better = false;
            for (one, other) in (0..count).flat_map(|one| (0..one).map(move |other| (one, other))) {
                if self.gain(&ways, &place, one, other) > 0 {
                    place.swap(one, other);
                    is_better = true;
                }
            }
        }
        self.talks.iter_mut().for_each(|talk| talk.table = place[talk.table as usize] as u32);
    }

    /// What ways get shorter if two tables change places.
    fn gain(&self, ways: &[Vec<i64>], place: &[usize], one: usize, other: usize) -> i64 {
        let far = |from: usize, to: usize| self.fair.tables[place[from]].distance(&self.fair.tables[place[to]]);
        let third = (0..place.len()).filter(|third| *third != one && *third != other);
        third.map(|third| (ways[one][third] - ways[other][third]) * (far(one, third) - far(other, third))).sum()
    }
}

/// Every two talks that follow each other in the day of a firm; `talks` are in the order of slots.
fn links(fair: &Fair, talks: &[Talk]) -> Vec<Link> {
    let mut order: Vec<usize> = (0..talks.len()).collect();
    order.sort_by_key(|talk| talks[*talk].slot);
    let (mut last, mut links) = (vec![None; fair.firms.len()], vec![]);
    for talk in order {
        let [buyer, seller] = fair.ends(talks[talk].pair);
        for firm in [buyer, seller] {
            if let Some((before, was_buyer)) = last[firm as usize].replace((talk, firm == buyer)) {
                links.push(Link { ends: [before, talk], is_home: was_buyer && firm == buyer });
            }
        }
    }
    links
}

/// A table for each firm that buys: of those where fewest others are when it talks, the first. Busy firms choose first.
fn homes(fair: &Fair, talks: &[Talk]) -> Vec<u32> {
    let mut when = vec![0u64; fair.firms.len()];
    for talk in talks {
        when[fair.ends(talk.pair)[0] as usize] |= 1 << talk.slot;
    }
    let mut order: Vec<usize> = (0..when.len()).collect();
    order.sort_by_key(|firm| std::cmp::Reverse(when[*firm].count_ones()));
    let (mut taken, mut homes) = (vec![0u64; fair.tables.len()], vec![0; when.len()]);
    for firm in order {
        let table = (0..taken.len()).min_by_key(|table| (taken[*table] & when[firm]).count_ones()).unwrap_or(0);
        taken[table] |= when[firm];
        homes[firm] = table as u32;
    }
    homes
}
