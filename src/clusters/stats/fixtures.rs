//! Reads the small inputs and expected numbers of `fixtures/clusters`.

use serde_json::Value as Json;

fn text(name: &str) -> String {
    let path = format!("{}/fixtures/clusters/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The expected numbers of an index, at a path such as `"expected/L"`.
pub fn expected(index: &str, path: &str) -> Json {
    let all: Json = serde_json::from_str(&text(&format!("expected/{index}.json"))).expect("valid JSON");
    all.pointer(&format!("/{path}")).unwrap_or_else(|| panic!("{index} has no {path}")).clone()
}

/// A number of the expected file; `null` is none.
pub fn numbers(json: &Json) -> Vec<Option<f64>> {
    json.as_array().expect("an array").iter().map(Json::as_f64).collect()
}

/// A matrix of the expected file, or the rows of an object in the order of their keys.
pub fn matrix(json: &Json) -> Vec<Vec<f64>> {
    let row = |r: &Json| numbers(r).into_iter().map(|x| x.expect("a number")).collect();
    match json {
        Json::Object(rows) => rows.values().map(row).collect(),
        rows => rows.as_array().expect("rows").iter().map(row).collect(),
    }
}

/// The rows of a CSV input, header first.
pub fn table(name: &str) -> Vec<Vec<String>> {
    text(name).lines().map(|l| l.split(',').map(str::to_owned).collect()).collect()
}

/// A column of a CSV input, read as numbers.
pub fn column(name: &str, header: &str) -> Vec<f64> {
    let rows = table(name);
    let at = rows[0].iter().position(|h| h == header).unwrap_or_else(|| panic!("{name} has no {header}"));
    rows[1..].iter().map(|r| r[at].parse().expect("a number")).collect()
}

/// A column of a CSV input as text.
pub fn words(name: &str, header: &str) -> Vec<String> {
    let rows = table(name);
    let at = rows[0].iter().position(|h| h == header).unwrap_or_else(|| panic!("{name} has no {header}"));
    rows[1..].iter().map(|r| r[at].clone()).collect()
}

/// Whether a value equals an expected one within an absolute or relative tolerance.
pub fn close(ours: f64, theirs: f64, tolerance: f64) -> bool {
    (ours - theirs).abs() <= tolerance * theirs.abs().max(1.0)
}

/// Compares a whole column, each value within a relative tolerance (absolute for 0); a value that is absent must be
/// null there.
pub fn assert_same(what: &str, ours: &[super::value::Value], theirs: &[Option<f64>], tolerance: f64) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        match (ours, theirs) {
            (Ok(o), Some(t)) => {
                let room = if *t == 0.0 { tolerance } else { tolerance * t.abs() };
                assert!((o - t).abs() <= room, "{what}[{i}]: {o} is not {t}");
            }
            (Err(_), None) => {}
            _ => panic!("{what}[{i}]: {ours:?} is not {theirs:?}"),
        }
    }
}
