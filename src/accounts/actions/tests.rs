//! The actions on a real database, each test with one of its own.

use chrono::Duration;
use diesel::prelude::*;

use super::*;
use crate::accounts::gate::{Gate, Seen};
use crate::accounts::{Role, password};
use crate::clock::{self, Moment};
use crate::db::schema::{firms, users as people};
use crate::db::testing::TestDb;
use crate::db::{Conn, Db};
use crate::ids::{self, FirmId};
use crate::{audit, mail};

const SITE: &str = "http://site.example";

/// Runs in one transaction and expects it to work.
#[track_caller]
fn does<T>(db: &Db, work: impl FnOnce(&mut Conn) -> AppResult<T>) -> T {
    db.write(work).unwrap_or_else(|why| panic!("{why}"))
}

/// Runs in one transaction and expects to be refused with this code.
#[track_caller]
fn refuses<T: std::fmt::Debug>(db: &Db, code: &str, work: impl FnOnce(&mut Conn) -> AppResult<T>) {
    let why = db.write(work).expect_err("this must be refused");
    assert_eq!(why.code(), code, "{why}");
}

fn a_firm(db: &Db, code: &str) -> FirmId {
    let (id, now) = (FirmId::new(), clock::now());
    let row = (
        firms::id.eq(&id),
        firms::code.eq(code),
        firms::name.eq("海门织造"),
        firms::verification.eq("verified"),
        firms::created_at.eq(now),
        firms::updated_at.eq(now),
    );
    does(db, |c| Ok(diesel::insert_into(firms::table).values(row).execute(c)?));
    id
}

/// A member of that firm, signed in.
fn a_member(db: &Db, firm: &FirmId, email: &str) -> (Viewer, String) {
    let now = clock::now();
    let secret = does(db, |c| {
        let user = create_member(c, firm, email, "王丽", password::NONE, now)?;
        start_session(c, &user, "test", now)
    });
    (holder(db, &secret, now).expect("a fresh session"), secret)
}

fn holder(db: &Db, secret: &str, now: Moment) -> Option<Viewer> {
    does(db, |c| session_holder(c, &ids::hash_secret(secret), now)).map(|known| known.viewer)
}

/// An operator in person.
fn an_operator(db: &Db) -> Viewer {
    let (new, now) = (of_role(Role::Operator, "root@site.example"), clock::now());
    let added = does(db, |c| add_user(c, &Viewer::cli(), &new, SITE, now));
    let secret = does(db, |c| start_session(c, &added.id, "test", now));
    holder(db, &secret, now).expect("a fresh session")
}

fn of_role(role: Role, email: &str) -> NewUser {
    let password_hash = Some(password::NONE.into());
    NewUser { email: email.into(), name: "某人".into(), role, firm_id: None, division_code: None, password_hash }
}

/// The secret at the end of the newest mail's link.
fn mailed_secret(db: &Db) -> String {
    let body = does(db, |c| mail::page(c, 0, 1)).remove(0).body;
    let link = body.split_whitespace().find(|w| w.starts_with(SITE)).expect("a link").to_owned();
    link.rsplit(['/', '=']).next().expect("its end").to_owned()
}

#[test]
fn a_session_knows_its_user_and_firm_until_it_runs_out() {
    let test = TestDb::new();
    let firm = a_firm(&test.db, "F1");
    let (viewer, secret) = a_member(&test.db, &firm, " Wang@Firm.CN ");
    assert_eq!((viewer.name.as_str(), viewer.role), ("wang@firm.cn", Some(Role::Member)));
    assert!(viewer.acts_for(&firm) && viewer.firm_verified);
    assert_eq!(holder(&test.db, &ids::new_secret(), clock::now()), None);
    assert_eq!(holder(&test.db, &secret, clock::now() + Duration::days(15)), None, "idle for too long");
}

#[test]
fn notes_of_use_keep_a_session_alive() {
    let (test, gate) = (TestDb::new(), Gate::new());
    let firm = a_firm(&test.db, "F1");
    let (_, secret) = a_member(&test.db, &firm, "a@firm.cn");
    let later = clock::now() + Duration::days(13);
    let hash = ids::hash_secret(&secret);
    assert!(does(&test.db, |c| session_holder(c, &hash, later)).expect("alive").is_stale);
    assert!(gate.note(Seen::Session(hash.clone()), later));
    note_seen(&test.db, &gate).unwrap();
    assert!(!does(&test.db, |c| session_holder(c, &hash, later)).expect("alive").is_stale);
    assert!(holder(&test.db, &secret, later + Duration::days(13)).is_some());
}

#[test]
fn signing_in_takes_a_new_token_and_a_shut_account_none() {
    let test = TestDb::new();
    let firm = a_firm(&test.db, "F1");
    let (viewer, old) = a_member(&test.db, &firm, "a@firm.cn");
    let (user, now) = (viewer.user().unwrap().clone(), clock::now());
    let old_hash = ids::hash_secret(&old);
    let (new, _) = does(&test.db, |c| sign_in(c, &user, password::NONE, Some(&old_hash), "test", now));
    assert_ne!(new, old);
    assert!(holder(&test.db, &old, now).is_none() && holder(&test.db, &new, now).is_some());
    refuses(&test.db, "conflict", |c| sign_in(c, &user, "another hash", None, "test", now));
    let operator = an_operator(&test.db);
    does(&test.db, |c| set_disabled(c, &operator, user.as_str(), true, now));
    assert!(holder(&test.db, &new, now).is_none());
    refuses(&test.db, "forbidden", |c| sign_in(c, &user, password::NONE, None, "test", now));
}

#[test]
fn a_changed_password_ends_every_session_but_the_new_one() {
    let test = TestDb::new();
    let firm = a_firm(&test.db, "F1");
    let (viewer, first) = a_member(&test.db, &firm, "a@firm.cn");
    let (user, now) = (viewer.user().unwrap().clone(), clock::now());
    let second = does(&test.db, |c| start_session(c, &user, "another", now));
    assert_eq!(does(&test.db, |c| count_sessions(c, &viewer, now)), 2);
    let third = does(&test.db, |c| change_password(c, &viewer, password::NONE, "new hash", "test", now));
    assert!(holder(&test.db, &first, now).is_none() && holder(&test.db, &second, now).is_none());
    assert!(holder(&test.db, &third, now).is_some());
    assert_eq!(does(&test.db, |c| stored_password(c, &viewer)), "new hash");
    refuses(&test.db, "conflict", |c| change_password(c, &viewer, password::NONE, "x", "test", now));
    assert_eq!(does(&test.db, |c| end_all(c, &viewer)), 1);
    assert!(holder(&test.db, &third, now).is_none());
}

#[test]
fn a_reset_link_works_once_and_for_an_hour_and_leaves_nothing_behind() {
    let test = TestDb::new();
    let firm = a_firm(&test.db, "F1");
    let (_, session) = a_member(&test.db, &firm, "a@firm.cn");
    let now = clock::now();
    does(&test.db, |c| forgotten(c, "nobody@firm.cn", SITE, now));
    assert_eq!(does(&test.db, mail::count), 0);
    does(&test.db, |c| forgotten(c, "A@Firm.cn", SITE, now));
    let token = mailed_secret(&test.db);
    assert_eq!(does(&test.db, |c| reset_holder(c, &token, now)).as_deref(), Some("a@firm.cn"));
    let late = now + Duration::hours(1);
    refuses(&test.db, "not_found", |c| reset_password(c, &token, "hash", late));
    does(&test.db, |c| reset_password(c, &token, "hash", now));
    refuses(&test.db, "not_found", |c| reset_password(c, &token, "hash", now));
    assert!(holder(&test.db, &session, now).is_none(), "whoever was in is out");
    assert_eq!(does(&test.db, |c| mail::page(c, 0, 1))[0].body, "");
}

#[test]
fn an_invitation_brings_in_one_colleague_once() {
    let test = TestDb::new();
    let firm = a_firm(&test.db, "F1");
    let (viewer, _) = a_member(&test.db, &firm, "a@firm.cn");
    let now = clock::now();
    does(&test.db, |c| invite(c, &viewer, "B@firm.cn", SITE, now));
    refuses(&test.db, "invalid", |c| invite(c, &viewer, "b@firm.cn", SITE, now));
    refuses(&test.db, "invalid", |c| invite(c, &viewer, "a@firm.cn", SITE, now));
    let token = mailed_secret(&test.db);
    let seen = does(&test.db, |c| invitation(c, &token, now)).expect("open");
    assert_eq!((seen.email.as_str(), seen.firm.as_str()), ("b@firm.cn", "海门织造"));
    refuses(&test.db, "not_found", |c| accept(c, &token, "李", "hash", "test", now + Duration::days(7)));
    let secret = does(&test.db, |c| accept(c, &token, "李", "hash", "test", now));
    assert!(holder(&test.db, &secret, now).expect("signed in").acts_for(&firm));
    refuses(&test.db, "not_found", |c| accept(c, &token, "李", "hash", "test", now));
    let list = does(&test.db, |c| colleagues(c, &viewer, 0, 50, now));
    assert_eq!((list.total, list.people.len(), list.invitations.len()), (2, 2, 0));
}

#[test]
fn an_invitation_is_taken_back_only_by_its_own_firm() {
    let test = TestDb::new();
    let (own, other) = (a_firm(&test.db, "F1"), a_firm(&test.db, "F2"));
    let (viewer, _) = a_member(&test.db, &own, "a@firm.cn");
    let (rival, _) = a_member(&test.db, &other, "r@rival.cn");
    let now = clock::now();
    does(&test.db, |c| invite(c, &viewer, "b@firm.cn", SITE, now));
    let (token, id) =
        (mailed_secret(&test.db), does(&test.db, |c| colleagues(c, &viewer, 0, 9, now)).invitations[0].id.clone());
    refuses(&test.db, "not_found", |c| revoke_invitation(c, &rival, &id, now));
    does(&test.db, |c| revoke_invitation(c, &viewer, &id, now));
    assert_eq!(does(&test.db, |c| invitation(c, &token, now)), None);
    assert_eq!(does(&test.db, |c| mail::page(c, 0, 1))[0].body, "");
}

#[test]
fn an_address_with_an_account_of_its_own_cannot_be_pulled_into_a_firm() {
    let test = TestDb::new();
    let (own, other) = (a_firm(&test.db, "F1"), a_firm(&test.db, "F2"));
    let (viewer, _) = a_member(&test.db, &own, "a@firm.cn");
    a_member(&test.db, &other, "r@rival.cn");
    let now = clock::now();
    does(&test.db, |c| invite(c, &viewer, "r@rival.cn", SITE, now));
    let token = mailed_secret(&test.db);
    refuses(&test.db, "conflict", |c| accept(c, &token, "李", "hash", "test", now));
}

#[test]
fn a_removed_colleague_is_out_with_sessions_and_keys_and_may_come_back() {
    let test = TestDb::new();
    let (firm, other) = (a_firm(&test.db, "F1"), a_firm(&test.db, "F2"));
    let (first, _) = a_member(&test.db, &firm, "a@firm.cn");
    let (second, session) = a_member(&test.db, &firm, "b@firm.cn");
    let (rival, _) = a_member(&test.db, &other, "r@rival.cn");
    let (id, now) = (second.user().unwrap().clone(), clock::now());
    let key = does(&test.db, |c| create_key(c, &second, &a_key(), now));
    refuses(&test.db, "not_found", |c| remove_colleague(c, &rival, id.as_str(), now));
    refuses(&test.db, "conflict", |c| remove_colleague(c, &second, id.as_str(), now));
    does(&test.db, |c| remove_colleague(c, &first, id.as_str(), now));
    assert!(holder(&test.db, &session, now).is_none());
    assert_eq!(does(&test.db, |c| key_holder(c, &ids::hash_secret(&key), now)), None);
    let back = first.user().unwrap().clone();
    refuses(&test.db, "sign_in_required", |c| remove_colleague(c, &second, back.as_str(), now));
    does(&test.db, |c| invite(c, &first, "b@firm.cn", SITE, now));
    let token = mailed_secret(&test.db);
    let secret = does(&test.db, |c| accept(c, &token, "李", "hash", "test", now));
    assert_eq!(holder(&test.db, &secret, now).expect("back").user(), Some(&id));
}

fn a_key() -> NewKey {
    NewKey { name: "ERP".into(), role: Role::Operator, firm_id: None, division_code: None }
}

#[test]
fn a_key_acts_as_its_maker_may_and_only_until_it_is_revoked() {
    let test = TestDb::new();
    let (firm, other) = (a_firm(&test.db, "F1"), a_firm(&test.db, "F2"));
    let (viewer, _) = a_member(&test.db, &firm, "a@firm.cn");
    let (rival, _) = a_member(&test.db, &other, "r@rival.cn");
    let now = clock::now();
    let key = does(&test.db, |c| create_key(c, &viewer, &a_key(), now));
    let hash = ids::hash_secret(&key);
    let program = does(&test.db, |c| key_holder(c, &hash, now)).expect("in use").viewer;
    assert!(program.acts_for(&firm), "a member gets a member's key whatever was asked for");
    refuses(&test.db, "forbidden", |c| create_key(c, &program, &a_key(), now));
    refuses(&test.db, "forbidden", |c| invite(c, &program, "x@firm.cn", SITE, now));
    let row = does(&test.db, |c| keys(c, &viewer, 0, 9)).remove(0);
    assert_eq!(row.hint, key[key.len() - 4..]);
    assert_ne!(row.key_hash, key);
    refuses(&test.db, "not_found", |c| revoke_key(c, &rival, &row.id, now));
    does(&test.db, |c| revoke_key(c, &viewer, &row.id, now));
    assert_eq!(does(&test.db, |c| key_holder(c, &hash, now)), None);
}

#[test]
fn keys_of_the_command_line_have_the_role_that_was_asked_for() {
    let test = TestDb::new();
    let firm = a_firm(&test.db, "F1");
    let now = clock::now();
    for (role, firm_id, is_good) in [
        (Role::Operator, None, true),
        (Role::Official, None, true),
        (Role::Member, Some(firm.clone()), true),
        (Role::Member, None, false),
        (Role::Operator, Some(firm.clone()), false),
        (Role::Buyer, None, true),
        (Role::Buyer, Some(firm.clone()), false),
    ] {
        let new = NewKey { role, firm_id, ..a_key() };
        let made = test.db.write(|c| create_key(c, &Viewer::cli(), &new, now));
        assert_eq!(made.is_ok(), is_good, "{role}");
        if let Ok(key) = made {
            let known = does(&test.db, |c| key_holder(c, &ids::hash_secret(&key), now)).expect("in use");
            assert_eq!(known.viewer.role, Some(role));
        }
    }
}

#[test]
fn only_operators_make_accounts_and_each_is_in_the_log() {
    let test = TestDb::new();
    let firm = a_firm(&test.db, "F1");
    let (member, _) = a_member(&test.db, &firm, "a@firm.cn");
    let operator = an_operator(&test.db);
    let now = clock::now();
    let official = NewUser { password_hash: None, ..of_role(Role::Official, "o@gov.cn") };
    refuses(&test.db, "forbidden", |c| add_user(c, &member, &official, SITE, now));
    let added = does(&test.db, |c| add_user(c, &operator, &official, SITE, now));
    let link = added.link.expect("a link");
    assert!(link.ends_with(&mailed_secret(&test.db)));
    refuses(&test.db, "invalid", |c| add_user(c, &operator, &official, SITE, now));
    for (role, firm_id, division) in
        [(Role::Member, None, None), (Role::Buyer, Some(firm), None), (Role::Official, None, Some("999999".to_owned()))]
    {
        let wrong = NewUser { firm_id, division_code: division, ..of_role(role, "x@gov.cn") };
        refuses(&test.db, "invalid", |c| add_user(c, &operator, &wrong, SITE, now));
    }
    let log = does(&test.db, |c| audit::page(c, 0, 9));
    assert_eq!(log.iter().map(|e| e.action.as_str()).collect::<Vec<_>>(), ["user.add", "user.add"]);
    assert_eq!(log[0].new_value.as_deref(), Some("o@gov.cn official"));
}

#[test]
fn an_operator_shuts_accounts_but_not_the_own_one() {
    let test = TestDb::new();
    let operator = an_operator(&test.db);
    let now = clock::now();
    let other = does(&test.db, |c| create_buyer(c, "b@buy.cn", "买家", "hash", now));
    let own = operator.user().unwrap().clone();
    refuses(&test.db, "conflict", |c| set_disabled(c, &operator, own.as_str(), true, now));
    refuses(&test.db, "not_found", |c| set_disabled(c, &operator, "nobody", true, now));
    does(&test.db, |c| forgotten(c, "b@buy.cn", SITE, now));
    let token = mailed_secret(&test.db);
    does(&test.db, |c| set_disabled(c, &operator, other.as_str(), true, now));
    assert_eq!(does(&test.db, |c| reset_holder(c, &token, now)), None, "a link from before opens nothing");
    does(&test.db, |c| forgotten(c, "b@buy.cn", SITE, now));
    assert_eq!(does(&test.db, mail::count), 1, "nor does a shut account get a new one");
    does(&test.db, |c| set_disabled(c, &operator, other.as_str(), false, now));
    let row: UserRow = does(&test.db, |c| Ok(people::table.find(&other).first(c)?));
    assert_eq!(row.disabled_at, None);
}

#[test]
fn users_are_found_by_role_and_address() {
    let test = TestDb::new();
    let operator = an_operator(&test.db);
    let now = clock::now();
    for email in ["a_1@buy.cn", "ab1@buy.cn"] {
        does(&test.db, |c| create_buyer(c, email, "买家", "hash", now));
    }
    for (role, text, found) in
        [(None, "", 3), (Some(Role::Buyer), "", 2), (None, "a_1", 1), (None, "%", 0), (Some(Role::Member), "", 0)]
    {
        let filter = Filter { role, text: text.into() };
        assert_eq!(does(&test.db, |c| count_users(c, &operator, &filter)), found, "{text}");
        assert_eq!(does(&test.db, |c| users(c, &operator, &filter, 0, 9)).len() as u64, found, "{text}");
    }
    refuses(&test.db, "sign_in_required", |c| count_users(c, &Viewer::anonymous(), &Filter::default()));
}

#[test]
fn what_is_over_is_forgotten() {
    let test = TestDb::new();
    let firm = a_firm(&test.db, "F1");
    let (_, secret) = a_member(&test.db, &firm, "a@firm.cn");
    let now = clock::now();
    does(&test.db, |c| forgotten(c, "a@firm.cn", SITE, now));
    let nothing = Purged { sessions: 0, resets: 0, mails: 0 };
    assert_eq!(does(&test.db, |c| purge(c, now)), nothing);
    let purged = does(&test.db, |c| purge(c, now + Duration::days(20)));
    assert_eq!(purged, Purged { sessions: 1, resets: 1, mails: 1 });
    assert!(holder(&test.db, &secret, now).is_none());
}
