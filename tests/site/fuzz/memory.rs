//! What the fuzzer has learned: codes and keys of things, by what they are keys of.

use std::collections::{BTreeMap, VecDeque};

use rand::rngs::StdRng;
use rand::seq::IteratorRandom;
use serde_json::Value;

/// So many of a kind are remembered, the newest: the fewer, the more often two steps meet at one thing.
const KEPT: usize = 10;
/// Other names under which requests speak of a kind.
const ALSO: &[(&str, &str)] = &[
    ("supplier", "firm"),
    ("chosen", "firm"),
    ("referred", "firm"),
    ("firm_code", "firm"),
    ("need_code", "need"),
    ("from", "park"),
    ("to", "park"),
    ("earlier", "referral"),
];

/// Keys by kind, the newest last.
#[derive(Default)]
pub struct Memory(BTreeMap<String, VecDeque<String>>);

/// The kind that a plural names: `enquiries` are of the kind `enquiry`.
pub fn kind_of(plural: &str) -> String {
    let one = match plural.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => plural.strip_suffix('s').unwrap_or(plural).to_owned(),
    };
    ALSO.iter().find(|(name, _)| *name == one).map_or(one, |(_, kind)| (*kind).to_owned())
}

/// The kind of thing that lies under an address: the last part of it that is no place for a key.
pub fn kind_at(template: &str) -> String {
    let parts: Vec<&str> = template.split('/').collect();
    let at = parts.iter().position(|part| part.starts_with('{')).map_or(parts.len(), |at| at.max(1));
    kind_of(parts[at - 1])
}

impl Memory {
    pub fn keep(&mut self, kind: &str, key: &str) {
        let known = self.0.entry(kind.to_owned()).or_default();
        if key.is_empty() || known.iter().any(|one| one == key) {
            return;
        }
        known.push_back(key.to_owned());
        if known.len() > KEPT {
            known.pop_front();
        }
    }

    /// A key of the kind that a field or a part of an address names.
    pub fn recall(&self, random: &mut StdRng, name: &str) -> Option<String> {
        self.0.get(&kind_of(name))?.iter().choose(random).cloned()
    }

    /// A key of the first kind that a description speaks of: `Code of the park that hands on.`
    pub fn recall_told(&self, random: &mut StdRng, said: &str) -> Option<String> {
        let words = said.split(|c: char| !c.is_ascii_alphabetic() && c != '-').map(str::to_lowercase);
        words.filter(|word| word.len() > 3).find_map(|word| self.recall(random, &word))
    }

    /// Remembers every `code` and `id` of an answer, and of lists inside it also under the thing that they are part of.
    pub fn learn(&mut self, kind: &str, answer: &Value) {
        match answer {
            Value::Array(items) => items.iter().for_each(|item| self.learn(kind, item)),
            Value::Object(fields) => {
                // What has both, an appeal for one, bears the code of another thing.
                let own = ["id", "code"].iter().find_map(|name| fields.get(*name)?.as_str()).unwrap_or_default();
                let kind = fields.get("type").and_then(Value::as_str).unwrap_or(kind);
                self.keep(kind, own);
                for (name, inner) in fields {
                    let inside = if name == "items" { kind.to_owned() } else { kind_of(name) };
                    match inner {
                        Value::String(key) if self.0.contains_key(&inside) => self.keep(&inside, key),
                        Value::Array(parts) => self.learn_parts(own, &inside, parts),
                        _ => self.learn(&inside, inner),
                    }
                }
            }
            _ => {}
        }
    }

    fn learn_parts(&mut self, whole: &str, kind: &str, parts: &[Value]) {
        for part in parts {
            self.learn(kind, part);
            if let (false, Some(id)) = (whole.is_empty(), part["id"].as_str()) {
                self.keep(&format!("{whole}/{kind}"), id);
            }
        }
    }

    /// A key for the place after `part` of an address, of the thing `whole` if it is known to have one.
    pub fn recall_part(&self, random: &mut StdRng, whole: &str, part: &str) -> Option<String> {
        let inside = self.0.get(&format!("{whole}/{}", kind_of(part))).and_then(|known| known.iter().choose(random));
        inside.cloned().or_else(|| self.recall(random, part))
    }
}
