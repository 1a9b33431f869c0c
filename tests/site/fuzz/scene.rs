//! A small city for the fuzzer, in which every operation can find what it needs.

use std::time::Duration;

use diesel::prelude::*;
use peitao::accounts::Role;
use peitao::clock;
use peitao::db::Conn;
use peitao::db::schema::enquiries;
use peitao::divisions::DivisionKind;
use peitao::http::AppError;
use serde_json::{Value, json};

use crate::kit::{Person, TestApp};

/// What the city holds, by kind, for the first steps.
pub fn known() -> Vec<(&'static str, &'static str)> {
    let pairs = [("firm", ["F-0", "F-1", "F-2"]), ("enquiry", ["E-1", "E-9", "E-8"])];
    let pairs = pairs.into_iter().flat_map(|(kind, keys)| keys.map(|key| (kind, key)));
    pairs
        .chain([("park", "K1"), ("park", "K2"), ("product", "P-1"), ("need", "N-1")])
        .chain(["D1", "K1", "K2"].map(|code| ("division", code)))
        .collect()
}

/// An enquiry whose quote has been chosen, so that a deal can be recorded.
fn decide(site: &TestApp, buyer: &Person, seller: &Person, code: &str) {
    buyer.asks(code, &["F-1", "F-2"]);
    seller.quotes(code, "200");
    site.let_the_deadline_pass(code).expect("the enquiry");
    buyer.chooses(code, "F-1", "唯一报价");
}

/// As if each enquiry had been sent days ago: so many a day are let through, and no more.
fn let_days_pass(site: &TestApp) {
    let sent = enquiries::table.filter(enquiries::sent_at.is_not_null());
    let change = |conn: &mut Conn| {
        let past = enquiries::sent_at.eq(clock::now() - chrono::Duration::days(2));
        diesel::update(sent).set(past).execute(conn).map_err(AppError::from)
    };
    site.app.db.write(change).expect("the time can be moved");
}

/// Those who go on beside the fuzzer, so that what can be done to a thing once can be done again and again.
pub struct Others {
    buyer: Person,
    seller: Person,
    official: Person,
}

impl Others {
    /// New things in their `round`, by kind: an open enquiry with a question, another with a quote, deals that the other
    /// side has yet to settle, and an appeal. The fuzzer may stand in the way of each.
    pub fn go_on(&self, site: &TestApp, round: usize) -> Vec<(&'static str, Value)> {
        let_days_pass(site);
        let code = |what: &str| format!("{what}-{round}");
        let [asked, quoted] = ["Q", "O"].map(code);
        for code in [&asked, &quoted] {
            self.buyer.asks(code, &["F-1", "F-2"]);
        }
        let question = json!({"question": "壁厚多少？"});
        self.seller.send_json("POST", &format!("/api/v1/enquiries/{asked}/questions"), &question).expect(204);
        self.seller.quotes(&quoted, "150");
        let show = |code: &str| self.buyer.get(&format!("/api/v1/enquiries/{code}")).expect(200).json();
        let mut things = vec![("enquiry", show(&asked)), ("enquiry", show(&quoted))];
        for (what, person) in [("B", &self.buyer), ("S", &self.seller)] {
            decide(site, &self.buyer, &self.seller, &code(what));
            let deal = person.records_a_deal(&code(what), "1500");
            things.push(("deal", person.get(&deal).expect(200).json()));
        }
        let park = ["K1", "K2"][round % 2];
        let appeal = json!({"code": park, "reason": "漏计一条需求"});
        // There may be one, or no rank to contest.
        let made = self.official.send_json("POST", "/api/v1/leaderboard/appeals", &appeal);
        things.extend((made.status == 201).then(|| ("appeal", made.json())));
        things
    }
}

/// Waits for pairings and makes a plan of them.
fn plan(site: &TestApp, buyer: &Person) {
    site.within(Duration::from_secs(60), "the pairings are worked out", || {
        (buyer.get("/api/v1/pairings?side=buyer").expect(200).json()["total"] != 0).then_some(())
    });
    let official = site.signed_in("official@city.test", Role::Official, None);
    let rules =
        [("name", "第一版"), ("most_needs", "10"), ("share", "100"), ("chance", "0"), ("bonus", "5"), ("least", "10")];
    official.post_from("/desk/plans", "/desk/plans", &rules).expect(303);
}

/// A fair of tomorrow to which two firms are invited.
fn hold_a_fair(official: &Person) {
    let day = clock::local_day(clock::now() + chrono::Duration::days(1)).to_string();
    let fair = json!({"name": "对接会", "held_on": day, "starts_at": "09:30", "slot_minutes": 20, "slots": 6,
        "tables": 4, "per_row": 2});
    let path = official.send_json("POST", "/api/v1/fairs", &fair).expect(201).location;
    let firms = json!({"firms": ["F-0", "F-1"]});
    official.send_json("POST", &format!("{path}/invitations"), &firms).expect(200);
}

/// The city, those who ask (nobody, two firms, a buyer, an official, an operator), and the others.
pub fn set() -> (TestApp, Vec<(&'static str, Person)>, Others) {
    let site = TestApp::start();
    site.district("D1", "崇川区");
    for (code, name) in [("K1", "东园"), ("K2", "西园")] {
        site.division(code, name, DivisionKind::Park, Some("D1"));
    }
    let firms = [("F-0", "K1"), ("F-1", "K2"), ("F-2", "K1")].map(|(code, park)| site.firm_in(park, code, code));
    site.product(&firms[1], "P-1", "不锈钢管");
    site.need(&firms[0], "N-1", "求购不锈钢管");
    site.enquiry(&firms[0], "E-1", "求购不锈钢管");
    let [buyer, seller] = [&firms[0], &firms[1]].map(|firm| site.program(Role::Member, Some(firm)));
    buyer.asks("E-9", &["F-1", "F-2"]);
    decide(&site, &buyer, &seller, "E-8");
    plan(&site, &buyer);
    let official = site.program(Role::Official, None);
    hold_a_fair(&official);
    let people = vec![
        ("nobody", site.visitor()),
        ("a buying firm", buyer),
        ("a selling firm", seller),
        ("a buyer", site.program(Role::Buyer, None)),
        ("an official", official),
        ("an operator", site.program(Role::Operator, None)),
    ];
    let [buyer, seller] = [&firms[0], &firms[1]].map(|firm| site.program(Role::Member, Some(firm)));
    let others = Others { buyer, seller, official: site.program(Role::Official, None) };
    (site, people, others)
}
