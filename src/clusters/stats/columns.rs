//! A quarter's plants as columns, and one pass over them that leaves a cell per district and industry: enough for
//! quotients, concentration, agglomeration, stars and the rules of disclosure.

use super::agglomeration::{Agglomeration, Base};
use super::hhi::Sizes;
use super::table::Table;
use super::value::{Absent, Value, ratio};

/// Plants, one in each place of the three columns. Plants rather than firms: the jobs of a firm with two sites are
/// where they are done, not at its registered address.
#[derive(Clone, Copy, Debug)]
pub struct Plants<'a> {
    pub district: &'a [u16],
    pub industry: &'a [u16],
    pub jobs: &'a [u32],
}

/// The plants of one industry in one district.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    pub jobs: u64,
    /// Sum of squared jobs; `f64`, since it may exceed 64 bits. Exact up to 2^53.
    pub squares: f64,
    pub plants: u32,
    /// Jobs of the largest and the second largest plant.
    pub top1: u32,
    pub top2: u32,
}

/// All cells, district by district.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    industries: usize,
    cells: Vec<Cell>,
    /// By industry, the sum of the plants' jobs to the fourth power.
    fourths: Vec<f64>,
}

/// Columns of different lengths, or a code that is not below the number of districts or industries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit;

impl Cells {
    /// One pass over the plants, in any order; it is quickest with those of a district together, whose cells then stay
    /// near the processor.
    pub fn count(plants: Plants, districts: u16, industries: u16) -> Result<Self, Misfit> {
        let below = |codes: &[u16], end| codes.iter().fold(0, |max, code| (*code).max(max)) < end || codes.is_empty();
        let even = plants.district.len() == plants.industry.len() && plants.industry.len() == plants.jobs.len();
        if !even || !below(plants.district, districts) || !below(plants.industry, industries) {
            return Err(Misfit);
        }
        let industries = usize::from(industries);
        let mut cells = vec![Cell::default(); usize::from(districts) * industries];
        let mut fourths = vec![0.0; industries];
        let codes = plants.district.iter().zip(plants.industry);
        for ((district, industry), jobs) in codes.zip(plants.jobs) {
            let industry = usize::from(*industry);
            let square = cells[usize::from(*district) * industries + industry].add(*jobs);
            fourths[industry] += square * square;
        }
        Ok(Self { industries, cells, fourths })
    }

    /// The plants of an industry in a district.
    pub fn at(&self, district: usize, industry: usize) -> &Cell {
        &self.cells[district * self.industries + industry]
    }

    /// Jobs by district and industry.
    pub fn jobs(&self) -> Table {
        Table::new(self.industries, self.cells.iter().map(|cell| cell.jobs as f64).collect())
    }

    /// Plants by district and industry.
    pub fn plants(&self) -> Table {
        Table::new(self.industries, self.cells.iter().map(|cell| f64::from(cell.plants)).collect())
    }

    /// The sizes of each industry's plants in the whole city.
    pub fn sizes(&self) -> Vec<Sizes> {
        let mut all: Vec<Sizes> = self.fourths.iter().map(|f| Sizes { fourths: *f, ..Sizes::default() }).collect();
        for row in self.cells.chunks_exact(self.industries.max(1)) {
            for (sizes, cell) in all.iter_mut().zip(row) {
                sizes.n += u64::from(cell.plants);
                sizes.sum += cell.jobs as f64;
                sizes.squares += cell.squares;
            }
        }
        all
    }

    /// The plants' concentration in one district and industry.
    pub fn hhi(&self, district: usize, industry: usize) -> Value {
        let cell = self.at(district, industry);
        ratio(cell.squares, (cell.jobs as f64).powi(2))
    }

    /// Ellison and Glaeser's index of every industry.
    pub fn agglomeration(&self, jobs: &Table, sizes: &[Sizes]) -> Vec<Result<Agglomeration, Absent>> {
        let base = Base::of(jobs);
        let of = |(industry, sizes)| base.as_ref().map(|b| b.agglomeration(jobs, industry, sizes)).map_err(|why| *why);
        sizes.iter().enumerate().map(of).collect()
    }
}

impl Cell {
    /// Adds a plant; gives back the square of its jobs.
    fn add(&mut self, jobs: u32) -> f64 {
        let square = f64::from(jobs) * f64::from(jobs);
        self.plants += 1;
        self.jobs += u64::from(jobs);
        self.squares += square;
        // without branches, as which plant is larger cannot be foretold
        self.top2 = self.top2.max(self.top1.min(jobs));
        self.top1 = self.top1.max(jobs);
        square
    }
}
