//! A firm's way in: registration, the officials' desk, its own profile, its contact.

use peitao::accounts::Role;
use peitao::firms::Verification;

use crate::kit::{Person, TestApp};

const USCC: &str = "91350100M000100Y43";
const FORM: [(&str, &str); 5] = [
    ("uscc", USCC),
    ("full_name", "南通海纳管业有限公司"),
    ("name", "海纳管业"),
    ("email", "a@example.cn"),
    ("password", "orchid-canal-57"),
];

/// The form with one field changed.
fn form_with(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    FORM.into_iter().map(|(field, old)| if field == name { (field, value) } else { (field, old) }).collect()
}

fn registered(site: &TestApp) -> (Person, String) {
    let person = site.visitor();
    let answer = person.post_from("/register", "/register", &FORM).expect(303);
    assert_eq!(answer.location, "/my/products");
    let profile = person.get("/my/firm").expect(200);
    let code = profile.text().split("href=\"/firms/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    (person, code)
}

fn hidden(page: &str, name: &str) -> String {
    page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn firms_register_wait_and_are_verified() {
    let site = TestApp::start();
    let (member, code) = registered(&site);
    let page = format!("/firms/{code}");
    site.visitor().get(&page).expect(404);
    site.visitor().get(&format!("/api/v1{page}")).expect(404);
    assert!(member.get("/my/firm").text().contains("待审核"));
    let official = site.signed_in("o@example.cn", Role::Official, None);
    assert!(official.get("/desk/firms").expect(200).text().contains("海纳管业"));
    let case_at = format!("/desk/firms/{code}");
    let case = official.get(&case_at).expect(200);
    assert!(case.text().contains("校验位正确"));
    let seen = hidden(case.text(), "seen");
    let decide = |decision: &str, reason: &str| {
        let fields = [("decision", decision), ("reason", reason), ("seen", seen.as_str())];
        official.post_from(&case_at, &format!("{case_at}/verification"), &fields)
    };
    assert!(decide("reject", "").expect(422).text().contains("退回时必须写明原因"));
    decide("burn", "").expect(422);
    decide("verify", "").expect(303);
    decide("verify", "").expect(409);
    site.visitor().get(&page).expect(200);
    let json = site.visitor().get(&format!("/api/v1{page}")).expect(200).json();
    assert_eq!((json["uscc"].as_str(), json["verification"].as_str()), (Some(USCC), Some("verified")));
}

#[test]
fn firms_forms_come_back_with_what_was_typed_and_what_is_wrong() {
    let site = TestApp::start();
    for (name, value, says) in [
        ("uscc", "9135O100M000100Y43", "第 5 位的字母 O 疑为数字 0"),
        ("uscc", "", "请填写营业执照上的 18 位代码"),
        ("email", "nobody", "邮箱"),
        ("password", "short", "密码太短"),
    ] {
        let answer = site.visitor().post_from("/register", "/register", &form_with(name, value)).expect(422);
        assert!(answer.text().contains(says), "{name}={value}: {}", answer.text());
        assert!(answer.text().contains("南通海纳管业有限公司"), "what was typed is kept");
        assert!(!answer.text().contains("orchid-canal"), "no password on a page");
    }
    registered(&site);
    let again = site.visitor().post_from("/register", "/register", &form_with("email", "b@example.cn")).expect(422);
    assert!(again.text().contains("已在平台登记"));
}

#[test]
fn firms_profiles_are_saved_and_contacts_revealed_on_click_only() {
    let site = TestApp::start();
    let (member, code) = registered(&site);
    let shown = member.get("/my/firm").expect(200);
    let seen = hidden(shown.text(), "seen");
    let fields = |phone: &'static str| {
        vec![
            ("seen", seen.clone()),
            ("name", "海纳管业".to_owned()),
            ("uscc", USCC.to_owned()),
            ("full_name", "南通海纳管业有限公司".to_owned()),
            ("contact_name", "张工".to_owned()),
            ("contact_phone", phone.to_owned()),
        ]
    };
    let save = |phone| {
        let fields = fields(phone);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        member.post_from("/my/firm", "/my/firm", &fields)
    };
    assert!(save("微信").expect(422).text().contains("不像电话号码"));
    save("0513-85000000").expect(303);
    save("0513-85000001").expect(409);
    let firm = site.app.db.read::<_, peitao::http::AppError>(|conn| {
        let mut row = peitao::firms::store::find_by_code(conn, &code)?.expect("it was registered");
        row.verification = Verification::Verified;
        Ok(row)
    });
    let firm = firm.expect("the firm can be read");
    site.app.db.write::<_, peitao::http::AppError>(|conn| Ok(peitao::firms::store::update(conn, &firm)?)).unwrap();
    let page = format!("/firms/{code}");
    let public = site.visitor().get(&page).expect(200);
    assert!(!public.text().contains("张工") && !public.text().contains("0513-85000000"));
    let reveal = format!("{page}/contact-reveal");
    let buyer = site.signed_in("b@example.cn", Role::Buyer, None);
    assert!(buyer.post_from(&page, &reveal, &[]).expect(200).text().contains("0513-85000000"));
    site.visitor().post_from("/register", &reveal, &[]).expect(401);
    buyer.get("/my/firm").expect(403);
    buyer.get("/desk/firms").expect(403);
}

#[test]
fn firms_buyers_register_and_land_on_the_home_page() {
    let site = TestApp::start();
    let buyer = site.visitor();
    let fields = [("email", "b@example.cn"), ("person", "李"), ("password", "orchid-canal-57")];
    assert_eq!(buyer.post_from("/register/buyer", "/register/buyer", &fields).expect(303).location, "/");
    assert_eq!(buyer.get("/register").expect(303).location, "/account", "who is signed in needs no registration");
    let again = site.visitor().post_from("/register/buyer", "/register/buyer", &fields).expect(422);
    assert!(again.text().contains("该邮箱已有账号"));
}
