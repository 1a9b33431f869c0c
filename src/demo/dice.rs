//! Chance from a seed, the same on every platform and with every version of every crate.
//!
//! Only whole numbers and the four operations are used: `ln`, `exp` and their like differ between C libraries.

/// What a stream of chance is for; two streams of one index never meet.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    /// What a firm is and makes.
    Firm = 1,
    /// How its name, address and figures are written.
    FirmText = 2,
    /// How a block of firms shares its products.
    Share = 3,
    /// A product.
    Product = 4,
    /// A need.
    Need = 5,
    /// Numbers that hold for the whole city.
    City = 6,
    /// A need that was served.
    Trade = 7,
}

/// A splitmix64 generator.
#[derive(Debug, Clone)]
pub struct Dice(u64);

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Dice {
    /// The dice of one index of one stream of one seed.
    pub fn new(seed: u64, stream: Stream, index: u64) -> Dice {
        let start = mix(seed ^ 0x9E37_79B9_7F4A_7C15).wrapping_add(mix(stream as u64));
        Dice(mix(start ^ mix(index.wrapping_add(0x5851_F42D_4C95_7F2D))))
    }

    /// 64 fair bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A whole number from 0 to `n` − 1; 0 where `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }

    /// A whole number from `low` to `high`, both included.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1).max(1) as u64) as i64
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A number from 0 (included) to 1 (excluded).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A bell-shaped number, mean 0, deviation 1, within ±6: the sum of twelve.
    pub fn normal(&mut self) -> f64 {
        let mut sum = 0u64;
        for _ in 0..3 {
            let bits = self.bits();
            sum += (0..4).map(|lane| (bits >> (16 * lane)) & 0xFFFF).sum::<u64>();
        }
        sum as f64 / 65_536.0 - 6.0
    }

    /// A log-normal number about `median`.
    pub fn around(&mut self, median: f64, sigma: f64) -> f64 {
        median * exp(sigma * self.normal())
    }

    /// One of the choices.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// The place of one of the weights, drawn in proportion to them.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let total: u64 = weights.clone().map(u64::from).sum();
        let mut left = self.below(total);
        for (place, weight) in weights.enumerate() {
            let weight = u64::from(weight);
            if left < weight {
                return place;
            }
            left -= weight;
        }
        0
    }
}

/// e to the power of `x`, for |x| below 700, by the four operations alone.
fn exp(x: f64) -> f64 {
    let scaled = x * std::f64::consts::LOG2_E;
    let whole = scaled.floor();
    let rest = (scaled - whole) * std::f64::consts::LN_2;
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..14 {
        term = term * rest / f64::from(n);
        sum += term;
    }
    sum * f64::from_bits(((whole as i64 + 1023) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_agrees_with_the_library() {
        for x in [-5.0, -1.5, -0.01, 0.0, 0.3, 1.0, 4.7, 9.9] {
            assert!((exp(x) / f64::exp(x) - 1.0).abs() < 1e-12, "{x}");
        }
    }

    #[test]
    fn dice_are_fair_enough_and_repeat() {
        let mut dice = Dice::new(7, Stream::Firm, 3);
        let mean = (0..10_000).map(|_| dice.normal()).sum::<f64>() / 10_000.0;
        assert!(mean.abs() < 0.05, "{mean}");
        assert_eq!(Dice::new(7, Stream::Firm, 3).bits(), Dice::new(7, Stream::Firm, 3).bits());
        assert_ne!(Dice::new(7, Stream::Firm, 3).bits(), Dice::new(7, Stream::Need, 3).bits());
        // The first number of a known stream, so that a change of the generator does not go unseen.
        assert_eq!(Dice(0).bits(), 0xE220_A839_7B1D_CDAF);
    }

    #[test]
    fn weights_are_kept() {
        let mut dice = Dice::new(1, Stream::City, 0);
        let mut counts = [0; 3];
        for _ in 0..10_000 {
            counts[dice.weighted([1, 0, 3].into_iter())] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!((2_200..2_800).contains(&counts[0]), "{counts:?}");
    }
}
