use super::Words;
use super::hatch::hatch_rect;
use super::place::Rect;
use super::svg::{Anchor, Canvas};
use super::text;

/// Which way colours run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ramp {
    /// From little to much.
    Sequential,
    /// From cold over neither to hot.
    Diverging,
}

/// Five classes of values.
#[derive(Debug, Clone)]
pub struct Classes {
    pub ramp: Ramp,
    /// What is classed, with its unit.
    pub title: String,
    /// Rising; class k holds `bounds[k-1] <= value < bounds[k]`.
    pub bounds: [f64; 4],
    /// How the page writes each class, such as "1.0–1.5".
    pub names: [String; 5],
}

impl Classes {
    /// The class of a value, 0 to 4.
    pub fn of(&self, value: f64) -> usize {
        self.bounds.iter().filter(|b| **b <= value).count()
    }

    /// The style class of a class: q0 to q4, or h0 to h4.
    pub fn style(&self, class: usize) -> String {
        format!("{}{class}", if self.ramp == Ramp::Sequential { 'q' } else { 'h' })
    }

    /// Draws the legend from `y` down, in lines; returns where it ends.
    pub fn legend(&self, c: &mut Canvas, y: f64, words: &Words) -> f64 {
        let font = c.font;
        let title = text::clip(&self.title, c.width - 8.0, font);
        c.text((4.0, y + font), Anchor::Start, "soft", &title);
        let names = self.names.iter().enumerate().map(|(k, name)| (self.style(k), name.as_str()));
        let extra = [("hidden".to_owned(), words.suppressed), ("void".to_owned(), words.no_base)];
        let (mut x, mut y) = (4.0, y + 1.6 * font);
        for (style, name) in names.chain(extra) {
            let name = text::clip(name, c.width - 40.0, font);
            let wide = 28.0 + text::width(&name, font) + 10.0;
            if x > 4.0 && x + wide > c.width {
                (x, y) = (4.0, y + 1.7 * font);
            }
            swatch(c, Rect::new(x, y, 22.0, font + 2.0), &style);
            c.text((x + 28.0, y + font - 1.0), Anchor::Start, "", &name);
            x += wide;
        }
        y + 1.7 * font
    }
}

fn swatch(c: &mut Canvas, at: Rect, style: &str) {
    c.rect(at, &format!("cell {style}"));
    if style == "hidden" {
        c.path(&hatch_rect(at, 6.0), "hatch");
    }
}
