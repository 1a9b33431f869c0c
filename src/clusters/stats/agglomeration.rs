//! Does an industry cluster more than its large plants alone would make it (Ellison and Glaeser 1997), and which
//! industries seek each other?

use super::hhi::Sizes;
use super::table::Table;
use super::value::{Absent, Value, ratio};

/// Ellison and Glaeser's index of one industry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agglomeration {
    /// `sum over districts of (s_ij - x_j)^2`, the raw unevenness. Range 0..2.
    pub raw: Value,
    /// The raw unevenness beyond what plants thrown at random would show: around 0 for chance, negative if more
    /// dispersed than that, above 1 possible and not clamped. `SinglePlant` where one plant is the industry.
    pub gamma: Value,
    /// How many standard deviations the raw unevenness lies above chance. Exists for a single plant, but says nothing.
    pub z: Value,
}

/// Ellison and Glaeser's reading of gamma.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Below 0: more evenly spread than chance.
    Dispersed,
    /// 0 to 0.02.
    Weak,
    /// 0.02 to 0.05.
    Moderate,
    /// Above 0.05.
    Strong,
}

/// What of the city all industries of a table share: each district's part of all jobs, and sums of its powers.
#[derive(Clone, Debug, PartialEq)]
pub struct Base {
    shares: Vec<f64>,
    squares: f64,
    cubes: f64,
}

impl Base {
    /// `NoBase` where there are no jobs, or all are in one district: nothing can be uneven there.
    pub fn of(table: &Table) -> Result<Self, Absent> {
        let shares = table.row_totals().iter().map(|total| ratio(*total, table.total()));
        let shares = shares.collect::<Result<Vec<f64>, Absent>>()?;
        let power = |p| shares.iter().map(|x| x.powi(p)).sum();
        let (squares, cubes): (f64, f64) = (power(2), power(3));
        if squares < 1.0 { Ok(Self { shares, squares, cubes }) } else { Err(Absent::NoBase) }
    }

    /// `G = sum (s - x)^2`, `gamma = (G - (1-X2)H) / ((1-X2)(1-H))`, `z = (G - (1-X2)H) / sqrt(Var G)`, where
    /// `Var G = 2(H^2 [X2 - 2 X3 + X2^2] - Z4 [X2 - 4 X3 + 3 X2^2])`, H the plants' HHI, Z4 the sum of the fourth
    /// powers of their shares, Xk the sum of the k-th powers of the districts' shares.
    pub fn agglomeration(&self, table: &Table, industry: usize, plants: &Sizes) -> Agglomeration {
        let raw = self.raw(table, industry);
        let excess = || Ok((raw? - (1.0 - self.squares) * plants.hhi()?, plants.hhi()?));
        let gamma = || {
            let (excess, hhi) = excess()?;
            if plants.n < 2 {
                return Err(Absent::SinglePlant);
            }
            ratio(excess, (1.0 - self.squares) * (1.0 - hhi))
        };
        let z = || ratio(excess()?.0, self.variance(plants)?.max(0.0).sqrt());
        Agglomeration { raw, gamma: gamma(), z: z() }
    }

    /// `sum over districts of (s_aj - x_j)(s_bj - x_j) / (1 - X2)`, above 0 where two industries are over-represented
    /// in the same districts (Ellison, Glaeser and Kerr 2010). `NoBase` where the city lacks one of them.
    pub fn coagglomeration(&self, table: &Table, a: usize, b: usize) -> Value {
        let pairs = table.column(a).zip(table.column(b)).zip(&self.shares);
        let (all_a, all_b) = (table.column_totals()[a], table.column_totals()[b]);
        let sum: Value = pairs.map(|((a, b), x)| Ok((ratio(a, all_a)? - x) * (ratio(b, all_b)? - x))).sum();
        ratio(sum?, 1.0 - self.squares)
    }

    fn raw(&self, table: &Table, industry: usize) -> Value {
        let all = ratio(1.0, table.column_totals()[industry])?;
        Ok(table.column(industry).zip(&self.shares).map(|(here, x)| (here * all - x).powi(2)).sum())
    }

    fn variance(&self, plants: &Sizes) -> Value {
        let (x2, x3, hhi) = (self.squares, self.cubes, plants.hhi()?);
        let even = hhi * hhi * (x2 - 2.0 * x3 + x2 * x2);
        Ok(2.0 * (even - plants.fourth_shares()? * (x2 - 4.0 * x3 + 3.0 * x2 * x2)))
    }
}

impl Strength {
    pub fn of(gamma: f64) -> Self {
        match gamma {
            g if g < 0.0 => Self::Dispersed,
            g if g < 0.02 => Self::Weak,
            g if g <= 0.05 => Self::Moderate,
            _ => Self::Strong,
        }
    }
}
