//! Evidence from wider, sister and narrower kinds, and from inputs that belong together.

use super::channels::{Channel, Scratch};
use super::features::Asked;
use super::graph::Node;
use super::model::Model;
use crate::matching::sparse::dot;

/// Kinds of one wider kind that are looked at.
const MOST_KINDS: usize = 300;
/// The likely inputs that speak for others.
const SPEAKERS: usize = 15;

impl Model {
    /// Wider kinds of a product: its own in the graph, and the nodes that its name ends in.
    pub(super) fn wider(&self, asked: &Asked) -> Vec<Node> {
        let own = self.graph.same(asked.name).iter().flat_map(|node| self.graph.wider(*node));
        let mut wider: Vec<Node> = own.copied().collect();
        for len in (2..asked.name.len()).rev() {
            wider.extend(self.graph.same(&asked.name[asked.name.len() - len..]));
        }
        wider.sort_unstable();
        wider.dedup();
        wider.retain(|node| !asked.hides(*node));
        wider
    }

    /// Gathers what kinds around the product have as inputs.
    pub(super) fn ask_kin(&self, asked: &Asked, scratch: &mut Scratch) {
        for wider in self.wider(asked) {
            let weight = self.graph.chars(wider).len() as f32 / asked.name.len().max(1) as f32;
            self.add_inputs(wider, Channel::Parents, weight, scratch);
            let has_inputs = |node: &&Node| !asked.hides(**node) && !self.graph.inputs(**node).is_empty();
            let sisters: Vec<Node> =
                self.graph.narrower(wider).iter().filter(has_inputs).copied().take(MOST_KINDS).collect();
            for sister in &sisters {
                self.add_inputs(*sister, Channel::Siblings, weight / (sisters.len() as f32 + 1.0), scratch);
            }
        }
        for node in self.graph.same(asked.name) {
            let narrower = self.graph.narrower(*node).iter().filter(|node| !asked.hides(**node));
            narrower.take(MOST_KINDS).for_each(|kind| self.add_inputs(*kind, Channel::Children, 1.0, scratch));
            self.graph.wider(*node).iter().for_each(|wider| scratch.raise(*wider, Channel::IsWider, 1.0));
        }
    }

    fn add_inputs(&self, product: Node, channel: Channel, weight: f32, scratch: &mut Scratch) {
        self.graph.inputs(product).iter().for_each(|input| scratch.add(input.material, channel, weight));
    }

    /// What the likely inputs say of the others: used together, or named alike.
    pub(super) fn ask_each_other(&self, likely: &[(Node, f32)], asked: &Asked, scratch: &mut Scratch) {
        let speakers = &likely[..likely.len().min(SPEAKERS)];
        let all = speakers.iter().map(|(_, score)| score).sum::<f32>() + 1e-6;
        let is_own = |material: Node| asked.hidden.iter().any(|product| self.graph.has_input(*product, material));
        for (speaker, score) in speakers {
            let weight = score / all;
            for (material, count) in &self.together[*speaker as usize] {
                let count = count.saturating_sub(u32::from(is_own(*speaker) && is_own(*material)));
                if material != speaker && count > 0 && scratch.has(*material) {
                    let degree = |material| self.degree_beside(asked, material).industrial;
                    let degrees = degree(*speaker) * degree(*material);
                    let share = count as f32 / ((degrees as f32).sqrt() + 2.0);
                    scratch.add(*material, Channel::Together, weight * share);
                }
            }
            let name = self.material_vector(*speaker);
            for (material, _) in likely.iter().filter(|(material, _)| material != speaker) {
                scratch.add(*material, Channel::Variants, weight * dot(name, self.material_vector(*material)));
            }
        }
    }

    fn material_vector(&self, material: Node) -> &[(u32, f32)] {
        self.material_names.vector_of(self.material_at[material as usize])
    }
}
