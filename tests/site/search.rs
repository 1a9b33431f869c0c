//! Search as people meet it: suggestions, ways on from nothing, reasons, searches kept by their owner, and what the
//! operators see of what was sought.

use std::time::Duration;

use peitao::accounts::Role;
use peitao::chain::Relation;
use peitao::db::Kind;
use peitao::engine::dirty;
use peitao::http::AppError;
use peitao::products;

use crate::kit::TestApp;

const STEEL_PIPE: &str = "/search?type=product&q=%E4%B8%8D%E9%94%88%E9%92%A2%E7%AE%A1";

/// A product filed under 钢管, which 不锈钢管 is a kind of.
fn city() -> TestApp {
    let site = TestApp::start();
    let firm = site.firm("F-1", "海纳管业");
    let product = site.product(&firm, "P-1", "无缝钢管");
    let ids = site.edges(&[("不锈钢管", Relation::KindOf, "钢管")]);
    site.app
        .db
        .write::<_, AppError>(|conn| {
            let mut row = products::store::find_by_code(conn, "P-1")?.expect("the product was made");
            row.category_id = ids.get("钢管").cloned();
            products::store::update(conn, &row)?;
            Ok(dirty::mark(conn, Kind::Product, product.as_str())?)
        })
        .expect("the scene can be set");
    site.app.wake.ring();
    let filed = || site.visitor().get("/api/v1/search?category=%E9%92%A2%E7%AE%A1").expect(200).json()["total"] == 1;
    site.eventually("the filed product to be found", || filed().then_some(()));
    site
}

#[test]
fn a_text_is_completed_with_products_categories_and_firms() {
    let site = city();
    let suggested = |q: &str| {
        let answer = site.visitor().get(&format!("/api/v1/suggest?q={q}")).expect(200).json();
        let items = answer["items"].as_array().expect("a list").iter().map(|item| {
            let text = |key: &str| item[key].as_str().unwrap_or("-").to_owned();
            format!("{} {} {} {}", text("type"), text("name"), text("code"), item["count"])
        });
        items.collect::<Vec<_>>().join(", ")
    };
    site.eventually("the graph to be read", || (suggested("gang") == "category 钢管 - 1").then_some(()));
    assert_eq!(suggested("wufeng"), "product 无缝钢管 - 1");
    assert_eq!(suggested("hngy"), "firm 海纳管业 F-1 1");
    assert_eq!(suggested(""), "");
    assert_eq!(suggested("%00%22"), "");
}

#[test]
fn the_api_says_why_and_counts_what_is_wanted() {
    let site = city();
    let visitor = site.visitor();
    let get = |query: &str| visitor.get(&format!("/api/v1/search?q=wufenggangguan&{query}"));
    let hit = get("explain=1").expect(200).json()["hits"][0].clone();
    assert_eq!((hit["why"]["how"].as_str(), hit["why"]["text"].as_str()), (Some("spelt"), Some("读音相同")));
    assert_eq!(hit["highlight"], "<mark>无缝钢管</mark>");
    let plain = get("").expect(200).json();
    assert!(plain["hits"][0].get("why").is_none() && plain["facets"]["division"].is_array());
    assert_eq!(get("facets=").expect(200).json()["facets"], serde_json::json!({}));
    let some = get("facets=category,price").expect(200).json()["facets"].clone();
    assert_eq!(
        some.as_object().map(|facets| facets.keys().cloned().collect::<Vec<_>>()),
        Some(vec!["category".into(), "price".into()])
    );
    assert_eq!(get("facets=colour").expect(422).json()["errors"][0]["field"], "facets");
    let page = visitor.get("/search?q=wufenggangguan").expect(200);
    assert!(page.text().contains("读音相同"), "{}", page.text());
}

#[test]
fn nothing_found_leads_on() {
    let site = city();
    let visitor = site.visitor();
    let narrow = format!("{STEEL_PIPE}&verified=1&price_to=1");
    // A change of the chain graph is noticed within two seconds.
    let page = site.eventually("the chain graph to be known", || {
        let page = visitor.get(&narrow).expect(200);
        page.text().contains("category=%E9%92%A2%E7%AE%A1").then_some(page)
    });
    let text = page.text();
    for way in [
        "去掉所有筛选",
        "category=%E9%92%A2%E7%AE%A1",
        "可作替代",
        "无缝<mark>钢管</mark>",
        "/my/needs/new?text=%E4%B8%8D",
    ] {
        assert!(text.contains(way), "{way} is not on {text}");
    }
    let firm = site.firm("F-2", "采购方");
    let form = site.member("a@f2.test", &firm).get("/my/needs/new?text=%E4%B8%8D%E9%94%88%E9%92%A2").expect(200);
    assert!(form.text().contains("不锈钢"), "{}", form.text());
}

#[test]
fn a_search_is_kept_for_its_owner_alone() {
    let site = city();
    let buyer = site.signed_in("buyer@x.test", Role::Buyer, None);
    let other = site.signed_in("other@x.test", Role::Buyer, None);
    let (list, sent) = ("/my/searches", "type=product&q=%E9%92%A2%E7%AE%A1&verified=1&page=7");
    assert!(buyer.get(STEEL_PIPE).expect(200).text().contains("保存此搜索"));
    assert!(!site.visitor().get(STEEL_PIPE).expect(200).text().contains("保存此搜索"));
    for _ in 0..2 {
        buyer.post_from(list, list, &[("search", sent)]).expect(303);
    }
    let page = buyer.get(list).expect(200);
    let run = "/search?type=product&q=%E9%92%A2%E7%AE%A1&verified=1";
    assert_eq!(page.text().matches(&run.replace('&', "&#38;")).count(), 1, "once, without the page: {}", page.text());
    let id = page.text().split("/my/searches/").nth(1).expect("a form").split('/').next().expect("a key").to_owned();
    assert!(!other.get(list).expect(200).text().contains("钢管"));
    for (path, fields) in [("name", vec![("name", "x")]), ("deletion", vec![])] {
        other.post_from(list, &format!("{list}/{id}/{path}"), &fields).expect(404);
    }
    buyer.post_from(list, &format!("{list}/{id}/name"), &[("name", "每周看一次")]).expect(303);
    assert!(buyer.get(list).expect(200).text().contains("每周看一次"));
    buyer.post_from(list, &format!("{list}/{id}/name"), &[("name", " ")]).expect(422);

    let gone = buyer.post_from(list, &format!("{list}/{id}/deletion"), &[]).expect(303);
    let page = buyer.get(&gone.location).expect(200);
    assert!(!page.text().contains(&id) && page.text().contains("撤销删除"));
    let plain = |field| page.hidden(field).replace("&#38;", "&");
    let (search, name) = (plain("search"), plain("name"));
    buyer.post_from(list, list, &[("search", &search), ("name", &name)]).expect(303);
    assert!(buyer.get(list).expect(200).text().contains("每周看一次"));
}

#[test]
fn operators_see_what_was_sought_and_teach_the_search_a_word() {
    let site = city();
    let operator = site.signed_in("op@x.test", Role::Operator, None);
    let buyer = site.signed_in("buyer@x.test", Role::Buyer, None);
    // 黑铁筒 is nobody's name for anything yet.
    let sought = "/search?type=product&q=%E9%BB%91%E9%93%81%E7%AD%92";
    for _ in 0..2 {
        buyer.get(sought).expect(200);
    }
    buyer.get(&format!("{sought}&verified=1")).expect(200);
    buyer.get("/search?q=13800138000").expect(200);
    // They are added up every three seconds, after the other chores of the same thread.
    let page = site.within(Duration::from_secs(20), "the searches to be added up", || {
        let page = operator.get("/desk/searches?show=missing").expect(200);
        page.text().contains("黑铁筒").then_some(page)
    });
    assert!(page.text().contains("data-label=\"次数\">2<"), "{}", page.text());
    assert!(!page.text().contains("13800138000") && !page.text().contains("buyer@x.test"));
    buyer.get("/desk/searches").expect(403);
    buyer.get("/desk/synonyms").expect(403);

    let pair = [("word", "黑铁筒"), ("other", "无缝钢管"), ("note", "")];
    let query = serde_urlencoded::to_string(pair).expect("texts encode");
    let preview = operator.get(&format!("/desk/synonyms?{query}")).expect(200);
    assert!(preview.text().contains("<b>0</b>") && preview.text().contains("<b>1</b>"), "{}", preview.text());
    assert!(preview.text().contains("无缝钢管"));
    operator.post_from("/desk/synonyms", "/desk/synonyms", &pair).expect(303);
    operator.post_from("/desk/synonyms", "/desk/synonyms", &pair).expect(422);
    let found = || site.visitor().get(&format!("/api/v1{sought}")).expect(200).json();
    let hits = site.eventually("the synonym to be known", || Some(found()).filter(|hits| hits["total"] == 1));
    assert_eq!(hits["loose"], false);

    let list = operator.get("/desk/synonyms").expect(200);
    let id = list.text().split("/desk/synonyms/").nth(1).expect("a form").split('/').next().expect("a key").to_owned();
    operator.post_from("/desk/synonyms", &format!("/desk/synonyms/{id}/removal"), &[]).expect(303);
    let log = operator.get("/desk/audit").expect(200);
    assert_eq!(log.text().matches("<td>黑铁筒 = 无缝钢管</td>").count(), 2, "{}", log.text());
}
