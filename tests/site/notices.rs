//! Notices in the app, the link that stops mails, and hooks: as members and their programs meet them.

use std::time::Duration;

use diesel::prelude::*;
use peitao::accounts::Role;
use peitao::clock;
use peitao::config::Given;
use peitao::db::Conn;
use peitao::db::schema::outbox;
use peitao::http::AppError;
use peitao::ids::FirmId;
use peitao::mail::stopping;

use crate::kit::{Person, Receiver, TestApp};

const SECRET: &str = "0123456789abcdef";

/// A site that may call this machine.
fn site() -> TestApp {
    TestApp::start_with(Given { private_hooks: Some(true), ..Given::default() })
}

/// Asks the firm `F-1` for a quote, under `code`.
fn ask(site: &TestApp, code: &str) {
    let buyer = site.app.db.read::<_, AppError>(|conn| Ok(peitao::firms::store::find_by_code(conn, "F-0")?));
    let buyer = buyer.expect("a query").map_or_else(|| site.firm("F-0", "采购方"), |firm| firm.id);
    site.program(Role::Member, Some(&buyer)).asks(code, &["F-1"]);
}

#[test]
fn a_member_reads_notices_and_goes_to_what_they_are_about() {
    let site = TestApp::start();
    let firm = site.firm("F-1", "恒泰阀门");
    let member = site.member("a@f1.test", &firm);
    let empty = member.get("/notices").expect(200);
    assert!(empty.text().contains("还没有通知") && !empty.text().contains("未读通知"), "{}", empty.text());
    for n in 0..31 {
        ask(&site, &format!("E-{n}"));
    }
    let page = member.get("/notices").expect(200);
    assert!(page.text().contains("采购方询价") && page.text().contains("page=2"), "{}", page.text());
    assert!(page.text().contains("(31)"), "the menu says how many");
    let reading = "/reading\"";
    let at = page.text().find("action=\"/notices/0").expect("a notice to open");
    let form = &page.text()[at + 8..];
    let path = &form[..form.find(reading).expect("its end") + reading.len() - 1];
    let other = site.member("b@f2.test", &site.firm("F-2", "另一家"));
    other.post_from("/notices", path, &[]).expect(404);
    assert!(!other.get("/notices").expect(200).text().contains("采购方询价"));
    let gone_to = member.post_from("/notices", path, &[]).expect(303).location;
    assert_eq!(gone_to, "/enquiries/E-30");
    member.get(&gone_to).expect(200);
    assert!(member.get("/").expect(200).text().contains("(30)"));
    member.post_from("/notices", "/notices/reading", &[]).expect(303);
    let read = member.get("/notices?page=2").expect(200);
    assert!(!read.text().contains("未读通知") && read.text().contains("/enquiries/E-0\""), "{}", read.text());
    assert_eq!(site.program(Role::Member, Some(&firm)).get("/notices").status, 403, "a key has none");
}

#[test]
fn settings_are_kept_and_the_link_of_a_mail_stops_mails_without_signing_in() {
    let site = TestApp::start();
    let firm = site.firm("F-1", "恒泰阀门");
    let member = site.member("a@f1.test", &firm);
    let wishes = [("enquiry", "daily"), ("deal", "nonsense"), ("quiet_from", "22:30"), ("quiet_to", "06:00")];
    member.post_from("/notices/settings", "/notices/settings", &wishes).expect(303);
    let page = member.get("/notices/settings").expect(200);
    assert!(page.text().contains("<option value=\"daily\" selected>") && page.text().contains("value=\"22:30\""));
    let user = site.app.db.read(|conn| peitao::accounts::actions::person_by_email(conn, "a@f1.test"));
    let user = user.expect("a query").expect("the member").id;
    let path = format!("/unsubscribe/{}", stopping::token(&site.app.sealing, &format!("{user}.enquiry")));
    let stranger = site.visitor();
    assert!(stranger.get(&path).expect(200).text().contains("询价"));
    assert!(member.get("/notices/settings").expect(200).text().contains("<option value=\"daily\" selected>"));
    // As a mail program sends it: no cookie, no form.
    let one_click = site.visitor().post(&path, &[("List-Unsubscribe", "One-Click")]).expect(200);
    assert!(one_click.text().contains("已停发"));
    assert!(member.get("/notices/settings").expect(200).text().contains("<option value=\"never\" selected>"));
    let forged = path.replace(".enquiry.", ".all.");
    site.visitor().get(&forged).expect(404);
    site.visitor().post(&forged, &[]).expect(404);
}

fn add(person: &Person, way: &str, address: &str, secret: &str) -> String {
    let fields = [("way", way), ("name", "接收方"), ("address", address), ("secret", secret), ("topic_enquiry", "1")];
    person.post_from("/hooks", "/hooks", &fields).expect(303).location
}

fn scene() -> (TestApp, FirmId, Person) {
    let site = site();
    let firm = site.firm("F-1", "恒泰阀门");
    let member = site.member("a@f1.test", &firm);
    (site, firm, member)
}

/// Makes every parcel due at once, as if the time until its next try had passed.
fn let_time_pass(site: &TestApp) {
    let past = clock::now() - chrono::Duration::minutes(1);
    let all = outbox::table.filter(outbox::sent_at.is_null());
    let moved = |conn: &mut Conn| Ok(diesel::update(all).set(outbox::retry_at.eq(past)).execute(conn)?);
    site.app.db.write::<_, AppError>(moved).expect("the time can be moved");
    site.app.wake.ring();
}

#[test]
fn a_webhook_is_called_with_a_signature_and_tried_again_under_the_same_id() {
    use hmac::{Hmac, KeyInit, Mac};
    let (site, _, member) = scene();
    let receiver = Receiver::start(|n, _| if n == 0 { (500, "later") } else { (200, "") });
    let page = add(&member, "webhook", &format!("http://{}/in?x=1", receiver.address), SECRET);
    ask(&site, "E-1");
    let first = receiver.next();
    assert_eq!((first.path.as_str(), first.json()["topic"].as_str()), ("/in?x=1", Some("enquiry")));
    assert!(first.json()["url"].as_str().is_some_and(|url| url.ends_with("/enquiries/E-1")), "{}", first.body);
    assert!(!first.body.contains("/answer/"), "no link that answers for the firm");
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    mac.update(format!("{}.{}", first.header("peitao-timestamp"), first.body).as_bytes());
    let expected = peitao::text::hex(&mac.finalize().into_bytes());
    assert_eq!(first.header("peitao-signature"), format!("sha256={expected}"));
    let shown = |what: &str| {
        site.eventually(what, || Some(member.get(&page).expect(200)).filter(|page| page.text().contains(what)))
    };
    shown("HTTP 500: later");
    assert!(receiver.is_quiet(Duration::from_millis(500)), "not before its time");
    let_time_pass(&site);
    let second = receiver.next();
    assert_eq!((second.header("peitao-delivery"), &second.body), (first.header("peitao-delivery"), &first.body));
    shown("已送达");
    let replay = format!("/hooks/deliveries/{}/replay", first.header("peitao-delivery"));
    let other = site.member("b@f2.test", &site.firm("F-2", "另一家"));
    for path in [replay.as_str(), &format!("{page}/trial"), &format!("{page}/deletion"), &format!("{page}/enabling")] {
        other.post_from("/hooks", path, &[]).expect(404);
    }
    other.get(&page).expect(404);
    member.post_from(&page, &replay, &[]).expect(303);
    assert_eq!(receiver.next().header("peitao-delivery"), first.header("peitao-delivery"), "sent anew, it is the same");
    member.post_from(&page, &format!("{page}/deletion"), &[]).expect(303);
    ask(&site, "E-2");
    assert!(receiver.is_quiet(Duration::from_secs(1)));
}

#[test]
fn robots_are_told_in_their_own_form() {
    let (site, _, member) = scene();
    let receiver = Receiver::start(|_, call| {
        (200, if call.path.starts_with("/lark") { r#"{"code":0}"# } else { r#"{"errcode":0,"errmsg":"ok"}"# })
    });
    let base = format!("http://{}", receiver.address);
    for (way, path, secret) in [
        ("wecom", "/wecom?key=k", ""),
        ("dingtalk", "/ding?access_token=t", "SEC1"),
        ("feishu", "/lark/hook/x", "SEC2"),
    ] {
        add(&member, way, &format!("{base}{path}"), secret);
    }
    ask(&site, "E-1");
    let mut calls = [receiver.next(), receiver.next(), receiver.next()];
    calls.sort_by(|one, other| one.path.cmp(&other.path));
    let [ding, lark, wecom] = &calls;
    assert!(ding.path.starts_with("/ding?access_token=t&timestamp=") && ding.path.contains("&sign="), "{}", ding.path);
    assert_eq!((lark.path.as_str(), lark.json()["msg_type"].as_str()), ("/lark/hook/x", Some("text")));
    assert!(lark.json()["sign"].is_string());
    assert_eq!(wecom.path, "/wecom?key=k");
    let text = wecom.json()["text"]["content"].as_str().expect("a text").to_owned();
    assert!(text.starts_with("【配套】采购方询价") && text.contains("/enquiries/E-1"), "{text}");
    let list = member.get("/hooks").expect(200);
    assert!(list.text().contains("钉钉机器人") && !list.text().contains("access_token"), "{}", list.text());
}

#[test]
fn a_robot_gets_twenty_messages_a_minute_and_the_last_holds_what_else_waits() {
    let (site, _, member) = scene();
    let receiver = Receiver::start(|_, _| (200, r#"{"errcode":0}"#));
    let page = add(&member, "wecom", &format!("http://{}/r", receiver.address), "");
    // What has not left yet is held until all are written: then it is known how much the last message has to hold.
    let later = clock::now() + chrono::Duration::hours(1);
    let hold = move |conn: &mut Conn| {
        let waiting = outbox::table.filter(outbox::sent_at.is_null());
        Ok(diesel::update(waiting).set(outbox::retry_at.eq(later)).execute(conn)?)
    };
    for _ in 0..30 {
        member.post_from(&page, &format!("{page}/trial"), &[]).expect(303);
        site.app.db.write::<_, AppError>(hold).expect("the time can be moved");
    }
    let_time_pass(&site);
    (0..19).for_each(|_| drop(receiver.next()));
    let last = receiver.next().json();
    let last = last["text"]["content"].as_str().expect("a text");
    assert!(last.starts_with("【配套】共 11 条消息"), "{last}");
    assert!(receiver.is_quiet(Duration::from_secs(2)));
    let text = member.get(&page).expect(200).text().to_owned();
    assert_eq!(text.matches("待发送").count(), 0, "{text}");
}

fn of_webhook(address: &str) -> [(&str, &str); 5] {
    [("way", "webhook"), ("name", "x"), ("address", address), ("secret", SECRET), ("topic_enquiry", "1")]
}

#[test]
fn addresses_of_this_network_are_refused_when_typed_and_when_called() {
    let site = TestApp::start();
    let firm = site.firm("F-1", "恒泰阀门");
    let member = site.member("a@f1.test", &firm);
    let receiver = Receiver::start(|_, _| (200, ""));
    let typed = format!("http://{}/", receiver.address);
    let refused = member.post_from("/hooks", "/hooks", &of_webhook(&typed)).expect(422);
    assert!(refused.text().contains("内网或本机") && !refused.text().contains(SECRET), "{}", refused.text());
    // A name that leads here is found out when it is called.
    let named = format!("http://localhost:{}/", receiver.address.port());
    let page = member.post_from("/hooks", "/hooks", &of_webhook(&named)).expect(303).location;
    ask(&site, "E-1");
    let failed = |text: &str| text.contains("not on the public network");
    site.eventually("the log says why", || Some(()).filter(|()| failed(member.get(&page).expect(200).text())));
    assert!(receiver.is_quiet(Duration::from_millis(200)));
}
