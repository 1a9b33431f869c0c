//! Disclosure control: which figures of a report may be shown. Applied last and once, on all tables of a report
//! together (page, drill-down, hexagons, change since last quarter), since what one table hides another may give away.
//!
//! First the primary rules (`rules`) withhold figures that give a firm away by themselves. Then further figures are
//! withheld so that no hidden one follows from those shown: line by line (`lines`), until every sum leaves enough open;
//! then an exact audit of all sums together (`audit`) finds what still follows, and more is hidden until nothing does;
//! last the bounds that a reader can set (`intervals`) are widened where they are too close.
//!
//! What holds at the end: no hidden figure is determined by the shown figures and the declared sums, also if all are
//! known not to be negative; the bounds that pass from sum to sum are wider than a set share of the figure; and the
//! hidden parts of a shown total, taken together, break no primary rule. Zero to which nobody contributes is shown. A page must show one sign for both kinds of hidden figures: telling which is
//! primary would tell the reader that it is small.

mod audit;
mod field;
mod intervals;
mod lines;
mod rules;

use std::collections::HashMap;
use std::hash::Hash;

pub use rules::{Contributors, Reason, Rules};

use super::value::{Absent, Value};
use lines::Net;

/// A figure's place in its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(u32);

/// A number that a report would show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    pub value: f64,
    pub by: Contributors,
    /// What every reader knows that it is at least when it is hidden: 1 for a count, because zero would be shown.
    pub floor: f64,
    /// Published before, so that it cannot be withheld any more.
    pub public: bool,
}

/// Whether a figure is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Shown,
    /// Withheld for its own sake.
    Primary(Reason),
    /// Withheld so that another does not follow from it.
    Complementary,
}

/// One key was given two different figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clash;

/// All figures of a report, and the sums among them.
#[derive(Clone, Debug)]
pub struct Figures<K> {
    ids: HashMap<K, Id>,
    figures: Vec<Figure>,
    sums: Vec<(Id, Vec<Id>)>,
}

/// A set of figures with what may be shown of it.
#[derive(Clone, Debug)]
pub struct Protected<K> {
    ids: HashMap<K, Id>,
    figures: Vec<Figure>,
    statuses: Vec<Status>,
    exposed: Vec<Id>,
}

impl<K> Default for Figures<K> {
    fn default() -> Self {
        Self { ids: HashMap::new(), figures: Vec::new(), sums: Vec::new() }
    }
}

impl<K: Eq + Hash> Figures<K> {
    /// Adds a figure. A key that is known already is the same figure in another table, and keeps its id.
    pub fn add(&mut self, key: K, figure: Figure) -> Result<Id, Clash> {
        let next = Id(self.figures.len() as u32);
        let id = *self.ids.entry(key).or_insert(next);
        if id == next {
            self.figures.push(figure);
        }
        if self.figures[id.index()] == figure { Ok(id) } else { Err(Clash) }
    }

    /// Declares that a figure is the sum of others. Every sum that a reader could know must be declared; a change
    /// since last quarter is `sum(now, [before, change])`.
    pub fn sum(&mut self, total: Id, parts: impl IntoIterator<Item = Id>) {
        self.sums.push((total, parts.into_iter().collect()));
    }

    /// Decides what to withhold. The same figures and sums in the same order give the same answer.
    pub fn protect(self, rules: &Rules) -> Protected<K> {
        let primary: Vec<Option<Reason>> = self.figures.iter().map(|f| own_reason(f, rules)).collect();
        let mut net = Net::new(&self.figures, &self.sums, rules, primary.iter().map(Option::is_some).collect());
        let exposed = audit::secure(&mut net);
        let status = |(hidden, reason): (&bool, Option<Reason>)| match (hidden, reason) {
            (_, Some(reason)) => Status::Primary(reason),
            (true, None) => Status::Complementary,
            (false, None) => Status::Shown,
        };
        let statuses = net.hidden.iter().zip(primary).map(status).collect();
        Protected { ids: self.ids, figures: self.figures, statuses, exposed }
    }
}

impl<K: Eq + Hash> Protected<K> {
    /// The id of a key.
    pub fn id(&self, key: &K) -> Option<Id> {
        self.ids.get(key).copied()
    }

    /// Whether a figure is shown.
    pub fn status(&self, id: Id) -> Status {
        self.statuses[id.index()]
    }

    /// The figure to show, or `Suppressed`.
    pub fn value(&self, id: Id) -> Value {
        self.derived(&[id], Ok(self.figures[id.index()].value))
    }

    /// A number computed from figures (a quotient, a concentration): it is shown only if all of them are.
    pub fn derived(&self, from: &[Id], value: Value) -> Value {
        let open = from.iter().all(|id| self.status(*id) == Status::Shown);
        if open { value } else { Err(Absent::Suppressed) }
    }

    /// How many figures are withheld: for their own sake, and for others'.
    pub fn withheld(&self) -> (usize, usize) {
        let count = |of: fn(&Status) -> bool| self.statuses.iter().filter(|status| of(status)).count();
        (count(|s| matches!(s, Status::Primary(_))), count(|s| *s == Status::Complementary))
    }

    /// Hidden figures that follow from what was published before, which nothing can undo. Empty unless some figures
    /// are `public`.
    pub fn exposed(&self) -> &[Id] {
        &self.exposed
    }
}

impl Id {
    fn index(self) -> usize {
        self.0 as usize
    }
}

impl Figure {
    /// A number of firms.
    pub fn count(firms: u64) -> Self {
        Self { value: firms as f64, by: Contributors::counted(firms), floor: 1.0, public: false }
    }

    /// An amount that is not negative, the sum of what its contributors have: jobs, money.
    pub fn amount(by: Contributors) -> Self {
        Self { value: by.total, by, floor: 0.0, public: false }
    }

    /// A change, of either sign. The contributors are those of both quarters, each with the size of its change.
    pub fn change(value: f64, by: Contributors) -> Self {
        Self { value, by, floor: f64::NEG_INFINITY, public: false }
    }

    /// The same, as a figure that an earlier report has shown.
    pub fn published(self) -> Self {
        Self { public: true, ..self }
    }

    /// Whether hiding it hides anything: a zero to which nobody contributes is known to all.
    fn empty(&self) -> bool {
        self.value == 0.0 && self.by.n == 0
    }
}

fn own_reason(figure: &Figure, rules: &Rules) -> Option<Reason> {
    if figure.public { None } else { rules.broken(&figure.by).next() }
}
