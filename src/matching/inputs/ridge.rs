//! Solves A x = b for a symmetric positive definite A, by Cholesky.

/// The solution; of `a`, `n` by `n`, the lower half is given and is overwritten.
pub(super) fn solve(a: &mut [f32], n: usize, mut b: Vec<f32>) -> Vec<f32> {
    for i in 0..n {
        for j in 0..=i {
            let (row, other) = (i * n, j * n);
            let rest = a[row + j] - product(&a[row..row + j], &a[other..other + j]);
            a[row + j] = if i == j { rest.max(1e-6).sqrt() } else { rest / a[other + j] };
        }
    }
    for i in 0..n {
        let known = product(&a[i * n..i * n + i], &b[..i]);
        b[i] = (b[i] - known) / a[i * n + i];
    }
    for i in (0..n).rev() {
        let known: f32 = (i + 1..n).map(|j| a[j * n + i] * b[j]).sum();
        b[i] = (b[i] - known) / a[i * n + i];
    }
    b
}

/// The inner product with eight sums side by side, so that it can be vectorised.
fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    let (x, y) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = x.remainder().iter().zip(y.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in x.zip(y) {
        for k in 0..8 {
            sums[k] += x[k] * y[k];
        }
    }
    rest + sums.iter().sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_solution_solves() {
        let mut a = [4.0, 0.0, 0.0, 2.0, 5.0, 0.0, 1.0, 3.0, 6.0];
        let x = solve(&mut a, 3, vec![1.0, 2.0, 3.0]);
        let full = [[4.0, 2.0, 1.0], [2.0, 5.0, 3.0], [1.0, 3.0, 6.0]];
        for (row, right) in full.iter().zip([1.0, 2.0, 3.0]) {
            let left: f32 = row.iter().zip(&x).map(|(a, x)| a * x).sum();
            assert!((left - right).abs() < 1e-4);
        }
    }
}
