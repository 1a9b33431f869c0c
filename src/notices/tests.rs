use chrono::{Duration, NaiveDateTime};

use super::rules::{Hours, WINDOW, due};
use super::*;
use crate::accounts::actions::{self as accounts, NewUser};
use crate::accounts::{Actor, Role, UserId, Viewer};
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::db::testing::TestDb;
use crate::http::AppResult;
use crate::lang::Say;
use crate::mail;

const SITE: &str = "http://site.test";

/// A moment of the Shanghai clock.
fn at(wall: &str) -> Moment {
    NaiveDateTime::parse_from_str(wall, "%Y-%m-%d %H:%M").unwrap() - Duration::hours(8)
}

#[test]
fn a_person_is_mailed_when_it_suits() {
    let usual = Hours::default();
    let none = Hours { from: 0, to: 0 };
    let noon = Hours { from: 12 * 60, to: 13 * 60 + 30 };
    for (cadence, hours, last, now, expected) in [
        (Cadence::AtOnce, usual, None, "2026-11-26 10:00", Some("2026-11-26 10:00")),
        (Cadence::AtOnce, usual, Some("2026-11-26 09:50"), "2026-11-26 10:00", Some("2026-11-26 10:05")),
        (Cadence::AtOnce, usual, Some("2026-11-26 09:00"), "2026-11-26 10:00", Some("2026-11-26 10:00")),
        (Cadence::AtOnce, usual, Some("2026-11-26 20:50"), "2026-11-26 20:55", Some("2026-11-27 07:00")),
        (Cadence::AtOnce, usual, None, "2026-11-26 20:59", Some("2026-11-26 20:59")),
        (Cadence::AtOnce, usual, None, "2026-11-26 21:00", Some("2026-11-27 07:00")),
        (Cadence::AtOnce, usual, None, "2026-11-27 06:59", Some("2026-11-27 07:00")),
        (Cadence::AtOnce, none, None, "2026-11-26 23:30", Some("2026-11-26 23:30")),
        (Cadence::AtOnce, noon, None, "2026-11-26 12:15", Some("2026-11-26 13:30")),
        (Cadence::Daily, usual, None, "2026-11-26 07:59", Some("2026-11-26 08:00")),
        (Cadence::Daily, usual, None, "2026-11-26 08:00", Some("2026-11-27 08:00")),
        (Cadence::Daily, Hours { from: 1260, to: 540 }, None, "2026-11-26 10:00", Some("2026-11-27 09:00")),
        (Cadence::Weekly, usual, None, "2026-11-26 10:00", Some("2026-11-30 08:00")),
        (Cadence::Weekly, usual, None, "2026-11-30 08:00", Some("2026-12-07 08:00")),
        (Cadence::Never, usual, None, "2026-11-26 10:00", None),
    ] {
        let found = due(cadence, hours, last.map(at), at(now));
        assert_eq!(found.map(clock::show).as_deref(), expected, "{cadence} at {now}");
    }
}

#[test]
fn times_of_day_are_read_and_written() {
    for (text, minute) in [("00:00", Some(0)), ("21:30", Some(1290)), ("24:00", None), ("7", None), ("07:60", None)] {
        assert_eq!(Hours::read(text), minute, "{text}");
    }
    assert_eq!((Hours::show(0), Hours::show(1290)), ("00:00".into(), "21:30".into()));
}

struct Scene {
    test: TestDb,
    user: UserId,
    viewer: Viewer,
}

impl Scene {
    fn new() -> Scene {
        let test = TestDb::new();
        let (user, viewer) = person(&test, "a@x.test");
        Scene { test, user, viewer }
    }

    fn run<T>(&self, work: impl FnOnce(&mut Conn) -> AppResult<T>) -> T {
        self.test.db.write(work).unwrap()
    }

    fn tell(&self, title: &str, now: Moment) {
        let title = Say::new(title, title);
        let news =
            News { topic: Topic::Deal, title, body: "您好", path: "/deals/D-1", key: None, secret_until: None };
        let owner = format!("user:{}", self.user);
        self.run(|conn| tell(conn, To::Owner(&owner), &news, now));
    }

    fn write_due(&self, now: Moment) -> usize {
        digest::write_due(&self.test.db, SITE, now).unwrap()
    }

    /// Subjects of the mails, oldest first.
    fn subjects(&self) -> Vec<String> {
        let mut rows = self.run(|conn| mail::page(conn, 0, 500));
        rows.reverse();
        rows.into_iter().map(|row| row.subject).collect()
    }

    fn choose(&self, cadence: Cadence) {
        let wishes = actions::Wishes { topics: vec![(Topic::Deal, cadence)], hours: Hours::default() };
        self.run(|conn| actions::put_wishes(conn, &self.viewer, &wishes));
    }
}

fn person(test: &TestDb, email: &str) -> (UserId, Viewer) {
    let new = NewUser {
        email: email.into(),
        name: String::new(),
        role: Role::Buyer,
        firm_id: None,
        division_code: None,
        password_hash: Some("!".into()),
    };
    let user = test.db.write(|conn| accounts::add_user(conn, &Viewer::cli(), &new, SITE, clock::now())).unwrap().id;
    let viewer = Viewer { actor: Actor::User(user.clone()), role: Some(Role::Buyer), ..Viewer::anonymous() };
    (user, viewer)
}

#[test]
fn the_first_goes_at_once_and_what_follows_is_gathered_into_one_letter() {
    let (scene, noon) = (Scene::new(), at("2026-11-26 12:00"));
    for n in 0..200 {
        scene.tell(&format!("第 {n} 件"), noon + Duration::seconds(n));
    }
    assert_eq!(scene.subjects(), ["第 0 件 / 第 0 件"]);
    assert_eq!(scene.write_due(noon + WINDOW - Duration::seconds(1)), 0, "not before its time");
    assert_eq!(scene.write_due(noon + WINDOW), 1);
    assert_eq!(scene.write_due(noon + WINDOW), 0, "once");
    assert_eq!(scene.subjects()[1], "您有 199 条新通知 / 199 notices");
    let letter = scene.run(|conn| mail::page(conn, 0, 1)).remove(0);
    assert!(letter.body.contains("第 20 件") && !letter.body.contains("第 21 件"), "{}", letter.body);
    assert!(letter.body.contains("另有 179 条"), "{}", letter.body);
    assert_eq!(letter.stops, Some(format!("{}.all", scene.user)));
    let unread = scene.run(|conn| actions::list(conn, &scene.viewer, 1, "/notices")).0.total;
    assert_eq!(unread, 200, "in the app there is each of them");
}

#[test]
fn at_night_nothing_is_mailed_and_what_was_read_by_morning_needs_no_letter() {
    let (scene, night) = (Scene::new(), at("2026-11-26 22:00"));
    scene.tell("甲", night);
    scene.tell("乙", night);
    assert_eq!((scene.subjects().len(), scene.write_due(at("2026-11-27 06:59"))), (0, 0));
    let rows = scene.run(|conn| actions::list(conn, &scene.viewer, 1, "/notices")).1;
    scene.run(|conn| actions::open(conn, &scene.viewer, &rows[0].id, night));
    assert_eq!(scene.write_due(at("2026-11-27 07:00")), 1);
    assert_eq!(scene.subjects(), ["甲 / 甲"]);
    scene.tell("丙", at("2026-11-27 23:00"));
    scene.run(|conn| actions::read_all(conn, &scene.viewer, at("2026-11-27 23:30")));
    assert_eq!(scene.write_due(at("2026-11-28 07:00")), 0);
}

#[test]
fn a_letter_with_a_live_link_keeps_it_and_waits_for_the_morning() {
    let (scene, night) = (Scene::new(), at("2026-11-26 22:00"));
    let news = News {
        topic: Topic::Enquiry,
        title: Say::new("询价", "Enquiry"),
        body: "http://site.test/answer/abc",
        path: "/enquiries/E-1",
        key: Some("k"),
        secret_until: Some(night + Duration::days(2)),
    };
    scene.run(|conn| tell(conn, To::Address("A@x.test"), &news, night));
    let mail = scene.run(|conn| mail::page(conn, 0, 1)).remove(0);
    assert_eq!((mail.id.as_str(), clock::show(mail.retry_at)), ("k-0", "2026-11-27 07:00".to_owned()));
    assert!(mail.body.contains("/answer/abc"));
    assert_eq!(scene.write_due(at("2026-11-27 07:00")), 0, "it is no part of a digest");
}

#[test]
fn weekly_letters_wait_for_monday_and_never_means_in_the_app_only() {
    let (scene, thursday) = (Scene::new(), at("2026-11-26 10:00"));
    scene.choose(Cadence::Weekly);
    scene.tell("甲", thursday);
    assert_eq!((scene.subjects().len(), scene.write_due(at("2026-11-29 23:59"))), (0, 0));
    scene.choose(Cadence::Never);
    scene.tell("乙", thursday);
    assert_eq!(scene.write_due(at("2026-12-07 09:00")), 0, "what waited is not sent either");
    assert_eq!(scene.run(|conn| actions::list(conn, &scene.viewer, 1, "/notices")).1.len(), 2);
}

#[test]
fn the_link_of_a_letter_stops_what_it_says() {
    let scene = Scene::new();
    let cadence = |topic| scene.run(|conn| Ok(store::cadence(conn, &scene.user, topic)?));
    scene.run(|conn| actions::stop(conn, &format!("{}.deal", scene.user)));
    scene.run(|conn| actions::stop(conn, &format!("{}.deal", scene.user)));
    assert_eq!((cadence(Topic::Deal), cadence(Topic::Quote)), (Cadence::Never, Cadence::AtOnce));
    scene.run(|conn| actions::stop(conn, &format!("{}.all", scene.user)));
    assert_eq!(cadence(Topic::Quote), Cadence::Never);
    for wrong in ["", "x", "nobody.deal", &format!("{}.weather", scene.user)] {
        assert!(scene.test.db.write(|conn| actions::stop(conn, wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn another_person_neither_sees_nor_marks_a_notice() {
    let scene = Scene::new();
    scene.tell("甲", clock::now());
    let (_, other) = person(&scene.test, "b@x.test");
    let own = scene.run(|conn| actions::list(conn, &scene.viewer, 1, "/notices")).1;
    assert_eq!(scene.run(|conn| actions::list(conn, &other, 1, "/notices")).1, []);
    assert!(scene.test.db.write(|conn| actions::open(conn, &other, &own[0].id, clock::now())).is_err());
    assert_eq!(scene.run(|conn| actions::read_all(conn, &other, clock::now())), 0);
    let key = Viewer { actor: Actor::Key("k".into()), ..scene.viewer.clone() };
    assert!(scene.test.db.write(|conn| actions::list(conn, &key, 1, "/notices").map(drop)).is_err());
    assert!(scene.test.db.write(|conn| actions::list(conn, &Viewer::anonymous(), 1, "/").map(drop)).is_err());
}

#[test]
fn news_that_are_rolled_back_were_never_told() {
    let scene = Scene::new();
    let undone: AppResult<()> = scene.test.db.write(|conn| {
        let title = Say::new("甲", "A");
        let news = News { topic: Topic::Deal, title, body: "x", path: "/deals/D", key: None, secret_until: None };
        tell(conn, To::Owner(&format!("user:{}", scene.user)), &news, at("2026-11-26 12:00"))?;
        Err(crate::http::AppError::NotFound)
    });
    assert!(undone.is_err());
    assert_eq!((scene.subjects().len(), scene.run(|c| actions::list(c, &scene.viewer, 1, "/")).1.len()), (0, 0));
}
