//! Single points of failure of a supply graph: firms and links without which it falls apart.

use petgraph::EdgeType;
use petgraph::algo::{
    articulation_points::articulation_points, bridges::bridges, dominators::simple_fast, kosaraju_scc,
};
use petgraph::graph::{DiGraph, Graph, NodeIndex, UnGraph};
use petgraph::visit::EdgeRef;

/// Firms whose removal splits a connected part of the graph, direction ignored; ascending.
pub fn articulation(firms: usize, sales: &[(u32, u32)]) -> Vec<u32> {
    let mut found: Vec<u32> = articulation_points(&undirected(firms, sales)).into_iter().map(number).collect();
    found.sort_unstable();
    found
}

/// Pairs of firms (lower first) whose only connection is one another, direction ignored; ascending.
pub fn lone_links(firms: usize, sales: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let graph = undirected(firms, sales);
    let ends = bridges(&graph).map(|edge| {
        let (a, b) = (number(edge.source()), number(edge.target()));
        (a.min(b), a.max(b))
    });
    let mut found: Vec<(u32, u32)> = ends.collect();
    found.sort_unstable();
    found
}

/// Groups of two and more firms that supply each other in a circle, each ascending, the groups by their first.
pub fn circles(firms: usize, sales: &[(u32, u32)]) -> Vec<Vec<u32>> {
    let mut found: Vec<Vec<u32>> = kosaraju_scc(&directed(firms, sales))
        .into_iter()
        .filter(|group| group.len() > 1)
        .map(|group| group.into_iter().map(number).collect())
        .collect();
    found.iter_mut().for_each(|group| group.sort_unstable());
    found.sort_unstable();
    found
}

/// What stands between a firm and the raw inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dominator {
    /// No single firm: it has inputs along ways that share nobody, or none at all.
    Nobody,
    /// Every way from the raw inputs passes this firm, the nearest such.
    Firm(u32),
    /// No way leads from a firm without suppliers to this one: it lives in a circle.
    Unreached,
}

/// The immediate dominator of each firm, seen from all firms that nobody supplies (Cooper, Harvey and Kennedy 2001).
pub fn dominators(firms: usize, sales: &[(u32, u32)]) -> Vec<Dominator> {
    let mut graph = directed(firms, sales);
    let root = graph.add_node(());
    let mut supplied = vec![false; firms];
    sales.iter().for_each(|&(_, buyer)| supplied[buyer as usize] = true);
    for firm in (0..firms).filter(|&i| !supplied[i]) {
        graph.add_edge(root, NodeIndex::new(firm), ());
    }
    let tree = simple_fast(&graph, root);
    let one = |firm| match tree.immediate_dominator(NodeIndex::new(firm)) {
        Some(by) if by == root => Dominator::Nobody,
        Some(by) => Dominator::Firm(number(by)),
        None => Dominator::Unreached,
    };
    (0..firms).map(one).collect()
}

fn number(node: NodeIndex) -> u32 {
    node.index() as u32
}

fn directed(firms: usize, sales: &[(u32, u32)]) -> DiGraph<(), ()> {
    let mut graph = DiGraph::with_capacity(firms + 1, sales.len());
    fill(&mut graph, firms, sales);
    graph
}

/// Each pair once: two firms that sell to each other are one connection.
fn undirected(firms: usize, sales: &[(u32, u32)]) -> UnGraph<(), ()> {
    let mut pairs: Vec<(u32, u32)> = sales.iter().filter(|(a, b)| a != b).map(|&(a, b)| (a.min(b), a.max(b))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut graph = UnGraph::with_capacity(firms, pairs.len());
    fill(&mut graph, firms, &pairs);
    graph
}

fn fill<D: EdgeType>(graph: &mut Graph<(), (), D>, firms: usize, pairs: &[(u32, u32)]) {
    for _ in 0..firms {
        graph.add_node(());
    }
    for &(a, b) in pairs {
        graph.add_edge(NodeIndex::new(a as usize), NodeIndex::new(b as usize), ());
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{expected, words};
    use super::*;
    use serde_json::Value as Json;

    fn firm(word: &str) -> u32 {
        word[1..].parse::<u32>().unwrap() - 1
    }

    fn sales() -> Vec<(u32, u32)> {
        let ends = |c: &str| words("supply_edges.csv", c).iter().map(|w| firm(w)).collect::<Vec<u32>>();
        ends("supplier").into_iter().zip(ends("buyer")).collect()
    }

    fn firms(json: &Json) -> Vec<u32> {
        let mut firms: Vec<u32> = json.as_array().unwrap().iter().map(|w| firm(w.as_str().unwrap())).collect();
        firms.sort_unstable();
        firms
    }

    #[test]
    fn equals_the_reference_on_the_toy_chain() {
        let e = expected("16_graph_single_points", "expected");
        assert_eq!(articulation(16, &sales()), firms(&e["articulation_points_undirected"]));
        let links: Vec<Vec<u32>> = lone_links(16, &sales()).into_iter().map(|(a, b)| vec![a, b]).collect();
        assert_eq!(links, [firms(&e["bridges_undirected"][0])]);
        assert_eq!(circles(16, &sales()), [firms(&e["strongly_connected_components_gt1"][0])]);
        for (name, by) in e["immediate_dominators_from_virtual_root"].as_object().unwrap() {
            let by = by.as_str().unwrap();
            let theirs = if by == "ROOT" { Dominator::Nobody } else { Dominator::Firm(firm(by)) };
            assert_eq!(dominators(16, &sales())[firm(name) as usize], theirs, "{name}");
        }
    }

    #[test]
    fn a_circle_nobody_supplies_has_no_dominator() {
        assert_eq!(dominators(2, &[(0, 1), (1, 0)]), [Dominator::Unreached; 2]);
    }

    #[test]
    fn a_long_chain_does_not_exhaust_the_stack() {
        let chain: Vec<(u32, u32)> = (0..200_000).map(|i| (i, i + 1)).collect();
        assert_eq!(articulation(200_001, &chain).len(), 199_999);
        assert_eq!(lone_links(200_001, &chain).len(), 200_000);
    }
}
