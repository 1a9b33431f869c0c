//! Inputs that a firm most likely needs, from all that it lists.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::channels::Scratch;
use super::features::WIDTH as PAIR;
use super::folds::Folds;
use super::graph::Node;
use super::model::Model;
use super::ranker::{CUT, Ranker, Scored, keep_decided};
use crate::matching::chars::Chars;
use crate::matching::dice::Dice;
use crate::matching::gbdt::{Forest, Params, Rows, ideal};
use crate::matching::listed::cores;

crate::positions! {
    /// What the listings of a firm say together of a material, behind the features of the best pair.
    Together {
        Best, Second, Ranks, TopRank, ToFirst, Count, CountShare, Asked, IsNode, HasInputs, Uses, Kinds, Length, First,
    }
}

/// Names of a firm that are asked: when learning, when answering.
const ASKED: usize = 12;
const ASKED_MOST: usize = 16;
/// Materials of one name that are looked at, and that are ranked for a firm.
const OF_NAME: usize = 40;
const OF_FIRM: usize = 150;
/// Materials asked for each name: when learning, when answering.
const LEARNED: usize = 60;
const RANKED: usize = 80;
/// Firms that are learned from, those for one product, and the seed of their choice.
const FIRMS: usize = 700;
const FIRMS_OF_PRODUCT: u32 = 3;
const CHOICE_SEED: u64 = 17;
/// What a second score is where no second name speaks.
const NO_SECOND: f32 = -20.0;

fn params() -> Params {
    Params { trees: 80, leaves: 8, rate: 0.08, ..Params::default() }
}

/// What was learned of firms.
pub struct FirmRanker {
    forest: Forest,
}

/// A likely input of a firm.
#[derive(Debug, Clone, PartialEq)]
pub struct FirmInput {
    /// The material.
    pub material: Node,
    /// How likely: higher stands before; comparable within one answer only.
    pub score: f32,
    /// The firm's good that speaks loudest for it, in plain form.
    pub good: Chars,
}

/// The names under which a listing is looked up: those that the graph knows, or its barest form.
fn names_of_listing(model: &Model, listing: &str) -> Vec<Chars> {
    let all = cores(listing);
    let mut names: Vec<Chars> = all.iter().filter(|name| !model.graph.same(name).is_empty()).cloned().collect();
    if names.is_empty() {
        names.extend(all.into_iter().min_by_key(Vec::len));
    }
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names.truncate(2);
    names
}

/// At most `most` names of a firm: first those that the graph knows, best those with known inputs last to be missed.
fn names_of_firm(model: &Model, listings: &[String], most: usize) -> Vec<Chars> {
    let mut names: Vec<Chars> = listings.iter().flat_map(|listing| names_of_listing(model, listing)).collect();
    names.retain(|name| name.len() > 1);
    names.sort();
    names.dedup();
    let class = |name: &Chars| {
        let nodes = model.graph.same(name).iter();
        nodes.map(|node| 1 + u32::from(model.graph.inputs(*node).is_empty())).max().unwrap_or(0)
    };
    names.sort_by_key(|name| std::cmp::Reverse(class(name)));
    names.truncate(most);
    names
}

/// Materials that the graph gives for these names already.
fn known_inputs(model: &Model, names: &[Chars], hidden: &[Node]) -> HashSet<Node> {
    let nodes = names.iter().flat_map(|name| model.graph.same(name)).filter(|node| !hidden.contains(node));
    nodes.flat_map(|node| model.graph.inputs(*node)).map(|input| input.material).collect()
}

/// What the names of a firm say of one material.
struct Evidence<'a> {
    best: &'a Scored,
    /// The name that says it.
    by: usize,
    second: f32,
    ranks: f32,
    top_rank: f32,
    to_first: f32,
    count: f32,
}

struct Candidate {
    material: Node,
    row: Vec<f32>,
    by: usize,
}

impl Candidate {
    fn set(&mut self, feature: Together, value: f32) {
        self.row[PAIR + feature as usize] = value;
    }

    fn get(&self, feature: Together) -> f32 {
        self.row[PAIR + feature as usize]
    }
}

/// Candidates of a firm from what each of its names says, without the materials in `leave`.
fn candidates(model: &Model, asked: &[(&Chars, &[Scored])], leave: &HashSet<Node>) -> Vec<Candidate> {
    let mut all: HashMap<Node, Evidence> = HashMap::new();
    for (by, (_, scored)) in asked.iter().enumerate() {
        let first = scored.first().map_or(0.0, |one| one.score);
        for (rank, one) in scored.iter().take(OF_NAME).enumerate().filter(|(_, one)| !leave.contains(&one.material)) {
            let new =
                Evidence { best: one, by, second: NO_SECOND, ranks: 0.0, top_rank: 99.0, to_first: 0.0, count: 0.0 };
            let evidence = all.entry(one.material).or_insert(new);
            if evidence.count == 0.0 || one.score > evidence.best.score {
                if evidence.count > 0.0 {
                    evidence.second = evidence.best.score.max(NO_SECOND);
                }
                (evidence.best, evidence.by, evidence.to_first) = (one, by, one.score - first);
            } else {
                evidence.second = evidence.second.max(one.score);
            }
            evidence.ranks += 1.0 / (rank as f32 + 3.0);
            evidence.top_rank = evidence.top_rank.min(rank as f32);
            evidence.count += 1.0;
        }
    }
    let mut candidates: Vec<Candidate> = all.into_values().map(|evidence| candidate(model, asked, &evidence)).collect();
    let best = |candidate: &Candidate| candidate.get(Together::Best);
    candidates.sort_by(|a, b| best(b).total_cmp(&best(a)).then(a.material.cmp(&b.material)));
    candidates.truncate(OF_FIRM);
    candidates
}

fn candidate(model: &Model, asked: &[(&Chars, &[Scored])], evidence: &Evidence) -> Candidate {
    let (name, scored) = asked[evidence.by];
    let (graph, nodes) = (&model.graph, model.graph.same(name));
    let uses: u32 = nodes.iter().map(|node| graph.degree(*node).all).sum();
    let kinds: usize = nodes.iter().map(|node| graph.narrower(*node).len()).sum();
    let flag = |is: bool| f32::from(u8::from(is));
    let mut row = evidence.best.row.clone();
    row.resize(PAIR + Together::WIDTH, 0.0);
    let mut candidate = Candidate { material: evidence.best.material, row, by: evidence.by };
    for (feature, value) in [
        (Together::Best, evidence.best.score),
        (Together::Second, evidence.second),
        (Together::Ranks, evidence.ranks),
        (Together::TopRank, evidence.top_rank),
        (Together::ToFirst, evidence.to_first),
        (Together::Count, evidence.count),
        (Together::CountShare, evidence.count / asked.len() as f32),
        (Together::Asked, asked.len() as f32),
        (Together::IsNode, flag(!nodes.is_empty())),
        (Together::HasInputs, flag(nodes.iter().any(|node| !graph.inputs(*node).is_empty()))),
        (Together::Uses, (uses as f32).ln_1p()),
        (Together::Kinds, (kinds as f32).ln_1p()),
        (Together::Length, name.len() as f32),
        (Together::First, scored.first().map_or(0.0, |one| one.score)),
    ] {
        candidate.set(feature, value);
    }
    candidate
}

/// Firms with one known product that is taken as unknown: few firms for a product, one product for a firm.
fn examples(model: &Model, names: &[Vec<Chars>]) -> Vec<(usize, Node)> {
    let mut pairs: Vec<(usize, Node)> = vec![];
    for (firm, names) in names.iter().enumerate() {
        let nodes = names.iter().flat_map(|name| model.graph.same(name));
        pairs.extend(nodes.filter(|node| model.provable_inputs(**node).next().is_some()).map(|node| (firm, *node)));
    }
    Dice(CHOICE_SEED).shuffle(&mut pairs);
    let (mut of_product, mut seen): (HashMap<Node, u32>, HashSet<usize>) = Default::default();
    pairs.retain(|(firm, product)| {
        let count = of_product.entry(*product).or_default();
        let is_taken = *count < FIRMS_OF_PRODUCT && !seen.contains(firm);
        if is_taken {
            *count += 1;
            seen.insert(*firm);
        }
        is_taken
    });
    pairs.truncate(FIRMS);
    pairs
}

impl FirmRanker {
    /// Learns from firms, given by the names of their listings.
    pub fn train(
        model: &Model,
        folds: &Folds,
        ranker: &Ranker,
        firms: &[Vec<String>],
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> FirmRanker {
        let names: Vec<Vec<Chars>> = firms.iter().map(|listings| names_of_firm(model, listings, ASKED)).collect();
        let examples = examples(model, &names);
        let mut asked: Vec<Chars> = examples.iter().flat_map(|(firm, _)| names[*firm].clone()).collect();
        asked.sort();
        asked.dedup();
        // Every name is asked as an unknown product, or its own edges would answer.
        let ask = |scratch: &mut Scratch, name: Chars| {
            let unaware = folds.unaware_of(&name);
            let scored = if go_on() { ranker.scored(unaware, &name, &[], LEARNED, scratch) } else { vec![] };
            (name, scored)
        };
        let answers: HashMap<Chars, Vec<Scored>> = asked.into_par_iter().map_init(Scratch::default, ask).collect();
        let mut rows = Rows::default();
        for (firm, product) in &examples {
            add_rows(model, &names[*firm], *product, &answers, &mut rows);
        }
        FirmRanker { forest: Forest::fit(&rows, &params(), go_on) }
    }

    /// Materials for a firm, given by the names of its listings, best first; without those that the graph gives for
    /// its goods already.
    pub fn rank(&self, model: &Model, ranker: &Ranker, listings: &[String], scratch: &mut Scratch) -> Vec<FirmInput> {
        let names = names_of_firm(model, listings, ASKED_MOST);
        let leave = known_inputs(model, &names, &[]);
        let mut ask = |name: &Chars| ranker.scored(model, name, model.graph.same(name), RANKED, scratch);
        let answers: Vec<Vec<Scored>> = names.iter().map(&mut ask).collect();
        let asked: Vec<(&Chars, &[Scored])> = names.iter().zip(answers.iter().map(Vec::as_slice)).collect();
        let candidates = candidates(model, &asked, &leave).into_iter();
        let mut inputs: Vec<FirmInput> = candidates
            .map(|one| FirmInput {
                material: one.material,
                score: self.forest.score(&one.row),
                good: names[one.by].clone(),
            })
            .collect();
        inputs.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.material.cmp(&b.material)));
        inputs
    }
}

/// Adds the graded candidates of a firm of which `product` is taken as unknown.
fn add_rows(model: &Model, names: &[Chars], product: Node, answers: &HashMap<Chars, Vec<Scored>>, rows: &mut Rows) {
    let own = model.graph.chars(product);
    let hidden = model.graph.same(own);
    let leave = known_inputs(model, names, hidden);
    let provable = hidden.iter().flat_map(|node| model.provable_inputs(*node));
    let truth: HashSet<Node> = provable.filter(|material| !leave.contains(material)).collect();
    let asked: Vec<(&Chars, &[Scored])> = names.iter().map(|name| (name, answers[name].as_slice())).collect();
    let mut candidates = candidates(model, &asked, &leave);
    for candidate in candidates.iter_mut().filter(|candidate| names[candidate.by] == own) {
        // The product taken as unknown has no known inputs.
        candidate.set(Together::HasInputs, 0.0);
    }
    keep_decided(model, &mut candidates, &truth, product, |candidate| candidate.material);
    let is_right = |candidate: &Candidate| f32::from(u8::from(truth.contains(&candidate.material)));
    let grades: Vec<f32> = candidates.iter().map(is_right).collect();
    if grades.iter().any(|grade| *grade > 0.0) {
        rows.push(candidates.into_iter().map(|candidate| candidate.row), &grades, 1.0, ideal(truth.len(), CUT));
    }
}
