//! Why a material is a likely input of a product, in facts that can be looked up: in the chain graph, in needs.

use super::channels::Scratch;
use super::features::Asked;
use super::graph::Node;
use super::model::Model;
use crate::lang::Say;

/// Products that are looked at, and those that are named as examples.
const LOOKED_AT: usize = 30;
const EXAMPLES: usize = 3;
/// Shortest end of a name that makes a class of products.
const SHORTEST_END: usize = 2;

/// The facts around one product, ready to be asked about its materials.
pub struct Because<'a> {
    model: &'a Model,
    name: String,
    similar: Vec<Node>,
    wider: Vec<Node>,
}

impl<'a> Because<'a> {
    /// The facts around a plain name.
    pub fn of(model: &'a Model, name: &[char], scratch: &mut Scratch) -> Because<'a> {
        let own = model.graph.same(name);
        let asked = Asked::new(model, name, own);
        let near = model.near(&asked, scratch);
        let product = |hit: &(u32, f32)| model.products[hit.0 as usize];
        let mut similar: Vec<Node> = near.blend.iter().chain(near.even.iter().take(LOOKED_AT)).map(product).collect();
        let mut seen = std::collections::HashSet::new();
        similar.retain(|node| seen.insert(*node));
        let mut wider = model.wider(&asked);
        wider.sort_by_key(|node| std::cmp::Reverse(model.graph.chars(*node).len()));
        Because { model, name: name.iter().collect(), similar, wider }
    }

    /// The facts that speak for a material; the strongest first.
    pub fn say(&self, material: Node) -> Vec<Say> {
        let facts = [
            self.known(material),
            self.similar(material),
            self.stated(material),
            self.kind(material),
            self.inside(material),
        ];
        let facts: Vec<Say> = facts.into_iter().flatten().collect();
        if facts.is_empty() { vec![self.weak(material)] } else { facts }
    }

    /// Whether the chain graph has the edge.
    fn has(&self, product: &Node, material: Node) -> bool {
        self.model.graph.input(*product, material).is_some_and(|input| input.firms == 0)
    }

    fn known(&self, material: Node) -> Option<Say> {
        let nodes = self.model.graph.same(&self.name.chars().collect::<Vec<char>>());
        let is_known = nodes.iter().any(|node| self.has(node, material));
        is_known.then(|| of_graph(&self.name, self.model.graph.name(material)))
    }

    fn similar(&self, material: Node) -> Option<Say> {
        let with: Vec<&str> = self
            .similar
            .iter()
            .filter(|product| self.has(product, material))
            .map(|product| self.model.graph.name(*product))
            .collect();
        let (count, examples) = (with.len(), with.iter().take(EXAMPLES).copied().collect::<Vec<_>>());
        match count {
            0 => None,
            1 => Some(Say::new(
                format!("相近产品{}有这项投入", examples[0]),
                format!("A similar product has this input: {}", examples[0]),
            )),
            _ => Some(Say::new(
                format!("{count} 个相近产品有这项投入：{}", examples.join("、")),
                format!("{count} similar products have this input: {}", examples.join(", ")),
            )),
        }
    }

    /// Needs that firms list for a similar product: the one of the most firms, of several the nearest.
    fn stated(&self, material: Node) -> Option<Say> {
        let graph = &self.model.graph;
        let firms = |product: &Node| graph.input(*product, material).map_or(0, |input| input.firms);
        let product = self.similar.iter().rev().max_by_key(|product| firms(product))?;
        (firms(product) > 0).then(|| of_firms(graph.name(*product), graph.name(material), firms(product)))
    }

    fn kind(&self, material: Node) -> Option<Say> {
        let graph = &self.model.graph;
        let wider = self.wider.iter().find(|wider| self.has(wider, material))?;
        let (wider, name, input) = (graph.name(*wider), &self.name, graph.name(material));
        Some(Say::new(
            format!("{name}属于{wider}，{wider}的投入包括{input}"),
            format!("{name} is a kind of {wider}, whose inputs include {input}"),
        ))
    }

    fn inside(&self, material: Node) -> Option<Say> {
        let input: String = self.model.graph.chars(material).iter().collect();
        (input.chars().count() >= SHORTEST_END && self.name.contains(&input)).then(|| {
            Say::new(format!("产品名称{}中含有{input}", self.name), format!("The name {} contains {input}", self.name))
        })
    }

    /// Where no single fact is near enough: how widely the material is used.
    fn weak(&self, material: Node) -> Say {
        let count = self.model.graph.degree(material).all;
        Say::new(
            format!("名称或用途相近；该投入见于 {count} 种产品"),
            format!("Near in name or use; {count} products have this input"),
        )
    }
}

/// The fact that the graph itself gives `input` for `product`.
pub fn of_graph(product: &str, input: &str) -> Say {
    Say::new(
        format!("产业链图谱：{input}是{product}的投入"),
        format!("The chain graph: {input} is an input of {product}"),
    )
}

/// The fact that so many firms list a need of `input` for `product`.
pub fn of_firms(product: &str, input: &str, firms: u32) -> Say {
    let who = if firms == 1 { "1 firm lists".to_owned() } else { format!("{firms} firms list") };
    Say::new(
        format!("企业需求：{firms} 家企业为生产{product}登记了{input}"),
        format!("Needs: {who} {input} to make {product}"),
    )
}
