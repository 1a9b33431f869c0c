use super::place::Rect;
use super::svg::{Anchor, Canvas, num};
use super::{Head, Width, text};

/// Streams between two columns, such as from where purchases come to who buys.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Names with their values as text, top to bottom.
    pub left: Vec<(String, String)>,
    pub right: Vec<(String, String)>,
    pub bands: Vec<Band>,
}

/// One stream.
#[derive(Debug, Clone)]
pub struct Band {
    pub from: usize,
    pub to: usize,
    /// Not negative.
    pub amount: f64,
    pub text: String,
}

/// A side of the drawing: where each of its nodes starts, how tall it is, and how much of it is used.
struct Column {
    tops: Vec<f64>,
    used: Vec<f64>,
    labels: Vec<Vec<String>>,
    totals: Vec<f64>,
    slots: Vec<f64>,
}

/// Both columns with their labels outside and bands between them.
pub fn flow(head: &Head, chart: &Flow, width: Width) -> String {
    let mut c = Canvas::new(width);
    let bands: Vec<&Band> = chart.bands.iter().filter(|b| is_sound(chart, b)).collect();
    let total: f64 = bands.iter().map(|b| b.amount).sum();
    if total <= 0.0 {
        return c.nothing(head);
    }
    let (margin, px) = (if width.is_narrow() { 104.0 } else { 190.0 }, 260.0 / total);
    let side = |of: fn(&Band) -> usize, names: &[(String, String)]| {
        let sums = (0..names.len()).map(|i| bands.iter().filter(|b| of(b) == i).map(|b| b.amount * px).sum());
        column(names, sums.collect(), margin - 10.0, c.font)
    };
    let (mut left, mut right) = (side(|b| b.from, &chart.left), side(|b| b.to, &chart.right));
    let height = left.end(c.font).max(right.end(c.font));
    let (a, b) = (margin + 8.0, c.width - margin - 8.0);
    for band in bands {
        let (from, to) = (&chart.left[band.from].0, &chart.right[band.to].0);
        let tip = format!("{from} → {to}: {}", band.text);
        let d = ribbon(
            (a, left.next(band.from, band.amount * px)),
            (b, right.next(band.to, band.amount * px)),
            band.amount * px,
        );
        c.thing(&tip, None, |c| c.path(&d, &format!("ribbon b{}", band.from % 6)));
    }
    left.draw(&mut c, margin, Anchor::End);
    let x = c.width - margin - 8.0;
    right.draw(&mut c, x, Anchor::Start);
    c.finish(head, height)
}

fn is_sound(chart: &Flow, band: &Band) -> bool {
    band.from < chart.left.len() && band.to < chart.right.len() && band.amount.is_finite() && band.amount > 0.0
}

fn column(names: &[(String, String)], totals: Vec<f64>, room: f64, font: f64) -> Column {
    let mut column = Column { tops: vec![], used: vec![0.0; names.len()], labels: vec![], totals, slots: vec![] };
    let mut y = 4.0;
    for ((name, value), total) in names.iter().zip(&column.totals) {
        let mut lines = text::wrap(name, room, font, 2);
        lines.push(text::clip(value, room, font));
        let slot = total.max(1.25 * font * lines.len() as f64);
        column.tops.push(y + (slot - total) / 2.0);
        column.slots.push(slot);
        column.labels.push(lines);
        y += slot + 0.6 * font;
    }
    column
}

impl Column {
    /// The top of the next band of node `i`.
    fn next(&mut self, i: usize, tall: f64) -> f64 {
        self.used[i] += tall;
        self.tops[i] + self.used[i] - tall
    }

    fn end(&self, font: f64) -> f64 {
        let slots: f64 = self.slots.iter().map(|slot| slot + 0.6 * font).sum();
        4.0 + slots
    }

    fn draw(&self, c: &mut Canvas, x: f64, anchor: Anchor) {
        for (i, lines) in self.labels.iter().enumerate() {
            c.rect(Rect::new(x, self.tops[i], 8.0, self.totals[i].max(1.0)), "node-bar");
            let middle = self.tops[i] + self.totals[i] / 2.0;
            let first = middle - 0.625 * c.font * lines.len() as f64 + 0.95 * c.font;
            let at = if anchor == Anchor::End { x - 6.0 } else { x + 14.0 };
            for (row, line) in lines.iter().enumerate() {
                let class = if row + 1 == lines.len() { "soft" } else { "" };
                c.text((at, first + 1.25 * c.font * row as f64), anchor, class, line);
            }
        }
    }
}

/// A band of even thickness from one side to the other.
fn ribbon((x1, y1): (f64, f64), (x2, y2): (f64, f64), tall: f64) -> String {
    let (a, b, m) = (num(x1), num(x2), num((x1 + x2) / 2.0));
    let (p, q, r, s) = (num(y1), num(y2), num(y2 + tall), num(y1 + tall));
    format!("M{a} {p}C{m} {p} {m} {q} {b} {q}L{b} {r}C{m} {r} {m} {s} {a} {s}Z")
}

#[cfg(test)]
mod tests {
    use super::super::check::{Dice, check};
    use super::*;

    #[test]
    fn labels_keep_apart_beside_thin_bands() {
        let mut dice = Dice(41);
        let side = |dice: &mut Dice| (0..6).map(|_| (dice.name(), "1,234 万元".to_owned())).collect();
        let (left, right) = (side(&mut dice), side(&mut dice));
        let band = |dice: &mut Dice| Band {
            from: dice.below(7),
            to: dice.below(6),
            amount: dice.part().powi(4),
            text: dice.name(),
        };
        let chart = Flow { left, right, bands: (0..14).map(|_| band(&mut dice)).collect() };
        check(&flow(&Head::new("图", ""), &chart, Width::Wide));
        check(&flow(&Head::new("图", ""), &chart, Width::Narrow));
    }

    #[test]
    fn no_streams_are_no_data() {
        assert!(flow(&Head::new("图", ""), &Flow::default(), Width::Wide).contains("暂无数据"));
    }
}
