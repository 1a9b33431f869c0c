//! A fair, as an official holds it and firms come to it.

use std::time::Duration;

use peitao::accounts::Role;
use peitao::clock;

use crate::kit::{Person, TestApp};

const HERE: &str = "/desk/fairs";

/// A firm that needs tubes and two that make them; the pairings are worked out.
fn scene() -> TestApp {
    let site = TestApp::start();
    let buyer = site.firm("F-1", "换热设备厂");
    site.product(&buyer, "P-1", "换热器");
    site.need(&buyer, "N-1", "求购不锈钢管");
    for (firm, name, product) in [("F-2", "恒泰管业", "P-2"), ("F-3", "海纳管业", "P-3")] {
        site.product(&site.firm(firm, name), product, "不锈钢管");
    }
    let program = site.program(Role::Member, Some(&buyer));
    site.within(Duration::from_secs(60), "the pairings are worked out", || {
        (program.get("/api/v1/pairings?side=buyer").expect(200).json()["total"] == 2).then_some(())
    });
    site
}

/// Makes a fair and gives its address.
fn made(official: &Person) -> String {
    let token = official.get(HERE).expect(200).csrf();
    let day = clock::local_day(clock::now() + chrono::Duration::days(1)).to_string();
    let mut form = vec![
        ("csrf", token.as_str()),
        ("name", "阀门对接会"),
        ("held_on", day.as_str()),
        ("starts_at", "00:00"),
        ("slot_minutes", "20"),
        ("slots", "3"),
        ("tables", "2"),
        ("per_row", "2"),
    ];
    let path = official.post(HERE, &form).expect(303).location;
    form[5].1 = "0";
    let again = official.post(HERE, &form).expect(422);
    assert!(again.text().contains("value=\"阀门对接会\""), "{}", again.text());
    path
}

#[test]
fn an_official_invites_plans_and_prints_and_firms_see_their_own_cards() {
    let site = scene();
    let official = site.signed_in("official@city.test", Role::Official, None);
    let path = made(&official);
    let token = official.get(&path).expect(200).csrf();
    let send = |part: &str, fields: &[(&str, &str)]| {
        let form = [&[("csrf", token.as_str())], fields].concat();
        official.post(&format!("{path}/{part}"), &form)
    };
    assert!(send("firms", &[("codes", "F-1\nF-9")]).expect(422).text().contains("F-9"));
    send("firms", &[("codes", "F-1\nF-2，F-3")]).expect(303);
    send("plan", &[]).expect(303);
    let page = official.get(&path).expect(200);
    for text in ["换热设备厂", "恒泰管业", "00:00–00:20", "00:20–00:40", "<b>2</b>"] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    let cards = official.get(&format!("{path}/cards")).expect(200);
    assert_eq!(cards.text().matches("class=\"sheet\"").count(), 3);
    assert_eq!(cards.text().matches("shape-rendering=\"crispEdges\"").count(), 3, "a code on each card");
    assert!(official.get(&format!("{path}/export")).expect(200).text().starts_with('\u{FEFF}'));

    let own = path.replace("/desk", "");
    let firm =
        |code: &str| site.app.db.read(|conn| peitao::accounts::actions::firm_by_code(conn, code)).expect("a firm");
    let buyer = site.member("a@f1.test", &firm("F-1"));
    let card = buyer.get(&own).expect(200);
    assert!(card.text().contains("恒泰管业") && card.text().contains("求购不锈钢管"), "{}", card.text());
    assert!(buyer.get("/my/fairs").expect(200).text().contains("阀门对接会"));
    let seller = site.member("a@f2.test", &firm("F-2"));
    let card = seller.get(&own).expect(200);
    assert!(card.text().contains("换热设备厂") && !card.text().contains("海纳管业"), "{}", card.text());
    let token = card.csrf();
    let answer = |comes: &str, most: &str| {
        seller.post(&format!("{own}/answer"), &[("csrf", token.as_str()), ("comes", comes), ("most_talks", most)])
    };
    answer("1", "9").expect(422);
    answer("1", "1").expect(303);
    answer("", "1").expect(303);
    assert!(!buyer.get(&own).expect(200).text().contains("恒泰管业"), "who does not come is off the card");

    let stranger = site.member("a@f4.test", &site.firm("F-4", "别家"));
    stranger.get(&own).expect(404);
    stranger.get(&path).expect(403);
    stranger.get(&format!("{path}/cards")).expect(403);
    official.get(&own).expect(403);

    send("absence", &[("firm", "F-3"), ("slot", "0")]).expect(303);
    assert!(official.get(&path).expect(200).text().contains("恢复到场"));
    let page = official.get(&path).expect(200);
    assert!(page.text().contains("缺席") && page.text().contains("不参加"), "{}", page.text());
    assert!(!buyer.get(&own).expect(200).text().contains("海纳管业"));
}

#[test]
fn what_came_of_a_talk_is_asked_and_answered() {
    let site = scene();
    let official = site.signed_in("official@city.test", Role::Official, None);
    let path = made(&official);
    official.post_from(&path, &format!("{path}/firms"), &[("codes", "F-1 F-2")]).expect(303);
    official.post_from(&path, &format!("{path}/plan"), &[]).expect(303);
    let firm = site.app.db.read(|conn| peitao::accounts::actions::firm_by_code(conn, "F-1")).expect("a firm");
    let buyer = site.member("a@f1.test", &firm);
    let own = path.replace("/desk", "");
    let talk_of = |text: &str| {
        let mark = "name=\"talk\" value=\"";
        text.split(mark).nth(1).map(|rest| rest.chars().take_while(|c| *c != '"').collect::<String>())
    };
    assert_eq!(talk_of(buyer.get(&own).expect(200).text()), None, "not asked yet");
    let id = peitao::fairs::FairId(own.rsplit('/').next().expect("a key").to_owned());
    let later = clock::now() + chrono::Duration::days(31);
    site.app.db.write(|conn| peitao::fairs::actions::ask(conn, "http://site.test", &id, later)).expect("asked");
    let page = buyer.get(&own).expect(200);
    let talk = talk_of(page.text()).expect("a question");
    let say = |outcome: &str| {
        let token = page.csrf();
        buyer.post(
            &format!("{own}/outcome"),
            &[("csrf", token.as_str()), ("talk", talk.as_str()), ("outcome", outcome), ("note", "已寄样")],
        )
    };
    say("maybe").expect(404);
    say("talking").expect(303);
    let page = buyer.get(&own).expect(200);
    assert!(page.text().contains("value=\"talking\" required checked") && page.text().contains("已寄样"));
    let desk = official.get(&path).expect(200);
    assert!(desk.text().contains("30 天后") && !desk.text().contains("<dd>1</dd>"), "{}", desk.text());
}

#[test]
fn programs_hold_a_fair_are_told_whom_to_invite_and_register() {
    let site = scene();
    let official = site.program(Role::Official, None);
    let day = clock::local_day(clock::now() + chrono::Duration::days(1)).to_string();
    let mut fair = serde_json::json!({"name": "管材对接会", "held_on": day, "starts_at": "09:30", "slot_minutes": 20,
        "slots": 3, "tables": "2", "per_row": 2, "everyone_first": false});
    let made = official.send_json("POST", "/api/v1/fairs", &fair).expect(201);
    assert_eq!(made.json()["starts_at"], "09:30");
    let path = made.location;
    fair["slots"] = 99.into();
    assert_eq!(official.send_json("POST", "/api/v1/fairs", &fair).expect(422).json()["errors"][0]["field"], "slots");
    // The best pairing of the only need brings in two firms; with them invited, the third follows.
    let proposed = |n: usize| {
        let found = official.get(&format!("{path}/proposals")).expect(200).json();
        let items = found["items"].as_array().expect("items").clone();
        assert_eq!(items.len(), n, "{found}");
        items.iter().map(|item| item["firm"]["code"].as_str().expect("a code").to_owned()).collect::<Vec<_>>()
    };
    let invite = |firms: &[String]| {
        let body = serde_json::json!({"firms": firms});
        official.send_json("POST", &format!("{path}/invitations"), &body).expect(200).json()["new"].clone()
    };
    let first = proposed(2);
    assert!(first.contains(&"F-1".to_owned()), "{first:?}");
    assert_eq!((invite(&first), invite(&first)), (2.into(), 0.into()));
    let page = site.signed_in("official@city.test", Role::Official, None);
    let desk = path.replace("/api/v1", "/desk");
    let rest = proposed(1);
    let ticked = format!("firm_{}", rest[0]);
    assert!(page.get(&format!("{desk}/proposals")).expect(200).text().contains(&ticked));
    page.post_from(&desk, &format!("{desk}/firms"), &[(ticked.as_str(), "1")]).expect(303);
    proposed(0);

    let timetable = official.send_json("POST", &format!("{path}/plan"), &serde_json::json!({})).expect(200).json();
    assert_eq!(timetable["items"].as_array().map(Vec::len), Some(2), "{timetable}");
    let firm =
        |code: &str| site.app.db.read(|conn| peitao::accounts::actions::firm_by_code(conn, code)).expect("a firm");
    let seller = site.program(Role::Member, Some(&firm("F-2")));
    assert_eq!(seller.get("/api/v1/fairs").expect(200).json()["items"][0]["presence"], "invited");
    let own = seller.get(&format!("{path}/timetable")).expect(200).json();
    assert_eq!((&own["items"][0]["with"]["code"], &own["items"][0]["role"]), (&"F-1".into(), &"seller".into()));
    let register = |body: serde_json::Value| seller.send_json("POST", &format!("{path}/registration"), &body);
    register(serde_json::json!({})).expect(422);
    register(serde_json::json!({"comes": true, "most_talks": 9})).expect(422);
    assert_eq!(register(serde_json::json!({"comes": true})).expect(200).json()["presence"], "accepted");
    assert_eq!(register(serde_json::json!({"comes": false})).expect(200).json()["presence"], "declined");
    assert!(seller.get(&format!("{path}/timetable")).expect(200).json()["items"].as_array().is_some_and(Vec::is_empty));

    let stranger = site.program(Role::Member, Some(&site.firm("F-4", "别家")));
    assert_eq!(stranger.get("/api/v1/fairs").expect(200).json()["items"], serde_json::json!([]));
    for path in [path.clone(), format!("{path}/timetable")] {
        stranger.get(&path).expect(404);
    }
    stranger.get(&format!("{path}/proposals")).expect(403);
    site.program(Role::Buyer, None).get(&path).expect(404);
}
