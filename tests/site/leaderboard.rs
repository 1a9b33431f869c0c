//! The leaderboard, as officials read it and operators publish it.

use peitao::accounts::Role;
use peitao::clock;
use peitao::clusters::Quarter;
use peitao::divisions::DivisionKind;

use crate::kit::TestApp;

const HERE: &str = "/desk/leaderboard";

#[test]
fn a_board_is_read_downloaded_checked_and_contested() {
    let site = TestApp::start();
    for (n, district) in ["D1", "D2", "D3", "D4"].into_iter().enumerate() {
        site.district(district, &format!("{district}区"));
        let firm = site.firm_in(district, &format!("F-{n}"), "某厂");
        for need in 0..n {
            site.need(&firm, &format!("N-{n}-{need}"), "求购不锈钢管");
        }
    }
    let official = site.signed_in("official@city.test", Role::Official, None);
    let page = official.get(HERE).expect(200);
    assert!(page.text().contains("金杯") && page.text().contains("D4区"), "{}", page.text());
    let token = page.csrf();
    let quarter = Quarter::of(clock::local_day(clock::now())).to_string();
    let csv = official.get(&format!("{HERE}/export?quarter={quarter}")).expect(200).text().to_owned();
    assert!(csv.starts_with('\u{feff}') && csv.contains("D4区"), "{csv}");
    let check = |csv: &str| official.post(&format!("{HERE}/check"), &[("csrf", token.as_str()), ("csv", csv)]);
    assert!(check(&csv).expect(200).text().contains("复算一致"));
    assert!(check(&csv.replace("gold", "silver")).expect(200).text().contains("gold"));
    check("nothing").expect(422);

    let appeal = |code: &str, reason: &str| {
        let form = [("csrf", token.as_str()), ("quarter", quarter.as_str()), ("code", code), ("reason", reason)];
        official.post(&format!("{HERE}/appeals"), &form)
    };
    appeal("D1", "").expect(422);
    appeal("D9", "数字有误").expect(404);
    appeal("D1", "漏计两条需求").expect(303);
    appeal("D1", "漏计两条需求").expect(409);
    let page = official.get(HERE).expect(200);
    assert!(page.text().contains("名次冻结") && page.text().contains("漏计两条需求"), "{}", page.text());
    let csv = official.get(&format!("{HERE}/export")).expect(200).text().to_owned();
    assert!(check(&csv).expect(200).text().contains("复算一致"), "a frozen row as well");

    let proof = official.get(&format!("{HERE}/evidence?code=D4")).expect(200);
    assert!(proof.text().contains("/needs/N-3-2"), "{}", proof.text());
    assert!(official.get(&format!("{HERE}/evidence?code=D4&form=csv")).expect(200).text().contains("needs/N-3-0"));
    official.get(&format!("{HERE}/evidence?code=D9")).expect(404);
    let rows = site.program(Role::Official, None).get("/api/v1/leaderboard").expect(200).json();
    assert_eq!((&rows["rows"][0]["code"], &rows["rows"][0]["medal"]), (&"D4".into(), &"gold".into()));
    let frozen = rows["rows"].as_array().expect("rows").iter().find(|row| row["code"] == "D1").expect("D1");
    assert_eq!(frozen["status"], "frozen");

    let operator = site.signed_in("op@city.test", Role::Operator, None);
    let page = operator.get(HERE).expect(200);
    let mark = "/desk/leaderboard/appeals/";
    let id: String = page.text().split(mark).nth(1).expect("an appeal").chars().take_while(|c| *c != '"').collect();
    let decide = |person: &crate::kit::Person, token: &str, answer: &str| {
        let form = [("csrf", token), ("outcome", "dismissed"), ("answer", answer)];
        person.post(&format!("{mark}{id}"), &form)
    };
    decide(&official, &token, "核对无误").expect(403);
    decide(&operator, &page.csrf(), "").expect(422);
    decide(&operator, &page.csrf(), "核对无误").expect(303);
    assert!(operator.get(HERE).expect(200).text().contains("不成立：核对无误"));
}

#[test]
fn a_park_hands_a_project_to_a_sister_park() {
    let site = TestApp::start();
    site.district("D1", "崇川区");
    for (code, name) in [("K1", "东园"), ("K2", "西园")] {
        site.division(code, name, DivisionKind::Park, Some("D1"));
    }
    let official = site.signed_in("official@city.test", Role::Official, None);
    const REFERRALS: &str = "/desk/referrals";
    let token = official.get(REFERRALS).expect(200).csrf();
    let form = |to: &'static str, note: &'static str| {
        [("csrf", token.as_str()), ("project", "阀门扩产"), ("from", "K1"), ("to", to), ("note", note)]
    };
    assert!(official.post(REFERRALS, &form("K2", "")).expect(422).text().contains("value=\"阀门扩产\""));
    official.post(REFERRALS, &form("K1", "无地")).expect(422);
    official.post(REFERRALS, &form("K2", "无地")).expect(303);
    let list = site.program(Role::Official, None).get("/api/v1/referrals").expect(200).json();
    let id = list["items"][0]["id"].as_str().expect("a key").to_owned();
    let answer = |reply: &str, step: &str| {
        official
            .post(&format!("{REFERRALS}/{id}/answer"), &[("csrf", token.as_str()), ("step", step), ("reply", reply)])
    };
    answer("", "declined").expect(422);
    answer("可以承接", "accepted").expect(303);
    assert!(official.get(REFERRALS).expect(200).text().contains("已承接"));
    official.post(&format!("{REFERRALS}/{id}/landing"), &[("csrf", token.as_str())]).expect(403);
    let operator = site.signed_in("op@city.test", Role::Operator, None);
    operator.post_from(REFERRALS, &format!("{REFERRALS}/{id}/landing"), &[]).expect(303);
    let program = site.program(Role::Official, None);
    let send = |path: &str, body: serde_json::Value| program.send_json("POST", path, &body);
    let referral = serde_json::json!({"project": "换热器项目", "from": "K2", "to": "K1", "note": "环评"});
    let made = send("/api/v1/referrals", referral).expect(201).json();
    let path = format!("/api/v1/referrals/{}/answer", made["id"].as_str().expect("a key"));
    send(&path, serde_json::json!({"step": "offered"})).expect(422);
    send(&path, serde_json::json!({"step": "declined"})).expect(422);
    let declined = serde_json::json!({"step": "declined", "reply": "同样无地"});
    assert_eq!(send(&path, declined.clone()).expect(200).json()["state"], "declined");
    send(&path, declined).expect(409);

    let appeal = serde_json::json!({"code": "K1", "reason": "漏计一笔"});
    let appeal = send("/api/v1/leaderboard/appeals", appeal).expect(201).json();
    let path = format!("/api/v1/leaderboard/appeals/{}", appeal["id"].as_str().expect("a key"));
    let decision = serde_json::json!({"outcome": "dismissed", "answer": "核对无误"});
    program.send_json("POST", &path, &decision).expect(403);
    let board = site.program(Role::Official, None).get("/api/v1/leaderboard").expect(200).json();
    assert_eq!(board["appeals"][0]["outcome"], serde_json::Value::Null);
    let ended = site.program(Role::Operator, None).send_json("POST", &path, &decision).expect(200).json();
    assert_eq!((&ended["outcome"], &ended["code"]), (&"dismissed".into(), &"K1".into()));

    let board = site.program(Role::Operator, None).get("/api/v1/leaderboard").expect(200).json();
    let deals = |code: &str| {
        let row = board["rows"].as_array().expect("rows").iter().find(|row| row["code"] == code).expect("a row");
        row["measures"][2]["amount"].clone()
    };
    assert_eq!([deals("K1"), deals("K2"), deals("D1")], ["0.2", "0.8", "1"]);
}

#[test]
fn operators_publish_what_is_over_and_decide_appeals() {
    let site = TestApp::start();
    site.district("D1", "崇川区");
    let operator = site.signed_in("op@city.test", Role::Operator, None);
    let token = operator.get(HERE).expect(200).csrf();
    let now = Quarter::of(clock::local_day(clock::now()));
    let publish = |quarter: &str| {
        operator.post(&format!("{HERE}/publication"), &[("csrf", token.as_str()), ("quarter", quarter)])
    };
    publish(&now.to_string()).expect(409);
    publish("2026Q9").expect(404);
    let before = now.before().to_string();
    publish(&before).expect(303);
    publish(&before).expect(409);
    assert!(operator.get(&format!("{HERE}?quarter={before}")).expect(200).text().contains("已公布"));
    let set = |line: &str| operator.post(&format!("{HERE}/formula"), &[("csrf", token.as_str()), ("formula", line)]);
    set("x").expect(422);
    let line = "2026.2 scale=range terms=deals/total/50+gaps/total/50 sizes= cover=50 cups=1 spread=20 draws=10 seed=7";
    set(line).expect(303);
    assert!(operator.get(HERE).expect(200).text().contains(line));
    assert!(!operator.get(&format!("{HERE}?quarter={before}")).expect(200).text().contains(line), "it keeps its own");
    let buyer = site.signed_in("buyer@city.test", Role::Buyer, None);
    buyer.get(HERE).expect(403);
}
