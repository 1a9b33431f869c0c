//! Firms that list what a need asks for: the good itself, a narrower kind, then a wider one.

mod cores;

pub use cores::cores;

use super::chars::{Chars, NumberMap, common_run, name_key};
use super::index::{NameIndex, Stress, Sums};
use super::market::{Listing, Market};

/// How a listing answers a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// It is the good.
    Same,
    /// It is a narrower kind of it.
    Narrower,
    /// It is a wider kind of it.
    Wider,
    /// It has the same head noun.
    Head,
    /// Its name is alike.
    Alike,
}

/// A firm that answers a need with a listing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Position of the firm in the market.
    pub firm: u32,
    /// Position of its best listing.
    pub listing: u32,
    /// How that answers.
    pub how: How,
    /// How well, up to [`BEST`].
    pub score: f32,
}

/// The highest score of a hit: the good itself from a firm that lives of it.
pub const BEST: f32 = 4.9;
/// How many times the wanted firms are enough, so that shorter common ends need not be looked at.
const FURTHER: usize = 8;
/// Names that are only alike, at most.
const ALIKE: usize = 60;
/// Characters of an end by which goods are found.
const LONGEST_END: usize = 12;
/// From this share of revenue on, a listing is one of its firm's main goods.
pub const MAIN_SHARE: f32 = 0.1;

/// The listings by the goods that they name.
pub struct Listed {
    goods: Vec<Chars>,
    ids: NumberMap<u64, u32>,
    /// The listings that name each good, one good after the other, and where each begins.
    named: Vec<Named>,
    starts: Vec<u32>,
    ending_in: NumberMap<u64, Vec<u32>>,
    index: NameIndex,
    firms: usize,
}

/// A listing that names a good.
#[derive(Debug, Clone, Copy)]
struct Named {
    listing: u32,
    firm: u32,
    share: f32,
}

/// Working memory of one thread, as large as the city.
#[derive(Default)]
pub struct Scratch {
    sums: Sums,
    /// By firm, the place of its hit, from 1; zero between two uses.
    places: Vec<u32>,
}

impl Listed {
    /// Reads the listings of a market.
    pub fn build(market: &Market) -> Listed {
        let index = NameIndex::build(&[], 2, Stress::Even);
        let empty = || NumberMap::default();
        let mut listed = Listed {
            goods: vec![],
            ids: NumberMap::default(),
            named: vec![],
            starts: vec![],
            ending_in: empty(),
            index,
            firms: market.firms.len(),
        };
        let mut pairs: Vec<(u32, u32)> = vec![];
        for (at, listing) in market.listings.iter().enumerate() {
            let first = pairs.len();
            let goods = std::iter::once(&listing.name).chain(&listing.category);
            for good in goods.flat_map(|name| cores(name)) {
                let pair = (listed.good(good), at as u32);
                if !pairs[first..].contains(&pair) {
                    pairs.push(pair);
                }
            }
        }
        listed.file(market, &pairs);
        listed.index = NameIndex::build(&listed.goods, 2, Stress::Even);
        listed
    }

    /// The number of a good, a new one where it is met for the first time.
    fn good(&mut self, name: Chars) -> u32 {
        let next = self.goods.len() as u32;
        let id = *self.ids.entry(name_key(&name)).or_insert(next);
        if id == next {
            for len in 1..=name.len().min(LONGEST_END) {
                self.ending_in.entry(name_key(&name[name.len() - len..])).or_default().push(id);
            }
            self.goods.push(name);
        }
        id
    }

    /// Files pairs of a good and a listing by their goods.
    fn file(&mut self, market: &Market, pairs: &[(u32, u32)]) {
        self.starts = vec![0; self.goods.len() + 1];
        pairs.iter().for_each(|(good, _)| self.starts[*good as usize + 1] += 1);
        (1..self.starts.len()).for_each(|at| self.starts[at] += self.starts[at - 1]);
        let mut next = self.starts.clone();
        self.named = vec![Named { listing: 0, firm: 0, share: 0.0 }; pairs.len()];
        for (good, listing) in pairs {
            let Listing { firm, share, .. } = &market.listings[*listing as usize];
            let place = &mut next[*good as usize];
            self.named[*place as usize] = Named { listing: *listing, firm: *firm, share: share.unwrap_or(0.0) };
            *place += 1;
        }
    }

    /// The listings that name a good.
    fn named(&self, good: u32) -> &[Named] {
        let at = good as usize;
        &self.named[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// Whether a plain name is a good that a firm lists.
    pub fn knows(&self, name: &[char]) -> bool {
        self.ids.contains_key(&name_key(name))
    }

    /// All goods, with the number of listings that name each.
    pub fn goods(&self) -> impl Iterator<Item = (&Chars, usize)> {
        self.goods.iter().zip(self.starts.windows(2).map(|two| (two[1] - two[0]) as usize))
    }

    /// The best hit of each firm, in no order. Once `most` firms list the good or a narrower kind, nothing further is
    /// looked for: it would stand behind them. `is_wider_kind` says whether the chain graph itself calls a name a wider
    /// kind of the good (an end in common alone proves nothing).
    pub fn find(
        &self,
        good: &[char],
        most: usize,
        scratch: &mut Scratch,
        is_wider_kind: &dyn Fn(&[char]) -> bool,
    ) -> Vec<Hit> {
        let Scratch { sums, places } = scratch;
        places.resize(self.firms, 0);
        let mut found = Found { listed: self, places, hits: vec![] };
        if let Some(id) = self.ids.get(&name_key(good)) {
            found.add(*id, How::Same, 4.0, 0.9);
        }
        for id in self.with_end(good).filter(|id| self.goods[*id as usize].len() > good.len()) {
            let closeness = good.len() as f32 / self.goods[id as usize].len() as f32;
            found.add(id, How::Narrower, 3.0 + 0.4 * closeness, 0.1);
        }
        if found.hits.len() < most {
            // The longer the common end, the better: shorter ones are looked at as long as there are few.
            let enough = most * FURTHER;
            for cut in 1..good.len().saturating_sub(1) {
                if found.hits.len() >= enough {
                    break;
                }
                self.add_ends(good, cut, is_wider_kind, &mut found);
            }
            for (id, likeness) in self.index.nearest(good, ALIKE, sums, |_| false) {
                found.add(id, How::Alike, 2.4 * likeness, 0.1);
            }
        }
        found.hits.iter().for_each(|hit| found.places[hit.firm as usize] = 0);
        found.hits
    }

    /// Adds what is called by the end of the good behind `cut`, or ends in it.
    fn add_ends(&self, good: &[char], cut: usize, is_wider_kind: &dyn Fn(&[char]) -> bool, found: &mut Found) {
        let end = &good[cut..];
        let base = 1.0 + 1.5 * end.len() as f32 / good.len() as f32;
        if let Some(id) = self.ids.get(&name_key(end)) {
            let how = if is_wider_kind(end) { How::Wider } else { How::Head };
            found.add(*id, how, base, 0.2);
        }
        for id in self.with_end(end) {
            let alike = common_run(&good[..cut], &self.goods[id as usize]) as f32 / cut as f32;
            found.add(id, How::Head, base - 0.6 + 0.3 * alike, 0.05);
        }
    }

    fn with_end(&self, end: &[char]) -> impl Iterator<Item = u32> + '_ {
        self.ending_in.get(&name_key(end)).into_iter().flatten().copied()
    }
}

/// The best hit of each firm so far.
struct Found<'a> {
    listed: &'a Listed,
    places: &'a mut Vec<u32>,
    hits: Vec<Hit>,
}

impl Found<'_> {
    /// Adds the listings of a good: `base`, and up to `by_share` for its share of the firm's revenue.
    fn add(&mut self, good: u32, how: How, base: f32, by_share: f32) {
        for &Named { listing, firm, share } in self.listed.named(good) {
            let score = base + by_share * if share >= MAIN_SHARE { 0.6 + 0.4 * share } else { share };
            let hit = Hit { firm, listing, how, score };
            let place = &mut self.places[firm as usize];
            if *place == 0 {
                self.hits.push(hit);
                *place = self.hits.len() as u32;
                continue;
            }
            let best = &mut self.hits[*place as usize - 1];
            if best.score < score {
                *best = hit;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::chars::plain;
    use crate::matching::market::Firm;

    #[test]
    fn the_good_itself_stands_before_narrower_and_wider_kinds() {
        let listing = |(firm, (name, share)): (usize, (&str, f32))| Listing {
            firm: firm as u32,
            name: name.into(),
            share: Some(share),
            ..Listing::default()
        };
        let names = [("钢管", 0.01), ("不锈钢管制造", 0.05), ("304不锈钢管", 0.5), ("不锈钢管", 0.6), ("电机", 0.9)];
        let listings = names.into_iter().enumerate().map(listing).collect();
        let market = Market { firms: vec![Firm::default(); names.len()], listings, ..Market::default() };
        let listed = Listed::build(&market);
        let is_wider = |name: &[char]| name == plain("钢管");
        let mut scratch = Scratch::default();
        let mut hits = listed.find(&plain("不锈钢管"), 100, &mut scratch, &is_wider);
        assert_eq!(listed.find(&plain("不锈钢管"), 100, &mut scratch, &is_wider), hits, "used again");
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        let found: Vec<(u32, How)> = hits.iter().map(|hit| (hit.firm, hit.how)).collect();
        assert_eq!(found, [(3, How::Same), (1, How::Same), (2, How::Narrower), (0, How::Wider)]);
        assert!(hits.iter().all(|hit| hit.score <= BEST));
        assert!(listed.knows(&plain("不锈钢管")) && !listed.knows(&plain("铜管")));
    }
}
