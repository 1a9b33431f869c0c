use std::collections::HashMap;

use super::*;
use crate::accounts::Role;
use crate::chain::CategoryId;
use crate::chain::store::{self as chain, CategoryRow};
use crate::clock;
use crate::db::testing::TestDb;
use crate::firms::testing::member_of;

fn sent(pairs: &[(&str, &str)]) -> Columns {
    Columns(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<HashMap<_, _>>())
}

/// A verified firm `own`, an unverified firm `rival`, an operator.
fn with_people(test: impl FnOnce(&mut Conn, &Viewer, &Viewer, &Viewer)) {
    let test_db = TestDb::new();
    let conn = &mut *test_db.db.writer().unwrap();
    let own = member_of(conn, "own", true);
    let rival = member_of(conn, "rival", false);
    let operator = Viewer { role: Some(Role::Operator), ..Viewer::anonymous() };
    test(conn, &own, &rival, &operator);
}

fn made(conn: &mut Conn, viewer: &Viewer, code: &str, state: ListingState) -> NeedRow {
    create(conn, viewer, &sent(&[("code", code), ("text", "法兰"), ("quantity", "10")]), state, clock::now()).unwrap()
}

fn faults<T: std::fmt::Debug>(result: AppResult<T>) -> Vec<String> {
    match result {
        Err(AppError::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect(),
        other => panic!("{other:?}"),
    }
}

fn is_marked(conn: &mut Conn, id: &NeedId) -> bool {
    let notes = dirty::waiting(conn, 100).unwrap();
    dirty::settle(conn, &notes).unwrap();
    notes.iter().any(|note| note.subject_id == id.as_str())
}

#[test]
fn a_need_walks_from_draft_to_withdrawal_and_each_step_marks_search() {
    with_people(|conn, own, _, _| {
        let row = made(conn, own, "P1", ListingState::Draft);
        assert!(is_marked(conn, &row.id));
        let card = publish(conn, own, "P1", clock::now()).unwrap();
        assert_eq!(card.row.published_at, card.row.confirmed_at);
        assert!(card.firm.is_verified() && is_marked(conn, &row.id));
        let confirmed = confirm(conn, own, "P1", clock::now()).unwrap();
        assert!(confirmed.confirmed_at > card.row.confirmed_at && is_marked(conn, &row.id));
        assert_eq!(withdraw(conn, own, "P1", "", clock::now()).unwrap().row.state, ListingState::Withdrawn);
        assert!(is_marked(conn, &row.id));
        assert!(matches!(confirm(conn, own, "P1", clock::now()), Err(AppError::Conflict(_))));
        assert!(matches!(delete(conn, own, "P1"), Err(AppError::Conflict(_))));
        let again = publish(conn, own, "P1", clock::now()).unwrap();
        assert_eq!(again.row.published_at, card.row.published_at, "the first publication counts");
    });
}

#[test]
fn a_step_sent_twice_does_no_harm() {
    with_people(|conn, own, _, _| {
        let columns = sent(&[("code", "P1"), ("text", "法兰"), ("specs", "口径：50毫米")]);
        let first = create(conn, own, &columns, ListingState::Published, clock::now()).unwrap();
        let second = create(conn, own, &columns, ListingState::Published, clock::now()).unwrap();
        assert_eq!(first, second);
        let published = publish(conn, own, "P1", clock::now()).unwrap();
        assert_eq!(published.row, first);
        withdraw(conn, own, "P1", "", clock::now()).unwrap();
        withdraw(conn, own, "P1", "", clock::now()).unwrap();
        let other = sent(&[("code", "P1"), ("text", "阀门")]);
        assert_eq!(faults(create(conn, own, &other, ListingState::Draft, clock::now())), ["code"]);
    });
}

#[test]
fn nobody_else_gets_at_it() {
    with_people(|conn, own, rival, operator| {
        made(conn, own, "draft", ListingState::Draft);
        made(conn, own, "shown", ListingState::Published);
        let now = clock::now();
        let none = Viewer::anonymous();
        let buyer = Viewer { role: Some(Role::Buyer), ..Viewer::anonymous() };
        type Step = fn(&mut Conn, &Viewer, &str) -> AppResult<()>;
        let steps: [Step; 6] = [
            |c, v, code| edit(c, v, code, &sent(&[("text", "x")]), None, clock::now()).map(drop),
            |c, v, code| publish(c, v, code, clock::now()).map(drop),
            |c, v, code| withdraw(c, v, code, "why", clock::now()).map(drop),
            |c, v, code| confirm(c, v, code, clock::now()).map(drop),
            |c, v, code| delete(c, v, code).map(drop),
            |c, v, code| editable(c, v, code).map(drop),
        ];
        for (n, step) in steps.into_iter().enumerate() {
            for code in ["draft", "shown", "nothing"] {
                assert!(matches!(step(conn, &none, code), Err(AppError::SignIn)), "{n} {code}");
            }
            for viewer in [rival, &buyer] {
                assert!(matches!(step(conn, viewer, "draft"), Err(AppError::NotFound)), "{n}");
                assert!(matches!(step(conn, viewer, "shown"), Err(AppError::Forbidden(_))), "{n}");
                assert!(matches!(step(conn, viewer, "nothing"), Err(AppError::NotFound)), "{n}");
            }
        }
        let columns = sent(&[("text", "x")]);
        assert!(matches!(create(conn, &none, &columns, ListingState::Draft, now), Err(AppError::SignIn)));
        assert!(matches!(create(conn, operator, &columns, ListingState::Draft, now), Err(AppError::Forbidden(_))));
        assert!(matches!(confirm_all(conn, &buyer, now), Err(AppError::Forbidden(_))));
        assert_eq!(store::find_by_code(conn, "shown").unwrap().unwrap().text, "法兰");
    });
}

#[test]
fn an_operator_withdraws_with_a_reason_that_is_logged() {
    with_people(|conn, own, _, operator| {
        made(conn, own, "P1", ListingState::Published);
        let now = clock::now();
        assert_eq!(faults(withdraw(conn, operator, "P1", " ", now)), ["reason"]);
        withdraw(conn, operator, "P1", "图片与产品不符", now).unwrap();
        assert_eq!(audit::verify(conn).unwrap().head.seq, 1);
        assert_eq!(store::find_by_code(conn, "P1").unwrap().unwrap().state, ListingState::Withdrawn);
        assert!(matches!(publish(conn, operator, "P1", now), Err(AppError::Forbidden(_))));
    });
}

#[test]
fn an_edit_never_overwrites_what_somebody_else_saved_meanwhile() {
    with_people(|conn, own, _, _| {
        let first = made(conn, own, "P1", ListingState::Published);
        let seen = Some(first.updated_at);
        let theirs = sent(&[("text", "法兰"), ("quantity", "11")]);
        let Saved::Done(theirs) = edit(conn, own, "P1", &theirs, seen, clock::now()).unwrap() else { panic!() };
        assert!(theirs.confirmed_at > first.confirmed_at, "an edited listing counts as confirmed");
        let mine = sent(&[("text", "不锈钢法兰"), ("quantity", "10")]);
        let Saved::Changed(current) = edit(conn, own, "P1", &mine, seen, clock::now()).unwrap() else { panic!() };
        assert_eq!(current.row, theirs, "nothing is stored, and the sender learns what is");
        let Saved::Done(done) = edit(conn, own, "P1", &mine, Some(theirs.updated_at), clock::now()).unwrap() else {
            panic!()
        };
        assert_eq!(done.text, "不锈钢法兰");
        let Saved::Done(again) = edit(conn, own, "P1", &mine, Some(theirs.updated_at), clock::now()).unwrap() else {
            panic!("the same form sent twice is no conflict")
        };
        assert_eq!(again, done);
    });
}

#[test]
fn wrong_values_are_all_named_and_nothing_is_stored() {
    with_people(|conn, own, _, _| {
        let wrong = sent(&[("code", "a b"), ("text", ""), ("quantity", "x"), ("category", "没有的品类")]);
        let mut named = faults(create(conn, own, &wrong, ListingState::Draft, clock::now()));
        named.sort_unstable();
        assert_eq!(named, ["category", "code", "quantity", "text"]);
        made(conn, own, "P1", ListingState::Draft);
        assert_eq!(faults(edit(conn, own, "P1", &sent(&[("quantity", "-1")]), None, clock::now())), ["quantity"]);
        assert_eq!(faults(edit(conn, own, "P1", &sent(&[("text", " ")]), None, clock::now())), ["text"]);
    });
}

#[test]
fn the_category_is_the_named_one_else_the_one_of_the_same_name() {
    with_people(|conn, own, _, _| {
        let rows = ["法兰", "不锈钢法兰"].map(|name| CategoryRow {
            id: CategoryId::new(),
            name: name.into(),
            batch_id: None,
            updated_at: clock::now(),
        });
        chain::insert_categories(conn, &rows).unwrap();
        let row = made(conn, own, "P1", ListingState::Draft);
        assert_eq!(row.category_id.as_ref(), Some(&rows[0].id));
        let Saved::Done(row) = edit(conn, own, "P1", &sent(&[("category", "不锈钢法兰")]), None, clock::now()).unwrap()
        else {
            panic!()
        };
        assert_eq!(row.category_id.as_ref(), Some(&rows[1].id));
        let Err(AppError::Invalid(faults)) = edit(conn, own, "P1", &sent(&[("category", "锈钢")]), None, clock::now())
        else {
            panic!()
        };
        assert!(faults[0].fix.zh.contains("不锈钢法兰"), "similar names are offered: {}", faults[0].fix);
    });
}

#[test]
fn a_draft_can_be_deleted_and_stale_ones_confirmed_at_once() {
    with_people(|conn, own, _, _| {
        let row = made(conn, own, "P1", ListingState::Draft);
        delete(conn, own, "P1").unwrap();
        assert!(is_marked(conn, &row.id) && store::find(conn, &row.id).unwrap().is_none());
        for code in ["A", "B", "C"] {
            let row = made(conn, own, code, ListingState::Published);
            let old = row.created_at - chrono::Duration::days(if code == "C" { 10 } else { 91 });
            store::update(conn, &NeedRow { confirmed_at: Some(old), ..row }).unwrap();
        }
        assert_eq!(confirm_all(conn, own, clock::now()).unwrap(), 2);
        assert_eq!(confirm_all(conn, own, clock::now()).unwrap(), 0);
    });
}
