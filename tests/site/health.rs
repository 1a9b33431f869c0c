//! What an operator's machines ask for.

use crate::kit::TestApp;

#[test]
fn a_running_site_is_alive_and_ready_and_counts_its_requests() {
    let site = TestApp::start();
    let machine = site.visitor();
    assert_eq!(machine.get("/healthz").expect(200).json()["status"], "alive");
    let ready = machine.get("/readyz").expect(200).json();
    assert_eq!((ready["database"].as_bool(), ready["index"].as_bool()), (Some(true), Some(true)));
    let metrics = machine.get("/metrics").expect(200);
    assert!(metrics.text().contains("http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"}"));
}

#[test]
fn errors_are_pages_for_people_and_problem_json_for_programs() {
    let site = TestApp::start();
    let page = site.visitor().get("/nowhere").expect(404);
    assert!(page.content_type.starts_with("text/html"), "{}", page.content_type);
    assert!(page.text().contains("没有找到"));
    let problem = site.visitor().get("/api/v1/nowhere").expect(404);
    assert_eq!(problem.content_type, "application/problem+json");
    assert_eq!(problem.json()["code"], "not_found");
    let wrong = site.visitor().send_json("PUT", "/healthz", &serde_json::json!({}));
    assert_eq!(wrong.status, 403, "a change without a token stops before its address is looked at");
}

#[test]
fn every_address_of_the_api_is_described() {
    let site = TestApp::start();
    let description = site.visitor().get("/api/openapi.json").expect(200).json();
    let mut described: Vec<String> = Vec::new();
    for (path, methods) in description["paths"].as_object().expect("paths") {
        described.extend(methods.as_object().expect("methods").keys().map(|m| format!("{} {path}", m.to_uppercase())));
    }
    let mut routed: Vec<String> = peitao::router::routes()
        .iter()
        .filter(|route| route.path.starts_with("/api/v1/"))
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    described.sort();
    routed.sort();
    assert_eq!(described, routed);
}
