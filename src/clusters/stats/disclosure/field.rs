//! Exact arithmetic modulo the prime 2^61 - 1. An audit needs to know whether a number is zero, which rounding would
//! blur and fractions would make slow.

const P: u64 = (1 << 61) - 1;

/// A number modulo the prime.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Residue(u64);

impl Residue {
    pub const ZERO: Self = Self(0);
    pub const ONE: Self = Self(1);

    pub fn of(number: i64) -> Self {
        Self(number.rem_euclid(P as i64) as u64)
    }

    /// A number of 64 arbitrary bits, never zero.
    pub fn from_bits(bits: u64) -> Self {
        Self(1 + bits % (P - 1))
    }

    pub fn plus(self, other: Self) -> Self {
        let sum = self.0 + other.0;
        Self(if sum >= P { sum - P } else { sum })
    }

    pub fn minus(self, other: Self) -> Self {
        self.plus(Self(if other.0 == 0 { 0 } else { P - other.0 }))
    }

    pub fn times(self, other: Self) -> Self {
        let product = u128::from(self.0) * u128::from(other.0);
        let folded = (product & u128::from(P)) as u64 + (product >> 61) as u64;
        Self(if folded >= P { folded - P } else { folded })
    }

    /// The number that makes one with this, which is not zero (Fermat: `x^(P-2)`).
    pub fn inverse(self) -> Self {
        let (mut power, mut base, mut left) = (Self::ONE, self, P - 2);
        while left > 0 {
            if left & 1 == 1 {
                power = power.times(base);
            }
            base = base.times(base);
            left >>= 1;
        }
        power
    }
}
