//! Betweenness: on how many shortest supply ways a firm lies.

use rayon::prelude::*;
use std::collections::VecDeque;

/// Sums of this many sources are added up in order, so that threads do not change the last digits.
const SOURCES: usize = 64;

/// For each firm the number of ordered pairs of others whose shortest directed way leads through it, a pair with
/// several such ways counting in parts (Brandes 2001); from 0, not normalised, every sale one step.
///
/// Time grows with firms × sales: seconds for 10,000 firms, a background job beyond.
pub fn betweenness(firms: usize, sales: &[(u32, u32)]) -> Vec<f64> {
    let mut buyers = vec![Vec::new(); firms];
    sales.iter().filter(|(a, b)| a != b).for_each(|&(a, b)| buyers[a as usize].push(b));
    buyers.iter_mut().for_each(|b| {
        b.sort_unstable();
        b.dedup();
    });
    let sources: Vec<usize> = (0..firms).collect();
    let parts: Vec<Vec<f64>> = sources.par_chunks(SOURCES).map(|chunk| from_sources(&buyers, chunk)).collect();
    (0..firms).map(|i| parts.iter().map(|p| p[i]).sum()).collect()
}

fn from_sources(buyers: &[Vec<u32>], sources: &[usize]) -> Vec<f64> {
    let mut through = vec![0.0; buyers.len()];
    sources.iter().for_each(|&source| add_source(buyers, source, &mut through));
    through
}

fn add_source(buyers: &[Vec<u32>], source: usize, through: &mut [f64]) {
    let (order, steps, ways) = reach(buyers, source);
    let mut behind = vec![0.0; buyers.len()];
    for &v in order.iter().rev() {
        for &w in buyers[v].iter().filter(|&&w| steps[w as usize] == steps[v] + 1) {
            behind[v] += ways[v] / ways[w as usize] * (1.0 + behind[w as usize]);
        }
        if v != source {
            through[v] += behind[v];
        }
    }
}

/// The firms in reach, nearest first; the steps to each; the number of shortest ways.
fn reach(buyers: &[Vec<u32>], source: usize) -> (Vec<usize>, Vec<usize>, Vec<f64>) {
    let (mut steps, mut ways) = (vec![usize::MAX; buyers.len()], vec![0.0; buyers.len()]);
    let (mut order, mut queue) = (Vec::new(), VecDeque::from([source]));
    (steps[source], ways[source]) = (0, 1.0);
    while let Some(v) = queue.pop_front() {
        order.push(v);
        for &w in &buyers[v] {
            let w = w as usize;
            if steps[w] == usize::MAX {
                steps[w] = steps[v] + 1;
                queue.push_back(w);
            }
            if steps[w] == steps[v] + 1 {
                ways[w] += ways[v];
            }
        }
    }
    (order, steps, ways)
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{close, expected, words};
    use super::*;

    #[test]
    fn equals_the_reference_on_the_toy_chain() {
        let firm = |w: &String| w[1..].parse::<u32>().unwrap() - 1;
        let ends = |c: &str| words("supply_edges.csv", c).iter().map(firm).collect::<Vec<u32>>();
        let sales: Vec<(u32, u32)> = ends("supplier").into_iter().zip(ends("buyer")).collect();
        let e = expected("16_graph_single_points", "expected/betweenness_unnormalised_unweighted");
        for (i, ours) in betweenness(16, &sales).into_iter().enumerate() {
            assert!(close(ours, e[format!("s{:02}", i + 1)].as_f64().unwrap(), 1e-9), "{i} {ours}");
        }
    }
}
