//! Everything that proposals are made from: the city's listings by what they name, the chain graph, and, once training
//! is done, what was learned of makers and inputs.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::chars::{Chars, name_key, plain};
use super::inputs::{Because, FirmRanker, Graph, Model, Node, Ranker, Scratch as InputScratch, of_graph};
use super::listed::{BEST, Hit, How, Listed, cores};
use super::makers::{Makers, Scratch as MakerScratch, names_of_firms};
use super::market::Market;
use super::need_text::{Known as HowKnown, Reader};
use crate::lang::Say;

/// Why a firm is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It lists the good, or something near it.
    Lists(How),
    /// It lists nothing of the kind and likely makes it.
    LikelyMakes,
}

/// A firm that is proposed with one of its products.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Code of the firm.
    pub firm: String,
    /// Key of the product.
    pub product: String,
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
/// With fewer listings there is nothing to learn from.
pub const LISTINGS_TO_LEARN: usize = 200;

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
    market: Arc<Market>,
    makers: Makers,
    model: Model,
    ranker: Ranker,
    firm_ranker: FirmRanker,
}

impl Learned {
    /// Learns from a market: some tens of seconds for a city of fifty thousand listings. None when `go_on` said no.
    pub fn train(known: &Known, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Learned> {
        let (market, graph) = (known.market.clone(), known.graph.clone());
        // Makers learn from inputs, so inputs must not be predicted from the makers' vectors.
        let (makers, inputs) = rayon::join(|| Makers::train(&market, go_on), || inputs(&market, graph, go_on));
        let (model, ranker, firm_ranker) = inputs;
        go_on().then_some(Learned { market, makers, model, ranker, firm_ranker })
    }

    /// Whether a market has changed too much for this to be still right: one listing in twenty, or edges.
    pub fn is_outdated(&self, market: &Market) -> bool {
        let of = |market: &Market| -> HashSet<(String, String)> {
            market.listings.iter().map(|listing| (listing.product.clone(), listing.name.clone())).collect()
        };
        let (then, now) = (of(&self.market), of(market));
        let changed = then.symmetric_difference(&now).count();
        let edges = self.market.edges.len().abs_diff(market.edges.len());
        changed * 20 > then.len() || edges * 50 > self.market.edges.len()
    }
}

fn inputs(market: &Market, graph: Arc<Graph>, go_on: &(dyn Fn() -> bool + Sync)) -> (Model, Ranker, FirmRanker) {
    let mut model = Model::build(graph, &names_of_firms(market), go_on);
    let listed: HashSet<u64> = market.listings.iter().map(|listing| name_key(&plain(&listing.name))).collect();
    let ranker = Ranker::train(&model, &|name| listed.contains(&name_key(name)), go_on);
    let firm_ranker = FirmRanker::train(&model, &ranker, &listings_by_firm(market), go_on);
    model.finish();
    (model, ranker, firm_ranker)
}

fn listings_by_firm(market: &Market) -> Vec<Vec<String>> {
    let mut firms = vec![vec![]; market.firms.len()];
    market.listings.iter().for_each(|listing| firms[listing.firm as usize].push(listing.name.clone()));
    firms
}

/// What is known.
pub struct Known {
    market: Arc<Market>,
    listed: Listed,
    graph: Arc<Graph>,
    learned: Option<Arc<Learned>>,
}

impl Known {
    /// Reads a market. What was `learned` may come from an older one.
    pub fn new(market: Arc<Market>, learned: Option<Arc<Learned>>) -> Known {
        let (listed, graph) = rayon::join(|| Listed::build(&market), || Arc::new(Graph::build(&market.edges)));
        Known { market, listed, graph, learned }
    }

    /// The tables.
    pub fn market(&self) -> &Market {
        &self.market
    }

    /// What was learned; none before the first training, and in a city too small to learn from.
    pub fn learned(&self) -> Option<&Arc<Learned>> {
        self.learned.as_ref()
    }

    /// The plain name of the good that a text asks for; `own` are the names of what the buyer lists.
    pub fn target(&self, text: &str, own: &[String]) -> Chars {
        let own: HashSet<Chars> = own.iter().flat_map(|name| cores(name)).collect();
        Reader { known: &|name| self.how_known(name), own: &own }.target(text)
    }

    fn how_known(&self, name: &[char]) -> HowKnown {
        match self.listed.knows(name) {
            true => HowKnown::Listed,
            false if self.graph.same(name).is_empty() => HowKnown::No,
            false => HowKnown::Chain,
        }
    }

    /// The good of a need: what its text asks for, or its category where the text names nothing that is known.
    pub fn good(&self, text: &str, category: Option<&str>, own: &[String]) -> Chars {
        let target = self.target(text, own);
        match category {
            Some(category) if self.how_known(&target) == HowKnown::No => plain(category),
            _ => target,
        }
    }

    /// Firms for a good, one product each, best first.
    pub fn propose(&self, good: &[char]) -> Vec<Proposal> {
        if good.is_empty() {
            return vec![];
        }
        let is_wider = |name: &[char]| self.graph.is_kind_of(good, name);
        let hits = self.listed.find(good, &mut vec![], &is_wider);
        let is_listed = hits.iter().any(|hit| hit.how == How::Same);
        let mut proposals: Vec<Proposal> = hits.iter().map(|hit| self.listed_proposal(hit, is_listed)).collect();
        let place: HashMap<String, usize> =
            proposals.iter().enumerate().map(|(at, proposal)| (proposal.firm.clone(), at)).collect();
        for maker in self.likely_makers(good) {
            match place.get(&maker.firm) {
                Some(at) if proposals[*at].points >= maker.points => {}
                Some(at) => proposals[*at] = maker,
                None => proposals.push(maker),
            }
        }
        proposals.sort_by(|a, b| b.points.total_cmp(&a.points).then_with(|| a.product.cmp(&b.product)));
        proposals
    }

    /// A wider kind stands in for a good that nobody lists. One that firms do list is a trade of its own, and who is in
    /// it is better told by what was learned.
    fn listed_proposal(&self, hit: &Hit, is_listed: bool) -> Proposal {
        let points = match hit.how {
            How::Same | How::Narrower => MOST_POINTS * hit.score / BEST,
            How::Wider if !is_listed => WIDER_POINTS + hit.score,
            How::Wider | How::Head | How::Alike => ALIKE_POINTS * hit.score,
        };
        proposal(&self.market, hit.listing, Fit::Lists(hit.how), points)
    }

    fn likely_makers(&self, good: &[char]) -> Vec<Proposal> {
        let Some(learned) = &self.learned else { return vec![] };
        let makers = learned.makers.rank(good, &mut MakerScratch::default());
        let points = |place: usize| MAKER_POINTS - MAKER_STEP * place as f32;
        let made = |(place, maker): (usize, &super::makers::Maker)| {
            proposal(&learned.market, maker.listing, Fit::LikelyMakes, points(place))
        };
        makers.iter().enumerate().map(made).collect()
    }

    /// Whether the chain graph says that `good` goes into one of `products`, all plain; gives that one.
    pub fn strengthens<'a>(&self, good: &[char], products: &'a [Chars]) -> Option<&'a Chars> {
        let materials = self.graph.same(good);
        let takes = |product: &&Chars| {
            let nodes = self.graph.same(product).iter();
            nodes.flat_map(|node| self.graph.inputs(*node)).any(|input| materials.contains(&input.material))
        };
        products.iter().find(takes)
    }

    /// Upstream inputs of a product, those that the graph knows first.
    pub fn inputs(&self, product: &str, most: usize) -> Vec<Likely> {
        let name = plain(product);
        let known = self.known_inputs(std::iter::once(name.clone()));
        let mut likely: Vec<Likely> = known.iter().map(|(material, good)| self.certain(*material, good)).collect();
        if let Some(learned) = &self.learned {
            let mut scratch = InputScratch::default();
            let own = learned.model.graph.same(&name);
            let ranked = learned.ranker.rank(&learned.model, &name, own, &mut scratch);
            let because = Because::of(&learned.model, &name, &mut scratch);
            let taken: HashSet<String> = likely.iter().map(|one| one.name.clone()).collect();
            let rest = ranked.iter().filter(|input| !taken.contains(learned.model.graph.name(input.material)));
            let rest = rest.take(most.saturating_sub(likely.len()));
            likely.extend(rest.map(|input| learned.likely(input.material, input.score, &because)));
        }
        likely.truncate(most);
        likely
    }

    /// Inputs that a firm most likely needs: those that the graph gives for its goods, then those that were learned.
    pub fn latent_needs(&self, listings: &[String], most: usize) -> Vec<Likely> {
        let own: HashSet<Chars> = listings.iter().flat_map(|listing| cores(listing)).collect();
        let mut names: Vec<&Chars> = own.iter().collect();
        names.sort();
        let mut known = self.known_inputs(names.into_iter().cloned());
        known.retain(|(material, _)| !own.contains(self.graph.chars(*material)));
        let mut likely: Vec<Likely> = known.iter().map(|(material, good)| self.certain(*material, good)).collect();
        if let Some(learned) = &self.learned {
            likely.extend(learned.latent_needs(listings, &own, most.saturating_sub(likely.len())));
        }
        likely.truncate(most);
        likely
    }

    /// The inputs that the graph gives for goods, each once with the good; those of the most goods first.
    fn known_inputs(&self, goods: impl Iterator<Item = Chars>) -> Vec<(Node, Chars)> {
        let mut found: Vec<(Node, Chars, usize)> = vec![];
        let mut at: HashMap<Node, usize> = HashMap::new();
        for good in goods {
            for input in self.graph.same(&good).iter().flat_map(|node| self.graph.inputs(*node)) {
                let place = *at.entry(input.material).or_insert(found.len());
                if place == found.len() {
                    found.push((input.material, good.clone(), 0));
                }
                found[place].2 += 1;
            }
        }
        found.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
        found.into_iter().map(|(material, good, _)| (material, good)).collect()
    }

    fn certain(&self, material: Node, good: &[char]) -> Likely {
        let (name, good) = (self.graph.name(material), good.iter().collect::<String>());
        Likely { name: name.to_owned(), score: 1.0, because: vec![of_graph(&good, name)] }
    }
}

fn proposal(market: &Market, listing: u32, fit: Fit, points: f32) -> Proposal {
    let listing = &market.listings[listing as usize];
    let firm = market.firms[listing.firm as usize].code.clone();
    Proposal { firm, product: listing.product.clone(), fit, points }
}

impl Learned {
    fn latent_needs(&self, listings: &[String], own: &HashSet<Chars>, most: usize) -> Vec<Likely> {
        let mut scratch = InputScratch::default();
        let mut ranked = self.firm_ranker.rank(&self.model, &self.ranker, listings, &mut scratch);
        ranked.retain(|input| !own.contains(self.model.graph.chars(input.material)));
        ranked.truncate(most);
        let mut facts: HashMap<Chars, Because> = HashMap::new();
        let likely = ranked.into_iter().map(|input| {
            let facts_of = |good: &Chars| Because::of(&self.model, good, &mut scratch);
            let because = facts.entry(input.good).or_insert_with_key(facts_of);
            self.likely(input.material, input.score, because)
        });
        likely.collect()
    }

    /// Scores are log-odds up to a shift, shown between 0 and 1.
    fn likely(&self, material: Node, score: f32, because: &Because) -> Likely {
        let score = 1.0 / (1.0 + (-f64::from(score)).exp());
        Likely { name: self.model.graph.name(material).to_owned(), score, because: because.say(material) }
    }
}
