//! The life of a listing as every kind lives it; [`lifecycle_suite!`](crate::lifecycle_suite) runs these cases for one.

use std::collections::HashMap;
use std::fmt::Debug;

use super::actions::*;
use super::{Card, Fields, Listing, ListingState, Standing};
use crate::accounts::{Role, Viewer};
use crate::audit;
use crate::chain::CategoryId;
use crate::chain::store::{self as chain, CategoryRow};
use crate::clock;
use crate::db::Conn;
use crate::db::testing::TestDb;
use crate::engine::dirty;
use crate::firms::testing::member_of;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};

/// A kind of listing under test.
pub trait Sample: Listing + Debug {
    /// The column of what it is called.
    const TITLE: &'static str;
    /// A column that takes a decimal.
    const AMOUNT: &'static str;
    /// A column that takes no number below zero.
    const POSITIVE: &'static str;
}

/// Runs every case of this module for one kind of listing.
#[macro_export]
macro_rules! lifecycle_suite {
    ($row:ty, title: $title:literal, amount: $amount:literal, positive: $positive:literal) => {
        impl $crate::listings::testing::Sample for $row {
            const TITLE: &'static str = $title;
            const AMOUNT: &'static str = $amount;
            const POSITIVE: &'static str = $positive;
        }

        $crate::lifecycle_suite! { cases of $row:
            it_walks_from_draft_to_withdrawal_and_each_step_marks_search
            a_step_sent_twice_does_no_harm
            nobody_else_gets_at_it
            an_operator_withdraws_with_a_reason_that_is_logged
            an_edit_never_overwrites_what_somebody_else_saved_meanwhile
            wrong_values_are_all_named_and_nothing_is_stored
            the_category_is_the_named_one_else_the_one_of_the_same_name
            a_draft_can_be_deleted_and_stale_ones_confirmed_at_once
        }
    };
    (cases of $row:ty: $($case:ident)+) => {
        $(#[test]
        fn $case() {
            $crate::listings::testing::$case::<$row>();
        })+
    };
}

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

fn made<L: Sample>(conn: &mut Conn, viewer: &Viewer, code: &str, state: ListingState) -> L {
    create(conn, viewer, &sent(&[("code", code), (L::TITLE, "法兰"), (L::AMOUNT, "10")]), state, clock::now()).unwrap()
}

fn stored<L: Sample>(conn: &mut Conn, code: &str) -> Card<L> {
    L::find(conn, code).unwrap().unwrap()
}

/// Changes `P1`, whatever its version is.
fn edited<L: Sample>(conn: &mut Conn, viewer: &Viewer, pairs: &[(&str, &str)]) -> AppResult<Saved<L>> {
    edit(conn, viewer, "P1", &sent(pairs), None, clock::now())
}

fn faults<T: Debug>(result: AppResult<T>) -> Vec<String> {
    match result {
        Err(AppError::Invalid(faults)) => faults.into_iter().map(|fault| fault.field).collect(),
        other => panic!("{other:?}"),
    }
}

fn is_marked(conn: &mut Conn, row: &impl Listing) -> bool {
    let notes = dirty::waiting(conn, 100).unwrap();
    dirty::settle(conn, &notes).unwrap();
    notes.iter().any(|note| note.subject_id == row.id())
}

pub fn it_walks_from_draft_to_withdrawal_and_each_step_marks_search<L: Sample>() {
    with_people(|conn, own, _, _| {
        let row: L = made(conn, own, "P1", ListingState::Draft);
        assert!(is_marked(conn, &row));
        let card = publish::<L>(conn, own, "P1", clock::now()).unwrap();
        let first = card.row.standing();
        assert_eq!(first.published_at, first.confirmed_at);
        assert!(card.firm.is_verified() && is_marked(conn, &row));
        let confirmed = confirm::<L>(conn, own, "P1", clock::now()).unwrap();
        assert!(confirmed.standing().confirmed_at > first.confirmed_at && is_marked(conn, &row));
        let withdrawn = withdraw::<L>(conn, own, "P1", "", clock::now()).unwrap();
        assert_eq!(withdrawn.row.standing().state, ListingState::Withdrawn);
        assert!(is_marked(conn, &row));
        assert!(matches!(confirm::<L>(conn, own, "P1", clock::now()), Err(AppError::Conflict(_))));
        assert!(matches!(delete::<L>(conn, own, "P1"), Err(AppError::Conflict(_))));
        let again = publish::<L>(conn, own, "P1", clock::now()).unwrap();
        assert_eq!(again.row.standing().published_at, first.published_at, "the first publication counts");
    });
}

pub fn a_step_sent_twice_does_no_harm<L: Sample>() {
    with_people(|conn, own, rival, _| {
        let columns = sent(&[("code", "P1"), (L::TITLE, "法兰"), ("specs", "口径：50毫米")]);
        let first: L = create(conn, own, &columns, ListingState::Published, clock::now()).unwrap();
        let second: L = create(conn, own, &columns, ListingState::Published, clock::now()).unwrap();
        assert_eq!(first, second);
        let copied = create::<L>(conn, rival, &columns, ListingState::Published, clock::now());
        assert_eq!(faults(copied), ["code"], "the same words of another firm are no repetition");
        let published = publish::<L>(conn, own, "P1", clock::now()).unwrap();
        assert_eq!(published.row, first);
        withdraw::<L>(conn, own, "P1", "", clock::now()).unwrap();
        withdraw::<L>(conn, own, "P1", "", clock::now()).unwrap();
        let other = sent(&[("code", "P1"), (L::TITLE, "阀门")]);
        assert_eq!(faults(create::<L>(conn, own, &other, ListingState::Draft, clock::now())), ["code"]);
    });
}

pub fn nobody_else_gets_at_it<L: Sample>() {
    with_people(|conn, own, rival, operator| {
        made::<L>(conn, own, "draft", ListingState::Draft);
        made::<L>(conn, own, "shown", ListingState::Published);
        let now = clock::now();
        let none = Viewer::anonymous();
        let buyer = Viewer { role: Some(Role::Buyer), ..Viewer::anonymous() };
        type Step = fn(&mut Conn, &Viewer, &str) -> AppResult<()>;
        let steps: [Step; 6] = [
            |c, v, code| edit::<L>(c, v, code, &sent(&[(L::TITLE, "x")]), None, clock::now()).map(drop),
            |c, v, code| publish::<L>(c, v, code, clock::now()).map(drop),
            |c, v, code| withdraw::<L>(c, v, code, "why", clock::now()).map(drop),
            |c, v, code| confirm::<L>(c, v, code, clock::now()).map(drop),
            |c, v, code| delete::<L>(c, v, code).map(drop),
            |c, v, code| editable::<L>(c, v, code).map(drop),
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
        let columns = sent(&[(L::TITLE, "x")]);
        assert!(matches!(create::<L>(conn, &none, &columns, ListingState::Draft, now), Err(AppError::SignIn)));
        assert!(matches!(create::<L>(conn, operator, &columns, ListingState::Draft, now), Err(AppError::Forbidden(_))));
        assert!(matches!(confirm_all::<L>(conn, &buyer, now), Err(AppError::Forbidden(_))));
        assert_eq!(stored::<L>(conn, "shown").fields().title(), "法兰");
    });
}

pub fn an_operator_withdraws_with_a_reason_that_is_logged<L: Sample>() {
    with_people(|conn, own, _, operator| {
        made::<L>(conn, own, "P1", ListingState::Published);
        let now = clock::now();
        assert_eq!(faults(withdraw::<L>(conn, operator, "P1", " ", now)), ["reason"]);
        withdraw::<L>(conn, operator, "P1", "图片与产品不符", now).unwrap();
        assert_eq!(audit::verify(conn).unwrap().head.seq, 1);
        assert_eq!(stored::<L>(conn, "P1").row.standing().state, ListingState::Withdrawn);
        assert!(matches!(publish::<L>(conn, operator, "P1", now), Err(AppError::Forbidden(_))));
    });
}

pub fn an_edit_never_overwrites_what_somebody_else_saved_meanwhile<L: Sample>() {
    with_people(|conn, own, _, _| {
        let save =
            |conn: &mut Conn, columns: &Columns, seen| edit::<L>(conn, own, "P1", columns, Some(seen), clock::now());
        let first = made::<L>(conn, own, "P1", ListingState::Published).standing();
        let theirs = sent(&[(L::TITLE, "法兰"), (L::AMOUNT, "11")]);
        let Saved::Done(theirs) = save(conn, &theirs, first.updated_at).unwrap() else { panic!() };
        let seen = theirs.standing().updated_at;
        assert!(theirs.standing().confirmed_at > first.confirmed_at, "an edited listing counts as confirmed");
        let mine = sent(&[(L::TITLE, "不锈钢法兰"), (L::AMOUNT, "10")]);
        let Saved::Changed(current) = save(conn, &mine, first.updated_at).unwrap() else { panic!() };
        assert_eq!(current.row, theirs, "nothing is stored, and the sender learns what is");
        let Saved::Done(done) = save(conn, &mine, seen).unwrap() else { panic!() };
        assert_eq!(done.fields(None).title(), "不锈钢法兰");
        let Saved::Done(again) = save(conn, &mine, seen).unwrap() else {
            panic!("the same form sent twice is no conflict")
        };
        assert_eq!(again, done);
    });
}

pub fn wrong_values_are_all_named_and_nothing_is_stored<L: Sample>() {
    with_people(|conn, own, _, _| {
        let wrong = sent(&[("code", "a b"), (L::TITLE, ""), (L::AMOUNT, "x"), ("category", "没有的品类")]);
        let mut named = faults(create::<L>(conn, own, &wrong, ListingState::Draft, clock::now()));
        let mut all = ["category", "code", L::TITLE, L::AMOUNT];
        named.sort_unstable();
        all.sort_unstable();
        assert_eq!(named, all);
        made::<L>(conn, own, "P1", ListingState::Draft);
        assert_eq!(faults(edited::<L>(conn, own, &[(L::POSITIVE, "-1")])), [L::POSITIVE]);
        assert_eq!(faults(edited::<L>(conn, own, &[(L::TITLE, " ")])), [L::TITLE]);
    });
}

pub fn the_category_is_the_named_one_else_the_one_of_the_same_name<L: Sample>() {
    with_people(|conn, own, _, _| {
        let rows = ["法兰", "不锈钢法兰"].map(|name| CategoryRow {
            id: CategoryId::new(),
            name: name.into(),
            batch_id: None,
            updated_at: clock::now(),
        });
        chain::insert_categories(conn, &rows).unwrap();
        made::<L>(conn, own, "P1", ListingState::Draft);
        assert_eq!(stored::<L>(conn, "P1").category.as_deref(), Some("法兰"));
        edited::<L>(conn, own, &[("category", "不锈钢法兰")]).unwrap();
        assert_eq!(stored::<L>(conn, "P1").category.as_deref(), Some("不锈钢法兰"));
        let Err(AppError::Invalid(faults)) = edited::<L>(conn, own, &[("category", "锈钢")]) else { panic!() };
        assert!(faults[0].fix.zh.contains("不锈钢法兰"), "similar names are offered: {}", faults[0].fix);
    });
}

pub fn a_draft_can_be_deleted_and_stale_ones_confirmed_at_once<L: Sample>() {
    with_people(|conn, own, _, _| {
        let row: L = made(conn, own, "P1", ListingState::Draft);
        delete::<L>(conn, own, "P1").unwrap();
        assert!(is_marked(conn, &row) && L::find(conn, "P1").unwrap().is_none());
        for code in ["A", "B", "C"] {
            let row: L = made(conn, own, code, ListingState::Published);
            let standing = row.standing();
            let old = standing.updated_at - chrono::Duration::days(if code == "C" { 10 } else { 91 });
            let aged = row.standing_at(Standing { confirmed_at: Some(old), ..standing });
            assert!(aged.update(conn, standing.updated_at).unwrap());
        }
        assert_eq!(confirm_all::<L>(conn, own, clock::now()).unwrap(), 2);
        assert_eq!(confirm_all::<L>(conn, own, clock::now()).unwrap(), 0);
    });
}
