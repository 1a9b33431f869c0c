//! Everything that is learned while the towers are built.

use super::Towers;
use crate::matching::chars::Chars;
use crate::matching::dice::Dice;
use crate::matching::inputs::graph::{Graph, Node};
use crate::matching::makers::{Embedding, Packed, Vector, ZERO, normalise};

/// Products that are asked each time at most: a large graph must not take longer.
const MOST_PRODUCTS: usize = 40_000;
/// What an edge that is not industrial counts, and the share of products without others that is learned from.
const NOT_INDUSTRIAL: f32 = 0.3;
const SEED: u64 = 77;
/// What nothing has moved yet.
pub(super) const UNMOVED: f32 = 1e-6;

/// A product: its n-grams, and the places of its inputs with what they count.
pub(super) struct Product {
    pub(super) parts: Vec<u32>,
    pub(super) inputs: Vec<(usize, f32)>,
}

/// A material: its n-grams, its place beside these, the logarithm of how common it is, and how much both have moved.
pub(super) struct Material {
    pub(super) parts: Vec<u32>,
    pub(super) own: Vector,
    pub(super) common: f32,
    pub(super) moved: [f32; 2],
}

/// An embedding, and how much its n-grams have moved.
pub(super) struct Names {
    pub(super) embedding: Embedding,
    pub(super) moved: Vec<f32>,
}

/// The towers while they are learned.
pub(super) struct Learner {
    pub(super) product_names: Names,
    pub(super) material_names: Names,
    pub(super) products: Vec<Product>,
    pub(super) materials: Vec<Material>,
    /// Running sums of the chance of each material to stand against others.
    pub(super) chances: Vec<f32>,
    pub(super) dice: Dice,
}

impl Names {
    fn of(graph: &Graph, nodes: &[Node], seed: u64) -> Names {
        let names: Vec<Vec<Chars>> = nodes.iter().map(|node| vec![graph.chars(*node).to_vec()]).collect();
        let embedding = Embedding::first(&names, seed);
        Names { moved: vec![UNMOVED; embedding.len()], embedding }
    }

    fn parts(&self, graph: &Graph, node: Node) -> Vec<u32> {
        self.embedding.parts(graph.chars(node))
    }
}

impl Learner {
    pub(super) fn new(graph: &Graph, materials: &[Node]) -> Learner {
        let mut dice = Dice(SEED);
        let nodes = products(graph, &mut dice);
        let (product_names, material_names) = (Names::of(graph, &nodes, SEED), Names::of(graph, materials, SEED + 1));
        let mut places = vec![0; graph.len()];
        materials.iter().enumerate().for_each(|(place, node)| places[*node as usize] = place);
        let product = |node: &Node| Product {
            parts: product_names.parts(graph, *node),
            inputs: inputs(graph, *node).map(|(material, counted)| (places[material as usize], counted)).collect(),
        };
        let products: Vec<Product> = nodes.iter().map(product).collect();
        let mut counts = vec![0.0f32; materials.len()];
        products.iter().flat_map(|product| &product.inputs).for_each(|(place, counted)| counts[*place] += counted);
        let material = |(node, count): (&Node, &f32)| Material {
            parts: material_names.parts(graph, *node),
            own: ZERO,
            common: (count + 0.1).ln(),
            moved: [UNMOVED; 2],
        };
        let running = |sum: &mut f32, count: &f32| {
            *sum += count.sqrt();
            Some(*sum)
        };
        Learner {
            materials: materials.iter().zip(&counts).map(material).collect(),
            chances: counts.iter().scan(0.0, running).collect(),
            product_names,
            material_names,
            products,
            dice,
        }
    }

    /// The products in a new order of chance.
    pub(super) fn order(&mut self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.products.len()).collect();
        self.dice.shuffle(&mut order);
        order.truncate(MOST_PRODUCTS);
        order
    }

    /// A material of chance, the more likely the more common.
    pub(super) fn any_material(&mut self) -> usize {
        let lot = self.dice.unit() * self.chances.last().copied().unwrap_or_default();
        self.chances.partition_point(|sum| *sum < lot).min(self.materials.len() - 1)
    }

    /// Where a material lies, and the length before it was scaled to one.
    pub(super) fn at(&self, place: usize) -> (Vector, f32) {
        let mut at = self.materials[place].own;
        self.material_names.embedding.sum(&self.materials[place].parts, &mut at);
        let length = normalise(&mut at);
        (at, length)
    }

    pub(super) fn settle(self) -> Towers {
        let places: Vec<Vector> = (0..self.materials.len()).map(|place| self.at(place).0).collect();
        Towers {
            materials: Packed::of(places.iter()),
            common: self.materials.iter().map(|material| material.common).collect(),
            products: self.product_names.embedding,
        }
    }
}

/// Products with inputs; of those that are not industrial a part.
fn products(graph: &Graph, dice: &mut Dice) -> Vec<Node> {
    let all = (0..graph.len() as Node).filter(|node| !graph.inputs(*node).is_empty());
    all.filter(|node| graph.inputs(*node).iter().any(|input| input.is_industrial) || dice.unit() < NOT_INDUSTRIAL)
        .collect()
}

/// The inputs of a product with what they count.
fn inputs(graph: &Graph, product: Node) -> impl Iterator<Item = (Node, f32)> + '_ {
    let is_industrial = graph.inputs(product).iter().any(|input| input.is_industrial);
    let counted = move |of_industry: bool| if is_industrial && !of_industry { NOT_INDUSTRIAL } else { 1.0 };
    graph.inputs(product).iter().map(move |input| (input.material, counted(input.is_industrial)))
}
