//! Local Moran: which places lie in a cluster, which stand out of one, and how sure is that?

use super::dice::Dice;
use super::moran::{Spread, mean_around, spread};
use super::weights::Neighbours;
use super::{Absent, Value};
use rayon::prelude::*;

/// Where a place stands against its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quadrant {
    /// High among high: the core of a cluster.
    HighHigh,
    /// Low among high.
    LowHigh,
    /// Low among low.
    LowLow,
    /// High among low.
    HighLow,
}

/// A place's part in Moran's I, or why it has none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Local {
    /// (n−1) z_i Σ_j w_ij z_j / Σ z², row-standardised W (Anselin 1995): above 0 alike, below 0 unlike.
    pub index: f64,
    /// On which side the place and its neighbours are.
    pub quadrant: Quadrant,
}

/// Local Moran of each place; an island is `NoBase`.
///
/// # Errors
/// `TooFew` below four places, `NoBase` if all values are equal.
pub fn local_moran(values: &[f64], near: &Neighbours) -> Result<Vec<Result<Local, Absent>>, Absent> {
    let Spread { z, squares, .. } = spread(values)?;
    let scale = (z.len() as f64 - 1.0) / squares;
    let one = |i: usize| {
        if near.count(i) == 0 {
            return Err(Absent::NoBase);
        }
        let around = mean_around(near, i, &z);
        Ok(Local { index: scale * z[i] * around, quadrant: quadrant(z[i], around) })
    };
    Ok((0..z.len()).map(one).collect())
}

fn quadrant(own: f64, around: f64) -> Quadrant {
    match (own > 0.0, around > 0.0) {
        (true, true) => Quadrant::HighHigh,
        (false, true) => Quadrant::LowHigh,
        (false, false) => Quadrant::LowLow,
        (true, false) => Quadrant::HighLow,
    }
}

/// For each place the chance that as many others, drawn at random, sum up to as much (or as little) as its neighbours
/// do: the smaller tail, (1 + hits) / (rounds + 1).
///
/// The place keeps its own value, so this is the conditional p-value of local Moran, Gi and Gi* alike. An island is
/// `NoBase`. The same `seed` gives the same values on any number of threads.
pub fn local_p(values: &[f64], near: &Neighbours, rounds: usize, seed: u64) -> Vec<Value> {
    (0..values.len()).into_par_iter().map(|i| p_at(values, near, i, rounds, seed)).collect()
}

fn p_at(values: &[f64], near: &Neighbours, i: usize, rounds: usize, seed: u64) -> Value {
    let links = near.count(i);
    if links == 0 || links + 1 >= values.len() {
        return Err(Absent::NoBase);
    }
    let observed = near.sum_around(i, values);
    let mut dice = Dice::new(seed, i as u64);
    let mut drawn = Vec::with_capacity(links);
    let above = (0..rounds).filter(|_| draw(values, i, links, &mut dice, &mut drawn) >= observed).count();
    Ok((above.min(rounds - above) + 1) as f64 / (rounds + 1) as f64)
}

/// The sum of `links` different places other than `i`: neighbourhoods are small, so a repeat is drawn again.
fn draw(values: &[f64], i: usize, links: usize, dice: &mut Dice, drawn: &mut Vec<usize>) -> f64 {
    drawn.clear();
    let mut sum = 0.0;
    while drawn.len() < links {
        let j = dice.below(values.len());
        if j != i && !drawn.contains(&j) {
            drawn.push(j);
            sum += values[j];
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{assert_same, column, expected, numbers};
    use super::*;

    #[test]
    fn equals_the_reference_on_a_grid() {
        let values = column("grid6x6.csv", "value");
        for (name, near) in [("rook", Neighbours::rook(6, 6)), ("queen", Neighbours::queen(6, 6))] {
            let e = expected("10_moran_geary_getis", &format!("esda/{name}"));
            let ours = local_moran(&values, &near).unwrap();
            let indices: Vec<Value> = ours.iter().map(|l| l.map(|l| l.index)).collect();
            assert_same("local", &indices, &numbers(&e["local_moran_Is"]), 1e-11);
            let quadrants: Vec<u64> = ours.iter().map(|l| l.unwrap().quadrant as u64 + 1).collect();
            let theirs = e["local_moran_quadrant_1HH_2LH_3LL_4HL"].as_array().unwrap();
            assert_eq!(quadrants, theirs.iter().map(|q| q.as_u64().unwrap()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_hot_corner_is_no_chance() {
        let (values, near) = (column("grid6x6.csv", "value"), Neighbours::queen(6, 6));
        let p = local_p(&values, &near, 999, 3);
        assert!(p[8].unwrap() <= 0.003, "{:?}", p[8]);
        assert!(p.iter().all(|p| (0.001..=0.501).contains(&p.unwrap())));
    }
}
