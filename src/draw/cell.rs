/// One value of a chart with its text, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A finite number and how the page writes it.
    Number { value: f64, text: String },
    /// Kept back to protect firms. Never drawn as zero.
    Suppressed,
    /// Nothing to compare with, or no data. Never drawn as zero.
    NoBase,
}

impl Cell {
    /// A number with its text; one that is not finite has no base.
    pub fn number(value: f64, text: impl Into<String>) -> Cell {
        if value.is_finite() { Cell::Number { value, text: text.into() } } else { Cell::NoBase }
    }

    /// The number, if there is one to draw.
    pub fn value(&self) -> Option<f64> {
        match self {
            Cell::Number { value, .. } => Some(*value).filter(|v| v.is_finite()),
            _ => None,
        }
    }
}
