//! Influence: how much of the economy's demand ends up at a firm, followed upstream.

use super::Absent;

/// The part of demand that is passed on to suppliers at each step; the rest stays with value added.
pub const PASSED_ON: f64 = 0.5;
/// Change of all firms together, as a part of the whole, at which the figures stand still.
const STILL: f64 = 1e-13;
/// Steps at most; the change falls at least as fast as powers of the part that is passed on.
const MOST_STEPS: usize = 1_000;

/// The influence vector of a network of firms (Acemoglu et al. 2012): the share of total demand that reaches each firm
/// if every buyer passes the part `passed_on` (0 up to below 1) on to its suppliers by the value it buys from them, and
/// firms without suppliers to all alike. It is PageRank on the reversed graph (Brin and Page 1998); the sum is 1.
///
/// # Errors
/// `NoBase` without firms; `NotConverged` if the part that is passed on is so near to 1 that it does not settle.
pub fn influence(firms: usize, sales: &[(u32, u32, f64)], passed_on: f64) -> Result<Vec<f64>, Absent> {
    if firms == 0 {
        return Err(Absent::NoBase);
    }
    let mut bought = vec![0.0; firms];
    sales.iter().for_each(|(_, buyer, value)| bought[*buyer as usize] += value);
    let alike = 1.0 / firms as f64;
    let mut now = vec![alike; firms];
    for _ in 0..MOST_STEPS {
        let unsupplied: f64 = now.iter().zip(&bought).filter(|(_, bought)| **bought <= 0.0).map(|(own, _)| own).sum();
        let mut next = vec![(1.0 - passed_on + passed_on * unsupplied) * alike; firms];
        for (supplier, buyer, value) in sales.iter().filter(|(_, _, value)| *value > 0.0) {
            next[*supplier as usize] += passed_on * now[*buyer as usize] * value / bought[*buyer as usize];
        }
        let change: f64 = now.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
        now = next;
        if change < STILL {
            return Ok(now);
        }
    }
    Err(Absent::NotConverged)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{close, expected, words};
    use super::*;

    #[test]
    fn equals_the_reference_on_the_toy_chain() {
        let column = |name: &str| words("supply_edges.csv", name);
        let firm = |word: &String| word[1..].parse::<u32>().unwrap() - 1;
        let ends = column("supplier").iter().map(firm).collect::<Vec<_>>().into_iter().zip(column("buyer"));
        let sales: Vec<(u32, u32, f64)> = ends
            .zip(column("value"))
            .map(|((supplier, buyer), value)| (supplier, firm(&buyer), value.parse().unwrap()))
            .collect();
        let key = "expected/influence_vector_pagerank_alpha0.5_on_reversed_weighted";
        let theirs = expected("16_graph_single_points", key);
        let ours = influence(16, &sales, PASSED_ON).unwrap();
        for (at, ours) in ours.iter().enumerate() {
            assert!(close(*ours, theirs[format!("s{:02}", at + 1)].as_f64().unwrap(), 1e-9), "{at} {ours}");
        }
        assert!(close(ours.iter().sum(), 1.0, 1e-9));
    }

    #[test]
    fn nobody_has_no_influence_and_without_trade_all_have_the_same() {
        assert_eq!(influence(0, &[], PASSED_ON), Err(Absent::NoBase));
        assert_eq!(influence(4, &[], PASSED_ON), Ok(vec![0.25; 4]));
        assert_eq!(influence(2, &[(0, 1, 0.0)], PASSED_ON), Ok(vec![0.5; 2]));
    }
}
