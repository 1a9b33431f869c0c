use chrono::{Duration, NaiveDate};

use super::*;
use crate::clock;
use crate::db::testing::TestDb;
use crate::deals::figures;
use crate::enquiries::actions::{Post, create, send};
use crate::enquiries::comparison::actions::choose;
use crate::enquiries::quotes::actions::submit;
use crate::enquiries::seat;
use crate::enquiries::sent::{Sent, SentLine};
use crate::firms::testing::member_of;
use crate::sealing::Sealing;

const SITE: &str = "http://site.test";

fn columns(pairs: &[(&str, &str)]) -> Columns {
    Columns(pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect())
}

/// A buyer and a seller whose quote has been chosen in the enquiry E1.
fn with_choice(test: impl FnOnce(&mut Conn, &Viewer, &Viewer, Moment)) {
    let test_db = TestDb::new();
    let conn = &mut *test_db.db.writer().unwrap();
    let [buyer, seller] = ["buyer", "seller"].map(|firm| member_of(conn, firm, true));
    let (sealing, start) = (Sealing::passing(), clock::now());
    let post = Post { sealing: &sealing, site_url: SITE };
    let later = start + Duration::hours(2);
    let sent = Sent {
        code: "E1".into(),
        deadline: format!("{}Z", (start + Duration::hours(1)).format("%Y-%m-%dT%H:%M:%S")),
        suppliers: vec!["seller".into()],
        lines: vec![SentLine { text: "阀门".into(), ..SentLine::default() }],
        ..Sent::default()
    };
    create(conn, &buyer, &sent, start).unwrap();
    send(conn, post, &buyer, "E1", start).unwrap();
    let quote = [
        ("price_1", "10"),
        ("tax_included", "true"),
        ("tax_rate", "13"),
        ("lead_days", "7"),
        ("valid_until", "2099-12-31"),
    ];
    let seated = seat::take(conn, &seller, "E1").unwrap();
    submit(conn, &sealing, seated, &columns(&quote), start).unwrap();
    choose(conn, post, &buyer, "E1", ("seller", "唯一"), later).unwrap();
    test(conn, &buyer, &seller, later);
}

const DEAL: &[(&str, &str)] =
    &[("enquiry", "E1"), ("amount", "1000"), ("starts_on", "2026-12-01"), ("is_local", "true")];

fn code<T: std::fmt::Debug>(done: AppResult<T>) -> &'static str {
    done.unwrap_err().code()
}

#[test]
fn a_deal_is_said_by_one_side_and_confirmed_by_the_other() {
    with_choice(|conn, buyer, seller, now| {
        let deal = propose(conn, SITE, buyer, &columns(DEAL), now).unwrap();
        assert_eq!(propose(conn, SITE, buyer, &columns(DEAL), now).unwrap().code, deal.code, "sent twice it is one");
        assert_eq!(code(propose(conn, SITE, seller, &columns(DEAL), now)), "conflict");
        let confirm = (DealState::Confirmed, "");
        assert_eq!(code(settle(conn, SITE, buyer, &deal.code, confirm, now)), "forbidden");
        assert_eq!(code(rate(conn, SITE, buyer, &deal.code, ("5", ""), now)), "conflict", "not before both confirm");
        let (from, to) = (NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(), NaiveDate::from_ymd_opt(2027, 1, 1).unwrap());
        assert!(store::confirmed(conn, from, to).unwrap().is_empty());
        for _ in 0..2 {
            let settled = settle(conn, SITE, seller, &deal.code, confirm, now).unwrap();
            assert_eq!(settled.state, DealState::Confirmed);
        }
        let found = store::confirmed(conn, from, to).unwrap();
        let found: Vec<_> = found.iter().map(|deal| (deal.is_local, deal.amount.to_string())).collect();
        assert_eq!(found, [(true, "1000".to_owned())]);
        assert!(store::confirmed(conn, to, to + Duration::days(30)).unwrap().is_empty());
    });
}

#[test]
fn what_was_declined_can_be_said_anew() {
    with_choice(|conn, buyer, seller, now| {
        let deal = propose(conn, SITE, seller, &columns(DEAL), now).unwrap();
        assert_eq!(code(settle(conn, SITE, buyer, &deal.code, (DealState::Declined, ""), now)), "invalid");
        settle(conn, SITE, buyer, &deal.code, (DealState::Declined, "金额不对"), now).unwrap();
        let again = propose(conn, SITE, buyer, &columns(DEAL), now).unwrap();
        assert_eq!((again.code, again.proposed_by, again.state), (deal.code, Side::Buyer, DealState::Proposed));
    });
}

#[test]
fn each_side_rates_once_and_the_other_replies_once() {
    with_choice(|conn, buyer, seller, now| {
        let deal = propose(conn, SITE, buyer, &columns(DEAL), now).unwrap();
        settle(conn, SITE, seller, &deal.code, (DealState::Confirmed, ""), now).unwrap();
        assert_eq!(code(reply(conn, SITE, seller, &deal.code, "谢谢", now)), "conflict", "nothing to reply to");
        for _ in 0..2 {
            rate(conn, SITE, buyer, &deal.code, ("4", "准时"), now).unwrap();
        }
        assert_eq!(code(rate(conn, SITE, buyer, &deal.code, ("1", ""), now)), "conflict");
        for _ in 0..2 {
            reply(conn, SITE, seller, &deal.code, "谢谢", now).unwrap();
        }
        assert_eq!(code(reply(conn, SITE, seller, &deal.code, "再说", now)), "conflict");
        let standing = figures::standing(conn, seller.firm.as_ref().unwrap()).unwrap();
        assert_eq!(standing, figures::Standing::default(), "one buyer alone is not shown");
        let stranger = member_of(conn, "stranger", true);
        assert_eq!(code(take(conn, &stranger, &deal.code)), "not_found");
    });
}
