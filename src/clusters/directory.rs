//! Where codes belong and what they are called: divisions roll up to the districts of the city, industries to the
//! widest of their classification.

use std::collections::HashMap;

use crate::divisions::DivisionKind;
use crate::divisions::store::DivisionRow;
use crate::divisions::store::industries::IndustryRow;

/// Longest way up that is followed; imported tables may hold circles.
const LONGEST: usize = 8;

/// The reference tables.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    divisions: HashMap<String, DivisionRow>,
    industries: HashMap<String, IndustryRow>,
}

impl Directory {
    /// The tables, read.
    pub fn new(divisions: Vec<DivisionRow>, industries: Vec<IndustryRow>) -> Directory {
        Directory {
            divisions: divisions.into_iter().map(|row| (row.code.clone(), row)).collect(),
            industries: industries.into_iter().map(|row| (row.code.clone(), row)).collect(),
        }
    }

    /// The district that a division lies in: the widest below the city; empty where nothing is stated.
    pub fn district(&self, code: Option<&str>) -> String {
        let mut at = code.unwrap_or_default();
        for _ in 0..LONGEST {
            let wider = self.divisions.get(at).and_then(|row| self.divisions.get(row.parent_code.as_deref()?));
            match wider.filter(|wider| wider.kind != DivisionKind::City) {
                Some(wider) => at = &wider.code,
                None => break,
            }
        }
        at.to_owned()
    }

    /// The widest industry that one belongs to (a division of GB/T 4754, two digits); itself where it is that.
    pub fn top(&self, code: &str) -> String {
        let mut at = code;
        for _ in 0..LONGEST {
            match self.industries.get(at).and_then(|row| row.parent_code.as_deref()).filter(|wider| wider.len() > 1) {
                Some(wider) => at = wider,
                None => break,
            }
        }
        match self.industries.contains_key(at) {
            true => at.to_owned(),
            false => two_digits(at).to_owned(),
        }
    }

    /// The name of a division; its code where it is not known, empty for the empty code.
    pub fn division_name(&self, code: &str) -> String {
        self.divisions.get(code).map_or_else(|| code.to_owned(), |row| row.name.clone())
    }

    /// The name of an industry, as [`division_name`](Self::division_name).
    pub fn industry_name(&self, code: &str) -> String {
        self.industries.get(code).map_or_else(|| code.to_owned(), |row| row.name.clone())
    }

    /// Square kilometres of a division, where known.
    pub fn area(&self, code: &str) -> Option<f64> {
        self.divisions.get(code).and_then(|row| row.area_km2).filter(|area| *area > 0.0)
    }

    /// The centre of a division (longitude, latitude), where known.
    pub fn centre(&self, code: &str) -> Option<(f64, f64)> {
        self.divisions.get(code).and_then(|row| row.lon.zip(row.lat))
    }
}

/// The letter and the first two digits of a code of which the table does not tell the wider one.
fn two_digits(code: &str) -> &str {
    let letters = code.len() - code.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    if letters <= 1 && code.is_ascii() { &code[..code.len().min(letters + 2)] } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::divisions::{DivisionFields, IndustryFields};

    #[test]
    fn codes_roll_up() {
        let division = |code: &str, parent: Option<&str>, kind| {
            let (code, parent_code) = (code.to_owned(), parent.map(str::to_owned));
            DivisionRow::new(DivisionFields { code, parent_code, kind, ..DivisionFields::empty() }, clock::now())
        };
        let industry = |code: &str, parent: Option<&str>| {
            let (code, parent_code) = (code.to_owned(), parent.map(str::to_owned));
            IndustryRow::new(IndustryFields { code, parent_code, ..IndustryFields::empty() }, clock::now())
        };
        let directory = Directory::new(
            vec![
                division("1", None, DivisionKind::City),
                division("11", Some("1"), DivisionKind::District),
                division("11P", Some("11"), DivisionKind::Park),
            ],
            vec![industry("C37", Some("C")), industry("C373", Some("C37")), industry("C3734", Some("C373"))],
        );
        for (code, district) in [("11P", "11"), ("11", "11"), ("1", "1"), ("99", "99"), ("", "")] {
            assert_eq!(directory.district(Some(code)), district);
        }
        for (code, top) in [("C3734", "C37"), ("C37", "C37"), ("3734", "37"), ("C2110", "C21"), ("", ""), ("C", "C")] {
            assert_eq!(directory.top(code), top, "{code}");
        }
    }
}
