//! How likely each material is, learned from all edges at once.
//!
//! What products are called and what materials are called are two embeddings into one space, where a material has a
//! place of its own beside its name's. Each product is asked for its inputs among those of its batch and some of chance.
//! So a material is reached that no product named alike has.

mod batch;
mod learner;

use super::graph::{Graph, Node};
use crate::matching::makers::{Embedding, Packed};
use learner::Learner;

/// Times that all products are asked, and products that are asked at once.
const EPOCHS: usize = 8;
const BATCH: usize = 128;
/// How much shorter the last steps are than the first.
const SLOWER: f32 = 0.9;
/// How sharply materials are told apart.
const SHARPNESS: f32 = 10.0;

/// Two embeddings, the second settled: where each material lies, and the logarithm of how common it is.
pub(super) struct Towers {
    products: Embedding,
    materials: Packed,
    common: Vec<f32>,
}

impl Towers {
    /// Learns from a graph; `materials` are all that go into a product. Once `go_on` says no, what was learned is good
    /// for nothing.
    pub(super) fn learn(graph: &Graph, materials: &[Node], go_on: &dyn Fn() -> bool) -> Towers {
        let mut learner = Learner::new(graph, materials);
        for epoch in 0..EPOCHS {
            let order = learner.order();
            let batches = order.len().div_ceil(BATCH) as f32;
            for (batch, products) in order.chunks(BATCH).enumerate() {
                if !go_on() {
                    return learner.settle();
                }
                let done = (epoch as f32 + batch as f32 / batches) / EPOCHS as f32;
                learner.learn(products, 1.0 - SLOWER * done);
            }
        }
        learner.settle()
    }

    /// The logarithm of each material's share among the likely inputs of a plain name, in the order they were given.
    pub(super) fn ask(&self, name: &[char]) -> Vec<f32> {
        let product = self.products.vector(name);
        let likeness = self.materials.cosines(&product).zip(&self.common);
        let mut scores: Vec<f32> = likeness.map(|(likeness, common)| SHARPNESS * likeness + common).collect();
        let best = scores.iter().copied().fold(f32::MIN, f32::max);
        let all = best + scores.iter().map(|score| (score - best).exp()).sum::<f32>().ln();
        scores.iter_mut().for_each(|score| *score -= all);
        scores
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::chars::plain;
    use crate::matching::market::{Edge, Tie};

    #[test]
    fn what_names_say_is_learned_alike_each_time() {
        let edge = |(at, (from, to)): (usize, (&str, &str))| Edge {
            from: from.into(),
            tie: Tie::InputOf,
            to: format!("{at}号{to}"),
            is_industrial: true,
        };
        let trades = [("铜材", "电线"), ("棉纱", "花布"), ("木材", "书柜")].into_iter().cycle();
        let graph = Graph::build(&trades.take(240).enumerate().map(edge).collect::<Vec<_>>());
        let materials = ["铜材", "棉纱", "木材"].map(|name| graph.same(&plain(name))[0]);
        let towers = Towers::learn(&graph, &materials, &|| true);
        let shares = towers.ask(&plain("新式花布"));
        assert!(shares[1] > shares[0] + 1.0 && shares[1] > shares[2] + 1.0, "{shares:?}");
        assert!((shares.iter().map(|share| share.exp()).sum::<f32>() - 1.0).abs() < 1e-3);
        assert_eq!(Towers::learn(&graph, &materials, &|| true).ask(&plain("新式花布")), shares);
    }
}
