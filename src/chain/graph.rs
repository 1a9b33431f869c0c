//! The chain graph in memory: nodes are numbers, edges are rows of numbers, so that a walk costs no query.
//!
//! 60,000 categories with 107,000 edges take some 10 MB. The graph is a copy: load it anew when the tables changed.

use std::collections::HashMap;
use std::hash::Hash;

use super::{CategoryId, Relation};

/// A category of one loaded graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node(u32);

/// How many wider categories are looked at above one; a taxonomy is some ten levels deep.
const MOST_ANCESTORS: usize = 256;
/// How many names of one thing are gathered.
const MOST_ALIASES: usize = 64;

/// Neighbours of every node in one direction, laid end to end.
#[derive(Debug, Clone, Default)]
struct Arrows {
    starts: Vec<u32>,
    ends: Vec<Node>,
}

impl Arrows {
    /// Counts, then places: two passes and no list per node.
    fn new(nodes: usize, pairs: impl Iterator<Item = (Node, Node)> + Clone) -> Arrows {
        let mut starts = vec![0u32; nodes + 1];
        for (from, _) in pairs.clone() {
            starts[from.0 as usize + 1] += 1;
        }
        for n in 0..nodes {
            starts[n + 1] += starts[n];
        }
        let mut next = starts.clone();
        let mut ends = vec![Node(0); starts[nodes] as usize];
        for (from, to) in pairs {
            let place = &mut next[from.0 as usize];
            ends[*place as usize] = to;
            *place += 1;
        }
        Arrows { starts, ends }
    }

    fn of(&self, node: Node) -> &[Node] {
        let n = node.0 as usize;
        // A category that was added later has no neighbours.
        let Some([start, end]) = self.starts.get(n..n + 2) else { return &[] };
        &self.ends[*start as usize..*end as usize]
    }
}

/// The graph. Methods that walk are safe against circles, which imported data may hold.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    ids: Vec<CategoryId>,
    names: Vec<String>,
    by_id: HashMap<CategoryId, Node>,
    by_name: HashMap<String, Node>,
    wider: Arrows,
    narrower: Arrows,
    inputs: Arrows,
    outputs: Arrows,
    alias_of: Arrows,
    aliases: Arrows,
}

impl Graph {
    /// The graph of these categories and edges; an edge to a category that is not there is left out.
    pub fn new(categories: Vec<(CategoryId, String)>, edges: &[(CategoryId, Relation, CategoryId)]) -> Graph {
        let keyed = categories.into_iter().map(|(id, name)| (id.clone(), id, name)).collect();
        Graph::keyed(keyed, edges.iter().cloned())
    }

    /// The same where edges name their ends by a key of the caller's choice.
    pub fn keyed<K: Eq + Hash>(
        categories: Vec<(K, CategoryId, String)>,
        edges: impl Iterator<Item = (K, Relation, K)>,
    ) -> Graph {
        let mut graph = Graph::default();
        let mut nodes = HashMap::with_capacity(categories.len());
        for (number, (key, id, name)) in (0..).zip(categories) {
            nodes.insert(key, Node(number));
            graph.by_id.insert(id.clone(), Node(number));
            graph.by_name.insert(name.clone(), Node(number));
            graph.ids.push(id);
            graph.names.push(name);
        }
        let known = edges.filter_map(|(from, relation, to)| Some((*nodes.get(&from)?, relation, *nodes.get(&to)?)));
        graph.link(&known.collect::<Vec<_>>());
        graph
    }

    fn link(&mut self, edges: &[(Node, Relation, Node)]) {
        let nodes = self.ids.len();
        let along = |relation| {
            let chosen = edges.iter().filter(move |e| e.1 == relation);
            Arrows::new(nodes, chosen.map(|e| (e.0, e.2)))
        };
        let against = |relation| {
            let chosen = edges.iter().filter(move |e| e.1 == relation);
            Arrows::new(nodes, chosen.map(|e| (e.2, e.0)))
        };
        (self.wider, self.narrower) = (along(Relation::KindOf), against(Relation::KindOf));
        (self.outputs, self.inputs) = (along(Relation::InputOf), against(Relation::InputOf));
        (self.alias_of, self.aliases) = (along(Relation::SameAs), against(Relation::SameAs));
    }

    /// Adds a category without edges.
    pub fn add(&mut self, id: CategoryId, name: String) {
        let node = Node(self.ids.len() as u32);
        self.by_id.insert(id.clone(), node);
        self.by_name.insert(name.clone(), node);
        self.ids.push(id);
        self.names.push(name);
    }

    /// How many categories there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// How many edges there are.
    pub fn edges(&self) -> usize {
        self.wider.ends.len() + self.outputs.ends.len() + self.alias_of.ends.len()
    }

    /// The category with that key.
    pub fn node(&self, id: &CategoryId) -> Option<Node> {
        self.by_id.get(id).copied()
    }

    /// The category of exactly that name.
    pub fn find(&self, name: &str) -> Option<Node> {
        self.by_name.get(name).copied()
    }

    /// The key of a category.
    pub fn id(&self, node: Node) -> &CategoryId {
        &self.ids[node.0 as usize]
    }

    /// The name of a category.
    pub fn name(&self, node: Node) -> &str {
        &self.names[node.0 as usize]
    }

    /// Every category.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        (0..self.ids.len() as u32).map(Node)
    }

    /// What it is directly a kind of.
    pub fn wider(&self, node: Node) -> &[Node] {
        self.wider.of(node)
    }

    /// Its direct kinds.
    pub fn narrower(&self, node: Node) -> &[Node] {
        self.narrower.of(node)
    }

    /// What goes into it.
    pub fn inputs(&self, node: Node) -> &[Node] {
        self.inputs.of(node)
    }

    /// What it goes into.
    pub fn outputs(&self, node: Node) -> &[Node] {
        self.outputs.of(node)
    }

    /// Everything that it is a kind of, the nearest first, without itself; at most 256.
    pub fn ancestors(&self, node: Node) -> Vec<Node> {
        let mut found = vec![node];
        let mut next = 0;
        while next < found.len() && found.len() <= MOST_ANCESTORS {
            for wider in self.wider(found[next]) {
                if !found.contains(wider) {
                    found.push(*wider);
                }
            }
            next += 1;
        }
        found.remove(0);
        found.truncate(MOST_ANCESTORS);
        found
    }

    /// All its kinds, the nearest first, without itself.
    pub fn descendants(&self, node: Node) -> Vec<Node> {
        self.below(node, &mut vec![false; self.len()])
    }

    /// Its kinds, the nearest first, without itself; at most `most`, so that a root costs no walk over everything.
    pub fn kinds(&self, node: Node, most: usize) -> Vec<Node> {
        let mut found = vec![node];
        let mut next = 0;
        while next < found.len() && found.len() <= most {
            for narrower in self.narrower(found[next]) {
                if !found.contains(narrower) {
                    found.push(*narrower);
                }
            }
            next += 1;
        }
        found.remove(0);
        found.truncate(most);
        found
    }

    /// `seen` must be all false, and is so again afterwards.
    fn below(&self, node: Node, seen: &mut [bool]) -> Vec<Node> {
        let mut found = vec![node];
        seen[node.0 as usize] = true;
        let mut next = 0;
        while next < found.len() {
            for narrower in self.narrower(found[next]) {
                if !std::mem::replace(&mut seen[narrower.0 as usize], true) {
                    found.push(*narrower);
                }
            }
            next += 1;
        }
        for node in &found {
            seen[node.0 as usize] = false;
        }
        found.remove(0);
        found
    }

    /// The other names of a category: those that stand for it, those it stands for, and theirs; at most 64.
    pub fn aliases(&self, node: Node) -> Vec<Node> {
        let mut found = vec![node];
        let mut next = 0;
        while next < found.len() && found.len() <= MOST_ALIASES {
            for other in self.aliases.of(found[next]).iter().chain(self.alias_of.of(found[next])) {
                if !found.contains(other) {
                    found.push(*other);
                }
            }
            next += 1;
        }
        found.remove(0);
        found.truncate(MOST_ALIASES);
        found
    }

    /// The category that this one is only another name of; itself where it is none.
    pub fn canonical(&self, node: Node) -> Node {
        let mut seen = vec![node];
        while let Some(next) = self.alias_of.of(seen[seen.len() - 1]).first() {
            if seen.contains(next) {
                break;
            }
            seen.push(*next);
        }
        seen[seen.len() - 1]
    }

    /// The chains: categories that are a kind of nothing and have kinds, with the number of categories below them,
    /// the largest first.
    pub fn roots(&self) -> Vec<(Node, usize)> {
        let mut seen = vec![false; self.len()];
        let is_root = |node: &Node| self.wider(*node).is_empty() && !self.narrower(*node).is_empty();
        let mut roots: Vec<(Node, usize)> =
            self.nodes().filter(is_root).map(|node| (node, self.below(node, &mut seen).len())).collect();
        roots.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| self.name(a.0).cmp(self.name(b.0))));
        roots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&'static str, Relation, &'static str)]) -> Graph {
        let mut names: Vec<&'static str> = edges.iter().flat_map(|e| [e.0, e.2]).collect();
        names.sort_unstable();
        names.dedup();
        let category = |name: &&'static str| (*name, CategoryId(format!("id-{name}")), (*name).to_owned());
        Graph::keyed(names.iter().map(category).collect(), edges.iter().copied())
    }

    fn names(graph: &Graph, nodes: &[Node]) -> Vec<String> {
        let mut names: Vec<String> = nodes.iter().map(|n| graph.name(*n).to_owned()).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn walks_up_and_down_and_across() {
        use Relation::*;
        let graph = graph(&[
            ("钢管", KindOf, "管材"),
            ("不锈钢管", KindOf, "钢管"),
            ("不锈钢管", KindOf, "不锈钢制品"),
            ("铜管", KindOf, "管材"),
            ("钢坯", InputOf, "钢管"),
            ("钢管", InputOf, "船舶"),
            ("SS管", SameAs, "不锈钢管"),
        ]);
        let at = |name: &str| graph.find(name).unwrap();
        assert_eq!(graph.edges(), 7);
        assert_eq!(names(&graph, &graph.ancestors(at("不锈钢管"))), ["不锈钢制品", "管材", "钢管"]);
        assert_eq!(names(&graph, &graph.descendants(at("管材"))), ["不锈钢管", "钢管", "铜管"]);
        assert_eq!(names(&graph, graph.inputs(at("钢管"))), ["钢坯"]);
        assert_eq!(names(&graph, graph.outputs(at("钢管"))), ["船舶"]);
        assert_eq!(names(&graph, &graph.aliases(at("不锈钢管"))), ["SS管"]);
        assert_eq!(graph.canonical(at("SS管")), at("不锈钢管"));
        assert_eq!(graph.canonical(at("铜管")), at("铜管"));
        assert_eq!(graph.roots(), [(at("管材"), 3), (at("不锈钢制品"), 1)]);
        assert_eq!(graph.node(graph.id(at("船舶"))), Some(at("船舶")));
    }

    #[test]
    fn circles_end() {
        use Relation::*;
        let graph = graph(&[
            ("a", KindOf, "b"),
            ("b", KindOf, "c"),
            ("c", KindOf, "a"),
            ("d", KindOf, "a"),
            ("x", SameAs, "y"),
            ("y", SameAs, "x"),
        ]);
        let at = |name: &str| graph.find(name).unwrap();
        assert_eq!(graph.ancestors(at("d")).len(), 3);
        assert_eq!(graph.descendants(at("a")).len(), 3);
        assert_eq!(graph.roots(), []);
        assert_eq!(graph.aliases(at("x")), [at("y")]);
        assert_eq!(graph.canonical(at("x")), at("y"));
    }

    #[test]
    fn an_empty_graph_and_a_dangling_edge_are_no_trouble() {
        let lost = CategoryId("lost".into());
        let graph = Graph::new(Vec::new(), &[(lost.clone(), Relation::KindOf, lost)]);
        assert!(graph.is_empty() && graph.roots().is_empty());
    }
}
