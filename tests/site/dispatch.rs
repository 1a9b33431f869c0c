//! The dispatch screen, as officials have it on a wall.

use peitao::accounts::Role;

use crate::kit::TestApp;

#[test]
fn figures_ranks_map_and_alerts_stand_side_by_side_and_a_wall_asks_again_by_itself() {
    let site = TestApp::start();
    for (n, district) in ["D1", "D2", "D3"].into_iter().enumerate() {
        site.district(district, &format!("{district}区"));
        let firm = site.firm_in(district, &format!("F-{n}"), "某厂");
        site.need(&firm, &format!("N-{n}"), "求购不锈钢管");
    }
    let official = site.signed_in("official@city.test", Role::Official, None);
    let page = official.get("/desk/dispatch").expect(200);
    for part in ["从业人员", "D1区", "热力图", "红", "没有超过时限的事项", "/desk/dispatch?live=1"] {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    let asks_again = |path: &str| official.get(path).expect(200).text().contains("http-equiv=\"refresh\"");
    assert!(!asks_again("/desk/dispatch") && asks_again("/desk/dispatch?live=1"));
}
