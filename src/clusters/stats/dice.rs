//! Random draws that are the same on every machine and in every version.

/// A SplitMix64 stream (Steele, Lea and Flood, OOPSLA 2014).
#[derive(Clone, Debug)]
pub struct Dice(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Dice {
    /// Stream number `stream` of a seed: simulations that run on any thread in any order draw the same.
    pub fn new(seed: u64, stream: u64) -> Dice {
        let start = Dice(seed).roll();
        Dice(start ^ Dice(stream).roll())
    }

    /// 64 random bits.
    #[inline]
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, which must be positive; the bias is below n / 2^64.
    #[inline]
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.roll()) * n as u128) >> 64) as usize
    }

    /// A number in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.roll() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Puts the first `count` places in random order, drawn from all of `items` (Fisher and Yates).
    pub fn shuffle_first<T>(&mut self, items: &mut [T], count: usize) {
        let n = items.len();
        for i in 0..count.min(n) {
            let j = i + self.below(n - i);
            items.swap(i, j);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn draws_the_published_stream() {
        // The first outputs of SplitMix64 for seed 0.
        let mut dice = Dice(0);
        assert_eq!([dice.roll(), dice.roll()], [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
    }

    #[test]
    fn shuffles_without_losing_anything() {
        let mut items: Vec<u32> = (0..100).collect();
        Dice::new(1, 2).shuffle_first(&mut items, 100);
        assert_ne!(items, (0..100).collect::<Vec<u32>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<u32>>());
    }
}
