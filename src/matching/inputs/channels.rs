//! The kinds of evidence that a material goes into a product, and the board on which they are gathered.

use super::graph::Node;
use crate::matching::index::Sums;

crate::positions! {
    /// A kind of evidence.
    Channel {
        /// Votes of the nearest industrial products, under even, head and front stress.
        Even3, Even10, Even30, Even100, Head3, Head10, Head50, Front3, Front10, Front50,
        /// The nearest product that has the material.
        MostEven, MostHead, MostFront,
        /// Regression on the nearest products.
        Ridge, RidgeHead,
        /// Products with the same end or beginning.
        SuffixShare, SuffixLength, SuffixMix, SuffixCount, PrefixShare, PrefixLength, PrefixMix,
        /// Products with the same n-grams.
        GramMost, GramSum, GramAll,
        /// Wider, sister and narrower kinds.
        Parents, Siblings, Children,
        /// All nearest products, not only industrial ones.
        AllVotes,
        /// Likeness of names: the material inside the product's name, and alike to it.
        Within, Alike,
        /// Used together with, or named like, the likely inputs.
        Together, Variants,
        /// A wider kind of the product itself.
        IsWider,
        /// Products that lie near by what firms list together, and both likenesses blended.
        Sense3, Sense10, Sense50, MostSense, Blend30, RidgeAll,
        /// Industrial products that lie near by the edges of others.
        Edges3, Edges10, Edges30, Edges100, MostEdges,
        /// Materials that themselves lie near there, by cosine and by place.
        Near, NearPlace,
        /// Materials that are likely by all edges at once, by place.
        LikelyPlace,
    }
}

/// The evidence for one material.
pub(super) type Evidence = [f32; Channel::WIDTH];

/// Working memory of one thread: the evidence for each material.
#[derive(Default)]
pub struct Scratch {
    pub(super) sums: Sums,
    evidence: Vec<Evidence>,
    is_touched: Vec<bool>,
    touched: Vec<Node>,
}

impl Scratch {
    /// Makes room for a graph of so many nodes.
    pub(super) fn reserve(&mut self, nodes: usize) {
        self.evidence.resize(nodes, [0.0; Channel::WIDTH]);
        self.is_touched.resize(nodes, false);
    }

    /// Adds to the evidence for a material.
    pub(super) fn add(&mut self, material: Node, channel: Channel, value: f32) {
        self.touch(material);
        self.evidence[material as usize][channel as usize] += value;
    }

    /// Raises the evidence for a material to `value`.
    pub(super) fn raise(&mut self, material: Node, channel: Channel, value: f32) {
        self.touch(material);
        let held = &mut self.evidence[material as usize][channel as usize];
        *held = held.max(value);
    }

    /// Forgets the evidence for a node.
    pub(super) fn forget(&mut self, node: Node) {
        self.evidence[node as usize] = [0.0; Channel::WIDTH];
    }

    /// The materials with evidence.
    pub(super) fn touched(&self) -> &[Node] {
        &self.touched
    }

    /// Whether there is evidence for a material.
    pub(super) fn has(&self, material: Node) -> bool {
        self.is_touched[material as usize]
    }

    /// The evidence for a material.
    pub(super) fn of(&self, material: Node) -> &Evidence {
        &self.evidence[material as usize]
    }

    /// Clears the board for the next product.
    pub(super) fn clear(&mut self) {
        for material in self.touched.drain(..) {
            self.evidence[material as usize] = [0.0; Channel::WIDTH];
            self.is_touched[material as usize] = false;
        }
    }

    fn touch(&mut self, material: Node) {
        if !self.is_touched[material as usize] {
            self.is_touched[material as usize] = true;
            self.touched.push(material);
        }
    }
}
