//! Coming in, going out and being let in, as people do it.

use peitao::accounts::actions::{self, NewKey, NewUser};
use peitao::accounts::{Role, Viewer, password};
use peitao::clock;
use peitao::db::Conn;
use peitao::http::AppResult;
use peitao::mail::{self, MailRow};

use crate::kit::{Answer, Person, TestApp};

const PASSWORD: &str = "长江入海 二〇二六年";

fn make(app: &TestApp, email: &str, role: Role) {
    let hash = password::hash(PASSWORD).expect("hashing works");
    let new = NewUser {
        email: email.into(),
        name: "测试".into(),
        role,
        firm_id: None,
        division_code: None,
        password_hash: Some(hash),
    };
    let add = |c: &mut Conn| actions::add_user(c, &Viewer::cli(), &new, "http://site.example", clock::now());
    app.app.db.write(add).expect("the account is made");
}

fn sign_in(person: &Person, email: &str, password: &str) -> Answer {
    person.post_from("/sign-in", "/sign-in", &[("email", email), ("password", password)])
}

fn signed_in(app: &TestApp, email: &str) -> Person {
    let person = app.visitor();
    sign_in(&person, email, PASSWORD).expect(303);
    person
}

fn newest_mail(app: &TestApp) -> MailRow {
    let read = |c: &mut Conn| -> AppResult<Vec<MailRow>> { mail::page(c, 0, 1) };
    app.app.db.read(read).expect("the mails are read").remove(0)
}

/// The path of the link in the newest mail.
fn mailed_path(app: &TestApp) -> String {
    let body = newest_mail(app).body;
    let link = body.split_whitespace().find(|w| w.contains("://")).expect("a link").to_owned();
    let path = link.split_once("://").and_then(|(_, rest)| rest.split_once('/')).expect("a path").1;
    format!("/{path}")
}

#[test]
fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let app = TestApp::start();
    make(&app, "a@gov.cn", Role::Official);
    let person = app.visitor();
    let wrong = sign_in(&person, "a@gov.cn", "not this one").expect(422);
    let unknown = sign_in(&person, "b@gov.cn", "not this one").expect(422);
    assert!(wrong.text().contains("邮箱或密码不正确"));
    assert_eq!(wrong.text().replace("a@gov.cn", ""), unknown.text().replace("b@gov.cn", ""));
    let answer = sign_in(&person, " A@Gov.cn ", PASSWORD).expect(303);
    assert_eq!(answer.location, "/desk/firms");
    assert!(person.get("/account").expect(200).text().contains("a@gov.cn"));
}

#[test]
fn after_signing_in_people_are_back_where_they_wanted_to_be_and_nowhere_else() {
    let app = TestApp::start();
    make(&app, "a@gov.cn", Role::Official);
    let person = app.visitor();
    assert_eq!(person.get("/account?x=1").expect(303).location, "/sign-in?back=%2Faccount%3Fx%3D1");
    for (back, to) in [("/account?x=1", "/account?x=1"), ("//evil.example", "/")] {
        let person = app.visitor();
        let fields = [("email", "a@gov.cn"), ("password", PASSWORD), ("back", back)];
        assert_eq!(person.post_from("/sign-in", "/sign-in", &fields).expect(303).location, to);
    }
}

#[test]
fn guessing_is_slowed_down_for_the_account_and_others_go_on() {
    let app = TestApp::start();
    make(&app, "a@gov.cn", Role::Official);
    make(&app, "b@gov.cn", Role::Official);
    let person = app.visitor();
    let refused =
        (0..12).map(|n| sign_in(&person, "a@gov.cn", &format!("guess number {n}")).status).collect::<Vec<_>>();
    assert_eq!(refused[..10], [422; 10]);
    assert_eq!(refused[11], 429);
    sign_in(&person, "a@gov.cn", PASSWORD).expect(429);
    sign_in(&person, "b@gov.cn", PASSWORD).expect(303);
}

#[test]
fn signing_out_ends_the_session_for_whoever_kept_its_cookie() {
    let app = TestApp::start();
    make(&app, "a@gov.cn", Role::Official);
    let (here, there) = (signed_in(&app, "a@gov.cn"), signed_in(&app, "a@gov.cn"));
    here.post_from("/account", "/sign-out", &[]).expect(303);
    here.get("/account").expect(303);
    there.get("/account").expect(200);
    let elsewhere = signed_in(&app, "a@gov.cn");
    there.post_from("/account", "/sign-out-everywhere", &[]).expect(303);
    elsewhere.get("/account").expect(303);
}

#[test]
fn a_new_password_signs_the_other_devices_out() {
    let app = TestApp::start();
    make(&app, "a@gov.cn", Role::Official);
    let (here, there) = (signed_in(&app, "a@gov.cn"), signed_in(&app, "a@gov.cn"));
    let change = |present: &str, new: &str, again: &str| {
        let fields = [("present", present), ("password", new), ("password_again", again)];
        here.post_from("/account", "/account/password", &fields)
    };
    assert!(change("wrong one", "another good one", "another good one").expect(422).text().contains("当前密码不正确"));
    assert!(change(PASSWORD, "short", "short").expect(422).text().contains("密码太短"));
    assert!(
        change(PASSWORD, "another good one", "another god one").expect(422).text().contains("两次输入的密码不一致")
    );
    change(PASSWORD, "another good one", "another good one").expect(303);
    here.get("/account").expect(200);
    there.get("/account").expect(303);
    sign_in(&app.visitor(), "a@gov.cn", PASSWORD).expect(422);
    sign_in(&app.visitor(), "a@gov.cn", "another good one").expect(303);
}

#[test]
fn a_forgotten_password_is_set_by_a_link_that_works_once() {
    let app = TestApp::start();
    make(&app, "a@gov.cn", Role::Official);
    let person = app.visitor();
    let ask =
        |email: &str| person.post_from("/password/forgotten", "/password/forgotten", &[("email", email)]).expect(200);
    let (unknown, known) = (ask("b@gov.cn"), ask("a@gov.cn"));
    assert_eq!(unknown.text().replace("b@gov.cn", ""), known.text().replace("a@gov.cn", ""));
    let path = mailed_path(&app);
    let token = path.split_once('=').expect("a token").1.to_owned();
    let set = |password: &str| {
        person.post_from("/password/forgotten", "/password/reset", &[("token", &token), ("password", password)])
    };
    assert!(person.get(&path).expect(200).text().contains("a@gov.cn"));
    set("short").expect(422);
    assert_eq!(set("another good one").expect(303).location, "/sign-in");
    set("a third good one").expect(410);
    person.get(&path).expect(410);
    sign_in(&person, "a@gov.cn", "another good one").expect(303);
}

#[test]
fn a_buyer_registers_and_is_in() {
    let app = TestApp::start();
    let person = app.visitor();
    let register = |fields: &[(&str, &str)]| person.post_from("/register/buyer", "/register/buyer", fields);
    let faulty = register(&[("email", "nonsense"), ("password", "1234567890")]).expect(422);
    for text in ["邮箱格式不正确", "这个密码太常见"] {
        assert!(faulty.text().contains(text), "{text}");
    }
    register(&[("email", "buy@er.cn"), ("person", "买家"), ("password", PASSWORD)]).expect(303);
    assert!(person.get("/account").expect(200).text().contains("采购商"));
    person.get("/account/keys").expect(403);
    person.get("/my/colleagues").expect(403);
    person.get("/desk/users").expect(403);
    let again = app.visitor();
    let fields = [("email", "BUY@er.cn"), ("person", "又一个"), ("password", PASSWORD)];
    let taken = again.post_from("/register/buyer", "/register/buyer", &fields).expect(422);
    assert!(taken.text().contains("该邮箱已有账号"));
}

#[test]
fn an_operator_lets_somebody_in_and_out_and_the_log_tells() {
    let app = TestApp::start();
    make(&app, "root@site.cn", Role::Operator);
    let root = signed_in(&app, "root@site.cn");
    let fields = [("email", "new@gov.cn"), ("name", "新人"), ("role", "official")];
    root.post_from("/desk/users", "/desk/users", &fields).expect(303);
    let path = mailed_path(&app);
    assert!(root.get("/desk/mails").expect(200).text().contains(&path), "no mail server: the operator passes it on");
    let token = path.split_once('=').expect("a token").1.to_owned();
    let newcomer = app.visitor();
    let fields = [("token", token.as_str()), ("password", PASSWORD)];
    newcomer.post_from(&path, "/password/reset", &fields).expect(303);
    assert!(!root.get("/desk/mails").expect(200).text().contains(&path), "used");
    sign_in(&newcomer, "new@gov.cn", PASSWORD).expect(303);
    newcomer.get("/desk/users").expect(403);
    let list = root.get("/desk/users?role=official").expect(200);
    let before = list.text().split("/disabling").next().expect("the button").to_owned();
    let id = before.rsplit('/').next().expect("an id").to_owned();
    root.post_from("/desk/users", &format!("/desk/users/{id}/disabling"), &[]).expect(303);
    newcomer.get("/account").expect(303);
    let log = root.get("/desk/audit").expect(200);
    for text in ["user.disable", "user.add", "日志链核验无误", "<td>root@site.cn</td>"] {
        assert!(log.text().contains(text), "{text}");
    }
}

#[test]
fn a_key_works_for_programs_and_a_wrong_one_is_told_so() {
    let app = TestApp::start();
    let new = NewKey { name: "ERP".into(), role: Role::Operator, firm_id: None, division_code: None };
    let create = |c: &mut Conn| actions::create_key(c, &Viewer::cli(), &new, clock::now());
    let key = app.app.db.write(create).expect("the key is made");
    app.visitor().with_key(&key).get("/desk/audit").expect(200);
    let refused = app.visitor().with_key("pt_wrong").get("/api/v1/search").expect(401);
    assert_eq!(refused.content_type, "application/problem+json");
    assert_eq!(refused.json()["code"], "sign_in_required");
    app.visitor()
        .with_key(&key)
        .send("POST", "/account/keys", "application/x-www-form-urlencoded", b"name=x".to_vec())
        .expect(403);
}

#[test]
fn a_key_made_on_the_page_is_shown_once() {
    let app = TestApp::start();
    make(&app, "a@gov.cn", Role::Official);
    let person = signed_in(&app, "a@gov.cn");
    let made = person.post_from("/account/keys", "/account/keys", &[("name", "统计")]).expect(200);
    let key =
        made.text().split("id=\"fresh-key\">").nth(1).and_then(|t| t.split('<').next()).expect("a key").to_owned();
    let list = person.get("/account/keys").expect(200);
    assert!(!list.text().contains(&key) && list.text().contains(&key[key.len() - 4..]));
    app.visitor().with_key(&key).get("/api/v1/nothing").expect(404);
    let before = list.text().split("/revocation").next().expect("the button").to_owned();
    let id = before.rsplit('/').next().expect("an id").to_owned();
    person.post_from("/account/keys", &format!("/account/keys/{id}/revocation"), &[]).expect(303);
    app.visitor().with_key(&key).get("/api/v1/nothing").expect(401);
}

#[test]
fn a_form_from_elsewhere_changes_nothing() {
    let app = TestApp::start();
    make(&app, "a@gov.cn", Role::Official);
    let person = signed_in(&app, "a@gov.cn");
    person.post("/sign-out-everywhere", &[]).expect(403);
    person.post("/sign-out-everywhere", &[("csrf", "00")]).expect(403);
    person.get("/account").expect(200);
}

#[test]
fn colleagues_come_by_invitation_and_go_at_once() {
    let app = TestApp::start();
    let (firm, other) = (app.firm("F-1", "海门织造"), app.firm("F-2", "启东船配"));
    let (host, rival) = (app.member("a@firm.cn", &firm), app.member("r@rival.cn", &other));
    let invite = |email: &str| host.post_from("/my/colleagues", "/my/colleagues", &[("email", email)]);
    assert!(invite("nonsense").expect(422).text().contains("value=\"nonsense\""), "what was typed stays");
    invite("b@firm.cn").expect(303);
    assert!(invite("b@firm.cn").expect(422).text().contains("已经邀请过此人"));
    let (path, guest) = (mailed_path(&app), app.visitor());
    assert!(guest.get(&path).expect(200).text().contains("海门织造"));
    guest.post_from(&path, &path, &[("name", ""), ("password", PASSWORD)]).expect(422);
    let fields = [("name", "李工"), ("password", PASSWORD)];
    assert_eq!(guest.post_from(&path, &path, &fields).expect(303).location, "/my/products");
    guest.get(&path).expect(410);
    let list = host.get("/my/colleagues").expect(200);
    assert!(list.text().contains("李工") && !rival.get("/my/colleagues").expect(200).text().contains("李工"));
    let before = list.text().split("/removal").next().expect("the button").to_owned();
    let removal = format!("/my/colleagues/{}/removal", before.rsplit('/').next().expect("an id"));
    rival.post_from("/my/colleagues", &removal, &[]).expect(404);
    guest.post_from("/my/colleagues", &removal, &[]).expect(409);
    host.post_from("/my/colleagues", &removal, &[]).expect(303);
    guest.get("/my/colleagues").expect(303);
    sign_in(&guest, "b@firm.cn", PASSWORD).expect(422);
}

#[test]
fn an_invitation_that_is_taken_back_opens_nothing() {
    let app = TestApp::start();
    let host = app.member("a@firm.cn", &app.firm("F-1", "海门织造"));
    host.post_from("/my/colleagues", "/my/colleagues", &[("email", "b@firm.cn")]).expect(303);
    let path = mailed_path(&app);
    let list = host.get("/my/colleagues").expect(200);
    let before = list.text().split("/revocation").next().expect("the button").to_owned();
    let id = before.rsplit('/').next().expect("an id").to_owned();
    host.post_from("/my/colleagues", &format!("/my/invitations/{id}/revocation"), &[]).expect(303);
    app.visitor().get(&path).expect(410);
    host.post_from("/my/colleagues", &format!("/my/invitations/{id}/revocation"), &[]).expect(404);
}
