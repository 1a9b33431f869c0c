//! Evidence from products that are named alike, or that firms list together.

use std::collections::HashMap;

use super::channels::{Channel, Scratch};
use super::features::Asked;
use super::graph::Node;
use super::model::Model;
use super::ridge;
use crate::matching::index::NameIndex;
use crate::matching::sparse::{Hits, dot, keep_best};

/// Neighbours under each stress.
const EVEN: usize = 100;
const STRESSED: usize = 25;
/// Materials that are taken for lying near.
const NEAR: usize = 80;
/// Materials that are taken for likely by all edges at once.
const LIKELY: usize = 150;
/// Neighbours of all sources in the regression, and regressions' own numbers of neighbours.
const WIDE: usize = 120;
const RIDGE: usize = 100;
const RIDGE_HEAD: usize = 60;
/// What a regression adds to the likeness of a product to itself.
const RIDGE_DAMPING: f32 = 1.0;
/// Below this cosine products have nothing in common.
const FAR: f32 = 0.3;

/// The nearest products of one asked for.
pub(super) struct Near {
    /// Industrial ones, evenly stressed.
    pub(super) even: Hits,
    /// Of all sources, evenly stressed, stressed at the head and at the front.
    pub(super) all: Hits,
    pub(super) head: Hits,
    pub(super) front: Hits,
    /// By what firms list together.
    pub(super) sense: Hits,
    /// By name and by what firms list together.
    pub(super) blend: Hits,
    /// Industrial ones, by the edges of others.
    pub(super) edges: Hits,
}

/// A channel, and how many of the nearest vote in it.
type Voters = (usize, Channel);

impl Model {
    /// The nearest products; those that are taken as unknown are left out.
    pub(super) fn near(&self, asked: &Asked, scratch: &mut Scratch) -> Near {
        let mut nearest = |index: &NameIndex, most: usize| {
            index.nearest(asked.name, most * 3, &mut scratch.sums, |at| asked.hides(self.products[at as usize]))
        };
        let (all, head, front) =
            (nearest(&self.even, EVEN), nearest(&self.head, STRESSED), nearest(&self.front, STRESSED));
        let mut even: Hits = all.iter().filter(|hit| self.is_industrial[hit.0 as usize]).copied().collect();
        even.truncate(EVEN);
        let sense = self.close(asked, (0..).zip(self.sense_of_products.cosines(&asked.sense)));
        let industrial = self.industrial.iter().copied();
        let edges = self.close(asked, industrial.zip(self.edges_of_products.cosines(&asked.by_edges)));
        let blend = blend(&all[..all.len().min(WIDE)], &sense);
        Near { even, all, head, front, sense, blend, edges }
    }

    /// The nearest of these products, given with their cosines.
    fn close(&self, asked: &Asked, all: impl Iterator<Item = (u32, f32)>) -> Hits {
        let mut near: Hits = all.filter(|hit| hit.1 > FAR && !asked.hides(self.products[hit.0 as usize])).collect();
        keep_best(&mut near, EVEN);
        near
    }

    /// Gathers the materials that lie near by the edges of others: some go into no product that is named alike.
    pub(super) fn ask_space(&self, asked: &Asked, scratch: &mut Scratch) {
        let likeness = self.edges_of_materials.cosines(&asked.by_edges).map(|likeness| likeness.max(0.0));
        let mut near: Hits = self.materials.iter().copied().zip(likeness).collect();
        keep_best(&mut near, NEAR);
        for (place, (material, likeness)) in near.into_iter().enumerate() {
            scratch.raise(material, Channel::Near, likeness);
            scratch.raise(material, Channel::NearPlace, 1.0 / (place as f32 + 5.0));
        }
    }

    /// Gathers the materials that are likely by all edges at once.
    pub(super) fn ask_towers(&self, asked: &Asked, scratch: &mut Scratch) {
        let mut likely: Hits = self.materials.iter().copied().zip(asked.odds.iter().copied()).collect();
        keep_best(&mut likely, LIKELY);
        for (place, (material, _)) in likely.into_iter().enumerate() {
            scratch.raise(material, Channel::LikelyPlace, 1.0 / (place as f32 + 5.0));
        }
    }

    /// The logarithm of a material's share by all edges at once.
    pub(super) fn odds(&self, asked: &Asked, material: Node) -> f32 {
        asked.odds.get(self.material_at[material as usize] as usize).copied().unwrap_or(f32::MIN)
    }

    /// Gathers what the nearest products have as inputs.
    pub(super) fn ask_neighbours(&self, near: &Near, scratch: &mut Scratch) {
        use Channel::*;
        let even: &[Voters] = &[(3, Even3), (10, Even10), (30, Even30), (100, Even100)];
        even.iter().for_each(|voters| self.vote(&near.even, *voters, 2, true, scratch));
        let head: &[Voters] = &[(3, Head3), (10, Head10), (50, Head50)];
        let front: &[Voters] = &[(3, Front3), (10, Front10), (50, Front50)];
        let sense: &[Voters] = &[(3, Sense3), (10, Sense10), (50, Sense50)];
        for (hits, voters, power) in [(&near.head, head, 2), (&near.front, front, 2), (&near.sense, sense, 3)] {
            voters.iter().for_each(|voters| self.vote(hits, *voters, power, false, scratch));
        }
        let edges: &[Voters] = &[(3, Edges3), (10, Edges10), (30, Edges30), (100, Edges100)];
        edges.iter().for_each(|voters| self.vote(&near.edges, *voters, 4, true, scratch));
        self.vote(&near.all, (30, AllVotes), 2, false, scratch);
        self.vote(&near.blend, (30, Blend30), 2, false, scratch);
        for (hits, channel) in [
            (&near.even, MostEven),
            (&near.head, MostHead),
            (&near.front, MostFront),
            (&near.sense, MostSense),
            (&near.edges, MostEdges),
        ] {
            self.nearest_with(hits, channel, scratch);
        }
        let wide = &near.all[..near.all.len().min(WIDE)];
        self.regress(&self.even, wide, RIDGE, RidgeAll, false, scratch);
        self.regress(&self.even, &near.even, RIDGE, Ridge, true, scratch);
        self.regress(&self.head, &near.head, RIDGE_HEAD, RidgeHead, false, scratch);
    }

    /// The inputs of a product by its place in the indexes.
    fn materials(&self, at: u32, only_industrial: bool) -> impl Iterator<Item = Node> + '_ {
        let inputs = self.graph.inputs(self.products[at as usize]).iter();
        inputs.filter(move |input| input.is_industrial || !only_industrial).map(|input| input.material)
    }

    fn vote(
        &self,
        hits: &[(u32, f32)],
        (most, channel): Voters,
        power: i32,
        only_industrial: bool,
        scratch: &mut Scratch,
    ) {
        let hits = &hits[..most.min(hits.len())];
        let all = hits.iter().map(|hit| hit.1.powi(power)).sum::<f32>() + 0.02;
        for (at, likeness) in hits {
            let share = likeness.powi(power) / all;
            self.materials(*at, only_industrial).for_each(|material| scratch.add(material, channel, share));
        }
    }

    fn nearest_with(&self, hits: &[(u32, f32)], channel: Channel, scratch: &mut Scratch) {
        for (at, likeness) in hits {
            self.materials(*at, false).for_each(|material| scratch.raise(material, channel, *likeness));
        }
    }

    /// Kernel ridge regression on the neighbours alone: tells apart neighbours that say the same thing twice.
    fn regress(
        &self,
        index: &NameIndex,
        hits: &[(u32, f32)],
        most: usize,
        channel: Channel,
        only_industrial: bool,
        scratch: &mut Scratch,
    ) {
        let hits = &hits[..most.min(hits.len())];
        let n = hits.len();
        let mut likeness = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                likeness[i * n + j] = dot(index.vector_of(hits[i].0), index.vector_of(hits[j].0));
            }
            likeness[i * n + i] += RIDGE_DAMPING;
        }
        let weights = ridge::solve(&mut likeness, n, hits.iter().map(|hit| hit.1).collect());
        for ((at, _), weight) in hits.iter().zip(weights) {
            self.materials(*at, only_industrial).for_each(|material| scratch.add(material, channel, weight));
        }
    }
}

/// The nearest by both likenesses together.
fn blend(by_name: &[(u32, f32)], by_sense: &[(u32, f32)]) -> Hits {
    let mut both: HashMap<u32, f32> = by_sense.iter().map(|hit| (hit.0, 0.5 * hit.1)).collect();
    by_name.iter().for_each(|hit| *both.entry(hit.0).or_default() += hit.1);
    let mut both: Hits = both.into_iter().collect();
    keep_best(&mut both, 30);
    both
}
