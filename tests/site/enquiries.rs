//! The closed loop by page: an enquiry to two firms, sealed quotes, the deadline, the comparison, the deal, the rating;
//! and what programs and attachments add to it. The whole story by API is in `story`.

use peitao::accounts::Role;
use peitao::clock;
use peitao::enquiries::jobs;
use serde_json::json;

use crate::kit::{self, TestApp};

const TERMS: [(&str, &str); 4] =
    [("tax_included", "true"), ("tax_rate", "13"), ("lead_days", "7"), ("valid_until", "2099-12-31")];

fn quote<'a>(price: &'a str, unit: &'a str) -> Vec<(&'a str, &'a str)> {
    [&TERMS[..], &[("price_1", price), ("unit_1", unit), ("freight", "100")]].concat()
}

#[test]
fn the_loop_from_enquiry_to_rating_by_page() {
    let site = TestApp::start();
    let (one, two) = (site.firm("F-1", "甲厂"), site.firm("F-2", "乙厂"));
    site.product(&one, "P-1", "无缝钢管");
    site.product(&two, "P-2", "焊接钢管");
    let buyer = site.signed_in("buyer@x.test", Role::Buyer, None);
    let (first, seller) = (site.member("a@f1.test", &one), site.member("b@f2.test", &two));
    let official = site.signed_in("official@x.test", Role::Official, None);
    assert!(buyer.get("/products/P-1").expect(200).text().contains("/enquiries/new?product=P-1"));
    let form = buyer.get("/enquiries/new?product=P-1&product=P-2").expect(200);
    assert!(form.text().contains("甲厂") && form.text().contains("焊接钢管"));
    let code = form.hidden("code");
    let deadline = clock::local(clock::now() + chrono::Duration::hours(3)).format("%Y-%m-%dT%H:%M").to_string();
    let fields = [
        ("code", code.as_str()),
        ("title", "采购钢管"),
        ("text_1", "无缝钢管"),
        ("quantity_1", "500"),
        ("unit_1", "千克"),
        ("supplier_1", "F-1"),
        ("supplier_2", "F-2"),
        ("deadline", &deadline),
        ("then", "send"),
    ];
    let page = buyer.post_from("/enquiries/new", "/enquiries", &fields).expect(303).location;
    assert_eq!(page, format!("/enquiries/{code}"));
    buyer.post_from("/enquiries/new", "/enquiries", &fields).expect(303);
    let no_deadline: Vec<_> = fields.into_iter().filter(|(name, _)| *name != "deadline" && *name != "code").collect();
    let back = buyer.post_from("/enquiries/new", "/enquiries", &no_deadline).expect(422);
    assert!(back.text().contains("没有填写截止时间") && back.text().contains("无缝钢管"));
    // A question, seen by all, asked by nobody in particular.
    first.post_from(&page, &format!("{page}/questions"), &[("question", "壁厚多少？")]).expect(303);
    let asked = buyer.get(&page).expect(200);
    assert!(asked.text().contains("壁厚多少？") && asked.text().contains("乙厂"));
    let link = site.answer_link("b@f2.test");
    let stranger = site.visitor();
    let seen = stranger.get(&link).expect(200);
    assert!(seen.text().contains("壁厚多少？") && !seen.text().contains("甲厂"));
    // One quotes by page, the other by the link of the mail.
    first.post_from(&page, &format!("{page}/quote"), &[("price_1", "x")]).expect(422);
    first.post_from(&page, &format!("{page}/quote"), &quote("4321.75", "吨")).expect(303);
    assert!(first.get(&page).expect(200).text().contains("4321.75"), "the firm sees its own");
    let sealed = stranger.post_from(&link, &format!("{link}/quote"), &quote("4.32", "千克")).expect(200);
    assert!(sealed.text().contains("校验码"));
    assert!(!stranger.get(&link).expect(200).text().contains("4.32"), "the link shows no price");
    for (person, status) in [(&buyer, 403), (&official, 403), (&first, 403), (&stranger, 303)] {
        let refused = person.get(&format!("{page}/comparison")).expect(status);
        assert!(!refused.text().contains("4321.75"));
    }
    assert!(!buyer.get(&page).expect(200).text().contains("4321.75"));
    // The deadline.
    let id = site.let_the_deadline_pass(&code).expect("the enquiry");
    jobs::open(&site.app, id.as_str()).expect("the job runs");
    jobs::open(&site.app, id.as_str()).expect("twice is as good");
    stranger.get(&link).expect(200); // the token's own end, three hours from now, still stands; it shows no form any more
    assert!(!stranger.get(&link).expect(200).text().contains("name=\"price_1\""));
    let sheet = buyer.get(&format!("{page}/comparison")).expect(200);
    let text = sheet.text();
    // 500 kg at 4.32 are 2160; at 4321.75 a ton they are 2160.88; and 100 of freight.
    assert!(text.contains("2260") && text.contains("2260.88") && text.contains("一致"), "{text}");
    assert!(first.get(&page).expect(200).text().contains("与回执一致"));
    buyer.post_from(&format!("{page}/comparison"), &format!("{page}/choice"), &[("chosen", "F-2")]).expect(422);
    let choice = [("chosen", "F-2"), ("reasons", "合计最低")];
    let record = buyer.post_from(&format!("{page}/comparison"), &format!("{page}/choice"), &choice).expect(303);
    let record = buyer.get(&record.location).expect(200);
    assert!(record.text().contains("合计最低") && record.text().contains("乙厂"));
    // The deal.
    let new = format!("/deals/new?enquiry={code}");
    first.get(&new).expect(404);
    let terms = [("enquiry", code.as_str()), ("amount", "2260"), ("starts_on", "2026-12-01"), ("is_local", "true")];
    let deal = buyer.post_from(&new, "/deals", &terms).expect(303).location;
    buyer.post_from(&deal, &format!("{deal}/confirmation"), &[]).expect(403);
    seller.post_from(&deal, &format!("{deal}/confirmation"), &[]).expect(303);
    buyer.post_from(&deal, &format!("{deal}/rating"), &[("score", "5"), ("text", "准时")]).expect(303);
    seller.post_from(&deal, &format!("{deal}/reply"), &[("reply", "谢谢")]).expect(303);
    assert!(buyer.get(&deal).expect(200).text().contains("谢谢"));
    first.get(&deal).expect(404);
    official.get(&deal).expect(403);
    let standing = site.program(Role::Official, None).get("/api/v1/firms/F-2/standing").expect(200).json();
    assert_eq!((standing["response_rate"].clone(), standing["mean_tenths"].clone()), (json!(100), json!(null)));
    for list in ["/my/enquiries", "/my/deals"] {
        assert!(buyer.get(list).expect(200).text().contains("采购钢管"), "{list}");
    }
    assert!(seller.get("/my/enquiries?box=received").expect(200).text().contains("采购钢管"));
}

#[test]
fn what_programs_send_twice_is_one_and_stays_sealed_until_the_deadline() {
    let site = TestApp::start();
    let firms = ["F-0", "F-1", "F-2"].map(|code| site.firm(code, code));
    let [buyer, one, two] = firms.each_ref().map(|firm| site.program(Role::Member, Some(firm)));
    let operator = site.program(Role::Operator, None);
    let enquiry = kit::enquiry("E-9", &["F-1", "F-2"]);
    for _ in 0..2 {
        buyer.send_json("POST", "/api/v1/enquiries", &enquiry).expect(201);
    }
    assert_eq!(two.get("/api/v1/enquiries?box=received").expect(200).json()["total"], 1);
    let path = "/api/v1/enquiries/E-9";
    let quote = format!("{path}/quote");
    let receipt = one.quotes("E-9", "7654.32");
    assert_eq!(one.quotes("E-9", "7654.32")["revision"], 1, "sent twice it is one");
    assert_eq!(one.quotes("E-9", "7654.31")["revision"], 2);
    two.quotes("E-9", "7654.31");
    assert_ne!(receipt["receipt"], one.get(&quote).expect(200).json()["receipt"]);
    two.send_json("PUT", &quote, &json!({"lines": [{"position": 1, "price": "x"}]})).expect(422);
    for (person, below, status) in [
        (&operator, "/comparison", 403),
        (&operator, "", 403),
        (&operator, "/quote", 403),
        (&buyer, "/comparison", 403),
        (&buyer, "", 200),
    ] {
        let answer = person.get(&format!("{path}{below}")).expect(status);
        assert!(!answer.text().contains("7654"), "{below}");
    }
    site.let_the_deadline_pass("E-9").expect("the enquiry");
    let sheet = buyer.get(&format!("{path}/comparison")).expect(200).json();
    let places: Vec<_> = sheet["offers"].as_array().expect("offers").iter().map(|offer| &offer["rank"]).collect();
    assert_eq!((places, &sheet["offers"][0]["is_tied"]), (vec![&json!(1), &json!(1)], &json!(true)));
    one.send_json("PUT", &quote, &kit::quote("1")).expect(409);
}

#[test]
fn attachments_are_taken_by_kind_and_handed_out_to_be_saved() {
    let site = TestApp::start();
    let firms = ["F-0", "F-1", "F-2"].map(|code| site.firm(code, code));
    let [buyer, one, two] = ["a@x.test", "b@x.test", "c@x.test"];
    let (buyer, one, two) = (site.member(buyer, &firms[0]), site.member(one, &firms[1]), site.member(two, &firms[2]));
    let deadline = clock::local(clock::now() + chrono::Duration::hours(3)).format("%Y-%m-%dT%H:%M").to_string();
    let fields =
        [("code", "E-1"), ("text_1", "法兰"), ("supplier_1", "F-1"), ("deadline", &deadline), ("then", "draft")];
    let page = buyer.post_from("/enquiries/new", "/enquiries", &fields).expect(303).location;
    let files = format!("{page}/files");
    buyer.upload("/enquiries/new", &files, "a.html", b"<script>").expect(422);
    buyer.upload("/enquiries/new", &files, "图.pdf", b"%PDF-1.7").expect(303);
    buyer.post_from("/enquiries/new", &format!("{page}/sending"), &[]).expect(303);
    let shown = one.get(&page).expect(200);
    let at = shown.text().find(&format!("{files}/")).expect("a link to the file");
    let file = shown.text()[at..].split('"').next().expect("a closing quote").to_owned();
    let answer = one.get(&file).expect(200);
    assert_eq!((answer.content_type.as_str(), answer.body.as_slice()), ("application/pdf", &b"%PDF-1.7"[..]));
    two.get(&file).expect(404);
    two.upload("/enquiries/new", &files, "b.pdf", b"%PDF").expect(404);
    site.visitor().get(&file).expect(303);
}
