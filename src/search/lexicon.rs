//! What people's words mean: other names, kinds and wider things, as the chain graph and the operators' synonyms say.
//!
//! A copy in memory, loaded anew when the tables have changed: a search must not wait for a graph to be read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::load::Around;
use super::store::{self, Mark};
use crate::chain::{self, Graph, Node};
use crate::db::Conn;
use crate::engine::Meaning;
use crate::http::AppResult;
use crate::words::intent;
use crate::words::script::{fold, letters};

/// How long a change of the graph may go unnoticed.
const ROUND: Duration = Duration::from_secs(2);
/// Names of each sort that a word brings.
const MOST: usize = 200;
const MOST_WIDER: usize = 12;

/// What is known at one moment.
#[derive(Debug, Default)]
pub struct Known {
    graph: Graph,
    nodes: HashMap<String, Node>,
    mark: Option<Mark>,
}

/// The words of the city.
#[derive(Default)]
pub struct Lexicon {
    known: RwLock<Arc<Known>>,
    looked: Mutex<Option<Instant>>,
    around: Mutex<Around>,
}

impl Lexicon {
    /// What stands around the listings, for searches without an engine.
    pub(super) fn around(&self) -> MutexGuard<'_, Around> {
        self.around.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known now.
    ///
    /// # Errors
    /// Those of the database.
    pub fn now(&self, conn: &mut Conn) -> AppResult<Arc<Known>> {
        let held = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        // One thread looks; the others go on with what they have.
        let Ok(mut looked) = self.looked.try_lock() else { return Ok(held) };
        if looked.is_some_and(|at| at.elapsed() < ROUND) {
            return Ok(held);
        }
        let mark = store::mark(conn)?;
        *looked = Some(Instant::now());
        if held.mark == Some(mark) {
            return Ok(held);
        }
        let known = Arc::new(Known::load(conn, mark)?);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = known.clone();
        Ok(known)
    }
}

impl Known {
    fn load(conn: &mut Conn, mark: Mark) -> AppResult<Known> {
        let graph = chain::store::load_graph(conn)?;
        Ok(Known { mark: Some(mark), ..Known::of(graph) })
    }

    fn of(graph: Graph) -> Known {
        let nodes = graph.nodes().map(|node| (letters(&fold(graph.name(node))), node)).collect();
        Known { graph, nodes, mark: None }
    }

    /// The category that a text names, as it stands or without the words of wanting.
    fn node(&self, text: &str) -> Option<Node> {
        let folded = fold(text);
        let thing = || letters(&intent::of(&folded).thing);
        self.nodes.get(&letters(&folded)).or_else(|| self.nodes.get(&thing())).copied()
    }

    /// What a text means beyond its letters; nothing where it names no category.
    pub fn meaning(&self, text: &str) -> Meaning {
        let Some(own) = self.node(text) else { return Meaning::default() };
        let (graph, chief) = (&self.graph, self.graph.canonical(own));
        let names = |nodes: Vec<Node>, most: usize| -> Vec<String> {
            nodes.into_iter().take(most).map(|node| graph.name(node).to_owned()).collect()
        };
        let mut categories = vec![graph.name(chief).to_owned()];
        if own != chief {
            categories.push(graph.name(own).to_owned());
        }
        Meaning {
            other_names: names(graph.aliases(own), MOST),
            categories,
            kinds: names(graph.kinds(chief, MOST), MOST),
            wider: names(graph.ancestors(chief), MOST_WIDER),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{CategoryId, Relation};

    #[test]
    fn a_word_brings_its_other_names_its_kinds_and_what_it_is_a_kind_of() {
        use Relation::{KindOf, SameAs};
        let names = ["不锈钢管", "SS管", "钢管", "管材", "不锈钢焊管"];
        let id = |name: &str| CategoryId(name.into());
        let edges = [
            ("SS管", SameAs, "不锈钢管"),
            ("不锈钢管", KindOf, "钢管"),
            ("钢管", KindOf, "管材"),
            ("不锈钢焊管", KindOf, "不锈钢管"),
        ];
        let edges = edges.map(|(from, relation, to)| (id(from), relation, id(to)));
        let known = Known::of(Graph::new(names.map(|name| (id(name), name.to_owned())).into(), &edges));
        let meaning = known.meaning("求购 SS管 5吨");
        assert_eq!(meaning.other_names, ["不锈钢管"]);
        assert_eq!(meaning.categories, ["不锈钢管", "SS管"]);
        assert_eq!(meaning.kinds, ["不锈钢焊管"]);
        assert_eq!(meaning.wider, ["钢管", "管材"]);
        assert_eq!(known.meaning("阀门"), Meaning::default());
    }
}
