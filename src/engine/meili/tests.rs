//! The suite on a real server, and what only this engine must do: live with a server that is away.
//!
//! `PEITAO_TEST_MEILI_URL` names the server, `PEITAO_TEST_MEILI_KEY` its key; without them the suite says that it skips.

use std::time::Instant;

use super::*;
use crate::engine::suite::{self, doc};

/// The indexes of one test, which go away with it.
struct Scene {
    url: String,
    key: Option<String>,
    prefix: String,
}

impl Scene {
    fn new() -> Option<Scene> {
        let Ok(url) = std::env::var("PEITAO_TEST_MEILI_URL") else {
            eprintln!("SKIPPED: PEITAO_TEST_MEILI_URL names no Meilisearch server to run the suite on");
            return None;
        };
        let key = std::env::var("PEITAO_TEST_MEILI_KEY").ok();
        Some(Scene { url, key, prefix: format!("test-{}", crate::ids::new_id()) })
    }

    fn engine(&self, name: &str) -> Meili {
        Meili::open(&self.url, self.key.as_deref(), &format!("{}-{name}", self.prefix)).unwrap()
    }

    fn indexes(&self) -> Vec<String> {
        let wire = Wire::new(&self.url, self.key.as_deref()).unwrap();
        let all = wire.work(|client| async move { client.list_all_indexes_raw().await }).unwrap();
        let names = all["results"].as_array().into_iter().flatten().filter_map(|index| index["uid"].as_str());
        names.filter(|name| name.starts_with(&self.prefix)).map(str::to_owned).collect()
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let home = Home::new(Wire::new(&self.url, self.key.as_deref()).unwrap(), &self.prefix);
        while let Some(name) = self.indexes().first() {
            let task = home.remove(name).unwrap();
            drop(tasks::done(&home.wire, &task, std::time::Duration::from_secs(60)));
        }
    }
}

fn fill(engine: &Meili, id: &str, title: &str) {
    engine.apply(&[], vec![doc(Kind::Product, id, title)]).unwrap();
    engine.commit().unwrap();
}

fn total(engine: &Meili, text: &str) -> u64 {
    engine.search(&Query { text: text.into(), limit: 10, ..Query::default() }).unwrap().total
}

#[test]
fn does_what_every_engine_must() {
    let Some(scene) = Scene::new() else { return };
    let number = std::cell::Cell::new(0);
    suite::all(|| {
        number.set(number.get() + 1);
        Box::new(scene.engine(&number.get().to_string()))
    });
}

#[test]
fn several_processes_share_one_index() {
    let Some(scene) = Scene::new() else { return };
    let (first, second) = (scene.engine("shared"), scene.engine("shared"));
    fill(&first, "1", "法兰");
    fill(&second, "2", "阀门");
    assert_eq!((total(&first, "阀门"), total(&second, "法兰"), total(&first, "")), (1, 1, 2));

    first.apply(&[], vec![doc(Kind::Product, "waiting", "法兰")]).unwrap();
    let mut rebuild = second.rebuild().unwrap();
    rebuild.add(vec![doc(Kind::Product, "new", "垫片")]).unwrap();
    rebuild.finish().unwrap();
    assert!(matches!(first.commit(), Err(EngineError::Replaced)));
    assert_eq!((total(&first, "法兰"), total(&first, "垫片")), (0, 1));
    assert!(!first.needs_rebuild().unwrap());
    let left = || scene.indexes().len();
    let started = Instant::now();
    while left() > 1 && started.elapsed().as_secs() < 10 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(left(), 1, "the old index is gone");
}

#[test]
fn case_and_signs_keep_values_apart() {
    let Some(scene) = Scene::new() else { return };
    let engine = scene.engine("values");
    let names = ["CE", "ce", "a\"b\\", "\\", "' OR kind EXISTS", "%43", "ﬁ", "fi", " 空 格 "];
    let docs =
        names.iter().enumerate().map(|(n, name)| Doc {
            certificates: vec![(*name).to_owned()],
            ..doc(Kind::Product, &n.to_string(), "法兰")
        });
    engine.apply(&[], docs.collect()).unwrap();
    engine.commit().unwrap();
    for name in names {
        let query = Query { certificates: vec![name.to_owned()], limit: 9, ..Query::default() };
        assert_eq!(engine.search(&query).unwrap().total, 1, "{name}");
    }
    let facets = vec![crate::engine::Facet::Certificate];
    let hits = engine.search(&Query { facets, facet_limit: 99, ..Query::default() }).unwrap();
    let mut counted: Vec<&str> = hits.facets[0].1.iter().map(|(name, _)| name.as_str()).collect();
    counted.sort_unstable();
    let mut expected = names;
    expected.sort_unstable();
    assert_eq!(counted, expected);
}

#[test]
fn hits_behind_the_ranked_ones_come_once_each() {
    let Some(scene) = Scene::new() else { return };
    let engine = scene.engine("deep");
    let title = |n: usize| if n.is_multiple_of(3) { "法兰".to_owned() } else { format!("不锈钢法兰第{n}种") };
    engine.apply(&[], (0..400).map(|n| doc(Kind::Product, &n.to_string(), &title(n))).collect()).unwrap();
    engine.commit().unwrap();
    let mut seen = Vec::new();
    for page in 0..9 {
        let query = Query { text: "法兰".into(), offset: page * 50, limit: 50, ..Query::default() };
        seen.extend(engine.search(&query).unwrap().hits.into_iter().map(|hit| hit.id));
    }
    assert_eq!(seen.len(), 400);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 400);
}

#[test]
fn a_dead_server_is_said_to_be_away_and_asked_rarely() {
    let engine = Meili::open("http://127.0.0.1:9", Some("key"), "peitao").unwrap();
    let asked = Instant::now();
    for _ in 0..100 {
        assert!(matches!(engine.search(&Query::default()), Err(EngineError::Away(_))));
    }
    assert!(asked.elapsed().as_secs() < 2);
    assert!(matches!(engine.healthy(), Err(EngineError::Away(_))));
    assert!(matches!(engine.needs_rebuild(), Err(EngineError::Away(_))));
}

#[test]
fn a_silent_server_keeps_one_person_waiting() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let engine = Meili::open(&url, None, "peitao").unwrap();
    let asked = Instant::now();
    for _ in 0..20 {
        assert!(matches!(engine.search(&Query::default()), Err(EngineError::Away(_))));
    }
    assert!(asked.elapsed().as_secs() < 3, "{:?}", asked.elapsed());
}

#[test]
fn what_cannot_be_an_address_or_a_key_is_refused() {
    for (url, key) in [("127.0.0.1:7700", None), ("http://u:p@host", None), ("http://host", Some("a\nb"))] {
        let why = Meili::open(url, key, "peitao").err().unwrap().to_string();
        assert!(why.contains("search server"), "{why}");
    }
}
