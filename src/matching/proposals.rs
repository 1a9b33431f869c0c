//! Which firms are proposed for a good, and with how many points for the fit.
//!
//! Firms that list the good or a narrower kind stand first, then those that likely make it, then what is only named
//! alike. A popular good is listed by more firms than any answer holds; then nobody looks further.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::chars::{Chars, NumberMap};
use super::known::Known;
use super::listed::{self, BEST, Hit, How};
use super::makers::Scratch;
use super::market::Market;

/// Why a firm is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It lists the good, or something near it.
    Lists(How),
    /// It lists nothing of the kind and likely makes it.
    LikelyMakes,
}

impl Fit {
    /// The word of the API and of stored pairings.
    pub fn as_str(self) -> &'static str {
        match self {
            Fit::Lists(How::Same) => "same",
            Fit::Lists(How::Narrower) => "narrower",
            Fit::Lists(How::Wider) => "wider",
            Fit::Lists(How::Head | How::Alike) => "alike",
            Fit::LikelyMakes => "likely_makes",
        }
    }
}

/// A firm that is proposed with one of its products.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proposal<'a> {
    /// Code of the firm.
    pub firm: &'a str,
    /// Key of the product.
    pub product: &'a str,
    /// Why.
    pub fit: Fit,
    /// How well it fits, 0 to [`MOST_POINTS`].
    pub points: f32,
}

/// Points of a perfect fit.
pub const MOST_POINTS: f32 = 80.0;
/// Points of a wider kind that the chain graph proves, before its share counts, where nobody lists the good itself:
/// above every likely maker.
const WIDER_POINTS: f32 = 42.0;
/// Points of the first likely maker, and what each place further down costs.
pub(super) const MAKER_POINTS: f32 = 40.0;
const MAKER_STEP: f32 = 0.16;
/// Points of what is only named alike, for each point of its score: below every likely maker.
const ALIKE_POINTS: f32 = 6.0;
/// Proposals that are kept of a good, more than an answer can hold: some will be withdrawn by now.
pub const MOST: usize = 250;
/// Goods whose proposals are remembered, and threads' working memories that are kept.
const REMEMBERED: usize = 10_000;
const SCRATCHES: usize = 16;

/// A proposal without its words.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    /// Position of the listing, in the market that is known or in the one that was learned from.
    listing: u32,
    fit: Fit,
    points: f32,
}

/// The proposals for one good.
#[derive(Debug, Default)]
pub struct Proposals {
    candidates: Vec<Candidate>,
    /// How many firms list the good or a narrower kind.
    pub listed_by: usize,
}

/// What was proposed before, by good; it is as old as what is known, and forgotten with it.
#[derive(Default)]
pub(super) struct Memory {
    by_good: Mutex<HashMap<Chars, Arc<Proposals>>>,
    scratches: Mutex<Vec<(Scratch, listed::Scratch)>>,
}

impl Memory {
    fn get(&self, good: &[char]) -> Option<Arc<Proposals>> {
        self.by_good.lock().unwrap_or_else(PoisonError::into_inner).get(good).cloned()
    }

    fn put(&self, good: &[char], proposals: Arc<Proposals>) {
        let mut by_good = self.by_good.lock().unwrap_or_else(PoisonError::into_inner);
        if by_good.len() >= REMEMBERED {
            by_good.clear();
        }
        by_good.insert(good.to_vec(), proposals);
    }

    /// Working memory, which is as large as the city, for the time of `work`.
    fn with_scratch<T>(&self, work: impl FnOnce(&mut Scratch, &mut listed::Scratch) -> T) -> T {
        let (mut scratch, mut of_listed) =
            self.scratches.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let done = work(&mut scratch, &mut of_listed);
        let mut kept = self.scratches.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < SCRATCHES {
            kept.push((scratch, of_listed));
        }
        done
    }
}

impl Known {
    /// Firms for a good, one product each, best first, up to [`MOST`].
    pub fn propose(&self, good: &[char]) -> Vec<Proposal<'_>> {
        self.propose_first(good, MOST).0
    }

    /// The first `most` of these, and how many firms list the good or a narrower kind of it.
    pub fn propose_first(&self, good: &[char], most: usize) -> (Vec<Proposal<'_>>, usize) {
        let proposals = self.proposals(good);
        (proposals.candidates.iter().take(most).map(|one| self.in_words(one)).collect(), proposals.listed_by)
    }

    fn proposals(&self, good: &[char]) -> Arc<Proposals> {
        if good.is_empty() {
            return Arc::default();
        }
        if let Some(known) = self.memory().get(good) {
            return known;
        }
        let found = Arc::new(self.memory().with_scratch(|makers, listed| self.work_out(good, makers, listed)));
        self.memory().put(good, found.clone());
        found
    }

    fn work_out(&self, good: &[char], scratch: &mut Scratch, of_listed: &mut listed::Scratch) -> Proposals {
        let is_wider = |name: &[char]| self.graph().is_kind_of(good, name);
        let hits = self.listed().find(good, MOST, of_listed, &is_wider);
        let is_listed = hits.iter().any(|hit| hit.how == How::Same);
        let listed_by = hits.iter().filter(|hit| matches!(hit.how, How::Same | How::Narrower)).count();
        let mut candidates: Vec<Candidate> = hits.iter().map(|hit| of_hit(hit, is_listed)).collect();
        if listed_by < MOST {
            self.add_makers(good, &hits, &mut candidates, scratch);
        }
        keep_best(&mut candidates);
        let product = |one: &Candidate| &self.market_of(one).listings[one.listing as usize].product;
        candidates.sort_by(|a, b| b.points.total_cmp(&a.points).then_with(|| product(a).cmp(product(b))));
        candidates.truncate(MOST);
        // Thousands were looked at, and ten thousand goods are remembered.
        candidates.shrink_to_fit();
        Proposals { candidates, listed_by }
    }

    /// Adds the firms that likely make the good; of a firm that lists something as well, the better of both stays.
    /// `candidates` begin with those of `hits`.
    fn add_makers(&self, good: &[char], hits: &[Hit], candidates: &mut Vec<Candidate>, scratch: &mut Scratch) {
        let Some(learned) = self.learned() else { return };
        let mut makers: NumberMap<u32, Candidate> = NumberMap::default();
        for (rank, maker) in learned.makers().rank(good, scratch).into_iter().enumerate() {
            let points = MAKER_POINTS - MAKER_STEP * rank as f32;
            let candidate = Candidate { listing: maker.listing, fit: Fit::LikelyMakes, points };
            match self.firm_now(maker.firm) {
                Some(firm) => drop(makers.insert(firm, candidate)),
                None => candidates.push(candidate),
            }
        }
        for (hit, candidate) in hits.iter().zip(candidates.iter_mut()) {
            if let Some(maker) = makers.remove(&hit.firm).filter(|maker| maker.points > candidate.points) {
                *candidate = maker;
            }
        }
        candidates.extend(makers.into_values());
    }

    /// The market that a candidate's listing belongs to.
    fn market_of(&self, candidate: &Candidate) -> &Market {
        match (candidate.fit, self.learned()) {
            (Fit::LikelyMakes, Some(learned)) => learned.market(),
            _ => self.market(),
        }
    }

    fn in_words(&self, candidate: &Candidate) -> Proposal<'_> {
        let market = self.market_of(candidate);
        let listing = &market.listings[candidate.listing as usize];
        let firm = &market.firms[listing.firm as usize].code;
        Proposal { firm, product: &listing.product, fit: candidate.fit, points: candidate.points }
    }
}

/// Drops what has fewer points than the last that is kept; what has as many stays, for the order to decide.
fn keep_best(candidates: &mut Vec<Candidate>) {
    if candidates.len() > MOST {
        let mut points: Vec<f32> = candidates.iter().map(|one| one.points).collect();
        let (_, last, _) = points.select_nth_unstable_by(MOST - 1, |a, b| b.total_cmp(a));
        let last = *last;
        candidates.retain(|one| one.points.total_cmp(&last).is_ge());
    }
}

/// A wider kind stands in for a good that nobody lists. One that firms do list is a trade of its own, and who is in it
/// is better told by what was learned.
fn of_hit(hit: &Hit, is_listed: bool) -> Candidate {
    let points = match hit.how {
        How::Same | How::Narrower => MOST_POINTS * hit.score / BEST,
        How::Wider if !is_listed => WIDER_POINTS + hit.score,
        How::Wider | How::Head | How::Alike => ALIKE_POINTS * hit.score,
    };
    Candidate { listing: hit.listing, fit: Fit::Lists(hit.how), points }
}
