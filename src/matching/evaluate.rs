//! Measures search and matching on tasks with known answers.
//!
//! A folder holds, for each task, `TASK_queries.jsonl` and `TASK_truth.jsonl` (`{"qid","kind","rel":{id:grade},
//! "ignore":[ids]}`): t1 searches products, t2a and t2b ask for firms (with the buyer, and of a good that is not listed),
//! t3p and t3f for the inputs of products and firms, of which only those in `t3_materials.txt` count.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use anyhow::Context;
use rayon::prelude::*;
use serde::Deserialize;

use super::actions::{self, Options};
use super::known::Known;
use crate::accounts::Viewer;
use crate::app::App;
use crate::db::Kind;
use crate::engine::Query;
use crate::http::AppError;
use crate::products;
use crate::search::Lexicon;

/// The tasks.
pub const TASKS: &[&str] = &["t1", "t2a", "t2b", "t3p", "t3f"];
/// Answers of one question.
const MOST: usize = 100;

/// A question; each task has its own keys.
#[derive(Debug, Deserialize)]
struct Question {
    qid: String,
    #[serde(alias = "query", alias = "need", alias = "product", alias = "firm_id")]
    asked: String,
    buyer: Option<String>,
}

/// The right answers to one question.
#[derive(Debug, Deserialize)]
pub struct Truth {
    qid: String,
    kind: String,
    /// Grades by answer.
    pub rel: HashMap<String, f64>,
    /// Answers that are neither right nor wrong.
    #[serde(default)]
    pub ignore: HashSet<String>,
}

/// Figures of one kind of question.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Figures {
    /// Questions.
    pub questions: usize,
    /// Normalised discounted cumulative gain of the first ten and twenty.
    pub ndcg10: f64,
    pub ndcg20: f64,
    /// Reciprocal rank of the first right answer among ten.
    pub rr10: f64,
}

/// How good an order is, for one question.
pub fn score(truth: &Truth, answers: &[String]) -> Figures {
    let mut seen = HashSet::new();
    let counted: Vec<&String> =
        answers.iter().filter(|id| !truth.ignore.contains(*id) && seen.insert(id.as_str())).collect();
    let grade = |id: &&String| truth.rel.get(*id).copied().unwrap_or(0.0);
    let mut best: Vec<f64> = truth.rel.values().copied().collect();
    best.sort_by(|a, b| b.total_cmp(a));
    let gain = |grades: &mut dyn Iterator<Item = f64>, cut: usize| -> f64 {
        let discount = |(place, grade): (usize, f64)| (2f64.powf(grade) - 1.0) / (place as f64 + 2.0).log2();
        grades.take(cut).enumerate().map(discount).sum()
    };
    let ndcg = |cut: usize| {
        let ideal = gain(&mut best.iter().copied(), cut);
        if ideal > 0.0 { gain(&mut counted.iter().map(grade), cut) / ideal } else { 0.0 }
    };
    let first = counted.iter().take(10).position(|id| grade(id) >= 1.0);
    Figures { questions: 1, ndcg10: ndcg(10), ndcg20: ndcg(20), rr10: first.map_or(0.0, |at| 1.0 / (at as f64 + 1.0)) }
}

/// The means of many figures.
pub fn mean<'a>(all: impl Iterator<Item = &'a Figures>) -> Figures {
    let mut sum = Figures::default();
    let mut count = 0.0;
    for one in all {
        count += 1.0;
        sum.questions += one.questions;
        sum.ndcg10 += one.ndcg10;
        sum.ndcg20 += one.ndcg20;
        sum.rr10 += one.rr10;
    }
    let by = |sum: f64| if count > 0.0 { sum / count } else { 0.0 };
    Figures { questions: sum.questions, ndcg10: by(sum.ndcg10), ndcg20: by(sum.ndcg20), rr10: by(sum.rr10) }
}

/// Figures by kind, in the order of their names.
pub type ByKind = BTreeMap<String, Figures>;

/// What a task is run on.
pub struct Bench<'a> {
    /// The site.
    pub app: &'a App,
    /// The matcher.
    pub known: &'a Known,
    /// The folder of the tasks.
    pub dir: &'a Path,
}

impl Bench<'_> {
    /// Runs a task; none where the folder does not have it.
    ///
    /// # Errors
    /// When its files cannot be read, and those of the database and the index.
    pub fn run(&self, task: &str) -> anyhow::Result<Option<ByKind>> {
        let path = self.dir.join(format!("{task}_queries.jsonl"));
        if !path.exists() {
            return Ok(None);
        }
        let questions: Vec<Question> = lines(&path)?;
        let truths: Vec<Truth> = lines(&self.dir.join(format!("{task}_truth.jsonl")))?;
        let materials = self.materials()?;
        let lexicon = Lexicon::default();
        let answer = |question: &Question| -> anyhow::Result<(String, Vec<String>)> {
            let mut ids = self.answer(task, question, &lexicon)?;
            if task.starts_with("t3") {
                ids.retain(|name| materials.contains(name));
            }
            Ok((question.qid.clone(), ids))
        };
        let answers: HashMap<String, Vec<String>> = questions.par_iter().map(answer).collect::<anyhow::Result<_>>()?;
        let mut by_kind: BTreeMap<String, Vec<Figures>> = BTreeMap::new();
        for truth in &truths {
            let figures = score(truth, answers.get(&truth.qid).map_or(&[], Vec::as_slice));
            by_kind.entry(truth.kind.clone()).or_default().push(figures);
        }
        Ok(Some(by_kind.into_iter().map(|(kind, figures)| (kind, mean(figures.iter()))).collect()))
    }

    fn materials(&self) -> anyhow::Result<HashSet<String>> {
        let path = self.dir.join("t3_materials.txt");
        if !path.exists() {
            return Ok(HashSet::new());
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        Ok(text.lines().map(|line| line.trim().to_lowercase()).collect())
    }

    fn answer(&self, task: &str, question: &Question, lexicon: &Lexicon) -> anyhow::Result<Vec<String>> {
        let (viewer, options) = (Viewer::cli(), Options { limit: MOST, nearness: true, personal: true });
        let asked = question.asked.as_str();
        let found: Result<Vec<String>, AppError> = match task {
            "t1" => return self.search(asked, lexicon),
            "t3p" => Ok(self.known.inputs(asked, MOST).into_iter().map(|input| input.name).collect()),
            "t3f" => self.app.db.read(|conn| {
                let items = actions::latent_needs(conn, self.known, &viewer, asked, MOST)?;
                Ok(items.into_iter().map(|input| input.name).collect())
            }),
            _ => self.app.db.read(|conn| {
                let need = (asked, question.buyer.as_deref());
                let answer = actions::match_text(conn, self.known, &viewer, need, options)?;
                Ok(answer.pairings.into_iter().map(|pairing| pairing.card.firm.code).collect())
            }),
        };
        Ok(found?)
    }

    /// Codes of products, with the letter that the tasks put before them.
    fn search(&self, text: &str, lexicon: &Lexicon) -> anyhow::Result<Vec<String>> {
        let meaning = self.app.db.read::<_, AppError>(|conn| Ok(lexicon.now(conn)?.meaning(text)))?;
        let query =
            Query { text: text.to_owned(), meaning, kinds: vec![Kind::Product], limit: MOST, ..Query::default() };
        let hits = self.app.engine.search(&query)?.hits;
        let ids: Vec<&str> = hits.iter().map(|hit| hit.id.as_str()).collect();
        let cards = self.app.db.read::<_, AppError>(|conn| Ok(products::store::cards(conn, &ids)?))?;
        let codes: HashMap<&str, &str> = cards.iter().map(|c| (c.row.id.as_str(), c.row.code.as_str())).collect();
        let code = |id: &&str| codes.get(*id).map(|code| format!("D{}", code.chars().skip(1).collect::<String>()));
        Ok(ids.iter().filter_map(code).collect())
    }
}

fn lines<T: for<'de> Deserialize<'de>>(path: &Path) -> anyhow::Result<Vec<T>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let line = |(at, line): (usize, &str)| {
        serde_json::from_str(line).with_context(|| format!("{}, line {}", path.display(), at + 1))
    };
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_measured_against_the_best_one() {
        let truth = Truth {
            qid: "q".into(),
            kind: "k".into(),
            rel: [("a".to_owned(), 3.0), ("b".to_owned(), 1.0)].into(),
            ignore: ["x".to_owned()].into(),
        };
        let order = |ids: &str| ids.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let best = score(&truth, &order("x a a b c"));
        assert!((best.ndcg10 - 1.0).abs() < 1e-9 && best.rr10 == 1.0);
        let second = score(&truth, &order("c b"));
        let ideal = 7.0 + 1.0 / 3f64.log2();
        assert!((second.ndcg20 - (1.0 / 3f64.log2()) / ideal).abs() < 1e-9);
        assert_eq!(second.rr10, 0.5);
        assert_eq!(score(&truth, &[]).ndcg10, 0.0);
        assert_eq!(mean([best, second].iter()).rr10, 0.75);
    }
}
