//! Features cut into at most 64 bins, column by column.

use rayon::prelude::*;

/// Bins of a feature.
pub(super) const BINS: usize = 64;
/// Rows that are looked at to find the cuts.
const SAMPLE: usize = 20_000;

/// The bin of each row in each column, and the thresholds between the bins.
pub(super) struct Binned {
    pub(super) columns: Vec<Vec<u8>>,
    pub(super) cuts: Vec<Vec<f32>>,
}

impl Binned {
    /// Cuts rows of `width` features, which lie behind one another.
    pub(super) fn new(features: &[f32], width: usize) -> Binned {
        let rows = features.len() / width;
        let made: Vec<(Vec<u8>, Vec<f32>)> = (0..width)
            .into_par_iter()
            .map(|feature| {
                let value = |row: usize| features[row * width + feature];
                let sample = (0..rows).step_by((rows / SAMPLE).max(1)).map(value).collect();
                let cuts = cuts(sample);
                let column = (0..rows).map(|row| cuts.partition_point(|cut| *cut < value(row)) as u8).collect();
                (column, cuts)
            })
            .collect();
        let (columns, cuts) = made.into_iter().unzip();
        Binned { columns, cuts }
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }
}

/// Thresholds: between all values where they are few, else half of them by rank among the rows and half by rank among
/// the distinct values, since many features are mostly zero.
fn cuts(mut sample: Vec<f32>) -> Vec<f32> {
    sample.sort_by(f32::total_cmp);
    let mut distinct = sample.clone();
    distinct.dedup();
    if distinct.len() <= BINS {
        return distinct.windows(2).map(|pair| (pair[0] + pair[1]) / 2.0).collect();
    }
    let half = BINS / 2;
    let ranks = |values: &[f32]| (1..half).map(|bin| values[bin * values.len() / half]).collect::<Vec<f32>>();
    let mut cuts = [ranks(&sample), ranks(&distinct)].concat();
    cuts.sort_by(f32::total_cmp);
    cuts.dedup();
    cuts
}
