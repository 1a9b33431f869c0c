//! What the demonstration city has beside its listings.

use diesel::prelude::*;
use peitao::accounts::Role;
use peitao::clock;
use peitao::clusters::Quarter;
use peitao::db::Conn;
use peitao::db::schema::{deal_ratings, deals, fair_outcomes, fairs};
use peitao::demo::{self, Size};
use peitao::http::AppError;

use crate::kit::TestApp;

#[test]
fn the_city_has_deals_fairs_and_a_published_leaderboard() {
    let site = TestApp::start();
    let (size, today) = (Size { firms: 400, products: 900, needs: 600 }, clock::local_day(clock::now()));
    demo::make(&site.app.db, 7, size, today, &mut |_| Ok(())).expect("the city is made");
    let traded = demo::deal(&site.app, 7, size, today).expect("it trades");
    assert!(traded >= 10, "{traded}");
    let count = |conn: &mut Conn| -> Result<[i64; 4], AppError> {
        Ok([
            deals::table.filter(deals::state.eq("confirmed")).count().get_result(conn)?,
            deal_ratings::table.count().get_result(conn)?,
            fairs::table.count().get_result(conn)?,
            fair_outcomes::table.count().get_result(conn)?,
        ])
    };
    let [confirmed, rated, fairs, outcomes] = site.app.db.read(count).expect("the counts");
    assert_eq!((confirmed, fairs), (traded as i64, 2));
    assert!(rated > 0 && outcomes > 0, "{rated} {outcomes}");
    let official = site.signed_in("official@city.test", Role::Official, None);
    let quarter = Quarter::of(today);
    let board = official.get(&format!("/desk/leaderboard?quarter={}", quarter.before())).expect(200);
    assert!(board.text().contains("已公布") && board.text().contains("金杯"), "{}", board.text());
    let board = official.get("/desk/leaderboard").expect(200);
    assert!(["↑ 升", "↓ 降", "→ 持平"].iter().any(|arrow| board.text().contains(arrow)), "{}", board.text());
    assert!(official.get("/desk/fairs").expect(200).text().contains("冬季配套对接会"));
}
