//! Requests made of the description: careful ones, wild ones, and careful ones with something wild in them.

use rand::Rng;
use rand::seq::IndexedRandom;
use serde_json::{Map, Value, json};

use super::Fuzzer;
use super::description::{Parameter, quoted};
use super::values::{self, CODES};

pub struct Request {
    /// Whether its method is another one than that of the operation.
    pub is_of_other_method: bool,
    pub method: String,
    pub path: String,
    pub kind: &'static str,
    pub body: Vec<u8>,
}

/// How a request is made: the chance in per cent of something wild at each place.
#[derive(Clone, Copy)]
pub struct Mood {
    wild: u32,
}

impl Fuzzer {
    /// A request of the operation `at` that place of the description.
    pub fn request(&mut self, at: usize) -> Request {
        let mood = Mood { wild: *[0, 0, 0, 2, 10, 60].choose(&mut self.random).expect("moods") };
        let path = self.path(at, mood);
        let query = self.query(at, mood);
        let operation = &self.description.operations[at];
        let (schema, mut method) = (operation.body.clone(), operation.method.clone());
        let body = schema.map_or_else(Vec::new, |schema| self.body(&schema, mood));
        let is_of_other_method = mood.wild > 0 && self.chance(4);
        if is_of_other_method {
            method = (*["GET", "PUT", "POST", "DELETE", "PATCH"].choose(&mut self.random).expect("one")).into();
        }
        let kind = if mood.wild > 0 && self.chance(4) { "text/plain" } else { "application/json" };
        Request { is_of_other_method, method, path: format!("{path}{query}"), kind, body }
    }

    /// The address of an operation, each place in it filled with a key that fits, or with one that does not.
    fn path(&mut self, at: usize, mood: Mood) -> String {
        let template = self.description.operations[at].path.clone();
        let mut filled: Vec<String> = Vec::new();
        let mut whole = String::new();
        for part in template.split('/') {
            if !part.starts_with('{') {
                filled.push(part.to_owned());
                continue;
            }
            let before = filled.last().cloned().unwrap_or_default();
            let known = self.recall(|memory, random| memory.recall_part(random, &whole, &before));
            let key = match known.filter(|_| !self.chance(mood.wild)) {
                Some(key) => serde_urlencoded::to_string([("", key)]).expect("a text")[1..].replace('+', "%20"),
                None => (*CODES.choose(&mut self.random).expect("codes")).to_owned(),
            };
            whole.clone_from(&key);
            filled.push(key);
        }
        filled.join("/")
    }

    fn query(&mut self, at: usize, mood: Mood) -> String {
        if self.chance(mood.wild / 10) {
            return "?%ff%fe=%".to_owned();
        }
        let names = self.description.operations[at].query.iter();
        let told: Vec<_> = names.map(|Parameter { name, words }| (name.clone(), words.clone())).collect();
        let mut pairs = Vec::new();
        for (name, words) in told {
            if !self.chance(if name == "product" { 90 } else { 15 + mood.wild }) {
                continue;
            }
            let value =
                if self.chance(mood.wild) { values::text(&mut self.random) } else { self.plausible(&name, &words, "") };
            pairs.push((name, value));
        }
        let query = serde_urlencoded::to_string(pairs).expect("texts");
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// A value that a careful program would send: a word of the description, a key that is known, or what the name says.
    fn plausible(&mut self, name: &str, words: &[String], said: &str) -> String {
        // What is an example of a day today is over some day.
        if let Some(word) = words.choose(&mut self.random).filter(|_| !values::is_of_time(name)) {
            return word.clone();
        }
        let known = self.recall(|memory, random| memory.recall(random, name));
        let known = match known {
            None if name == "code" => self.recall(|memory, random| memory.recall_told(random, said)),
            known => known,
        };
        match known {
            Some(key) => key,
            None if name == "code" => format!("X-{}", self.random.random_range(0..100_000)),
            None => values::plausible(&mut self.random, name),
        }
    }

    /// A value of a schema, or, now and then, of none.
    fn value(&mut self, name: &str, schema: &Value, mood: Mood, depth: usize) -> Value {
        if depth > 6 || self.chance(mood.wild / 3) {
            return values::stray(&mut self.random);
        }
        let (words, said) = (quoted(schema), schema["description"].as_str().unwrap_or_default().to_owned());
        let schema = self.description.resolved(schema);
        if let Some(words) = schema["enum"].as_array() {
            return words.choose(&mut self.random).cloned().unwrap_or(Value::Null);
        }
        if let Some(choices) = ["oneOf", "anyOf", "allOf"].iter().find_map(|key| schema[*key].as_array()) {
            let choice = choices.choose(&mut self.random).cloned().unwrap_or(Value::Null);
            return self.value(name, &choice, mood, depth + 1);
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.choose(&mut self.random).cloned().unwrap_or(Value::Null),
            kind => kind.clone(),
        };
        match kind.as_str() {
            Some("object") => self.object(&schema, mood, depth),
            Some("array") => {
                let length = self.random.random_range(u32::from(mood.wild == 0)..4);
                (0..length).map(|_| self.value(name, &schema["items"], mood, depth + 1)).collect()
            }
            Some("integer") if self.chance(mood.wild) => {
                json!(*[0, 13, 500, -1, i64::MAX, i64::MIN].choose(&mut self.random).expect("one"))
            }
            Some("integer") => json!(if self.chance(70) { 1 } else { self.random.random_range(1..6) }),
            Some("number") => json!(*[1.5, 13.0, -0.5, 1e300, 1e-300].choose(&mut self.random).expect("one")),
            Some("boolean") => json!(self.chance(50)),
            Some("null") => Value::Null,
            _ if self.chance(mood.wild) => json!(values::text(&mut self.random)),
            _ => json!(self.plausible(name, &words, &said)),
        }
    }

    fn object(&mut self, schema: &Value, mood: Mood, depth: usize) -> Value {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let is_required = |name: &str| required.iter().any(|one| one == name);
        let sparse = self.chance(40);
        let mut object = Map::new();
        for (name, inner) in schema["properties"].as_object().cloned().unwrap_or_default() {
            let likely = if is_required(&name) || required.is_empty() && !sparse { 100 } else { 45 };
            if self.chance(likely) && !self.chance(mood.wild / 6) {
                let value = self.value(&name, &inner, mood, depth + 1);
                object.insert(name, value);
            }
        }
        if self.chance(mood.wild / 5) {
            object.insert(values::text(&mut self.random), values::stray(&mut self.random));
        }
        Value::Object(object)
    }

    /// Bytes that may be no JSON at all.
    fn body(&mut self, schema: &Value, mood: Mood) -> Vec<u8> {
        let whole = self.value("", schema, mood, 0).to_string().into_bytes();
        if !self.chance(mood.wild / 5) {
            return whole;
        }
        match self.random.random_range(0..4) {
            0 => whole[..whole.len() / 2].to_vec(),
            1 => vec![0xff, 0xfe, 0x00],
            2 => "[".repeat(self.random.random_range(1..2_000)).into_bytes(),
            _ => Vec::new(),
        }
    }
}
