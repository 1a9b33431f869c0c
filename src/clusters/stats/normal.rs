//! The normal distribution, as far as significance needs it.

use std::f64::consts::SQRT_2;

/// The chance of a standard normal value at least as far from 0 as `z`.
pub fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2)
}

/// The chance of a standard normal value beyond `z` on z's own side.
pub fn one_sided(z: f64) -> f64 {
    two_sided(z) / 2.0
}

/// The share of a normal distribution around `centre` with standard deviation `sd` that lies in `low..=high`.
pub fn mass_between(low: f64, high: f64, centre: f64, sd: f64) -> f64 {
    let up_to = |x: f64| libm::erf((x - centre) / (sd * SQRT_2));
    (up_to(high) - up_to(low)) / 2.0
}
