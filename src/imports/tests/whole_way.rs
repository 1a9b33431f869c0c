//! An import on the web, as the worker sees it.

use super::*;
use crate::clock;
use crate::imports::{files, jobs, store};
use crate::wake::Wake;

fn upload(test: &TestDb, viewer: &Viewer, name: &str, text: &str) -> String {
    let id = crate::ids::new_id();
    let file = test.dir.join(&id);
    std::fs::write(&file, text).unwrap();
    files::keep(&test.dir, &id, name, &file).unwrap();
    write(test, |conn| actions::begin(conn, viewer, id.clone(), name, clock::now()));
    work(test, &id);
    id
}

fn work(test: &TestDb, id: &str) {
    jobs::run(&test.db, &Wake::default(), &test.dir, id).unwrap();
}

fn batch(test: &TestDb, id: &str) -> store::BatchRow {
    read(test, |conn| Ok(store::batch(conn, id)?)).unwrap()
}

fn apply(test: &TestDb, viewer: &Viewer, id: &str, skip_bad: bool) -> AppResult<()> {
    test.db.write(|conn| actions::apply(conn, viewer, id, skip_bad, clock::now()))
}

#[test]
fn checked_decided_written_and_undone() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let member = member_of(&test, "000001");
    let before = exported(&test);
    let id = upload(&test, &member, "产品.csv", "编码,产品名称,单价\nA1,阀,3\nA2,泵,贵\n");
    let checked = batch(&test, &id);
    assert_eq!((checked.state, checked.faults, checked.total().unwrap()), (State::Checked, 1, count(1, 0, 0, 1)));
    assert_eq!(exported(&test), before, "nothing is written before its user decides");
    assert!(matches!(apply(&test, &member, &id, false), Err(AppError::Conflict(_))));
    apply(&test, &member, &id, true).unwrap();
    assert!(matches!(apply(&test, &member, &id, true), Err(AppError::Conflict(_))), "a second click does nothing");
    work(&test, &id);
    work(&test, &id);
    let applied = batch(&test, &id);
    assert_eq!((applied.state, applied.total().unwrap(), applied.percent()), (State::Applied, count(1, 0, 0, 1), 100));
    assert!(text_of(&exported(&test), "products.csv").contains("A1,000001,阀"));
    let (_, faults) = read(&test, |conn| actions::faults(conn, &member, &id, 0, 10));
    assert_eq!(faults[0].cell(), "产品.csv!C3");
    write(&test, |conn| actions::undo(conn, &member, &id, clock::now()));
    assert_eq!((batch(&test, &id).state, exported(&test)), (State::Undone, before));
}

#[test]
fn a_file_that_cannot_be_imported_says_why() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let member = member_of(&test, "000001");
    let id = upload(&test, &member, "产品.csv", "名称,单价\n阀,3\n");
    let failed = batch(&test, &id);
    let why = match failed.ending().unwrap() {
        Some(Outcome::Failed(why)) => why.zh,
        other => panic!("{other:?}"),
    };
    assert!(failed.state == State::Failed && why.contains("产品编码"), "{why}");
}

#[test]
fn what_changed_after_the_check_is_checked_again() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let (one, other) = (member_of(&test, "000001"), member_of(&test, "000002"));
    let id = upload(&test, &one, "产品.csv", "编码,产品名称\nA1,阀\n");
    let rival = upload(&test, &other, "产品.csv", "编码,产品名称\nA1,泵\n");
    for (viewer, id) in [(&other, &rival), (&one, &id)] {
        apply(&test, viewer, id, false).unwrap();
        work(&test, id);
    }
    let back = batch(&test, &id);
    assert_eq!((back.state, back.faults), (State::Checked, 1));
    assert!(back.notes().unwrap()[0].zh.contains("检查之后"));
}

#[test]
fn old_files_and_faults_are_cleared_away() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let member = member_of(&test, "000001");
    let id = upload(&test, &member, "产品.csv", "编码,产品名称,单价\nA1,阀,贵\n");
    let folder = files::folder(&test.dir, &id);
    actions::purge(&test.db, &test.dir, clock::now()).unwrap();
    assert!(folder.is_dir());
    let later = clock::now() + chrono::Duration::days(31);
    assert_eq!(actions::purge(&test.db, &test.dir, later).unwrap(), 1);
    assert!(!folder.is_dir());
    assert_eq!(read(&test, |conn| actions::faults(conn, &member, &id, 0, 10)).1, []);
}
