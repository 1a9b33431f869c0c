//! Vectors of n-grams, learned so that a listing lies near the other listings of its firm.
//!
//! Each listing is asked for its own firm among the firms of a batch; the gradient of that answer moves the n-grams.

use crate::matching::chars::{Chars, NumberMap, distinct_grams, grams, plain};
use crate::matching::dice::Dice;
use crate::matching::market::Market;

/// Numbers of a vector.
pub(super) const DIM: usize = 48;
/// A point in the space of goods.
pub type Vector = [f32; DIM];
/// Its middle.
pub(in crate::matching) const ZERO: Vector = [0.0; DIM];

/// How the vectors are learned.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Times that each name is asked, for cities of a usual size.
    pub epochs: usize,
    /// Names that are asked in all at most, so that a large city does not take longer.
    pub most_asked: usize,
    /// Length of the first steps.
    pub rate: f32,
    /// Names that are asked together.
    pub batch: usize,
    /// How sharply a firm is told from the others.
    pub scale: f32,
    /// Seed of the first vectors and of the order.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { epochs: 6, most_asked: 900_000, rate: 0.15, batch: 64, scale: 12.0, seed: 3 }
    }
}

/// Below this share an answer moves nothing.
const FAINT: f32 = 1e-4;

/// The vectors.
#[derive(Debug, Clone, Default)]
pub struct Embedding {
    ids: NumberMap<u64, u32>,
    vectors: Vec<Vector>,
    weights: Vec<f32>,
}

/// The inner product; the cosine where both are unit vectors.
pub fn cosine(a: &Vector, b: &Vector) -> f32 {
    // Eight sums side by side: a single one cannot be vectorised.
    let mut sums = [0.0f32; 8];
    for (x, y) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for k in 0..8 {
            sums[k] += x[k] * y[k];
        }
    }
    sums.iter().sum()
}

/// Scales to length one; gives the length before.
pub(in crate::matching) fn normalise(vector: &mut Vector) -> f32 {
    let length = cosine(vector, vector).sqrt().max(1e-6);
    vector.iter_mut().for_each(|x| *x /= length);
    length
}

/// Adds a multiple of `vector`.
pub(in crate::matching) fn add(to: &mut Vector, weight: f32, vector: &Vector) {
    to.iter_mut().zip(vector).for_each(|(x, y)| *x += weight * y);
}

/// The unit vector in the middle of others.
pub(super) fn middle(vectors: impl Iterator<Item = (f32, Vector)>) -> Vector {
    let mut sum = [0.0; DIM];
    vectors.for_each(|(weight, vector)| add(&mut sum, weight, &vector));
    normalise(&mut sum);
    sum
}

/// The names of each firm of a market: its own, its industry's, its listings.
pub(in crate::matching) fn names_of_firms(market: &Market) -> Vec<Vec<Chars>> {
    let own =
        |firm: &crate::matching::market::Firm| firm.names.iter().chain(&firm.industry).map(|n| plain(n)).collect();
    let mut firms: Vec<Vec<Chars>> = market.firms.iter().map(own).collect();
    market.listings.iter().for_each(|listing| firms[listing.firm as usize].push(plain(&listing.name)));
    firms
}

/// The n-grams of each name of each firm.
type Parts = Vec<Vec<Vec<u32>>>;

impl Embedding {
    /// The unit vector of a name; zero where nothing of it is known.
    pub fn vector(&self, name: &[char]) -> Vector {
        let mut vector = [0.0; DIM];
        self.sum(&self.parts(name), &mut vector);
        normalise(&mut vector);
        vector
    }

    /// The known n-grams of a name.
    pub(in crate::matching) fn parts(&self, name: &[char]) -> Vec<u32> {
        grams(name, 3).filter_map(|gram| self.ids.get(&gram.key).copied()).collect()
    }

    /// How many n-grams are known.
    pub(in crate::matching) fn len(&self) -> usize {
        self.vectors.len()
    }

    /// Adds up the vectors of n-grams.
    pub(in crate::matching) fn sum(&self, parts: &[u32], into: &mut Vector) {
        parts.iter().for_each(|part| add(into, self.weights[*part as usize], &self.vectors[*part as usize]));
    }

    /// Learns from groups of names. `go_on` is asked before each batch.
    pub fn train(groups: &[Vec<Chars>], settings: &Settings, go_on: &dyn Fn() -> bool) -> Embedding {
        Embedding::first(groups, settings.seed).further(groups, settings, go_on)
    }

    /// Learns on from groups of names; n-grams that were not met at [first](Embedding::first) stay unknown.
    pub fn further(mut self, groups: &[Vec<Chars>], settings: &Settings, go_on: &dyn Fn() -> bool) -> Embedding {
        let parts: Parts = groups.iter().map(|names| names.iter().map(|name| self.parts(name)).collect()).collect();
        let several = parts.iter().enumerate().filter(|(_, names)| names.len() > 1);
        let mut asked: Vec<(usize, usize)> =
            several.flat_map(|(group, names)| (0..names.len()).map(move |name| (group, name))).collect();
        let epochs = settings.epochs.min(settings.most_asked.div_ceil(asked.len().max(1))).max(1);
        let mut dice = Dice(settings.seed);
        let mut moved = vec![1e-3; self.vectors.len()];
        for epoch in 0..epochs {
            dice.shuffle(&mut asked);
            let rate = settings.rate * (1.0 - 0.8 * epoch as f32 / epochs as f32);
            for batch in asked[..asked.len().min(settings.most_asked)].chunks(settings.batch) {
                if !go_on() {
                    return self;
                }
                self.learn(&parts, batch, rate, settings.scale, &mut moved);
            }
        }
        self
    }

    /// Vectors of chance for the n-grams that several groups have.
    pub fn first(groups: &[Vec<Chars>], seed: u64) -> Embedding {
        let mut frequency: NumberMap<u64, u32> = NumberMap::default();
        for names in groups {
            let mut keys: Vec<u64> = names.iter().flat_map(|name| distinct_grams(name)).collect();
            keys.sort_unstable();
            keys.dedup();
            keys.into_iter().for_each(|key| *frequency.entry(key).or_default() += 1);
        }
        let mut kept: Vec<(u64, u32)> = frequency.into_iter().filter(|(_, groups)| *groups > 1).collect();
        kept.sort_unstable();
        let mut embedding = Embedding::default();
        for (id, (key, frequency)) in kept.into_iter().enumerate() {
            let mut dice = Dice(key ^ seed);
            embedding.ids.insert(key, id as u32);
            embedding.vectors.push(std::array::from_fn(|_| (dice.unit() - 0.5) * 0.6));
            embedding.weights.push((groups.len() as f32 / frequency as f32).ln().max(0.3) / 6.0);
        }
        embedding
    }

    /// One step: the names of a batch against their groups without them.
    fn learn(&mut self, parts: &Parts, batch: &[(usize, usize)], rate: f32, scale: f32, moved: &mut [f32]) {
        let zero = || vec![[0.0; DIM]; batch.len()];
        let (mut names, mut groups) = (zero(), zero());
        for (k, (group, name)) in batch.iter().enumerate() {
            for (other, parts) in parts[*group].iter().enumerate() {
                self.sum(parts, if other == *name { &mut names[k] } else { &mut groups[k] });
            }
        }
        let name_lengths: Vec<f32> = names.iter_mut().map(normalise).collect();
        let group_lengths: Vec<f32> = groups.iter_mut().map(normalise).collect();
        let (mut name_pulls, mut group_pulls) = (zero(), zero());
        for k in 0..batch.len() {
            for (l, wrong) in errors(&names[k], &groups, batch, k, scale).into_iter().enumerate() {
                if wrong.abs() > FAINT {
                    add(&mut name_pulls[k], wrong, &groups[l]);
                    add(&mut group_pulls[l], wrong, &names[k]);
                }
            }
        }
        for (k, (group, name)) in batch.iter().enumerate() {
            tangent(&mut name_pulls[k], &names[k], name_lengths[k]);
            tangent(&mut group_pulls[k], &groups[k], group_lengths[k]);
            for (other, parts) in parts[*group].iter().enumerate() {
                self.shift(parts, if other == *name { &name_pulls[k] } else { &group_pulls[k] }, rate, moved);
            }
        }
    }

    /// Moves n-grams against a gradient, those less that have moved much already.
    pub(in crate::matching) fn shift(&mut self, parts: &[u32], pull: &Vector, rate: f32, moved: &mut [f32]) {
        let square = spread(pull);
        for part in parts {
            let part = *part as usize;
            let weight = self.weights[part];
            moved[part] += square * weight * weight;
            add(&mut self.vectors[part], -rate * weight / moved[part].sqrt(), pull);
        }
    }
}

/// How much more each group of a batch is chosen for the name `k` than it should be.
fn errors(name: &Vector, groups: &[Vector], batch: &[(usize, usize)], k: usize, scale: f32) -> Vec<f32> {
    let chosen = |(l, group): (usize, &Vector)| {
        let is_own_again = l != k && batch[l].0 == batch[k].0;
        if is_own_again { 0.0 } else { (scale * (cosine(name, group) - 1.0)).exp() }
    };
    let mut shares: Vec<f32> = groups.iter().enumerate().map(chosen).collect();
    let all = shares.iter().sum::<f32>().max(1e-20);
    shares.iter_mut().for_each(|share| *share /= all);
    shares[k] -= 1.0;
    shares
}

/// The mean square of a vector's numbers.
pub(in crate::matching) fn spread(vector: &Vector) -> f32 {
    cosine(vector, vector) / DIM as f32
}

/// The part of a gradient on a unit vector that a change of the vector before scaling can follow.
pub(in crate::matching) fn tangent(pull: &mut Vector, unit: &Vector, length: f32) {
    let along = cosine(pull, unit);
    pull.iter_mut().zip(unit).for_each(|(x, y)| *x = (*x - along * y) / length);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Firms of two trades that share no character between the trades' goods of one firm.
    fn firms() -> Vec<Vec<Chars>> {
        let (steel, textile) = (["无缝管", "法兰盘", "弯头", "三通"], ["床单", "被套", "枕芯", "毛巾"]);
        let of = |trade: [&str; 4], skip: usize| (0..4).filter(|i| *i != skip).map(|i| plain(trade[i])).collect();
        (0..40).map(|i| of(if i % 2 == 0 { steel } else { textile }, i / 2 % 4)).collect()
    }

    #[test]
    fn goods_that_firms_list_together_come_to_lie_together() {
        let train = || Embedding::train(&firms(), &Settings { batch: 8, ..Settings::default() }, &|| true);
        let embedding = train();
        let near = |a: &str, b: &str| cosine(&embedding.vector(&plain(a)), &embedding.vector(&plain(b)));
        assert!(near("法兰盘", "弯头") > near("法兰盘", "枕芯") + 0.3);
        assert_eq!(train().vector(&plain("弯头")), embedding.vector(&plain("弯头")));
        assert_eq!(embedding.vector(&plain("xyz")), [0.0; DIM]);
    }
}
