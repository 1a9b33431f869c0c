//! A small city for the fuzzer, in which every operation can find what it needs.

use std::time::Duration;

use diesel::prelude::*;
use peitao::accounts::Role;
use peitao::clock;
use peitao::db::schema::enquiries;
use peitao::divisions::DivisionKind;
use peitao::http::AppError;
use serde_json::json;

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

/// The deadline of an enquiry, if there is such a one, has passed.
pub fn pass_deadline(site: &TestApp, code: &str) {
    let past = clock::now() - chrono::Duration::minutes(1);
    let of = enquiries::table.filter(enquiries::code.eq(code));
    let change = |conn: &mut peitao::db::Conn| {
        diesel::update(of).set(enquiries::deadline.eq(past)).execute(conn).map_err(AppError::from)
    };
    site.app.db.write(change).expect("the deadline can be moved");
}

fn ask(buyer: &Person, code: &str) {
    let deadline = (clock::now() + chrono::Duration::hours(3)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let lines = json!([{"text": "法兰", "quantity": 10, "unit": "件"}]);
    let enquiry = json!({"code": code, "deadline": deadline, "suppliers": ["F-1", "F-2"], "lines": lines});
    buyer.send_json("POST", "/api/v1/enquiries", &enquiry).expect(201);
}

fn quote(seller: &Person, code: &str) {
    let quote = json!({"lines": [{"position": 1, "price": "200"}], "tax_included": true, "tax_rate": 13, "lead_days": 3,
        "valid_until": "2099-01-01"});
    seller.send_json("PUT", &format!("/api/v1/enquiries/{code}/quote"), &quote).expect(200);
}

/// An enquiry whose quote has been chosen, so that a deal can be recorded.
fn decide(site: &TestApp, buyer: &Person, seller: &Person, code: &str) {
    ask(buyer, code);
    quote(seller, code);
    pass_deadline(site, code);
    let choice = json!({"chosen": "F-1", "reasons": "唯一报价"});
    buyer.send_json("POST", &format!("/api/v1/enquiries/{code}/choice"), &choice).expect(200);
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

/// The city and those who ask: nobody, two firms, a buyer, an official, an operator.
pub fn set() -> (TestApp, Vec<(&'static str, Person)>) {
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
    ask(&buyer, "E-9");
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
    (site, people)
}
