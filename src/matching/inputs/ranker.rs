//! The learned order of materials for a product, from known products that are taken as unknown.

use std::collections::HashSet;

use rayon::prelude::*;

use super::channels::Scratch;
use super::features::Candidate;
use super::folds::Folds;
use super::graph::Node;
use super::model::Model;
use crate::matching::dice::Dice;
use crate::matching::gbdt::{Aim, Forest, Params, Rows, ideal};

/// Materials that are learned from, and materials that are ranked.
const LEARNED: usize = 80;
pub(super) const RANKED: usize = 300;
/// Of the materials known from one product alone, the share that counts as wrong: these are undetermined, not wrong.
/// Of a real graph of which parts were left out, one in forty was found to go into a product that had been left out.
const RARE: f32 = 0.025;
/// Weight of products that firms list.
const LISTED: f32 = 3.0;
/// Products that are learned from at most.
const MOST_PRODUCTS: usize = 8_000;
const ORDER_SEED: u64 = 5;
/// Places that count.
pub(super) const CUT: usize = 20;

const ORDER: Params = Params {
    trees: 250,
    leaves: 24,
    rate: 0.1,
    min_rows: 40,
    l2: 5.0,
    features: 0.5,
    cut: CUT,
    seed: 7,
    aim: Aim::Order,
};
/// Half the trees say as much of what is right by itself.
const RIGHT: Params = Params { trees: 120, rate: 0.12, aim: Aim::Right, ..ORDER };

/// A likely input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Input {
    /// The material.
    pub material: Node,
    /// How likely: higher stands before; comparable within one answer only.
    pub score: f32,
}

/// A material with its score and its features.
pub(super) struct Scored {
    pub(super) material: Node,
    pub(super) score: f32,
    pub(super) row: Vec<f32>,
}

/// What was learned of products: two forests that err differently.
pub struct Ranker {
    forests: [Forest; 2],
}

struct Example {
    product: Node,
    truth: HashSet<Node>,
    weight: f32,
}

/// Known industrial products; a right answer must go into another product too.
fn examples(model: &Model, is_listed: &dyn Fn(&[char]) -> bool) -> Vec<Example> {
    let example = |product: &Node| {
        let truth: HashSet<Node> = model.provable_inputs(*product).collect();
        let weight = if is_listed(model.graph.chars(*product)) { LISTED } else { 1.0 };
        (!truth.is_empty()).then_some(Example { product: *product, truth, weight })
    };
    model.products.iter().filter_map(example).collect()
}

/// Drops what is neither right nor wrong: spellings of a right answer, and most materials of one product alone.
pub(super) fn keep_decided<T>(
    model: &Model,
    candidates: &mut Vec<T>,
    truth: &HashSet<Node>,
    seed: Node,
    material: impl Fn(&T) -> Node,
) {
    let mut dice = Dice(u64::from(seed));
    candidates.retain(|candidate| {
        let (material, lot) = (material(candidate), dice.unit());
        truth.contains(&material) || (!model.is_variant(material, truth) && (!model.is_rare(material) || lot < RARE))
    });
}

impl Ranker {
    /// Learns from the model's own graph, each product as it looks to a model that does not know it. `is_listed` says of
    /// a plain name whether firms list it.
    pub fn train(
        model: &Model,
        folds: &Folds,
        is_listed: &dyn Fn(&[char]) -> bool,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Ranker {
        let mut examples = examples(model, is_listed);
        Dice(ORDER_SEED).shuffle(&mut examples);
        examples.truncate(MOST_PRODUCTS);
        let asked = |scratch: &mut Scratch, example: &Example| {
            if !go_on() {
                return vec![];
            }
            let name = model.graph.chars(example.product);
            let mut candidates = folds.unaware_of(name).candidates(name, &[], LEARNED, scratch);
            keep_decided(model, &mut candidates, &example.truth, example.product, |candidate| candidate.material);
            candidates
        };
        let made: Vec<Vec<Candidate>> = examples.par_iter().map_init(Scratch::default, asked).collect();
        let mut rows = Rows::default();
        for (example, candidates) in examples.iter().zip(made) {
            let is_right = |candidate: &Candidate| f32::from(u8::from(example.truth.contains(&candidate.material)));
            let grades: Vec<f32> = candidates.iter().map(is_right).collect();
            if grades.iter().any(|grade| *grade > 0.0) {
                let best = ideal(example.truth.len(), CUT);
                rows.push(candidates.into_iter().map(|candidate| candidate.row), &grades, example.weight, best);
            }
        }
        let (order, right) = rayon::join(|| Forest::fit(&rows, &ORDER, go_on), || Forest::fit(&rows, &RIGHT, go_on));
        Ranker { forests: [order, right] }
    }

    /// Materials for a plain name, best first; the inputs of the products in `hidden` are not used.
    pub fn rank(&self, model: &Model, name: &[char], hidden: &[Node], scratch: &mut Scratch) -> Vec<Input> {
        let scored = self.scored(model, name, hidden, RANKED, scratch);
        scored.into_iter().map(|one| Input { material: one.material, score: one.score }).collect()
    }

    pub(super) fn scored(
        &self,
        model: &Model,
        name: &[char],
        hidden: &[Node],
        most: usize,
        scratch: &mut Scratch,
    ) -> Vec<Scored> {
        let candidates = model.candidates(name, hidden, most, scratch);
        let rows = candidates.iter().map(|candidate| candidate.row.as_slice());
        let [order, right] = self.forests.each_ref().map(|forest| forest.scores(rows.clone()));
        let all = candidates.into_iter().zip(order.into_iter().zip(right));
        let scored = |(Candidate { material, row }, (order, right))| Scored { material, score: order + right, row };
        let mut scored: Vec<Scored> = all.map(scored).collect();
        scored.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.material.cmp(&b.material)));
        scored
    }
}
