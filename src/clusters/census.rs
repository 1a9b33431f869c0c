//! Counts the firms of a quarter into cells. A firm's own place is taken as its one plant, since plants apart from it
//! are not known; pages say so.

use std::collections::BTreeMap;

use super::directory::Directory;
use super::stats::space::hexagons;

/// The resolution of the hexagons that are kept: about 0.7 km² each.
pub const RESOLUTION: u8 = 8;

/// A verified firm, as it is counted.
#[derive(Debug, Clone, Default)]
pub struct Plant {
    /// Code of its industry, as fine as it is known.
    pub industry: Option<String>,
    /// Code of its division.
    pub division: Option<String>,
    /// Its jobs, where stated.
    pub jobs: Option<u64>,
    /// Longitude and latitude, where known.
    pub place: Option<(f64, f64)>,
}

/// Plants, counted: all that the indices and the rules of disclosure need.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    /// Plants.
    pub plants: u64,
    /// Those that state their jobs.
    pub stated: u64,
    /// Jobs of these.
    pub jobs: u64,
    /// Sums of jobs to the second and fourth power.
    pub squares: f64,
    pub fourths: f64,
    /// Jobs of the largest and the second largest.
    pub top1: u64,
    pub top2: u64,
}

impl Tally {
    /// Adds a plant.
    pub fn add(&mut self, jobs: Option<u64>) {
        self.plants += 1;
        let Some(jobs) = jobs else { return };
        let square = (jobs as f64).powi(2);
        self.merge(&Tally {
            plants: 0,
            stated: 1,
            jobs,
            squares: square,
            fourths: square * square,
            top1: jobs,
            top2: 0,
        });
    }

    /// Adds the plants of another one; they share none.
    pub fn merge(&mut self, other: &Tally) {
        self.plants += other.plants;
        self.stated += other.stated;
        self.jobs += other.jobs;
        self.squares += other.squares;
        self.fourths += other.fourths;
        self.top2 = self.top1.min(other.top1).max(self.top2).max(other.top2);
        self.top1 = self.top1.max(other.top1);
    }
}

/// How many firms stand behind the figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Coverage {
    /// All verified firms.
    pub firms: u64,
    /// Those that state their jobs, a place, an industry, a division.
    pub jobs: u64,
    pub place: u64,
    pub industry: u64,
    pub division: u64,
}

/// A quarter, counted. The code of what is not stated is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Census {
    /// By code of district and of industry, both as [`Directory`] rolls them up.
    pub cells: Vec<(String, String, Tally)>,
    /// By hexagon.
    pub hexagons: Vec<(u64, Tally)>,
    /// What is behind them.
    pub coverage: Coverage,
}

/// Counts firms.
pub fn count(plants: &[Plant], directory: &Directory) -> Census {
    let (mut cells, mut hexes) = (BTreeMap::<(String, String), Tally>::new(), BTreeMap::<u64, Tally>::new());
    let mut coverage = Coverage { firms: plants.len() as u64, ..Coverage::default() };
    let (lon, lat): (Vec<f64>, Vec<f64>) = plants.iter().map(|plant| plant.place.unwrap_or((f64::NAN, 0.0))).unzip();
    for (plant, hexagon) in plants.iter().zip(hexagons::hexagons(&lon, &lat, RESOLUTION)) {
        let district = directory.district(plant.division.as_deref());
        let industry = plant.industry.clone().unwrap_or_default();
        cells.entry((district, industry)).or_default().add(plant.jobs);
        if let Some(hexagon) = hexagon {
            hexes.entry(hexagon).or_default().add(plant.jobs);
        }
        coverage.jobs += u64::from(plant.jobs.is_some());
        coverage.place += u64::from(hexagon.is_some());
        coverage.industry += u64::from(plant.industry.is_some());
        coverage.division += u64::from(plant.division.is_some());
    }
    let cells = cells.into_iter().map(|((district, industry), tally)| (district, industry, tally)).collect();
    Census { cells, hexagons: hexes.into_iter().collect(), coverage }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_knows_its_two_largest_however_it_was_made() {
        let mut whole = Tally::default();
        [Some(5), None, Some(9), Some(7)].into_iter().for_each(|jobs| whole.add(jobs));
        let (mut first, mut second) = (Tally::default(), Tally::default());
        [Some(5), None].into_iter().for_each(|jobs| first.add(jobs));
        [Some(9), Some(7)].into_iter().for_each(|jobs| second.add(jobs));
        first.merge(&second);
        assert_eq!(first, whole);
        assert_eq!((whole.plants, whole.stated, whole.jobs, whole.top1, whole.top2), (4, 3, 21, 9, 7));
        assert_eq!(whole.squares, 25.0 + 81.0 + 49.0);
    }
}
