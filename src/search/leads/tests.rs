use super::actions::{first_day, make, purge, take_back};
use super::store;
use crate::accounts::{Role, Viewer};
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::db::testing::TestDb;
use crate::firms::testing::member_of;
use crate::http::AppResult;
use crate::ids::new_code;
use crate::listings::ListingState;
use crate::needs;
use crate::search::query::Asked;

fn asked(q: &str) -> Asked {
    Asked { q: q.into(), ..Asked::default() }
}

fn sought(conn: &mut Conn, viewer: &Viewer, q: &str, now: Moment) -> AppResult<needs::store::NeedRow> {
    make(conn, viewer, "secret", (&asked(q), &new_code('N')), now)
}

/// What officials see.
fn seen(conn: &mut Conn, now: Moment) -> Vec<(String, i64)> {
    let lines = store::page(conn, first_day(now), 0, 10).unwrap();
    assert_eq!(store::count(conn, first_day(now)).unwrap(), lines.len() as i64);
    lines.into_iter().map(|line| (line.text, line.firms)).collect()
}

#[test]
fn two_firms_are_not_told_and_the_third_makes_a_row_of_three_without_names() {
    let test = TestDb::new();
    let (now, db) = (clock::now(), &test.db);
    let conn = &mut *db.writer().unwrap();
    let [one, two, three] = ["one", "two", "three"].map(|firm| member_of(conn, firm, true));
    let doubtful = member_of(conn, "doubtful", false);
    let need = sought(conn, &one, "石墨烯 薄膜", now).unwrap();
    assert_eq!((need.text.as_str(), need.state), ("石墨烯 薄膜", ListingState::Published));
    assert_eq!(need.needed_by, Some(clock::local_day(now) + super::WANTED_IN));
    // One firm twice is one, and a firm that nobody has verified is none.
    sought(conn, &one, "石墨烯　薄膜", now).unwrap();
    sought(conn, &doubtful, "石墨烯 薄膜", now).unwrap();
    sought(conn, &two, "石墨烯 薄膜", now).unwrap();
    assert_eq!(seen(conn, now), []);
    let third = sought(conn, &three, "石墨烯 薄膜", now).unwrap();
    assert_eq!(seen(conn, now), [("石墨烯 薄膜".to_owned(), 3)]);
    let stored: Vec<(String, String)> = {
        use crate::db::schema::leads;
        use diesel::prelude::*;
        leads::table.select((leads::text, leads::who)).load(conn).unwrap()
    };
    assert!(stored.iter().all(|(_, who)| who.len() == 64 && !["one", "two", "three"].contains(&who.as_str())));
    // Undone, it is two again; and the days end.
    take_back(conn, &three, "secret", &third.code, now).unwrap();
    assert_eq!(seen(conn, now), []);
    let row = needs::store::find_by_code(conn, &third.code).unwrap().unwrap();
    assert_eq!(row.state, ListingState::Withdrawn);
    sought(conn, &three, "石墨烯 薄膜", now).unwrap();
    let later = now + chrono::Duration::days(super::DAYS);
    assert_eq!((seen(conn, now).len(), seen(conn, later).len()), (1, 0));
    assert_eq!((purge(conn, now).unwrap(), purge(conn, later).unwrap()), (0, 3));
}

#[test]
fn a_lead_is_of_a_firm_and_of_words_that_tell_of_nobody() {
    let test = TestDb::new();
    let now = clock::now();
    let conn = &mut *test.db.writer().unwrap();
    let one = member_of(conn, "one", true);
    let code = |done: AppResult<needs::store::NeedRow>| done.err().map_or("done", |why| why.code());
    assert_eq!(code(sought(conn, &one, "", now)), "invalid");
    assert_eq!(code(sought(conn, &one, "王工 13800138000", now)), "done");
    for (role, expected) in
        [(Some(Role::Buyer), "forbidden"), (Some(Role::Official), "forbidden"), (None, "sign_in_required")]
    {
        let viewer = Viewer { role, ..Viewer::anonymous() };
        assert_eq!(code(sought(conn, &viewer, "石墨烯", now)), expected, "{role:?}");
    }
    assert_eq!(purge(conn, now + chrono::Duration::days(super::DAYS)).unwrap(), 0, "no number of a person is kept");
    // Sent twice it is one need.
    let twice = |conn: &mut Conn| make(conn, &one, "secret", (&asked("石墨烯"), "N-1"), now).unwrap().id;
    assert_eq!(twice(conn), twice(conn));
}
