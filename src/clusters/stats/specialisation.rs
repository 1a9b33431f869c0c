//! How one-sided a district is, all its industries taken together.

use super::inequality::gini;
use super::lq::quotient;
use super::table::Table;
use super::value::{Absent, Value, ratio};

/// Krugman's index, `K_j = sum of |e_ij/e_j - e_i/e|`: 0 where the district mirrors the city, below 2 (Krugman 1991).
/// The city includes the district, which understates a large one. `NoBase` where the district has no jobs.
pub fn krugman(table: &Table, district: usize) -> Value {
    let (row, total) = (table.row_totals()[district], table.total());
    let parts = table.row(district).iter().zip(table.column_totals());
    parts.map(|(here, all)| Ok((ratio(*here, row)? - ratio(*all, total)?).abs())).sum()
}

/// Krugman's index against the rest of the city, without the district itself: never below `krugman`, up to 2.
/// `NoBase` where either has no jobs.
pub fn krugman_against_rest(table: &Table, district: usize) -> Value {
    let row = table.row_totals()[district];
    let rest = table.total() - row;
    let parts = table.row(district).iter().zip(table.column_totals());
    parts.map(|(here, all)| Ok((ratio(*here, row)? - ratio(all - here, rest)?).abs())).sum()
}

/// Hoover's coefficient of specialisation, half of Krugman's index: the share of the district's jobs that would have
/// to change industry to mirror the city. Range 0..1.
pub fn hoover(table: &Table, district: usize) -> Value {
    Ok(krugman(table, district)? / 2.0)
}

/// Hachman's index, `1 / sum of LQ_ij e_ij/e_j`: 1 where the district mirrors the city, towards 0 the more it differs.
pub fn hachman(table: &Table, district: usize) -> Value {
    let share = |value: f64| ratio(value, table.row_totals()[district]);
    let present = (0..table.columns()).filter(|i| table.at(district, *i) > 0.0);
    let sum: Value = present.map(|i| Ok(quotient(table, district, i)? * share(table.at(district, i))?)).sum();
    ratio(1.0, sum?)
}

/// The Gini coefficient of the district's location quotients over the industries the city has: 0 where it mirrors the
/// city, below 1. `NoBase` where the district has no jobs.
pub fn gini_of_quotients(table: &Table, district: usize) -> Value {
    let known = (0..table.columns()).filter(|i| table.column_totals()[*i] > 0.0);
    gini(&known.map(|i| quotient(table, district, i)).collect::<Result<Vec<f64>, Absent>>()?)
}

/// Shannon's entropy of the district's industry shares, in bits: 0 with one industry, at most `log2` of their number.
pub fn entropy(table: &Table, district: usize) -> Value {
    let shares = table.row(district).iter().map(|value| ratio(*value, table.row_totals()[district]));
    shares.map(|share| share.map(|s| if s > 0.0 { -s * s.log2() } else { 0.0 })).sum()
}
