//! Everything that proposals are made from: the city's listings by what they name, the chain graph, and, once training
//! is done, what was learned of makers and inputs.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::chars::{Chars, NameSet, name_key, plain};
use super::inputs::{
    Because, Edged, FirmRanker, Folds, Graph, Model, Node, Ranker, Scratch as InputScratch, of_firms, of_graph,
};
use super::listed::{Listed, cores};
use super::makers::{Makers, names_of_firms};
use super::market::Market;
use super::need_text::{Known as HowKnown, Reader};
use super::proposals::Memory;
use super::reasons::Weights;
use super::stated::stated;
use crate::lang::Say;

/// With fewer known inputs than this, a good's further ones are proposed to the operators.
const FEW_INPUTS: usize = 3;
/// Listings that are learned from at most, about.
const LISTINGS_LEARNED: usize = 60_000;
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
    /// How many needs were read, of all firms.
    needs: usize,
    makers: Makers,
    model: Model,
    ranker: Ranker,
    firm_ranker: FirmRanker,
}

impl Learned {
    /// Learns from a market, of a large one from a [`sample`](Market::sample) of its firms: some tens of seconds,
    /// however large the city. None when `go_on` said no.
    pub fn train(known: &Known, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Learned> {
        let market = match known.market.sample(LISTINGS_LEARNED) {
            Some(sample) => Arc::new(sample),
            None => known.market.clone(),
        };
        let graph = Arc::new(known.graph.with_stated(&stated(known)));
        // Makers learn from inputs, so inputs must not be predicted from the makers' vectors.
        let (makers, inputs) = rayon::join(|| Makers::train(&market, go_on), || inputs(&market, graph, go_on));
        let (model, ranker, firm_ranker) = inputs;
        go_on().then_some(Learned { market, needs: known.market.needs.len(), makers, model, ranker, firm_ranker })
    }

    /// The market that it was learned from.
    pub(super) fn market(&self) -> &Market {
        &self.market
    }

    pub(super) fn makers(&self) -> &Makers {
        &self.makers
    }

    /// Whether a market has changed too much for this to be still right: one listing in twenty, one edge in fifty, one
    /// need in five.
    pub fn is_outdated(&self, market: &Market) -> bool {
        let of = |market: &Market| -> HashSet<(String, String)> {
            market.listings.iter().map(|listing| (listing.product.clone(), listing.name.clone())).collect()
        };
        let sample = market.sample(LISTINGS_LEARNED);
        let (then, now) = (of(&self.market), of(sample.as_ref().unwrap_or(market)));
        let changed = then.symmetric_difference(&now).count();
        let edges = self.market.edges.len().abs_diff(market.edges.len());
        let needs = self.needs.abs_diff(market.needs.len());
        changed * 20 > then.len() || edges * 50 > self.market.edges.len() || needs * 5 > self.needs.max(100)
    }
}

fn inputs(market: &Market, graph: Arc<Graph>, go_on: &(dyn Fn() -> bool + Sync)) -> (Model, Ranker, FirmRanker) {
    let model = Model::build(graph, &names_of_firms(market), go_on);
    let listed: HashSet<u64> = market.listings.iter().map(|listing| name_key(&plain(&listing.name))).collect();
    let folds = Folds::build(&model, go_on);
    let ranker = Ranker::train(&model, &folds, &|name| listed.contains(&name_key(name)), go_on);
    let firm_ranker = FirmRanker::train(&model, &folds, &ranker, &listings_by_firm(market), go_on);
    (model, ranker, firm_ranker)
}

fn listings_by_firm(market: &Market) -> Vec<Vec<String>> {
    let mut firms = vec![vec![]; market.firms.len()];
    market.listings.iter().for_each(|listing| firms[listing.firm as usize].push(listing.name.clone()));
    firms
}

/// The positions in the market `now` of the firms of the market `then`.
fn positions(then: &Market, now: &Market) -> Vec<Option<u32>> {
    let places: HashMap<&str, u32> = now.firms.iter().map(|firm| firm.code.as_str()).zip(0..).collect();
    then.firms.iter().map(|firm| places.get(firm.code.as_str()).copied()).collect()
}

/// What is known.
pub struct Known {
    market: Arc<Market>,
    listed: Arc<Listed>,
    graph: Arc<Graph>,
    learned: Option<Arc<Learned>>,
    /// The position here of each firm that was learned from; none for those that are gone.
    firms_learned: Arc<Vec<Option<u32>>>,
    weights: Weights,
    memory: Memory,
}

impl Known {
    /// Reads a market. What was `learned` may come from an older one.
    pub fn new(market: Arc<Market>, learned: Option<Arc<Learned>>, weights: Weights) -> Known {
        let (listed, graph) =
            rayon::join(|| Arc::new(Listed::build(&market)), || Arc::new(Graph::build(&market.edges)));
        let firms_learned = Arc::new(learned.as_ref().map_or(vec![], |learned| positions(learned.market(), &market)));
        Known { market, listed, graph, learned, firms_learned, weights, memory: Memory::default() }
    }

    /// The same with what was learned from it.
    pub fn taught(&self, learned: Arc<Learned>) -> Known {
        let Known { market, listed, graph, weights, .. } = self;
        Known {
            market: market.clone(),
            listed: listed.clone(),
            graph: graph.clone(),
            firms_learned: Arc::new(positions(learned.market(), market)),
            learned: Some(learned),
            weights: *weights,
            memory: Memory::default(),
        }
    }

    /// The same with other weights.
    pub fn with(&self, weights: Weights) -> Known {
        let Known { market, listed, graph, learned, firms_learned, .. } = self;
        Known {
            market: market.clone(),
            listed: listed.clone(),
            graph: graph.clone(),
            learned: learned.clone(),
            firms_learned: firms_learned.clone(),
            weights,
            memory: Memory::default(),
        }
    }

    /// What the factors beside the fit are worth.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    pub(super) fn listed(&self) -> &Listed {
        &self.listed
    }

    pub(super) fn graph(&self) -> &Graph {
        &self.graph
    }

    pub(super) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// The tables.
    pub fn market(&self) -> &Market {
        &self.market
    }

    /// What was learned; none before the first training, and in a city too small to learn from.
    pub fn learned(&self) -> Option<&Arc<Learned>> {
        self.learned.as_ref()
    }

    /// The position of a firm by its position in the market that was learned from.
    pub(super) fn firm_now(&self, learned: u32) -> Option<u32> {
        self.firms_learned.get(learned as usize).copied().flatten()
    }

    /// The plain name of the good that a text asks for; `own` are the [goods](cores) that the buyer lists.
    pub fn target(&self, text: &str, own: &[Chars]) -> Chars {
        let own: NameSet = own.iter().map(Vec::as_slice).collect();
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
    pub fn good(&self, text: &str, category: Option<&str>, own: &[Chars]) -> Chars {
        let target = self.target(text, own);
        match category {
            Some(category) if self.how_known(&target) == HowKnown::No => plain(category),
            _ => target,
        }
    }

    /// What the graph calls a plain good, or its own letters where only listings know it; none where nothing does.
    pub(super) fn called(&self, good: &[char]) -> Option<String> {
        match self.graph.same(good).first() {
            Some(node) => Some(self.graph.name(*node).to_owned()),
            None => self.listed.knows(good).then(|| good.iter().collect()),
        }
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

    /// Goods that are nodes of the graph, with how many firms list them: those of which fewer than `FEW_INPUTS` inputs
    /// are known, the most listed first.
    pub fn little_known(&self) -> Vec<(String, usize)> {
        let few = |good: &Chars| {
            let nodes = self.graph.same(good);
            !nodes.is_empty() && nodes.iter().map(|node| self.graph.inputs(*node).len()).sum::<usize>() < FEW_INPUTS
        };
        let listed = self.listed.goods().filter(|(good, _)| few(good));
        let mut goods: Vec<(String, usize)> =
            listed.map(|(good, firms)| (self.graph.name(self.graph.same(good)[0]).to_owned(), firms)).collect();
        goods.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        goods
    }

    /// Upstream inputs of a product: those that the graph knows, then those that firms state or that were learned.
    pub fn inputs(&self, product: &str, most: usize) -> Vec<Likely> {
        let goods = [plain(product)];
        let mut likely = self.certain(&goods, &|_| false);
        if let Some(learned) = &self.learned {
            let further = learned.stated(&goods).into_iter().chain(learned.inputs(&goods[0], most));
            extend(&mut likely, further.collect());
        }
        likely.truncate(most);
        likely
    }

    /// Inputs that a firm most likely needs: those that the graph gives for its goods, then those that other firms state
    /// for them or that were learned.
    pub fn latent_needs(&self, listings: &[String], most: usize) -> Vec<Likely> {
        let own: HashSet<Chars> = listings.iter().flat_map(|listing| cores(listing)).collect();
        let mut goods: Vec<Chars> = own.iter().cloned().collect();
        goods.sort();
        let mut likely = self.certain(&goods, &|material| own.contains(material));
        if let Some(learned) = &self.learned {
            let left = most.saturating_sub(likely.len());
            let further = learned.stated(&goods).into_iter().chain(learned.latent_needs(listings, &own, left));
            extend(&mut likely, further.filter(|one| !own.contains(&plain(&one.name))).collect());
        }
        likely.truncate(most);
        likely
    }

    /// The inputs that the graph gives for goods, but for those that the firm makes itself.
    fn certain(&self, goods: &[Chars], is_own: &dyn Fn(&[char]) -> bool) -> Vec<Likely> {
        let known = self.known_inputs(goods.iter().cloned()).into_iter();
        let others = known.filter(|(material, _)| !is_own(self.graph.chars(*material)));
        let likely = |(material, good): (Node, Chars)| {
            let (name, good) = (self.graph.name(material), good.iter().collect::<String>());
            Likely { name: name.to_owned(), score: 1.0, because: vec![of_graph(&good, name)] }
        };
        others.map(likely).collect()
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
}

/// Adds what is not there yet, the likeliest first.
fn extend(likely: &mut Vec<Likely>, mut further: Vec<Likely>) {
    further.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut taken: HashSet<String> = likely.iter().map(|one| one.name.clone()).collect();
    likely.extend(further.into_iter().filter(|one| taken.insert(one.name.clone())));
}

impl Learned {
    /// Inputs that firms state for these goods. When `n` firms state one, the chance that the next needs it too is taken
    /// as (n + 1) / (n + 2) (Laplace's rule of succession).
    fn stated(&self, goods: &[Chars]) -> Vec<Likely> {
        let graph = &self.model.graph;
        let products = goods.iter().flat_map(|good| graph.same(good));
        let inputs = products.flat_map(|product| graph.inputs(*product).iter().map(move |input| (*product, input)));
        let likely = |(product, input): (Node, &Edged)| Likely {
            name: graph.name(input.material).to_owned(),
            score: f64::from(input.firms + 1) / f64::from(input.firms + 2),
            because: vec![of_firms(graph.name(product), graph.name(input.material), input.firms)],
        };
        inputs.filter(|(_, input)| input.firms > 0).map(likely).collect()
    }

    fn inputs(&self, name: &[char], most: usize) -> Vec<Likely> {
        let mut scratch = InputScratch::default();
        let ranked = self.ranker.rank(&self.model, name, self.model.graph.same(name), &mut scratch);
        let because = Because::of(&self.model, name, &mut scratch);
        ranked.iter().take(most).map(|input| self.likely(input.material, input.score, &because)).collect()
    }

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
