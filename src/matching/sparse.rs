//! Sparse vectors, and the best of many scores.

/// A number by its position, in the order of positions.
pub type Sparse = Vec<(u32, f32)>;
/// Scores by number.
pub type Hits = Vec<(u32, f32)>;

/// Adds up the values of one position.
pub fn gather(mut vector: Sparse) -> Sparse {
    vector.sort_by_key(|entry| entry.0);
    vector.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 += next.1;
        }
        is_same
    });
    vector
}

/// The inner product.
pub fn dot(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// Keeps the `most` best, best first; ties by number, so that answers are stable.
pub fn keep_best(hits: &mut Hits, most: usize) {
    let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if hits.len() > most {
        hits.select_nth_unstable_by(most, order);
        hits.truncate(most);
    }
    hits.sort_by(order);
}

/// The best of many scores, as they come: most are not worth keeping until the end.
pub struct Best {
    hits: Hits,
    most: usize,
    /// What a score must reach to be among them.
    least: f32,
}

impl Best {
    /// The `most` best.
    pub fn of(most: usize) -> Best {
        Best { hits: vec![], most, least: f32::NEG_INFINITY }
    }

    /// Takes one more into account.
    pub fn add(&mut self, hit: (u32, f32)) {
        if hit.1 < self.least {
            return;
        }
        self.hits.push(hit);
        // Seldom enough that choosing costs next to nothing.
        if self.hits.len() > 4 * self.most {
            keep_best(&mut self.hits, self.most);
            self.least = self.hits.last().map_or(f32::INFINITY, |last| last.1);
        }
    }

    /// The same as [`keep_best`] keeps of all.
    pub fn close(mut self) -> Hits {
        keep_best(&mut self.hits, self.most);
        self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_kept_in_a_stable_order() {
        let mut hits = vec![(3, 0.5), (1, 0.5), (2, 0.9), (4, 0.1)];
        keep_best(&mut hits, 3);
        assert_eq!(hits, [(2, 0.9), (1, 0.5), (3, 0.5)]);
    }

    #[test]
    fn the_best_are_the_same_as_they_come() {
        let all: Hits = (0..2_000u32).map(|at| (at, (at.wrapping_mul(2_654_435_761) >> 24) as f32)).collect();
        for most in [0, 1, 7, 60, 5_000] {
            let (mut best, mut kept) = (Best::of(most), all.clone());
            all.iter().for_each(|hit| best.add(*hit));
            keep_best(&mut kept, most);
            assert_eq!(best.close(), kept);
        }
    }

    #[test]
    fn products_run_over_shared_positions() {
        let a = gather(vec![(5, 1.0), (2, 1.0), (5, 2.0)]);
        assert_eq!(a, [(2, 1.0), (5, 3.0)]);
        assert_eq!(dot(&a, &[(1, 9.0), (5, 2.0)]), 6.0);
    }
}
