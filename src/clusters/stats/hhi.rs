//! Concentration on few: the Herfindahl-Hirschman index of plants, suppliers or a district's industries.

use super::value::{Absent, Value, ratio};

/// Sums of powers of a set of sizes (jobs of plants, purchases from suppliers): all that the indices need, so that a
/// million plants are read once. Kept as `f64`, because the squares of 32-bit sizes overflow integers without a word;
/// exact up to 2^53.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sizes {
    pub n: u64,
    pub sum: f64,
    pub squares: f64,
    pub fourths: f64,
}

impl Sizes {
    /// The sums of non-negative sizes. Every one counts in `n`, also zeros.
    pub fn of(sizes: impl IntoIterator<Item = f64>) -> Self {
        let mut all = Self::default();
        for size in sizes {
            let square = size * size;
            all.n += 1;
            all.sum += size;
            all.squares += square;
            all.fourths += square * square;
        }
        all
    }

    /// The sum of squared shares: `1/n` where all are alike, 1 where one has all. `NoBase` where the sum is zero.
    pub fn hhi(&self) -> Value {
        ratio(self.squares, self.sum * self.sum)
    }

    /// `(HHI - 1/n) / (1 - 1/n)`, 0 where all are alike whatever their number. `SinglePlant` where there is but one.
    pub fn normalised(&self) -> Value {
        let (hhi, even) = (self.hhi()?, 1.0 / self.n as f64);
        if self.n > 1 { Ok((hhi - even) / (1.0 - even)) } else { Err(Absent::SinglePlant) }
    }

    /// `1 / HHI`: how many of equal size would be as concentrated. Range 1..n.
    pub fn equivalent(&self) -> Value {
        ratio(1.0, self.hhi()?)
    }

    /// The sum of fourth powers of the shares, which the variance of Ellison and Glaeser's index needs.
    pub fn fourth_shares(&self) -> Value {
        ratio(self.fourths, self.sum.powi(4))
    }
}

/// The share of the `k` largest sizes, range 0..1. `NoBase` where the sum is zero.
pub fn top_share(sizes: &[f64], k: usize) -> Value {
    let mut sorted = sizes.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    ratio(sorted.iter().take(k).sum(), sizes.iter().sum())
}
