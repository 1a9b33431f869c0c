use super::*;
use crate::clock;
use crate::db::testing::TestDb;
use crate::firms::testing::member_of;
use crate::listings::{Counts, Filter, Listing};
use chrono::Duration;

fn product(firm: &str, code: &str, name: &str, state: ListingState) -> ProductRow {
    let fields =
        ProductFields { name: name.into(), price_from: Some(Decimal::from_raw(12_345)), ..ProductFields::empty() };
    ProductRow::new(ProductId::new(), code.into(), FirmId(firm.into()), fields, None, state, clock::now())
}

fn with_firms(test: impl FnOnce(&mut Conn)) {
    let test_db = TestDb::new();
    let conn = &mut *test_db.db.writer().unwrap();
    member_of(conn, "known", true);
    member_of(conn, "new", false);
    test(conn);
}

fn codes<'a>(rows: impl IntoIterator<Item = &'a ProductRow>) -> Vec<&'a str> {
    rows.into_iter().map(|row| row.code.as_str()).collect()
}

#[test]
fn rows_come_back_as_they_were_written() {
    with_firms(|conn| {
        let full = ProductRow {
            tax_included: Some(false),
            lead_days: Some(7),
            revenue_share: Some(0.35),
            ..product("known", "00012", "法兰", ListingState::Published)
        };
        insert_many(conn, &[full.clone(), product("known", "b", "阀门", ListingState::Draft)]).unwrap();
        assert_eq!(find_by_code(conn, "00012").unwrap().as_ref(), Some(&full));
        assert_eq!(find(conn, &full.id).unwrap().as_ref(), Some(&full));
        assert_eq!(by_codes(conn, &["00012", "12"]).unwrap(), std::slice::from_ref(&full));
        let cleared = ProductRow { price_from: None, lead_days: None, updated_at: clock::now(), ..full.clone() };
        assert!(!cleared.update(conn, cleared.updated_at).unwrap(), "changed since");
        assert!(cleared.update(conn, full.updated_at).unwrap());
        let card = card_by_code(conn, "00012").unwrap().unwrap();
        assert_eq!((card.row, card.firm.code.as_str(), card.category), (cleared.clone(), "known", None));
        cleared.delete(conn).unwrap();
        assert_eq!(find_by_code(conn, "00012").unwrap(), None);
        assert!(insert(conn, &product("known", "b", "again", ListingState::Draft)).is_err(), "codes are unique");
    });
}

#[test]
fn cards_are_found_by_key_and_paged_by_code() {
    with_firms(|conn| {
        let rows = [
            product("known", "old", "a", ListingState::Published),
            product("known", "new", "b", ListingState::Published),
            product("known", "draft", "c", ListingState::Draft),
            product("new", "hidden", "d", ListingState::Published),
        ];
        insert_many(conn, &rows).unwrap();
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(cards(conn, &ids).unwrap().len(), 4);
        let after = after_code(conn, Some(&FirmId("known".into())), "draft", 10).unwrap();
        assert_eq!(codes(after.iter().map(|card| &card.row)), ["new", "old"]);
        assert_eq!(after_id(conn, "", 3).unwrap().len(), 3);
    });
}

#[test]
fn a_firm_finds_its_own() {
    with_firms(|conn| {
        let now = clock::now();
        let stale = ProductRow {
            confirmed_at: Some(now - Duration::days(100)),
            ..product("known", "S1", "100%_纯棉", ListingState::Published)
        };
        let rows = [
            stale,
            product("known", "F1", "Flange", ListingState::Published),
            product("known", "D1", "阀门", ListingState::Draft),
            product("new", "F2", "Flange", ListingState::Published),
        ];
        insert_many(conn, &rows).unwrap();
        let firm = FirmId("known".into());
        let before = now - Duration::days(90);
        let counted = ProductRow::counts(conn, &firm, before).unwrap();
        assert_eq!(counted, Counts { draft: 1, published: 2, withdrawn: 0, stale: 1 });
        for (filter, found) in [
            (Filter::default(), vec!["D1", "F1", "S1"]),
            (Filter { text: "flange", ..Filter::default() }, vec!["F1"]),
            (Filter { text: "0%_纯", ..Filter::default() }, vec!["S1"]),
            (Filter { text: "d1", ..Filter::default() }, vec!["D1"]),
            (Filter { text: "%", ..Filter::default() }, vec!["S1"]),
            (Filter { state: Some(ListingState::Draft), ..Filter::default() }, vec!["D1"]),
            (
                Filter { state: Some(ListingState::Published), confirmed_before: Some(before), ..Filter::default() },
                vec!["S1"],
            ),
        ] {
            let (rows, total) = ProductRow::own(conn, &firm, &filter, 0, 10).unwrap();
            let mut sorted = codes(&rows);
            sorted.sort_unstable();
            assert_eq!((sorted, total), (found.clone(), found.len() as u64), "{filter:?}");
        }
        assert_eq!(ProductRow::own(conn, &firm, &Filter::default(), 2, 10).unwrap().0.len(), 1);
        assert_eq!(published_of(conn, &firm, 0, 10).unwrap().1, 2);
        assert_eq!(ProductRow::confirm_stale(conn, &firm, before, now).unwrap().len(), 1);
        assert_eq!(ProductRow::counts(conn, &firm, before).unwrap().stale, 0);
    });
}
