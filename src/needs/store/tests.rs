use super::*;
use crate::clock;
use crate::db::testing::TestDb;
use crate::firms::testing::member_of;
use crate::listings::{Counts, Filter, Listing};
use chrono::Duration;

#[test]
fn rows_come_back_and_lists_find_them() {
    let test_db = TestDb::new();
    let conn = &mut *test_db.db.writer().unwrap();
    member_of(conn, "known", true);
    let now = clock::now();
    let firm = FirmId("known".into());
    let fields = NeedFields {
        text: "采购 Flange".into(),
        quantity: Some(Decimal::whole(5)),
        period: Period::Month,
        needed_by: NaiveDate::from_ymd_opt(2026, 12, 1),
        ..NeedFields::empty()
    };
    let need =
        |code: &str, state| NeedRow::new(NeedId::new(), code.into(), firm.clone(), fields.clone(), None, state, now);
    let stale = NeedRow { confirmed_at: Some(now - Duration::days(91)), ..need("N2", ListingState::Published) };
    let rows = [need("N1", ListingState::Published), stale, need("N3", ListingState::Draft)];
    insert_many(conn, &rows).unwrap();
    assert_eq!(by_codes(conn, &["N1"]).unwrap(), [rows[0].clone()]);
    assert_eq!(card_by_code(conn, "N1").unwrap().unwrap().fields(), fields);
    let before = now - Duration::days(90);
    assert_eq!(
        NeedRow::counts(conn, &firm, before).unwrap(),
        Counts { draft: 1, published: 2, withdrawn: 0, stale: 1 }
    );
    let found = NeedRow::own(conn, &firm, &Filter { text: "flange", ..Filter::default() }, 0, 10).unwrap();
    assert_eq!(found.1, 3);
    let changed = rows[2].clone().with(NeedFields { quantity: None, ..fields.clone() }, None, clock::now());
    assert!(changed.update(conn, now).unwrap());
    assert_eq!(find(conn, &changed.id).unwrap(), Some(changed));
    assert_eq!(NeedRow::confirm_stale(conn, &firm, before, now).unwrap(), [rows[1].id.0.clone()]);
    rows[2].delete(conn).unwrap();
    assert_eq!(find_by_code(conn, "N3").unwrap(), None);
}
