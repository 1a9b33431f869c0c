//! Complexity: which activities are rare and found only in diverse regions (PCI), and which regions have them (ECI).

use super::dense::Dense;
use super::relatedness::{Presence, density, proximity};
use super::{Absent, Value};
use nalgebra::{DMatrix, SymmetricEigen};

/// Eigenvalues closer than this are one, and their vectors arbitrary.
const APART: f64 = 1e-9;

/// Complexity of regions and activities, on one scale: ECI has mean 0 and standard deviation 1, and is the mean PCI of
/// a region's own activities (Hausmann and Hidalgo 2009). A figure for choosing among activities, not a league table.
#[derive(Clone, Debug, PartialEq)]
pub struct Complexity {
    /// Of each region; `NoBase` for one without activities.
    pub eci: Vec<Value>,
    /// Of each activity; `NoBase` for one without regions.
    pub pci: Vec<Value>,
    raw: Raw,
}

/// The eigenvector before it is scaled; 0 where there is none.
#[derive(Clone, Debug, PartialEq)]
struct Raw {
    activities: Vec<f64>,
    deviation: f64,
}

/// The complexity that a presence table determines.
///
/// # Errors
/// `TooFew` below three regions or activities; `NotConverged` if the table falls apart into unconnected blocks (the
/// eigenvalue 1 repeats) or the second eigenvalue does, for the order would be arbitrary.
pub fn complexity(presence: &Presence) -> Result<Complexity, Absent> {
    let regions: Vec<usize> = (0..presence.diversity.len()).filter(|&r| presence.diversity[r] > 0.0).collect();
    let activities: Vec<usize> = (0..presence.ubiquity.len()).filter(|&a| presence.ubiquity[a] > 0.0).collect();
    if regions.len() < 3 || activities.len() < 3 {
        return Err(Absent::TooFew);
    }
    let links = DMatrix::from_fn(regions.len(), activities.len(), |r, a| {
        let (r, a) = (regions[r], activities[a]);
        presence.table().at(r, a) / (presence.diversity[r] * presence.ubiquity[a]).sqrt()
    });
    let vector = second(&links)?;
    let mut raw = vec![0.0; presence.ubiquity.len()];
    activities.iter().enumerate().for_each(|(k, &a)| raw[a] = vector[k] / presence.ubiquity[a].sqrt());
    Ok(scaled(presence, &regions, raw))
}

/// The second eigenvector on the activities' side, found on the smaller side.
fn second(links: &DMatrix<f64>) -> Result<Vec<f64>, Absent> {
    let wide = links.ncols() > links.nrows();
    let square = if wide { links * links.transpose() } else { links.transpose() * links };
    let eigen = SymmetricEigen::new(square);
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    let value = |k: usize| eigen.eigenvalues[order[k]];
    if 1.0 - value(1) < APART || value(1) - value(2) < APART || value(1) < APART {
        return Err(Absent::NotConverged);
    }
    let vector = eigen.eigenvectors.column(order[1]).into_owned();
    let vector = if wide { links.transpose() * vector } else { vector };
    Ok(vector.iter().copied().collect())
}

fn scaled(presence: &Presence, regions: &[usize], mut raw: Vec<f64>) -> Complexity {
    let own = |r: usize, raw: &[f64]| dot(presence.table().row(r), raw) / presence.diversity[r];
    let mut means: Vec<f64> = regions.iter().map(|&r| own(r, &raw)).collect();
    let diversity: Vec<f64> = regions.iter().map(|&r| presence.diversity[r]).collect();
    if covariance(&means, &diversity) < 0.0 {
        means.iter_mut().chain(&mut raw).for_each(|v| *v = -*v);
    }
    let (mean, deviation) = spread(&means);
    let scale = |v: f64| (v - mean) / deviation;
    let mut eci = vec![Err(Absent::NoBase); presence.diversity.len()];
    regions.iter().zip(&means).for_each(|(&r, &m)| eci[r] = Ok(scale(m)));
    let of = |(&v, &u): (&f64, &f64)| if u > 0.0 { Ok(scale(v)) } else { Err(Absent::NoBase) };
    let pci = raw.iter().zip(&presence.ubiquity).map(of).collect();
    Complexity { eci, pci, raw: Raw { activities: raw, deviation } }
}

/// The complexity outlook of each region (COI): complexity of the activities it lacks, each by its density; mean 0 and
/// standard deviation 1 (Hausmann et al. 2014). `NoBase` for a region without activities.
pub fn outlook(presence: &Presence, complexity: &Complexity) -> Vec<Value> {
    let density = density(presence, &proximity(presence));
    let lacking = |r: usize| -> Value {
        (presence.diversity[r] > 0.0).then_some(()).ok_or(Absent::NoBase)?;
        let near = |a: usize| density[r][a].unwrap_or(0.0) * (1.0 - presence.table().at(r, a));
        Ok((0..presence.ubiquity.len()).map(|a| near(a) * complexity.raw.activities[a]).sum())
    };
    let raw: Vec<Value> = (0..density.len()).map(lacking).collect();
    let (mean, deviation) = spread(&raw.iter().filter_map(|v| v.ok()).collect::<Vec<f64>>());
    raw.into_iter()
        .map(|v| if deviation > 0.0 { v.map(|v| (v - mean) / deviation) } else { Err(Absent::NoBase) })
        .collect()
}

/// The complexity outlook gain (COG), regions in rows: what winning a lacking activity would open up, in standard
/// deviations of ECI; 0 for an activity that the region has (Hausmann et al. 2014).
pub fn outlook_gain(presence: &Presence, complexity: &Complexity) -> Dense {
    let phi = proximity(presence);
    let sums = phi.row_sums();
    let opened = Dense::from_fn(phi.rows(), phi.columns(), |b, a| {
        if sums[b] > 0.0 { phi.at(b, a) * complexity.raw.activities[b] / sums[b] } else { 0.0 }
    });
    let table = presence.table();
    let lacks = Dense::from_fn(table.rows(), table.columns(), |r, a| 1.0 - table.at(r, a));
    let gains = opened.mixed(&lacks);
    Dense::from_fn(table.rows(), table.columns(), |r, a| lacks.at(r, a) * gains.at(r, a) / complexity.raw.deviation)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Mean and population standard deviation.
fn spread(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt())
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (ma, mb) = (spread(a).0, spread(b).0);
    a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::dice::Dice;
    use super::super::fixtures::{close, expected, matrix};
    use super::super::relatedness::tests::amounts;
    use super::*;

    fn same(ours: &[Value], key: &str, letter: char) {
        let theirs = expected("09_relatedness_complexity", &format!("ecomplexity/{key}"));
        for (i, ours) in ours.iter().enumerate() {
            match theirs.get(format!("{letter}{:02}", i + 1)) {
                Some(t) => assert!(close(ours.unwrap(), t.as_f64().unwrap(), 1e-9), "{key} {i} {ours:?} {t}"),
                None => assert_eq!(*ours, Err(Absent::NoBase)),
            }
        }
    }

    #[test]
    fn equals_the_growth_lab_package() {
        let presence = Presence::of(&amounts(), 1.0);
        let complexity = complexity(&presence).unwrap();
        same(&complexity.eci, "eci", 'R');
        same(&complexity.pci, "pci", 'A');
        same(&outlook(&presence, &complexity), "coi", 'R');
        let gains = outlook_gain(&presence, &complexity);
        for (r, row) in matrix(&expected("09_relatedness_complexity", "ecomplexity/cog/rows")).iter().enumerate() {
            assert!(
                row.iter().enumerate().all(|(a, t)| close(gains.at(r, a), *t, 1e-9)),
                "{r} {:?} {row:?}",
                gains.row(r)
            );
        }
        let econgeo = expected("09_relatedness_complexity", "econgeo/kci_econgeo_z");
        assert!(close(complexity.eci[8].unwrap(), econgeo["R09"].as_f64().unwrap(), 1e-3));
    }

    #[test]
    fn a_region_is_as_complex_as_its_activities_on_average() {
        let mut dice = Dice::new(3, 0);
        let amounts = Dense::new(40, (0..30 * 40).map(|_| dice.unit().powi(4)).collect());
        let presence = Presence::of(&amounts, 1.0);
        let complexity = complexity(&presence).unwrap();
        for r in 0..30 {
            let own: Vec<f64> = (0..40).filter(|&a| presence.has(r, a)).map(|a| complexity.pci[a].unwrap()).collect();
            let mean = own.iter().sum::<f64>() / own.len() as f64;
            assert!(close(complexity.eci[r].unwrap(), mean, 1e-9));
        }
    }

    #[test]
    fn blocks_that_share_nothing_have_no_order() {
        let blocks = Dense::from_fn(6, 6, |r, a| f64::from(u8::from(r / 3 == a / 3 && r != a)));
        assert_eq!(complexity(&Presence::new(blocks)), Err(Absent::NotConverged));
        assert_eq!(complexity(&Presence::new(Dense::new(2, vec![1.0; 4]))), Err(Absent::TooFew));
    }
}
