//! What can be planned, and what a timetable must keep.

use std::collections::HashSet;
use std::hash::Hash;

use super::{Fair, Timetable};
use crate::faults::Fault;
use crate::lang::Say;

/// Firms, at most.
pub const MOST_FIRMS: usize = 1_000;
/// Tables, at most.
pub const MOST_TABLES: usize = 200;
/// Slots, at most.
pub const MOST_SLOTS: u32 = 64;
/// Pairs, at most.
pub const MOST_PAIRS: usize = 100_000;
/// The highest score of a pair.
pub const MOST_SCORE: u32 = 100_000_000;

/// Whether a fair can be planned.
///
/// # Errors
/// What is out of range, a pair that names no firm, a firm with itself, no score, or that comes twice.
pub fn check(fair: &Fair) -> Result<(), Vec<Fault>> {
    let sizes = [
        ("firms", fair.firms.len(), 0, MOST_FIRMS),
        ("tables", fair.tables.len(), 1, MOST_TABLES),
        ("slots", fair.slots as usize, 1, MOST_SLOTS as usize),
        ("pairs", fair.pairs.len(), 0, MOST_PAIRS),
    ];
    let is_wrong = |(_, size, least, most): &(&str, usize, usize, usize)| size < least || size > most;
    let mut faults: Vec<Fault> = sizes.iter().filter(|size| is_wrong(size)).map(size_fault).collect();
    let mut seen = HashSet::new();
    for (at, pair) in fair.pairs.iter().enumerate() {
        let is_firm = |firm: u32| (firm as usize) < fair.firms.len();
        let is_known = is_firm(pair.buyer) && is_firm(pair.seller) && pair.buyer != pair.seller;
        if !is_known || !(1..=MOST_SCORE).contains(&pair.score) || !seen.insert((pair.buyer, pair.seller)) {
            let cause = Say::new("配对的企业、分数不成立，或重复", "Its firms or score do not hold, or it comes twice");
            let fix = Say::new("请删去这一配对", "Take this pair out");
            faults.push(Fault::new("pairs", &at.to_string(), cause, fix));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

fn size_fault((name, size, least, most): &(&str, usize, usize, usize)) -> Fault {
    let fix = Say::new(format!("请设为 {least} 到 {most}"), format!("Use {least} to {most}"));
    Fault::new(name, &size.to_string(), Say::new("数量不在允许的范围内", "Out of range"), fix)
}

/// What a timetable does that it must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clash {
    /// A pair, slot or table that is not there.
    Unknown(usize),
    /// A firm has two talks in a slot.
    Firm { firm: u32, slot: u32 },
    /// A table has two talks in a slot.
    Table { table: u32, slot: u32 },
    /// A firm has more talks than it wants.
    TooMany { firm: u32 },
    /// A pair talks twice.
    Twice { pair: u32 },
}

/// Every clash of a timetable, whoever made it; none where it can be held.
pub fn clashes(fair: &Fair, timetable: &Timetable) -> Vec<Clash> {
    let (mut firms, mut tables, mut pairs) = (HashSet::new(), HashSet::new(), HashSet::new());
    let (mut count, mut found) = (vec![0; fair.firms.len()], vec![]);
    for (at, talk) in timetable.talks.iter().enumerate() {
        let (slot, table, pair) = (talk.slot, talk.table, talk.pair);
        if pair as usize >= fair.pairs.len() || slot >= fair.slots || table as usize >= fair.tables.len() {
            found.push(Clash::Unknown(at));
            continue;
        }
        for firm in fair.ends(pair) {
            count[firm as usize] += 1;
            note(&mut firms, (firm, slot), Clash::Firm { firm, slot }, &mut found);
        }
        note(&mut tables, (table, slot), Clash::Table { table, slot }, &mut found);
        note(&mut pairs, pair, Clash::Twice { pair }, &mut found);
    }
    let over = (0..).zip(count).filter(|(firm, count)| *count > fair.firms[*firm as usize].most_talks);
    found.extend(over.map(|(firm, _)| Clash::TooMany { firm }));
    found
}

fn note<K: Hash + Eq>(seen: &mut HashSet<K>, key: K, clash: Clash, found: &mut Vec<Clash>) {
    if !seen.insert(key) {
        found.push(clash);
    }
}
