//! What only the embedded engine must do: files, crashes, other processes.

use std::fs;

use super::*;
use crate::engine::suite::{self, doc};

fn engine(root: &Path) -> Embedded {
    Embedded::open(root).unwrap()
}

fn fill(engine: &Embedded, id: &str, title: &str) {
    engine.apply(&[], vec![doc(Kind::Product, id, title)]).unwrap();
    engine.commit().unwrap();
}

fn total(engine: &Embedded, text: &str) -> u64 {
    engine.search(&Query { text: text.into(), limit: 10, ..Query::default() }).unwrap().total
}

#[test]
fn does_what_every_engine_must() {
    let root = tempfile::tempdir().unwrap();
    let number = std::cell::Cell::new(0);
    suite::all(|| {
        number.set(number.get() + 1);
        Box::new(engine(&root.path().join(number.get().to_string())))
    });
}

#[test]
fn what_was_committed_is_there_after_a_crash() {
    let root = tempfile::tempdir().unwrap();
    let first = engine(root.path());
    fill(&first, "1", "法兰");
    first.apply(&[], vec![doc(Kind::Product, "2", "阀门")]).unwrap();
    // The process ends here: nothing is committed, released or dropped in order. A real one loses its lock.
    drop(first);
    let second = engine(root.path());
    assert_eq!((total(&second, "法兰"), total(&second, "阀门")), (1, 0));
    fill(&second, "2", "阀门");
    assert_eq!(total(&second, "阀门"), 1);
}

#[test]
fn one_writes_and_all_search() {
    let root = tempfile::tempdir().unwrap();
    let (first, second) = (engine(root.path()), engine(root.path()));
    fill(&first, "1", "法兰");
    assert!(matches!(second.apply(&[], vec![doc(Kind::Product, "2", "阀门")]), Err(EngineError::Busy)));
    for _ in 0..100 {
        if total(&second, "法兰") == 1 {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(total(&second, "法兰"), 1);
    first.release().unwrap();
    fill(&second, "2", "阀门");
    assert_eq!(total(&second, ""), 2);
}

#[test]
fn an_index_rebuilt_by_another_process_is_followed() {
    let root = tempfile::tempdir().unwrap();
    let (server, command) = (engine(root.path()), engine(root.path()));
    fill(&server, "old", "法兰");
    server.apply(&[], vec![doc(Kind::Product, "waiting", "法兰")]).unwrap();
    let mut rebuild = command.rebuild().unwrap();
    rebuild.add(vec![doc(Kind::Product, "new", "阀门")]).unwrap();
    rebuild.finish().unwrap();
    std::thread::sleep(LOOK);
    assert_eq!((total(&server, "法兰"), total(&server, "阀门")), (0, 1));
    server.apply(&[], vec![doc(Kind::Product, "next", "垫片")]).unwrap();
    assert!(matches!(server.commit(), Err(EngineError::Replaced)));
    server.commit().unwrap();
    assert_eq!(total(&server, ""), 2);
    let folders = fs::read_dir(root.path()).unwrap().flatten().filter(|entry| entry.path().is_dir()).count();
    assert_eq!(folders, 1, "the old index is gone");
}

#[test]
fn an_unreadable_index_is_begun_anew() {
    let root = tempfile::tempdir().unwrap();
    let first = engine(root.path());
    first.rebuild().unwrap().finish().unwrap();
    fill(&first, "1", "法兰");
    assert!(!first.needs_rebuild().unwrap());
    drop(first);
    let name = fs::read_to_string(root.path().join("CURRENT")).unwrap();
    fs::write(root.path().join(name.trim()).join("meta.json"), "{").unwrap();
    let second = engine(root.path());
    assert!(second.needs_rebuild().unwrap());
    assert_eq!(total(&second, ""), 0);
    fill(&second, "1", "法兰");
    assert_eq!(total(&second, ""), 1);
}
