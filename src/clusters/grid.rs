//! The cells of a quarter as a grid of districts and industries, with all its margins.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::census::{Census, Coverage, Tally};
use super::directory::Directory;
use super::stats::space::hexagons;
use super::stats::table::Table;

/// The resolution of the wider hexagons.
pub const WIDE: u8 = 7;

/// A row or column: its code and name; the code of what is not stated is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
}

/// Industries, as wide as a table has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Line {
    /// All together.
    All,
    /// The widest of the classification.
    Top(u16),
    /// As fine as firms state it.
    Class(u16),
}

/// How fine the industries of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// [`Line::Top`].
    Top,
    /// [`Line::Class`].
    Class,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Plants.
    Plants,
    /// Jobs.
    Jobs,
}

/// The grid.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// Districts by their numbers.
    pub districts: Vec<Named>,
    /// Their square kilometres and centres (longitude, latitude), where known.
    pub areas: Vec<Option<f64>>,
    pub centres: Vec<Option<(f64, f64)>>,
    /// Wide industries.
    pub tops: Vec<Named>,
    /// Fine industries, each with the number of its wide one.
    pub classes: Vec<(Named, u16)>,
    /// Hexagons of both resolutions.
    pub hexagons: Vec<(u64, Tally)>,
    pub wide: Vec<(u64, Tally)>,
    /// What is behind it.
    pub coverage: Coverage,
    tallies: HashMap<(Option<u16>, Line), Tally>,
}

impl Grid {
    /// Adds a census up.
    pub fn new(census: &Census, directory: &Directory) -> Grid {
        let name_of = |code: &str, name: &dyn Fn(&str) -> String| Named { code: code.to_owned(), name: name(code) };
        let districts: BTreeSet<&str> = census.cells.iter().map(|cell| cell.0.as_str()).collect();
        let classes: BTreeSet<&str> = census.cells.iter().map(|cell| cell.1.as_str()).collect();
        let tops: BTreeSet<String> = classes.iter().map(|code| directory.top(code)).collect();
        let district_at: HashMap<&str, u16> = districts.iter().copied().zip(0..).collect();
        let class_at: HashMap<&str, u16> = classes.iter().copied().zip(0..).collect();
        let top_at: HashMap<&str, u16> = tops.iter().map(String::as_str).zip(0..).collect();
        let top_of = |code: &str| top_at[directory.top(code).as_str()];
        let mut tallies: HashMap<(Option<u16>, Line), Tally> = HashMap::new();
        for (district, class, tally) in &census.cells {
            let lines = [Line::All, Line::Top(top_of(class)), Line::Class(class_at[class.as_str()])];
            for district in [None, Some(district_at[district.as_str()])] {
                lines.iter().for_each(|line| tallies.entry((district, *line)).or_default().merge(tally));
            }
        }
        let mut wide: BTreeMap<u64, Tally> = BTreeMap::new();
        for (hexagon, tally) in &census.hexagons {
            wide.entry(hexagons::parent(*hexagon, WIDE).unwrap_or(*hexagon)).or_default().merge(tally);
        }
        let division = |code: &str| directory.division_name(code);
        let industry = |code: &str| directory.industry_name(code);
        Grid {
            areas: districts.iter().map(|code| directory.area(code)).collect(),
            centres: districts.iter().map(|code| directory.centre(code)).collect(),
            districts: districts.iter().map(|code| name_of(code, &division)).collect(),
            classes: classes.iter().map(|code| (name_of(code, &industry), top_of(code))).collect(),
            tops: tops.iter().map(|code| name_of(code, &industry)).collect(),
            hexagons: census.hexagons.clone(),
            wide: wide.into_iter().collect(),
            coverage: census.coverage,
            tallies,
        }
    }

    /// What a cell or margin holds.
    pub fn tally(&self, district: Option<u16>, line: Line) -> Tally {
        self.tallies.get(&(district, line)).copied().unwrap_or_default()
    }

    /// All cells and margins that hold something, in order.
    pub fn filled(&self) -> Vec<((Option<u16>, Line), Tally)> {
        let mut filled: Vec<_> = self.tallies.iter().map(|(key, tally)| (*key, *tally)).collect();
        filled.sort_by_key(|(key, _)| *key);
        filled
    }

    /// The lines of a level, those of nothing stated too.
    pub fn lines(&self, level: Level) -> Vec<Line> {
        match level {
            Level::Top => (0..self.tops.len() as u16).map(Line::Top).collect(),
            Level::Class => (0..self.classes.len() as u16).map(Line::Class).collect(),
        }
    }

    /// Code and name of a line.
    pub fn named(&self, line: Line) -> Option<&Named> {
        match line {
            Line::All => None,
            Line::Top(at) => self.tops.get(usize::from(at)),
            Line::Class(at) => self.classes.get(usize::from(at)).map(|(named, _)| named),
        }
    }

    /// The line of a code; a wide one where both levels have the code.
    pub fn line(&self, code: &str) -> Option<Line> {
        let top = self.tops.iter().position(|named| named.code == code).map(|at| Line::Top(at as u16));
        let class = || self.classes.iter().position(|(named, _)| named.code == code).map(|at| Line::Class(at as u16));
        top.or_else(class)
    }

    /// The district of a code.
    pub fn district(&self, code: &str) -> Option<u16> {
        self.districts.iter().position(|named| named.code == code).map(|at| at as u16)
    }

    /// The amounts of a level as a table for the indices.
    pub fn table(&self, level: Level, unit: Unit) -> Table {
        let lines = self.lines(level);
        let amount = |district, line| amount(&self.tally(Some(district), line), unit);
        let districts = 0..self.districts.len() as u16;
        let amounts = districts.flat_map(|district| lines.iter().map(move |line| amount(district, *line)));
        Table::new(lines.len(), amounts.collect())
    }
}

/// Plants or jobs of a tally.
pub fn amount(tally: &Tally, unit: Unit) -> f64 {
    match unit {
        Unit::Plants => tally.plants as f64,
        Unit::Jobs => tally.jobs as f64,
    }
}
