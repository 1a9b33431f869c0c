//! Kd(r) of Duranton and Overman: how often two firms of an industry are r apart.

use super::bands::{Band, Chance, band};
use super::dice::Dice;
use super::pairs::{at_most, distance, nearest};
use super::{Absent, Value};

/// Above this many pairs, distances are counted in bins of 1/16,384 of the largest radius, and the bandwidth and with it
/// the curve are good to about four digits.
const EXACT_PAIRS: usize = 50_000;
const BINS: usize = 32_768;

/// A density of distances with the bandwidth that smoothed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Kd {
    /// Metres; the rule of Silverman over the pairs up to twice the largest radius.
    pub bandwidth: f64,
    /// Share of pairs per metre at each radius.
    pub density: Vec<f64>,
}

/// Kd at each radius (metres) of firms at `x`, `y` (metres): a Gaussian kernel density of their distances, reflected
/// at 0 (Duranton and Overman 2005). With `weight` (jobs) a pair counts the product of its two: K_emp.
///
/// # Errors
/// `SinglePlant` for one firm, `NoBase` for none, `TooFew` if fewer than two pairs lie within twice the largest radius
/// or all of those are equally long.
pub fn kd(x: &[f64], y: &[f64], weight: Option<&[f64]>, radii: &[f64]) -> Result<Kd, Absent> {
    match x.len() {
        0 => return Err(Absent::NoBase),
        1 => return Err(Absent::SinglePlant),
        _ => {}
    }
    let reach = 2.0 * radii.iter().copied().fold(0.0, f64::max);
    let sample = Sample::of(x, y, weight, reach);
    let bandwidth = sample.bandwidth()?;
    Ok(Kd { bandwidth, density: radii.iter().map(|&r| sample.density(r, bandwidth)).collect() })
}

/// The band of [`kd`] for as many firms as `own` (places of `x`, `y`) at random places of all; weights go with the
/// firms.
pub fn kd_band(x: &[f64], y: &[f64], own: &[u32], weight: Option<&[f64]>, radii: &[f64], chance: Chance) -> Band {
    let weights: Option<Vec<f64>> = weight.map(|w| own.iter().map(|&i| w[i as usize]).collect());
    band(chance, radii.len(), |round| {
        let mut places: Vec<u32> = (0..x.len() as u32).collect();
        Dice::new(chance.seed, round).shuffle_first(&mut places, own.len());
        let at = |of: &[f64]| -> Vec<f64> { places[..own.len()].iter().map(|&p| of[p as usize]).collect() };
        match kd(&at(x), &at(y), weights.as_deref(), radii) {
            Ok(kd) => kd.density.into_iter().map(Ok).collect(),
            Err(why) => vec![Err(why); radii.len()],
        }
    })
}

/// Some pairs of about the same distance.
#[derive(Clone, Copy, Default)]
struct Group {
    distance: f64,
    pairs: f64,
    mass: f64,
}

/// The pairs up to a reach, by distance, and the mass of all pairs.
struct Sample {
    groups: Vec<Group>,
    mass: f64,
}

impl Sample {
    fn of(x: &[f64], y: &[f64], weight: Option<&[f64]>, reach: f64) -> Sample {
        let pairs = x.len() * (x.len() - 1) / 2;
        let mass = weight.map_or(pairs as f64, |w| {
            let (sum, squares) = w.iter().fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
            (sum * sum - squares) / 2.0
        });
        let groups = if pairs <= EXACT_PAIRS { exact(x, y, weight, reach) } else { binned(x, y, weight, reach) };
        Sample { groups, mass }
    }

    /// 0.9 min(sd, IQR / 1.34) n^(−1/5) of the distances (Silverman 1986), in metres.
    fn bandwidth(&self) -> Value {
        let n: f64 = self.groups.iter().map(|g| g.pairs).sum();
        if n < 2.0 {
            return Err(Absent::TooFew);
        }
        let mean = self.groups.iter().map(|g| g.pairs * g.distance).sum::<f64>() / n;
        let squares: f64 = self.groups.iter().map(|g| g.pairs * (g.distance - mean).powi(2)).sum();
        let sd = (squares / (n - 1.0)).sqrt();
        let quartiles = (self.quantile(0.75, n) - self.quantile(0.25, n)) / 1.34;
        // A sample with half of its pairs equally long still has a deviation to go by.
        let spread = if quartiles > 0.0 { sd.min(quartiles) } else { sd };
        if spread > 0.0 { Ok(0.9 * spread * n.powf(-0.2)) } else { Err(Absent::TooFew) }
    }

    fn quantile(&self, share: f64, n: f64) -> f64 {
        let place = share * (n - 1.0);
        let (low, high) = (self.ranked(place.floor()), self.ranked(place.ceil()));
        low + place.fract() * (high - low)
    }

    /// The distance of the pair at a rank, from 0.
    fn ranked(&self, rank: f64) -> f64 {
        let mut seen = 0.0;
        let holds = |g: &&Group| {
            seen += g.pairs;
            seen > rank
        };
        self.groups.iter().find(holds).map_or(0.0, |g| g.distance)
    }

    fn density(&self, r: f64, h: f64) -> f64 {
        // Beyond this many bandwidths a pair adds less than 1e-16 of its mass.
        let far = 8.6 * h;
        let kernel = |d: f64| (-0.5 * (d / h).powi(2)).exp();
        let from = self.groups.partition_point(|g| g.distance < r - far);
        let near = self.groups[from..].iter().take_while(|g| g.distance <= r + far);
        let direct: f64 = near.map(|g| g.mass * kernel(r - g.distance)).sum();
        let mirrored = self.groups.iter().take_while(|g| g.distance <= far - r);
        let reflected: f64 = mirrored.map(|g| g.mass * kernel(r + g.distance)).sum();
        (direct + reflected) / (self.mass * h * std::f64::consts::TAU.sqrt())
    }
}

fn exact(x: &[f64], y: &[f64], weight: Option<&[f64]>, reach: f64) -> Vec<Group> {
    let mass = |i: usize, j: usize| weight.map_or(1.0, |w| w[i] * w[j]);
    let pairs = (0..x.len()).flat_map(|i| (i + 1..x.len()).map(move |j| (i, j)));
    let groups =
        pairs.map(|(i, j)| Group { distance: distance(x[i] - x[j], y[i] - y[j]), pairs: 1.0, mass: mass(i, j) });
    let mut groups: Vec<Group> = groups.filter(|g| g.distance <= reach).collect();
    groups.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    groups
}

fn binned(x: &[f64], y: &[f64], weight: Option<&[f64]>, reach: f64) -> Vec<Group> {
    let per_metre = BINS as f64 / reach;
    // The bin after the last holds what lies beyond reach.
    let beyond = (BINS + 1) as f64;
    let (mut pairs, mut masses) = (vec![0u32; BINS + 2], vec![0.0; BINS + 2]);
    let mut bins = Vec::with_capacity(x.len());
    for i in 0..x.len() {
        let others = x[i + 1..].iter().zip(&y[i + 1..]);
        bins.clear();
        bins.extend(others.map(|(xj, yj)| nearest(at_most(distance(xj - x[i], yj - y[i]) * per_metre, beyond))));
        bins.iter().for_each(|&bin| pairs[bin as usize] += 1);
        if let Some(w) = weight {
            bins.iter().zip(&w[i + 1..]).for_each(|(&bin, wj)| masses[bin as usize] += w[i] * wj);
        }
    }
    let group = |bin: usize| Group {
        distance: bin as f64 / per_metre,
        pairs: f64::from(pairs[bin]),
        mass: if weight.is_some() { masses[bin] } else { f64::from(pairs[bin]) },
    };
    (0..=BINS).map(group).filter(|g| g.pairs > 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{assert_same, close, column, expected, numbers, words};
    use super::*;

    struct Industry {
        x: Vec<f64>,
        y: Vec<f64>,
        jobs: Vec<f64>,
    }

    fn industry(name: &str) -> Industry {
        let is = words("firms.csv", "industry");
        let of = |c: &str| column("firms.csv", c).into_iter().zip(&is).filter(|(_, i)| *i == name).map(|(v, _)| v);
        Industry { x: of("x_m").collect(), y: of("y_m").collect(), jobs: of("employees").collect() }
    }

    fn ok(density: &[f64]) -> Vec<Value> {
        density.iter().map(|d| Ok(*d)).collect()
    }

    #[test]
    fn equals_the_exact_sums_and_the_package_within_its_bins() {
        let e = expected("11_point_patterns_Kd_M_K", "expected");
        let exact = expected("11_point_patterns_Kd_M_K", "kd_exact");
        let radii: Vec<f64> = numbers(&e["r_m"]).into_iter().flatten().collect();
        for name in ["I1", "I2", "I3", "I4"] {
            let Industry { x, y, jobs } = industry(name);
            let (count, emp) = (kd(&x, &y, None, &radii).unwrap(), kd(&x, &y, Some(&jobs), &radii).unwrap());
            assert!(close(count.bandwidth, e["Kd_bandwidth_nrd0"][name].as_f64().unwrap(), 1e-12));
            assert_same(name, &ok(&count.density), &numbers(&exact[name]["Kd_exact_reflected"]), 1e-9);
            assert_same(name, &ok(&emp.density), &numbers(&exact[name]["Kemp_exact_reflected"]), 1e-9);
            assert_same(name, &ok(&count.density), &numbers(&e[format!("Kd_{name}")]), 5e-3);
            assert_same(name, &ok(&emp.density), &numbers(&e[format!("Kemp_{name}")]), 5e-3);
        }
        let all = kd(&column("firms.csv", "x_m"), &column("firms.csv", "y_m"), None, &radii).unwrap();
        assert_same("all", &ok(&all.density), &numbers(&e["Kd_all_points"]), 5e-3);
    }

    #[test]
    fn bins_hardly_change_the_curve() {
        let mut dice = Dice::new(5, 0);
        let (x, y): (Vec<f64>, Vec<f64>) = (0..300).map(|_| (dice.unit() * 2e4, dice.unit() * 1e4)).unzip();
        let jobs: Vec<f64> = (0..300).map(|_| 1.0 + dice.unit() * 50.0).collect();
        let sample = |groups| Sample { groups, mass: 44_850.0 };
        let (one, two) = (sample(exact(&x, &y, Some(&jobs), 16e3)), sample(binned(&x, &y, Some(&jobs), 16e3)));
        let (h1, h2) = (one.bandwidth().unwrap(), two.bandwidth().unwrap());
        assert!((h1 / h2 - 1.0).abs() < 1e-4, "{h1} {h2}");
        for r in [0.0, 250.0, 1000.0, 8000.0] {
            assert!((one.density(r, h1) / two.density(r, h2) - 1.0).abs() < 1e-4);
        }
    }

    #[test]
    fn one_firm_has_no_distance() {
        assert_eq!(kd(&[1.0], &[1.0], None, &[100.0]), Err(Absent::SinglePlant));
        assert_eq!(kd(&[], &[], None, &[100.0]), Err(Absent::NoBase));
        assert_eq!(kd(&[1.0; 3], &[1.0; 3], None, &[100.0]), Err(Absent::TooFew));
    }

    #[test]
    fn a_cluster_rises_above_its_band() {
        let (x, y) = (column("firms.csv", "x_m"), column("firms.csv", "y_m"));
        let is = words("firms.csv", "industry");
        let own: Vec<u32> = (0..x.len() as u32).filter(|&i| is[i as usize] == "I1").collect();
        let Industry { x: ix, y: iy, .. } = industry("I1");
        let band = kd_band(&x, &y, &own, None, &[500.0], Chance { rounds: 99, share: 0.95, seed: 2 });
        assert!(kd(&ix, &iy, None, &[500.0]).unwrap().density[0] > band.high[0].unwrap());
    }
}
