//! What the single listings of a firm say of a good: the characters that they share with it, and how near they lie.

use super::catalog::Catalog;
use super::embed::{Vector, cosine};
use crate::matching::chars::{common_prefix, common_run, common_suffix, find};

/// From this cosine on, two goods are close.
const CLOSE: f32 = 0.6;

/// What the listings of a firm have in common with a good, in characters where nothing else is said.
#[derive(Debug, Default)]
pub(super) struct Overlap {
    /// Longest common end and beginning.
    pub(super) suffix: f32,
    pub(super) prefix: f32,
    /// How many listings share an end or beginning of two characters.
    pub(super) suffixes: f32,
    pub(super) prefixes: f32,
    /// Longest common run.
    pub(super) run: f32,
    /// Longest listing that is part of the good.
    pub(super) within: f32,
    /// Longest listing that the good is part of.
    pub(super) contains: f32,
    /// Cosines of the listings, best first.
    pub(super) near: Vec<f32>,
    /// How many listings are close.
    pub(super) close: f32,
    /// Characters of the good that some listing has in a pair, in all and among the last two.
    pub(super) covered: f32,
    pub(super) covered_head: f32,
}

impl Overlap {
    /// The overlap of a firm's listings with a good and its vector.
    pub(super) fn of(catalog: &Catalog, firm: usize, good: &[char], vector: &Vector) -> Overlap {
        let mut overlap = Overlap::default();
        let mut covered = vec![false; good.len()];
        for name in &catalog.names_of[firm] {
            overlap.add(good, &catalog.names[*name as usize], &mut covered);
            let near = cosine(vector, &catalog.name_vectors[*name as usize]);
            overlap.close += f32::from(u8::from(near > CLOSE));
            overlap.near.push(near);
        }
        overlap.near.sort_by(|a, b| b.total_cmp(a));
        let count = |covered: &[bool]| covered.iter().filter(|is| **is).count() as f32;
        overlap.covered = count(&covered);
        overlap.covered_head = count(&covered[good.len().saturating_sub(2)..]);
        overlap
    }

    fn add(&mut self, good: &[char], name: &[char], covered: &mut [bool]) {
        let (suffix, prefix) = (common_suffix(good, name), common_prefix(good, name));
        self.suffix = self.suffix.max(suffix as f32);
        self.prefix = self.prefix.max(prefix as f32);
        self.suffixes += f32::from(u8::from(suffix >= 2));
        self.prefixes += f32::from(u8::from(prefix >= 2));
        self.run = self.run.max(common_run(good, name) as f32);
        if name.len() > 1 && find(good, name).is_some() {
            self.within = self.within.max(name.len() as f32);
        }
        if find(name, good).is_some() {
            self.contains = self.contains.max(name.len() as f32);
        }
        for (at, pair) in good.windows(2).enumerate().filter(|(_, pair)| find(name, pair).is_some()) {
            covered[at..at + pair.len()].fill(true);
        }
    }

    /// The mean cosine of the `most` nearest listings.
    pub(super) fn mean_near(&self, most: usize) -> f32 {
        self.near.iter().take(most).sum::<f32>() / self.near.len().min(most).max(1) as f32
    }
}
