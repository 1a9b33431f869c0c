//! Pairings and likely inputs, as programs and people ask for them.

use std::time::Duration;

use peitao::accounts::Role;
use peitao::chain::Relation;
use peitao::http::AppError;
use peitao::ids::FirmId;
use peitao::products;
use serde_json::{Value, json};

use crate::kit::{Person, TestApp};

/// Asks until the matcher has seen what was written.
fn firms(site: &TestApp, program: &Person, body: &Value, expected: &[&str]) -> Value {
    site.within(Duration::from_secs(20), "the matcher sees the listings", || {
        let answer = program.send_json("POST", "/api/v1/match", body);
        if answer.status != 200 {
            return None;
        }
        let json = answer.json();
        let codes: Vec<&str> = json["pairings"].as_array()?.iter().filter_map(|p| p["firm"]["code"].as_str()).collect();
        (codes == expected).then(|| json.clone())
    })
}

fn scene() -> (TestApp, FirmId) {
    let site = TestApp::start();
    let buyer = site.firm("F-1", "换热设备厂");
    site.product(&buyer, "P-1", "换热器");
    site.need(&buyer, "N-1", "我司生产换热器，求购不锈钢管");
    let maker = site.firm("F-2", "恒泰管业");
    site.product(&maker, "P-2", "不锈钢管");
    let waiting = site.firm_that_is("F-3", "待审企业", peitao::firms::Verification::Pending);
    site.product(&waiting, "P-3", "不锈钢管");
    (site, buyer)
}

#[test]
fn a_need_in_words_finds_public_listings_of_verified_firms_with_reasons_that_add_up() {
    let (site, buyer) = scene();
    let program = site.program(Role::Member, Some(&buyer));
    let body = json!({"text": "我司生产换热器，急购不锈钢管5吨", "firm_code": "F-1"});
    let answer = firms(&site, &program, &body, &["F-2"]);
    assert_eq!(answer["need"]["good"], "不锈钢管");
    let pairing = &answer["pairings"][0];
    assert_eq!((pairing["rank"].clone(), pairing["product"]["code"].clone()), (json!(1), json!("P-2")));
    let reasons = pairing["reasons"].as_array().expect("reasons");
    assert!(!reasons.is_empty() && reasons.len() <= 5);
    let sum: f64 = reasons.iter().filter_map(|reason| reason["points"].as_f64()).sum();
    assert!((sum - pairing["score"].as_f64().expect("a score")).abs() < 0.01);

    let stored = program.get("/api/v1/needs/N-1/pairings?limit=5").expect(200).json();
    assert_eq!(
        (stored["need"]["code"].clone(), stored["pairings"][0]["firm"]["code"].clone()),
        (json!("N-1"), json!("F-2"))
    );
    // What is withdrawn is gone at once, however old the matcher's copy is.
    site.app
        .db
        .write::<_, AppError>(|conn| {
            let row = products::store::find_by_code(conn, "P-2")?.expect("the product");
            let row = products::store::ProductRow { state: peitao::listings::ListingState::Withdrawn, ..row };
            Ok(products::store::update(conn, &row)?)
        })
        .expect("the product is withdrawn");
    let stored = program.get("/api/v1/needs/N-1/pairings").expect(200).json();
    assert_eq!(stored["pairings"], json!([]));
}

#[test]
fn only_the_firm_itself_and_staff_may_ask() {
    let (site, buyer) = scene();
    let rival = site.program(Role::Member, Some(&site.firm("F-9", "对手")));
    let own = site.program(Role::Member, Some(&buyer));
    let official = site.program(Role::Official, None);
    firms(&site, &official, &json!({"text": "不锈钢管"}), &["F-2"]);
    for path in ["/api/v1/needs/N-1/pairings", "/api/v1/firms/F-1/latent-needs"] {
        for (person, status) in [(&site.visitor(), 401), (&rival, 403), (&own, 200), (&official, 200)] {
            let answer = person.get(path).expect(status);
            assert!(status == 200 || answer.content_type.starts_with("application/problem+json"), "{path}");
        }
    }
    let body = json!({"text": "不锈钢管", "firm_code": "F-1"});
    for (person, status) in [(&site.visitor(), 401), (&rival, 403), (&own, 200), (&official, 200)] {
        person.send_json("POST", "/api/v1/match", &body).expect(status);
    }
    site.visitor().get("/api/v1/chain/inputs?product=x").expect(401);
    assert_eq!(
        rival.get("/api/v1/chain/inputs?product=%E6%8D%A2%E7%83%AD%E5%99%A8").expect(200).json(),
        json!({"items": []})
    );
    for path in
        ["/api/v1/chain/inputs", "/api/v1/chain/inputs?product=x&limit=101", "/api/v1/needs/N-1/pairings?limit=0"]
    {
        own.get(path).expect(422);
    }
    own.send_json("POST", "/api/v1/match", &json!({"text": " "})).expect(422);
    own.send_json("POST", "/api/v1/match", &json!({"text": "x", "firm_code": "none"})).expect(404);
}

#[test]
fn a_firm_is_not_told_of_a_need_that_it_lists() {
    let (site, buyer) = scene();
    let inputs = ["不锈钢管", "铜板"];
    site.edges(&inputs.map(|input| (input, Relation::InputOf, "换热器")));
    let own = site.program(Role::Member, Some(&buyer));
    let told = || -> Vec<String> {
        let items = own.get("/api/v1/firms/F-1/latent-needs").json()["items"].clone();
        items.as_array().into_iter().flatten().filter_map(|item| item["name"].as_str().map(str::to_owned)).collect()
    };
    let found = site.eventually("the matcher sees the edges", || Some(told()).filter(|names| !names.is_empty()));
    assert_eq!(found, ["铜板"], "N-1 asks for the other");
}

#[test]
fn people_paste_a_need_and_see_suppliers() {
    let (site, buyer) = scene();
    let official = site.program(Role::Official, None);
    firms(&site, &official, &json!({"text": "不锈钢管"}), &["F-2"]);
    let person = site.member("a@f1.test", &buyer);
    let token = person.get("/match").expect(200).csrf();
    let form = [("csrf", token.as_str()), ("text", "求购不锈钢管"), ("nearness", "1")];
    let page = person.post("/match", &form).expect(200);
    assert!(page.text().contains("恒泰管业") && page.text().contains("列有所需产品"));
    person.post("/match", &[("csrf", &token), ("text", "")]).expect(422);
    assert!(person.get("/my/needs/N-1/pairings").expect(200).text().contains("恒泰管业"));
    assert!(person.get("/needs/N-1").expect(200).text().contains("/my/needs/N-1/pairings"));
}

/// The kept pairings of the program's firm on a side, once there are `count`.
fn kept(site: &TestApp, program: &Person, side: &str, count: u64) -> Value {
    site.within(Duration::from_secs(60), "the pairings are worked out", || {
        let answer = program.get(&format!("/api/v1/pairings?side={side}")).expect(200).json();
        (answer["total"] == count).then_some(answer)
    })
}

#[test]
fn a_seller_answers_what_is_proposed_and_what_it_declines_stays_away_until_the_need_says_more() {
    let (site, buyer) = scene();
    let seller = peitao::firms::store::find_by_code(&mut site.app.db.writer().expect("a connection"), "F-2");
    let seller = seller.expect("a query").expect("the firm").id;
    let (ours, theirs) = (site.program(Role::Member, Some(&seller)), site.program(Role::Member, Some(&buyer)));
    let proposed = kept(&site, &ours, "seller", 1);
    assert_eq!(
        (proposed["items"][0]["need"].clone(), proposed["items"][0]["fit"].clone()),
        (json!("N-1"), json!("same"))
    );
    assert_eq!(kept(&site, &theirs, "buyer", 1)["items"][0]["product"], "P-2");

    let person = site.member("s@f2.test", &seller);
    let list = person.get("/my/pairings").expect(200);
    let path = list.text().split("href=\"/pairings/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let path = format!("/pairings/{path}");
    let page = person.get(&path).expect(200);
    assert!(page.text().contains("列有所需产品") && page.text().contains("还没有任何一方答复"));
    assert!(person.get(&path).expect(200).text().contains("已看过"), "looking is a step");
    let token = page.csrf();
    let answer = |act: &str, reason: &str| {
        person.post(&format!("{path}/answer"), &[("csrf", token.as_str()), ("act", act), ("reason", reason)])
    };
    answer("interest", "").expect(303);
    answer("decline", "").expect(422);
    answer("decline", "full").expect(303);
    assert!(person.get(&path).expect(200).text().contains("产能已满"));
    assert_eq!(ours.get("/api/v1/pairings?state=declined").expect(200).json()["items"][0]["reason"], "full");
    let pairings = || theirs.get("/api/v1/needs/N-1/pairings").expect(200).json()["pairings"].clone();
    assert_eq!(pairings(), json!([]), "what was declined does not return");

    let token = site.member("b@f1.test", &buyer);
    let form = token.get("/my/needs/N-1").expect(200);
    let csrf = form.csrf();
    let fields =
        [("csrf", csrf.as_str()), ("text", "我司生产换热器，求购不锈钢管，长期"), ("quantity", "5"), ("unit", "吨")];
    token.post("/my/needs/N-1", &fields).expect(303);
    assert_eq!(pairings()[0]["firm"]["code"], "F-2", "there are new facts");
    site.within(Duration::from_secs(60), "the pairing stands as new", || {
        (ours.get("/api/v1/pairings?state=proposed").expect(200).json()["total"] == 1).then_some(())
    });
    let rival = site.program(Role::Member, Some(&site.firm("F-9", "对手")));
    let id = proposed["items"][0]["id"].as_str().expect("a key");
    rival.send_json("POST", &format!("/api/v1/pairings/{id}"), &json!({"act": "interest"})).expect(404);
    ours.send_json("POST", &format!("/api/v1/pairings/{id}"), &json!({"act": "none"})).expect(422);
    let stands =
        ours.send_json("POST", &format!("/api/v1/pairings/{id}"), &json!({"act": "contact"})).expect(200).json();
    assert_eq!(stands["state"], "contacted");
}

#[test]
fn a_product_published_later_reaches_the_needs_that_it_touches() {
    let (site, buyer) = scene();
    let theirs = site.program(Role::Member, Some(&buyer));
    kept(&site, &theirs, "buyer", 1);
    let late = site.firm("F-7", "后来管业");
    site.product(&late, "P-7", "304不锈钢管");
    let found = kept(&site, &theirs, "buyer", 2);
    let products: Vec<&str> =
        found["items"].as_array().expect("items").iter().filter_map(|i| i["product"].as_str()).collect();
    assert!(products.contains(&"P-7"), "{products:?}");
}

#[test]
fn personal_ranking_can_be_switched_off_and_the_rules_are_public() {
    let (site, buyer) = scene();
    let program = site.program(Role::Member, Some(&buyer));
    let body = json!({"text": "不锈钢管", "firm_code": "F-1", "personal": false});
    let answer = firms(&site, &program, &body, &["F-2"]);
    assert_eq!(answer["pairings"][0]["reasons"].as_array().expect("reasons").len(), 1, "the fit alone");
    let visitor = site.visitor();
    let page = visitor.get("/ranking").expect(200);
    assert!(page.text().contains("付费不影响任何名次") && page.text().contains("目前：开启"));
    visitor.post("/ranking", &[("csrf", &page.csrf())]).expect(303);
    assert!(visitor.get("/ranking").expect(200).text().contains("目前：已关闭"));
    let back = [("csrf", page.csrf()), ("personal", "1".to_owned())];
    visitor.post("/ranking", &back.each_ref().map(|(k, v)| (*k, v.as_str()))).expect(303);
    assert!(visitor.get("/ranking").expect(200).text().contains("目前：开启"));
}

#[test]
fn operators_try_weights_before_they_put_them_in_force() {
    let (site, buyer) = scene();
    let program = site.program(Role::Member, Some(&buyer));
    firms(&site, &program, &json!({"text": "不锈钢管"}), &["F-2"]);
    let operator = site.signed_in("op@city.test", Role::Operator, None);
    let page = operator.get("/desk/weights").expect(200);
    let (token, seen) = (page.csrf(), page.hidden("seen"));
    let mut form: Vec<(&str, String)> = peitao::matching::reasons::Weights::default()
        .named()
        .into_iter()
        .map(|(word, value, _)| (word, if word == "near" { 2.0 } else { value }.to_string()))
        .collect();
    form.extend([("csrf", token), ("seen", seen), ("note", "就近权重调低".to_owned())]);
    let send = |path: &str, form: &[(&str, String)]| {
        operator.post(path, &form.iter().map(|(k, v)| (*k, v.as_str())).collect::<Vec<_>>())
    };
    assert!(send("/desk/weights/preview", &form).expect(200).text().contains("看了 1 条需求"));
    let wrong: Vec<(&str, String)> =
        form.iter().map(|(k, v)| (*k, if *k == "link" { "9".to_owned() } else { v.clone() })).collect();
    assert!(send("/desk/weights", &wrong).expect(422).text().contains("不能超过 20"));
    send("/desk/weights", &form).expect(303);
    send("/desk/weights", &form).expect(409);
    assert!(operator.get("/desk/weights").expect(200).text().contains("就近权重调低"));
    assert!(operator.get("/desk/audit").expect(200).text().contains("match.weights"));
}
