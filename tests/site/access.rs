//! Walks the table of `router.rs`: at every changing address, those it is not for get nothing and change nothing.

use actix_web::http::Method;
use peitao::accounts::Role;
use peitao::http::csrf;
use peitao::router::{Route, Who, routes};
use peitao::{needs, products};

use crate::kit::{Answer, Person, TestApp};

/// The route's address, its variable parts filled with what belongs to the first firm.
fn address(route: &Route) -> String {
    let code = if route.path.contains("/enquiries") {
        "E-1"
    } else if route.path.contains("/deals") {
        "D-1"
    } else if route.path.contains("/needs") {
        "N-1"
    } else if route.path.contains("/firms") {
        "F-1"
    } else {
        "P-1"
    };
    let path =
        route.path.replace("{code}", code).replace("{tag}", "en").replace("{token}", "0000").replace("{position}", "1");
    // A key of nothing: whoever may not act on it must not learn that either.
    path.replace("{id}", "00000000000000000000000000000000")
}

/// Sends the change as its reader would meet it: a form with a right token, JSON with a key, an upload.
fn attempt(person: &Person, route: &Route, token: &str) -> Answer {
    let path = address(route);
    if path.starts_with("/api/") {
        return person.send_json(route.method.as_str(), &path, &serde_json::json!({"name": "x", "text": "x"}));
    }
    person.send("POST", &format!("{path}?csrf={token}"), "application/x-www-form-urlencoded", Vec::new())
}

fn changing() -> impl Iterator<Item = Route> {
    routes().into_iter().filter(|route| route.method != Method::GET)
}

/// Whether the address names a thing of a firm, so that another firm's member must be kept from it.
fn names_a_thing(route: &Route) -> bool {
    route.path.contains('{')
}

struct Scene {
    site: TestApp,
    untouched: (products::store::ProductRow, needs::store::NeedRow),
}

impl Scene {
    fn new() -> Scene {
        let site = TestApp::start();
        let firm = site.firm("F-1", "恒泰阀门");
        site.product(&firm, "P-1", "船用截止阀");
        site.need(&firm, "N-1", "求购不锈钢管");
        site.enquiry(&firm, "E-1", "求购阀门");
        let untouched = Scene::rows(&site);
        Scene { site, untouched }
    }

    fn rows(site: &TestApp) -> (products::store::ProductRow, needs::store::NeedRow) {
        site.app
            .db
            .read::<_, peitao::http::AppError>(|conn| {
                let product = products::store::find_by_code(conn, "P-1")?.expect("the product stays");
                let need = needs::store::find_by_code(conn, "N-1")?.expect("the need stays");
                Ok((product, need))
            })
            .expect("the rows can be read")
    }

    /// Fails unless every route of `closed` refuses `person` and the first firm's listings are as before.
    #[track_caller]
    fn refuses(&self, who: &str, person: &Person, closed: impl Fn(&Route) -> bool, allowed: &[u16]) {
        // Any page with a form gives the token of this person's cookie.
        let token = person.get("/sign-in");
        let token = if token.status == 200 { token.csrf() } else { person.get("/account").csrf() };
        let mut let_in = Vec::new();
        for route in changing().filter(closed) {
            let answer = attempt(person, &route, &token);
            if !allowed.contains(&answer.status) {
                let_in.push(format!("{} {} gave {} {}", route.method, route.path, answer.status, answer.location));
            }
        }
        assert!(let_in.is_empty(), "{who}:\n{}", let_in.join("\n"));
        assert_eq!(
            format!("{:?}", Scene::rows(&self.site)),
            format!("{:?}", self.untouched),
            "{who} changed something"
        );
    }
}

#[test]
fn an_anonymous_visitor_changes_nothing() {
    let scene = Scene::new();
    scene.refuses("anonymous", &scene.site.visitor(), |route| route.who != Who::Anyone, &[401]);
}

#[test]
fn an_ended_session_changes_nothing() {
    let scene = Scene::new();
    let firm = scene.site.firm("F-9", "旧会话");
    let person = scene.site.member("old@f9.test", &firm);
    assert_eq!(person.get("/account").status, 200);
    let token = person.get("/account").csrf();
    person.post("/sign-out-everywhere", &[("csrf", &token)]).expect(303);
    scene.refuses("an ended session", &person, |route| route.who != Who::Anyone, &[401]);
}

#[test]
fn a_member_of_another_firm_changes_nothing() {
    let scene = Scene::new();
    let firm = scene.site.firm("F-2", "另一家");
    let person = scene.site.member("b@f2.test", &firm);
    let closed = |route: &Route| match route.who {
        Who::Firm | Who::Trade => names_a_thing(route),
        Who::Staff | Who::Operator => true,
        Who::Anyone | Who::SignedIn => false,
    };
    scene.refuses("another firm's member", &person, |r| closed(r) && !r.path.starts_with("/api/"), &[403, 404]);
    let program = scene.site.program(Role::Member, Some(&firm));
    for route in changing().filter(|r| closed(r) && r.path.starts_with("/api/")) {
        let answer = attempt(&program, &route, "");
        assert!([403, 404].contains(&answer.status), "{} {} gave {}", route.method, route.path, answer.status);
    }
    assert_eq!(format!("{:?}", Scene::rows(&scene.site)), format!("{:?}", scene.untouched));
}

#[test]
fn buyers_officials_and_members_stay_within_their_roles() {
    let scene = Scene::new();
    let buyer = scene.site.signed_in("buyer@x.test", Role::Buyer, None);
    let pages = |route: &Route| !route.path.starts_with("/api/");
    scene.refuses(
        "a buyer",
        &buyer,
        |r| pages(r) && matches!(r.who, Who::Firm | Who::Staff | Who::Operator),
        &[403, 404],
    );
    let official = scene.site.signed_in("official@x.test", Role::Official, None);
    let closed = |r: &Route| pages(r) && matches!(r.who, Who::Firm | Who::Trade | Who::Operator);
    scene.refuses("an official", &official, closed, &[403, 404]);
    let operator = scene.site.signed_in("op@x.test", Role::Operator, None);
    scene.refuses("an operator", &operator, |r| pages(r) && r.who == Who::Trade, &[403, 404]);
}

#[test]
fn trade_is_read_by_its_two_sides_alone() {
    let scene = Scene::new();
    let rival = scene.site.firm("F-2", "另一家");
    let people = [
        ("another firm's program", scene.site.program(Role::Member, Some(&rival))),
        ("an operator's program", scene.site.program(Role::Operator, None)),
        ("an official's program", scene.site.program(Role::Official, None)),
    ];
    for route in routes().into_iter().filter(|r| r.who == Who::Trade && names_a_thing(r)) {
        for (who, person) in people.iter().filter(|_| route.path.starts_with("/api/")) {
            let answer = match route.method {
                Method::GET => person.get(&address(&route)),
                _ => attempt(person, &route, ""),
            };
            assert!(
                [403, 404].contains(&answer.status),
                "{who}: {} {} gave {}",
                route.method,
                route.path,
                answer.status
            );
        }
    }
}

#[test]
fn a_change_without_the_forms_token_is_refused_everywhere() {
    let scene = Scene::new();
    let operator = scene.site.signed_in("op@x.test", Role::Operator, None);
    for route in changing() {
        let answer = attempt(&operator, &route, "00");
        // The link that stops mails carries its own proof, here a false one.
        let refused = match route.path {
            path if path.starts_with("/api/") => 401,
            path if path.starts_with(csrf::ONE_CLICK) => 404,
            _ => 403,
        };
        assert_eq!(answer.status, refused, "{} {}", route.method, route.path);
    }
    assert_eq!(format!("{:?}", Scene::rows(&scene.site)), format!("{:?}", scene.untouched));
}

#[test]
fn pages_that_are_not_for_everyone_send_strangers_to_sign_in() {
    let scene = Scene::new();
    let stranger = scene.site.visitor();
    for route in routes().into_iter().filter(|r| r.method == Method::GET && r.who != Who::Anyone) {
        let path = address(&route);
        let answer = stranger.get(&path);
        if path.starts_with("/api/") {
            assert_eq!(answer.status, 401, "GET {path}");
        } else {
            assert_eq!((answer.status, answer.location.starts_with("/sign-in?back=")), (303, true), "GET {path}");
        }
    }
}
