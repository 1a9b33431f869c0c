//! Journeys in a real browser, on a phone's width and on a desk's: what a person sees and presses, from start to end.

use std::future::Future;
use std::time::{Duration, Instant};

use peitao::accounts::Role;

use crate::kit::{Browser, TestApp};

const PASSWORD: &str = "long enough for a test";

/// Runs `journey` on both widths; says so where there is no browser.
fn on_both_widths<F: Future<Output = ()>>(journey: impl Fn(Browser, TestApp) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for width in [360, 1440] {
        runtime.block_on(async {
            if let Some(browser) = Browser::open(width).await {
                journey(browser, TestApp::start()).await;
            }
        });
    }
}

/// The page must not scroll sideways: what lies beyond the edge is not seen on a phone.
async fn fits(browser: &Browser, page: &str) {
    assert_eq!(browser.overflow().await, 0, "{page} is wider than its window");
}

#[test]
fn a_firm_registers_publishes_is_found_within_a_second_withdraws_and_is_gone() {
    on_both_widths(|browser, site| async move {
        let base = format!("http://{}", site.address);
        let official = site.signed_in("official@city.test", Role::Official, None);

        browser.go(&format!("{base}/register")).await;
        fits(&browser, "the registration").await;
        browser.fill("uscc", "91350100M000100Y43").await;
        browser.fill("full_name", "南通恒泰阀门有限公司").await;
        browser.fill("name", "恒泰阀门").await;
        browser.fill("email", "wang@hengtai.test").await;
        browser.fill("password", PASSWORD).await;
        browser.press("main form[action='/register'] button.primary").await;

        // What the firm prepares waits for the official.
        browser.find("main a[href='/my/products/new']").await;
        let queue = official.get("/desk/firms").expect(200);
        let (before, _) = queue.text().split_once("恒泰阀门").expect("the firm waits in the queue");
        let code = before.rsplit("/desk/firms/").next().and_then(|rest| rest.split('"').next()).expect("a link");
        let case = format!("/desk/firms/{code}");
        let seen = official.get(&case).expect(200).hidden("seen");
        let decision = [("decision", "verify"), ("seen", seen.as_str())];
        official.post_from(&case, &format!("{case}/verification"), &decision).expect(303);

        browser.go(&format!("{base}/my/products/new")).await;
        fits(&browser, "the product's form").await;
        browser.fill("name", "船用蝶阀D371X").await;
        browser.fill("unit", "台").await;
        browser.fill("price_from", "1280.50").await;
        browser.press("main button[name='then'][value='publish']").await;
        browser.find("main .flash, .flash").await;

        // Found within a second of publishing, at the place where everybody looks.
        let published = Instant::now();
        let buyer = site.visitor();
        let search = || buyer.get("/api/v1/search?type=product&q=%E8%9D%B6%E9%98%80").expect(200).json();
        site.eventually("the published product to be found", || (search()["total"] == 1).then_some(()));
        let waited = published.elapsed();
        eprintln!("found {} ms after publishing", waited.as_millis());
        assert!(waited < Duration::from_secs(1), "found only {waited:?} after publishing");
        browser.go(&format!("{base}/search?type=product&q=%E8%88%B9%E7%94%A8%E8%9D%B6%E9%98%80")).await;
        fits(&browser, "the search").await;
        browser.press("main a[href^='/products/']").await;
        browser.find("main h1").await;
        fits(&browser, "the product's page").await;
        let page = browser.text().await;
        assert!(page.contains("船用蝶阀D371X") && page.contains("1280.5"), "{page}");
        let address = browser.client.current_url().await.expect("an address");

        browser.go(&format!("{base}/my/products")).await;
        fits(&browser, "the firm's products").await;
        browser.press("main a[href^='/my/products/P']").await;
        browser.press("main form[action$='/withdrawal'] button").await;
        browser.say_yes().await;
        browser.find(".flash").await;
        assert_eq!(buyer.get(address.path()).status, 404, "a withdrawn product is gone at once");
        let found = search();
        assert_eq!(found["hits"].as_array().map(Vec::len), Some(0), "no hit leads to a withdrawn product");
        browser.close().await;
    });
}

const ARROW_DOWN: &str = "\u{E015}";
const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";

#[test]
fn what_is_typed_is_completed_by_keys_and_by_touch() {
    on_both_widths(|browser, site| async move {
        let base = format!("http://{}", site.address);
        let firm = site.firm("F-1", "海纳管业");
        site.product(&firm, "P-1", "无缝钢管");
        let found = || site.visitor().get("/api/v1/search?q=wufenggangguan").expect(200).json()["total"] == 1;
        site.eventually("the product to be found", || found().then_some(()));

        browser.go(&format!("{base}/search")).await;
        let field = browser.find("main input[role=combobox]").await;
        field.send_keys("wufeng").await.expect("typing");
        browser.find("main .suggest [role=option]").await;
        fits(&browser, "the search with suggestions").await;
        field.send_keys(ESCAPE).await.expect("closing");
        assert_eq!(field.attr("aria-expanded").await.expect("a state").as_deref(), Some("false"));
        field.send_keys(ARROW_DOWN).await.expect("opening");
        browser.find("main .suggest [role=option]").await;
        field.send_keys(ARROW_DOWN).await.expect("marking");
        let marked = browser.find("main .suggest [aria-selected=true]").await;
        assert_eq!(marked.attr("id").await.expect("a key"), field.attr("aria-activedescendant").await.expect("a key"));
        field.send_keys(ENTER).await.expect("choosing");
        browser.find("main h3 mark").await;

        // The same in the head of any page, where what was sought of late is offered before a letter is typed.
        browser.go(&format!("{base}/chains")).await;
        browser.press(".top-search input").await;
        browser.find(".top-search .suggest [role=option]").await;
        fits(&browser, "a page with recent searches").await;
        browser.press(".top-search .suggest [role=option]").await;
        browser.find("main h3 mark").await;
        browser.close().await;
    });
}

#[test]
fn a_buyer_finds_narrows_goes_back_and_keeps_a_search_with_the_keys_alone() {
    on_both_widths(|browser, site| async move {
        let base = format!("http://{}", site.address);
        site.district("320613", "崇川区");
        site.district("320614", "通州区");
        for (district, code, name) in [("320613", "F-1", "海纳管业"), ("320614", "F-2", "江海钢管")] {
            site.product(&site.firm_in(district, code, name), &format!("P-{code}"), "无缝钢管");
        }
        site.user_with("buyer@city.test", PASSWORD, Role::Buyer, None);
        let found = || site.visitor().get("/api/v1/search?q=wfgg").expect(200).json()["total"] == 2;
        site.eventually("both products to be found", || found().then_some(()));

        browser.go(&format!("{base}/sign-in?back=/search")).await;
        browser.tab_to("main input[name=email]").await.send_keys("buyer@city.test").await.expect("typing");
        let password = browser.tab_to("main input[name=password]").await;
        password.send_keys(&format!("{PASSWORD}{ENTER}")).await.expect("signing in");

        // Initials of 无缝钢管, and the first suggestion.
        let field = browser.tab_to("main input[role=combobox]").await;
        field.send_keys("wfgg").await.expect("typing");
        browser.find("main .suggest [role=option]").await;
        field.send_keys(&format!("{ARROW_DOWN}{ENTER}")).await.expect("choosing");
        browser.find("main h3 mark").await;
        assert_eq!(browser.all("main .card h3").await, ["无缝钢管", "无缝钢管"]);

        // One district alone; on a phone the filters unfold first.
        if browser.is_narrow {
            browser.tab_to("main #filters").await.send_keys(" ").await.expect("unfolding");
        }
        browser.tab_to("main input[name=division][value='320614']").await.send_keys(" ").await.expect("choosing");
        browser.find("main .chips a[aria-label]").await;
        assert_eq!(browser.all("main .card .meta a").await, ["江海钢管"]);
        fits(&browser, "the narrowed search").await;

        browser.tab_to("main .card h3 a").await.send_keys(ENTER).await.expect("opening");
        browser.find("main h1").await;
        assert!(browser.text().await.contains("江海钢管"), "the product's page names its firm");
        browser.client.back().await.expect("back");
        browser.find("main .chips a[aria-label]").await;
        assert_eq!(browser.all("main .card .meta a").await, ["江海钢管"], "going back keeps the filter");

        browser.tab_to("main button[form=keep]").await.send_keys(ENTER).await.expect("keeping");
        browser.tab_to("main .card h3 a[href^='/search?']").await.send_keys(ENTER).await.expect("running it again");
        browser.find("main .chips a[aria-label]").await;
        assert_eq!(browser.all("main .card .meta a").await, ["江海钢管"], "the kept search finds the same");
        browser.close().await;
    });
}
