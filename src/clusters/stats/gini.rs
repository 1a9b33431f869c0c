//! How unevenly an industry is spread over the districts. Two different numbers go by "locational Gini": the area under
//! Lorenz's curve against all jobs (`locational`), and the Gini coefficient of the quotients (`of_quotients`). A page
//! names the one it shows. Districts without any jobs are left out of both.

use super::inequality::gini;
use super::table::Table;
use super::value::{Absent, Value, ratio};

/// The area between the diagonal and Lorenz's curve of the industry's jobs against all jobs, districts in ascending
/// order of their quotient. Range 0..0.5 (Krugman 1991). `NoBase` where the city lacks the industry.
pub fn locational(table: &Table, industry: usize) -> Value {
    Ok(hoover_gini(table, industry)? / 2.0)
}

/// Twice the locational Gini, so that its range is 0..1 (Hoover 1936).
pub fn hoover_gini(table: &Table, industry: usize) -> Value {
    let mut shares = shares(table, industry)?;
    shares.sort_by(|a, b| (a.0 * b.1).total_cmp(&(b.0 * a.1)));
    let (mut below, mut doubled) = (0.0, 0.0);
    for (own, all) in shares {
        doubled += all * (2.0 * below + own);
        below += own;
    }
    Ok(1.0 - doubled)
}

/// Hoover's index, `half the sum of |e_ij/e_i - e_j/e|`: the share of the industry's jobs that would have to move for
/// it to be spread as all jobs are. Range 0..1 (Hoover 1936).
pub fn hoover(table: &Table, industry: usize) -> Value {
    Ok(shares(table, industry)?.iter().map(|(own, all)| (own - all).abs()).sum::<f64>() / 2.0)
}

/// The Gini coefficient of the industry's quotients, every district with jobs counting alike. Range 0..1.
pub fn of_quotients(table: &Table, industry: usize) -> Value {
    gini(&shares(table, industry)?.iter().map(|(own, all)| own / all).collect::<Vec<f64>>())
}

/// Each district's share of the industry and of all jobs, without districts that have no jobs.
fn shares(table: &Table, industry: usize) -> Result<Vec<(f64, f64)>, Absent> {
    let districts = table.column(industry).zip(table.row_totals()).filter(|(_, all)| **all > 0.0);
    let own = table.column_totals()[industry];
    districts.map(|(here, all)| Ok((ratio(here, own)?, ratio(*all, table.total())?))).collect()
}
