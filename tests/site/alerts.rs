//! Alerts, as an official meets them, and what operators set.

use chrono::Duration;
use peitao::accounts::Role;
use peitao::alerts::sweep;
use peitao::clock;
use peitao::http::AppError;
use peitao::mail;

use crate::kit::{Person, TestApp};

/// A need that nobody takes up, months later.
fn scene() -> TestApp {
    let site = TestApp::start();
    site.district("D1", "崇川区");
    let firm = site.firm_in("D1", "F-1", "恒泰阀门");
    site.need(&firm, "N-1", "求购不锈钢管");
    let operator = site.signed_in("operator@city.test", Role::Operator, None);
    set(&operator, "posts", &[("division", ""), ("level", "yellow"), ("email", "steward@city.test")], 303);
    let mut now = clock::now() + Duration::days(90);
    // Until the next morning of work: on free days and at night all is quiet.
    for _ in 0..24 * 12 {
        now += Duration::hours(1);
        sweep::run(&site.app.db, "http://site.test", now).expect("a sweep");
    }
    site
}

fn set(operator: &Person, what: &str, form: &[(&str, &str)], status: u16) -> String {
    let token = operator.get("/desk/alerts/settings").expect(200).csrf();
    let form = [form, &[("csrf", token.as_str())]].concat();
    operator.post(&format!("/desk/alerts/settings/{what}"), &form).expect(status).text().to_owned()
}

#[test]
fn an_official_sees_replies_and_resolves() {
    let site = scene();
    let official = site.signed_in("official@city.test", Role::Official, None);
    let list = official.get("/desk/alerts?level=red&kind=need").expect(200).text().to_owned();
    let from = list.find("/desk/alerts/0").expect("the matter is listed");
    let path = list[from..].split('"').next().expect("its address").to_owned();
    assert!(list.contains("求购不锈钢管") && list.contains("D1"), "{list}");
    let page = official.get(&path).expect(200);
    assert!(page.text().contains("开始计时") && page.text().contains("红"), "{}", page.text());
    let token = page.csrf();
    let write = |text: &str, end: &str| official.post(&path, &[("csrf", token.as_str()), ("text", text), ("end", end)]);
    assert!(write("已联系三家企业", "1").expect(422).text().contains("事项尚未解决"));
    write("", "0").expect(422);
    write("已联系三家企业", "0").expect(303);
    assert!(official.get(&path).expect(200).text().contains("已联系三家企业"));

    let firm = site.app.db.read::<_, AppError>(|conn| Ok(peitao::firms::store::find_by_code(conn, "F-1")?));
    let member = site.member("a@f1.test", &firm.expect("a query").expect("the firm").id);
    let token = member.get("/my/needs/N-1").expect(200).csrf();
    member.post("/my/needs/N-1/withdrawal", &[("csrf", &token)]).expect(303);
    // The site's own round may have been quicker.
    let answer = write("企业已改为自制", "1");
    assert!([303, 409].contains(&answer.status), "{}", answer.status);
    let ended = official.get("/desk/alerts?state=cleared").expect(200).text().to_owned();
    assert!(ended.contains("求购不锈钢管"), "{ended}");
    official.get(&path).expect(200);
}

#[test]
fn its_post_is_mailed_once_and_settings_are_for_operators() {
    let site = scene();
    let mails = site.app.db.read(|conn| mail::page(conn, 0, 100)).expect("the mails");
    let told: Vec<_> = mails.iter().filter(|one| one.recipient == "steward@city.test").collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].body.contains("求购不锈钢管") && told[0].body.contains("/desk/alerts/"), "{}", told[0].body);
    let operator = site.signed_in("op@city.test", Role::Operator, None);
    let wrong = set(&operator, "notices", &[("text", "2027-01-01 班 元旦")], 422);
    assert!(wrong.contains("本来就是工作日"), "{wrong}");
    set(&operator, "notices", &[("text", "2027-01-01~2027-01-03 休 元旦")], 303);
    assert!(operator.get("/desk/alerts/settings").expect(200).text().contains("2027"));
    set(&operator, "posts", &[("division", "D9"), ("level", "red"), ("email", "a@b.test")], 404);
    set(&operator, "posts", &[("division", "D1"), ("level", "red"), ("email", "nobody")], 422);
    let official = site.signed_in("official@city.test", Role::Official, None);
    official.get("/desk/alerts/settings").expect(403);
    let buyer = site.signed_in("buyer@city.test", Role::Buyer, None);
    buyer.get("/desk/alerts").expect(403);
}
