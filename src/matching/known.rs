//! Everything that proposals are made from: the city's listings by what they name, the chain graph, and, once training
//! is done, what was learned of makers and inputs.

use std::collections::HashSet;
use std::sync::Arc;

use super::chars::{Chars, name_key, plain};
use super::inputs::{Because, FirmRanker, Graph, Model, Node, Ranker, Scratch as InputScratch};
use super::listed::{BEST, How, Listed, cores};
use super::makers::{Embedding, Makers, Scratch as MakerScratch, Settings, names_of_firms};
use super::market::Market;
use super::need_text::{Known as HowKnown, Reader};
use crate::lang::Say;

/// Why a firm is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It lists the good, or something near it.
    Lists(How),
    /// It lists nothing of the kind and likely makes it.
    LikelyMakes,
}

/// A firm that is proposed with one of its listings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proposal {
    /// Position of the listing in the market.
    pub listing: u32,
    /// Why.
    pub fit: Fit,
    /// How well it fits, 0 to [`MOST_POINTS`].
    pub points: f32,
}

/// Points of a perfect fit.
pub const MOST_POINTS: f32 = 80.0;
/// Points of a wider kind that the chain graph proves, before its share counts.
const WIDER_POINTS: f32 = 42.0;
/// Points of the first likely maker, and what each place further down costs.
const MAKER_POINTS: f32 = 40.0;
const MAKER_STEP: f32 = 0.16;
/// Points of what is only named alike, for each point of its score: below every likely maker.
const ALIKE_POINTS: f32 = 6.0;

/// A likely input in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Likely {
    /// What it is.
    pub name: String,
    /// How likely, 0 to 1; comparable within one answer only.
    pub score: f64,
    /// The facts that speak for it.
    pub because: Vec<Say>,
}

/// What was learned.
pub struct Learned {
    makers: Makers,
    model: Model,
    ranker: Ranker,
    firm_ranker: FirmRanker,
}

/// What is known.
pub struct Known {
    market: Arc<Market>,
    listed: Listed,
    graph: Arc<Graph>,
    learned: Option<Learned>,
}

impl Learned {
    /// Learns from a market: some tens of seconds for a city of fifty thousand listings. None when `go_on` said no.
    pub fn train(market: &Market, graph: Arc<Graph>, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Learned> {
        // Makers learn from inputs, so inputs must not be predicted from the makers' vectors.
        let (makers, inputs) = rayon::join(|| Makers::train(market, go_on), || inputs(market, graph, go_on));
        let (model, ranker, firm_ranker) = inputs;
        go_on().then_some(Learned { makers, model, ranker, firm_ranker })
    }
}

fn inputs(market: &Market, graph: Arc<Graph>, go_on: &(dyn Fn() -> bool + Sync)) -> (Model, Ranker, FirmRanker) {
    let embedding = Embedding::train(&names_of_firms(market), &Settings::default(), go_on);
    let model = Model::build(graph, embedding);
    let listed: HashSet<u64> = market.listings.iter().map(|listing| name_key(&plain(&listing.name))).collect();
    let ranker = Ranker::train(&model, &|name| listed.contains(&name_key(name)), go_on);
    let firm_ranker = FirmRanker::train(&model, &ranker, &listings_by_firm(market), go_on);
    (model, ranker, firm_ranker)
}

fn listings_by_firm(market: &Market) -> Vec<Vec<String>> {
    let mut firms = vec![vec![]; market.firms.len()];
    market.listings.iter().for_each(|listing| firms[listing.firm as usize].push(listing.name.clone()));
    firms
}

impl Known {
    /// Reads a market; nothing is learned yet.
    pub fn new(market: Arc<Market>) -> Known {
        let (listed, graph) = rayon::join(|| Listed::build(&market), || Arc::new(Graph::build(&market.edges)));
        Known { market, listed, graph, learned: None }
    }

    /// The same with what was learned from this very market.
    pub fn with(self, learned: Learned) -> Known {
        Known { learned: Some(learned), ..self }
    }

    /// The tables.
    pub fn market(&self) -> &Arc<Market> {
        &self.market
    }

    /// The chain graph by names.
    pub fn graph(&self) -> &Arc<Graph> {
        &self.graph
    }

    /// Whether training is done.
    pub fn has_learned(&self) -> bool {
        self.learned.is_some()
    }

    /// The plain name of the good that a text asks for; `own` are the names of what the buyer lists.
    pub fn target(&self, text: &str, own: &[String]) -> Chars {
        let own: HashSet<Chars> = own.iter().flat_map(|name| cores(name)).collect();
        let known = |name: &[char]| match self.listed.knows(name) {
            true => HowKnown::Listed,
            false if self.graph.same(name).is_empty() => HowKnown::No,
            false => HowKnown::Chain,
        };
        Reader { known: &known, own: &own }.target(text)
    }

    /// Firms for a good, one listing each, best first.
    pub fn propose(&self, good: &[char]) -> Vec<Proposal> {
        if good.is_empty() {
            return vec![];
        }
        let mut scratch = MakerScratch::default();
        let is_wider = |name: &[char]| self.graph.is_kind_of(good, name);
        let hits = self.listed.find(good, &mut vec![], &is_wider);
        let mut seen = HashSet::new();
        let mut proposals: Vec<Proposal> = vec![];
        for hit in hits.iter().filter(|hit| hit.how <= How::Wider && seen.insert(hit.firm)) {
            let points = match hit.how {
                How::Wider => WIDER_POINTS + hit.score,
                _ => MOST_POINTS * hit.score / BEST,
            };
            proposals.push(Proposal { listing: hit.listing, fit: Fit::Lists(hit.how), points });
        }
        let makers = self.learned.as_ref().map_or(vec![], |learned| learned.makers.rank(good, &mut scratch));
        for (place, maker) in makers.iter().enumerate().filter(|(_, maker)| seen.insert(maker.firm)) {
            let points = MAKER_POINTS - MAKER_STEP * place as f32;
            proposals.push(Proposal { listing: maker.listing, fit: Fit::LikelyMakes, points });
        }
        for hit in hits.iter().filter(|hit| !seen.contains(&hit.firm)) {
            let points = ALIKE_POINTS * hit.score;
            proposals.push(Proposal { listing: hit.listing, fit: Fit::Lists(hit.how), points });
        }
        proposals.sort_by(|a, b| b.points.total_cmp(&a.points).then(a.listing.cmp(&b.listing)));
        proposals
    }

    /// Upstream inputs of a product, those that the graph knows first. None before anything is learned.
    pub fn inputs(&self, product: &str, most: usize) -> Option<Vec<Likely>> {
        let learned = self.learned.as_ref()?;
        let (name, mut scratch) = (plain(product), InputScratch::default());
        let own = self.graph.same(&name);
        let known: Vec<Node> = own.iter().flat_map(|node| self.graph.inputs(*node)).map(|i| i.material).collect();
        let ranked = learned.ranker.rank(&learned.model, &name, own, &mut scratch);
        let rest = ranked.iter().filter(|input| !known.contains(&input.material)).map(|i| (i.material, i.score));
        let because = Because::of(&learned.model, &name, &mut scratch);
        let known_ones = known.iter().map(|material| (*material, None));
        let all = known_ones.chain(rest.map(|(material, score)| (material, Some(score)))).take(most);
        Some(all.map(|(material, score)| self.likely(material, score, &because)).collect())
    }

    /// Inputs that a firm most likely needs beyond those that the graph gives for its goods.
    pub fn latent_needs(&self, listings: &[String], most: usize) -> Option<Vec<Likely>> {
        let learned = self.learned.as_ref()?;
        let mut scratch = InputScratch::default();
        let mut ranked = learned.firm_ranker.rank(&learned.model, &learned.ranker, listings, &mut scratch);
        ranked.truncate(most);
        let mut facts: std::collections::HashMap<Chars, Because> = Default::default();
        let likely = ranked.into_iter().map(|input| {
            let because =
                facts.entry(input.good).or_insert_with_key(|good| Because::of(&learned.model, good, &mut scratch));
            self.likely(input.material, Some(input.score), because)
        });
        Some(likely.collect())
    }

    fn likely(&self, material: Node, score: Option<f32>, because: &Because) -> Likely {
        // Scores are log-odds up to a shift; what the graph itself says is certain.
        let score = score.map_or(1.0, |score| 1.0 / (1.0 + (-f64::from(score)).exp()));
        Likely { name: self.graph.name(material).to_owned(), score, because: because.say(material) }
    }
}
