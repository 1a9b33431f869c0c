//! Grows one tree: the leaf whose best split gains most is split next.

use std::ops::Range;

use rayon::prelude::*;

use super::bins::{BINS, Binned};
use super::pairs::Pull;
use super::{Next, Node, Params, Tree};

/// Sums of a bin or leaf: slope, curve, rows.
type Sums = [f32; 3];
type Histogram = Vec<Sums>;

#[derive(Clone, Copy)]
struct Split {
    gain: f32,
    /// Position among the used features.
    used: usize,
    bin: usize,
}

struct Leaf {
    rows: Range<usize>,
    histogram: Histogram,
    sums: Sums,
    best: Option<Split>,
    /// The node above, and whether this is its high side.
    above: Option<(usize, bool)>,
}

/// What one tree is grown from.
pub(super) struct Grower<'a> {
    pub(super) binned: &'a Binned,
    pub(super) pulls: &'a [Pull],
    pub(super) used: &'a [usize],
    pub(super) params: &'a Params,
}

impl Grower<'_> {
    /// The tree; adds its values to the scores of the rows.
    pub(super) fn tree(&self, scores: &mut [f32]) -> Tree {
        let mut rows: Vec<u32> = (0..self.binned.rows() as u32).collect();
        let mut leaves = vec![self.root(&rows)];
        let mut tree = Tree::default();
        while leaves.len() < self.params.leaves {
            let Some((at, split)) = best_leaf(&leaves) else { break };
            let node = tree.nodes.len();
            let feature = self.used[split.used];
            let threshold = self.binned.cuts[feature][split.bin];
            let open = Next::Leaf(0);
            tree.nodes.push(Node { feature: feature as u32, threshold, low: open, high: open });
            tree.hang(leaves[at].above, Next::Node(node as u32));
            let (low, high) = self.split(&mut leaves[at], split, &mut rows, node);
            leaves[at] = low;
            leaves.push(high);
        }
        for leaf in &leaves {
            let value = self.params.rate * leaf.sums[0] / (leaf.sums[1] + self.params.l2);
            tree.hang(leaf.above, Next::Leaf(tree.values.len() as u32));
            tree.values.push(value);
            rows[leaf.rows.clone()].iter().for_each(|row| scores[*row as usize] += value);
        }
        tree
    }

    fn root(&self, rows: &[u32]) -> Leaf {
        let (histogram, sums) = (self.histogram(rows), self.sums(rows));
        let best = self.best_split(&histogram, sums);
        Leaf { rows: 0..rows.len(), histogram, sums, best, above: None }
    }

    /// Parts the rows of a leaf. Only the smaller side is counted anew; the other is what remains.
    fn split(&self, leaf: &mut Leaf, split: Split, rows: &mut [u32], node: usize) -> (Leaf, Leaf) {
        let column = &self.binned.columns[self.used[split.used]];
        let own = leaf.rows.clone();
        let (low, high): (Vec<u32>, Vec<u32>) =
            rows[own.clone()].iter().partition(|row| column[**row as usize] as usize <= split.bin);
        let middle = own.start + low.len();
        rows[own.start..middle].copy_from_slice(&low);
        rows[middle..own.end].copy_from_slice(&high);
        let low_is_small = low.len() <= high.len();
        let small = self.histogram(if low_is_small { &low } else { &high });
        let mut large = std::mem::take(&mut leaf.histogram);
        for (rest, taken) in large.iter_mut().zip(&small) {
            rest.iter_mut().zip(taken).for_each(|(rest, taken)| *rest -= taken);
        }
        let (low_histogram, high_histogram) = if low_is_small { (small, large) } else { (large, small) };
        let (low_sums, high_sums) = (self.sums(&low), self.sums(&high));
        let (low_best, high_best) =
            rayon::join(|| self.best_split(&low_histogram, low_sums), || self.best_split(&high_histogram, high_sums));
        let leaf =
            |rows, histogram, sums, best, is_high| Leaf { rows, histogram, sums, best, above: Some((node, is_high)) };
        let low = leaf(own.start..middle, low_histogram, low_sums, low_best, false);
        (low, leaf(middle..own.end, high_histogram, high_sums, high_best, true))
    }

    fn sums(&self, rows: &[u32]) -> Sums {
        rows.iter().fold([0.0; 3], |sums, row| {
            let pull = self.pulls[*row as usize];
            [sums[0] + pull.slope, sums[1] + pull.curve, sums[2] + 1.0]
        })
    }

    fn histogram(&self, rows: &[u32]) -> Histogram {
        let pulls: Vec<Pull> = rows.iter().map(|row| self.pulls[*row as usize]).collect();
        let mut histogram = vec![[0.0; 3]; self.used.len() * BINS];
        histogram.par_chunks_mut(BINS).zip(self.used.par_iter()).for_each(|(bins, feature)| {
            let column = &self.binned.columns[*feature];
            for (row, pull) in rows.iter().zip(&pulls) {
                let sums: &mut Sums = &mut bins[usize::from(column[*row as usize]).min(BINS - 1)];
                sums[0] += pull.slope;
                sums[1] += pull.curve;
                sums[2] += 1.0;
            }
        });
        histogram
    }

    fn best_split(&self, histogram: &Histogram, all: Sums) -> Option<Split> {
        let quality = |slope: f32, curve: f32| slope * slope / (curve + self.params.l2);
        let whole = quality(all[0], all[1]);
        let mut best: Option<Split> = None;
        for (used, feature) in self.used.iter().enumerate() {
            let mut low: Sums = [0.0; 3];
            for bin in 0..self.binned.cuts[*feature].len().min(BINS - 1) {
                low.iter_mut().zip(histogram[used * BINS + bin]).for_each(|(sum, more)| *sum += more);
                if (low[2] as u32) < self.params.min_rows || ((all[2] - low[2]) as u32) < self.params.min_rows {
                    continue;
                }
                let gain = quality(low[0], low[1]) + quality(all[0] - low[0], all[1] - low[1]) - whole;
                if gain > best.map_or(1e-6, |split| split.gain) {
                    best = Some(Split { gain, used, bin });
                }
            }
        }
        best
    }
}

fn best_leaf(leaves: &[Leaf]) -> Option<(usize, Split)> {
    let splits = leaves.iter().enumerate().filter_map(|(at, leaf)| Some((at, leaf.best?)));
    splits.max_by(|a, b| a.1.gain.total_cmp(&b.1.gain).then(b.0.cmp(&a.0)))
}

impl Tree {
    /// Hangs a node or leaf below `above`.
    fn hang(&mut self, above: Option<(usize, bool)>, next: Next) {
        match above {
            Some((node, true)) => self.nodes[node].high = next,
            Some((node, false)) => self.nodes[node].low = next,
            None => {}
        }
    }
}
