use super::place::Rect;
use super::svg::{Anchor, Canvas};
use super::{Width, text};

/// Labelled rows with a field for marks beside (wide) or below (narrow) each label.
pub struct Rows {
    /// Where marks go: left end and width in px.
    pub left: f64,
    pub wide: f64,
    label: f64,
    narrow: bool,
    font: f64,
    y: f64,
}

/// One row that has been labelled.
pub struct Row {
    /// The box of a bar over the full field.
    pub band: Rect,
    /// Baseline of text in the field.
    pub baseline: f64,
    /// Between these, lines of the chart cross no label.
    pub top: f64,
    pub bottom: f64,
}

impl Rows {
    /// Rows for these labels; `before` and `after` px are kept free for values at both ends of the field.
    pub fn new<'a>(c: &Canvas, width: Width, labels: impl Iterator<Item = &'a str>, before: f64, after: f64) -> Rows {
        let narrow = width.is_narrow();
        let widest = labels.map(|label| text::width(label, c.font)).fold(0.0, f64::max);
        let label = if narrow { c.width - 8.0 } else { widest.min(0.34 * c.width) };
        let left = if narrow { 4.0 } else { label + 14.0 } + before;
        Rows { left, wide: c.width - left - after - 4.0, label, narrow, font: c.font, y: 4.0 }
    }

    /// Writes the label of the next row and gives its field.
    pub fn next(&mut self, c: &mut Canvas, label: &str) -> Row {
        let (font, top) = (self.font, self.y);
        let lines = text::wrap(label, self.label, font, 2);
        let tall = 1.25 * font * lines.len() as f64;
        let high = if self.narrow { tall + 1.6 * font + 9.0 } else { tall.max(1.6 * font) + 6.0 };
        let first = if self.narrow { top + font } else { top + (high - tall) / 2.0 + 0.98 * font };
        for (i, line) in lines.iter().enumerate() {
            let y = first + 1.25 * font * i as f64;
            let (x, anchor) = if self.narrow { (4.0, Anchor::Start) } else { (self.label + 4.0, Anchor::End) };
            c.text((x, y), anchor, "", line);
        }
        let middle = if self.narrow { top + tall + 0.9 * font } else { top + high / 2.0 };
        self.y += high;
        let band = Rect::new(self.left, middle - 0.65 * font, self.wide, 1.3 * font);
        let line = if self.narrow { (band.y - 2.0, band.y + band.h + 2.0) } else { (top, self.y) };
        Row { band, baseline: middle + 0.36 * font, top: line.0, bottom: line.1 }
    }

    /// Where the rows written so far end.
    pub fn end(&self) -> f64 {
        self.y + 4.0
    }
}
