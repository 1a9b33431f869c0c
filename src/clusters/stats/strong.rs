//! Strong clusters as the United States' cluster map has them (Delgado, Porter and Stern 2014).

use super::lq::quotient;
use super::table::Table;
use super::value::{Absent, Value};

/// Where strength begins. Settings: a change starts a new series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StrongCuts {
    /// The quantile of the category's quotients to reach.
    pub quotient: f64,
    /// The quotient to exceed in any case.
    pub over: f64,
    /// The quantile of the category's jobs to reach.
    pub jobs: f64,
}

impl Default for StrongCuts {
    fn default() -> Self {
        Self { quotient: 0.75, over: 1.0, jobs: 0.20 }
    }
}

/// A category over the districts that have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Strong {
    /// The quotient to reach; `NoBase` where no district has the category.
    pub least_quotient: Value,
    /// The jobs to reach.
    pub least_jobs: Value,
    /// By district: is the cluster strong? `NoBase` where the district has none of the category.
    pub districts: Vec<Result<bool, Absent>>,
}

/// Strong are districts whose quotient and jobs both reach their quantile among the districts that have the category,
/// and whose quotient exceeds `over`.
pub fn strong(table: &Table, category: usize, cuts: StrongCuts) -> Strong {
    let known: Vec<_> = (0..table.rows()).map(|district| measured(table, district, category)).collect();
    let quantile = |of: fn(&(f64, f64)) -> f64, q| quantile(known.iter().flatten().map(of).collect(), q);
    let (least_quotient, least_jobs) = (quantile(|c| c.0, cuts.quotient), quantile(|c| c.1, cuts.jobs));
    let judge =
        |(quotient, jobs): (f64, f64)| Ok(quotient >= least_quotient? && quotient > cuts.over && jobs >= least_jobs?);
    let districts = known.iter().map(|cell| cell.and_then(judge)).collect();
    Strong { least_quotient, least_jobs, districts }
}

/// The quantile by linear interpolation between the sorted values. `NoBase` where there are none.
pub fn quantile(mut values: Vec<f64>, q: f64) -> Value {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1).ok_or(Absent::NoBase)?;
    let place = q.clamp(0.0, 1.0) * last as f64;
    let (low, high) = (values[place.floor() as usize], values[place.ceil() as usize]);
    Ok(low + (high - low) * place.fract())
}

fn measured(table: &Table, district: usize, category: usize) -> Result<(f64, f64), Absent> {
    let jobs = table.at(district, category);
    if jobs > 0.0 { Ok((quotient(table, district, category)?, jobs)) } else { Err(Absent::NoBase) }
}
