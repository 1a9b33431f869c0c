//! One story with four users: a buyer searches and asks two firms, both quote under seal, the deadline passes, the buyer
//! compares and chooses, the deal is confirmed and rated, and an official sees the report move. Told twice: in a real
//! browser, and by API.

mod api;
mod browser;

use peitao::accounts::Role;
use peitao::firms::FirmId;

use crate::kit::TestApp;

/// What the buyer looks for: `无缝钢管`.
const SOUGHT: &str = "/api/v1/search?type=product&q=%E6%97%A0%E7%BC%9D%E9%92%A2%E7%AE%A1";

/// A city in which two firms make what the buyer looks for, and three deals have been made between others: without three
/// of them no figure of deals is shown.
fn city() -> (TestApp, [FirmId; 2]) {
    let site = TestApp::start();
    let [one, two] = [("F-1", "甲厂"), ("F-2", "乙厂")].map(|(code, name)| site.firm(code, name));
    site.product(&one, "P-1", "无缝钢管");
    site.product(&two, "P-2", "无缝钢管 20#");
    (1..=3).for_each(|n| an_earlier_deal(&site, n));
    site.eventually("the products to be found", || {
        (site.visitor().get(SOUGHT).expect(200).json()["total"] == 2).then_some(())
    });
    (site, [one, two])
}

fn an_earlier_deal(site: &TestApp, n: usize) {
    let firms = ["B", "S"].map(|side| site.firm(&format!("F-{side}{n}"), &format!("{side}{n}厂")));
    let [buyer, seller] = firms.each_ref().map(|firm| site.program(Role::Member, Some(firm)));
    let (code, firm) = (format!("E-{n}"), format!("F-S{n}"));
    buyer.asks(&code, &[&firm]);
    seller.quotes(&code, "200");
    site.let_the_deadline_pass(&code);
    buyer.chooses(&code, &firm, "唯一报价");
    seller.confirms(&buyer.records_a_deal(&code, "2000"));
}
