//! Who lists what, who asks for what, and who would supply whom: the listings of the city by category, in memory.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::chain::{CategoryId, Graph, Node};
use crate::needs::{CurrentSource, Period};

/// A verified firm.
#[derive(Debug, Clone, Default)]
pub struct Firm {
    /// Its key.
    pub id: String,
    /// Its code and name.
    pub code: String,
    pub name: String,
    /// Code of its district.
    pub district: String,
    /// Code of its wide industry.
    pub industry: String,
    /// Longitude and latitude.
    pub place: Option<(f64, f64)>,
}

/// A public product.
#[derive(Debug, Clone, Default)]
pub struct Product {
    /// Its code and name.
    pub code: String,
    pub name: String,
    /// Its firm's number.
    pub firm: u32,
    /// Its category.
    pub node: Option<Node>,
    /// What can be made of it in a month, in `unit`.
    pub capacity: Option<f64>,
    pub unit: String,
}

/// An open need.
#[derive(Debug, Clone)]
pub struct Need {
    /// Its key.
    pub id: String,
    /// Its code and words.
    pub code: String,
    pub text: String,
    /// Its firm's number.
    pub firm: u32,
    /// The category that it asks for.
    pub node: Option<Node>,
    /// What is wanted in a month, in `unit`.
    pub monthly: Option<f64>,
    pub unit: String,
    /// Budget in 万元.
    pub budget: Option<f64>,
    /// Where it is bought today.
    pub source: CurrentSource,
    /// Firms of its kept pairings with the products and scores (hundredths), best first.
    pub sellers: Vec<Offer>,
}

/// A kept pairing of a need.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The seller's number.
    pub firm: u32,
    /// Hundredths of a point.
    pub score: i64,
}

/// A quantity per month. What is wanted once is spread over a year.
pub fn monthly(quantity: f64, period: Period) -> f64 {
    match period {
        Period::Month | Period::Unsaid => quantity,
        Period::Once | Period::Year => quantity / 12.0,
    }
}

/// The market.
#[derive(Debug, Clone, Default)]
pub struct Market {
    /// The chain graph.
    pub graph: Arc<Graph>,
    /// Firms, products and open needs by their numbers.
    pub firms: Vec<Firm>,
    pub products: Vec<Product>,
    pub needs: Vec<Need>,
    supply: HashMap<Node, Vec<u32>>,
    demand: HashMap<Node, Vec<u32>>,
}

impl Market {
    /// Sorts listings by category: a product counts for its category and all wider ones, a need for its own.
    pub fn new(graph: Arc<Graph>, firms: Vec<Firm>, products: Vec<Product>, needs: Vec<Need>) -> Market {
        let (mut supply, mut demand) = (HashMap::<Node, Vec<u32>>::new(), HashMap::<Node, Vec<u32>>::new());
        let mut above: HashMap<Node, Vec<Node>> = HashMap::new();
        for (product, at) in products.iter().zip(0..) {
            let Some(node) = product.node else { continue };
            let upwards = above.entry(node).or_insert_with(|| upwards(&graph, node));
            upwards.iter().for_each(|node| supply.entry(*node).or_default().push(at));
        }
        for (need, at) in needs.iter().zip(0..) {
            if let Some(node) = need.node {
                demand.entry(graph.canonical(node)).or_default().push(at);
            }
        }
        Market { graph, firms, products, needs, supply, demand }
    }

    /// The category of a listing: the one it states, else the one of its name.
    pub fn node_of(graph: &Graph, category: Option<&CategoryId>, name: &str) -> Option<Node> {
        category.and_then(|id| graph.node(id)).or_else(|| graph.find(name)).map(|node| graph.canonical(node))
    }

    /// Products of a category and its narrower ones.
    pub fn supply(&self, node: Node) -> &[u32] {
        self.supply.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Needs of a category.
    pub fn demand(&self, node: Node) -> &[u32] {
        self.demand.get(&node).map_or(&[], Vec::as_slice)
    }

    /// The firms that list a category or a narrower one, each once.
    pub fn suppliers(&self, node: Node) -> Vec<u32> {
        let mut firms: Vec<u32> = self.supply(node).iter().map(|at| self.products[*at as usize].firm).collect();
        firms.sort_unstable();
        firms.dedup();
        firms
    }

    /// How many firms serve a category: those that list it, another name of it or a narrower kind. The one rule by which
    /// a gap is closed, in reports and in alerts.
    pub fn served_by(&self, category: &CategoryId) -> u32 {
        let node = self.graph.node(category).map(|node| self.graph.canonical(node));
        node.map_or(0, |node| self.suppliers(node).len() as u32)
    }

    /// Categories that somebody asks for, the most wanted first.
    pub fn wanted(&self) -> Vec<Node> {
        let mut wanted: Vec<(usize, Node)> = self.demand.iter().map(|(node, needs)| (needs.len(), *node)).collect();
        wanted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        wanted.into_iter().map(|(_, node)| node).collect()
    }

    /// Categories that have products, needs, or both.
    pub fn active(&self) -> HashSet<Node> {
        self.supply.keys().chain(self.demand.keys()).copied().collect()
    }

    /// The firm of a code.
    pub fn firm(&self, code: &str) -> Option<u32> {
        self.firms.iter().position(|firm| firm.code == code).map(|at| at as u32)
    }
}

fn upwards(graph: &Graph, node: Node) -> Vec<Node> {
    let chief = graph.canonical(node);
    let mut nodes = graph.ancestors(chief);
    nodes.extend([chief, node]);
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}
