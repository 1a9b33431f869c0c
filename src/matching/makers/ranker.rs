//! The learned order of firms for a good that they do not list.

use rayon::prelude::*;

use super::catalog::Catalog;
use super::embed::cosine;
use super::features::{Candidate, Feature, Scratch};
use super::hiding::{self, Question};
use super::{Embedding, Settings};
use crate::matching::dice::Dice;
use crate::matching::gbdt::{Forest, Params, Rows};
use crate::matching::market::Market;

/// Share of the firms of which listings are hidden, and the seeds of that choice and of the questions' order.
const PART: f32 = 0.8;
const HIDING_SEED: u64 = 11;
const ORDER_SEED: u64 = 9;
/// Candidates that are learned from, and candidates that are ranked.
const LEARNED: usize = 60;
const RANKED: usize = 150;
/// Questions that are learned from at most.
const MOST_QUESTIONS: usize = 8_000;
/// Below this cosine a listing has nothing to do with a good.
const FAR: f32 = 0.3;
/// Forests whose scores are added.
const FORESTS: u64 = 2;
const PARAMS: Params =
    Params { trees: 200, leaves: 8, rate: 0.08, min_rows: 40, l2: 5.0, features: 0.5, cut: 10, seed: 7 };

/// A firm that likely makes a good.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Maker {
    /// Position of the firm in the market.
    pub firm: u32,
    /// Position of its listing that lies nearest.
    pub listing: u32,
    /// How likely: higher stands before; comparable within one answer only.
    pub score: f32,
}

/// What was learned of makers.
pub struct Makers {
    catalog: Catalog,
    forest: Forest,
    /// Listings of each firm, by the number of their name.
    listings: Vec<Vec<(u32, u32)>>,
}

impl Makers {
    /// Learns from a market. `go_on` is asked now and then; once it says no, what was learned so far is good for
    /// nothing.
    pub fn train(market: &Market, go_on: &(dyn Fn() -> bool + Sync)) -> Makers {
        let settings = Settings::default();
        let hidden = hiding::choose(market, PART, HIDING_SEED);
        let build = |is_hidden: &(dyn Fn(usize) -> bool + Sync)| Catalog::build(market, is_hidden, &settings, go_on);
        let (partial, catalog) = rayon::join(|| build(&|at| hidden.contains(&at)), || build(&|_| false));
        let mut questions = hiding::questions(market, &hidden, &partial);
        Dice(ORDER_SEED).shuffle(&mut questions);
        questions.truncate(MOST_QUESTIONS);
        let rows = rows(&partial, &questions, go_on);
        drop(partial);
        let forest = |seed| Forest::fit(&rows, &Params { seed: PARAMS.seed + seed, ..PARAMS }, go_on);
        let forest = Forest::join((0..FORESTS).map(forest));
        let listings = listings(market, &catalog);
        Makers { catalog, forest, listings }
    }

    /// The vectors of goods.
    pub fn embedding(&self) -> &Embedding {
        &self.catalog.embedding
    }

    /// Firms that do not list the good and likely make it, best first.
    pub fn rank(&self, good: &[char], scratch: &mut Scratch) -> Vec<Maker> {
        let candidates = self.catalog.candidates(good, RANKED, scratch);
        let mut makers: Vec<Maker> = candidates.iter().filter_map(|one| self.maker(good, one)).collect();
        makers.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.firm.cmp(&b.firm)));
        makers
    }

    /// The candidate with the listing to show; none for a firm that shares no letter and lies nowhere near.
    fn maker(&self, good: &[char], candidate: &Candidate) -> Option<Maker> {
        let of = |feature: Feature| candidate.row[feature as usize];
        if of(Feature::Best) == 0.0 && of(Feature::Sense1) < FAR {
            return None;
        }
        let listing = self.nearest(good, candidate.firm)?;
        Some(Maker { firm: candidate.firm, listing, score: self.forest.score(&candidate.row) })
    }

    /// The listing of a firm that lies nearest to a good, by its vector and by its characters.
    pub fn nearest(&self, good: &[char], firm: u32) -> Option<u32> {
        let vector = self.catalog.embedding.vector(good);
        let letters = self.catalog.index.vector(good);
        let near = |name: u32| {
            let by_letters = crate::matching::sparse::dot(&letters, self.catalog.index.vector_of(name));
            by_letters + cosine(&vector, &self.catalog.name_vectors[name as usize])
        };
        let listings = self.listings[firm as usize].iter().map(|(name, listing)| (near(*name), *listing));
        listings.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, listing)| listing)
    }
}

/// The listings of each firm with the number of their name.
fn listings(market: &Market, catalog: &Catalog) -> Vec<Vec<(u32, u32)>> {
    let mut left: Vec<std::slice::Iter<u32>> = catalog.names_of.iter().map(|names| names.iter()).collect();
    let mut listings = vec![vec![]; market.firms.len()];
    // Names were numbered in the order of the listings.
    for (at, listing) in market.listings.iter().enumerate() {
        let firm = listing.firm as usize;
        listings[firm].extend(left[firm].next().map(|name| (*name, at as u32)));
    }
    listings
}

fn rows(catalog: &Catalog, questions: &[Question], go_on: &(dyn Fn() -> bool + Sync)) -> Rows {
    let asked = |scratch: &mut Scratch, question: &Question| match go_on() {
        true => catalog.candidates(&question.good, LEARNED, scratch),
        false => vec![],
    };
    let made: Vec<Vec<Candidate>> = questions.par_iter().map_init(Scratch::default, asked).collect();
    let mut rows = Rows::default();
    for (question, candidates) in questions.iter().zip(made) {
        let grade = |candidate: &Candidate| f32::from(u8::from(question.makers.contains(&candidate.firm)));
        let grades: Vec<f32> = candidates.iter().map(grade).collect();
        if grades.iter().any(|grade| *grade > 0.0) {
            rows.push(candidates.into_iter().map(|candidate| candidate.row), &grades, 1.0, 1.0);
        }
    }
    rows
}
