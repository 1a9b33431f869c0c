//! Reads the inputs and reference values, and makes random tables.

use std::path::PathBuf;

use serde_json::Value as Json;

use super::super::table::Table;
use super::super::value::{Absent, Value};

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/clusters")).join(name)
}

/// The reference of an index: its parsed file and its tolerance.
pub fn expected(name: &str) -> (Json, f64) {
    let text = std::fs::read_to_string(fixture("expected").join(format!("{name}.json"))).unwrap();
    let json: Json = serde_json::from_str(&text).unwrap();
    let tolerance = json["tolerance"].as_f64().unwrap_or(1e-12);
    (json, tolerance)
}

/// The rows of an input, each a list of fields, without the header.
pub fn rows(name: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(fixture(&format!("{name}.csv"))).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// An input whose first column is a name and whose others are amounts.
pub fn table(name: &str) -> Table {
    let rows = rows(name);
    let values = rows.iter().flat_map(|row| row[1..].iter().map(|field| field.parse().unwrap()));
    Table::new(rows[0].len() - 1, values.collect())
}

/// The plants of the input `firms`, as (district, industry, jobs).
pub fn plants() -> Vec<(usize, usize, u32)> {
    let code = |field: &str| field[1..].parse::<usize>().unwrap() - 1;
    rows("firms").iter().map(|row| (code(&row[1]), code(&row[2]), row[3].parse().unwrap())).collect()
}

/// The jobs of an industry's plants.
pub fn plant_sizes(industry: usize) -> Vec<f64> {
    plants().iter().filter(|p| p.1 == industry).map(|p| f64::from(p.2)).collect()
}

/// Fails unless a number equals its reference within the tolerance; a reference of null, or one
/// that is missing, asks for `reason`.
pub fn assert_near(found: Value, reference: &Json, tolerance: f64, reason: Absent, what: &str) {
    match (found, reference.as_f64()) {
        (Ok(found), Some(wanted)) => {
            assert!((found - wanted).abs() <= tolerance, "{what}: {found} is not {wanted}");
        }
        (Err(found), None) => assert_eq!(found, reason, "{what}"),
        (found, wanted) => panic!("{what}: {found:?} is not {wanted:?}"),
    }
}

/// A small generator (splitmix64), so that failures repeat.
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// Evenly from 0 to `end - 1`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Evenly from 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A table with many zeros and a wide range of amounts, as real ones have.
    pub fn table(&mut self, rows: u64, columns: u64) -> Table {
        let cells = rows * columns;
        let amount = |d: &mut Self| if d.below(3) == 0 { 0.0 } else { (d.share() * 8.0).exp().floor() };
        Table::new(columns as usize, (0..cells).map(|_| amount(self)).collect())
    }
}
