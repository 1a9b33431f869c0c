//! BM25 over bags of n-grams: what the texts of a firm say together.

use crate::matching::chars::{Chars, NumberMap, grams};
use crate::matching::sparse::Sparse;

const SATURATION: f32 = 1.2;
/// Rarity of an n-gram that no firm has.
const UNSEEN: f32 = 8.0;

/// The bags of all firms.
pub(super) struct Profile {
    ids: NumberMap<u64, u32>,
    rarity: Vec<f32>,
    postings: Vec<Sparse>,
    longest: usize,
}

impl Profile {
    /// One bag for each firm: its texts by n-grams of up to `longest` characters; `by_length` is how much long bags
    /// are held back, 0 to 1.
    pub(super) fn build(firms: &[Vec<Chars>], longest: usize, by_length: f32) -> Profile {
        let mut profile = Profile { ids: NumberMap::default(), rarity: vec![], postings: vec![], longest };
        let lengths: Vec<f32> = firms.iter().enumerate().map(|(firm, texts)| profile.add(firm as u32, texts)).collect();
        let all = firms.len() as f32;
        let mean = (lengths.iter().sum::<f32>() / all).max(1.0);
        let rarity = |firms: &Sparse| (1.0 + (all - firms.len() as f32 + 0.5) / (firms.len() as f32 + 0.5)).ln();
        profile.rarity = profile.postings.iter().map(rarity).collect();
        for (posting, rarity) in profile.postings.iter_mut().zip(&profile.rarity) {
            for (firm, times) in posting {
                let length = 1.0 - by_length + by_length * lengths[*firm as usize] / mean;
                *times = rarity * *times * (SATURATION + 1.0) / (*times + SATURATION * length);
            }
        }
        profile
    }

    /// Counts the n-grams of a firm; gives how many there are.
    fn add(&mut self, firm: u32, texts: &[Chars]) -> f32 {
        let mut bag: Vec<u32> = vec![];
        for gram in texts.iter().flat_map(|text| grams(text, self.longest)) {
            let next = self.postings.len() as u32;
            let id = *self.ids.entry(gram.key).or_insert(next);
            if id == next {
                self.postings.push(vec![]);
            }
            bag.push(id);
        }
        bag.sort_unstable();
        for id in &bag {
            match self.postings[*id as usize].last_mut() {
                Some(last) if last.0 == firm => last.1 += 1.0,
                _ => self.postings[*id as usize].push((firm, 1.0)),
            }
        }
        bag.len() as f32
    }

    /// Adds the scores of the firms into `scores`, and into `cover` the share of the name's weight that a firm has.
    pub(super) fn score(&self, name: &[char], scores: &mut [f32], mut cover: Option<&mut [f32]>) {
        let known: Vec<u32> = grams(name, self.longest).filter_map(|gram| self.ids.get(&gram.key).copied()).collect();
        let unseen = grams(name, self.longest).count() - known.len();
        let rarity = |id: &u32| self.rarity[*id as usize];
        let total: f32 = known.iter().map(rarity).sum::<f32>() + unseen as f32 * UNSEEN;
        for id in &known {
            for (firm, weight) in &self.postings[*id as usize] {
                scores[*firm as usize] += weight;
                if let Some(cover) = cover.as_deref_mut() {
                    cover[*firm as usize] += rarity(id) / total;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::chars::plain;

    #[test]
    fn rare_words_count_more_than_common_ones() {
        let firms: Vec<Vec<Chars>> =
            [["钢管", "钢板"], ["钢管", "阀门"], ["钢丝", "钢带"]].iter().map(|f| f.map(plain).to_vec()).collect();
        let profile = Profile::build(&firms, 2, 0.5);
        let (mut scores, mut cover) = (vec![0.0; 3], vec![0.0; 3]);
        profile.score(&plain("钢阀"), &mut scores, Some(&mut cover));
        assert!(scores[1] > scores[0] && scores[1] > scores[2]);
        assert!(cover[1] > cover[0] && cover.iter().all(|c| *c <= 1.0));
    }
}
