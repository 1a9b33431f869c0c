//! The chain side: which links have suppliers, which are missing or fragile, what speaks for it, and who could fill
//! them. It rests on public listings alone.

use std::collections::{HashMap, HashSet};

use crate::chain::Node;
use crate::clusters::market::Market;
use crate::clusters::stats::chain::{
    Candidate, Class, ClassCuts, Completeness, Evidence, Finding, Link, classify, completeness, rank,
};
use crate::clusters::stats::hhi::Sizes;
use crate::clusters::stats::value::{Absent, Value};
use crate::geo::Point;

/// Where quantities are not stated, one supplier is taken to serve so many needs.
pub const NEEDS_PER_SUPPLIER: f64 = 3.0;
/// Chains that the list shows; links of one chain; kinds of a chain that are looked at.
const MOST_CHAINS: usize = 60;
const MOST_LINKS: usize = 80;
const MOST_KINDS: usize = 2_000;
/// Gaps that are kept; codes of evidence and fillers of one gap.
const MOST_GAPS: usize = 1_000;
const MOST_CODES: usize = 5;
const MOST_FILLERS: usize = 5;
/// How much a firm that lists a wider kind, or a sister kind, is known to do of what is asked.
const WIDER: f64 = 0.7;
const SISTER: f64 = 0.5;

/// What the market says of a category.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Demand and supply, in needs.
    pub link: Link,
    /// Whether they rest on stated quantities rather than on counts.
    pub by_quantity: bool,
    /// Budgets of its needs together, in 万元; none where no need states one.
    pub budget: Option<f64>,
    /// Needs that are not bought in the city today.
    pub outside: usize,
}

/// Demand and supply of a category.
pub fn seen(market: &Market, node: Node) -> Seen {
    let needs: Vec<_> = market.demand(node).iter().map(|at| &market.needs[*at as usize]).collect();
    let products: Vec<_> = market.supply(node).iter().map(|at| &market.products[*at as usize]).collect();
    let (demand, suppliers) = (needs.len() as f64, market.suppliers(node));
    let unit = needs.first().map(|need| need.unit.as_str()).filter(|unit| !unit.is_empty());
    let wanted: Option<f64> = needs.iter().map(|need| need.monthly.filter(|_| Some(need.unit.as_str()) == unit)).sum();
    let mut by_firm: HashMap<u32, f64> = HashMap::new();
    for product in products.iter().filter(|product| Some(product.unit.as_str()) == unit) {
        if let Some(capacity) = product.capacity {
            *by_firm.entry(product.firm).or_default() += capacity;
        }
    }
    let possible: f64 = by_firm.values().sum();
    let by_quantity = wanted.is_some_and(|wanted| wanted > 0.0) && possible > 0.0;
    let capacity = match wanted {
        Some(wanted) if by_quantity => demand * possible / wanted,
        _ => suppliers.len() as f64 * NEEDS_PER_SUPPLIER,
    };
    let mut sizes: Vec<f64> = by_firm.into_values().collect();
    sizes.sort_by(f64::total_cmp);
    let hhi = if by_quantity { Sizes::of(sizes).hhi() } else { Err(Absent::NoBase) };
    let weight = demand.max(1.0);
    let suppliers = suppliers.len() as u32;
    let budget = needs.iter().filter_map(|need| need.budget).reduce(|a, b| a + b);
    let outside = needs.iter().filter(|need| need.source != crate::needs::CurrentSource::Local).count();
    let link = Link { weight, demand, capacity, suppliers, hhi, quotient: Err(Absent::NoBase), target: false };
    Seen { link, by_quantity, budget, outside }
}

/// What is to be done about a category, judged with what goes straight into it and what it goes into.
pub fn finding(market: &Market, node: Node) -> Finding {
    let graph = &market.graph;
    let (inputs, outputs) = (graph.inputs(node), graph.outputs(node));
    let around = std::iter::once(&node).chain(inputs).chain(outputs);
    let links: Vec<Link> = around.map(|node| seen(market, *node).link).collect();
    let feeds: Vec<(usize, usize)> =
        (1..=inputs.len()).map(|at| (at, 0)).chain((inputs.len() + 1..links.len()).map(|at| (0, at))).collect();
    classify(&links, &feeds, ClassCuts::default()).swap_remove(0)
}

/// A firm that might fill a gap, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Filler {
    /// Its number in the market.
    pub firm: u32,
    /// What it lists that is near.
    pub product: u32,
    /// How much of what is asked it is known to do, 0 to 1.
    pub capability: f64,
    /// Kilometres to the middle of the buyers, where places are known.
    pub distance: Option<f64>,
}

/// A category with its class and the rows that speak for it.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The category.
    pub node: Node,
    /// What the market says.
    pub seen: Seen,
    /// Its class and why.
    pub finding: Finding,
    /// Codes of needs, of products and names of neighbours that have suppliers: upstream, downstream.
    pub needs: Vec<String>,
    pub products: Vec<String>,
    pub upstream: Vec<String>,
    pub downstream: Vec<String>,
}

impl Gap {
    /// A category, judged.
    pub fn new(market: &Market, node: Node) -> Gap {
        let present = |nodes: &[Node]| {
            let there = nodes.iter().filter(|node| !market.supply(**node).is_empty());
            there.take(MOST_CODES).map(|node| market.graph.name(*node).to_owned()).collect()
        };
        let codes = market.demand(node).iter().map(|at| market.needs[*at as usize].code.clone());
        let listed = market.supply(node).iter().map(|at| market.products[*at as usize].code.clone());
        Gap {
            node,
            seen: seen(market, node),
            finding: finding(market, node),
            needs: codes.take(MOST_CODES).collect(),
            products: listed.take(MOST_CODES).collect(),
            upstream: present(market.graph.inputs(node)),
            downstream: present(market.graph.outputs(node)),
        }
    }

    /// Whether something is to be done.
    pub fn is_open(&self) -> bool {
        !matches!(self.finding.class, Class::Sound | Class::Unasked)
    }
}

/// Local firms that list something near a category and not the category itself: a wider kind, or a sister kind.
pub fn fillers(market: &Market, node: Node) -> Vec<Filler> {
    let graph = &market.graph;
    let own: HashSet<u32> = market.suppliers(node).into_iter().collect();
    let buyers: Vec<u32> = market.demand(node).iter().map(|at| market.needs[*at as usize].firm).collect();
    let middle = middle(market, &buyers);
    let wider = graph.wider(node).iter().map(|wider| (*wider, WIDER));
    let sisters = graph.wider(node).iter().flat_map(|wider| graph.narrower(*wider)).map(|sister| (*sister, SISTER));
    let mut found: HashMap<u32, Filler> = HashMap::new();
    for (near, capability) in wider.chain(sisters).filter(|(near, _)| *near != node) {
        for at in market.supply(near) {
            let product = &market.products[*at as usize];
            // A wider kind counts only where it is listed itself: what stands below it are sisters.
            let is_itself = capability == SISTER || product.node == Some(near);
            let asks = buyers.contains(&product.firm);
            if !is_itself || asks || own.contains(&product.firm) {
                continue;
            }
            let distance = middle.zip(place(market, product.firm)).map(|(a, b)| a.distance_km(b));
            found.entry(product.firm).or_insert(Filler { firm: product.firm, product: *at, capability, distance });
        }
    }
    let candidate = |filler: &Filler| Candidate {
        id: u64::from(filler.firm),
        capability: filler.capability,
        capacity: NEEDS_PER_SUPPLIER,
        distance: filler.distance.unwrap_or(f64::INFINITY),
        relatedness: Err(Absent::NoBase),
    };
    let candidates: Vec<Candidate> = found.values().map(candidate).collect();
    let ranked = rank(&candidates, seen(market, node).link.gap());
    let best = ranked.iter().take(MOST_FILLERS);
    best.filter_map(|Evidence { candidate, .. }| found.remove(&(candidate.id as u32))).collect()
}

fn place(market: &Market, firm: u32) -> Option<Point> {
    market.firms[firm as usize].place.and_then(|(lon, lat)| Point::new(lat, lon))
}

fn middle(market: &Market, firms: &[u32]) -> Option<Point> {
    let places: Vec<Point> = firms.iter().filter_map(|firm| place(market, *firm)).collect();
    let n = places.len() as f64;
    let mean = |of: fn(&Point) -> f64| places.iter().map(of).sum::<f64>() / n;
    Point::new(mean(|place| place.lat), mean(|place| place.lon)).filter(|_| n > 0.0)
}

/// The gaps of all categories that somebody asks for, those with the most unserved demand first.
pub fn gaps(market: &Market) -> Vec<Gap> {
    let mut gaps: Vec<Gap> =
        market.wanted().into_iter().map(|node| Gap::new(market, node)).filter(Gap::is_open).collect();
    let size = |gap: &Gap| (gap.seen.link.gap(), gap.seen.link.demand);
    gaps.sort_by(|a, b| {
        let ((gap_a, demand_a), (gap_b, demand_b)) = (size(a), size(b));
        gap_b.total_cmp(&gap_a).then(demand_b.total_cmp(&demand_a)).then(a.node.cmp(&b.node))
    });
    gaps.truncate(MOST_GAPS);
    gaps
}

/// A chain with its links.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The category that gives it its name.
    pub node: Node,
    /// Its links.
    pub links: Vec<Gap>,
    /// Which link goes into which.
    pub feeds: Vec<(usize, usize)>,
    /// The chain in five numbers.
    pub numbers: Completeness,
}

impl Chain {
    /// The chain of a category: its kinds, and what goes into them and what they go into, as far as somebody lists or
    /// asks for it or it lies between such; the most wanted if there are many.
    pub fn new(market: &Market, node: Node) -> Chain {
        let graph = &market.graph;
        let mut own = vec![node];
        own.extend(graph.kinds(node, MOST_KINDS));
        let mut all: Vec<Node> =
            own.iter().flat_map(|n| graph.inputs(*n).iter().chain(graph.outputs(*n))).copied().collect();
        all.extend(&own);
        all.sort_unstable();
        all.dedup();
        let is_active = |node: &Node| !market.supply(*node).is_empty() || !market.demand(*node).is_empty();
        let between =
            |node: &Node| graph.inputs(*node).iter().any(is_active) && graph.outputs(*node).iter().any(is_active);
        all.retain(|node| is_active(node) || between(node));
        let weight = |node: &Node| (market.demand(*node).len(), market.supply(*node).len());
        all.sort_by(|a, b| weight(b).cmp(&weight(a)).then(a.cmp(b)));
        all.truncate(MOST_LINKS);
        let links: Vec<Gap> = all.iter().map(|node| Gap::new(market, *node)).collect();
        let at: HashMap<Node, usize> = all.iter().copied().zip(0..).collect();
        let feeds = all.iter().enumerate().flat_map(|(from, node)| {
            let to = graph.outputs(*node).iter().filter_map(|to| at.get(to));
            to.map(move |to| (from, *to)).collect::<Vec<_>>()
        });
        let feeds = feeds.collect();
        let numbers = completeness(&links.iter().map(|gap| gap.seen.link).collect::<Vec<_>>());
        Chain { node, links, feeds, numbers }
    }

    /// How many links have each of 建, 补, 延, 强.
    pub fn counts(&self) -> [usize; 4] {
        CLASSES.map(|class| self.links.iter().filter(|link| link.finding.class == class).count())
    }
}

/// The classes that ask for something, in the order of lists.
pub const CLASSES: [Class; 4] = [Class::Build, Class::FillIn, Class::Extend, Class::Strengthen];

/// A chain in a line.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The category that gives it its name.
    pub node: Node,
    /// Needs and products in it.
    pub needs: usize,
    pub products: usize,
    /// Links of each of 建, 补, 延, 强.
    pub counts: [usize; 4],
    /// Its completeness, 0 to 1.
    pub completeness: Value,
}

/// The chains with the most needs and products.
pub fn overviews(market: &Market) -> Vec<Overview> {
    let mut found: Vec<(usize, usize, Node)> = vec![];
    for (root, _) in market.graph.roots() {
        let products = market.supply(root).len();
        let needs = || {
            let kinds = market.graph.kinds(root, MOST_KINDS);
            kinds.iter().chain([&root]).map(|node| market.demand(*node).len()).sum::<usize>()
        };
        let needs = needs();
        if products + needs > 0 {
            found.push((needs, products, root));
        }
    }
    found.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then(a.2.cmp(&b.2)));
    found.truncate(MOST_CHAINS);
    let one = |(needs, products, node)| {
        let chain = Chain::new(market, node);
        Overview { node, needs, products, counts: chain.counts(), completeness: chain.numbers.completeness }
    };
    found.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::chain::{CategoryId, Graph, Relation};
    use crate::clusters::market::{Firm, Need, Product};
    use crate::needs::CurrentSource;

    /// 轴承 goes into 电机, 电机 into 水泵, 水泵 into 泵站; 芯片 stands alone. Three firms make 水泵, one 轴承.
    fn market(further: &[(&str, u32)]) -> Market {
        let names = ["轴承", "电机", "水泵", "泵站", "芯片"];
        let id = |name: &str| CategoryId(name.to_owned());
        let edges = [("轴承", "电机"), ("电机", "水泵"), ("水泵", "泵站")];
        let edges = edges.map(|(from, to)| (id(from), Relation::InputOf, id(to)));
        let graph = Arc::new(Graph::new(names.map(|name| (id(name), name.to_owned())).to_vec(), &edges));
        let listed = [("轴承", 0), ("水泵", 1), ("水泵", 2), ("水泵", 3)];
        let product = |(at, (name, firm)): (usize, &(&str, u32))| Product {
            code: format!("P-{at}"),
            name: (*name).to_owned(),
            firm: *firm,
            node: graph.find(name),
            ..Product::default()
        };
        let products = listed.iter().chain(further).enumerate().map(product).collect();
        let need = |(at, name): (usize, &str)| Need {
            id: format!("n{at}"),
            code: format!("N-{at}"),
            text: name.to_owned(),
            firm: 4,
            node: graph.find(name),
            monthly: None,
            unit: String::new(),
            budget: Some(10.0),
            source: CurrentSource::Outside,
            sellers: vec![],
        };
        let needs = names.into_iter().enumerate().map(need).collect();
        Market::new(graph, vec![Firm::default(); 6], products, needs)
    }

    fn gap(market: &Market, name: &str) -> Gap {
        Gap::new(market, market.graph.find(name).expect("the category"))
    }

    #[test]
    fn four_links_are_built_filled_extended_and_strengthened_with_their_evidence() {
        let market = market(&[]);
        let of = |name| gap(&market, name);
        let classes = ["芯片", "电机", "泵站", "轴承", "水泵"].map(|name| of(name).finding.class);
        assert_eq!(classes, [Class::Build, Class::FillIn, Class::Extend, Class::Strengthen, Class::Sound]);
        let filled = of("电机");
        assert_eq!((filled.needs, filled.products), (vec!["N-1".to_owned()], vec![]));
        assert_eq!((filled.upstream, filled.downstream), (vec!["轴承".to_owned()], vec!["水泵".to_owned()]));
        assert_eq!(of("轴承").products, ["P-0"]);
        assert_eq!(of("泵站").upstream, ["水泵"]);
        assert_eq!((of("芯片").upstream.len(), of("芯片").needs), (0, vec!["N-4".to_owned()]));
        let names: Vec<&str> = gaps(&market).iter().map(|gap| market.graph.name(gap.node)).collect();
        assert_eq!(names.len(), 4, "{names:?}");
    }

    #[test]
    fn one_listing_more_flips_one_class() {
        let (before, after) = (market(&[]), market(&[("轴承", 5)]));
        let changed: Vec<&str> = ["轴承", "电机", "水泵", "泵站", "芯片"]
            .into_iter()
            .filter(|name| gap(&before, name).finding.class != gap(&after, name).finding.class)
            .collect();
        assert_eq!(changed, ["轴承"]);
        assert_eq!(gap(&after, "轴承").finding.class, Class::Sound);
    }
}
