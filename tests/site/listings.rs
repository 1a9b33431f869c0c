//! A firm keeps its products and needs: by page and by API.

use std::io::Cursor;

use peitao::accounts::Role;
use peitao::firms::Verification;
use serde_json::json;

use crate::kit::{Person, TestApp};

fn png() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(900, 600, image::Rgb([9, 99, 199]));
    picture.write_to(&mut out, image::ImageFormat::Png).expect("a picture");
    out.into_inner()
}

/// The value of a hidden field of the page.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let at = page.find(&mark).unwrap_or_else(|| panic!("no field {name}: {page}")) + mark.len();
    page[at..].split('"').next().expect("a closing quote").to_owned()
}

fn make(person: &Person, kind: &str, fields: &[(&str, &str)]) -> String {
    let made = person.post_from(&format!("/my/{kind}/new"), &format!("/my/{kind}"), fields).expect(303);
    made.location
}

#[test]
fn listings_walk_from_draft_to_withdrawal() {
    let site = TestApp::start();
    let firm = site.firm("F-1", "恒泰阀门");
    let person = site.member("a@f1.test", &firm);
    for (kind, name, public) in [("products", "name", "/products/X-1"), ("needs", "text", "/needs/X-1")] {
        let list = format!("/my/{kind}");
        assert!(person.get(&list).expect(200).text().contains(&format!("{list}/new")), "the empty list says what next");
        let page =
            make(&person, kind, &[("code", "X-1"), (name, "船用截止阀"), ("specs", "口径：50毫米"), ("then", "draft")]);
        assert_eq!(page, format!("/my/{kind}/X-1"));
        assert!(person.get(&page).expect(200).text().contains("口径=50mm"));
        site.visitor().get(public).expect(404);
        let moved = |step: &str, status| person.post_from(&page, &format!("{page}/{step}"), &[]).expect(status);
        moved("publication", 303);
        assert!(site.visitor().get(public).expect(200).text().contains("船用截止阀"));
        assert!(person.get(&page).expect(200).text().contains(public), "the page links the public one");
        moved("confirmation", 303);
        moved("deletion", 409);
        moved("withdrawal", 303);
        site.visitor().get(public).expect(404);
        assert!(person.get(&format!("{list}?state=withdrawn&q=x-1")).expect(200).text().contains("船用截止阀"));
        assert!(!person.get(&format!("{list}?state=draft")).expect(200).text().contains("船用截止阀"));
        assert!(person.get(&format!("{list}?page=99")).expect(200).text().contains("船用截止阀"), "the last page");
        let gone = make(&person, kind, &[("code", "X-2"), (name, "误建"), ("then", "draft")]);
        person.post_from(&gone, &format!("{gone}/deletion"), &[]).expect(303);
        person.get(&gone).expect(404);
    }
}

#[test]
fn a_listing_form_comes_back_with_all_values_and_what_is_wrong() {
    let site = TestApp::start();
    let firm = site.firm("F-1", "恒泰阀门");
    let person = site.member("a@f1.test", &firm);
    let fields = [("code", "X-1"), ("name", "<b>阀门</b>"), ("price_from", "很贵"), ("lead_days", "7")];
    let back = person.post_from("/my/products/new", "/my/products", &fields).expect(422);
    let text = back.text();
    assert!(text.contains("&#60;b&#62;阀门") && !text.contains("<b>阀门"), "values are kept and escaped");
    assert!(
        text.contains("value=\"很贵\"") && text.contains("id=\"price_from-fault\"") && text.contains("value=\"7\"")
    );
    let page = make(&person, "products", &[("code", "X-1"), ("name", "阀门"), ("then", "publish")]);
    let back = person.post_from(&page, &page, &[("name", ""), ("unit", "件")]).expect(422);
    assert!(back.text().contains("id=\"name-fault\"") && back.text().contains("value=\"件\""));
    let needs = person.post_from("/my/needs/new", "/my/needs", &[("code", "N-1"), ("quantity", "x")]).expect(422);
    assert!(needs.text().contains("id=\"text-fault\"") && needs.text().contains("id=\"quantity-fault\""));
}

#[test]
fn two_colleagues_editing_one_listing_lose_nothing() {
    let site = TestApp::start();
    let firm = site.firm("F-1", "恒泰阀门");
    let (first, second) = (site.member("a@f1.test", &firm), site.member("b@f1.test", &firm));
    for (kind, name) in [("products", "name"), ("needs", "text")] {
        let page = make(&first, kind, &[("code", "X-1"), (name, "阀门"), ("then", "draft")]);
        let seen = hidden(first.get(&page).text(), "updated_at");
        second.post_from(&page, &page, &[(name, "乙的阀门"), ("updated_at", &seen)]).expect(303);
        let overtaken = first.post_from(&page, &page, &[(name, "甲的阀门"), ("updated_at", &seen)]).expect(409);
        let text = overtaken.text();
        assert!(text.contains("甲的阀门") && text.contains("乙的阀门"), "both are shown: {text}");
        let now = hidden(text, "updated_at");
        assert!(first.get(&page).text().contains("乙的阀门"), "nothing was stored");
        first.post_from(&page, &page, &[(name, "甲的阀门"), ("updated_at", &now)]).expect(303);
        assert!(second.get(&page).text().contains("甲的阀门"));
    }
}

#[test]
fn a_listing_of_an_unverified_firm_waits_and_says_so() {
    let site = TestApp::start();
    let firm = site.firm_that_is("F-1", "新企业", Verification::Pending);
    let person = site.member("a@f1.test", &firm);
    let page = make(&person, "products", &[("code", "X-1"), ("name", "阀门"), ("then", "publish")]);
    assert!(person.get(&page).expect(200).text().contains("企业通过审核后公开"));
    site.visitor().get("/products/X-1").expect(404);
    site.visitor().get("/api/v1/products/X-1").expect(404);
}

#[test]
fn listing_pictures_are_shown_to_who_may_see_the_product() {
    let site = TestApp::start();
    let firm = site.firm("F-1", "恒泰阀门");
    let person = site.member("a@f1.test", &firm);
    let page = make(&person, "products", &[("code", "X-1"), ("name", "阀门"), ("then", "draft")]);
    let upload = format!("{page}/pictures");
    let refused = person.upload(&page, &upload, "photo.jpg", b"just text").expect(422);
    assert!(refused.text().contains("photo.jpg") && refused.text().contains("WebP"));
    person.upload(&page, &upload, "a.png", &png()).expect(303);
    let shown = person.get(&page);
    let text = shown.text();
    let at = text.find("src=\"/pictures/").expect("the picture is shown") + 5;
    let small = text[at..].split('"').next().expect("a closing quote");
    let answer = person.get(small).expect(200);
    assert_eq!((answer.content_type.as_str(), &answer.body[..2]), ("image/jpeg", &[0xFF, 0xD8][..]));
    let rival = site.member("b@f2.test", &site.firm("F-2", "对手"));
    for stranger in [&site.visitor(), &rival] {
        stranger.get(small).expect(404);
    }
    rival.upload("/my/products/new", &upload, "a.png", &png()).expect(404);
    person.post_from(&page, &format!("{page}/publication"), &[]).expect(303);
    site.visitor().get(small).expect(200);
    let id = small.trim_start_matches("/pictures/").split('?').next().expect("a key").to_owned();
    person.post_from(&page, &format!("{page}/pictures/{id}/removal"), &[]).expect(303);
    person.get(small).expect(404);
    person.get("/pictures/..%2F..%2Ftest.db").expect(404);
}

#[test]
fn listings_are_kept_by_api() {
    let site = TestApp::start();
    let firm = site.firm("F-1", "恒泰阀门");
    let program = site.program(Role::Member, Some(&firm));
    let rival = site.program(Role::Member, Some(&site.firm("F-2", "对手")));
    let sent =
        json!({"code": "X-1", "name": "阀门", "price_from": 12.5, "price_visibility": "enquiry", "lead_days": "7"});
    let made = program.send_json("POST", "/api/v1/products", &sent).expect(201);
    assert_eq!(made.location, "/api/v1/products/X-1");
    assert_eq!((made.json()["price_from"].clone(), made.json()["lead_days"].clone()), (json!("12.5"), json!(7)));
    assert_eq!(made.json()["state"], "published");
    program.send_json("POST", "/api/v1/products", &sent).expect(201);
    let path = "/api/v1/products/X-1";
    for other in [&rival, &site.visitor()] {
        let seen = other.get(path).expect(200).json();
        assert_eq!((seen["price_from"].clone(), seen["price_hidden"].clone()), (json!(null), json!(true)));
        assert!(!seen.to_string().contains("12.5"));
    }
    rival.send_json("PUT", path, &json!({"name": "x"})).expect(403);
    rival.send_json("PUT", path, &json!({"nmae": "x"})).expect(403);
    rival.send("DELETE", path, "", Vec::new()).expect(403);

    let changed = program.send_json("PUT", path, &json!({"unit": "件", "lead_days": null})).expect(200).json();
    assert_eq!((changed["unit"].clone(), changed["lead_days"].clone()), (json!("件"), json!(null)));
    assert_eq!(changed["price_from"], "12.5", "what is not named stays");
    let stale = json!({"unit": "台", "updated_at": made.json()["updated_at"]});
    assert_eq!(program.send_json("PUT", path, &stale).expect(409).json()["code"], "conflict");
    let wrong = program.send_json("PUT", path, &json!({"nmae": "x", "specs": ["a"]})).expect(422).json();
    assert_eq!(wrong["errors"].as_array().map(Vec::len), Some(2), "{wrong}");
    program.send("DELETE", path, "", Vec::new()).expect(204);
    site.visitor().get(path).expect(404);
    assert_eq!(program.get(path).expect(200).json()["state"], "withdrawn");

    let need = json!({"text": "求购法兰", "quantity": 5, "period": "每月", "state": "draft"});
    let made = program.send_json("POST", "/api/v1/needs", &need).expect(201);
    assert_eq!((made.json()["period"].clone(), made.json()["state"].clone()), (json!("month"), json!("draft")));
    site.visitor().get(&made.location).expect(404);
    program.send_json("PUT", &made.location, &json!({"state": "published"})).expect(200);
    site.visitor().get(&made.location).expect(200);
    rival.send_json("PUT", &made.location, &json!({"text": "x"})).expect(403);
}
