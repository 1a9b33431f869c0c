//! The API under requests that nobody would think of: read from its own description, sent as each role, seeded. No answer
//! may be our fault (5xx), and every refusal is problem+json. `PEITAO_FUZZ_SECONDS=600` goes on for ten minutes,
//! `PEITAO_FUZZ_SEED` repeats a run.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use peitao::accounts::Role;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Map, Value, json};

use crate::kit::{Answer, Person, TestApp};

/// Texts that break parsers, databases and searches, beside some that are right.
const TEXTS: &[&str] = &[
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
const CODES: &[&str] =
    &["F-0", "F-1", "F-2", "P-1", "N-1", "E-1", "E-9", "D-1", "nothing", "0", "%00", "a%2Fb", "..", "%C3%A9"];

struct Operation {
    method: String,
    path: String,
    query: Vec<String>,
    body: Option<Value>,
}

struct Fuzzer {
    random: StdRng,
    operations: Vec<Operation>,
    schemas: Map<String, Value>,
    /// Addresses of what was made on the way, for further steps.
    made: Vec<String>,
}

impl Fuzzer {
    fn new(description: &Value, seed: u64) -> Fuzzer {
        let mut operations = Vec::new();
        for (path, methods) in description["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
                let query = parameters.iter().filter(|one| one["in"] == "query");
                operations.push(Operation {
                    method: method.to_uppercase(),
                    path: path.clone(),
                    query: query.map(|one| one["name"].as_str().expect("a name").to_owned()).collect(),
                    body: operation["requestBody"]["content"]["application/json"].get("schema").cloned(),
                });
            }
        }
        let schemas = description["components"]["schemas"].as_object().expect("schemas").clone();
        Fuzzer { random: StdRng::seed_from_u64(seed), operations, schemas, made: Vec::new() }
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    fn text(&mut self) -> String {
        if self.chance(2) {
            return "长".repeat(self.random.random_range(1..6_000));
        }
        (*TEXTS.choose(&mut self.random).expect("texts")).to_owned()
    }

    fn path(&mut self, template: &str) -> String {
        if !self.made.is_empty() && template.contains("{code}") && self.chance(40) {
            let made = self.made.choose(&mut self.random).expect("something").clone();
            let code = made.rsplit('/').next().expect("a code").to_owned();
            return template.replace("{code}", &code).replace("{id}", "0");
        }
        let code = *CODES.choose(&mut self.random).expect("codes");
        let id = if self.chance(50) { "0123456789abcdef" } else { code };
        template.replace("{code}", code).replace("{id}", id)
    }

    fn query(&mut self, names: &[String]) -> String {
        let mut pairs = Vec::new();
        for name in names {
            for _ in 0..self.random.random_range(0..3) {
                if self.chance(50) {
                    pairs.push((name.clone(), self.text()));
                }
            }
        }
        if self.chance(5) {
            return "?%ff%fe=%".to_owned();
        }
        if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}", serde_urlencoded::to_string(pairs).expect("texts"))
        }
    }

    /// A value of a schema, or, now and then, of none.
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
        if depth > 6 || self.chance(8) {
            return self.stray();
        }
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().expect("a name");
            let inner = self.schemas.get(name).cloned().unwrap_or(Value::Null);
            return self.value(&inner, depth + 1);
        }
        if let Some(words) = schema["enum"].as_array() {
            return words.choose(&mut self.random).cloned().unwrap_or(Value::Null);
        }
        for key in ["oneOf", "anyOf", "allOf"] {
            if let Some(choices) = schema[key].as_array() {
                let choice = choices.choose(&mut self.random).cloned().unwrap_or(Value::Null);
                return self.value(&choice, depth + 1);
            }
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.choose(&mut self.random).cloned().unwrap_or(Value::Null),
            kind => kind.clone(),
        };
        match kind.as_str() {
            Some("object") => self.object(schema, depth),
            Some("array") => {
                let length = self.random.random_range(0..4);
                (0..length).map(|_| self.value(&schema["items"], depth + 1)).collect()
            }
            Some("integer") => {
                json!(*[0, 1, 2, 13, 500, -1, i64::MAX, i64::MIN].choose(&mut self.random).expect("one"))
            }
            Some("number") => json!(*[0.0, 1.5, -0.5, 13.0, 1e300, 1e-300].choose(&mut self.random).expect("one")),
            Some("boolean") => json!(self.chance(50)),
            Some("null") => Value::Null,
            _ => json!(self.text()),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut object = Map::new();
        for (name, inner) in schema["properties"].as_object().cloned().unwrap_or_default() {
            if self.chance(85) {
                object.insert(name, self.value(&inner, depth + 1));
            }
        }
        if self.chance(5) {
            object.insert(self.text(), self.stray());
        }
        Value::Object(object)
    }

    fn stray(&mut self) -> Value {
        match self.random.random_range(0..7) {
            0 => Value::Null,
            1 => json!(i64::MIN),
            2 => json!(u64::MAX),
            3 => json!([[], {}]),
            4 => json!({"a": {"b": null}}),
            5 => json!(1e308),
            _ => json!(self.text()),
        }
    }

    /// Bytes that may be no JSON at all.
    fn body(&mut self, schema: &Value) -> Vec<u8> {
        let whole = self.value(schema, 0).to_string().into_bytes();
        match self.random.random_range(0..100) {
            0..3 => whole[..whole.len() / 2].to_vec(),
            3 => vec![0xff, 0xfe, 0x00],
            4 => "[".repeat(self.random.random_range(1..2_000)).into_bytes(),
            5 => Vec::new(),
            _ => whole,
        }
    }

    /// One request of some role, and what must hold of its answer.
    fn step(&mut self, people: &[(&str, Person)]) -> (String, u16) {
        let at = self.random.random_range(0..self.operations.len());
        let operation = &self.operations[at];
        let (template, names, schema) = (operation.path.clone(), operation.query.clone(), operation.body.clone());
        let mut method = operation.method.clone();
        if self.chance(2) {
            method = (*["GET", "PUT", "POST", "DELETE", "PATCH"].choose(&mut self.random).expect("one")).into();
        }
        let path = format!("{}{}", self.path(&template), self.query(&names));
        let body = schema.map_or_else(Vec::new, |schema| self.body(&schema));
        let kind = if self.chance(3) { "text/plain" } else { "application/json" };
        let (who, person) = people.choose(&mut self.random).expect("people");
        let answer = person.send(&method, &path, kind, body.clone());
        let told = || format!("{who}: {method} {path} {} gave {}", String::from_utf8_lossy(&body), answer.status);
        assert!(answer.status < 500, "{}: {}", told(), String::from_utf8_lossy(&answer.body));
        if answer.status >= 400 {
            assert!(is_problem(&answer), "{}, which is no problem+json: {:?}", told(), answer);
        }
        if answer.status == 201 && !answer.location.is_empty() {
            self.made.push(answer.location.clone());
        }
        (format!("{method} {template}"), answer.status)
    }
}

fn is_problem(answer: &Answer) -> bool {
    let is_kind = answer.content_type.starts_with("application/problem+json");
    let json: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    is_kind && json["code"].is_string() && json["detail"].is_string() && json["status"] == answer.status
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn the_api_answers_whatever_it_is_asked() {
    let site = TestApp::start();
    site.district("D1", "崇川区");
    let firms = ["F-0", "F-1"].map(|code| site.firm_in("D1", code, code));
    site.product(&firms[1], "P-1", "不锈钢管");
    site.need(&firms[0], "N-1", "求购不锈钢管");
    site.enquiry(&firms[0], "E-1", "求购不锈钢管");
    let [buyer, seller] = firms.each_ref().map(|firm| site.program(Role::Member, Some(firm)));
    let deadline = (peitao::clock::now() + chrono::Duration::hours(3)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let enquiry = json!({"code": "E-9", "deadline": deadline, "suppliers": ["F-1"], "lines": [{"text": "法兰"}]});
    buyer.send_json("POST", "/api/v1/enquiries", &enquiry).expect(201);
    let people = [
        ("nobody", site.visitor()),
        ("a buying firm", buyer),
        ("a selling firm", seller),
        ("a buyer", site.program(Role::Buyer, None)),
        ("an official", site.program(Role::Official, None)),
        ("an operator", site.program(Role::Operator, None)),
    ];
    let description = people[0].1.get("/api/openapi.json").expect(200).json();
    let seed = setting("PEITAO_FUZZ_SEED", 1);
    let mut fuzzer = Fuzzer::new(&description, seed);
    let end = Instant::now() + Duration::from_secs(setting("PEITAO_FUZZ_SECONDS", 4));
    let (mut answers, mut reached) = (BTreeMap::<u16, usize>::new(), BTreeMap::<String, usize>::new());
    while Instant::now() < end {
        let (operation, status) = fuzzer.step(&people);
        *answers.entry(status).or_default() += 1;
        *reached.entry(operation).or_default() += usize::from(status < 400);
    }
    let taken = reached.values().filter(|n| **n > 0).count();
    println!(
        "seed {seed}: {} requests, by status {answers:?}; {taken} operations taken",
        answers.values().sum::<usize>()
    );
}
