//! Where the nodes of the graph lie: by what firms list together, and by the input edges themselves.
//!
//! Vectors that were learned from a product's own edges would tell its inputs. So the ranker learns from vectors that
//! leave out a quarter of the products each, and asks every product in the space that never saw it; when learning is
//! done, the space of all edges stays.

use rayon::prelude::*;

use super::graph::{Graph, Node};
use crate::matching::chars::{Chars, name_key};
use crate::matching::dice::Dice;
use crate::matching::makers::{Embedding, Settings, Vector};

/// Parts of the products of which each is left out once, and the seed of that choice.
const FOLDS: usize = 4;
const FOLD_SEED: u64 = 0xF01D;
/// How long, and with what steps, edges are learned from.
const EPOCHS: usize = 4;
const RATE: f32 = 0.1;
/// Products of one input that are drawn together at once: more would say the same at greater cost.
const TOGETHER: usize = 24;
const ORDER_SEED: u64 = 5;

/// Vectors of n-grams with those of the nodes.
pub(super) struct Space {
    embedding: Embedding,
    nodes: Vec<Vector>,
}

impl Space {
    fn new(graph: &Graph, embedding: Embedding) -> Space {
        let nodes = (0..graph.len() as Node).map(|node| embedding.vector(graph.chars(node))).collect();
        Space { embedding, nodes }
    }

    /// By what firms list together: each firm is given by its names.
    pub(super) fn of_firms(graph: &Graph, firms: &[Vec<Chars>], go_on: &dyn Fn() -> bool) -> Space {
        let settings = Settings::default();
        let is_used = |node: &Node| !graph.inputs(*node).is_empty() || graph.degree(*node).all > 0;
        let names = (0..graph.len() as Node).filter(is_used).map(|node| vec![graph.chars(node).to_vec()]);
        let all: Vec<Vec<Chars>> = firms.iter().cloned().chain(names).collect();
        Space::new(graph, Embedding::first(&all, settings.seed).further(firms, &settings, go_on))
    }

    /// The vector of any plain name.
    pub(super) fn vector(&self, name: &[char]) -> Vector {
        self.embedding.vector(name)
    }

    /// The vector of a node.
    pub(super) fn of(&self, node: Node) -> &Vector {
        &self.nodes[node as usize]
    }
}

/// The spaces of the input edges.
pub(super) struct ByEdges {
    whole: Space,
    /// Without the products of each fold; none once learning is done.
    folds: Vec<Space>,
}

impl ByEdges {
    /// Learns on from `start`, which knows no edges.
    pub(super) fn learn(graph: &Graph, start: &Space, go_on: &(dyn Fn() -> bool + Sync)) -> ByEdges {
        let settings = Settings { epochs: EPOCHS, rate: RATE, ..Settings::default() };
        let without = |fold: usize| {
            let groups = groups(graph, fold);
            Space::new(graph, start.embedding.clone().further(&groups, &settings, go_on))
        };
        let folds: Vec<Space> = (0..FOLDS).into_par_iter().map(without).collect();
        // No product is of this fold.
        let whole = without(FOLDS);
        ByEdges { whole, folds }
    }

    /// The space in which nothing tells the inputs of `hidden`.
    pub(super) fn unaware_of(&self, graph: &Graph, hidden: &[Node]) -> &Space {
        let known = hidden.iter().find(|node| !graph.inputs(**node).is_empty());
        known.and_then(|node| self.folds.get(fold(graph, *node))).unwrap_or(&self.whole)
    }

    /// Drops what only learning needs.
    pub(super) fn finish(&mut self) {
        self.folds = vec![];
    }
}

/// The part of the products to which one belongs; nodes of one plain name are left out together.
fn fold(graph: &Graph, product: Node) -> usize {
    Dice(name_key(graph.chars(product)) ^ FOLD_SEED).below(FOLDS)
}

/// Materials with the products into which they go, without the products of one fold.
fn groups(graph: &Graph, without: usize) -> Vec<Vec<Chars>> {
    let mut products: Vec<Vec<Node>> = vec![vec![]; graph.len()];
    for product in (0..graph.len() as Node).filter(|product| fold(graph, *product) != without) {
        let inputs = graph.inputs(product).iter().filter(|input| input.is_industrial);
        inputs.for_each(|input| products[input.material as usize].push(product));
    }
    let mut dice = Dice(ORDER_SEED);
    let name = |node: Node| graph.chars(node).to_vec();
    let mut groups = vec![];
    for (material, mut products) in products.into_iter().enumerate() {
        dice.shuffle(&mut products);
        let group = |part: &[Node]| std::iter::once(material as Node).chain(part.iter().copied()).map(name).collect();
        groups.extend(products.chunks(TOGETHER).map(group));
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::chars::plain;
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
    fn a_product_is_asked_in_a_space_that_never_saw_its_edges() {
        let graph = graph();
        let firms = [["铜材", "铜管"], ["棉纱", "棉花"]].map(|names| names.map(plain).to_vec());
        let start = Space::of_firms(&graph, &firms, &|| true);
        let mut spaces = ByEdges::learn(&graph, &start, &|| true);
        let products = || (0..graph.len() as Node).filter(|node| !graph.inputs(*node).is_empty());
        let mut gain = 0.0;
        for product in products() {
            let seen = groups(&graph, fold(&graph, product));
            assert!(!seen.iter().flatten().any(|name| name == graph.chars(product)));
            let space = spaces.unaware_of(&graph, &[product]);
            let near = |material: Node| cosine(space.of(product), space.of(material));
            let own = graph.inputs(product)[0].material;
            let other = graph.same(&plain(if graph.name(own) == "铜材" { "棉纱" } else { "铜材" }))[0];
            gain += near(own) - near(other);
        }
        assert!(gain / products().count() as f32 > 0.1, "{gain}");
        assert!(std::ptr::eq(spaces.unaware_of(&graph, &[]), &spaces.whole));
        spaces.finish();
        assert!(products().all(|product| std::ptr::eq(spaces.unaware_of(&graph, &[product]), &spaces.whole)));
    }
}
