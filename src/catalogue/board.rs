//! The figures of the front page and the chain graph, kept in memory for a moment.
//!
//! Counting a city of ten thousand products takes some milliseconds and one of a million about a second: too much for
//! each visit. So figures are kept for `PATIENCE` times as long as it took to count them; counting then takes a small
//! part of one processor however many visitors come. Who finds figures a little older gets them at once, while new ones
//! are counted in the background; after a quiet night the first visitor waits for new ones.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::store::{self, ByCategory, GraphMark};
use crate::app::App;
use crate::chain::{CategoryId, Graph, Node};
use crate::db::Conn;
use crate::divisions::DivisionKind;
use crate::divisions::store::DivisionRow;
use crate::http::AppResult;

/// How old figures may be at least.
const SHORTEST: Duration = Duration::from_millis(250);
/// How many times as old as counting them took figures may be.
const PATIENCE: u32 = 20;
/// How many times older than that they may be shown while new ones are counted.
const GRACE: u32 = 4;
/// Longest way from a category to its root that a page shows.
const LONGEST_PATH: usize = 8;

/// How many public listings stand in a category and the narrower ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Products.
    pub products: i64,
    /// Needs.
    pub needs: i64,
}

/// An industrial chain: a root of the category tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// The category.
    pub node: Node,
    /// How many narrower ones it has.
    pub kinds: usize,
    /// What stands in it.
    pub tally: Tally,
}

/// Everything counted at one moment.
#[derive(Debug, Default)]
pub struct Figures {
    /// Verified firms.
    pub firms: i64,
    /// Public products.
    pub products: i64,
    /// Public needs.
    pub needs: i64,
    /// Views of pages of products, needs and firms.
    pub views: i64,
    /// The chain graph.
    pub graph: Arc<Graph>,
    /// The chains, those with the most products first.
    pub chains: Vec<Chain>,
    /// The divisions with their verified firms.
    pub divisions: Vec<(DivisionRow, i64)>,
    tallies: HashMap<Node, Tally>,
    mark: Option<GraphMark>,
}

impl Figures {
    /// Counts everything; the graph is taken from `before` when it has not changed since.
    fn count(conn: &mut Conn, before: Option<&Figures>) -> AppResult<Figures> {
        let mark = store::graph_mark(conn)?;
        let known = before.filter(|b| b.mark == Some(mark));
        let graph = match known {
            Some(before) => before.graph.clone(),
            None => Arc::new(crate::chain::store::load_graph(conn)?),
        };
        let (products, needs) = (store::products_by_category(conn)?, store::needs_by_category(conn)?);
        let tallies = tallies(&graph, &products, &needs);
        let mut firms: HashMap<Option<String>, i64> = store::firms_by_division(conn)?.into_iter().collect();
        let verified = firms.values().sum();
        let places = crate::divisions::store::all(conn)?.into_iter();
        let divisions = places.map(|place| {
            let count = firms.remove(&Some(place.code.clone())).unwrap_or(0);
            (place, count)
        });
        let divisions = divisions.collect();
        Ok(Figures {
            firms: verified,
            products: total(&products),
            needs: total(&needs),
            views: store::views(conn)?,
            chains: chains(&graph, &tallies),
            divisions,
            graph,
            tallies,
            mark: Some(mark),
        })
    }

    /// What stands in a category and the narrower ones.
    pub fn tally(&self, node: Node) -> Tally {
        self.tallies.get(&node).copied().unwrap_or_default()
    }

    /// The divisions below the city, with their verified firms.
    pub fn districts(&self) -> impl Iterator<Item = (&DivisionRow, &i64)> {
        let below = self.divisions.iter().filter(|(row, _)| row.kind != DivisionKind::City);
        below.map(|(row, firms)| (row, firms))
    }

    /// The name of a division.
    pub fn division(&self, code: Option<&str>) -> Option<&str> {
        let code = code?;
        self.divisions.iter().find(|(row, _)| row.code == code).map(|(row, _)| row.name.as_str())
    }

    /// The name of a category.
    pub fn category(&self, id: Option<&CategoryId>) -> Option<&str> {
        self.graph.node(id?).map(|node| self.graph.name(node))
    }

    /// The way from the root to a category, or to the one that it is another name of, that one last; where it has several wider ones, along the first.
    pub fn path(&self, node: Node) -> Vec<Node> {
        let mut path = vec![self.graph.canonical(node)];
        while let Some(wider) = self.graph.wider(path[path.len() - 1]).first() {
            if path.contains(wider) || path.len() == LONGEST_PATH {
                break;
            }
            path.push(*wider);
        }
        path.reverse();
        path
    }
}

fn total(counts: &ByCategory) -> i64 {
    counts.iter().map(|(_, count)| count).sum()
}

/// A category and everything that what stands in it also stands in: the one it is another name of, and the wider ones.
fn upwards(graph: &Graph, node: Node) -> Vec<Node> {
    let chief = graph.canonical(node);
    let mut nodes = graph.ancestors(chief);
    nodes.extend([chief, node]);
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// Adds each category's own count to it and upwards, once even where two ways lead up.
fn tallies(graph: &Graph, products: &ByCategory, needs: &ByCategory) -> HashMap<Node, Tally> {
    let mut tallies: HashMap<Node, Tally> = HashMap::new();
    let mut add = |counts: &ByCategory, to: fn(&mut Tally) -> &mut i64| {
        for (category, count) in counts {
            let Some(node) = category.as_ref().and_then(|id| graph.node(id)) else { continue };
            for node in upwards(graph, node) {
                *to(tallies.entry(node).or_default()) += count;
            }
        }
    };
    add(products, |tally| &mut tally.products);
    add(needs, |tally| &mut tally.needs);
    tallies
}

fn chains(graph: &Graph, tallies: &HashMap<Node, Tally>) -> Vec<Chain> {
    let tally = |node| tallies.get(&node).copied().unwrap_or_default();
    let roots = graph.roots().into_iter();
    let mut chains: Vec<Chain> = roots.map(|(node, kinds)| Chain { node, kinds, tally: tally(node) }).collect();
    chains.sort_by_key(|chain| std::cmp::Reverse((chain.tally.products, chain.kinds)));
    chains
}

#[derive(Clone)]
struct Kept {
    since: Instant,
    /// How old they may be.
    fresh_for: Duration,
    figures: Arc<Figures>,
}

/// Keeps the figures. Clones share them, so one serves all threads of the site.
#[derive(Clone, Default)]
pub struct Board {
    kept: Arc<Mutex<Option<Kept>>>,
    /// Held while counting, so that many who wait count once.
    counting: Arc<tokio::sync::Mutex<()>>,
}

impl Board {
    /// The figures.
    ///
    /// # Errors
    /// Those of counting, when there are none that could be shown meanwhile.
    pub async fn figures(&self, app: &App) -> AppResult<Arc<Figures>> {
        let Some(kept) = self.kept() else { return self.count(app).await };
        let age = kept.since.elapsed();
        if age > kept.fresh_for * GRACE {
            return self.count(app).await;
        }
        if age > kept.fresh_for {
            self.count_behind(app);
        }
        Ok(kept.figures)
    }

    /// Counts in the background, unless that is being done; a failure is logged.
    pub fn count_behind(&self, app: &App) {
        if self.counting.try_lock().is_err() {
            return;
        }
        let (board, app) = (self.clone(), app.clone());
        actix_web::rt::spawn(async move {
            if let Err(why) = board.count(&app).await {
                tracing::warn!(error = %why, "counting for the front page failed; the old figures stay");
            }
        });
    }

    async fn count(&self, app: &App) -> AppResult<Arc<Figures>> {
        let _turn = self.counting.lock().await;
        let before = self.kept();
        if let Some(kept) = before.as_ref().filter(|kept| kept.since.elapsed() <= kept.fresh_for) {
            return Ok(kept.figures.clone());
        }
        let started = Instant::now();
        let figures = app.read(move |conn| Figures::count(conn, before.as_ref().map(|k| k.figures.as_ref()))).await?;
        let figures = Arc::new(figures);
        let fresh_for = SHORTEST.max(started.elapsed() * PATIENCE);
        let kept = Kept { since: Instant::now(), fresh_for, figures: figures.clone() };
        *self.kept.lock().expect("no holder panics") = Some(kept);
        Ok(figures)
    }

    fn kept(&self) -> Option<Kept> {
        self.kept.lock().expect("no holder panics").clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Relation;

    fn id(name: &str) -> CategoryId {
        CategoryId(format!("id-{name}"))
    }

    /// Two ways lead from 管件 up to 金属: through 管材 and through 铸件.
    fn graph() -> Graph {
        let names = ["金属", "管材", "铸件", "管件", "布"];
        let edges = [("管材", "金属"), ("铸件", "金属"), ("管件", "管材"), ("管件", "铸件")];
        let edges = edges.map(|(from, to)| (id(from), Relation::KindOf, id(to)));
        Graph::new(names.map(|name| (id(name), name.to_owned())).to_vec(), &edges)
    }

    #[test]
    fn what_is_reached_by_two_ways_counts_once() {
        let graph = graph();
        let products = vec![(Some(id("管件")), 5), (Some(id("管材")), 2), (None, 9), (Some(id("lost")), 1)];
        let tallies = tallies(&graph, &products, &vec![(Some(id("布")), 3)]);
        let of = |name: &str| tallies.get(&graph.find(name).unwrap()).copied().unwrap_or_default();
        assert_eq!(of("金属"), Tally { products: 7, needs: 0 });
        assert_eq!(of("铸件"), Tally { products: 5, needs: 0 });
        assert_eq!(of("布"), Tally { products: 0, needs: 3 });
        let chains = chains(&graph, &tallies);
        assert_eq!(chains.iter().map(|c| (graph.name(c.node), c.kinds)).collect::<Vec<_>>(), [("金属", 3)]);
    }

    #[test]
    fn the_path_leads_from_the_root_and_ends_in_a_circle() {
        let figures = Figures { graph: Arc::new(graph()), ..Figures::default() };
        let names = |figures: &Figures, name: &str| {
            let path = figures.path(figures.graph.find(name).unwrap());
            path.into_iter().map(|node| figures.graph.name(node).to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(&figures, "管件"), ["金属", "管材", "管件"]);
        let circle = [(id("a"), Relation::KindOf, id("b")), (id("b"), Relation::KindOf, id("a"))];
        let graph = Graph::new(vec![(id("a"), "a".into()), (id("b"), "b".into())], &circle);
        let figures = Figures { graph: Arc::new(graph), ..Figures::default() };
        assert_eq!(names(&figures, "a"), ["b", "a"]);
    }
}
