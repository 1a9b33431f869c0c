//! The story in a real browser.

use peitao::accounts::Role;
use peitao::enquiries::jobs;
use peitao::{clock, clock::local_day};

use super::city;
use crate::kit::Browser;

const PASSWORD: &str = "long enough for a test";
const REPORT: &str = "/desk/reports/sourcing";

/// Signs somebody in, in a browser that has forgotten who was there before.
async fn sign_in(browser: &Browser, base: &str, email: &str) {
    browser.client.delete_all_cookies().await.expect("no cookies");
    browser.go(&format!("{base}/sign-in")).await;
    browser.fill("email", email).await;
    browser.fill("password", PASSWORD).await;
    browser.press("main form[action='/sign-in'] button.primary").await;
    browser.find(".top-me summary, .top-me details").await;
}

/// Quotes a price for the only line of an enquiry.
async fn quote(browser: &Browser, enquiry: &str, price: &str, unit: &str) {
    browser.go(enquiry).await;
    browser.fill("price_1", price).await;
    browser.fill("unit_1", unit).await;
    browser.fill("freight", "100").await;
    browser.fill("tax_rate", "13").await;
    browser.fill("lead_days", "7").await;
    let valid = "document.querySelector(\"main [name=valid_until]\").value = '2099-12-31'";
    browser.client.execute(valid, vec![]).await.expect("the script runs");
    browser.press("main form[action$='/quote'] button.primary").await;
    browser.find("#receipt").await;
}

/// How many deals the report shows in all; none where it withholds them.
async fn deals_of_the_report(browser: &Browser, base: &str) -> Option<String> {
    browser.go(&format!("{base}{REPORT}")).await;
    let last_row = "section[aria-labelledby=deals] tbody tr:last-child td";
    browser.find(last_row).await;
    browser.all(last_row).await.into_iter().next()
}

#[test]
fn four_users_go_from_a_search_to_a_report_that_moves() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let Some(browser) = Browser::open(1440).await else { return };
        let (site, [one, two]) = city();
        let base = format!("http://{}", site.address);
        let users = [
            ("buyer@x.test", Role::Buyer, None),
            ("a@f1.test", Role::Member, Some(&one)),
            ("b@f2.test", Role::Member, Some(&two)),
            ("official@x.test", Role::Official, None),
        ];
        for (email, role, firm) in users {
            site.user_with(email, PASSWORD, role, firm);
        }

        sign_in(&browser, &base, "official@x.test").await;
        assert_eq!(deals_of_the_report(&browser, &base).await.as_deref(), Some("3"));

        // The buyer searches, ticks both firms and asks.
        sign_in(&browser, &base, "buyer@x.test").await;
        browser.go(&format!("{base}/search?type=product&q=%E6%97%A0%E7%BC%9D%E9%92%A2%E7%AE%A1")).await;
        for product in ["P-1", "P-2"] {
            browser.press(&format!("main input[form=ask][value='{product}']")).await;
        }
        browser.press("main button[form=ask]").await;
        browser.fill("title", "采购钢管").await;
        browser.fill("text_1", "无缝钢管").await;
        // Each ticked product has made a line; this buyer wants the one thing from either firm.
        browser.find("#text_2").await.clear().await.expect("the second line is emptied");
        browser.fill("quantity_1", "500").await;
        browser.fill("unit_1", "千克").await;
        let deadline = clock::local(clock::now() + chrono::Duration::hours(3)).format("%Y-%m-%dT%H:%M");
        let set = format!("document.querySelector('#deadline').value = '{deadline}'");
        browser.client.execute(&set, vec![]).await.expect("the script runs");
        browser.press("main button[name=then][value=send]").await;
        browser.find("section[aria-labelledby=asked]").await;
        let enquiry = browser.client.current_url().await.expect("an address").to_string();
        let code = enquiry.rsplit('/').next().expect("a code").to_owned();

        // Both firms quote; nobody sees the other's price.
        sign_in(&browser, &base, "a@f1.test").await;
        quote(&browser, &enquiry, "4.50", "千克").await;
        sign_in(&browser, &base, "b@f2.test").await;
        quote(&browser, &enquiry, "4.32", "千克").await;
        assert!(!browser.text().await.contains("4.5"), "the rival's price");
        sign_in(&browser, &base, "buyer@x.test").await;
        browser.go(&enquiry).await;
        assert!(!browser.text().await.contains("4.32"), "sealed from the buyer as well");

        // The deadline; the comparison; the choice.
        let id = site.let_the_deadline_pass(&code).expect("the enquiry");
        jobs::open(&site.app, id.as_str()).expect("the quotes are opened");
        browser.go(&format!("{enquiry}/comparison")).await;
        let sheet = browser.text().await;
        assert!(sheet.contains("2260") && sheet.contains("2350") && sheet.contains("一致"), "{sheet}");
        browser.press("main input[name=chosen][value='F-2']").await;
        browser.fill("reasons", "合计最低").await;
        browser.press("main form[action$='/choice'] button.primary").await;
        browser.find("main dl.kv").await;
        assert!(browser.text().await.contains("合计最低"), "the frozen record");

        // The deal, confirmed by the seller, rated by the buyer.
        browser.press("main a[href^='/deals/new']").await;
        browser.fill("amount", "2260").await;
        let today = format!("document.querySelector('#starts_on').value = '{}'", local_day(clock::now()));
        browser.client.execute(&today, vec![]).await.expect("the script runs");
        browser.press("main form[action='/deals'] button.primary").await;
        browser.find("main section[aria-labelledby=ratings]").await;
        let deal = browser.client.current_url().await.expect("an address").to_string();
        sign_in(&browser, &base, "b@f2.test").await;
        browser.go(&deal).await;
        browser.press("main form[action$='/confirmation'] button").await;
        browser.find("main form[action$='/rating']").await;
        sign_in(&browser, &base, "buyer@x.test").await;
        browser.go(&deal).await;
        browser.fill("text", "准时").await;
        browser.press("main form[action$='/rating'] button").await;
        browser.find("main .panel .pre").await;
        assert!(browser.text().await.contains("准时"));

        // The official sees one deal more; the report follows within some seconds.
        sign_in(&browser, &base, "official@x.test").await;
        let mut shown = deals_of_the_report(&browser, &base).await;
        for _ in 0..10 {
            if shown.as_deref() == Some("4") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            shown = deals_of_the_report(&browser, &base).await;
        }
        assert_eq!(shown.as_deref(), Some("4"));
        browser.close().await;
    });
}
