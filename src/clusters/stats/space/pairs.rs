//! Distances between firms, sorted into rings.

/// Firms as columns of equal length: place in metres, weight (jobs, above 0), industry.
#[derive(Clone, Copy, Debug)]
pub struct Firms<'a> {
    /// Metres to the east.
    pub x: &'a [f64],
    /// Metres to the north.
    pub y: &'a [f64],
    /// Jobs, or 1 for a count of firms.
    pub weight: &'a [f64],
    /// Industry number.
    pub industry: &'a [u16],
}

/// The distance between two places.
#[inline]
pub fn distance(dx: f64, dy: f64) -> f64 {
    (dx * dx + dy * dy).sqrt()
}

/// The whole number nearest to a value from 0 to 2³¹. Unlike a cast it checks nothing, so that a loop of it fills vector
/// registers: adding 2⁵² leaves the number in the last bits.
#[inline]
pub(super) fn nearest(value: f64) -> u32 {
    (value + 4_503_599_627_370_496.0).to_bits() as u32
}

/// The smaller of two numbers, neither of them NaN.
#[inline]
pub(super) fn at_most(value: f64, limit: f64) -> f64 {
    if value < limit { value } else { limit }
}

/// Rings of growing radius around a firm: ring `k` holds distances in `(radii[k−1], radii[k]]`.
///
/// Distances are compared by their squares, and found by the slice of squared distance in which they lie.
#[derive(Clone, Debug)]
pub struct Rings {
    /// Squared radii, and one that nothing exceeds.
    limits: Vec<f64>,
    /// For each slice the first ring that may hold it.
    first: Vec<u8>,
    /// The most radii that one slice may hold.
    steps: usize,
    slices_per_square: f64,
}

const SLICES: usize = 8192;

/// Space for [`Rings::fill`] to work in.
#[derive(Default)]
pub struct Scratch {
    squares: Vec<f64>,
    slices: Vec<u32>,
}

impl Rings {
    /// Rings of at most 254 radii in metres, ascending.
    ///
    /// # Panics
    /// If there are none or too many, or they do not ascend.
    pub fn new(radii: &[f64]) -> Rings {
        assert!((1..=254).contains(&radii.len()) && radii.is_sorted(), "1 to 254 ascending radii");
        let mut limits: Vec<f64> = radii.iter().map(|r| r * r).collect();
        let slices_per_square = SLICES as f64 / limits[limits.len() - 1].max(1e-6);
        // A square is counted to the nearest slice; a little slack makes up for rounding.
        let from = |slice: usize| (slice as f64 - 0.51) / slices_per_square;
        let below = |square: f64| limits.partition_point(|&l| l < square);
        let first: Vec<u8> = (0..=SLICES + 1).map(|s| below(from(s)) as u8).collect();
        let steps = (0..=SLICES + 1).map(|s| below(from(s + 1) + 0.02 / slices_per_square) - first[s] as usize).max();
        limits.push(f64::INFINITY);
        Rings { limits, first, steps: steps.unwrap_or(0), slices_per_square }
    }

    /// How many radii there are; also the number of the ring beyond the last.
    pub fn beyond(&self) -> u8 {
        (self.limits.len() - 1) as u8
    }

    /// The ring of a distance; a distance equal to a radius lies within it.
    pub fn of(&self, distance: f64) -> u8 {
        let square = distance * distance;
        self.ring(square, self.slice(square))
    }

    #[inline]
    fn slice(&self, square: f64) -> u32 {
        nearest(at_most(square * self.slices_per_square, (SLICES + 1) as f64))
    }

    #[inline]
    fn ring(&self, square: f64, slice: u32) -> u8 {
        let mut ring = self.first[slice as usize];
        for _ in 0..self.steps {
            ring += u8::from(square > self.limits[ring as usize]);
        }
        ring
    }

    /// Fills `row` with the rings of all firms as seen from firm `i`; itself is beyond.
    pub fn fill(&self, x: &[f64], y: &[f64], i: usize, scratch: &mut Scratch, row: &mut [u8]) {
        let square = |(xj, yj): (&f64, &f64)| (xj - x[i]) * (xj - x[i]) + (yj - y[i]) * (yj - y[i]);
        scratch.squares.clear();
        scratch.squares.extend(x.iter().zip(y).map(square));
        scratch.slices.clear();
        scratch.slices.extend(scratch.squares.iter().map(|&s| self.slice(s)));
        for ((ring, &square), &slice) in row.iter_mut().zip(&scratch.squares).zip(&scratch.slices) {
            *ring = self.ring(square, slice);
        }
        row[i] = self.beyond();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_on_a_radius_lies_within() {
        let rings = Rings::new(&[0.0, 250.0, 500.0, 8000.0]);
        let of = [0.0, 0.1, 250.0, 250.0001, 500.0, 7999.9, 8000.0, 8000.1, 1e9].map(|d| rings.of(d));
        assert_eq!(of, [0, 1, 1, 2, 2, 3, 3, 4, 4]);
    }

    #[test]
    fn every_distance_lies_in_the_first_ring_that_reaches_it() {
        for radii in [vec![0.0, 1.0, 2.0, 3.0, 9000.0], (0..=40).map(|k| f64::from(k) * 250.0).collect(), vec![0.0]] {
            let rings = Rings::new(&radii);
            for d in (0..200_000).map(|k| f64::from(k) * 0.05).chain(radii.iter().copied()) {
                let first = radii.iter().position(|r| d * d <= r * r).unwrap_or(radii.len());
                assert_eq!(rings.of(d) as usize, first, "{d}");
            }
        }
    }
}
