//! Values for the fuzzer: wild ones that break things, and plausible ones that a careful program would send.

use peitao::clock;
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};

/// Texts that break parsers, databases and searches, beside some that are right.
pub const TEXTS: &[&str] = &[
    "",
    " ",
    "0",
    "1",
    "-1",
    "20",
    "1.5",
    "NaN",
    "1e400",
    "inf",
    "99999999999999999999999",
    "9223372036854775807",
    "-9223372036854775808",
    "true",
    "null",
    "{}",
    "[]",
    "\"",
    "'; DROP TABLE firms;--",
    "%",
    "_",
    "\\",
    "\u{0}",
    "a\u{0}b",
    "\u{1f600}",
    "\u{202e}abc",
    "\u{fffd}",
    "e\u{301}",
    "不锈钢管",
    "换热器",
    "DN100",
    "DN100 PN16 10~20 mm",
    "31.98,120.89",
    "999,999",
    "-0,0",
    "NaN,NaN",
    "2026-02-30",
    "2026-01-31",
    "0000-00-00",
    "+262143-01-01",
    "2099-12-31T00:00:00Z",
    "2026Q3",
    "9999Q9",
    "../../etc/passwd",
    "product",
    "need",
    "firm",
    "relevance",
    "price",
    "-price",
    "distance",
    "division",
    "seller",
    "buyer",
    "see",
    "interest",
    "decline",
    "reopen",
    "other",
    "sent",
    "received",
    "元",
    "吨",
    "F-0",
    "F-1",
    "F-2",
    "P-1",
    "N-1",
    "E-1",
    "E-9",
    "(",
    "((((",
    "\"不锈钢",
    "a AND b OR",
    "*",
    "钢*",
    "-钢",
    "1..9",
    "13",
    "100",
    "=1+1",
    "\r\n",
    "\t",
    "x\u{7f}",
];
pub const CODES: &[&str] =
    &["F-0", "F-1", "F-2", "P-1", "N-1", "E-1", "E-9", "D-1", "nothing", "0", "%00", "a%2Fb", "..", "%C3%A9"];

/// A text that may be of any kind and length.
pub fn text(random: &mut StdRng) -> String {
    if random.random_range(0..100) < 2 {
        return "长".repeat(random.random_range(1..6_000));
    }
    (*TEXTS.choose(random).expect("texts")).to_owned()
}

/// A value of no schema.
pub fn stray(random: &mut StdRng) -> Value {
    match random.random_range(0..7) {
        0 => Value::Null,
        1 => json!(i64::MIN),
        2 => json!(u64::MAX),
        3 => json!([[], {}]),
        4 => json!({"a": {"b": null}}),
        5 => json!(1e308),
        _ => json!(text(random)),
    }
}

/// Whether values of that name are right for some time only.
pub fn is_of_time(name: &str) -> bool {
    matches!(name, "deadline" | "starts_on" | "ends_on" | "held_on" | "needed_by" | "valid_until" | "quarter")
}

/// What a careful program would send under `name` when it knows nothing else of it.
pub fn plausible(random: &mut StdRng, name: &str) -> String {
    let pick = |random: &mut StdRng, words: &[&str]| (*words.choose(random).expect("words")).to_owned();
    match name {
        "deadline" => (clock::now() + chrono::Duration::hours(3)).format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "starts_on" | "day" => clock::local_day(clock::now()).to_string(),
        "ends_on" | "held_on" | "needed_by" | "valid_until" => "2099-12-31".to_owned(),
        "quarter" => peitao::clusters::Quarter::of(clock::local_day(clock::now())).to_string(),
        "unit" => pick(random, &["件", "件", "件", "吨", "元"]),
        "nonce" => format!("{:064x}", random.random::<u64>()),
        "specs" => "DN=100;PN=16".to_owned(),
        "tax_rate" => "13".to_owned(),
        "score" | "limit" | "offset" | "position" => pick(random, &["1", "2", "5"]),
        "tax_included" | "is_local" => pick(random, &["true", "false"]),
        "lead_days" => pick(random, &["3", "10"]),
        "near" => "31.98,120.89".to_owned(),
        _ if NUMBERS.iter().any(|part| name.contains(part)) => pick(random, &["10", "12.5", "300"]),
        _ => pick(random, &["不锈钢管", "求购不锈钢管", "换热器", "法兰", "说明"]),
    }
}

/// Parts of the names of numbers.
const NUMBERS: &[&str] =
    &["price", "quantity", "amount", "budget", "freight", "min_order", "capacity", "days", "lead", "radius"];
