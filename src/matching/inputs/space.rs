//! Where the nodes of the graph lie: by what firms list together, and by the input edges themselves.

use super::graph::{Graph, Node};
use crate::matching::chars::Chars;
use crate::matching::dice::Dice;
use crate::matching::makers::{Embedding, Settings, Vector};

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

    /// By input edges, learned on from `start`, which knows none.
    pub(super) fn by_edges(graph: &Graph, start: &Space, go_on: &dyn Fn() -> bool) -> Space {
        let settings = Settings { epochs: EPOCHS, rate: RATE, ..Settings::default() };
        Space::new(graph, start.embedding.clone().further(&groups(graph), &settings, go_on))
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

/// Materials with the products into which they go.
fn groups(graph: &Graph) -> Vec<Vec<Chars>> {
    let mut products: Vec<Vec<Node>> = vec![vec![]; graph.len()];
    for product in 0..graph.len() as Node {
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
