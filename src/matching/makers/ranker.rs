//! The learned order of firms for a good that they do not list.

use rayon::prelude::*;

use super::catalog::Catalog;
use super::embed::{Vector, cosine};
use super::features::{Candidate, Feature, Scratch};
use super::hiding::{self, Question};
use super::{Embedding, Settings};
use crate::matching::dice::Dice;
use crate::matching::gbdt::{Aim, Forest, Params, Rows};
use crate::matching::market::Market;
use crate::matching::sparse::{Sparse, dot};

/// Share of the firms of which listings are hidden, and the seeds of that choice: each makes its own questions, asked of
/// a catalogue of its own.
const PART: f32 = 0.8;
const HIDING_SEEDS: [u64; 2] = [11, 12];
/// Seed of the questions' order.
const ORDER_SEED: u64 = 9;
/// Candidates that are learned from, and candidates that are ranked.
const LEARNED: usize = 60;
const RANKED: usize = 150;
/// Questions of one hiding that are learned from at most.
const MOST_QUESTIONS: usize = 5_000;
/// Below this cosine a listing has nothing to do with a good.
const FAR: f32 = 0.3;
const PARAMS: Params = Params {
    trees: 200,
    leaves: 12,
    rate: 0.08,
    min_rows: 100,
    l2: 5.0,
    features: 0.5,
    cut: 10,
    seed: 7,
    aim: Aim::Order,
};

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

/// A good as its nearest listing is looked for.
struct Asked {
    vector: Vector,
    letters: Sparse,
}

impl Makers {
    /// Learns from a market. `go_on` is asked now and then; once it says no, what was learned so far is good for
    /// nothing.
    pub fn train(market: &Market, go_on: &(dyn Fn() -> bool + Sync)) -> Makers {
        let settings = Settings::default();
        let (catalog, asked) = rayon::join(
            || Catalog::build(market, &|_| false, &settings, go_on),
            || HIDING_SEEDS.par_iter().map(|seed| ask(market, *seed, &settings, go_on)).collect::<Vec<_>>(),
        );
        let mut rows = Rows::default();
        for (grades, candidates) in asked.into_iter().flatten() {
            rows.push(candidates.into_iter().map(|candidate| candidate.row), &grades, 1.0, 1.0);
        }
        let forest = Forest::fit(&rows, &PARAMS, go_on);
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
        let asked = Asked { vector: self.catalog.embedding.vector(good), letters: self.catalog.index.vector(good) };
        let scores = self.forest.scores(candidates.iter().map(|candidate| candidate.row.as_slice()));
        let mut makers: Vec<Maker> =
            candidates.iter().zip(scores).filter_map(|(one, score)| self.maker(&asked, one, score)).collect();
        makers.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.firm.cmp(&b.firm)));
        makers
    }

    /// The candidate with the listing to show; none for a firm that shares no letter and lies nowhere near.
    fn maker(&self, asked: &Asked, candidate: &Candidate, score: f32) -> Option<Maker> {
        let of = |feature: Feature| candidate.row[feature as usize];
        if of(Feature::Best) == 0.0 && of(Feature::Sense1) < FAR {
            return None;
        }
        let listing = self.nearest(asked, candidate.firm)?;
        Some(Maker { firm: candidate.firm, listing, score })
    }

    /// The listing of a firm that lies nearest to a good, by its vector and by its characters.
    fn nearest(&self, asked: &Asked, firm: u32) -> Option<u32> {
        let near = |name: u32| {
            let by_letters = dot(&asked.letters, self.catalog.index.vector_of(name));
            by_letters + cosine(&asked.vector, &self.catalog.name_vectors[name as usize])
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

/// Candidates with their grades.
type Graded = (Vec<f32>, Vec<Candidate>);

/// Hides listings and asks for them.
fn ask(market: &Market, seed: u64, settings: &Settings, go_on: &(dyn Fn() -> bool + Sync)) -> Vec<Graded> {
    let hidden = hiding::choose(market, PART, seed);
    let catalog = Catalog::build(market, &|at| hidden.contains(&at), settings, go_on);
    let mut questions = hiding::questions(market, &hidden, &catalog);
    Dice(ORDER_SEED).shuffle(&mut questions);
    questions.truncate(MOST_QUESTIONS);
    let answer = |scratch: &mut Scratch, question: &Question| graded(&catalog, question, scratch);
    let asked = questions.par_iter().filter(|_| go_on()).map_init(Scratch::default, answer);
    asked.filter(|(grades, _)| grades.iter().any(|grade| *grade > 0.0)).collect()
}

/// The candidates for a question. Firms that list a narrower kind stand before all guesses, so they are neither right
/// nor wrong here.
fn graded(catalog: &Catalog, question: &Question, scratch: &mut Scratch) -> Graded {
    let is_right = |candidate: &Candidate| question.makers.contains(&candidate.firm);
    let mut candidates = catalog.candidates(&question.good, LEARNED, scratch);
    candidates.retain(|one| is_right(one) || !catalog.lists(one.firm, &question.good));
    (candidates.iter().map(|one| f32::from(u8::from(is_right(one)))).collect(), candidates)
}
