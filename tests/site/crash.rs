//! `kill -9` over the real program: the story from the enquiry to the deal, with the process killed after every step,
//! sometimes at once and sometimes while it sends. Whoever asks sends the same request again after the restart, as a
//! careful program does. Nothing is lost, nothing happens twice, and what is sent twice has the same id.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use peitao::accounts::Role;
use peitao::clock;
use peitao::db::schema::{deals, enquiries, notices, outbox, quotes};
use peitao::db::{Conn, Db};
use peitao::http::{AppError, AppResult};
use peitao::notices::hooks::{self, rules::NewHook};
use peitao::notices::{Topic, rules::Hours};
use peitao::outbox::Way;
use serde_json::{Value, json};

use crate::kit::{self, MailServer, Person, Process, Receiver, TestApp};

/// A site whose own threads have ended: only its data is used.
struct Scene {
    site: TestApp,
    db: Db,
    smtp: MailServer,
    receiver: Receiver,
    /// Keys of the buyer and of two sellers.
    keys: [String; 3],
}

impl Scene {
    fn new() -> Scene {
        let site = TestApp::start_with(peitao::config::Given { private_hooks: Some(true), ..Default::default() });
        let receiver = Receiver::start(|_, _| (200, ""));
        let firms = ["F-0", "F-1", "F-2"].map(|code| site.firm(code, code));
        let keys = firms.each_ref().map(|firm| site.key(Role::Member, Some(firm)));
        for (n, firm) in firms.iter().enumerate() {
            let user = site.user(&format!("a@f{n}.test"), Role::Member, Some(firm));
            let never = Hours { from: 0, to: 0 };
            site.app
                .db
                .write(|conn| AppResult::Ok(peitao::notices::store::put_hours(conn, &user, never)?))
                .expect("hours");
        }
        let member = site.app.db.read(|conn| peitao::accounts::actions::person_by_email(conn, "a@f1.test"));
        let viewer = peitao::accounts::Viewer {
            actor: peitao::accounts::Actor::User(member.expect("a query").expect("the member").id),
            role: Some(Role::Member),
            firm: Some(firms[1].clone()),
            ..peitao::accounts::Viewer::anonymous()
        };
        let new = NewHook {
            way: Way::Webhook,
            name: "ERP".into(),
            address: format!("http://{}/in", receiver.address),
            host: "127.0.0.1".into(),
            secret: "0123456789abcdef".into(),
            topics: vec![Topic::Enquiry, Topic::Quote, Topic::Deal],
        };
        let hook = |conn: &mut Conn| hooks::actions::create(conn, &site.app.sealing, &viewer, new, clock::now());
        site.app.db.write(hook).expect("the hook");
        let db = site.app.db.clone();
        // The invitations to choose a password are no part of the story.
        db.write(|conn| AppResult::Ok(diesel::delete(outbox::table).execute(conn)?)).expect("an empty outbox");
        let site = site.halted();
        Scene { site, db, smtp: MailServer::start(), receiver, keys }
    }

    fn write<T>(&self, work: impl FnOnce(&mut Conn) -> AppResult<T>) -> T {
        self.db.write(work).expect("the database can be written")
    }

    /// As if the time had passed until every claim has run out, and every next try and letter is due.
    fn let_time_pass(&self) {
        let past = clock::now() - chrono::Duration::minutes(1);
        self.write(|conn| {
            let waiting = outbox::table.filter(outbox::sent_at.is_null());
            diesel::update(waiting).set(outbox::retry_at.eq(past)).execute(conn)?;
            let due = notices::table.filter(notices::mail_due_at.is_not_null().and(notices::mailed_at.is_null()));
            diesel::update(due).set(notices::mail_due_at.eq(past)).execute(conn)?;
            Ok(())
        });
    }

    /// Sends a request, kills the program after `wait`, starts it again and sends the same once more.
    fn step(&self, process: Process, request: &Request, wait: Duration) -> (Process, Value) {
        let first = request.send(process.address, &self.keys);
        std::thread::sleep(wait);
        process.kill();
        let process = Process::start(&self.site, self.smtp.address);
        let again = request.send(process.address, &self.keys);
        assert_eq!(first["code"], again["code"], "{}", request.path);
        (process, again)
    }
}

struct Request {
    who: usize,
    method: &'static str,
    path: String,
    body: Value,
}

impl Request {
    fn send(&self, address: std::net::SocketAddr, keys: &[String; 3]) -> Value {
        let answer = Person::new(address).with_key(&keys[self.who]).send_json(self.method, &self.path, &self.body);
        assert!(answer.status < 300, "{} {} gave {}: {}", self.method, self.path, answer.status, answer.text());
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }
}

fn request(who: usize, method: &'static str, path: &str, body: Value) -> Request {
    Request { who, method, path: path.into(), body }
}

#[test]
fn killed_after_every_step_the_story_is_told_whole_and_once() {
    let scene = Scene::new();
    let mut process = Process::start(&scene.site, scene.smtp.address);
    let waits = [0, 120, 700, 3_300].map(Duration::from_millis);
    let mut round = waits.iter().copied().cycle();
    let mut step = |process: Process, who: usize, method: &'static str, path: &str, body: Value| {
        scene.let_time_pass();
        scene.step(process, &request(who, method, path, body), round.next().expect("it goes on"))
    };
    (process, _) = step(process, 0, "POST", "/api/v1/enquiries", kit::enquiry("E-9", &["F-1", "F-2"]));
    (process, _) = step(process, 1, "PUT", "/api/v1/enquiries/E-9/quote", kit::quote("10"));
    (process, _) = step(process, 2, "PUT", "/api/v1/enquiries/E-9/quote", kit::quote("11"));
    scene.write(|conn| {
        let past = enquiries::deadline.eq(clock::now() - chrono::Duration::minutes(1));
        Ok(diesel::update(enquiries::table).set(past).execute(conn)?)
    });
    (process, _) = step(process, 0, "GET", "/api/v1/enquiries/E-9/comparison", Value::Null);
    let choice = json!({"chosen": "F-1", "reasons": "价低"});
    (process, _) = step(process, 0, "POST", "/api/v1/enquiries/E-9/choice", choice);
    let terms = json!({"enquiry": "E-9", "amount": "100", "starts_on": "2026-12-01"});
    let deal;
    (process, deal) = step(process, 1, "POST", "/api/v1/deals", terms);
    let code = deal["code"].as_str().expect("its code").to_owned();
    (process, _) = step(process, 0, "POST", &format!("/api/v1/deals/{code}/confirmation"), json!({}));
    let end = Instant::now() + Duration::from_secs(60);
    while left(&scene.db) > 0 {
        assert!(Instant::now() < end, "{} parcels and letters stay behind", left(&scene.db));
        scene.let_time_pass();
        std::thread::sleep(Duration::from_millis(200));
    }
    drop(process);
    told_whole_and_once(&scene);
}

/// Parcels that have not been sent and notices that wait for a letter.
fn left(db: &Db) -> i64 {
    let count = |conn: &mut Conn| {
        let parcels: i64 = outbox::table.filter(outbox::sent_at.is_null()).count().get_result(conn)?;
        let waiting = notices::mail_due_at.is_not_null().and(notices::mailed_at.is_null());
        Ok::<i64, AppError>(parcels + notices::table.filter(waiting).count().get_result::<i64>(conn)?)
    };
    db.read(count).expect("the counts")
}

fn told_whole_and_once(scene: &Scene) {
    let (rows, told) = scene.write(|conn| {
        for (what, n) in [
            ("enquiries", enquiries::table.count().get_result::<i64>(conn)?),
            ("deals", deals::table.count().get_result(conn)?),
            ("quotes", quotes::table.count().get_result::<i64>(conn)? - 1),
        ] {
            assert_eq!(n, 1, "{what}");
        }
        let rows: Vec<(String, Way)> = outbox::table.select((outbox::id, outbox::way)).load(conn)?;
        Ok((rows, notices::table.select((notices::title_en, notices::user_id)).load::<(String, String)>(conn)?))
    });
    // Both sellers are asked and hear the outcome; the buyer of the deadline and the deal; the seller that it is confirmed.
    assert_eq!(told.len(), 7, "{told:?}");
    assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), 7, "none is told twice: {told:?}");
    let of = |is_mail: bool| -> BTreeSet<String> {
        rows.iter().filter(|(_, way)| (*way == Way::Mail) == is_mail).map(|(id, _)| id.clone()).collect()
    };
    assert_eq!(scene.smtp.ids().into_iter().collect::<BTreeSet<_>>(), of(true), "every mail came, under its id");
    let calls = std::iter::from_fn(|| scene.receiver.try_next());
    let came: BTreeSet<String> = calls.map(|call| call.header("peitao-delivery").to_owned()).collect();
    assert_eq!((came.len(), came), (3, of(false)), "so did every event");
}
