//! The API under requests that nobody would think of, and under those that somebody would: read from its own description,
//! sent as each role, seeded. No answer may be our fault (5xx), and every refusal is problem+json. Codes and keys are
//! learned from answers, so that later steps meet what earlier ones made. `PEITAO_FUZZ_SECONDS=600` goes on for ten
//! minutes, `PEITAO_FUZZ_SEED` repeats a run.

mod description;
mod memory;
mod requests;
mod scene;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, IteratorRandom};
use rand::{Rng, SeedableRng};
use serde_json::Value;

use crate::kit::{Answer, Person, TestApp};
use description::Description;
use memory::Memory;
use scene::Others;

/// After so many steps the deadline of some enquiry passes, because what follows it is part of the API as well, and
/// others do something new.
const ROUND: usize = 100;

/// After so many refusals somebody is taken not to be meant by an operation; before it has succeeded, after so many more.
const REFUSALS: usize = 3;
const PATIENCE: usize = 20;

struct Fuzzer {
    random: StdRng,
    description: Description,
    /// What everybody together knows.
    memory: Memory,
    /// What each has seen: people mostly go on with what is their own.
    own: BTreeMap<&'static str, Memory>,
    sender: &'static str,
    answers: BTreeMap<u16, usize>,
    /// Operations that gave what was asked for.
    taken: BTreeSet<String>,
    /// How often an operation was refused to somebody as not theirs (401, 403).
    refused: BTreeMap<(String, &'static str), usize>,
}

impl Fuzzer {
    fn new(description: Description, seed: u64) -> Fuzzer {
        Fuzzer {
            random: StdRng::seed_from_u64(seed),
            description,
            memory: Memory::default(),
            own: BTreeMap::new(),
            sender: "",
            answers: BTreeMap::new(),
            taken: BTreeSet::new(),
            refused: BTreeMap::new(),
        }
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    /// Somebody to send a request; whom it has been refused to again and again comes seldom.
    fn sender<'a>(&mut self, operation: &str, people: &'a [(&'static str, Person)]) -> &'a (&'static str, Person) {
        let refused = |who: &'static str| self.refused.get(&(operation.to_owned(), who)).copied().unwrap_or(0);
        let limit = if self.taken.contains(operation) { REFUSALS } else { PATIENCE };
        let welcome: Vec<_> = people.iter().filter(|(who, _)| refused(who) < limit).collect();
        match welcome.choose(&mut self.random) {
            Some(one) if self.chance(85) => one,
            _ => people.choose(&mut self.random).expect("people"),
        }
    }

    /// The place of some operation, now and then of one that has not been taken yet.
    fn operation(&mut self) -> usize {
        let operations = &self.description.operations;
        let untaken = (0..operations.len()).filter(|at| !self.taken.contains(&operations[*at].name()));
        match untaken.choose(&mut self.random) {
            Some(at) if self.random.random_range(0..100) < 30 => at,
            _ => self.random.random_range(0..operations.len()),
        }
    }

    /// One request of some role, and what must hold of its answer.
    fn step(&mut self, people: &[(&'static str, Person)]) {
        let at = self.operation();
        let name = self.description.operations[at].name();
        let (who, person) = self.sender(&name, people);
        let who = *who;
        self.sender = who;
        let request = self.request(at);
        let answer = person.send(&request.method, &request.path, request.kind, request.body.clone());
        let sent = String::from_utf8_lossy(&request.body);
        let told = || format!("{who}: {} {} {sent} gave {}", request.method, request.path, answer.status);
        assert!(answer.status < 500, "{}: {}", told(), String::from_utf8_lossy(&answer.body));
        if answer.status >= 400 {
            assert!(is_problem(&answer), "{}, which is no problem+json: {answer:?}", told());
        }
        *self.answers.entry(answer.status).or_default() += 1;
        match answer.status {
            _ if request.is_of_other_method => {}
            200..300 => self.learn(name, &answer),
            401 | 403 => *self.refused.entry((name, who)).or_default() += 1,
            _ => {}
        }
    }

    fn learn(&mut self, operation: String, answer: &Answer) {
        let json: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let kind = memory::kind_at(&operation);
        self.memory.learn(&kind, &json);
        self.own.entry(self.sender).or_default().learn(&kind, &json);
        self.taken.insert(operation);
    }

    /// A key of a kind, mostly one that the sender has seen.
    fn recall(&mut self, find: impl Fn(&Memory, &mut StdRng) -> Option<String>) -> Option<String> {
        let own = self.own.get(self.sender).filter(|_| self.random.random_range(0..100) < 50);
        own.and_then(|own| find(own, &mut self.random)).or_else(|| find(&self.memory, &mut self.random))
    }

    /// A round of what happens beside the requests.
    fn go_on(&mut self, site: &TestApp, others: &Others, round: usize) {
        if let Some(code) = self.memory.recall(&mut self.random, "enquiries") {
            site.let_the_deadline_pass(&code);
        }
        for (kind, thing) in others.go_on(site, round) {
            self.memory.learn(kind, &thing);
        }
    }

    fn missed(&self) -> Vec<String> {
        let names = self.description.operations.iter().map(description::Operation::name);
        names.filter(|name| !self.taken.contains(name)).collect()
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
    let (site, people, others) = scene::set();
    let description = Description::read(&site.visitor().get("/api/openapi.json").expect(200).json());
    let (all, seed) = (description.operations.len(), setting("PEITAO_FUZZ_SEED", 1));
    let floor = all * 3 / 4;
    let mut fuzzer = Fuzzer::new(description, seed);
    scene::known().into_iter().for_each(|(kind, key)| fuzzer.memory.keep(kind, key));
    let started = Instant::now();
    let (end, latest) = (Duration::from_secs(setting("PEITAO_FUZZ_SECONDS", 6)), Duration::from_secs(120));
    let mut steps = 0;
    // A busy machine gets more time to reach the floor; it never gets a lower floor.
    while started.elapsed() < end || (fuzzer.taken.len() < floor && started.elapsed() < latest) {
        fuzzer.step(&people);
        steps += 1;
        if steps % ROUND == 0 {
            fuzzer.go_on(&site, &others, steps / ROUND);
        }
    }
    let (taken, missed) = (fuzzer.taken.len(), fuzzer.missed());
    println!(
        "seed {seed}: {steps} requests, by status {:?}; {taken} of {all} operations taken, not {missed:?}",
        fuzzer.answers
    );
    assert!(taken >= floor, "{taken} of {all} operations taken, {floor} wanted; not {missed:?}");
}
