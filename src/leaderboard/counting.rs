//! From single facts to the values of every division: what happened, where, and how many rows prove it.
//!
//! Figures that rest on what firms keep to themselves (enquiries, deals, purchases) are withheld where fewer than
//! [`FEWEST`] firms stand behind them, and where the parks of a district would give the rest of it away.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::{Entrant, Kind, Measure, Reason, Value, rounded};
use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::divisions::store::DivisionRow;
use crate::divisions::{self, DivisionKind};
use crate::ids::FirmId;
use crate::units::Decimal;

/// Firms from which a figure of theirs is told.
pub const FEWEST: usize = 3;

/// One thing that counts for a division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it counts for.
    pub measure: Measure,
    /// The division in which it happened.
    pub division: String,
    /// The firm behind it; none for a project that a park won.
    pub firm: Option<FirmId>,
    /// `products/CODE`, `needs/CODE`, `enquiries/CODE`, `deals/CODE` or `referrals/KEY`.
    pub subject: String,
    /// The day in Shanghai.
    pub day: NaiveDate,
    /// How much: 1 for a count, less where a referral splits it; 1 or 0 for an answer; 万元 for purchases.
    pub amount: Decimal,
}

/// A verified firm as it is counted: key, division, employees.
pub type Firm = (FirmId, Option<String>, Option<i64>);

/// Districts and parks with their values, in the order of the divisions. A district counts what lies in it, its parks
/// among that; districts and parks are ranked apart.
pub fn entrants(divisions: &[DivisionRow], firms: &[Firm], facts: &[Fact]) -> Vec<Entrant> {
    let kind = |row: &DivisionRow| match row.kind {
        DivisionKind::City => None,
        DivisionKind::District => Some(Kind::District),
        DivisionKind::Park => Some(Kind::Park),
    };
    let ranked: Vec<(&DivisionRow, Kind)> = divisions.iter().filter_map(|row| Some((row, kind(row)?))).collect();
    let areas: Vec<BTreeSet<&str>> = ranked.iter().map(|(row, _)| within(divisions, &row.code)).collect();
    let columns: Vec<Vec<Value>> = Measure::ALL.iter().map(|measure| values(*measure, &areas, facts)).collect();
    let entrant = |(at, (row, kind)): (usize, &(&DivisionRow, Kind))| Entrant {
        kind: *kind,
        code: row.code.clone(),
        name: row.name.clone(),
        heads: heads(firms, &areas[at]),
        values: std::array::from_fn(|measure| columns[measure][at]),
        appeal: None,
    };
    ranked.iter().enumerate().map(entrant).collect()
}

/// A division and what lies in it.
pub fn within<'a>(divisions: &'a [DivisionRow], code: &'a str) -> BTreeSet<&'a str> {
    let pairs: Vec<_> = divisions.iter().map(|row| (row.code.as_str(), row.parent_code.as_deref())).collect();
    divisions::rules::within(&pairs, code).into_iter().collect()
}

fn heads(firms: &[Firm], area: &BTreeSet<&str>) -> Option<u64> {
    let own = firms.iter().filter(|firm| firm.1.as_deref().is_some_and(|code| area.contains(code)));
    let heads: u64 = own.filter_map(|firm| u64::try_from(firm.2?).ok()).sum();
    (heads > 0).then_some(heads)
}

/// The values of one measure for all areas.
fn values(measure: Measure, areas: &[BTreeSet<&str>], facts: &[Fact]) -> Vec<Value> {
    let of = |area: &BTreeSet<&str>| {
        let own = facts.iter().filter(|fact| fact.measure == measure && area.contains(fact.division.as_str()));
        own.collect::<Vec<_>>()
    };
    let own: Vec<Vec<&Fact>> = areas.iter().map(of).collect();
    let hidden = if measure.is_private() { hidden(areas, &own) } else { vec![false; areas.len()] };
    let value = |(facts, hidden): (&Vec<&Fact>, bool)| match hidden {
        true => Value::Missing(Reason::Suppressed),
        false => value(measure, facts),
    };
    own.iter().zip(hidden).map(value).collect()
}

fn value(measure: Measure, facts: &[&Fact]) -> Value {
    let sum: i128 = facts.iter().map(|fact| i128::from(fact.amount.raw())).sum();
    let raw = match (measure, facts.len()) {
        (Measure::Answers, 0) => return Value::Missing(Reason::NotApplicable),
        (Measure::Answers, due) => rounded(sum * 100, due as i128),
        _ => sum,
    };
    let amount = Decimal::from_raw(i64::try_from(raw).unwrap_or(i64::MAX));
    Value::Known { amount, evidence: facts.len() as u64 }
}

/// Which areas are withheld: those behind which too few firms stand, themselves or once the areas in them that are told
/// are taken off. Smaller areas are decided first.
fn hidden(areas: &[BTreeSet<&str>], own: &[Vec<&Fact>]) -> Vec<bool> {
    let firms = |at: usize| own[at].iter().filter_map(|fact| fact.firm.as_ref()).collect::<HashSet<_>>();
    let is_few = |count: usize| (1..FEWEST).contains(&count);
    let mut order: Vec<usize> = (0..areas.len()).collect();
    order.sort_by_key(|at| areas[*at].len());
    let mut hidden = vec![false; areas.len()];
    for (place, at) in order.iter().enumerate() {
        let all = firms(*at);
        let told = order[..place].iter().filter(|inner| !hidden[**inner] && areas[**inner].is_subset(&areas[*at]));
        let told: HashSet<&FirmId> = told.flat_map(|inner| firms(*inner)).collect();
        let rest = all.difference(&told).count();
        hidden[*at] = is_few(all.len()) || is_few(rest);
    }
    hidden
}

/// A product or need as gaps are judged by it: its category, firm and first publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its category.
    pub category: CategoryId,
    /// Its firm.
    pub firm: FirmId,
    /// Its code.
    pub code: String,
    /// When it was published for the first time.
    pub at: Moment,
}

/// The gaps that were closed: of each category that nobody had listed before, the first product that now is, if another
/// firm asked for it by then. Equals go by code.
pub fn closed<'a>(new: &'a [Listed], before: &HashSet<CategoryId>, wanted: &[Listed]) -> Vec<&'a Listed> {
    let mut first: HashMap<&CategoryId, &Listed> = HashMap::new();
    for product in new.iter().filter(|product| !before.contains(&product.category)) {
        let earliest = first.entry(&product.category).or_insert(product);
        if (product.at, &product.code) < (earliest.at, &earliest.code) {
            *earliest = product;
        }
    }
    let is_asked = |product: &Listed| {
        let asks = |need: &Listed| need.firm != product.firm && need.at <= product.at;
        wanted.iter().any(|need| need.category == product.category && asks(need))
    };
    let mut closed: Vec<&Listed> = first.into_values().filter(|product| is_asked(product)).collect();
    closed.sort_by(|one, other| one.code.cmp(&other.code));
    closed
}
