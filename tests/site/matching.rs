//! Pairings and likely inputs, as programs and people ask for them.

use peitao::accounts::Role;
use peitao::http::AppError;
use peitao::ids::FirmId;
use peitao::products;
use serde_json::{Value, json};

use crate::kit::{Person, TestApp};

/// Asks until the matcher has seen what was written.
fn firms(site: &TestApp, program: &Person, body: &Value, expected: &[&str]) -> Value {
    site.eventually("the matcher sees the listings", || {
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
            let row = products::store::ProductRow { state: products::ListingState::Withdrawn, ..row };
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
