//! A reader who wants to know hidden figures, with means of its own: full elimination modulo another prime (2^31 - 1), and bounds
//! from knowing that nothing is negative.

use std::collections::{BTreeMap, BTreeSet};

const PRIME: u64 = 2_147_483_647;

/// A sum with what is known: `total = sum of parts`, by place in `values`.
pub struct Sum {
    pub total: usize,
    pub parts: Vec<usize>,
}

/// The hidden figures that the shown ones and the sums determine: those that stand alone in a row of the reduced
/// echelon form of all sums.
pub fn determined(hidden: &[bool], sums: &[Sum]) -> BTreeSet<usize> {
    let mut rows: BTreeMap<usize, Row> = BTreeMap::new();
    for sum in sums {
        let mut row = Row::new();
        let factors = sum.parts.iter().map(|part| (*part, PRIME - 1)).chain([(sum.total, 1)]);
        factors.filter(|(at, _)| hidden[*at]).for_each(|(at, factor)| add(&mut row, at, factor));
        let known: Vec<usize> = row.keys().copied().filter(|at| rows.contains_key(at)).collect();
        known.into_iter().for_each(|at| remove(&mut row, at, &rows[&at]));
        let Some((lead, factor)) = row.iter().next().map(|(at, factor)| (*at, *factor)) else { continue };
        let scale = power(factor, PRIME - 2);
        row.values_mut().for_each(|entry| *entry = *entry * scale % PRIME);
        rows.values_mut().for_each(|other| remove(other, lead, &row));
        rows.insert(lead, row);
    }
    rows.into_iter().filter(|(_, row)| row.len() == 1).map(|(lead, _)| lead).collect()
}

/// Entries that are not zero, by figure.
type Row = BTreeMap<usize, u64>;

fn add(row: &mut Row, at: usize, factor: u64) {
    let entry = row.entry(at).or_default();
    *entry = (*entry + factor) % PRIME;
    if *entry == 0 {
        row.remove(&at);
    }
}

/// Takes as much of another row off as makes the entry at its lead zero.
fn remove(row: &mut Row, lead: usize, other: &Row) {
    let Some(factor) = row.get(&lead).copied() else { return };
    other.iter().for_each(|(at, entry)| add(row, *at, (PRIME - factor) * entry % PRIME));
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}

/// Bounds of every figure that follow from the shown ones, the sums and signs, by narrowing until nothing moves.
/// `least` is what each hidden figure is at least.
pub fn bounds(values: &[f64], hidden: &[bool], least: &[f64], sums: &[Sum]) -> Vec<(f64, f64)> {
    let known = |at: usize| if hidden[at] { (least[at], f64::INFINITY) } else { (values[at], values[at]) };
    let mut bounds: Vec<(f64, f64)> = (0..values.len()).map(known).collect();
    for _ in 0..200 {
        let before = bounds.clone();
        for sum in sums {
            let low: f64 = sum.parts.iter().map(|at| bounds[*at].0).sum();
            let high: f64 = sum.parts.iter().map(|at| bounds[*at].1).sum();
            let total = &mut bounds[sum.total];
            *total = (total.0.max(low), total.1.min(high));
            let total = *total;
            let open = sum.parts.iter().filter(|at| bounds[**at].1.is_infinite()).count();
            for part in &sum.parts {
                let (own_low, own_high) = bounds[*part];
                let others = match (open, own_high.is_infinite()) {
                    (0, _) => high - own_high,
                    (1, true) => sum.parts.iter().filter(|at| *at != part).map(|at| bounds[*at].1).sum(),
                    _ => f64::INFINITY,
                };
                bounds[*part] = (own_low.max(total.0 - others), own_high.min(total.1 - (low - own_low)));
            }
        }
        if before == bounds {
            break;
        }
    }
    bounds
}
