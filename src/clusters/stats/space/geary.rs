//! Geary's C: how unlike are neighbours?

use super::Absent;
use super::moran::{Association, Spread, spread, with_links};
use super::weights::{Neighbours, Sums};

/// Geary's C = (n−1) Σ w_ij (x_i − x_j)² / (2 S0 Σ z²), row-standardised W; 0 (alike) over 1 (chance) upwards (unlike).
///
/// # Errors
/// `TooFew` below four places, `NoBase` if all values are equal or nobody has a neighbour.
pub fn geary(values: &[f64], near: &Neighbours) -> Result<Association, Absent> {
    let Spread { z, squares, kurtosis } = spread(values)?;
    let sums = with_links(Sums::row_standardised(near))?;
    let n = z.len() as f64;
    let gap = |i: usize| -> f64 { near.of(i).iter().map(|&j| (z[i] - z[j as usize]).powi(2)).sum() };
    let gaps: f64 = (0..z.len()).map(|i| gap(i) / near.count(i).max(1) as f64).sum();
    Ok(Association {
        statistic: (n - 1.0) * gaps / (2.0 * sums.s0 * squares),
        expected: 1.0,
        variance_normal: variance_normal(n, sums),
        variance_random: variance_random(n, sums, kurtosis),
    })
}

fn variance_normal(n: f64, Sums { s0, s1, s2 }: Sums) -> f64 {
    ((2.0 * s1 + s2) * (n - 1.0) - 4.0 * s0 * s0) / (2.0 * (n + 1.0) * s0 * s0)
}

fn variance_random(n: f64, Sums { s0, s1, s2 }: Sums, k: f64) -> f64 {
    let a = (n - 1.0) * s1 * (n * n - 3.0 * n + 3.0 - (n - 1.0) * k);
    let b = (n - 1.0) * s2 * (n * n + 3.0 * n - 6.0 - (n * n - n + 2.0) * k) / 4.0;
    let c = s0 * s0 * (n * n - 3.0 - (n - 1.0).powi(2) * k);
    (a - b + c) / (n * (n - 2.0) * (n - 3.0) * s0 * s0)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{close, column, expected};
    use super::*;

    #[test]
    fn equals_the_reference_on_a_grid() {
        let values = column("grid6x6.csv", "value");
        for (name, near) in [("rook", Neighbours::rook(6, 6)), ("queen", Neighbours::queen(6, 6))] {
            let e = expected("10_moran_geary_getis", &format!("esda/{name}/geary"));
            let is =
                |key: &str, ours: f64| assert!(close(ours, e[key].as_f64().unwrap(), 1e-11), "{name} {key} {ours}");
            let g = geary(&values, &near).unwrap();
            is("C", g.statistic);
            is("EC", g.expected);
            is("VC_norm", g.variance_normal);
            is("z_norm", g.z_normal());
            is("VC_rand", g.variance_random);
            is("z_rand", g.z_random());
        }
    }
}
