//! Shortlists and the comparison as people meet them; a search in vain that becomes a need, and what officials see of it;
//! and the mails that tell of what is new.

use peitao::accounts::Role;
use peitao::clock::{self, Moment};
use peitao::search::Lexicon;
use peitao::search::saved::digest;

use crate::kit::{Person, TestApp};

const NOTHING: &str = "/search?type=product&q=%E7%9F%B3%E5%A2%A8%E7%83%AF"; // 石墨烯

#[test]
fn products_are_shortlisted_compared_and_asked_together() {
    let site = TestApp::start();
    let (one, two) = (site.firm("F-1", "甲厂"), site.firm("F-2", "乙厂"));
    for (firm, code, price) in [(&one, "P-1", "12"), (&two, "P-2", "9")] {
        let product = serde_json::json!({"code": code, "name": "法兰", "unit": "件", "price_from": price,
            "price_visibility": "public", "specs": "口径=50mm"});
        site.program(Role::Member, Some(firm)).send_json("POST", "/api/v1/products", &product).expect(201);
    }
    let buyer = site.signed_in("buyer@x.test", Role::Buyer, None);
    let official = site.signed_in("official@x.test", Role::Official, None);
    assert!(buyer.get("/products/P-1").expect(200).text().contains("/my/shortlists/items"));
    assert!(!official.get("/products/P-1").expect(200).text().contains("/my/shortlists/items"));
    let put = |fields: &[(&str, &str)]| buyer.post_from("/products/P-1", "/my/shortlists/items", fields).expect(303);
    assert_eq!(put(&[("product", "P-1"), ("back", "/products/P-1")]).location, "/products/P-1");
    let list = put(&[("product", "P-2"), ("firm", "F-1")]).location;
    let page = buyer.get(&list).expect(200);
    assert!(page.text().contains("我的收藏") && page.text().contains("甲厂") && page.text().contains("P-2"));
    site.signed_in("other@x.test", Role::Buyer, None).get(&list).expect(404);
    let sheet = buyer.get("/compare?product=P-1&product=P-2&firm=F-1").expect(200);
    for text in ["12", "9", "50 mm", "不同", "向这些全部询价"] {
        assert!(sheet.text().contains(text), "{text}: {}", sheet.text());
    }
    let all = [("product", "P-1"), ("product", "P-2")];
    let draft = buyer.post_from(&list, "/my/shortlists/enquiry", &all).expect(303).location;
    let form = buyer.get(&draft).expect(200);
    assert!(form.text().contains("甲厂") && form.text().contains("乙厂") && form.text().contains("法兰"));
    // Moved, taken off, named, deleted.
    let other = buyer.post_from(&list, "/my/shortlists", &[("name", "二期")]).expect(303).location;
    let id = other.trim_start_matches("/my/shortlists/");
    buyer.post_from(&list, &format!("{list}/removal"), &[("product", "P-1"), ("to", id)]).expect(303);
    buyer.post_from(&list, &format!("{list}/removal"), &[("product", "P-2")]).expect(303);
    assert!(buyer.get(&other).expect(200).text().contains("P-1"));
    buyer.post_from(&list, &format!("{other}/name"), &[("name", "三期")]).expect(303);
    assert!(buyer.get("/my/shortlists").expect(200).text().contains("三期"));
    buyer.post_from(&list, &format!("{other}/deletion"), &[]).expect(303);
    buyer.get(&other).expect(404);
}

/// Makes a need of a search in vain, and says where that leads.
fn one_click(person: &Person) -> String {
    let page = person.get(NOTHING).expect(200);
    let search = page.hidden("search").replace("&#38;", "&").replace("&amp;", "&");
    let fields = [("search", search), ("code", page.hidden("code"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    person.post_from(NOTHING, "/my/leads", &fields).expect(303).location
}

#[test]
fn a_search_in_vain_becomes_a_need_and_officials_see_three_firms_without_names() {
    let site = TestApp::start();
    let official = site.signed_in("official@x.test", Role::Official, None);
    let members: Vec<Person> = ["甲厂", "乙厂", "丙厂"]
        .iter()
        .enumerate()
        .map(|(at, name)| site.member(&format!("m{at}@x.test"), &site.firm(&format!("F-{at}"), name)))
        .collect();
    for member in &members[..2] {
        one_click(member);
    }
    assert!(!official.get("/desk/leads").expect(200).text().contains("石墨烯"));
    let back = one_click(&members[2]);
    let seen = official.get("/desk/leads").expect(200);
    assert!(seen.text().contains("石墨烯") && seen.text().contains(">3<"), "{}", seen.text());
    assert!(!["甲厂", "乙厂", "丙厂", "F-0"].iter().any(|name| seen.text().contains(name)));
    members[0].get("/desk/leads").expect(403);
    // It is dated, among the firm's needs, and taken back with one click.
    let made = members[2].get(&back).expect(200);
    assert!(made.text().contains("已发布为采购需求"), "{}", made.text());
    let code = back.rsplit("made=").next().expect("the code of the need").to_owned();
    let need = members[2].get(&format!("/my/needs/{code}")).expect(200);
    let in_time = (clock::local_day(clock::now()) + chrono::Duration::days(30)).to_string();
    assert!(need.text().contains("石墨烯") && need.text().contains(&in_time));
    let undo = format!("/my/leads/{code}/removal");
    members[1].post_from(NOTHING, &undo, &[("search", "q=x")]).expect(403);
    members[2].post_from(&back, &undo, &[("search", "q=x")]).expect(303);
    assert!(!official.get("/desk/leads").expect(200).text().contains("石墨烯"));
    // A buyer has no firm to need something: the search is watched instead. Staff is offered nothing.
    let buyer = site.signed_in("buyer@x.test", Role::Buyer, None);
    assert_eq!(one_click(&buyer), "/my/searches");
    assert!(buyer.get("/my/searches").expect(200).text().contains("value=\"daily\" selected"));
    assert!(!official.get(NOTHING).expect(200).text().contains("/my/leads"));
}

/// Nine in the morning of a day so many days from now, in Shanghai.
fn morning(days: i64) -> Moment {
    let day = clock::local_day(clock::now()) + chrono::Duration::days(days);
    day.and_hms_opt(1, 0, 0).expect("nine in Shanghai is one in Greenwich")
}

#[test]
fn a_kept_search_tells_once_of_what_is_new_until_it_is_to_tell_no_more() {
    let site = TestApp::start();
    let firm = site.firm("F-1", "海纳管业");
    site.product(&firm, "P-1", "无缝钢管");
    let person = site.signed_in("buyer@x.test", Role::Buyer, None);
    let pipes = "q=%E6%97%A0%E7%BC%9D%E9%92%A2%E7%AE%A1";
    let wait_for = |count: u64| {
        site.eventually("the index", || {
            let found = site.visitor().get(&format!("/api/v1/search?{pipes}")).expect(200).json();
            (found["total"] == count).then_some(())
        })
    };
    wait_for(1);
    let token = person.get("/account").csrf();
    person.post("/my/searches", &[("csrf", &token), ("search", pipes)]).expect(303);
    let page = person.get("/my/searches").expect(200);
    let at = page.text().find("/cadence").expect("the form of the cadence");
    let start = page.text()[..at].rfind("/my/searches/").expect("its address");
    let address = page.text()[start..at + "/cadence".len()].to_owned();
    person.post(&address, &[("csrf", &token), ("cadence", "hourly")]).expect(422);
    person.post(&address, &[("csrf", &token), ("cadence", "daily")]).expect(303);
    let lexicon = Lexicon::default();
    let run = |days: i64| digest::run(&site.app, &lexicon, morning(days)).expect("the digests are written");
    assert_eq!(run(1), 0, "at the first look nothing is new");
    site.product(&firm, "P-2", "无缝钢管 20#");
    wait_for(2);
    assert_eq!((run(1), run(2), run(2), run(3)), (0, 1, 0, 0), "once, a day later, and not again");
    let mails = site.app.db.read(|conn| peitao::mail::page(conn, 0, 10)).expect("the mails");
    let mail = mails.iter().find(|mail| mail.recipient == "buyer@x.test").expect("the digest");
    assert!(mail.body.contains("/products/P-2") && !mail.body.contains("/products/P-1"), "{}", mail.body);
    assert!(person.get("/notices").expect(200).text().contains("保存的搜索有 1 条新结果"));
    person.post(&address, &[("csrf", &token), ("cadence", "never")]).expect(303);
    site.product(&firm, "P-3", "无缝钢管 45#");
    wait_for(3);
    assert_eq!(run(9), 0);
}
