//! The location quotient: how over-represented an industry is in a district.

use super::small::{Interval, ratio_interval, shrunk_shares};
use super::table::Table;
use super::value::{Absent, Value, ratio};

/// `(e_ij / e_j) / (e_i / e)`: 1 is the city's average, 0 where the industry is absent, no upper limit (Florence 1939;
/// the same number is Balassa's revealed comparative advantage). `NoBase` where the district has no jobs at all, or
/// the city has none in this industry.
pub fn quotient(table: &Table, district: usize, industry: usize) -> Value {
    let here = ratio(table.at(district, industry), table.row_totals()[district])?;
    ratio(here, ratio(table.column_totals()[industry], table.total())?)
}

/// All quotients, row after row as in the table.
pub fn quotients(table: &Table) -> Vec<Value> {
    let city: Vec<Value> = table.column_totals().iter().map(|total| ratio(*total, table.total())).collect();
    let mut all = Vec::with_capacity(table.rows() * table.columns());
    for (district, total) in table.row_totals().iter().enumerate() {
        let of = |(value, city): (&f64, &Value)| ratio(ratio(*value, *total)?, (*city)?);
        all.extend(table.row(district).iter().zip(&city).map(of));
    }
    all
}

/// The 95 % confidence interval of a quotient. Feed it counts of plants rather than jobs, because the jobs of one
/// plant come and go together. `TooFew` where the industry is absent, `NoBase` as for the quotient.
pub fn interval(table: &Table, district: usize, industry: usize) -> Result<Interval, Absent> {
    let (row, column) = (table.row_totals()[district], table.column_totals()[industry]);
    ratio_interval(table.at(district, industry), row, column, table.total())
}

/// The quotients of one industry by district, each share pulled towards the city's (see `small::shrunk_shares`), so
/// that a district with a handful of plants does not lead the list by chance.
pub fn shrunk(plants: &Table, industry: usize) -> Vec<Value> {
    let overall = ratio(plants.column_totals()[industry], plants.total());
    let events: Vec<f64> = plants.column(industry).collect();
    let shares = shrunk_shares(&events, plants.row_totals());
    shares.into_iter().map(|share| ratio(share?, overall?)).collect()
}

/// Flegg's quotient, an estimate of the share of what `buyer` buys of `supplier`'s goods that comes from within the
/// district: `min(1, CILQ * lambda)`, `CILQ = LQ_supplier / LQ_buyer` (on the diagonal `LQ_supplier`),
/// `lambda = log2(1 + district's share of jobs) ^ delta` with delta about 0.3 (Flegg and Webber 1997). Range 0..1; to
/// be labelled "estimated". `NoBase` where the district lacks the buying industry.
pub fn flegg(table: &Table, district: usize, supplier: usize, buyer: usize, delta: f64) -> Value {
    let size = ratio(table.row_totals()[district], table.total())?;
    let selling = quotient(table, district, supplier)?;
    let across = if supplier == buyer { selling } else { ratio(selling, quotient(table, district, buyer)?)? };
    Ok((across * (1.0 + size).log2().powf(delta)).min(1.0))
}
