//! Kernel density of firms or jobs at chosen points, by direct sums.

use super::normal::mass_between;
use super::ripley::Window;
use super::{Absent, Value};
use std::f64::consts::{PI, TAU};

/// How a firm's weight is spread around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kernel {
    /// Bell of standard deviation h.
    Gaussian,
    /// Paraboloid of radius h.
    Epanechnikov,
    /// Even disc of radius h.
    TopHat,
}

impl Kernel {
    /// Density per square metre at a squared distance, for bandwidth `h`.
    fn at(self, squared: f64, h: f64) -> f64 {
        let u = squared / (h * h);
        match self {
            Kernel::Gaussian => (-0.5 * u).exp() / (TAU * h * h),
            Kernel::Epanechnikov => 2.0 * (1.0 - u).max(0.0) / (PI * h * h),
            Kernel::TopHat => f64::from(u8::from(u <= 1.0)) / (PI * h * h),
        }
    }
}

/// Density per square metre at each point of `at`, of weights that are scaled to sum to 1; `h` in metres, above 0.
///
/// Times the total weight and 1e6 it is firms (or jobs) per square kilometre. Not corrected for the city's edge; see
/// [`inside`]. `NoBase` if the weights do not sum to more than 0.
pub fn density(x: &[f64], y: &[f64], weight: &[f64], kernel: Kernel, h: f64, at: &[(f64, f64)]) -> Vec<Value> {
    let total: f64 = weight.iter().sum();
    let one = |&(px, py): &(f64, f64)| {
        let firms = x.iter().zip(y).zip(weight);
        let sum: f64 = firms.map(|((x, y), w)| w * kernel.at((x - px).powi(2) + (y - py).powi(2), h)).sum();
        if total > 0.0 { Ok(sum / total) } else { Err(Absent::NoBase) }
    };
    at.iter().map(one).collect()
}

/// The share of a Gaussian kernel around a point that lies in the window: divide a density by it to make up for the
/// firms across the border that nobody counted. 1 far inside, about 1/4 in a corner.
pub fn inside(window: Window, x: f64, y: f64, h: f64) -> f64 {
    mass_between(window.x.0, window.x.1, x, h) * mass_between(window.y.0, window.y.1, y, h)
}

/// Density with a Gaussian of the firms' own covariance times Scott's factor n^(−1/6) squared, where n = (Σw)² / Σw²
/// (Scott 1992): the shape of the city sets the bandwidth.
///
/// # Errors
/// `TooFew` if the firms lie on a line or there is in effect one.
pub fn density_scott(x: &[f64], y: &[f64], weight: &[f64], at: &[(f64, f64)]) -> Result<Vec<f64>, Absent> {
    let (total, squares) = weight.iter().fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    let mean = |v: &[f64]| v.iter().zip(weight).map(|(v, w)| v * w).sum::<f64>() / total;
    let (mx, my) = (mean(x), mean(y));
    let moment = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        x.iter().zip(y).zip(weight).map(|((x, y), w)| w * f(x - mx, y - my)).sum()
    };
    let scale = scott_factor(weight).powi(2) / (total - squares / total);
    let (xx, xy, yy) = (scale * moment(&|a, _| a * a), scale * moment(&|a, b| a * b), scale * moment(&|_, b| b * b));
    let det = xx * yy - xy * xy;
    if det.is_nan() || det <= xx * yy * 1e-12 {
        return Err(Absent::TooFew);
    }
    let energy = |a: f64, b: f64| (yy * a * a - 2.0 * xy * a * b + xx * b * b) / det;
    let one = |&(px, py): &(f64, f64)| {
        let firms = x.iter().zip(y).zip(weight);
        let sum: f64 = firms.map(|((x, y), w)| w * (-0.5 * energy(x - px, y - py)).exp()).sum();
        sum / (total * TAU * det.sqrt())
    };
    Ok(at.iter().map(one).collect())
}

/// Scott's factor for two dimensions, from the effective number of firms.
pub fn scott_factor(weight: &[f64]) -> f64 {
    let (total, squares) = weight.iter().fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    (total * total / squares).powf(-1.0 / 6.0)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{assert_same, close, column, expected, matrix, numbers};
    use super::*;

    #[test]
    fn equals_the_reference_for_every_kernel() {
        let (x, y, jobs) = (column("firms.csv", "x_m"), column("firms.csv", "y_m"), column("firms.csv", "employees"));
        let e = expected("12_kernel_density", "expected");
        let at: Vec<(f64, f64)> = matrix(&e["eval_points_m"]).iter().map(|p| (p[0], p[1])).collect();
        let ones = vec![1.0; x.len()];
        let same = |key: &str, ours: &[Value]| assert_same(key, ours, &numbers(&e[key]), 1e-9);
        same("gaussian_h1000_unweighted", &density(&x, &y, &ones, Kernel::Gaussian, 1000.0, &at));
        same("gaussian_h1000_employee_weighted", &density(&x, &y, &jobs, Kernel::Gaussian, 1000.0, &at));
        same("epanechnikov_h2000_unweighted", &density(&x, &y, &ones, Kernel::Epanechnikov, 2000.0, &at));
        same("tophat_h2000_unweighted", &density(&x, &y, &ones, Kernel::TopHat, 2000.0, &at));
        let scott = |w: &[f64]| -> Vec<Value> { density_scott(&x, &y, w, &at).unwrap().into_iter().map(Ok).collect() };
        same("scipy_scott_full_covariance", &scott(&ones));
        same("scipy_scott_weighted_full_covariance", &scott(&jobs));
        assert!(close(scott_factor(&ones), e["scipy_scott_factor"].as_f64().unwrap(), 1e-12));
    }

    #[test]
    fn half_of_a_kernel_on_the_border_is_inside() {
        let window = Window { x: (0.0, 20e3), y: (0.0, 10e3) };
        assert!((inside(window, 0.0, 5e3, 100.0) - 0.5).abs() < 1e-12);
        assert!((inside(window, 0.0, 0.0, 100.0) - 0.25).abs() < 1e-12);
    }
}
