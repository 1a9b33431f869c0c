use super::*;
use crate::accounts::{Actor, Role, UserId, Viewer};
use crate::audit;
use crate::clock::{self, Moment};
use crate::db::testing::TestDb;
use crate::divisions::store::{DivisionRow, insert_many as insert_divisions};
use crate::divisions::{DivisionFields, DivisionKind};
use crate::firms::rules::Profile;
use crate::firms::verification::{Effect, Shelf};
use crate::firms::{FirmId, Verification};
use crate::http::AppError;

const SITE: &str = "http://site";

fn with_city(test: impl FnOnce(&mut Conn)) {
    let database = TestDb::new();
    let conn = &mut *database.db.writer().unwrap();
    let division = |code: &str, parent: Option<&str>, kind| {
        let parent_code = parent.map(str::to_owned);
        let fields =
            DivisionFields { code: code.into(), name: code.into(), parent_code, kind, ..DivisionFields::empty() };
        DivisionRow::new(fields, clock::now())
    };
    let city = [
        division("3206", None, DivisionKind::City),
        division("320613", Some("3206"), DivisionKind::District),
        division("320612", Some("3206"), DivisionKind::District),
        division("PARK", Some("320613"), DivisionKind::Park),
    ];
    insert_divisions(conn, &city).unwrap();
    test(conn);
}

fn person(role: Role, firm: Option<&FirmId>, division: Option<&str>) -> Viewer {
    Viewer {
        actor: Actor::User(UserId::new()),
        role: Some(role),
        firm: firm.cloned(),
        division: division.map(str::to_owned),
        name: "t@example.cn".into(),
        ..Viewer::anonymous()
    }
}

fn official(division: Option<&str>) -> Viewer {
    person(Role::Official, None, division)
}

fn registration(uscc: &str, division: &str, email: &str) -> Registration {
    let fields = FirmFields {
        name: "海纳管业".into(),
        full_name: "南通海纳管业有限公司".into(),
        uscc: Some(uscc.into()),
        division_code: Some(division.into()),
        ..FirmFields::default()
    };
    Registration { fields, email: email.into(), person: String::new(), password_hash: "!".into() }
}

const USCC: &str = "91350100M000100Y43";
const OTHER: &str = "91320600MA1ABCDE0R";

fn registered(conn: &mut Conn) -> FirmRow {
    register(conn, registration(USCC, "320613", "a@example.cn"), clock::now()).unwrap().0
}

fn ruling<'a>(decision: &'a str, reason: &'a str, seen: &'a str) -> Ruling<'a> {
    Ruling { decision, reason, seen }
}

fn decided(conn: &mut Conn, row: &FirmRow, decision: &str, reason: &str) -> FirmRow {
    let now = later(row);
    decide(conn, &official(None), &row.code, &ruling(decision, reason, &row.version()), SITE, now).unwrap()
}

/// A moment after the firm's last change, whatever the clock's resolution.
fn later(row: &FirmRow) -> Moment {
    row.updated_at + chrono::Duration::milliseconds(1)
}

fn marked(conn: &mut Conn) -> Vec<(Kind, String)> {
    let notes = dirty::waiting(conn, 100).unwrap();
    dirty::settle(conn, &notes).unwrap();
    let mut marked: Vec<_> = notes.into_iter().map(|note| (note.kind, note.subject_id)).collect();
    marked.sort();
    marked
}

fn fields_of(refusal: AppError) -> Vec<String> {
    let AppError::Invalid(faults) = refusal else { panic!("{refusal:?}") };
    faults.into_iter().map(|fault| fault.field).collect()
}

#[test]
fn a_registered_firm_waits_with_its_first_member_and_its_uscc_is_taken() {
    with_city(|conn| {
        let row = registered(conn);
        assert_eq!(row.verification, Verification::Pending);
        assert_eq!(store::find_by_code(conn, &row.code).unwrap(), Some(row.clone()));
        let people = crate::accounts::actions::firm_people(conn, &row.id).unwrap();
        assert_eq!(people.into_iter().map(|person| person.email).collect::<Vec<_>>(), ["a@example.cn"]);
        assert_eq!(marked(conn), [(Kind::Firm, row.id.to_string())]);
        let again = register(conn, registration(USCC, "320613", "b@example.cn"), clock::now());
        assert_eq!(fields_of(again.unwrap_err()), ["uscc"]);
        let nowhere = register(conn, registration(OTHER, "nowhere", "b@example.cn"), clock::now());
        assert_eq!(fields_of(nowhere.unwrap_err()), ["division_code"]);
        let mut empty = registration(OTHER, "320613", "b@example.cn");
        (empty.fields.uscc, empty.fields.full_name) = (None, String::new());
        assert_eq!(fields_of(register(conn, empty, clock::now()).unwrap_err()), ["uscc", "full_name"]);
    });
}

#[test]
fn only_those_whom_it_concerns_reach_the_desk() {
    with_city(|conn| {
        let row = registered(conn);
        let rival = person(Role::Member, Some(&FirmId::new()), None);
        let own = person(Role::Member, Some(&row.id), None);
        let seen = row.version();
        let verify = ruling("verify", "", &seen);
        for (viewer, status) in [
            (Viewer::anonymous(), 401),
            (own, 403),
            (rival, 403),
            (person(Role::Buyer, None, None), 403),
            (official(Some("320612")), 404),
            (official(Some("PARK")), 404),
            (official(Some("unknown")), 404),
        ] {
            let refusal = decide(conn, &viewer, &row.code, &verify, SITE, clock::now()).unwrap_err();
            assert_eq!(refusal.status().as_u16(), status, "{viewer:?}");
            assert_eq!(case(conn, &viewer, &row.code).unwrap_err().status().as_u16(), status);
        }
        assert_eq!(store::find(conn, &row.id).unwrap(), Some(row.clone()), "nothing has changed");
        assert_eq!(audit::count(conn).unwrap(), 0);
        for viewer in
            [official(Some("320613")), official(Some("3206")), official(None), person(Role::Operator, None, None)]
        {
            assert_eq!(case(conn, &viewer, &row.code).unwrap().row, row);
        }
    });
}

#[test]
fn an_official_lists_their_division_and_what_lies_in_it() {
    with_city(|conn| {
        registered(conn);
        register(conn, registration(OTHER, "PARK", "b@example.cn"), clock::now()).unwrap();
        let wanted = |shelf, division: &str| Listing { shelf, division: division.into(), offset: 0, limit: 10 };
        for (viewer, division, total) in [
            (official(None), "", 2),
            (official(Some("3206")), "", 2),
            (official(Some("320613")), "", 2),
            (official(Some("320613")), "PARK", 1),
            (official(Some("PARK")), "320613", 1),
            (official(Some("320612")), "", 0),
        ] {
            let queue = queue(conn, &viewer, &wanted(Shelf::Waiting, division)).unwrap();
            assert_eq!((queue.total, queue.rows.len()), (total, total as usize), "{viewer:?} {division}");
            assert_eq!(queue.longest.is_some(), total > 0);
        }
        let all = queue(conn, &official(None), &wanted(Shelf::All, "")).unwrap();
        assert_eq!((all.total, all.counts), (2, [2, 0, 0]));
        assert!(queue(conn, &person(Role::Buyer, None, None), &wanted(Shelf::All, "")).is_err());
        let doubles = case(conn, &official(None), &all.rows[0].code).unwrap().doubles;
        assert_eq!(doubles.len(), 1, "both are called 海纳管业");
    });
}

#[test]
fn a_decision_is_logged_mailed_marked_and_can_be_taken_back() {
    with_city(|conn| {
        let row = registered(conn);
        marked(conn);
        let no_reason =
            decide(conn, &official(None), &row.code, &ruling("reject", " ", &row.version()), SITE, later(&row));
        assert_eq!(fields_of(no_reason.unwrap_err()), ["reason"]);
        let back = decided(conn, &row, "reject", "执照照片不清");
        assert_eq!((back.verification, back.verification_note.as_str()), (Verification::Rejected, "执照照片不清"));
        assert_eq!(marked(conn), [(Kind::Firm, row.id.to_string())]);
        let twice =
            decide(conn, &official(None), &row.code, &ruling("verify", "", &back.version()), SITE, later(&back));
        assert!(matches!(twice, Err(AppError::Conflict(_))), "it is not in the queue");
        let again = decided(conn, &back, "reopen", "");
        let good = decided(conn, &again, "verify", "");
        assert!(good.is_verified() && good.verified_at.is_some());
        let log = audit::page(conn, 0, 10).unwrap();
        let actions: Vec<&str> = log.iter().map(|entry| entry.action.as_str()).collect();
        assert_eq!(actions, ["firm.verify", "firm.reopen", "firm.reject"]);
        assert!(log[2].old_value.as_ref().unwrap().contains("pending"));
        assert!(log[2].new_value.as_ref().unwrap().contains("执照照片不清"));
        assert_eq!(store::find(conn, &row.id).unwrap(), Some(good));
    });
}

#[test]
fn a_firm_that_changed_after_the_official_looked_is_not_decided_on() {
    with_city(|conn| {
        let row = registered(conn);
        let member = person(Role::Member, Some(&row.id), None);
        let profile = Profile { description: "做管".into(), ..row.profile() };
        save(conn, &member, profile, &row.version(), later(&row)).unwrap();
        let late = decide(conn, &official(None), &row.code, &ruling("verify", "", &row.version()), SITE, clock::now());
        assert!(matches!(late, Err(AppError::Conflict(_))));
    });
}

#[test]
fn a_firm_keeps_its_profile_and_nobody_elses() {
    with_city(|conn| {
        let row = registered(conn);
        let good = decided(conn, &row, "verify", "");
        marked(conn);
        let member = person(Role::Member, Some(&row.id), None);
        let profile = Profile { contact_phone: "0513-85000000".into(), ..good.profile() };
        for (viewer, status) in
            [(Viewer::anonymous(), 401), (person(Role::Buyer, None, None), 403), (official(None), 403)]
        {
            let refusal = save(conn, &viewer, profile.clone(), &good.version(), later(&good)).unwrap_err();
            assert_eq!(refusal.status().as_u16(), status);
        }
        let saved = save(conn, &member, profile, &good.version(), later(&good)).unwrap();
        assert_eq!((saved.effect, saved.changed), (Effect::None, true));
        let stale = save(conn, &member, good.profile(), &good.version(), later(&saved.row));
        assert!(matches!(stale, Err(AppError::Conflict(_))), "a colleague was quicker");
        let unchanged = save(conn, &member, saved.row.profile(), &saved.row.version(), later(&saved.row)).unwrap();
        assert!(!unchanged.changed && unchanged.row == saved.row);

        let mut profile = saved.row.profile();
        profile.fields.full_name = "南通海纳实业有限公司".into();
        let changed = save(conn, &member, profile, &saved.row.version(), later(&saved.row)).unwrap();
        assert_eq!(changed.effect, Effect::Recheck);
        assert!(changed.row.is_verified() && changed.row.waiting_since.is_some());
        assert_eq!(audit::page(conn, 0, 1).unwrap()[0].action, "firm.identity");
        let mut profile = changed.row.profile();
        profile.fields.uscc = None;
        let lost = save(conn, &member, profile, &changed.row.version(), later(&changed.row));
        assert_eq!(fields_of(lost.unwrap_err()), ["uscc"]);
    });
}

#[test]
fn a_contact_goes_to_people_who_are_signed_in_and_each_look_is_logged() {
    with_city(|conn| {
        let row = registered(conn);
        let member = person(Role::Member, Some(&row.id), None);
        let profile = Profile { contact_name: "张工".into(), ..row.profile() };
        let row = save(conn, &member, profile, &row.version(), later(&row)).unwrap().row;
        let buyer = person(Role::Buyer, None, None);
        let look = |conn: &mut Conn, viewer: &Viewer| reveal_contact(conn, viewer, &row.code, clock::now());
        assert!(matches!(look(conn, &buyer), Err(AppError::NotFound)), "not verified yet");
        assert!(matches!(look(conn, &Viewer::anonymous()), Err(AppError::SignIn)));
        decided(conn, &row, "verify", "");
        let program = Viewer { actor: Actor::Key("k".into()), ..buyer.clone() };
        assert!(matches!(look(conn, &program), Err(AppError::Forbidden(_))));
        assert_eq!(look(conn, &member).unwrap().name, "张工");
        let before = audit::count(conn).unwrap();
        assert_eq!(look(conn, &buyer).unwrap().name, "张工");
        assert_eq!(audit::count(conn).unwrap(), before + 1);
        let entry = audit::page(conn, 0, 1).unwrap().remove(0);
        assert_eq!((entry.action.as_str(), entry.subject_id), ("firm.contact-reveal", row.id.to_string()));
        assert_eq!((entry.old_value, entry.new_value), (None, None), "the log holds no personal data");
    });
}
