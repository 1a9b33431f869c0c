//! Firms that list nothing of the kind and likely make it, as learned from what makers list together.

use std::collections::HashMap;

use super::chains::Chain;
use crate::chain::Node;
use crate::clusters::market::Market;
use crate::matching::known::Known;
use crate::matching::proposals::Fit;

/// Links that are looked at, and firms of each: each look takes some milliseconds.
const MOST_LINKS: usize = 8;
const MOST_FIRMS: usize = 3;

/// The likely makers of the links of a chain that no firm lists, those that are asked for first.
pub fn likely(known: &Known, market: &Market, chain: &Chain) -> HashMap<Node, Vec<u32>> {
    if known.learned().is_none() {
        return HashMap::new();
    }
    let missing = chain.links.iter().filter(|link| link.seen.link.suppliers == 0 && link.is_open());
    let of = |node: Node| {
        let good = known.good(market.graph.name(node), None, &[]);
        let likely = known.propose(&good).into_iter().filter(|proposal| proposal.fit == Fit::LikelyMakes);
        likely.filter_map(|proposal| market.firm(proposal.firm)).take(MOST_FIRMS).collect()
    };
    missing.take(MOST_LINKS).map(|link| (link.node, of(link.node))).collect()
}
