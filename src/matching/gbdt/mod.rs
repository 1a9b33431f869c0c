//! LambdaMART: boosted regression trees that learn the order of the rows of each group (the firms of a good, the
//! materials of a product), weighing each pair by what its exchange would change in nDCG; or that learn how likely each
//! row is right by itself. The two err differently.
//!
//! Trees grow leaf by leaf on histograms of 64 bins. The same rows, parameters and seed give the same forest.

mod bins;
mod grow;
mod pairs;

use std::ops::Range;

use super::dice::Dice;
use bins::Binned;
use grow::Grower;

/// What is learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// Which row of a group stands before which.
    Order,
    /// Whether a row has a grade, whatever the others of its group.
    Right,
}

/// How a forest is grown.
#[derive(Debug, Clone, Copy)]
pub struct Params {
    /// Trees.
    pub trees: usize,
    /// Leaves of a tree at most.
    pub leaves: usize,
    /// How much of a tree's advice is taken.
    pub rate: f32,
    /// Rows of a leaf at least.
    pub min_rows: u32,
    /// Pull of leaf values towards zero.
    pub l2: f32,
    /// Share of the features that a tree may use.
    pub features: f32,
    /// Places at the top that matter most.
    pub cut: usize,
    /// Seed of the choice of features.
    pub seed: u64,
    /// What is learned.
    pub aim: Aim,
}

impl Default for Params {
    fn default() -> Params {
        Params {
            trees: 150,
            leaves: 24,
            rate: 0.1,
            min_rows: 40,
            l2: 5.0,
            features: 0.5,
            cut: 20,
            seed: 7,
            aim: Aim::Order,
        }
    }
}

/// Rows of features with grades, gathered by group.
#[derive(Default)]
pub struct Rows {
    width: usize,
    features: Vec<f32>,
    grades: Vec<f32>,
    groups: Vec<Range<usize>>,
    weights: Vec<f32>,
    ideals: Vec<f32>,
}

impl Rows {
    /// Adds a group of graded rows. `ideal` is the discounted gain of the best order, of answers that are not among
    /// the rows too.
    pub fn push(&mut self, rows: impl Iterator<Item = Vec<f32>>, grades: &[f32], weight: f32, ideal: f32) {
        let start = self.grades.len();
        for row in rows {
            self.width = row.len();
            self.features.extend(row);
        }
        self.grades.extend_from_slice(grades);
        self.groups.push(start..self.grades.len());
        self.weights.push(weight);
        self.ideals.push(ideal);
    }

    fn len(&self) -> usize {
        self.grades.len()
    }
}

/// The discounted gain of `right` answers at the top of the first `cut` places.
pub fn ideal(right: usize, cut: usize) -> f32 {
    (0..right.min(cut)).map(|place| 1.0 / (place as f32 + 2.0).log2()).sum()
}

#[derive(Debug, Clone, Copy)]
struct Node {
    feature: u32,
    threshold: f32,
    /// The next node on either side, or a leaf.
    low: Next,
    high: Next,
}

#[derive(Debug, Clone, Copy)]
enum Next {
    Node(u32),
    Leaf(u32),
}

#[derive(Debug, Clone, Default)]
struct Tree {
    nodes: Vec<Node>,
    values: Vec<f32>,
}

impl Tree {
    fn value(&self, row: &[f32]) -> f32 {
        let mut next = if self.nodes.is_empty() { Next::Leaf(0) } else { Next::Node(0) };
        loop {
            match next {
                Next::Leaf(leaf) => return self.values.get(leaf as usize).copied().unwrap_or(0.0),
                Next::Node(at) => {
                    let node = &self.nodes[at as usize];
                    next = if row[node.feature as usize] <= node.threshold { node.low } else { node.high };
                }
            }
        }
    }
}

/// What was learned: a score for each row of features.
#[derive(Debug, Clone, Default)]
pub struct Forest {
    trees: Vec<Tree>,
}

impl Forest {
    /// The score of a row: higher stands before.
    pub fn score(&self, row: &[f32]) -> f32 {
        self.trees.iter().map(|tree| tree.value(row)).sum()
    }

    /// The scores of many rows: tree by tree, since a tree fits the nearest cache and all rows do not.
    pub fn scores<'a>(&self, rows: impl Iterator<Item = &'a [f32]> + Clone) -> Vec<f32> {
        let mut scores = vec![0.0; rows.clone().count()];
        for tree in &self.trees {
            scores.iter_mut().zip(rows.clone()).for_each(|(score, row)| *score += tree.value(row));
        }
        scores
    }

    /// Learns from `rows`; without any, a forest that scores all alike. `go_on` is asked before each tree.
    pub fn fit(rows: &Rows, params: &Params, go_on: &dyn Fn() -> bool) -> Forest {
        let mut forest = Forest::default();
        if rows.len() == 0 || rows.width == 0 {
            return forest;
        }
        let binned = Binned::new(&rows.features, rows.width);
        let mut dice = Dice(params.seed);
        let mut scores = vec![0.0; rows.len()];
        let take = ((rows.width as f32 * params.features) as usize).clamp(1, rows.width);
        while forest.trees.len() < params.trees && go_on() {
            let pulls = pairs::pulls(rows, &scores, params);
            let mut used: Vec<usize> = (0..rows.width).collect();
            dice.shuffle(&mut used);
            used.truncate(take);
            used.sort_unstable();
            let grower = Grower { binned: &binned, pulls: &pulls, used: &used, params };
            forest.trees.push(grower.tree(&mut scores));
        }
        forest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups in which the row with the highest second feature is right, the first being noise.
    fn rows() -> Rows {
        let mut dice = Dice(5);
        let mut rows = Rows::default();
        for _ in 0..120 {
            let group: Vec<Vec<f32>> = (0..10).map(|_| vec![dice.unit(), dice.unit()]).collect();
            let best = group.iter().map(|row| row[1]).fold(0.0, f32::max);
            let grades: Vec<f32> = group.iter().map(|row| f32::from(u8::from(row[1] == best))).collect();
            rows.push(group.into_iter(), &grades, 1.0, ideal(1, 10));
        }
        rows
    }

    #[test]
    fn the_feature_that_matters_is_learned_alike_each_time() {
        let params = Params { trees: 30, leaves: 6, features: 1.0, min_rows: 5, ..Params::default() };
        let forest = Forest::fit(&rows(), &params, &|| true);
        assert!(forest.score(&[0.9, 0.1]) < forest.score(&[0.1, 0.95]));
        let again = Forest::fit(&rows(), &params, &|| true);
        assert_eq!(forest.score(&[0.3, 0.7]).to_bits(), again.score(&[0.3, 0.7]).to_bits());
        let rows = [[0.3, 0.7], [0.9, 0.1]];
        assert_eq!(forest.scores(rows.iter().map(|row| &row[..])), rows.map(|row| forest.score(&row)));
    }

    #[test]
    fn how_likely_a_row_is_right_is_learned_too() {
        let params = Params { trees: 60, leaves: 6, features: 1.0, min_rows: 5, aim: Aim::Right, ..Params::default() };
        let forest = Forest::fit(&rows(), &params, &|| true);
        let (wrong, right) = (forest.score(&[0.9, 0.1]), forest.score(&[0.1, 0.98]));
        assert!(wrong < -2.0 && right > -1.0, "a score is the logarithm of the odds: {wrong} {right}");
    }

    #[test]
    fn nothing_to_learn_from_scores_all_alike() {
        let forest = Forest::fit(&Rows::default(), &Params::default(), &|| true);
        assert_eq!(forest.score(&[1.0]), 0.0);
        assert_eq!(Forest::fit(&rows(), &Params::default(), &|| false).score(&[0.0, 1.0]), 0.0);
    }
}
