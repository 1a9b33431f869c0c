//! What is counted of a real database.

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;

use crate::accounts::{Actor, Role, UserId, Viewer};
use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::clusters::Quarter;
use crate::db::Conn;
use crate::db::schema::{deals, enquiries, enquiry_lines, enquiry_suppliers, firms};
use crate::db::testing::TestDb;
use crate::deals::store::DealRow;
use crate::deals::{DealId, DealState, Side};
use crate::divisions::store::{DivisionRow, insert_many};
use crate::divisions::{DivisionFields, DivisionKind};
use crate::enquiries::{Answer, EnquiryId, State};
use crate::firms::testing::member_of;
use crate::ids::FirmId;
use crate::leaderboard::actions::{self, appeals, referrals};
use crate::leaderboard::counting::{FEWEST, Fact, Listed, closed, entrants};
use crate::leaderboard::{Measure, Outcome, Reason, Step, Value, store};
use crate::listings::ListingState;
use crate::needs;
use crate::units::Decimal;

fn quarter() -> Quarter {
    Quarter::parse("2026Q3").unwrap()
}

fn division_row(code: &str, parent: Option<&str>) -> DivisionRow {
    let kind = if parent.is_some() { DivisionKind::Park } else { DivisionKind::District };
    let parent_code = parent.map(Into::into);
    let fields = DivisionFields { code: code.into(), name: code.into(), parent_code, kind, ..DivisionFields::empty() };
    DivisionRow::new(fields, quarter().begins())
}

/// Three firms `F-CODE-0` to `F-CODE-2` of a new division.
fn division(conn: &mut Conn, code: &str, parent: Option<&str>) {
    insert_many(conn, &[division_row(code, parent)]).unwrap();
    for n in 0..FEWEST {
        let firm = format!("F-{code}-{n}");
        member_of(conn, &firm, true);
        diesel::update(firms::table.find(&firm)).set(firms::division_code.eq(Some(code))).execute(conn).unwrap();
    }
}

fn official(division: &str) -> Viewer {
    Viewer {
        actor: Actor::User(UserId::new()),
        role: Some(Role::Official),
        division: Some(division.into()),
        ..Viewer::anonymous()
    }
}

/// An enquiry that was sent to a firm and answered so long before its deadline.
fn asked(conn: &mut Conn, (id, firm): (&str, &str), deadline: Moment, before: TimeDelta) {
    let row = (
        enquiries::id.eq(id),
        enquiries::code.eq(id),
        enquiries::owner.eq("user:1"),
        enquiries::made_by.eq("user:1"),
        enquiries::buyer_name.eq("买方"),
        enquiries::title.eq("钢管"),
        enquiries::note.eq(""),
        enquiries::cancel_reason.eq(""),
        enquiries::deadline.eq(Some(deadline)),
        enquiries::state.eq(State::Sent),
        enquiries::sent_at.eq(Some(deadline - TimeDelta::days(5))),
        enquiries::created_at.eq(deadline),
        enquiries::updated_at.eq(deadline),
    );
    diesel::insert_into(enquiries::table).values(row).execute(conn).unwrap();
    let place = (
        enquiry_suppliers::id.eq(format!("S-{id}")),
        enquiry_suppliers::enquiry_id.eq(id),
        enquiry_suppliers::firm_id.eq(firm),
        enquiry_suppliers::answer.eq(Answer::Quoted),
        enquiry_suppliers::note.eq(""),
        enquiry_suppliers::first_answered_at.eq(Some(deadline - before)),
    );
    diesel::insert_into(enquiry_suppliers::table).values(place).execute(conn).unwrap();
}

fn deal(conn: &mut Conn, enquiry: &str, (seller, buyer): (&str, &str), day: NaiveDate, amount: i64) {
    let row = DealRow {
        id: DealId::new(),
        code: format!("D-{enquiry}"),
        enquiry_id: EnquiryId(enquiry.into()),
        title: "钢管".into(),
        owner: "user:1".into(),
        buyer_firm_id: Some(FirmId(buyer.into())),
        buyer_name: "买方".into(),
        seller_firm_id: FirmId(seller.into()),
        amount: Decimal::whole(amount),
        starts_on: day,
        ends_on: None,
        is_local: true,
        proposed_by: Side::Buyer,
        state: DealState::Confirmed,
        reason: String::new(),
        created_at: quarter().begins(),
        settled_at: Some(day.and_time(chrono::NaiveTime::MIN)),
    };
    diesel::insert_into(deals::table).values(row).execute(conn).unwrap();
}

/// A park P1 of the district D1, a park P2 of D2; what happened in the quarter touched three firms of each.
fn scene(conn: &mut Conn) {
    for (code, parent) in [("D1", None), ("D2", None), ("P1", Some("D1")), ("P2", Some("D2"))] {
        division(conn, code, parent);
    }
    let middle = quarter().begins() + TimeDelta::days(40);
    for n in 0..FEWEST {
        let (seller, buyer) = (format!("F-P1-{n}"), format!("F-D2-{n}"));
        let late = TimeDelta::hours(if n == 0 { -5 } else { 5 });
        let (asked_now, bought_before) = (format!("E{n}"), format!("B{n}"));
        asked(conn, (&asked_now, &seller), middle, late);
        deal(conn, &asked_now, (&seller, &buyer), quarter().first_day(), 300_000);
        asked(conn, (&bought_before, &seller), quarter().ends(), TimeDelta::hours(5));
        deal(conn, &bought_before, (&seller, &buyer), quarter().before().first_day(), 100_000);
    }
}

fn value(conn: &mut Conn, code: &str, measure: Measure) -> Value {
    let board = actions::show(conn, &Viewer::cli(), quarter()).unwrap();
    board.made_of.entrants.iter().find(|one| one.code == code).unwrap().value(measure)
}

fn known(amount: &str, evidence: u64) -> Value {
    Value::Known { amount: amount.parse().unwrap(), evidence }
}

#[test]
fn what_happened_in_the_quarter_counts_where_it_happened() {
    let test = TestDb::new();
    let conn = &mut *test.db.writer().unwrap();
    scene(conn);
    for code in ["P1", "D1"] {
        assert_eq!(value(conn, code, Measure::Answers), known("66.6667", 3), "{code}: two of three in time");
        assert_eq!(value(conn, code, Measure::Deals), known("3", 3), "{code}");
        assert_eq!(value(conn, code, Measure::Sourcing), known("0", 0), "{code}");
    }
    assert_eq!(value(conn, "D2", Measure::Sourcing), known("60", 6), "万元 more than in the quarter before");
    assert_eq!(value(conn, "D2", Measure::Answers), Value::Missing(Reason::NotApplicable));
    let evidence = actions::evidence(conn, &Viewer::cli(), quarter(), "D2").unwrap();
    let counts: Vec<String> = evidence.iter().map(|row| row.amount.to_string()).collect();
    assert_eq!(counts, ["1", "1", "1", "-1", "-1", "-1"], "no amount of a deal");
}

#[test]
fn a_referral_splits_the_credit_of_the_deal_that_it_led_to() {
    let test = TestDb::new();
    let conn = &mut *test.db.writer().unwrap();
    scene(conn);
    let need = needed(conn, "F-P2-0");
    let line = (
        enquiry_lines::enquiry_id.eq("E0"),
        enquiry_lines::position.eq(0_i64),
        enquiry_lines::text.eq("钢管"),
        enquiry_lines::need_code.eq(&need),
    );
    diesel::insert_into(enquiry_lines::table).values(line).execute(conn).unwrap();
    let now = quarter().begins();
    let offer = |from: &str, to: &str| referrals::Offer {
        need: need.clone(),
        from: from.into(),
        to: to.into(),
        note: "本园区无此产能".into(),
        ..Default::default()
    };
    let code = |done: crate::http::AppResult<store::referrals::ReferralRow>| done.unwrap_err().code();
    assert_eq!(code(referrals::offer(conn, &official("P1"), &offer("P2", "P1"), now)), "forbidden");
    assert_eq!(code(referrals::offer(conn, &official("P1"), &offer("P1", "P2"), now)), "conflict", "P2 has it");
    assert_eq!(code(referrals::offer(conn, &official("P2"), &offer("P2", "D1"), now)), "invalid");
    let row = referrals::offer(conn, &official("D2"), &offer("P2", "P1"), now).unwrap();
    assert_eq!(code(referrals::offer(conn, &official("P2"), &offer("P2", "P1"), now)), "conflict", "on offer");
    let answer = |conn: &mut Conn, who: &str, step| referrals::answer(conn, &official(who), &row.id, (step, ""), now);
    assert_eq!(answer(conn, "P2", Step::Accepted).unwrap_err().code(), "forbidden");
    assert_eq!(answer(conn, "P1", Step::Declined).unwrap_err().code(), "invalid", "without a reason");
    answer(conn, "P1", Step::Accepted).unwrap();
    assert_eq!(answer(conn, "P1", Step::Accepted).unwrap_err().code(), "conflict");
    assert_eq!(referrals::land(conn, &Viewer::cli(), &row.id, now).unwrap_err().code(), "conflict", "deals speak");
    let facts = facts(conn);
    let of = |park: &str| {
        let own = facts.iter().filter(|fact| fact.measure == Measure::Deals && fact.division == park);
        own.map(|fact| fact.amount.raw()).sum::<i64>()
    };
    assert_eq!((of("P1"), of("P2")), (28_000, 2_000), "two deals and 80% of one; the other 20%");
}

fn facts(conn: &mut Conn) -> Vec<Fact> {
    let firms = store::facts::firms(conn).unwrap();
    actions::facts(conn, quarter(), &firms).unwrap()
}

fn needed(conn: &mut Conn, firm: &str) -> String {
    let fields = needs::NeedFields { text: "求购钢管".into(), ..needs::NeedFields::empty() };
    let (id, state) = (needs::NeedId::new(), ListingState::Published);
    let before = quarter().begins() - TimeDelta::days(1);
    let row = needs::store::NeedRow::new(id, "N1".into(), FirmId(firm.into()), fields, None, state, before);
    needs::store::insert(conn, &row).unwrap();
    row.code
}

#[test]
fn a_project_that_came_about_counts_once_for_the_parks_of_its_way() {
    let test = TestDb::new();
    let conn = &mut *test.db.writer().unwrap();
    for (code, parent) in [("D1", None), ("P1", Some("D1")), ("P2", Some("D1")), ("P3", Some("D1"))] {
        division(conn, code, parent);
    }
    let now = quarter().begins();
    let first = referrals::Offer {
        project: "换热器扩产项目".into(),
        from: "P1".into(),
        to: "P2".into(),
        note: "无地".into(),
        ..Default::default()
    };
    let first = referrals::offer(conn, &official("P1"), &first, now).unwrap();
    referrals::answer(conn, &official("P2"), &first.id, (Step::Accepted, "可以"), now).unwrap();
    let second =
        referrals::Offer { earlier: first.id.0.clone(), to: "P3".into(), note: "环评".into(), ..Default::default() };
    let later = now + TimeDelta::days(1);
    let second = referrals::offer(conn, &official("P2"), &second, later).unwrap();
    referrals::answer(conn, &official("P3"), &second.id, (Step::Accepted, ""), later).unwrap();
    assert_eq!(referrals::land(conn, &official("P3"), &second.id, later).unwrap_err().code(), "forbidden");
    assert_eq!(referrals::land(conn, &Viewer::cli(), &first.id, later).unwrap_err().code(), "conflict");
    referrals::land(conn, &Viewer::cli(), &second.id, later).unwrap();
    assert_eq!(referrals::land(conn, &Viewer::cli(), &second.id, later).unwrap_err().code(), "conflict");
    let parts: Vec<(String, String)> =
        facts(conn).into_iter().map(|fact| (fact.division, fact.amount.to_string())).collect();
    let part = |park: &str, part: &str| (park.to_owned(), part.to_owned());
    assert_eq!(parts, [part("P1", "0.1"), part("P2", "0.1"), part("P3", "0.8")]);
}

#[test]
fn a_published_board_stays_until_an_appeal_is_upheld() {
    let test = TestDb::new();
    let conn = &mut *test.db.writer().unwrap();
    scene(conn);
    let (over, operator) = (quarter().ends(), Viewer::cli());
    assert_eq!(
        actions::publish(conn, &operator, quarter(), over - TimeDelta::seconds(1)).unwrap_err().code(),
        "conflict"
    );
    actions::publish(conn, &operator, quarter(), over).unwrap();
    diesel::delete(deals::table.filter(deals::code.eq("D-E0"))).execute(conn).unwrap();
    assert_eq!(value(conn, "P1", Measure::Deals), known("3", 3), "as it was published");
    let evidence = actions::evidence(conn, &operator, quarter(), "P1").unwrap();
    assert_eq!(evidence.iter().filter(|row| row.measure == Measure::Deals).count(), 3);

    let appeal = |conn: &mut Conn, who: &Viewer| appeals::appeal(conn, who, quarter(), ("P1", "多计一笔"), over);
    assert_eq!(appeal(conn, &official("P2")).unwrap_err().code(), "forbidden");
    appeal(conn, &official("D1")).unwrap();
    assert_eq!(appeal(conn, &official("P1")).unwrap_err().code(), "conflict");
    let id = store::appeals(conn, &quarter().to_string()).unwrap().remove(0).id;
    let decide = |conn: &mut Conn, who: &Viewer| appeals::decide(conn, who, &id, (Outcome::Upheld, "属实"), over);
    assert_eq!(decide(conn, &official("P1")).unwrap_err().code(), "forbidden");
    decide(conn, &operator).unwrap();
    assert_eq!(decide(conn, &operator).unwrap_err().code(), "conflict");
    assert_eq!(value(conn, "P1", Measure::Deals), Value::Missing(Reason::Suppressed), "two firms are left");
}

#[test]
fn a_formula_is_set_once_under_its_name() {
    let test = TestDb::new();
    let conn = &mut *test.db.writer().unwrap();
    let line = actions::formula(conn).unwrap().to_string();
    let mut set = |line: &str| actions::set_formula(conn, &Viewer::cli(), line, quarter().begins());
    assert_eq!(set(&line).unwrap_err().code(), "invalid", "the version is taken");
    let new = line.replace("2026.1", "2026.2").replace("deals/total/20", "deals/total/40");
    set(&new).unwrap();
    assert_eq!(set(&new).unwrap_err().code(), "invalid");
    assert_eq!(actions::formula(conn).unwrap().to_string(), new);
}

fn fact(division: &str, firm: &str) -> Fact {
    Fact {
        measure: Measure::Deals,
        division: division.into(),
        firm: Some(FirmId(firm.into())),
        subject: String::new(),
        day: quarter().first_day(),
        amount: Decimal::whole(1),
    }
}

#[test]
fn figures_of_few_firms_are_withheld_and_cannot_be_reckoned_back() {
    let divisions = [division_row("D", None), division_row("P", Some("D")), division_row("Q", Some("D"))];
    let deals = |facts: &[(&str, &str)]| {
        let facts: Vec<Fact> = facts.iter().map(|(division, firm)| fact(division, firm)).collect();
        let told = entrants(&divisions, &[], &facts).into_iter();
        told.map(|one| matches!(one.value(Measure::Deals), Value::Known { .. })).collect::<Vec<_>>()
    };
    for (facts, told, why) in [
        (&[][..], [true, true, true], "nobody's nought may be told"),
        (&[("P", "a"), ("P", "b")], [false, false, true], "two"),
        (&[("P", "a"), ("P", "b"), ("P", "c")], [true, true, true], "three"),
        (&[("P", "a"), ("P", "b"), ("P", "c"), ("D", "d")], [false, true, true], "the district would give d away"),
        (&[("P", "a"), ("P", "b"), ("P", "c"), ("Q", "d")], [false, true, false], "and so here"),
        (&[("P", "a"), ("P", "a"), ("P", "a")], [false, false, true], "one firm thrice"),
    ] {
        assert_eq!(deals(facts), told, "{why}");
    }
}

#[test]
fn a_gap_is_closed_by_the_first_product_that_somebody_else_had_asked_for() {
    let listed = |code: &str, category: &str, firm: &str, day: i64| Listed {
        category: CategoryId(category.into()),
        firm: FirmId(firm.into()),
        code: code.into(),
        at: quarter().begins() + TimeDelta::days(day),
    };
    let new = [
        listed("P3", "泵", "b", 9),
        listed("P2", "泵", "a", 8),
        listed("P1", "阀", "a", 8),
        listed("P4", "管", "a", 8),
        listed("P5", "轴", "a", 8),
    ];
    let before = [CategoryId("阀".into())].into();
    let wanted = [
        listed("N1", "泵", "c", 1),
        listed("N2", "阀", "c", 1),
        listed("N3", "管", "a", 1),
        listed("N4", "轴", "c", 9),
    ];
    let codes: Vec<&str> = closed(&new, &before, &wanted).iter().map(|product| product.code.as_str()).collect();
    assert_eq!(codes, ["P2"], "阀 was there, 管 its own firm wants, 轴 was asked for later");
}
