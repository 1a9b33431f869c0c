//! Is a district's growth its own? Shift-share after Dunn (1960), from one quarter to another.

use super::table::Table;
use super::value::{Absent, ratio};

/// Which jobs of the city give the rate that the district is first compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// All jobs: the same rate for every district.
    City,
    /// Those of the industries that the district had at the beginning.
    OwnIndustries,
}

/// The parts of a district's growth, in jobs. `growth = city + mix + own + entry`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShiftShare {
    pub growth: f64,
    /// What growth at the city's pace would have brought.
    pub city: f64,
    /// What its mix of faster and slower industries brought beyond that.
    pub mix: f64,
    /// What its industries did beyond the same industries in the city.
    pub own: f64,
    /// Jobs in industries that it did not have at the beginning; no rate exists for them.
    pub entry: f64,
}

/// With e, E the jobs of district and city before, e', E' after, over the industries that the district had:
/// `city = e (E'/E) - e`, `mix = sum e_i E'_i/E_i - e E'/E`, `own = sum e_i (e'_i/e_i - E'_i/E_i)`. `NoBase` where the
/// district had no jobs before: all its growth would be entry.
pub fn shift_share(before: &Table, after: &Table, district: usize, pace: Pace) -> Result<ShiftShare, Absent> {
    let had: Vec<usize> = (0..before.columns()).filter(|i| before.at(district, *i) > 0.0).collect();
    let sum = |of: &dyn Fn(usize) -> f64| had.iter().map(|i| of(*i)).sum::<f64>();
    let was = sum(&|i| before.at(district, i));
    let is = sum(&|i| after.at(district, i));
    let rate = match pace {
        Pace::City => ratio(after.total(), before.total())?,
        Pace::OwnIndustries => ratio(sum(&|i| after.column_totals()[i]), sum(&|i| before.column_totals()[i]))?,
    };
    ratio(1.0, was)?;
    let expected = sum(&|i| before.at(district, i) * after.column_totals()[i] / before.column_totals()[i]);
    let now = after.row_totals()[district];
    Ok(ShiftShare {
        growth: now - was,
        city: was * rate - was,
        mix: expected - was * rate,
        own: is - expected,
        entry: now - is,
    })
}
