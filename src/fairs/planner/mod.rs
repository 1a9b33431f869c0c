//! From scored pairs of the firms invited to a timetable of one-to-one talks without clashes.
//!
//! `choose` says which pairs talk, `slots` when, `seats` where; [`plan`] puts them together, and [`absence`] mends the
//! timetable when a firm does not come. All is pure, everything is named by its position, and the same fair gives the
//! same timetable.

pub mod absence;
mod assignment;
mod choose;
mod flow;
pub mod grid;
pub mod limits;
pub mod plan;
mod seats;
mod slots;
#[cfg(test)]
mod tests;

/// A firm that was invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Firm {
    /// Talks that it has at most on the day.
    pub most_talks: u32,
}

/// Where a table stands, in decimetres from a corner of the hall. Walks are counted along the two walls, as aisles run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Along one wall.
    pub x: i32,
    /// Along the other.
    pub y: i32,
}

impl Table {
    /// Decimetres to another table.
    pub fn distance(&self, other: &Table) -> i64 {
        (i64::from(self.x) - i64::from(other.x)).abs() + (i64::from(self.y) - i64::from(other.y)).abs()
    }
}

/// A firm that needs something and one that could supply it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Who needs.
    pub buyer: u32,
    /// Who supplies; another firm.
    pub seller: u32,
    /// How well they fit, above nought, in any one unit.
    pub score: u32,
}

/// What is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fair {
    /// The firms.
    pub firms: Vec<Firm>,
    /// The tables; one talk at each in a slot.
    pub tables: Vec<Table>,
    /// Slots of the day, one after another.
    pub slots: u32,
    /// Who could talk, each pair once.
    pub pairs: Vec<Pair>,
    /// Whether as many firms as can be get a talk before the sum of scores counts.
    pub everyone_first: bool,
}

/// One talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Talk {
    /// The slot.
    pub slot: u32,
    /// The table.
    pub table: u32,
    /// The pair that talks.
    pub pair: u32,
}

/// Who talks when and where, by slot and table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timetable {
    /// The talks, in order.
    pub talks: Vec<Talk>,
}

impl Timetable {
    /// A timetable of these talks.
    pub fn new(mut talks: Vec<Talk>) -> Timetable {
        talks.sort_unstable();
        Timetable { talks }
    }

    /// The talks of a firm, in order: its seat card.
    pub fn of<'a>(&'a self, fair: &'a Fair, firm: u32) -> impl Iterator<Item = &'a Talk> {
        self.talks.iter().filter(move |talk| fair.ends(talk.pair).contains(&firm))
    }
}

impl Fair {
    /// The two firms of a pair, the buyer first.
    pub fn ends(&self, pair: u32) -> [u32; 2] {
        let pair = &self.pairs[pair as usize];
        [pair.buyer, pair.seller]
    }

    /// Talks that a firm can have: no more than it wants, nor than there are slots.
    pub fn room(&self, firm: u32) -> u32 {
        self.firms[firm as usize].most_talks.min(self.slots)
    }
}
