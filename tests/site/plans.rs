//! City plans, as an official makes, steers and hands them out.

use std::time::Duration;

use peitao::accounts::Role;

use crate::kit::{Person, TestApp};

/// Two needs for the same good, two firms that list it.
fn scene() -> TestApp {
    let site = TestApp::start();
    let buyer = site.firm("F-1", "换热设备厂");
    site.product(&buyer, "P-1", "换热器");
    site.need(&buyer, "N-1", "求购不锈钢管");
    site.need(&buyer, "N-2", "求购不锈钢管，长期");
    for (firm, name, product) in [("F-2", "恒泰管业", "P-2"), ("F-3", "海纳管业", "P-3")] {
        site.product(&site.firm(firm, name), product, "不锈钢管");
    }
    let program = site.program(Role::Member, Some(&buyer));
    site.within(Duration::from_secs(60), "the pairings are worked out", || {
        (program.get("/api/v1/pairings?side=buyer").expect(200).json()["total"] == 4).then_some(())
    });
    site
}

const RULES: [(&str, &str); 5] =
    [("most_needs", "10"), ("share", "100"), ("chance", "0"), ("bonus", "5"), ("least", "10")];

/// Makes a plan and waits for it; gives its address.
fn made(site: &TestApp, official: &Person, name: &str) -> String {
    let token = official.get("/desk/plans").expect(200).csrf();
    let form = [&RULES[..], &[("csrf", token.as_str()), ("name", name)]].concat();
    let path = official.post("/desk/plans", &form).expect(303).location;
    site.within(Duration::from_secs(30), "the plan is made", || {
        (!official.get(&path).expect(200).text().contains("正在计算")).then_some(())
    });
    path
}

#[test]
fn an_official_makes_a_plan_pins_forbids_compares_and_exports() {
    let site = scene();
    let official = site.signed_in("official@city.test", Role::Official, None);
    let first = made(&site, &official, "第一版");
    let page = official.get(&first).expect(200);
    assert!(page.text().contains("0.000%") && page.text().contains("求购不锈钢管，长期"), "{}", page.text());

    let token = page.csrf();
    let wish = |need: &str, firm: &str, wish: &str| {
        let form = [("csrf", token.as_str()), ("need", need), ("firm", firm), ("wish", wish), ("back", first.as_str())];
        official.post("/desk/plans/wishes", &form)
    };
    wish("N-1", "F-3", "pin").expect(303);
    wish("N-2", "F-3", "forbid").expect(303);
    wish("N-9", "F-3", "pin").expect(404);
    let list = official.get("/desk/plans").expect(200);
    assert!(list.text().contains("锁定") && list.text().contains("排除"));

    let second = made(&site, &official, "第二版");
    let program = site.program(Role::Official, None);
    let plan = program.get("/api/v1/plan").expect(200).json();
    assert_eq!(plan["name"], "第二版");
    let choices: Vec<(&str, &str, bool)> = plan["choices"]
        .as_array()
        .expect("choices")
        .iter()
        .filter_map(|one| Some((one["need"].as_str()?, one["firm"].as_str()?, one["pinned"].as_bool()?)))
        .collect();
    assert!(choices.contains(&("N-1", "F-3", true)) && choices.contains(&("N-2", "F-2", false)), "{choices:?}");
    assert_eq!((plan["before"]["count"].clone(), plan["after"]["count"].clone()), (0.into(), 2.into()));

    let rows = official.get(&second).expect(200);
    assert!(rows.text().contains("已锁定") && rows.text().contains("取消"), "each row says what is wished of it now");
    wish("N-1", "F-3", "").expect(303);
    assert!(!official.get(&second).expect(200).text().contains("已锁定"), "though the plan is older");

    let id = second.rsplit('/').next().expect("a key");
    let compared = official.get(&format!("{first}/comparison?with={id}")).expect(200);
    assert!(compared.text().contains("第一版") && compared.text().contains("第二版"));
    let csv = official.get(&format!("{second}/export?form=csv")).expect(200);
    assert!(csv.text().starts_with('\u{FEFF}') && csv.text().contains("N-1") && csv.text().contains("海纳管业"));
    assert!(official.get(&format!("{second}/export?form=xlsx")).expect(200).body.starts_with(b"PK"));
    assert!(official.get(&format!("{second}?q=%E6%B5%B7%E7%BA%B3")).expect(200).text().contains("海纳管业"));
}

#[test]
fn rules_out_of_range_come_back_and_plans_are_for_staff() {
    let site = scene();
    let official = site.signed_in("official@city.test", Role::Official, None);
    let token = official.get("/desk/plans").expect(200).csrf();
    let mut form = RULES.to_vec();
    form[1].1 = "0";
    form.push(("csrf", &token));
    assert!(official.post("/desk/plans", &form).expect(422).text().contains("请填写 1 到 100"));
    let buyer = site.signed_in("buyer@city.test", Role::Buyer, None);
    buyer.get("/desk/plans").expect(403);
    site.program(Role::Buyer, None).get("/api/v1/plan").expect(403);
    site.program(Role::Operator, None).get("/api/v1/plan").expect(404);
}
