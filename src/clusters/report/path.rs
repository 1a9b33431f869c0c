//! From one good to another along the chains: what is missing in town?

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::chains::Gap;
use crate::chain::{Graph, Node, Relation};
use crate::clusters::market::Market;

/// How much a step costs, and what is added where nobody in the city lists the good: so much that a longer way with
/// local suppliers is always taken before a shorter one without.
const STEP: u32 = 1;
const MISSING: u32 = 1_000;

/// A good on the way.
#[derive(Debug, Clone)]
pub struct Step {
    /// How the way leads here; none at its start.
    pub by: Option<Relation>,
    /// The good, judged.
    pub gap: Gap,
}

/// The way from one good to another with the fewest goods that nobody in the city lists, and of those the shortest:
/// each is an input of the next or a kind of it. `None` where the graph has no such way.
pub fn path(market: &Market, from: Node, to: Node) -> Option<Vec<Step>> {
    let graph = &market.graph;
    let (from, to) = (graph.canonical(from), graph.canonical(to));
    let came = walk(market, from, to)?;
    let mut nodes = vec![(to, None)];
    while let Some((before, by)) = came.get(&nodes[nodes.len() - 1].0) {
        if let Some(last) = nodes.last_mut() {
            last.1 = Some(*by);
        }
        nodes.push((*before, None));
    }
    nodes.reverse();
    Some(nodes.into_iter().map(|(node, by)| Step { by, gap: Gap::new(market, node) }).collect())
}

/// Dijkstra's search: where each good on the cheapest ways was reached from.
fn walk(market: &Market, from: Node, to: Node) -> Option<HashMap<Node, (Node, Relation)>> {
    let (mut best, mut came) = (HashMap::from([(from, 0)]), HashMap::new());
    let mut open = BinaryHeap::from([Reverse((0, from))]);
    while let Some(Reverse((cost, node))) = open.pop() {
        if node == to {
            return Some(came);
        }
        if best.get(&node).is_some_and(|known| *known < cost) {
            continue;
        }
        for (next, by) in onwards(&market.graph, node) {
            let missing = if market.supply(next).is_empty() { MISSING } else { 0 };
            let cost = cost + STEP + missing;
            if best.get(&next).is_none_or(|known| cost < *known) {
                best.insert(next, cost);
                came.insert(next, (node, by));
                open.push(Reverse((cost, next)));
            }
        }
    }
    None
}

fn onwards(graph: &Graph, node: Node) -> impl Iterator<Item = (Node, Relation)> {
    let into = graph.outputs(node).iter().map(|next| (*next, Relation::InputOf));
    let kinds = graph.wider(node).iter().map(|next| (*next, Relation::KindOf));
    into.chain(kinds).map(|(next, by)| (graph.canonical(next), by))
}

/// Goods whose names hold a text, the shortest names first.
pub fn named_like(graph: &Graph, text: &str, most: usize) -> Vec<Node> {
    let text = text.trim();
    let mut found: Vec<Node> =
        graph.nodes().filter(|node| !text.is_empty() && graph.name(*node).contains(text)).collect();
    found.sort_by_key(|node| (graph.name(*node).chars().count(), *node));
    found.truncate(most);
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::chain::CategoryId;
    use crate::clusters::market::{Firm, Product};

    /// 钢 → 板 → 车, 钢 → 管 → 架 → 车, 不锈钢管 is a kind of 管; 云 stands alone. Made in town: what is named.
    fn market(made: &[&str]) -> Market {
        let names = ["钢", "板", "管", "架", "车", "不锈钢管", "云"];
        let id = |name: &str| CategoryId(name.to_owned());
        let input = [("钢", "板"), ("板", "车"), ("钢", "管"), ("管", "架"), ("架", "车"), ("车", "钢")];
        let input = input.map(|(from, to)| (id(from), Relation::InputOf, id(to)));
        let edges = [&input[..], &[(id("不锈钢管"), Relation::KindOf, id("管"))]].concat();
        let graph = Arc::new(Graph::new(names.map(|name| (id(name), name.to_owned())).to_vec(), &edges));
        let product = |name: &&str| Product { node: graph.find(name), ..Product::default() };
        let products = made.iter().map(product).collect();
        Market::new(graph, vec![Firm::default()], products, vec![])
    }

    fn way(made: &[&str], from: &str, to: &str) -> Option<Vec<String>> {
        let market = market(made);
        let node = |name| market.graph.find(name).unwrap();
        let steps = path(&market, node(from), node(to))?;
        Some(steps.iter().map(|step| market.graph.name(step.gap.node).to_owned()).collect())
    }

    #[test]
    fn the_way_with_fewest_missing_goods_is_taken_then_the_shortest() {
        let written = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(way(&["车"], "钢", "车"), written(&["钢", "板", "车"]));
        assert_eq!(way(&["管", "架", "车"], "钢", "车"), written(&["钢", "管", "架", "车"]));
        assert_eq!(way(&[], "不锈钢管", "车"), written(&["不锈钢管", "管", "架", "车"]));
        assert_eq!(way(&[], "车", "车"), written(&["车"]));
        assert_eq!(way(&[], "云", "车"), None);
        assert_eq!(way(&[], "钢", "不锈钢管"), None);
    }

    #[test]
    fn each_step_says_how_it_was_reached() {
        let market = market(&["管"]);
        let node = |name| market.graph.find(name).unwrap();
        let steps = path(&market, node("不锈钢管"), node("架")).unwrap();
        assert_eq!(
            steps.iter().map(|step| step.by).collect::<Vec<_>>(),
            [None, Some(Relation::KindOf), Some(Relation::InputOf)]
        );
        assert_eq!(steps[1].gap.seen.link.suppliers, 1);
        assert_eq!(named_like(&market.graph, " 管 ", 5), [node("管"), node("不锈钢管")]);
        assert!(named_like(&market.graph, " ", 5).is_empty());
    }
}
