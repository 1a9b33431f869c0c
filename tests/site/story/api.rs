//! The story as four programs tell it to each other through the JSON API.

use std::time::Duration;

use peitao::accounts::Role;
use serde_json::{Value, json};

use super::{SOUGHT, city};
use crate::kit::Person;

/// What the report shows of all deals: how many, or why not.
fn deals_of_the_report(official: &Person) -> Value {
    let report = official.get("/api/v1/reports/sourcing").expect(200).json();
    let all = report["deals"].as_array().expect("deals").iter().find(|line| line["from"] == "all").expect("all");
    all["figures"]["deals"]["value"].clone()
}

/// The firms of an answer to a search.
fn firms_of(found: &Value) -> Vec<String> {
    let hits = found["hits"].as_array().expect("hits").iter();
    hits.map(|hit| hit["firm"]["code"].as_str().expect("a firm").to_owned()).collect()
}

#[test]
fn four_programs_go_from_a_search_to_a_report_that_moves() {
    let (site, firms) = city();
    let [first, second] = firms.each_ref().map(|firm| site.program(Role::Member, Some(firm)));
    let [buyer, official] = [Role::Buyer, Role::Official].map(|role| site.program(role, None));
    site.eventually("the earlier deals in the report", || (deals_of_the_report(&official) == 3.0).then_some(()));

    let standing = || official.get("/api/v1/firms/F-2/standing").expect(200).json();
    assert_eq!((&standing()["asked"], &standing()["response_rate"]), (&json!(0), &Value::Null));

    // The buyer searches and asks whom the answer names.
    let mut suppliers = firms_of(&buyer.get(SOUGHT).expect(200).json());
    suppliers.sort();
    assert_eq!(suppliers, ["F-1", "F-2"]);
    let asked = buyer.asks("E-9", &suppliers.iter().map(String::as_str).collect::<Vec<_>>());
    let path = asked.location.clone();
    assert_eq!((path.as_str(), asked.json()["phase"].as_str()), ("/api/v1/enquiries/E-9", Some("open")));

    // Both quote; nobody sees the other's price, and the buyer none.
    first.quotes("E-9", "4.50");
    let receipt = second.quotes("E-9", "4.32");
    for (person, below, sealed) in [(&first, "/quote", "4.32"), (&second, "/quote", "4.5"), (&buyer, "", "4.")] {
        let answer = person.get(&format!("{path}{below}")).expect(200);
        assert!(!answer.text().contains(&format!("\"{sealed}")), "{}", answer.text());
    }
    buyer.get(&format!("{path}/comparison")).expect(403);

    // The deadline; the comparison; the choice.
    site.let_the_deadline_pass("E-9").expect("the enquiry");
    let sheet = buyer.get(&format!("{path}/comparison")).expect(200).json();
    let offers = sheet["offers"].as_array().expect("offers");
    assert_eq!((offers.len(), &offers[0]["rank"], &offers[0]["firm_code"]), (2, &json!(1), &json!("F-2")), "{sheet}");
    let own = second.get(&format!("{path}/quote")).expect(200).json();
    assert_eq!((&own["is_whole"], &own["receipt"]), (&json!(true), &receipt["receipt"]), "the receipt verifies");
    let frozen = buyer.chooses("E-9", "F-2", "合计最低");
    assert_eq!((&frozen["is_whole"], &frozen["record"]["chosen"][0]), (&json!(true), &json!("F-2")));
    assert_eq!(buyer.get(&format!("{path}/record")).expect(200).json()["hash"], frozen["hash"]);

    // The deal, confirmed by the seller, rated by the buyer; the seller replies.
    let deal = buyer.records_a_deal("E-9", "43.2");
    first.get(&deal).expect(404);
    official.get(&deal).expect(403);
    second.confirms(&deal);
    let rated =
        buyer.send_json("POST", &format!("{deal}/rating"), &json!({"score": 4, "text": "准时"})).expect(200).json();
    assert_eq!((&rated["state"], &rated["ratings"][0]["score"]), (&json!("confirmed"), &json!(4)));
    let replied = second.send_json("POST", &format!("{deal}/reply"), &json!({"reply": "谢谢"})).expect(200).json();
    assert_eq!(replied["ratings"][0]["reply"], "谢谢");

    // The firm's standing has moved, and, within some seconds, the official's figure.
    let moved = standing();
    assert_eq!((&moved["asked"], &moved["answered"], &moved["response_rate"]), (&json!(1), &json!(1), &json!(100)));
    site.within(Duration::from_secs(10), "one deal more in the report", || {
        (deals_of_the_report(&official) == 4.0).then_some(())
    });
    for person in [&buyer, &first] {
        person.get("/api/v1/reports/sourcing").expect(403);
    }
}
