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
