//! The public pages: what they show, and to whom they show nothing.

use peitao::chain::Relation;
use peitao::clock;
use peitao::db::Kind;
use peitao::engine::dirty;
use peitao::firms::Verification;
use peitao::http::AppError;
use peitao::listings::ListingState;
use peitao::products::PriceVisibility;
use peitao::{needs, products};

use crate::kit::TestApp;

/// Changes a product behind the pages.
fn change(site: &TestApp, code: &str, edit: impl FnOnce(&mut products::store::ProductRow)) {
    let done = site.app.db.write(|conn| {
        let mut row = products::store::find_by_code(conn, code)?.ok_or(AppError::NotFound)?;
        edit(&mut row);
        products::store::update(conn, &row)?;
        Ok::<_, AppError>(dirty::mark(conn, Kind::Product, row.id.as_str())?)
    });
    done.expect("the product changes");
    site.app.wake.ring();
}

#[test]
fn the_first_page_counts_and_shows_what_is_new() {
    let site = TestApp::start();
    let firm = site.firm("F1", "恒泰阀门");
    let waiting = site.firm_that_is("F2", "未审重工", Verification::Pending);
    site.product(&firm, "P1", "不锈钢法兰");
    site.product(&waiting, "P2", "铸铁阀体");
    site.need(&firm, "N1", "长期采购涤纶坯布");
    let text = site.visitor().get("/").expect(200).text().to_owned();
    assert!(text.contains("不锈钢法兰") && text.contains("长期采购涤纶坯布"));
    assert!(!text.contains("铸铁阀体") && !text.contains("未审重工"), "a firm that is not verified shows nothing");
    site.eventually("the new figures", || {
        let text = site.visitor().get("/").expect(200).text().to_owned();
        let counted =
            ["<b>1</b><span>家认证企业</span>", "<b>1</b><span>个产品</span>", "<b>1</b><span>条在求需求</span>"];
        counted.iter().all(|count| text.contains(count)).then_some(())
    });
}

#[test]
fn an_empty_site_says_what_to_do_next() {
    let site = TestApp::start();
    let text = site.visitor().get("/").expect(200).text().to_owned();
    assert!(text.contains("还没有公开的产品") && text.contains("href=\"/register\""));
    assert!(site.visitor().get("/chains").expect(200).text().contains("还没有产业链图谱"));
}

#[test]
fn what_is_not_public_is_shown_to_its_own_firm_only() {
    let site = TestApp::start();
    let firm = site.firm("F1", "恒泰阀门");
    let rival = site.firm("F2", "江海重工");
    site.product(&firm, "P1", "不锈钢法兰");
    let (own, other, anyone) = (site.member("a@f1.test", &firm), site.member("b@f2.test", &rival), site.visitor());
    assert!(!anyone.get("/products/P1").expect(200).text().contains("/my/products/P1"));
    assert!(own.get("/products/P1").expect(200).text().contains("/my/products/P1"));
    for state in [ListingState::Draft, ListingState::Withdrawn] {
        change(&site, "P1", |row| row.state = state);
        anyone.get("/products/P1").expect(404);
        other.get("/products/P1").expect(404);
        let preview = own.get("/products/P1").expect(200);
        assert!(preview.text().contains("notice warn") && preview.text().contains("noindex"));
    }
    anyone.get("/products/none").expect(404);
    anyone.get("/needs/none").expect(404);
    anyone.get("/firms/none").expect(404);
    anyone.get("/categories/none").expect(404);
}

#[test]
fn a_firm_that_waits_has_no_page_for_others() {
    let site = TestApp::start();
    let firm = site.firm_that_is("F1", "恒泰阀门", Verification::Pending);
    site.product(&firm, "P1", "不锈钢法兰");
    site.need(&firm, "N1", "采购密封垫");
    for page in ["/firms/F1", "/products/P1", "/needs/N1"] {
        site.visitor().get(page).expect(404);
    }
    let own = site.member("a@f1.test", &firm);
    for page in ["/firms/F1", "/products/P1", "/needs/N1"] {
        assert!(own.get(page).expect(200).text().contains("预览"), "{page}");
    }
}

#[test]
fn a_price_is_shown_only_to_those_it_is_meant_for() {
    let site = TestApp::start();
    let firm = site.firm("F1", "恒泰阀门");
    let rival = site.firm("F2", "江海重工");
    site.product(&firm, "P1", "不锈钢法兰");
    let (own, other, anyone) = (site.member("a@f1.test", &firm), site.member("b@f2.test", &rival), site.visitor());
    for (visibility, seen) in [
        (PriceVisibility::Public, [true, true, true]),
        (PriceVisibility::Verified, [true, true, false]),
        (PriceVisibility::Enquiry, [true, false, false]),
    ] {
        change(&site, "P1", |row| {
            row.price_from = Some("4711.5".parse().unwrap());
            row.price_visibility = visibility;
        });
        for page in ["/products/P1", "/firms/F1", "/"] {
            let shows = [&own, &other, &anyone].map(|person| person.get(page).expect(200).text().contains("711.5"));
            assert_eq!(shows, seen, "{page} {visibility}");
        }
    }
}

#[test]
fn a_firm_shows_all_that_it_makes_and_needs_page_by_page() {
    let site = TestApp::start();
    let firm = site.firm("F1", "恒泰阀门");
    for n in 0..23 {
        site.product(&firm, &format!("P{n}"), &format!("法兰{n:02}号"));
    }
    site.need(&firm, "N1", "采购密封垫");
    let visitor = site.visitor();
    let (first, second) = (visitor.get("/firms/F1").expect(200), visitor.get("/firms/F1?page=2").expect(200));
    let shown = |page: &str| (0..23).filter(|n| page.contains(&format!("法兰{n:02}号</a>"))).collect::<Vec<_>>();
    let (first, second) = (shown(first.text()), shown(second.text()));
    assert_eq!((first.len(), second.len()), (20, 3));
    assert!(first.iter().all(|n| !second.contains(n)));
    assert!(visitor.get("/firms/F1?show=needs").expect(200).text().contains("采购密封垫"));
}

#[test]
fn names_are_shown_as_text_and_codes_stay_inside_their_links() {
    let site = TestApp::start();
    let firm = site.firm("F?1#", "<script>alert(1)</script>");
    site.product(&firm, "P1", "\"><img src=x>");
    let page = site.visitor().get("/products/P1").expect(200);
    assert!(!page.text().contains("<script>alert") && !page.text().contains("<img src=x"));
    assert!(page.text().contains("/firms/F%3F1%23"), "{}", page.text());
    site.visitor().get("/firms/F%3F1%23").expect(200);
}

#[test]
fn a_stale_listing_says_so_and_views_are_counted() {
    let site = TestApp::start();
    let firm = site.firm("F1", "恒泰阀门");
    site.product(&firm, "P1", "不锈钢法兰");
    assert!(!site.visitor().get("/products/P1").expect(200).text().contains("超过 90 天"));
    change(&site, "P1", |row| row.confirmed_at = Some(clock::now() - chrono::Duration::days(91)));
    site.visitor().get("/products/P1").expect(200);
    site.app.views.flush(&site.app.db).expect("views are added");
    let page = site.member("a@f1.test", &firm).get("/products/P1").expect(200);
    assert!(page.text().contains("超过 90 天") && page.text().contains("<dt>浏览</dt><dd>2</dd>"), "{}", page.text());
}

#[test]
fn a_category_stands_between_its_inputs_and_outputs_with_those_who_make_it() {
    let site = TestApp::start();
    let firm = site.firm("F1", "恒泰阀门");
    site.product(&firm, "P1", "DN50 法兰");
    let edges =
        [("法兰", Relation::KindOf, "管件"), ("锻件", Relation::InputOf, "法兰"), ("法兰", Relation::InputOf, "阀门")];
    let ids = site.edges(&edges);
    change(&site, "P1", |row| row.category_id = Some(ids["法兰"].clone()));
    let visitor = site.visitor();
    for (category, shows) in [("法兰", ["锻件", "阀门", "DN50 法兰"]), ("管件", ["法兰", "DN50 法兰", "管件"])]
    {
        let address = format!("/categories/{}", ids[category]);
        site.eventually(category, || {
            let page = visitor.get(&address);
            (page.status == 200 && shows.iter().all(|name| page.text().contains(name))).then_some(())
        });
        let firms = visitor.get(&format!("{address}?show=firms")).expect(200);
        assert!(firms.text().contains("恒泰阀门"), "{category}");
        assert!(visitor.get(&format!("{address}?show=needs")).expect(200).text().contains("目前没有"));
    }
    let product = visitor.get("/products/P1").expect(200);
    assert!(product.text().contains(&format!("/categories/{}", ids["管件"])), "the way down the chain");
}

#[test]
fn a_need_leads_on_to_who_could_supply_it() {
    let site = TestApp::start();
    let firm = site.firm("F1", "恒泰阀门");
    let id = site.need(&firm, "N1", "长期采购涤纶坯布\n送到南通");
    site.app
        .db
        .write(|conn| {
            let mut row = needs::store::find(conn, &id)?.ok_or(AppError::NotFound)?;
            row.quantity = Some("12000".parse().unwrap());
            row.unit = "米".into();
            Ok::<_, AppError>(needs::store::update(conn, &row)?)
        })
        .unwrap();
    let page = site.visitor().get("/needs/N1").expect(200);
    for part in ["12,000 米", "你能供应", "还没有同品类的公开产品", "/firms/F1#contact"] {
        assert!(page.text().contains(part), "{part}");
    }
}

#[test]
fn the_language_is_kept_and_leads_back_only_inside() {
    let site = TestApp::start();
    let visitor = site.visitor();
    assert!(visitor.get("/").text().contains("<html lang=\"zh-CN\">"));
    assert_eq!(visitor.get("/lang/en?back=/chains").expect(303).location, "/chains");
    assert!(visitor.get("/").text().contains("<html lang=\"en\">"));
    assert_eq!(visitor.get("/lang/zh-CN?back=//evil.example").expect(303).location, "/");
    assert!(visitor.get("/api").expect(200).text().contains("problem+json"));
}
