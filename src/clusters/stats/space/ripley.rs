//! Ripley's K and L: how many firms lie within r of a firm, against an even spread over the city.

use super::bands::{Band, Chance, band};
use super::dice::Dice;
use super::pairs::distance;
use super::{Absent, Value};
use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// A rectangle that holds all firms, in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// West and east end.
    pub x: (f64, f64),
    /// South and north end.
    pub y: (f64, f64),
}

impl Window {
    /// Square metres.
    pub fn area(&self) -> f64 {
        (self.x.1 - self.x.0) * (self.y.1 - self.y.0)
    }
}

/// How firms across the border are accounted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Not at all: understates K near the border.
    Ignore,
    /// A pair counts as the inverse of the share of its circle that lies inside (Ripley 1977), at most 100.
    Isotropic,
}

/// K(r) = A / (n (n−1)) Σ weights of ordered pairs within r, in square metres; πr² is chance.
///
/// A value per radius (metres, ascending). `NoBase` without firms, `SinglePlant` for one.
pub fn k(x: &[f64], y: &[f64], window: Window, edge: Edge, radii: &[f64]) -> Vec<Value> {
    let n = x.len();
    if n < 2 {
        return vec![Err(if n == 0 { Absent::NoBase } else { Absent::SinglePlant }); radii.len()];
    }
    let mut rings = vec![0.0; radii.len() + 1];
    for i in 0..n {
        for j in (0..n).filter(|&j| j != i) {
            let d = distance(x[i] - x[j], y[i] - y[j]);
            let ring = radii.partition_point(|&r| r < d);
            if ring < radii.len() {
                rings[ring] += match edge {
                    Edge::Ignore => 1.0,
                    Edge::Isotropic => 1.0 / inside(window, x[i], y[i], d).max(0.01),
                };
            }
        }
    }
    let scale = window.area() / (n * (n - 1)) as f64;
    let mut sum = 0.0;
    rings[..radii.len()]
        .iter()
        .map(|ring| {
            sum += ring;
            Ok(scale * sum)
        })
        .collect()
}

/// L(r) = √(K / π) in metres; r is chance, above it the firms cluster.
pub fn l(k: Value) -> Value {
    k.map(|k| (k / PI).sqrt())
}

/// The band of [`k`] for `count` firms at random places of all.
pub fn k_band(x: &[f64], y: &[f64], count: usize, window: Window, edge: Edge, radii: &[f64], chance: Chance) -> Band {
    band(chance, radii.len(), |round| {
        let mut places: Vec<u32> = (0..x.len() as u32).collect();
        Dice::new(chance.seed, round).shuffle_first(&mut places, count);
        let at = |of: &[f64]| -> Vec<f64> { places[..count.min(x.len())].iter().map(|&p| of[p as usize]).collect() };
        k(&at(x), &at(y), window, edge, radii)
    })
}

/// The share of the circle of radius `d` around a firm that lies in the window.
fn inside(window: Window, x: f64, y: f64, d: f64) -> f64 {
    let sides = [window.x.1 - x, window.y.1 - y, x - window.x.0, y - window.y.0];
    // Half the angle of the arc that each side cuts off; the sides go round, so neighbours share a corner.
    let cut = sides.map(|gap| if gap < d { (gap / d).acos() } else { 0.0 });
    let twice = (0..4).map(|s| (cut[s] + cut[(s + 1) % 4] - FRAC_PI_2).max(0.0)).sum::<f64>();
    1.0 - (2.0 * cut.iter().sum::<f64>() - twice) / TAU
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{assert_same, column, expected, numbers, words};
    use super::*;

    #[test]
    fn equals_the_reference_with_and_without_the_border() {
        let e = expected("11_point_patterns_Kd_M_K", "expected");
        let radii: Vec<f64> = numbers(&e["r_m"]).into_iter().flatten().collect();
        let window = Window { x: (0.0, 20_000.0), y: (0.0, 10_000.0) };
        let is = words("firms.csv", "industry");
        for name in ["I1", "I3"] {
            let of = |c: &str| -> Vec<f64> {
                column("firms.csv", c).into_iter().zip(&is).filter(|(_, i)| *i == name).map(|(v, _)| v).collect()
            };
            let (x, y) = (of("x_m"), of("y_m"));
            let plain = k(&x, &y, window, Edge::Ignore, &radii);
            let isotropic = k(&x, &y, window, Edge::Isotropic, &radii);
            assert_same(name, &plain, &numbers(&e[format!("K_no_correction_{name}")]), 1e-6);
            assert_same(name, &isotropic, &numbers(&e[format!("K_isotropic_correction_{name}")]), 1e-6);
            let l: Vec<Value> = isotropic.into_iter().map(l).collect();
            assert_same(name, &l, &numbers(&e[format!("L_isotropic_{name}")]), 1e-6);
        }
    }

    #[test]
    fn a_circle_around_a_corner_is_a_quarter_inside() {
        let window = Window { x: (0.0, 10.0), y: (0.0, 10.0) };
        assert!((inside(window, 0.0, 0.0, 1.0) - 0.25).abs() < 1e-12);
        assert!((inside(window, 5.0, 0.0, 1.0) - 0.5).abs() < 1e-12);
        assert_eq!(inside(window, 5.0, 5.0, 1.0), 1.0);
    }
}
