//! What learning asks: the model without a part of the products.
//!
//! A product that alone is taken as unknown leaves traces in what is counted: the share of products of its kind that
//! have an input is a little lower for its own inputs than for others, and a ranker learns to read that. So the products
//! are parted, and each is asked of a model that was built as if none of its part were known.

use rayon::prelude::*;

use super::model::Model;
use crate::matching::chars::name_key;
use crate::matching::dice::Dice;

/// Parts of the products, and the seed of that choice.
const FOLDS: usize = 5;
const SEED: u64 = 0xF01D;

/// A model for each part of the products, unaware of it.
pub struct Folds {
    unaware: Vec<Model>,
}

/// The part to which a plain name belongs; nodes of one name are taken as unknown together.
fn fold(name: &[char]) -> usize {
    Dice(name_key(name) ^ SEED).below(FOLDS)
}

impl Folds {
    /// Builds the models; nodes have the same numbers in all of them.
    pub fn build(model: &Model, go_on: &(dyn Fn() -> bool + Sync)) -> Folds {
        let without = |part: usize| model.unaware_of(|node| fold(model.graph.chars(node)) == part, go_on);
        Folds { unaware: (0..FOLDS).into_par_iter().map(without).collect() }
    }

    /// The model that does not know what goes into products of this plain name.
    pub(super) fn unaware_of(&self, name: &[char]) -> &Model {
        &self.unaware[fold(name)]
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::matching::chars::plain;
    use crate::matching::inputs::graph::{Graph, Node};
    use crate::matching::makers::cosine;
    use crate::matching::market::{Edge, Tie};

    /// Wires of copper and cloths of cotton.
    fn graph() -> Graph {
        let edge = |(at, (from, to)): (usize, (&str, &str))| Edge {
            from: from.into(),
            tie: Tie::InputOf,
            to: format!("{at}号{to}"),
            is_industrial: true,
        };
        let trades = [("铜材", "线"), ("棉纱", "布")].into_iter().cycle();
        Graph::build(&trades.take(240).enumerate().map(edge).collect::<Vec<_>>())
    }

    #[test]
    fn a_product_is_asked_of_a_model_that_never_saw_its_edges() {
        let firms = [["铜材", "铜管"], ["棉纱", "棉花"]].map(|names| names.map(plain).to_vec());
        let model = Model::build(Arc::new(graph()), &firms, &|| true);
        let folds = Folds::build(&model, &|| true);
        let mut gain = 0.0;
        for product in &model.products {
            let name = model.graph.chars(*product);
            let part = folds.unaware_of(name);
            assert!(part.graph.inputs(*product).is_empty() && !part.products.contains(product));
            assert!(part.graph.same(name).is_empty(), "nothing else is known of it");
            let near = |material: Node| cosine(&part.by_edges.vector(name), part.by_edges.of(material));
            let own = model.graph.inputs(*product)[0].material;
            let other = model.graph.same(&plain(if model.graph.name(own) == "铜材" { "棉纱" } else { "铜材" }))[0];
            let left = part.graph.degree(own).all;
            assert!(left > 0 && left < model.graph.degree(own).all);
            gain += near(own) - near(other);
        }
        assert!(gain / model.products.len() as f32 > 0.1, "{gain}");
    }
}
