//! Getis-Ord: are high values together (G), and where (Gi, Gi*)?

use super::weights::{Neighbours, Sums};
use super::{Absent, Value};

/// The global G with its moments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Global {
    /// Σ w_ij x_i x_j / Σ_{i≠j} x_i x_j: the share of all products that is between neighbours, 0 to 1.
    pub statistic: f64,
    /// What random dealing would give on average.
    pub expected: f64,
    /// Its variance under random dealing.
    pub variance: f64,
}

impl Global {
    /// Standard score: above 0 high values cluster, below 0 low ones do.
    pub fn z(&self) -> f64 {
        (self.statistic - self.expected) / self.variance.sqrt()
    }
}

/// The global G of values that are not negative, with binary W (Getis and Ord 1992).
///
/// # Errors
/// `TooFew` below four places; `NoBase` if nobody has a neighbour, a value is negative, or fewer than two are positive.
pub fn global(values: &[f64], near: &Neighbours) -> Result<Global, Absent> {
    if values.len() < 4 {
        return Err(Absent::TooFew);
    }
    let sums = Sums::binary(near);
    let n = values.len() as f64;
    let power = |p: i32| values.iter().map(|v| v.powi(p)).sum::<f64>();
    let m = [power(1), power(2), power(3), power(4)];
    let products = m[0] * m[0] - m[1];
    if sums.s0 == 0.0 || values.iter().any(|&v| v < 0.0) || values.iter().filter(|&&v| v > 0.0).count() < 2 {
        return Err(Absent::NoBase);
    }
    let cross: f64 = (0..values.len()).map(|i| values[i] * near.sum_around(i, values)).sum();
    let expected = sums.s0 / (n * (n - 1.0));
    let square = second_moment(n, sums, m) / (products * products * n * (n - 1.0) * (n - 2.0) * (n - 3.0));
    Ok(Global { statistic: cross / products, expected, variance: square - expected * expected })
}

fn second_moment(n: f64, Sums { s0, s1, s2 }: Sums, [m1, m2, m3, m4]: [f64; 4]) -> f64 {
    let b0 = (n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0;
    let b1 = -((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
    let b2 = -(2.0 * n * s1 - (n + 3.0) * s2 + 6.0 * s0 * s0);
    let b3 = 4.0 * (n - 1.0) * s1 - 2.0 * (n + 1.0) * s2 + 8.0 * s0 * s0;
    let b4 = s1 - s2 + s0 * s0;
    b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1.powi(4)
}

/// Sum, sum of squares and number of the values a local score compares with.
#[derive(Clone, Copy)]
struct Crowd {
    n: f64,
    sum: f64,
    squares: f64,
}

impl Crowd {
    fn of(values: &[f64]) -> Crowd {
        Crowd { n: values.len() as f64, sum: values.iter().sum(), squares: values.iter().map(|v| v * v).sum() }
    }

    fn without(self, value: f64) -> Crowd {
        Crowd { n: self.n - 1.0, sum: self.sum - value, squares: self.squares - value * value }
    }

    /// How unusual it is that `links` members drawn from the crowd sum up to `sum`.
    fn score(self, sum: f64, links: f64) -> Value {
        let mean = self.sum / self.n;
        let variance = self.squares / self.n - mean * mean;
        let room = (self.n * links - links * links) / (self.n - 1.0);
        if links == 0.0 || room <= 0.0 || variance <= self.squares / self.n * 1e-12 {
            return Err(Absent::NoBase);
        }
        Ok((sum - mean * links) / (variance * room).sqrt())
    }
}

/// Gi*: the standard score of each place together with its neighbours, binary W (Ord and Getis 1995).
///
/// Above 1.645 / 1.960 / 2.576 a hot spot at 90 / 95 / 99 %, below the negatives a cold one. `NoBase` where all values
/// are equal or the neighbourhood is the whole map.
pub fn gi_star(values: &[f64], near: &Neighbours) -> Vec<Value> {
    let crowd = Crowd::of(values);
    let score = |i: usize| crowd.score(values[i] + near.sum_around(i, values), near.count(i) as f64 + 1.0);
    (0..values.len()).map(score).collect()
}

/// Gi: as [`gi_star`], of the neighbours alone and against everybody but the place itself. `NoBase` for an island.
pub fn gi(values: &[f64], near: &Neighbours) -> Vec<Value> {
    let crowd = Crowd::of(values);
    let score = |i: usize| crowd.without(values[i]).score(near.sum_around(i, values), near.count(i) as f64);
    (0..values.len()).map(score).collect()
}

/// The share of the map's total that lies at a place and its neighbours, 0 to 1; `NoBase` if the total is not positive.
pub fn gi_star_share(values: &[f64], near: &Neighbours) -> Vec<Value> {
    let total: f64 = values.iter().sum();
    (0..values.len()).map(|i| share(values[i] + near.sum_around(i, values), total)).collect()
}

/// The share of everybody else's total that lies at a place's neighbours, 0 to 1.
pub fn gi_share(values: &[f64], near: &Neighbours) -> Vec<Value> {
    let total: f64 = values.iter().sum();
    let of = |i: usize| {
        if near.count(i) == 0 { Err(Absent::NoBase) } else { share(near.sum_around(i, values), total - values[i]) }
    };
    (0..values.len()).map(of).collect()
}

fn share(part: f64, whole: f64) -> Value {
    if whole > 0.0 { Ok(part / whole) } else { Err(Absent::NoBase) }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{assert_same, close, column, expected, numbers};
    use super::super::normal::one_sided;
    use super::*;

    #[test]
    fn equals_the_reference_on_a_grid() {
        let values = column("grid6x6.csv", "value");
        for (name, near) in [("rook", Neighbours::rook(6, 6)), ("queen", Neighbours::queen(6, 6))] {
            let e = expected("10_moran_geary_getis", &format!("esda/{name}"));
            let g = global(&values, &near).unwrap();
            for (key, ours) in [
                ("G", g.statistic),
                ("EG", g.expected),
                ("VG", g.variance),
                ("z_norm", g.z()),
                ("p_norm", one_sided(g.z())),
            ] {
                assert!(close(ours, e["G"][key].as_f64().unwrap(), 1e-11), "{name} {key} {ours}");
            }
            assert_same("gi*", &gi_star(&values, &near), &numbers(&e["gi_star_Zs"]), 1e-11);
            assert_same("gi", &gi(&values, &near), &numbers(&e["gi_Zs"]), 1e-11);
            assert_same("gi* share", &gi_star_share(&values, &near), &numbers(&e["gi_star_Gs"]), 1e-11);
            assert_same("gi share", &gi_share(&values, &near), &numbers(&e["gi_Gs"]), 1e-11);
        }
    }

    #[test]
    fn islands_and_constants_have_no_score() {
        let near = Neighbours::from_pairs(5, [(0, 1)]);
        assert_eq!(gi(&[1.0, 2.0, 3.0, 4.0, 5.0], &near)[4], Err(Absent::NoBase));
        assert!(gi_star(&[2.0; 5], &near).iter().all(|z| *z == Err(Absent::NoBase)));
    }
}
