//! What people's words mean: other names, kinds and wider things, as the chain graph and the operators' synonyms say.
//!
//! A copy in memory, loaded by its own thread at the start and when the tables have changed: a search must not wait for
//! a graph to be read.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use super::load::Around;
use super::store::{self, Mark};
use super::synonyms::{self, Synonyms};
use crate::app::App;
use crate::chain::{self, Graph, Node};
use crate::db::Conn;
use crate::engine::Meaning;
use crate::http::{AppError, AppResult};
use crate::words::script::{fold, letters};
use crate::words::{intent, sound};

/// Time between two looks, so that an import, which rings all the time, is not followed at each step.
const ROUND: Duration = Duration::from_secs(1);
/// How long a change that rang no bell, as one of another process, may go unnoticed.
const UNASKED: Duration = Duration::from_secs(10);
/// Names of each sort that a word brings.
const MOST: usize = 200;
const MOST_WIDER: usize = 12;
/// Keys that are looked at behind what was typed.
const MOST_KEYS: usize = 1_000;

/// What is known at one moment.
#[derive(Debug, Default)]
pub struct Known {
    graph: Graph,
    nodes: HashMap<String, Node>,
    synonyms: Synonyms,
    /// The categories' names as they are written, in pinyin and by initials, in order.
    keys: Vec<(String, Node)>,
    mark: Option<(Mark, synonyms::Mark)>,
}

/// The words of the city.
#[derive(Default)]
pub struct Lexicon {
    known: RwLock<Option<Arc<Known>>>,
    renewing: Mutex<()>,
    around: Mutex<Around>,
}

impl Lexicon {
    /// What stands around the listings, for searches without an engine.
    pub(super) fn around(&self) -> MutexGuard<'_, Around> {
        self.around.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the thread that keeps the copy fresh.
    pub fn keep_behind(self: &Arc<Lexicon>, app: &App) {
        let (lexicon, app) = (self.clone(), app.clone());
        let keep = move || {
            let mut ear = app.wake.ear();
            loop {
                if let Err(why) = app.db.read::<_, AppError>(|conn| lexicon.renewed(conn)) {
                    tracing::warn!(error = %why, "the words of the chain graph could not be read; it is tried again");
                }
                std::thread::sleep(ROUND);
                if !ear.wait(UNASKED) {
                    return;
                }
            }
        };
        if let Err(why) = std::thread::Builder::new().name("lexicon".into()).spawn(keep) {
            tracing::error!(error = %why, "the thread of the lexicon could not be started; it will not follow changes");
        }
    }

    /// What is known; where nothing is yet, what the tables say.
    ///
    /// # Errors
    /// Those of the database.
    pub fn now(&self, conn: &mut Conn) -> AppResult<Arc<Known>> {
        match self.held() {
            Some(known) => Ok(known),
            None => self.renewed(conn),
        }
    }

    /// What the tables say, read anew where they have changed.
    ///
    /// # Errors
    /// Those of the database; what was known before stays.
    pub fn renewed(&self, conn: &mut Conn) -> AppResult<Arc<Known>> {
        // One thread reads, and who comes meanwhile waits for it rather than reading the same.
        let _alone = self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        let mark = (store::mark(conn)?, synonyms::store::mark(conn)?);
        if let Some(known) = self.held().filter(|known| known.mark == Some(mark)) {
            return Ok(known);
        }
        let known = Arc::new(Known::load(conn, mark)?);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }

    fn held(&self) -> Option<Arc<Known>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Known {
    fn load(conn: &mut Conn, mark: (Mark, synonyms::Mark)) -> AppResult<Known> {
        let graph = chain::store::load_graph(conn)?;
        let synonyms = Synonyms::new(synonyms::store::all(conn)?.iter().map(|row| (&*row.word, &*row.other)));
        Ok(Known { mark: Some(mark), synonyms, ..Known::of(graph) })
    }

    fn of(graph: Graph) -> Known {
        let nodes = graph.nodes().map(|node| (key(graph.name(node)), node)).collect();
        let keys = keys(&graph);
        Known { graph, nodes, keys, ..Known::default() }
    }

    /// The synonyms of the operators.
    pub fn synonyms(&self) -> &Synonyms {
        &self.synonyms
    }

    /// What a text means beyond its letters; nothing where it names no category and has no other name.
    pub fn meaning(&self, text: &str) -> Meaning {
        self.meaning_by(text, &self.synonyms)
    }

    /// The same by other synonyms than those in force.
    pub fn meaning_by(&self, text: &str, synonyms: &Synonyms) -> Meaning {
        let folded = fold(text);
        // As it stands, or without the words of wanting.
        let wordings = [letters(&folded), letters(&intent::of(&folded).thing)];
        let same: Vec<String> = wordings.iter().flat_map(|text| synonyms.of(text)).cloned().collect();
        let named = wordings.iter().find_map(|text| self.nodes.get(text));
        let by_synonym = || same.iter().find_map(|name| self.nodes.get(&key(name)));
        let node = named.or_else(by_synonym).copied().or_else(|| self.spelt(&wordings[0]));
        let mut meaning = node.map(|node| self.of_category(node)).unwrap_or_default();
        if named.is_none() {
            // The category was met by a synonym or by its spelling, so its own name is another one too.
            meaning.other_names.splice(..0, meaning.categories.clone());
        }
        for name in same {
            if !meaning.other_names.iter().any(|known| key(known) == key(&name)) {
                meaning.other_names.push(name);
            }
        }
        meaning.other_names.retain(|name| !wordings.contains(&key(name)));
        meaning.other_names.truncate(MOST);
        meaning
    }

    /// The one category that is spelt so in pinyin or by initials; none where several are.
    fn spelt(&self, typed: &str) -> Option<Node> {
        if !sound::is_spelling(typed) {
            return None;
        }
        let keys = &self.keys;
        let start = keys.partition_point(|(key, _)| key.as_str() < typed);
        let met = keys[start..].iter().take_while(|(key, _)| key == typed).map(|(_, node)| self.graph.canonical(*node));
        let mut met: Vec<Node> = met.collect();
        met.dedup();
        if let [only] = met[..] { Some(only) } else { None }
    }

    fn of_category(&self, own: Node) -> Meaning {
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

    /// Up to `most` categories whose names begin with what was typed, as they are written, in pinyin or by initials:
    /// one that is typed in full first, then the shortest. An other name leads to the category that it names.
    pub fn beginning(&self, typed: &str, most: usize) -> Vec<String> {
        let typed = key(typed);
        if typed.is_empty() {
            return Vec::new();
        }
        let keys = &self.keys;
        let start = keys.partition_point(|(key, _)| *key < typed);
        let met = keys[start..].iter().take(MOST_KEYS).take_while(|(key, _)| key.starts_with(&typed));
        let mut met: Vec<(bool, usize, &str)> = met
            .map(|(key, node)| (*key != typed, self.graph.name(self.graph.canonical(*node))))
            .map(|(is_longer, name)| (is_longer, name.len(), name))
            .collect();
        met.sort_unstable();
        let mut names: Vec<String> = Vec::new();
        for (.., name) in met {
            if names.len() < most && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }
}

/// A name as it is looked up.
pub(super) fn key(name: &str) -> String {
    letters(&fold(name))
}

/// Every way to type the name of a category, in order.
fn keys(graph: &Graph) -> Vec<(String, Node)> {
    let mut keys = Vec::with_capacity(graph.len() * 3);
    for node in graph.nodes() {
        let name = key(graph.name(node));
        let (full, initials) = sound::spellings(&name);
        keys.extend(full.into_iter().chain(initials).map(|spelling| (spelling, node)));
        keys.push((name, node));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
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
        let spelt = known.meaning("gangguan");
        assert_eq!((spelt.other_names, spelt.categories), (vec!["钢管".to_owned()], vec!["钢管".to_owned()]));
        for (typed, categories) in [
            ("不锈", vec!["不锈钢管", "不锈钢焊管"]),
            ("bxgg", vec!["不锈钢管"]),
            ("gang", vec!["钢管"]),
            ("ss", vec!["不锈钢管"]),
            ("阀", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(known.beginning(typed, 2), categories, "{typed}");
        }
    }

    #[test]
    fn operators_synonyms_are_other_names_and_lead_to_categories() {
        let id = |name: &str| CategoryId(name.into());
        let edges = [(id("马铃薯"), Relation::KindOf, id("蔬菜"))];
        let graph = Graph::new(["马铃薯", "蔬菜"].map(|name| (id(name), name.to_owned())).into(), &edges);
        let synonyms = Synonyms::new([("土豆", "馬鈴薯"), ("洋芋", "土豆")].into_iter());
        let known = Known { synonyms, ..Known::of(graph) };
        let meaning = known.meaning("求购 土豆");
        assert_eq!(meaning.other_names, ["马铃薯", "洋芋"]);
        assert_eq!((meaning.categories, meaning.wider), (vec!["马铃薯".to_owned()], vec!["蔬菜".to_owned()]));
        assert_eq!(known.meaning("马铃薯").other_names, ["土豆"]);
        assert_eq!(known.meaning_by("土豆", &Synonyms::default()), Meaning::default());
    }
}
