//! Input-output: what a unit of demand pulls in all sectors (Leontief), what a unit of supply pushes (Ghosh).

use super::Absent;
use nalgebra::DMatrix;

/// A square matrix, row by row.
pub type Matrix = Vec<Vec<f64>>;

/// Input coefficients A = Z diag(x)⁻¹: what a unit of a sector's output takes from each; a sector without output has 0.
pub fn coefficients(flows: &[Vec<f64>], output: &[f64]) -> Matrix {
    let share = |(j, z): (usize, &f64)| if output[j] > 0.0 { z / output[j] } else { 0.0 };
    flows.iter().map(|row| row.iter().enumerate().map(share).collect()).collect()
}

/// Allocation coefficients B = diag(x)⁻¹ Z: where a unit of a sector's output goes; a sector without output has 0.
pub fn allocations(flows: &[Vec<f64>], output: &[f64]) -> Matrix {
    let share = |z: &f64, x: f64| if x > 0.0 { z / x } else { 0.0 };
    flows.iter().zip(output).map(|(row, &x)| row.iter().map(|z| share(z, x)).collect()).collect()
}

/// The Leontief inverse (I − A)⁻¹: output of row that a unit of final demand for column pulls, directly and through
/// its suppliers (Miller and Blair 2009).
///
/// # Errors
/// `NotConverged` if the economy as a whole eats all it makes, so that the pull has no end (Hawkins and Simon 1949);
/// `TooFew` if the matrix is empty or not square. A single sector may be [`overdrawn`] without that.
pub fn leontief(coefficients: &[Vec<f64>]) -> Result<Matrix, Absent> {
    let n = coefficients.len();
    if n == 0 || coefficients.iter().any(|row| row.len() != n) {
        return Err(Absent::TooFew);
    }
    let rest = DMatrix::from_fn(n, n, |i, j| f64::from(u8::from(i == j)) - coefficients[i][j]);
    let inverse = rest.try_inverse().ok_or(Absent::NotConverged)?;
    // With A ≥ 0 the powers of A sum up if and only if the inverse has no negative entry; neither has NaN.
    if inverse.iter().all(|pull| *pull >= -1e-9) {
        Ok(inverse.row_iter().map(|row| row.iter().copied().collect()).collect())
    } else {
        Err(Absent::NotConverged)
    }
}

/// The Ghosh inverse (I − B)⁻¹: output of column that a unit of primary input of row allows (Ghosh 1958).
///
/// # Errors
/// As [`leontief`].
pub fn ghosh(allocations: &[Vec<f64>]) -> Result<Matrix, Absent> {
    leontief(allocations)
}

/// Sectors whose inputs cost as much as their output is worth, or more: a column of A sums to 1 or above. If one is
/// there, the books are incomplete or the sector lives on subsidy; say so beside the multipliers, or show none.
pub fn overdrawn(coefficients: &[Vec<f64>]) -> Vec<usize> {
    let used = |j: usize| coefficients.iter().map(|row| row[j]).sum::<f64>();
    (0..coefficients.len()).filter(|&j| used(j) >= 1.0).collect()
}

/// Output that a unit of final demand pulls in all sectors together: the column sums of the Leontief inverse, from 1.
pub fn output_multipliers(leontief: &[Vec<f64>]) -> Vec<f64> {
    (0..leontief.len()).map(|j| leontief.iter().map(|row| row[j]).sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{close, expected, matrix, numbers};
    use super::*;
    use serde_json::Value as Json;

    fn same(ours: &Matrix, theirs: &Json) {
        let theirs = matrix(theirs);
        assert!(ours.iter().flatten().zip(theirs.iter().flatten()).all(|(o, t)| close(*o, *t, 1e-10)), "{ours:?}");
    }

    #[test]
    fn equals_the_textbook_and_the_toy_chain() {
        for case in ["miller_blair_2sector", "ours_6sector"] {
            let e = expected("15_input_output", &format!("expected/{case}"));
            let (z, x) = (matrix(&e["Z"]), numbers(&e["x"]).into_iter().flatten().collect::<Vec<f64>>());
            let a = coefficients(&z, &x);
            same(&a, &e["A"]);
            let l = leontief(&a).unwrap();
            same(&l, &e["L"]);
            let multipliers: Vec<f64> = numbers(&e["output_multipliers"]).into_iter().flatten().collect();
            assert!(output_multipliers(&l).iter().zip(&multipliers).all(|(o, t)| close(*o, *t, 1e-10)));
            // G = diag(x)⁻¹ L diag(x): the two inverses are one economy seen from both ends.
            let g = ghosh(&allocations(&z, &x)).unwrap();
            for (i, row) in g.iter().enumerate() {
                assert!(row.iter().enumerate().all(|(j, g)| close(*g, l[i][j] * x[j] / x[i], 1e-10)));
            }
        }
    }

    #[test]
    fn an_economy_that_eats_itself_is_refused() {
        assert_eq!(leontief(&[vec![0.5, 0.7], vec![0.5, 0.7]]), Err(Absent::NotConverged));
        assert_eq!(leontief(&[vec![0.5, 0.5], vec![0.5, 0.5]]), Err(Absent::NotConverged));
        assert_eq!(leontief(&[vec![f64::NAN]]), Err(Absent::NotConverged));
        assert_eq!(leontief(&[]), Err(Absent::TooFew));
        assert_eq!(coefficients(&[vec![1.0, 2.0], vec![3.0, 4.0]], &[0.0, 4.0]), [[0.0, 0.5], [0.0, 1.0]]);
    }

    #[test]
    fn the_toy_chain_has_a_sector_that_spends_more_than_it_earns() {
        let a = matrix(&expected("15_input_output", "expected/ours_6sector/A"));
        assert_eq!(overdrawn(&a), [3]);
        assert_eq!(overdrawn(&[vec![0.5, 0.5], vec![0.5, 0.2]]), [0]);
    }
}
