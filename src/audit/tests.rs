use diesel::prelude::*;

use super::*;
use crate::db::schema::audit_log;
use crate::db::testing::TestDb;

struct Somebody;

impl Author for Somebody {
    fn author(&self) -> String {
        "user:1".into()
    }
}

fn record_some(test: &TestDb, from: i64, to: i64) {
    for n in from..=to {
        let (id, old) = (n.to_string(), (n % 2 == 0).then_some("旧"));
        let write = |c: &mut Conn| record(c, &Somebody, "firm.verify", "firm", &id, old, Some("新"), clock::now());
        test.db.write(write).unwrap();
    }
}

#[test]
fn a_chain_is_followed_and_a_forged_line_is_named() {
    let test = TestDb::new();
    assert_eq!(test.db.read(verify).unwrap().head, Head::default());
    record_some(&test, 1, 7);
    let whole = test.db.read(verify).unwrap();
    assert_eq!((whole.head.seq, whole.broken_at), (7, None));
    let forge = |c: &mut Conn| -> AppResult<usize> {
        let line = audit_log::table.filter(audit_log::seq.eq(4));
        Ok(diesel::update(line).set(audit_log::new_value.eq("别的")).execute(c)?)
    };
    test.db.write(forge).unwrap();
    let broken = test.db.read(verify).unwrap();
    assert_eq!((broken.head.seq, broken.broken_at), (3, Some(4)));
}

#[test]
fn a_removed_line_is_found_and_following_goes_on_from_where_it_stopped() {
    let test = TestDb::new();
    record_some(&test, 1, 4);
    let first = test.db.read(verify).unwrap();
    record_some(&test, 5, 6);
    let more = test.db.read(|c| verify_from(c, first.head.clone(), 1_000)).unwrap();
    assert_eq!((more.head.seq, more.broken_at), (6, None));
    let remove = |c: &mut Conn| -> AppResult<usize> { Ok(diesel::delete(audit_log::table.find(2)).execute(c)?) };
    test.db.write(remove).unwrap();
    assert_eq!(test.db.read(verify).unwrap().broken_at, Some(3));
    assert_eq!(test.db.read(|c| page(c, 1, 2)).unwrap().iter().map(|e| e.seq).collect::<Vec<_>>(), [5, 4]);
}

#[test]
fn writers_at_the_same_time_make_one_chain() {
    let test = TestDb::new();
    std::thread::scope(|s| {
        for n in 0..4 {
            let test = &test;
            s.spawn(move || record_some(test, n * 10, n * 10 + 9));
        }
    });
    let chain = test.db.read(verify).unwrap();
    assert_eq!((chain.head.seq, chain.broken_at), (40, None));
}
