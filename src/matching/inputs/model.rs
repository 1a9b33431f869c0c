//! The chain graph with everything that is looked up in it.

use std::collections::HashSet;
use std::sync::Arc;

use super::graph::{Graph, Node};
use super::space::Space;
use super::table::Table;
use super::towers::Towers;
use crate::matching::chars::{Chars, distinct_grams, name_key};
use crate::matching::index::{NameIndex, Stress};
use crate::matching::makers::Packed;

/// Longest end or beginning that is counted.
pub(super) const LONGEST_AFFIX: usize = 6;
/// Products with more inputs do not say which of them belong together.
const MOST_TOGETHER: usize = 60;

/// The graph and its indexes.
pub struct Model {
    /// The graph.
    pub graph: Arc<Graph>,
    /// Products with known inputs, in the order of the indexes.
    pub(super) products: Vec<Node>,
    pub(super) is_industrial: Vec<bool>,
    pub(super) even: NameIndex,
    pub(super) head: NameIndex,
    pub(super) front: NameIndex,
    /// Materials, in the order of their index, and the place of each node in it.
    pub(super) materials: Vec<Node>,
    pub(super) material_at: Vec<u32>,
    pub(super) material_names: NameIndex,
    pub(super) suffixes: Table,
    pub(super) prefixes: Table,
    pub(super) grams: Table,
    pub(super) grams_of_all: Table,
    /// Materials that are used together, with how often.
    pub(super) together: Vec<Vec<(Node, u32)>>,
    pub(super) industrial_products: f32,
    /// By what firms list together.
    pub(super) sense: Arc<Space>,
    /// By input edges.
    pub(super) by_edges: Space,
    /// Where the products, the industrial products and the materials lie in these spaces, each in their order.
    pub(super) sense_of_products: Packed,
    pub(super) edges_of_products: Packed,
    pub(super) edges_of_materials: Packed,
    /// Industrial products by their places in the indexes.
    pub(super) industrial: Vec<u32>,
    /// By all edges at once.
    pub(super) towers: Towers,
}

/// The number of an end or beginning of a name.
pub(super) fn affix(name: &[char], len: usize, is_end: bool) -> u64 {
    name_key(if is_end { &name[name.len() - len..] } else { &name[..len] })
}

impl Model {
    /// Reads a graph, and learns where its nodes lie; `firms` are the names of each firm's goods, its own and its
    /// industry's. Some seconds for a city of fifty thousand listings. Once `go_on` says no, what was learned is good
    /// for nothing.
    pub fn build(graph: Arc<Graph>, firms: &[Vec<Chars>], go_on: &(dyn Fn() -> bool + Sync)) -> Model {
        let sense = Arc::new(Space::of_firms(&graph, firms, go_on));
        Model::index(graph, sense, go_on)
    }

    /// The model as if the inputs of some products were not known; nodes keep their numbers.
    pub(super) fn unaware_of(&self, is_unknown: impl Fn(Node) -> bool, go_on: &(dyn Fn() -> bool + Sync)) -> Model {
        Model::index(Arc::new(self.graph.unaware_of(is_unknown)), self.sense.clone(), go_on)
    }

    fn index(graph: Arc<Graph>, sense: Arc<Space>, go_on: &(dyn Fn() -> bool + Sync)) -> Model {
        let nodes = 0..graph.len() as Node;
        let products: Vec<Node> = nodes.clone().filter(|p| !graph.inputs(*p).is_empty()).collect();
        let materials: Vec<Node> = nodes.filter(|m| graph.degree(*m).all > 0).collect();
        let is_industrial: Vec<bool> =
            products.iter().map(|p| graph.inputs(*p).iter().any(|input| input.is_industrial)).collect();
        let names = |nodes: &[Node]| nodes.iter().map(|node| graph.chars(*node).to_vec()).collect::<Vec<Chars>>();
        let product_names = names(&products);
        let (even, (head, front)) = rayon::join(
            || NameIndex::build(&product_names, 3, Stress::Even),
            || {
                rayon::join(
                    || NameIndex::build(&product_names, 3, Stress::Head),
                    || NameIndex::build(&product_names, 3, Stress::Front),
                )
            },
        );
        let mut material_at = vec![u32::MAX; graph.len()];
        materials.iter().enumerate().for_each(|(at, node)| material_at[*node as usize] = at as u32);
        let industrial: Vec<Node> =
            products.iter().zip(&is_industrial).filter(|(_, is)| **is).map(|(product, _)| *product).collect();
        let (by_edges, towers) =
            rayon::join(|| Space::by_edges(&graph, &sense, go_on), || Towers::learn(&graph, &materials, go_on));
        let places = (0..products.len() as u32).filter(|at| is_industrial[*at as usize]).collect();
        let of_industry = |p: Node| inputs(&graph, p, true);
        Model {
            suffixes: Table::build(affixes(&graph, &industrial, true), of_industry),
            prefixes: Table::build(affixes(&graph, &industrial, false), of_industry),
            grams: Table::build(gram_parts(&graph, &industrial), of_industry),
            grams_of_all: Table::build(gram_parts(&graph, &products), |p| inputs(&graph, p, false)),
            together: together(&graph, &industrial),
            industrial_products: industrial.len() as f32,
            sense_of_products: Packed::of(products.iter().map(|node| sense.of(*node))),
            edges_of_products: Packed::of(industrial.iter().map(|node| by_edges.of(*node))),
            edges_of_materials: Packed::of(materials.iter().map(|node| by_edges.of(*node))),
            industrial: places,
            by_edges,
            towers,
            sense,
            material_names: NameIndex::build(&names(&materials), 2, Stress::Even),
            graph,
            products,
            is_industrial,
            even,
            head,
            front,
            materials,
            material_at,
        }
    }

    /// Whether a material is a wider or narrower spelling of one of `of`: neither right nor wrong.
    pub(super) fn is_variant(&self, material: Node, of: &HashSet<Node>) -> bool {
        let name = self.graph.chars(material);
        of.iter().map(|other| self.graph.chars(*other)).any(|other| name.ends_with(other) || other.ends_with(name))
    }

    /// Whether a material is known from one product alone.
    pub(super) fn is_rare(&self, material: Node) -> bool {
        self.graph.degree(material).all < 2
    }

    /// The inputs of a product by industrial edges of the chain graph, of materials that other products have too.
    pub(super) fn provable_inputs(&self, product: Node) -> impl Iterator<Item = Node> + '_ {
        let inputs = self.graph.inputs(product).iter().filter(|input| input.is_industrial && input.firms == 0);
        inputs.map(|input| input.material).filter(|material| !self.is_rare(*material))
    }
}

fn inputs(graph: &Graph, product: Node, only_industrial: bool) -> Vec<Node> {
    let inputs = graph.inputs(product).iter().filter(|input| input.is_industrial || !only_industrial);
    inputs.map(|input| input.material).collect()
}

fn affixes(graph: &Graph, products: &[Node], is_end: bool) -> Vec<(u64, Node)> {
    let of = |product: &Node| {
        let (product, name) = (*product, graph.chars(*product));
        (1..=LONGEST_AFFIX.min(name.len())).map(move |len| (affix(name, len, is_end), product))
    };
    products.iter().flat_map(of).collect()
}

fn gram_parts(graph: &Graph, products: &[Node]) -> Vec<(u64, Node)> {
    let of = |product: &Node| {
        let product = *product;
        distinct_grams(graph.chars(product)).into_iter().map(move |key| (key, product))
    };
    products.iter().flat_map(of).collect()
}

fn together(graph: &Graph, products: &[Node]) -> Vec<Vec<(Node, u32)>> {
    let mut pairs: Vec<(u64, Node)> = vec![];
    for product in products {
        let materials = inputs(graph, *product, true);
        if materials.len() < MOST_TOGETHER {
            pairs.extend(materials.iter().map(|material| (u64::from(*material), *product)));
        }
    }
    let table = Table::build(pairs, |product| inputs(graph, product, true));
    let of = |node: usize| table.get(node as u64).map_or(vec![], |counted| counted.materials.to_vec());
    (0..graph.len()).map(of).collect()
}
