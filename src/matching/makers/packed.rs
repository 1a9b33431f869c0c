//! Many unit vectors at half their size: a point is held against all of them at the speed of memory.

use super::embed::{DIM, Vector};

/// What the number one is kept as.
const ONE: f32 = i16::MAX as f32;

/// The vectors.
pub struct Packed(Vec<[i16; DIM]>);

fn pack(vector: &Vector) -> [i16; DIM] {
    vector.map(|x| (x * ONE).round() as i16)
}

impl Packed {
    /// Packs vectors of a length of one at most, in their order.
    pub fn of<'a>(vectors: impl Iterator<Item = &'a Vector>) -> Packed {
        Packed(vectors.map(pack).collect())
    }

    /// The cosine of each to a unit vector, in their order; off by 0.0003 at most.
    pub fn cosines(&self, point: &Vector) -> impl Iterator<Item = f32> + '_ {
        let point = pack(point);
        // Two unit vectors stay below 2³⁰ in any part of the sum.
        let product = move |vector: &[i16; DIM]| -> i32 {
            vector.iter().zip(&point).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum()
        };
        self.0.iter().map(move |vector| product(vector) as f32 / (ONE * ONE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::dice::Dice;
    use crate::matching::makers::{cosine, normalise};

    #[test]
    fn packed_vectors_lie_where_they_lay() {
        let mut dice = Dice(3);
        let mut vector = || {
            let mut vector: Vector = std::array::from_fn(|_| dice.unit() - 0.5);
            normalise(&mut vector);
            vector
        };
        let vectors: Vec<Vector> = (0..200).map(|_| vector()).collect();
        let packed = Packed::of(vectors.iter());
        for point in &vectors[..20] {
            for (kept, vector) in packed.cosines(point).zip(&vectors) {
                assert!((kept - cosine(point, vector)).abs() < 3e-4);
            }
        }
        assert!((packed.cosines(&vectors[0]).next().expect("the first") - 1.0).abs() < 3e-4);
    }
}
