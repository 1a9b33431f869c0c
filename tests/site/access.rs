//! Walks the table of `router.rs`: for every changing address, those it is not for get nothing.

use peitao::router::{Route, Who, routes};

use crate::kit::{Person, TestApp};

/// The address with its variable parts filled by things that belong to the firm `scene.firm`.
fn fill(route: &Route, scene: &Scene) -> String {
    let code = if route.path.contains("/needs/") {
        &scene.need
    } else if route.path.contains("/firms/") {
        &scene.firm
    } else {
        &scene.product
    };
    let id = if route.path.contains("/imports/") { &scene.batch } else { "00000000000000000000000000000000" };
    route
        .path
        .replace("{code}", code)
        .replace("{id}", id)
        .replace("{token}", "0000000000000000")
        .replace("{tag}", "en")
        .replace("{path:.*}", "site.css")
}

struct Scene {
    firm: String,
    product: String,
    need: String,
    batch: String,
}
