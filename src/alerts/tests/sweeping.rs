//! The sweep on a real database, hour by hour through the National Day weeks of 2026: free from Thursday, 1 October, to
//! the 7th, worked on Saturday the 10th.

use chrono::TimeDelta;
use diesel::prelude::*;

use super::at;
use crate::accounts::{Role, Viewer};
use crate::alerts::store::{self, LevelRow, PostRow, Selection};
use crate::alerts::{Level, actions, sweep};
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::db::schema::{self, firms};
use crate::db::testing::TestDb;
use crate::divisions::store::{DivisionRow, insert_many};
use crate::divisions::{DivisionFields, DivisionKind};
use crate::firms::testing::member_of;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::listings::{self, ListingState};
use crate::mail;
use crate::products::store::ProductRow;
use crate::{chain, clusters};

const SITE: &str = "http://site.test";

fn district(conn: &mut Conn, code: &str, parent: Option<&str>) {
    let kind = if parent.is_some() { DivisionKind::Park } else { DivisionKind::District };
    let parent_code = parent.map(Into::into);
    let fields = DivisionFields { code: code.into(), name: code.into(), parent_code, kind, ..DivisionFields::empty() };
    insert_many(conn, &[DivisionRow::new(fields, at("2026-09-01 08:00"))]).unwrap();
}

/// A firm in a park that waits since Monday, 28 September; posts of the park, of its district and of the city.
fn scene() -> TestDb {
    let test = TestDb::new();
    let conn = &mut *test.db.writer().unwrap();
    district(conn, "D1", None);
    district(conn, "P1", Some("D1"));
    member_of(conn, "F1", false);
    let waits = (firms::waiting_since.eq(Some(at("2026-09-28 10:00"))), firms::division_code.eq(Some("P1")));
    diesel::update(firms::table.find("F1")).set(waits).execute(conn).unwrap();
    for (division, level, email) in
        [("P1", Level::Yellow, "steward@p1"), ("D1", Level::Orange, "deputy@d1"), ("", Level::Red, "head@city")]
    {
        store::put_post(conn, &PostRow { division_code: division.into(), level, email: email.into() }).unwrap();
    }
    test
}

fn through(test: &TestDb, from: &str, to: &str) {
    let (mut now, end) = (at(from), at(to));
    while now <= end {
        sweep::run(&test.db, SITE, now).unwrap();
        now += TimeDelta::hours(1);
    }
}

fn run<T>(test: &TestDb, work: impl FnOnce(&mut Conn) -> AppResult<T>) -> AppResult<T> {
    test.db.write(work)
}

/// Who was written to, and when, in order.
fn mails(test: &TestDb) -> Vec<(String, String)> {
    let mut rows = run(test, |conn| mail::page(conn, 0, 100)).unwrap();
    rows.reverse();
    rows.into_iter().map(|row| (row.recipient, clock::show(row.created_at))).collect()
}

fn official(division: Option<&str>) -> Viewer {
    Viewer { role: Some(Role::Official), division: division.map(Into::into), ..Viewer::anonymous() }
}

fn only(test: &TestDb, viewer: &Viewer, is_cleared: bool) -> Option<store::MatterRow> {
    let wanted = Selection { is_cleared, ..Selection::default() };
    run(test, |conn| actions::list(conn, viewer, wanted, (0, 10))).unwrap().rows.pop()
}

fn decided(test: &TestDb, now: Moment) {
    run(test, |conn| {
        let none = (firms::waiting_since.eq(None::<Moment>), firms::updated_at.eq(now));
        Ok(diesel::update(firms::table.find("F1")).set(none).execute(conn)?)
    })
    .unwrap();
}

#[test]
fn over_the_holiday_each_level_falls_due_once_and_its_post_hears_of_it_once() {
    let test = scene();
    through(&test, "2026-09-28 09:00", "2026-10-18 09:00");
    let matter = only(&test, &official(None), false).expect("the matter is open");
    let levels = run(&test, |conn| Ok(store::levels(conn, &matter.id)?)).unwrap();
    let due = |row: &LevelRow| (row.level, clock::show(row.due_at), row.told_to.clone().unwrap());
    assert_eq!(
        levels.iter().map(due).collect::<Vec<_>>(),
        [
            (Level::Yellow, "2026-10-08 17:30".into(), "P1".into()),
            (Level::Orange, "2026-10-10 17:30".into(), "D1".into()),
            (Level::Red, "2026-10-16 17:30".into(), String::new()),
        ]
    );
    let told =
        [("steward@p1", "2026-10-08 18:00"), ("deputy@d1", "2026-10-10 18:00"), ("head@city", "2026-10-16 18:00")];
    assert_eq!(mails(&test), told.map(|(to, at)| (to.to_owned(), at.to_owned())));
    assert_eq!((matter.level, matter.next_at), (Some(Level::Red), None));
}

#[test]
fn a_resolution_ends_a_matter_only_when_it_is_true_and_nothing_more_falls_due() {
    let test = scene();
    through(&test, "2026-10-08 15:00", "2026-10-08 19:00");
    let (now, viewer) = (at("2026-10-09 10:00"), official(Some("D1")));
    let matter = only(&test, &viewer, false).expect("it lies in the district");
    let end = |now| run(&test, |conn| actions::reply(conn, &viewer, &matter.id, ("已核实并通过", true), now));
    assert!(matches!(end(now), Err(AppError::Invalid(_))), "the firm still waits");
    decided(&test, now);
    end(now).unwrap();
    assert!(matches!(end(now), Err(AppError::Conflict(_))), "it has ended");
    through(&test, "2026-10-09 11:00", "2026-10-17 11:00");
    assert_eq!((mails(&test).len(), only(&test, &viewer, true).unwrap().level), (1, Some(Level::Yellow)));
    assert_eq!(only(&test, &official(Some("D2")), true), None, "another district does not see it");
}

#[test]
fn what_the_tables_show_to_be_solved_ends_by_itself_and_waiting_anew_begins_anew() {
    let test = scene();
    through(&test, "2026-10-08 18:00", "2026-10-08 18:00");
    decided(&test, at("2026-10-09 10:00"));
    through(&test, "2026-10-09 11:00", "2026-10-09 11:00");
    let ended = only(&test, &official(None), true).expect("it has ended");
    let replies = run(&test, |conn| Ok(store::replies(conn, &ended.id)?)).unwrap();
    assert_eq!(replies.iter().map(|reply| (reply.author.as_str(), reply.is_end)).collect::<Vec<_>>(), [("site", true)]);
    run(&test, |conn| {
        let waits = firms::waiting_since.eq(Some(at("2026-10-12 10:00")));
        Ok(diesel::update(firms::table.find("F1")).set(waits).execute(conn)?)
    })
    .unwrap();
    through(&test, "2026-10-15 18:00", "2026-10-15 18:00");
    assert_eq!(only(&test, &official(None), false).unwrap().level, Some(Level::Yellow));
}

/// A round on this connection.
fn sweep_now(conn: &mut Conn, now: Moment) {
    let closed = store::closed_gaps(conn).unwrap();
    sweep::sweep(conn, closed, SITE, now).unwrap();
}

/// 对焊法兰 is a kind of 法兰, and 凸缘 another name of it; 垫片 is nothing of both.
fn flanges(conn: &mut Conn, now: Moment) {
    use chain::Relation;
    use chain::store::{EdgeRow, ensure_categories, insert_edges};
    let names = ["法兰", "对焊法兰", "凸缘", "垫片"];
    let ids = ensure_categories(conn, &names, None, now).unwrap();
    let edge = |from: &str, relation, to: &str| EdgeRow {
        from_id: ids[from].clone(),
        relation,
        to_id: ids[to].clone(),
        weight: None,
        source: String::new(),
        batch_id: None,
        updated_at: now,
    };
    let edges = [edge("对焊法兰", Relation::KindOf, "法兰"), edge("凸缘", Relation::SameAs, "法兰")];
    insert_edges(conn, &edges).unwrap();
}

/// A verified firm publishes a product of that name and category.
fn lists(conn: &mut Conn, firm: &str, good: &str) {
    let columns = [("name", good), ("category", good)].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let (seller, columns) = (member_of(conn, firm, true), Columns(columns.into()));
    listings::actions::create::<ProductRow>(conn, &seller, &columns, ListingState::Published, at("2026-09-28 10:00"))
        .unwrap();
}

#[test]
fn alerts_count_the_suppliers_of_a_gap_as_reports_do() {
    let test = TestDb::new();
    let conn = &mut *test.db.writer().unwrap();
    let now = at("2026-09-28 10:00");
    flanges(conn, now);
    for (firm, good) in [("S1", "法兰"), ("S2", "对焊法兰"), ("S3", "凸缘"), ("S4", "垫片"), ("S5", "凸缘")]
    {
        lists(conn, firm, good);
    }
    // Filed by its name alone.
    let nowhere = schema::products::category_id.eq(None::<chain::CategoryId>);
    diesel::update(schema::products::table)
        .filter(schema::products::name.eq("垫片"))
        .set(nowhere)
        .execute(conn)
        .unwrap();
    let (source, _) = clusters::actions::read(conn, clusters::actions::present(now), now).unwrap();
    for (good, served) in [("法兰", 4), ("凸缘", 4), ("对焊法兰", 1), ("垫片", 1)] {
        let id = &chain::store::category_by_name(conn, good).unwrap().unwrap().id;
        let offered = clusters::store::offered(conn, &[id]).unwrap();
        let node = source.market.graph.canonical(source.market.graph.node(id).unwrap());
        let reported = clusters::report::chains::seen(&source.market, node).link.suppliers;
        assert_eq!((offered.served_by(id), reported), (served, served), "{good}");
    }
}

#[test]
fn a_task_runs_over_from_the_end_of_its_day_and_a_gap_ends_with_its_suppliers() {
    use crate::alerts::{MatterKind, tasks};
    let test = scene();
    let conn = &mut *test.db.writer().unwrap();
    let viewer = Viewer::cli();
    let now = at("2026-09-28 10:00");
    let set = |conn: &mut Conn, fields: &[(&str, &str)], now: Moment| {
        let get = |name: &str| fields.iter().find(|(one, _)| *one == name).map(|(_, value)| (*value).to_owned());
        tasks::set(conn, &viewer, &get, now)
    };
    let task = [("title", "协调供电"), ("division", "P1"), ("due_on", "2026-09-29")];
    let task = set(conn, &task, now).unwrap();
    for wrong in [
        [("title", ""), ("division", "P1"), ("due_on", "2026-09-29")],
        [("title", "x"), ("division", "P9"), ("due_on", "2026-09-29")],
        [("title", "x"), ("division", "P1"), ("due_on", "2026-09-27")],
        [("title", "x"), ("division", "P1"), ("category", "没有的品类")],
    ] {
        assert!(matches!(set(conn, &wrong, now), Err(AppError::Invalid(_))), "{wrong:?}");
    }
    flanges(conn, now);
    lists(conn, "S1", "法兰");
    set(conn, &[("title", "补法兰"), ("category", "法兰"), ("wanted", "2")], now).unwrap();
    let open = |conn: &mut Conn, kind: MatterKind| {
        let selection = Selection { is_cleared: false, level: None, kind: Some(kind), divisions: None };
        store::page(conn, &selection, (0, 10)).unwrap().0
    };
    // The 30th and, after the holidays, the 8th and 9th of October are worked: the third day ends on the 9th.
    for (moment, yellow) in [("2026-10-09 10:00", 0), ("2026-10-10 10:00", 1)] {
        sweep_now(conn, at(moment));
        assert_eq!(open(conn, MatterKind::Task).len(), yellow, "{moment}");
    }
    assert_eq!(open(conn, MatterKind::Task)[0].division_code.as_deref(), Some("P1"));
    tasks::finish(conn, &viewer, &task.id, at("2026-10-10 11:00")).unwrap();
    assert!(matches!(tasks::finish(conn, &viewer, &task.id, at("2026-10-10 11:00")), Err(AppError::Conflict(_))));
    sweep_now(conn, at("2026-10-10 11:01"));
    assert!(open(conn, MatterKind::Task).is_empty());
    sweep_now(conn, at("2026-12-01 10:00"));
    assert_eq!(open(conn, MatterKind::Gap).len(), 1);
    lists(conn, "S2", "对焊法兰");
    sweep_now(conn, at("2026-12-01 10:01"));
    assert!(open(conn, MatterKind::Gap).is_empty(), "two firms make it now, one of them a narrower kind");
}
