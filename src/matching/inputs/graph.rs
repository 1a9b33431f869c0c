//! The chain graph by names: nodes with their inputs, wider and narrower kinds.

use std::collections::HashMap;

use crate::matching::chars::{Chars, NumberMap, name_key, plain};
use crate::matching::market::{Edge, Tie};
use crate::matching::stated::Stated;

/// A node of the graph.
pub type Node = u32;

/// An input of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edged {
    /// The material.
    pub material: Node,
    /// Whether the edge is industrial.
    pub is_industrial: bool,
    /// How many firms state it where the chain graph does not have it; else 0.
    pub firms: u32,
}

/// In how many products a material goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Degree {
    /// By industrial edges.
    pub industrial: u32,
    /// By all.
    pub all: u32,
}

/// The graph.
#[derive(Default, Clone)]
pub struct Graph {
    names: Vec<String>,
    chars: Vec<Chars>,
    ids: HashMap<String, Node>,
    by_name: NumberMap<u64, Vec<Node>>,
    inputs: Vec<Vec<Edged>>,
    wider: Vec<Vec<Node>>,
    narrower: Vec<Vec<Node>>,
    degrees: Vec<Degree>,
}

impl Graph {
    /// The graph of these edges.
    pub fn build(edges: &[Edge]) -> Graph {
        let mut graph = Graph::default();
        for edge in edges {
            let (from, to) = (graph.add(&edge.from), graph.add(&edge.to));
            match edge.tie {
                Tie::InputOf => {
                    graph.add_input(to, Edged { material: from, is_industrial: edge.is_industrial, firms: 0 });
                }
                Tie::KindOf => {
                    graph.wider[from as usize].push(to);
                    graph.narrower[to as usize].push(from);
                }
            }
        }
        graph
    }

    /// The graph with what firms state; nodes keep their numbers.
    pub fn with_stated(&self, stated: &[Stated]) -> Graph {
        let mut graph = self.clone();
        for Stated { from, to, firms } in stated {
            let (from, to) = (graph.add(from), graph.add(to));
            graph.add_input(to, Edged { material: from, is_industrial: true, firms: *firms });
        }
        graph
    }

    /// The graph as if the inputs of some products were not known; nodes keep their numbers, and a name that nothing
    /// else is known of is not known.
    pub(super) fn unaware_of(&self, is_unknown: impl Fn(Node) -> bool) -> Graph {
        let mut graph = self.clone();
        for product in (0..self.len() as Node).filter(|node| is_unknown(*node)) {
            for input in std::mem::take(&mut graph.inputs[product as usize]) {
                let degree = &mut graph.degrees[input.material as usize];
                degree.industrial -= u32::from(input.is_industrial);
                degree.all -= 1;
            }
        }
        let Graph { inputs, wider, narrower, degrees, by_name, .. } = &mut graph;
        let has_tie = |node: &Node| {
            let at = *node as usize;
            degrees[at].all > 0 || [inputs[at].len(), wider[at].len(), narrower[at].len()] != [0; 3]
        };
        by_name.values_mut().for_each(|nodes| nodes.retain(has_tie));
        graph
    }

    fn add(&mut self, name: &str) -> Node {
        let name = name.trim().to_lowercase();
        if let Some(node) = self.ids.get(&name) {
            return *node;
        }
        let node = self.names.len() as Node;
        let chars = plain(&name);
        self.by_name.entry(name_key(&chars)).or_default().push(node);
        self.ids.insert(name.clone(), node);
        self.names.push(name);
        self.chars.push(chars);
        self.inputs.push(vec![]);
        self.wider.push(vec![]);
        self.narrower.push(vec![]);
        self.degrees.push(Degree::default());
        node
    }

    fn add_input(&mut self, product: Node, edged: Edged) {
        let inputs = &mut self.inputs[product as usize];
        if inputs.iter().any(|known| known.material == edged.material) {
            return;
        }
        inputs.push(edged);
        let degree = &mut self.degrees[edged.material as usize];
        degree.industrial += u32::from(edged.is_industrial);
        degree.all += 1;
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// What a node is called, in lower case.
    pub fn name(&self, node: Node) -> &str {
        &self.names[node as usize]
    }

    /// Its plain name.
    pub fn chars(&self, node: Node) -> &[char] {
        &self.chars[node as usize]
    }

    /// The nodes of a plain name.
    pub fn same(&self, name: &[char]) -> &[Node] {
        self.by_name.get(&name_key(name)).map_or(&[], Vec::as_slice)
    }

    /// The inputs of a product.
    pub fn inputs(&self, product: Node) -> &[Edged] {
        &self.inputs[product as usize]
    }

    /// The wider kinds of a node.
    pub fn wider(&self, node: Node) -> &[Node] {
        &self.wider[node as usize]
    }

    /// The narrower kinds of a node.
    pub fn narrower(&self, node: Node) -> &[Node] {
        &self.narrower[node as usize]
    }

    /// In how many products a material goes.
    pub fn degree(&self, material: Node) -> Degree {
        self.degrees[material as usize]
    }

    /// What is known of `material` as an input of `product`.
    pub fn input(&self, product: Node, material: Node) -> Option<&Edged> {
        self.inputs(product).iter().find(|edged| edged.material == material)
    }

    /// Whether `material` is an input of `product`.
    pub fn has_input(&self, product: Node, material: Node) -> bool {
        self.input(product, material).is_some()
    }

    /// Whether the graph calls `wider` a wider kind of `name`, both plain.
    pub fn is_kind_of(&self, name: &[char], wider: &[char]) -> bool {
        self.same(name).iter().flat_map(|node| self.wider(*node)).any(|above| self.chars(*above) == wider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_nodes_and_edges_count_once() {
        let edge =
            |from: &str, tie, to: &str, is_industrial| Edge { from: from.into(), tie, to: to.into(), is_industrial };
        let graph = Graph::build(&[
            edge("PVC树脂", Tie::InputOf, "塑料管", true),
            edge("pvc树脂", Tie::InputOf, "塑料管", true),
            edge("PVC树脂", Tie::InputOf, "鞋底", false),
            edge("塑料管", Tie::KindOf, "管材", true),
        ]);
        let node = |name: &str| graph.same(&plain(name))[0];
        assert_eq!(graph.len(), 4);
        assert_eq!(graph.degree(node("PVC树脂")), Degree { industrial: 1, all: 2 });
        assert!(graph.has_input(node("塑料管"), node("pvc 树脂")));
        assert!(
            graph.is_kind_of(&plain("塑料管"), &plain("管材")) && !graph.is_kind_of(&plain("管材"), &plain("塑料管"))
        );
        assert!(graph.same(&plain("铜")).is_empty());
    }
}
