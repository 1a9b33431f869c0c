//! The first import of an empty database, which is one transaction and makes the first index on the way.

use super::*;
use crate::db::Kind;
use crate::engine::{Embedded, Engine, dirty};
use crate::search;

fn engine(test: &TestDb) -> Embedded {
    Embedded::open(&test.dir.join("search")).unwrap()
}

fn first(test: &TestDb, engine: &Embedded, path: &Path, options: Options) -> Option<Report> {
    run_first_import(&test.db, engine, path, options, &mut |_| Ok(())).unwrap()
}

/// The bundle with categories that only listings name.
fn with_categories(test: &TestDb) -> PathBuf {
    let dir = bundle(test);
    std::fs::write(
        dir.join("products.csv"),
        "code,firm_code,name,category\nP1,000001,甲管,钢管\nP2,000002,乙,新品类\n",
    )
    .unwrap();
    dir
}

#[test]
fn it_does_what_any_import_does_and_the_index_holds_it() {
    let (test, other) = (TestDb::new(), TestDb::new());
    let engine = engine(&test);
    let report = first(&test, &engine, &with_categories(&test), Options::default()).unwrap();
    let usual = import(&other, &with_categories(&other), Options::default());
    assert_eq!((report.tables, report.warnings), (usual.tables, usual.warnings));
    assert!(report.applied && !report.reshaped);
    assert_eq!(exported(&test), exported(&other));
    assert_eq!(engine.count(Kind::Product).unwrap(), 2);
    let checked = search::check(&test.db, &engine).unwrap();
    assert!(checked.is_equal() && checked.documents == 5, "{checked}");
    assert!(!read(&test, |conn| Ok(dirty::is_all_marked(conn)?)), "the index is in use");
    let again = import(&test, &test.dir.join("bundle"), Options::default());
    assert_eq!(again.total(), count(0, 0, again.total().read(), 0));
    let undone = undo_import(&test.db, &report.batch.unwrap()).unwrap();
    assert_eq!(undone.kept_total(), 0);
    assert_eq!(exported(&test).len(), exported(&TestDb::new()).len());
}

#[test]
fn one_wrong_row_takes_everything_back() {
    let test = TestDb::new();
    let engine = engine(&test);
    let before = exported(&test);
    let dir = bundle(&test);
    std::fs::write(dir.join("needs.csv"), "code,firm_code,text\nN1,999,采购\nN2,000001,采购钢板\n").unwrap();
    let report = first(&test, &engine, &dir, Options::default()).unwrap();
    assert!(report.has_faults() && !report.applied && report.batch.is_none());
    assert_eq!(exported(&test), before);
    assert_eq!(engine.count(Kind::Product).unwrap(), 0);
    assert!(engine.needs_rebuild().unwrap());
    let skipping = Options { skip_bad: true, ..Options::default() };
    let report = first(&test, &engine, &dir, skipping).unwrap();
    assert_eq!((report.applied, report.total().refused), (true, 1));
    assert!(search::check(&test.db, &engine).unwrap().is_equal());
}

#[test]
fn a_chain_graph_that_is_there_already_is_grown() {
    let (test, other) = (TestDb::new(), TestDb::new());
    let engine = engine(&test);
    for test in [&test, &other] {
        import_csv(test, "chain.csv", "from,relation,to\n钢管,input_of,锅炉\n锅炉,kind_of,设备\n");
    }
    let report = first(&test, &engine, &bundle(&test), Options::default()).unwrap();
    let usual = import(&other, &bundle(&other), Options::default());
    assert_eq!(report.tables, usual.tables);
    assert_eq!(exported(&test), exported(&other));
    assert!(search::check(&test.db, &engine).unwrap().is_equal());
}

#[test]
fn it_is_for_an_empty_database_and_to_be_written_only() {
    let test = TestDb::new();
    let engine = engine(&test);
    let dry = Options { dry_run: true, ..Options::default() };
    assert!(first(&test, &engine, &bundle(&test), dry).is_none());
    import(&test, &bundle(&test), Options::default());
    assert!(first(&test, &engine, &bundle(&test), Options::default()).is_none());
}

#[test]
fn an_index_that_was_built_before_is_kept_in_step_by_notes() {
    let test = TestDb::new();
    let engine = std::sync::Arc::new(engine(&test));
    search::reindex(&test.db, &*engine, |_| true).unwrap();
    let report = first(&test, &engine, &bundle(&test), Options::default()).unwrap();
    assert!(report.applied);
    search::catch_up(&test.db, engine.clone(), |_| ()).unwrap();
    assert_eq!(engine.count(Kind::Product).unwrap(), 3);
    assert!(search::check(&test.db, &*engine).unwrap().is_equal());
}

#[test]
fn a_crash_before_the_index_is_in_use_loses_nothing() {
    let test = TestDb::new();
    let engine = std::sync::Arc::new(engine(&test));
    first(&test, &engine, &bundle(&test), Options::default()).unwrap();
    // As it would be had the power failed between the transaction and the index.
    write(&test, |conn| Ok(dirty::mark_all(conn)?));
    let lost = std::sync::Arc::new(Embedded::open(&test.dir.join("another")).unwrap());
    let checked = search::check(&test.db, &*lost).unwrap();
    assert_eq!((checked.wrong, checked.waiting), (0, 6), "{checked}");
    search::catch_up(&test.db, lost.clone(), |_| ()).unwrap();
    assert!(search::check(&test.db, &*lost).unwrap().is_equal());
}
