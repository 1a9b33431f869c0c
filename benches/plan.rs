//! Plans a city of 50,000 needs with 20 candidates each and prints what the plan is worth, its bound and its time:
//! `cargo bench --bench plan -- [--needs N] [--runs N] [--peer COMMAND]`.
//!
//! COMMAND is a solver of minimum-cost flows to compare with. It is run as `COMMAND FILE`, in turn with ours, on the
//! city that nothing but places limits, and prints seconds and value. FILE holds a line `needs suppliers`, a line of how
//! many needs each supplier takes, and a line `need supplier value` for each candidate.

use std::fmt::Write;
use std::process::Command;
use std::time::Instant;

use peitao::plans::solver::{Candidate, City, Need, Plan, Product, Rules, Supplier, plan};

const CANDIDATES: u64 = 20;
/// One supplier for so many needs.
const NEEDS_EACH: u64 = 10;
const CATEGORIES: u64 = 800;
const LINKS: u64 = 3_000;

fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|a| a != name).nth(1)
}

fn number(name: &str, usual: u64) -> u64 {
    argument(name).map_or(usual, |value| value.parse().unwrap_or_else(|_| panic!("{name} takes a number")))
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (x ^ (x >> 31)) % limit
    }

    /// Most are low: the least of three.
    fn low(&mut self, limit: u64) -> u64 {
        (0..3).map(|_| self.below(limit)).min().unwrap_or(0)
    }
}

/// A city where a supplier takes 1 to 50 needs, few of them many; `scarcity` is how many of them are cut to a third, in
/// percent. Every category has its own neighbourhood of suppliers, beside a few whom everybody knows.
fn city(needs: u64, scarcity: u64) -> City {
    let (mut dice, suppliers) = (Dice(7), needs / NEEDS_EACH);
    let mut city = City { bonuses: vec![0; LINKS as usize], ..City::default() };
    for at in 0..suppliers {
        let cut = if dice.below(100) < scarcity { 3 } else { 1 };
        let max_needs = (1 + dice.low(50)).div_ceil(cut) as u32;
        city.suppliers.push(Supplier { max_needs, is_small: dice.below(3) > 0 });
        city.products.push(Product { supplier: at as u32, ..Product::default() });
    }
    for need in 0..needs as u32 {
        let category = dice.below(CATEGORIES);
        city.needs.push(Need { category: category as u32, ..Need::default() });
        add_candidates(&mut dice, &mut city, need, category);
    }
    city
}

fn add_candidates(dice: &mut Dice, city: &mut City, need: u32, category: u64) {
    let suppliers = city.suppliers.len() as u64;
    let mut known = std::collections::BTreeSet::new();
    while known.len() < CANDIDATES.min(suppliers) as usize {
        let home = category * suppliers / CATEGORIES;
        known.insert(if dice.below(4) == 0 { dice.low(suppliers) } else { (home + dice.low(120)) % suppliers });
    }
    for product in known {
        // Scores in steps of 25: many ties.
        let value = 500 + 25 * (dice.below(80) + dice.below(100)) as i64;
        let link = (dice.below(2) == 0).then(|| dice.low(LINKS) as u32);
        city.candidates.push(Candidate {
            need,
            product: product as u32,
            value,
            quantity: Some(1 + dice.low(60) as u32),
            link,
        });
    }
}

/// The city with links that count, with fair shares and the chance of small firms.
fn with_rules(mut city: City) -> City {
    let mut dice = Dice(8);
    city.bonuses.iter_mut().for_each(|bonus| *bonus = 500 + dice.below(3_000) as i64);
    city.rules = Rules { share: Some(30), chance: Some(150) };
    city
}

/// The same with a third of the products limited in units.
fn with_units(city: City) -> City {
    let (mut city, mut dice) = (with_rules(city), Dice(9));
    let suppliers = &city.suppliers;
    for product in city.products.iter_mut().filter(|_| dice.below(3) == 0) {
        product.capacity = Some(60 + 8 * u64::from(suppliers[product.supplier as usize].max_needs));
    }
    city
}

fn file(city: &City) -> String {
    let mut text = format!("{} {}\n", city.needs.len(), city.suppliers.len());
    let rooms: Vec<String> = city.suppliers.iter().map(|supplier| supplier.max_needs.to_string()).collect();
    text += &rooms.join(" ");
    for at in 0..city.candidates.len() as u32 {
        let pair = city.pair_of(at);
        write!(text, "\n{} {} {}", pair.need, pair.supplier, city.candidates[at as usize].value).expect("text grows");
    }
    text + "\n"
}

fn timed(city: &City) -> (f64, Plan) {
    let start = Instant::now();
    let plan = plan(city).expect("nothing is pinned");
    (start.elapsed().as_secs_f64(), plan)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn show(name: &str, city: &City, runs: u64) {
    let results: Vec<(f64, Plan)> = (0..runs).map(|_| timed(city)).collect();
    assert!(results.iter().all(|(_, plan)| *plan == results[0].1), "the same city gives the same plan");
    let plan = &results[0].1;
    let (total, served) = (plan.worth.total(), plan.pairings().count());
    let seconds = median(results.iter().map(|(seconds, _)| *seconds).collect());
    let gap = 100.0 * plan.gap();
    println!("{name}: {seconds:.3} s, {served} served, worth {total}, bound {}, gap {gap:.4} %", plan.bound);
}

/// Ours and the peer in turn.
fn compare(name: &str, city: &City, runs: u64, peer: &str) {
    let path = std::env::temp_dir().join(format!("plan-{}-{name}.txt", std::process::id()));
    std::fs::write(&path, file(city)).expect("a place for the city");
    let mut ratios = vec![];
    for _ in 0..runs {
        let mut words = peer.split_whitespace();
        let command = words.next().expect("a command");
        let answer = Command::new(command).args(words).arg(&path).output().expect("the peer runs");
        let answer = String::from_utf8(answer.stdout).expect("text");
        let numbers: Vec<f64> = answer.split_whitespace().map(|number| number.parse().expect("a number")).collect();
        let (seconds, plan) = timed(city);
        let part = 100.0 * plan.worth.total() as f64 / numbers[1];
        println!("  {name}: ours {seconds:.3} s, peer {:.3} s, ours is worth {part:.4} % of the peer's", numbers[0]);
        ratios.push(numbers[0] / seconds);
    }
    println!("{name}: the peer takes {:.1} times as long (median of {runs})", median(ratios));
    std::fs::remove_file(path).expect("the city is still there");
}

fn main() {
    let (needs, runs, peer) = (number("--needs", 50_000), number("--runs", 5), argument("--peer"));
    for (name, scarcity) in [("roomy", 0), ("scarce", 80)] {
        let city = city(needs, scarcity);
        let room: u64 = city.suppliers.iter().map(|supplier| u64::from(supplier.max_needs)).sum();
        println!("{name}: {needs} needs, {} candidates, room for {room}", city.candidates.len());
        show("  places alone", &city, runs);
        if let Some(peer) = &peer {
            compare(name, &city, runs, peer);
        }
        show("  links and rules", &with_rules(city.clone()), runs);
        show("  units too", &with_units(city), runs);
    }
}
