//! An inverted index of names on n-grams of one to three characters, compared by the cosine of their vectors.

use super::chars::{Chars, Gram, NumberMap, grams};
use super::sparse::{Best, Hits, Sparse, gather};

/// How much a place in the name weighs: Chinese puts the head noun last and the material first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stress {
    /// All places alike.
    Even,
    /// The end.
    Head,
    /// The beginning.
    Front,
}

impl Stress {
    fn weight(self, gram: Gram, of: usize) -> f32 {
        let middle = (gram.at as f32 + gram.len as f32 / 2.0) / of as f32;
        let (near, touches) = match self {
            Stress::Even => return 1.0,
            Stress::Head => (middle, gram.at + gram.len == of),
            Stress::Front => (1.0 - middle, gram.at == 0),
        };
        0.3 + 1.4 * near * near + if touches { 0.8 } else { 0.0 }
    }
}

/// Weight of an n-gram by its length.
const BY_LENGTH: [f32; 4] = [0.0, 0.7, 1.0, 1.0];

/// The index.
pub struct NameIndex {
    longest: usize,
    stress: Stress,
    ids: NumberMap<u64, u32>,
    names: usize,
    rarity: Vec<f32>,
    postings: Vec<Sparse>,
    vectors: Vec<Sparse>,
}

/// Working memory of [`NameIndex::nearest`], as large as the index.
#[derive(Default)]
pub struct Sums {
    /// By name; zero between two uses.
    of: Vec<f32>,
    /// The names whose sums are not zero: so many as are counted.
    touched: Vec<u32>,
    count: usize,
}

impl Sums {
    fn make_room(&mut self, names: usize) {
        self.of.resize(names, 0.0);
        self.touched.resize(names + 1, 0);
    }

    /// Adds what names have of an n-gram, each more than nothing.
    fn add(&mut self, names: &Sparse, weight: f32) {
        for (name, share) in names {
            let sum = &mut self.of[*name as usize];
            // Written each time and kept the first time: a branch would be guessed wrong too often.
            self.touched[self.count] = *name;
            self.count += usize::from(*sum == 0.0);
            *sum += weight * share;
        }
    }

    /// Names with their sums, which are cleared.
    fn drain(&mut self) -> impl Iterator<Item = (u32, f32)> + '_ {
        let Sums { of, touched, count } = self;
        touched[..std::mem::take(count)].iter().map(|name| (*name, std::mem::take(&mut of[*name as usize])))
    }
}

impl NameIndex {
    /// An index of `names` by n-grams of up to `longest` characters.
    pub fn build(names: &[Chars], longest: usize, stress: Stress) -> NameIndex {
        let (ids, frequency) = count(names, longest);
        let rarity: Vec<f32> = frequency.iter().map(|having| rarity(*having, names.len())).collect();
        let postings = vec![vec![]; rarity.len()];
        let mut index = NameIndex { longest, stress, ids, names: names.len(), rarity, postings, vectors: vec![] };
        index.vectors = names.iter().map(|name| index.vector(name)).collect();
        for (name, vector) in index.vectors.iter().enumerate() {
            for (gram, weight) in vector {
                index.postings[*gram as usize].push((name as u32, *weight));
            }
        }
        index
    }

    /// The unit vector of an indexed name.
    pub fn vector_of(&self, name: u32) -> &Sparse {
        &self.vectors[name as usize]
    }

    /// The unit vector of any name; n-grams never seen take part in its length as if this name alone had them, so that
    /// it lies as far from the others as an indexed one.
    pub fn vector(&self, name: &[char]) -> Sparse {
        let mut vector: Sparse = vec![];
        let mut square = 0.0;
        let unseen = rarity(1, self.names);
        for gram in grams(name, self.longest) {
            let weight = BY_LENGTH[gram.len] * self.stress.weight(gram, name.len());
            match self.ids.get(&gram.key) {
                Some(id) => vector.push((*id, weight * self.rarity[*id as usize])),
                None => square += (weight * unseen).powi(2),
            }
        }
        let mut vector = gather(vector);
        square += vector.iter().map(|entry| entry.1 * entry.1).sum::<f32>();
        let scale = 1.0 / square.max(1e-9).sqrt();
        vector.iter_mut().for_each(|entry| entry.1 *= scale);
        vector
    }

    /// The `most` names most alike, best first, without those that `skip` names. `sums` is working memory.
    pub fn nearest(&self, name: &[char], most: usize, sums: &mut Sums, skip: impl Fn(u32) -> bool) -> Hits {
        sums.make_room(self.vectors.len());
        for (gram, weight) in self.vector(name) {
            sums.add(&self.postings[gram as usize], weight);
        }
        let mut best = Best::of(most);
        sums.drain().filter(|(other, _)| !skip(*other)).for_each(|hit| best.add(hit));
        best.close()
    }
}

/// What an n-gram of so many of the names is worth.
fn rarity(having: u32, names: usize) -> f32 {
    (1.0 + names as f32 / (having as f32 + 0.5)).ln()
}

/// The n-grams of the names, and how many names have each.
fn count(names: &[Chars], longest: usize) -> (NumberMap<u64, u32>, Vec<u32>) {
    let mut ids: NumberMap<u64, u32> = NumberMap::default();
    let mut frequency: Vec<u32> = vec![];
    let mut last_name: Vec<usize> = vec![];
    for (name, chars) in names.iter().enumerate() {
        for gram in grams(chars, longest) {
            let id = *ids.entry(gram.key).or_insert(frequency.len() as u32) as usize;
            if id == frequency.len() {
                frequency.push(0);
                last_name.push(usize::MAX);
            }
            if last_name[id] != name {
                last_name[id] = name;
                frequency[id] += 1;
            }
        }
    }
    (ids, frequency)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::chars::plain;
    use crate::matching::dice::Dice;
    use crate::matching::sparse::{dot, keep_best};

    #[test]
    fn the_nearest_are_those_of_the_highest_cosines() {
        let mut dice = Dice(4);
        let mut name = || -> Chars {
            let length = 2 + dice.below(9);
            // Some characters are far more common than others.
            (0..length).map(|_| char::from(b'a' + (dice.unit() * dice.unit() * dice.unit() * 26.0) as u8)).collect()
        };
        let names: Vec<Chars> = (0..3_000).map(|_| name()).collect();
        let (index, mut sums) = (NameIndex::build(&names, 2, Stress::Even), Sums::default());
        for (asked, most) in (0..200).map(|at| (name(), 1 + at % 60)) {
            let vector = index.vector(&asked);
            let skip = |other: u32| other % 7 == 3;
            let all =
                (0..3_000).filter(|other| !skip(*other)).map(|other| (other, dot(&vector, index.vector_of(other))));
            let mut expected: Hits = all.filter(|(_, likeness)| *likeness > 0.0).collect();
            keep_best(&mut expected, most);
            assert_eq!(index.nearest(&asked, most, &mut sums, skip), expected, "{asked:?}");
        }
    }

    #[test]
    fn stress_decides_between_material_and_head() {
        let names: Vec<Chars> = ["不锈钢阀门", "铜阀门", "不锈钢板材", "电机"].iter().map(|n| plain(n)).collect();
        for (stress, first) in [(Stress::Head, 1), (Stress::Front, 2), (Stress::Even, 0)] {
            let index = NameIndex::build(&names, 3, stress);
            let asked = if stress == Stress::Head { "塑料阀门" } else { "不锈钢管" };
            let skip = |n| stress != Stress::Even && n == 0;
            let hits = index.nearest(&plain(asked), 4, &mut Sums::default(), skip);
            let best = hits[0].0;
            assert!(best == first || stress == Stress::Even, "{stress:?} found {best}");
        }
        let index = NameIndex::build(&names, 3, Stress::Even);
        let same = index.nearest(&names[1], 1, &mut Sums::default(), |_| false);
        assert!(same[0].0 == 1 && (same[0].1 - 1.0).abs() < 1e-5);
        let others = NameIndex::build(&names[1..], 3, Stress::Even);
        let (own, new) = (index.vector(&names[0]), others.vector(&names[0]));
        let length = |vector: &Sparse| vector.iter().map(|entry| entry.1 * entry.1).sum::<f32>();
        assert!(length(&own) > 0.99 && length(&new) < 0.7, "what no other name has still counts");
        assert!(
            NameIndex::build(&[], 2, Stress::Even).nearest(&plain("钢"), 3, &mut Sums::default(), |_| false).is_empty()
        );
    }
}
