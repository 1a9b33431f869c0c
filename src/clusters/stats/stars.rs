//! The three stars of the European Cluster Observatory: size, specialisation and focus.

use super::lq::quotient;
use super::table::Table;
use super::value::{Absent, ratio};

/// Where each star begins. Settings, not constants of nature: a change starts a new series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StarCuts {
    /// The share of districts, by jobs in the category, that earn the star for size.
    pub size: f64,
    /// The quotient that earns the star for specialisation.
    pub quotient: f64,
    /// The share of districts, by the category's part of their jobs, that earn the star for focus.
    pub focus: f64,
}

impl Default for StarCuts {
    fn default() -> Self {
        Self { size: 0.10, quotient: 2.0, focus: 0.10 }
    }
}

/// A category in a district, with the three numbers behind its stars.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stars {
    pub jobs: f64,
    pub quotient: f64,
    /// The category's share of the district's jobs, 0..1.
    pub focus: f64,
    pub for_size: bool,
    pub for_specialisation: bool,
    pub for_focus: bool,
}

impl Stars {
    /// 0 to 3.
    pub fn count(&self) -> usize {
        [self.for_size, self.for_specialisation, self.for_focus].iter().filter(|star| **star).count()
    }
}

/// The stars of one category by district. The stars for size and focus go to the first `ceil(cut * n)` of the n
/// districts that have the category, and to all that tie with the last of them. `NoBase` where a district has none of
/// it. With few districts the first always has a star: compare with a province there.
pub fn stars(table: &Table, category: usize, cuts: StarCuts) -> Vec<Result<Stars, Absent>> {
    let known: Vec<_> = (0..table.rows()).map(|district| measured(table, district, category)).collect();
    let present = || known.iter().flatten();
    let jobs = least_of_first(present().map(|s| s.jobs), cuts.size);
    let focus = least_of_first(present().map(|s| s.focus), cuts.focus);
    let award = |s: Stars| Stars {
        for_size: s.jobs >= jobs,
        for_specialisation: s.quotient >= cuts.quotient,
        for_focus: s.focus >= focus,
        ..s
    };
    known.iter().map(|stars| stars.map(award)).collect()
}

fn measured(table: &Table, district: usize, category: usize) -> Result<Stars, Absent> {
    let jobs = table.at(district, category);
    if jobs <= 0.0 {
        return Err(Absent::NoBase);
    }
    let focus = ratio(jobs, table.row_totals()[district])?;
    let quotient = quotient(table, district, category)?;
    Ok(Stars { jobs, quotient, focus, for_size: false, for_specialisation: false, for_focus: false })
}

/// The smallest amount among the first `ceil(share * n)`, largest first.
fn least_of_first(amounts: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut sorted: Vec<f64> = amounts.collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let last = (share * sorted.len() as f64).ceil() as usize;
    last.checked_sub(1).and_then(|at| sorted.get(at)).copied().unwrap_or(f64::INFINITY)
}
