//! The primary rules: which figures would give a firm away by themselves.

/// Who stands behind a figure. Contributors are firms: two plants of one firm in a cell count once, with their sum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Contributors {
    pub n: u64,
    /// The largest and second largest contribution, in the figure's unit.
    pub top1: f64,
    pub top2: f64,
    /// All contributions. Zero for a figure that only counts firms, to which the rules of dominance do not apply.
    pub total: f64,
}

/// The thresholds. Settings: they are printed on the method page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Fewer firms than this are withheld.
    pub least: u64,
    /// Withheld where the two largest have this share of the total, or more.
    pub dominance: f64,
    /// Withheld where all but the two largest are less than this share of the largest, because the second could then
    /// estimate the first too well.
    pub p_ratio: f64,
    /// The bounds that a reader can set to a hidden figure must be further apart than this share of it.
    pub width: f64,
}

/// Why a figure is withheld for its own sake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Too few firms.
    TooFew,
    /// Two firms have nearly all of it.
    Dominated,
    /// The second largest could estimate the largest.
    Estimable,
}

impl Default for Rules {
    fn default() -> Self {
        Self { least: 3, dominance: 0.9, p_ratio: 0.1, width: 0.1 }
    }
}

impl Rules {
    /// The rules that a figure breaks. A figure to which nobody contributes breaks none: zero may be published.
    pub fn broken(&self, by: &Contributors) -> impl Iterator<Item = Reason> {
        let sized = by.n > 0 && by.total > 0.0;
        let top = by.top1 + by.top2;
        [
            (by.n > 0 && by.n < self.least).then_some(Reason::TooFew),
            (sized && top >= self.dominance * by.total).then_some(Reason::Dominated),
            (sized && by.total - top < self.p_ratio * by.top1).then_some(Reason::Estimable),
        ]
        .into_iter()
        .flatten()
    }
}

impl Contributors {
    /// For a figure that is itself a count of firms.
    pub fn counted(n: u64) -> Self {
        Self { n, ..Self::default() }
    }

    /// Those behind a sum of figures that share no contributor.
    pub fn and(self, other: Self) -> Self {
        let top1 = self.top1.max(other.top1);
        let top2 = self.top1.min(other.top1).max(self.top2).max(other.top2);
        Self { n: self.n + other.n, top1, top2, total: self.total + other.total }
    }
}
