//! A fair on a database: who may do what, and what stays where it is.

use chrono::{Duration, NaiveDate};
use diesel::prelude::*;

use super::actions::{self, ask, invite, plan};
use super::guests::{self, answer, say};
use super::store::{self, FairRow, TalkRow};
use super::{FairId, Outcome, Presence, TalkId};
use crate::accounts::Viewer;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::db::schema::{outbox, pairings};
use crate::db::testing::TestDb;
use crate::firms::testing::member_of;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::listings::ListingState;
use crate::needs;
use crate::pairings::State;
use crate::products;

const SITE: &str = "http://site.test";

fn code<T: std::fmt::Debug>(done: AppResult<T>) -> &'static str {
    done.unwrap_err().code()
}

/// A firm with a member, a need and a product.
fn firm(conn: &mut Conn, firm: &str) -> Viewer {
    let viewer = member_of(conn, firm, true);
    let (id, now) = (FirmId(firm.into()), clock::now());
    let need = needs::NeedFields { text: format!("{firm} 求购"), ..needs::NeedFields::empty() };
    let key = needs::NeedId(format!("n-{firm}"));
    let row =
        needs::store::NeedRow::new(key, format!("N-{firm}"), id.clone(), need, None, ListingState::Published, now);
    needs::store::insert(conn, &row).unwrap();
    let product = products::ProductFields { name: format!("{firm} 产品"), ..products::ProductFields::empty() };
    let key = products::ProductId(format!("p-{firm}"));
    let state = ListingState::Published;
    let row = products::store::ProductRow::new(key, format!("P-{firm}"), id, product, None, state, now);
    products::store::insert(conn, &row).unwrap();
    viewer
}

fn pairing(conn: &mut Conn, (buyer, seller): (&str, &str), score: i64) {
    let row = (
        pairings::id.eq(format!("{buyer}-{seller}")),
        pairings::need_id.eq(format!("n-{buyer}")),
        pairings::product_id.eq(format!("p-{seller}")),
        pairings::buyer_id.eq(buyer),
        pairings::seller_id.eq(seller),
        pairings::place.eq(Some(0_i64)),
        pairings::score.eq(score),
        pairings::fit.eq(""),
        pairings::good.eq(""),
        pairings::state.eq(State::Proposed),
        pairings::state_at.eq(clock::now()),
    );
    diesel::insert_into(pairings::table).values(row).execute(conn).unwrap();
}

/// Two buyers and two sellers who all fit each other, a fifth firm that was not invited, three slots and two tables.
fn with_fair(test: impl FnOnce(&mut Conn, &[Viewer], FairRow, Moment)) {
    let test_db = TestDb::new();
    let conn = &mut *test_db.db.writer().unwrap();
    let viewers: Vec<Viewer> = ["b1", "b2", "s1", "s2", "x"].iter().map(|name| firm(conn, name)).collect();
    for (pair, score) in [(("b1", "s1"), 9_000), (("b1", "s2"), 5_000), (("b2", "s1"), 4_000), (("b2", "s2"), 8_000)] {
        pairing(conn, pair, score);
    }
    pairing(conn, ("b1", "x"), 9_999);
    let now = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap().and_hms_opt(2, 0, 0).unwrap();
    let stated = [
        ("name", "阀门对接会"),
        ("held_on", "2026-09-18"),
        ("starts_at", "09:30"),
        ("slot_minutes", "20"),
        ("slots", "3"),
        ("tables", "2"),
        ("per_row", "2"),
        ("everyone_first", "1"),
    ];
    let get = |name: &str| stated.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
    let row = actions::create(conn, &Viewer::cli(), &get, now).unwrap();
    let codes = ["b1", "b2", "s1", "s2"].map(str::to_owned);
    assert_eq!(invite(conn, SITE, &Viewer::cli(), (&row.id, &codes), now).unwrap(), 4);
    test(conn, &viewers, row, now);
}

fn talks(conn: &mut Conn, id: &FairId) -> Vec<(String, String, i64, i64)> {
    let row = |talk: TalkRow| (talk.buyer_id.0, talk.seller_id.0, talk.slot, talk.seat);
    store::talks(conn, id).unwrap().into_iter().map(row).collect()
}

#[test]
fn the_pairings_of_those_invited_become_talks_and_others_get_nothing() {
    with_fair(|conn, viewers, row, now| {
        let again = ["b1".to_owned()];
        assert_eq!(invite(conn, SITE, &Viewer::cli(), (&row.id, &again), now).unwrap(), 0, "invited already");
        let unknown = ["nobody".to_owned()];
        assert_eq!(code(invite(conn, SITE, &Viewer::cli(), (&row.id, &unknown), now)), "invalid");
        plan(conn, SITE, &Viewer::cli(), &row.id, now).unwrap();
        let planned = talks(conn, &row.id);
        assert_eq!(planned.len(), 4, "{planned:?}");
        assert!(planned.iter().all(|talk| talk.1 != "x"));
        let card = guests::card(conn, &viewers[0], &row.id).unwrap();
        let others: Vec<&str> = card.talks.iter().map(|one| one.other.0.as_str()).collect();
        assert_eq!(others.len(), 2);
        assert!(others.contains(&"s1") && others.contains(&"s2") && card.talks[0].need == "b1 求购");
        for viewer in [&viewers[0], &viewers[4]] {
            assert_eq!(code(plan(conn, SITE, viewer, &row.id, now)), "forbidden");
        }
        assert_eq!(guests::card(conn, &viewers[4], &row.id).map(|_| ()).unwrap_err().code(), "not_found");
        assert_eq!(code(answer(conn, SITE, &viewers[4], (&row.id, false, ""), now)), "not_found");
        let talk = store::talks(conn, &row.id).unwrap().remove(0).id;
        assert_eq!(code(say(conn, &viewers[4], (&row.id, &talk), (Outcome::Deal, ""), now)), "not_found");
        let begun = row.held_on.and_hms_opt(1, 30, 0).unwrap();
        assert_eq!(code(plan(conn, SITE, &Viewer::cli(), &row.id, begun)), "conflict", "nobody is moved any more");
        let over = now + Duration::days(30);
        assert_eq!(code(plan(conn, SITE, &Viewer::cli(), &row.id, over)), "conflict");
    });
}

#[test]
fn who_declines_leaves_all_others_where_they_are() {
    with_fair(|conn, viewers, row, now| {
        plan(conn, SITE, &Viewer::cli(), &row.id, now).unwrap();
        let before = talks(conn, &row.id);
        let ids: Vec<TalkId> = store::talks(conn, &row.id).unwrap().into_iter().map(|talk| talk.id).collect();
        assert_eq!(code(answer(conn, SITE, &viewers[0], (&row.id, true, "4"), now)), "invalid", "three slots");
        answer(conn, SITE, &viewers[0], (&row.id, true, "2"), now).unwrap();
        assert_eq!(talks(conn, &row.id), before, "coming changes nothing");
        answer(conn, SITE, &viewers[3], (&row.id, false, ""), now).unwrap();
        let kept: Vec<_> = before.iter().filter(|talk| talk.1 != "s2").cloned().collect();
        assert_eq!(talks(conn, &row.id), kept);
        assert!(store::talks(conn, &row.id).unwrap().iter().all(|talk| ids.contains(&talk.id)), "the same talks");
    });
}

#[test]
fn who_stays_away_from_a_slot_on_has_held_what_came_before() {
    with_fair(|conn, _, row, now| {
        plan(conn, SITE, &Viewer::cli(), &row.id, now).unwrap();
        let before = talks(conn, &row.id);
        let last = before.iter().filter(|talk| talk.0 == "b1").map(|talk| talk.2).max().unwrap();
        actions::absent(conn, SITE, &Viewer::cli(), (&row.id, "b1", Some(last)), now).unwrap();
        let kept: Vec<_> = before.iter().filter(|talk| talk.0 != "b1" || talk.2 < last).cloned().collect();
        assert_eq!(talks(conn, &row.id), kept);
        let guest = store::guest(conn, &row.id, &FirmId("b1".into())).unwrap().unwrap();
        assert_eq!((guest.presence, guest.from_slot), (Presence::Absent, last));
        actions::absent(conn, SITE, &Viewer::cli(), (&row.id, "b1", None), now).unwrap();
        assert_eq!(talks(conn, &row.id), kept, "nobody is moved for who comes after all");
        plan(conn, SITE, &Viewer::cli(), &row.id, now).unwrap();
        assert_eq!(talks(conn, &row.id).len(), before.len());
        assert_eq!(code(actions::absent(conn, SITE, &Viewer::cli(), (&row.id, "x", Some(0)), now)), "not_found");
    });
}

#[test]
fn firms_are_asked_twice_and_what_they_say_is_kept() {
    with_fair(|conn, viewers, row, now| {
        let people = ["b1", "s1"].map(|firm| {
            let address = format!("{firm}@x.test");
            crate::accounts::actions::create_member(conn, &FirmId(firm.into()), &address, "", "", now).unwrap();
            address
        });
        plan(conn, SITE, &Viewer::cli(), &row.id, now).unwrap();
        let talk = store::talks(conn, &row.id).unwrap();
        let talk = talk.iter().find(|talk| talk.buyer_id.0 == "b1" && talk.seller_id.0 == "s1").unwrap().id.clone();
        let say = |conn: &mut Conn, now, outcome| say(conn, &viewers[0], (&row.id, &talk), (outcome, "样品"), now);
        assert_eq!(code(say(conn, now, Outcome::Deal)), "conflict", "not asked yet");
        let count = |conn: &mut Conn, days: i64| -> i64 {
            let text = format!("%{days} 天%");
            let asked = outbox::table.filter(outbox::body.like(text).and(outbox::recipient.eq_any(people.to_vec())));
            asked.count().get_result(conn).unwrap()
        };
        let held = row.held_on.and_hms_opt(2, 0, 0).unwrap();
        for (days, asked) in [(29, [0, 0]), (30, [2, 0]), (31, [2, 0]), (90, [2, 2]), (91, [2, 2])] {
            ask(conn, SITE, &row.id, held + Duration::days(days)).unwrap();
            assert_eq!([count(conn, 30), count(conn, 90)], asked, "after {days} days");
            if days == 30 {
                say(conn, held + Duration::days(days), Outcome::Talking).unwrap();
            }
        }
        say(conn, held + Duration::days(91), Outcome::Nothing).unwrap();
        say(conn, held + Duration::days(92), Outcome::Deal).unwrap();
        let said: Vec<(i64, Outcome)> =
            store::outcomes(conn, &row.id).unwrap().into_iter().map(|one| (one.days, one.outcome)).collect();
        assert_eq!(said, [(30, Outcome::Talking), (90, Outcome::Deal)]);
    });
}
