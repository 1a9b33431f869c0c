//! Relatedness: which activities live in the same regions, and how near a missing one is to what a region has.

use super::dense::Dense;
use super::{Absent, Value};

/// Which activities each region has: 1 or 0, regions in rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Presence {
    has: Dense,
    /// How many activities each region has.
    pub diversity: Vec<f64>,
    /// How many regions have each activity.
    pub ubiquity: Vec<f64>,
}

impl Presence {
    /// Of a table of 1 and 0.
    pub fn new(has: Dense) -> Presence {
        Presence { diversity: has.row_sums(), ubiquity: has.column_sums(), has }
    }

    /// A region has an activity if its [`advantage`] reaches `least`, usually 1.
    pub fn of(amounts: &Dense, least: f64) -> Presence {
        let advantage = advantage(amounts);
        let has = |r, a| f64::from(u8::from(advantage.at(r, a) >= least));
        Presence::new(Dense::from_fn(amounts.rows(), amounts.columns(), has))
    }

    /// The table of 1 and 0.
    pub fn table(&self) -> &Dense {
        &self.has
    }

    /// Whether a region has an activity.
    pub fn has(&self, region: usize, activity: usize) -> bool {
        self.has.at(region, activity) != 0.0
    }
}

/// Revealed comparative advantage (Balassa 1965): a region's share of an activity over the activity's share of all;
/// from 0, 1 is average. 0 for an empty region or activity.
pub fn advantage(amounts: &Dense) -> Dense {
    let (regions, activities) = (amounts.row_sums(), amounts.column_sums());
    let total: f64 = regions.iter().sum();
    let base = |r: usize, a: usize| regions[r] * activities[a];
    let one = |r, a| if base(r, a) > 0.0 { amounts.at(r, a) / base(r, a) * total } else { 0.0 };
    Dense::from_fn(amounts.rows(), amounts.columns(), one)
}

/// In how many regions two activities are both present; the diagonal holds the ubiquity.
pub fn co_presence(presence: &Presence) -> Dense {
    let bits: Vec<Vec<u64>> = (0..presence.has.columns()).map(|a| regions_of(presence, a)).collect();
    let both = |a: usize, b: usize| bits[a].iter().zip(&bits[b]).map(|(x, y)| (x & y).count_ones()).sum::<u32>();
    Dense::from_fn(bits.len(), bits.len(), |a, b| f64::from(both(a, b)))
}

fn regions_of(presence: &Presence, activity: usize) -> Vec<u64> {
    let mut bits = vec![0; presence.has.rows().div_ceil(64)];
    let own = (0..presence.has.rows()).filter(|&r| presence.has(r, activity));
    own.for_each(|r| bits[r / 64] |= 1 << (r % 64));
    bits
}

/// Proximity φ = min(P(a|b), P(b|a)), 0 to 1: of the regions that have the commoner of two activities, the share that
/// has both (Hidalgo et al. 2007). 1 on the diagonal; 0 for an activity that nobody has.
pub fn proximity(presence: &Presence) -> Dense {
    let (both, ubiquity) = (co_presence(presence), &presence.ubiquity);
    let one = |a: usize, b: usize| both.at(a, b) / ubiquity[a].max(ubiquity[b]).max(1.0);
    Dense::from_fn(both.rows(), both.columns(), one)
}

/// How co-presence is compared with what chance would give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Over the expectation of drawing two different activities (van Eck and Waltman 2009, Steijn 2021); 1 is chance.
    Probability,
    /// Over the product of both totals; 1 is chance.
    Association,
    /// Over the geometric mean of both totals; 0 to 1.
    Cosine,
    /// Over the union; 0 to 1.
    Jaccard,
}

/// Relatedness of each two activities from their co-presence, 0 on the diagonal and where they never meet.
pub fn relatedness(presence: &Presence, measure: Measure) -> Dense {
    let both = co_presence(presence);
    let n = both.columns();
    let meetings: Vec<f64> = both.row_sums().iter().enumerate().map(|(a, sum)| sum - both.at(a, a)).collect();
    let total: f64 = meetings.iter().sum();
    let one = |a: usize, b: usize| {
        let met = both.at(a, b);
        if a == b || met == 0.0 { 0.0 } else { met / by_chance(measure, met, meetings[a], meetings[b], total) }
    };
    Dense::from_fn(n, n, one)
}

fn by_chance(measure: Measure, met: f64, a: f64, b: f64, total: f64) -> f64 {
    match measure {
        Measure::Probability => (a / total * (b / (total - a)) + b / total * (a / (total - b))) * total / 2.0,
        Measure::Association => a * b / total,
        Measure::Cosine => (a * b).sqrt(),
        Measure::Jaccard => a + b - met,
    }
}

/// Density: of all that is related to an activity, the share that a region has, 0 to 1, regions in rows.
///
/// With [`proximity`] an activity counts as related to itself, so density is above 0 where it is present; with
/// [`relatedness`] it does not. `NoBase` for a region without activities and for an activity related to none.
pub fn density(presence: &Presence, related: &Dense) -> Vec<Vec<Value>> {
    let (own, all) = (related.mixed(&presence.has), related.column_sums());
    let one = |r: usize, a: usize| {
        if presence.diversity[r] > 0.0 && all[a] > 0.0 { Ok(own.at(r, a) / all[a]) } else { Err(Absent::NoBase) }
    };
    (0..own.rows()).map(|r| (0..own.columns()).map(|a| one(r, a)).collect()).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::fixtures::{assert_same, close, expected, matrix, table};
    use super::*;

    /// Ten regions (the last empty) and fourteen activities (the last empty).
    pub fn amounts() -> Dense {
        let rows = table("region_activity.csv");
        Dense::new(14, rows[1..].iter().flat_map(|r| r[1..].iter().map(|c| c.parse().unwrap())).collect())
    }

    fn same(ours: &Dense, path: &str, tolerance: f64) {
        let theirs = matrix(&expected("09_relatedness_complexity", path));
        for (r, row) in theirs.iter().enumerate() {
            for (c, t) in row.iter().enumerate() {
                assert!(close(ours.at(r, c), *t, tolerance), "{path} {r} {c}: {} is not {t}", ours.at(r, c));
            }
        }
    }

    fn same_density(ours: &[Vec<Value>], path: &str, factor: f64, tolerance: f64) {
        for (ours, theirs) in ours.iter().zip(matrix(&expected("09_relatedness_complexity", path))) {
            let ours: Vec<Value> = ours[..13].iter().map(|v| v.map(|v| v * factor)).collect();
            // Rounded figures differ by an absolute half of their last digit.
            let near = |(o, t): (&Value, &f64)| (o.unwrap() - t).abs() <= tolerance;
            assert!(ours.iter().zip(&theirs).all(near), "{path} {ours:?} {theirs:?}");
        }
    }

    #[test]
    fn equals_both_packages() {
        let presence = Presence::of(&amounts(), 1.0);
        same(&advantage(&amounts()), "ecomplexity/rca/rows", 1e-9);
        same(presence.table(), "ecomplexity/mcp/rows", 0.0);
        same(&proximity(&presence), "ecomplexity/proximity/rows", 1e-9);
        same_density(&density(&presence, &proximity(&presence)), "ecomplexity/density/rows", 1.0, 1e-9);
        for (measure, name) in [
            (Measure::Probability, "prob"),
            (Measure::Association, "association"),
            (Measure::Cosine, "cosine"),
            (Measure::Jaccard, "jaccard"),
        ] {
            same(&relatedness(&presence, measure), &format!("econgeo/relatedness_{name}"), 1e-9);
        }
        let related = relatedness(&presence, Measure::Probability);
        same_density(
            &density(&presence, &related),
            "econgeo/relatedness_density_pct_round2_prob_weighted",
            100.0,
            0.00501,
        );
        let closely = Dense::from_fn(14, 14, |a, b| f64::from(u8::from(related.at(a, b) > 1.0)));
        same_density(&density(&presence, &closely), "econgeo/relatedness_density_pct_round2_prob_gt1", 100.0, 0.00501);
    }

    #[test]
    fn empty_regions_and_activities_have_no_density() {
        let presence = Presence::of(&amounts(), 1.0);
        let density = density(&presence, &proximity(&presence));
        assert_same("R10", &density[9], &[None; 14], 0.0);
        assert!(density.iter().all(|row| row[13] == Err(Absent::NoBase)));
    }
}
