//! Who is whose neighbour: binary, symmetric, nobody his own.

/// The neighbours of each place, in compressed rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbours {
    starts: Vec<usize>,
    others: Vec<u32>,
}

impl Neighbours {
    /// From pairs of different places below `n`; either order, repeats allowed.
    ///
    /// # Panics
    /// If a pair names a place at or above `n`.
    pub fn from_pairs(n: usize, pairs: impl IntoIterator<Item = (u32, u32)>) -> Neighbours {
        let mut both: Vec<(u32, u32)> =
            pairs.into_iter().filter(|(a, b)| a != b).flat_map(|(a, b)| [(a, b), (b, a)]).collect();
        both.sort_unstable();
        both.dedup();
        let mut starts = vec![0; n + 1];
        for &(a, _) in &both {
            starts[a as usize + 1] += 1;
        }
        for i in 0..n {
            starts[i + 1] += starts[i];
        }
        Neighbours { starts, others: both.into_iter().map(|(_, b)| b).collect() }
    }

    /// Cells of a grid, numbered row by row, that share a side.
    pub fn rook(rows: u32, columns: u32) -> Neighbours {
        Neighbours::grid(rows, columns, &[(0, 1), (1, 0)])
    }

    /// Cells of a grid, numbered row by row, that share a side or a corner.
    pub fn queen(rows: u32, columns: u32) -> Neighbours {
        Neighbours::grid(rows, columns, &[(0, 1), (1, 0), (1, 1), (1, -1)])
    }

    fn grid(rows: u32, columns: u32, steps: &[(u32, i64)]) -> Neighbours {
        let pairs = (0..rows).flat_map(|r| (0..columns).map(move |c| (r, c))).flat_map(|(r, c)| {
            steps.iter().filter_map(move |&(down, right)| {
                let (r2, c2) = (r + down, i64::from(c) + right);
                let inside = r2 < rows && (0..i64::from(columns)).contains(&c2);
                inside.then(|| (r * columns + c, r2 * columns + c2 as u32))
            })
        });
        Neighbours::from_pairs((rows * columns) as usize, pairs)
    }

    /// Places (metres) at most `radius` metres from each other.
    pub fn within(x: &[f64], y: &[f64], radius: f64) -> Neighbours {
        let mut by_x: Vec<u32> = (0..x.len() as u32).collect();
        by_x.sort_by(|&a, &b| x[a as usize].total_cmp(&x[b as usize]));
        let mut pairs = Vec::new();
        for (k, &a) in by_x.iter().enumerate() {
            for &b in &by_x[k + 1..] {
                let (dx, dy) = (x[b as usize] - x[a as usize], y[b as usize] - y[a as usize]);
                if dx > radius {
                    break;
                }
                if dx * dx + dy * dy <= radius * radius {
                    pairs.push((a, b));
                }
            }
        }
        Neighbours::from_pairs(x.len(), pairs)
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there is no place at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of place `i`, in ascending order.
    #[inline]
    pub fn of(&self, i: usize) -> &[u32] {
        &self.others[self.starts[i]..self.starts[i + 1]]
    }

    /// How many neighbours place `i` has.
    #[inline]
    pub fn count(&self, i: usize) -> usize {
        self.starts[i + 1] - self.starts[i]
    }

    /// The sum of `values` over the neighbours of place `i`.
    #[inline]
    pub fn sum_around(&self, i: usize, values: &[f64]) -> f64 {
        self.of(i).iter().map(|&j| values[j as usize]).sum()
    }
}

/// The three sums of a weight matrix W that the moments of Moran, Geary and Getis-Ord are made of (Cliff and Ord 1981).
#[derive(Clone, Copy, Debug)]
pub struct Sums {
    /// All weights.
    pub s0: f64,
    /// Half the sum of (w_ij + w_ji)².
    pub s1: f64,
    /// The sum of (row sum + column sum)².
    pub s2: f64,
}

impl Sums {
    /// Of weights that are 1.
    pub fn binary(near: &Neighbours) -> Sums {
        let counts = || (0..near.len()).map(|i| near.count(i) as f64);
        let s0 = counts().sum();
        Sums { s0, s1: 2.0 * s0, s2: counts().map(|k| 4.0 * k * k).sum() }
    }

    /// Of weights that are 1 / number of neighbours.
    pub fn row_standardised(near: &Neighbours) -> Sums {
        let share = |i: usize| 1.0 / near.count(i) as f64;
        let mut sums = Sums { s0: 0.0, s1: 0.0, s2: 0.0 };
        for i in (0..near.len()).filter(|&i| near.count(i) > 0) {
            let columns: f64 = near.of(i).iter().map(|&j| share(j as usize)).sum();
            let squares: f64 = near.of(i).iter().map(|&j| (share(i) + share(j as usize)).powi(2)).sum();
            sums.s0 += 1.0;
            sums.s1 += squares / 2.0;
            sums.s2 += (1.0 + columns).powi(2);
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_knows_its_sides_and_corners() {
        let (rook, queen) = (Neighbours::rook(3, 3), Neighbours::queen(3, 3));
        assert_eq!(rook.of(4), [1, 3, 5, 7]);
        assert_eq!(queen.of(0), [1, 3, 4]);
        assert_eq!(queen.count(4), 8);
    }

    #[test]
    fn distance_bands_equal_the_grid_they_lie_on() {
        let x: Vec<f64> = (0..12).map(|i| f64::from(i % 4)).collect();
        let y: Vec<f64> = (0..12).map(|i| f64::from(i / 4)).collect();
        assert_eq!(Neighbours::within(&x, &y, 1.0), Neighbours::rook(3, 4));
        assert_eq!(Neighbours::within(&x, &y, 1.5), Neighbours::queen(3, 4));
    }
}
