//! Few series over periods.

mod labels;

use super::place::Rect;
use super::scale::Scale;
use super::svg::{Anchor, Canvas, polyline};
use super::{Cell, Head, Width, text};
use labels::labels;

/// Few series over the same periods, such as quarters.
#[derive(Debug, Clone)]
pub struct Lines {
    /// Names of the periods.
    pub periods: Vec<String>,
    /// Up to six; from the seventh on colours repeat.
    pub series: Vec<Series>,
    pub y_name: String,
    /// How the page writes a tick.
    pub format: fn(f64) -> String,
    /// A level to compare with.
    pub reference: Option<f64>,
}

/// One line.
#[derive(Debug, Clone, Default)]
pub struct Series {
    pub name: String,
    /// One per period; what may not be shown parts the line.
    pub values: Vec<Cell>,
    /// One per period, or none at all: an interval drawn behind the line.
    pub band: Vec<Option<(f64, f64)>>,
}

/// Lines with their names and last values at their right ends.
pub fn lines(head: &Head, chart: &Lines, width: Width) -> String {
    let mut c = Canvas::new(width);
    let (right, high) = if width.is_narrow() { (104.0, 220.0) } else { (180.0, 280.0) };
    let top = 1.9 * c.font;
    let bands = chart.series.iter().flat_map(|s| s.band.iter().flatten().flat_map(|(l, h)| [*l, *h]));
    let values = chart.series.iter().flat_map(|s| s.values.iter().filter_map(Cell::value));
    let all: Vec<f64> = values.chain(bands).collect();
    if all.is_empty() {
        return c.nothing(head);
    }
    let all = all.into_iter().chain(chart.reference);
    let Some(y) = Scale::over(all, top + high, top) else { return c.nothing(head) };
    let y = y.padded(0.06);
    let left = y.margin(5, chart.format, c.font);
    let field = Rect::new(left, top, c.width - left - right, high);
    grid(&mut c, chart, field, &y);
    for (k, series) in chart.series.iter().enumerate() {
        band(&mut c, series, field, &y, chart.periods.len(), k);
    }
    for (k, series) in chart.series.iter().enumerate() {
        line(&mut c, head, chart, series, field, &y, k);
    }
    let height = labels(&mut c, head, &chart.series, field, &y).max(field.y + field.h + 2.2 * c.font);
    c.finish(head, height)
}

/// The place of period `i` of `n`.
fn x_of(field: Rect, i: usize, n: usize) -> f64 {
    field.x + field.w * if n > 1 { i as f64 / (n - 1) as f64 } else { 0.5 }
}

fn grid(c: &mut Canvas, chart: &Lines, f: Rect, y: &Scale) {
    let font = c.font;
    c.text((2.0, font), Anchor::Start, "soft", &text::clip(&chart.y_name, c.width - 4.0, font));
    for tick in y.ticks(5) {
        c.line((f.x, y.at(tick)), (f.x + f.w, y.at(tick)), "grid");
        c.text((f.x - 6.0, y.at(tick) + 0.35 * font), Anchor::End, "soft", &(chart.format)(tick));
    }
    if let Some(level) = chart.reference {
        c.line((f.x, y.at(level)), (f.x + f.w, y.at(level)), "reference");
    }
    // From the last backwards, so that the newest period always has its name.
    let mut free = f.x + f.w + 22.0;
    for (i, name) in chart.periods.iter().enumerate().rev() {
        let half = text::width(name, font) / 2.0;
        let at = x_of(f, i, chart.periods.len());
        // The last one moves left rather than under the names of the lines.
        let x = if i + 1 == chart.periods.len() { at.min(free - half) } else { at };
        if x + half <= free && x - half >= 0.0 {
            c.text((x, f.y + f.h + 1.5 * font), Anchor::Middle, "soft", name);
            free = x - half - 8.0;
        }
    }
}

/// The runs of periods that have something.
fn runs<T: Copy>(of: impl Iterator<Item = Option<T>>) -> Vec<Vec<(usize, T)>> {
    let mut runs = vec![Vec::new()];
    for (i, value) in of.enumerate() {
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) => run.push((i, value)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn band(c: &mut Canvas, series: &Series, f: Rect, y: &Scale, n: usize, k: usize) {
    for run in runs(series.band.iter().copied().take(n)) {
        let upper = run.iter().map(|(i, (_, h))| (x_of(f, *i, n), y.at(*h)));
        let lower = run.iter().rev().map(|(i, (l, _))| (x_of(f, *i, n), y.at(*l)));
        c.path(&polyline(&upper.chain(lower).collect::<Vec<_>>(), true), &format!("band b{}", k % 6));
    }
}

fn line(c: &mut Canvas, head: &Head, chart: &Lines, series: &Series, f: Rect, y: &Scale, k: usize) {
    let n = chart.periods.len();
    for run in runs(series.values.iter().map(Cell::value).take(n)) {
        let points: Vec<_> = run.iter().map(|(i, v)| (x_of(f, *i, n), y.at(*v))).collect();
        c.path(&polyline(&points, false), &format!("line s{}", k % 6));
    }
    for (i, (cell, period)) in series.values.iter().zip(&chart.periods).enumerate() {
        let Some(value) = cell.value() else { continue };
        let tip = format!("{} {period}: {}", series.name, head.words.of(cell));
        c.thing(&tip, None, |c| c.circle((x_of(f, i, n), y.at(value)), 3.0, &format!("dot d{}", k % 6)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{Dice, check};
    use super::*;

    #[test]
    fn names_keep_apart_even_where_lines_end_together() {
        let mut dice = Dice(31);
        for count in [1, 3, 6, 9] {
            let series = (0..count)
                .map(|_| Series {
                    name: dice.name(),
                    values: (0..12).map(|_| dice.cell(0.0, 1.0)).collect(),
                    band: vec![],
                })
                .collect();
            let periods = (1..=12).map(|q| format!("20{q:02}年Q1")).collect();
            let chart = Lines {
                periods,
                series,
                y_name: "就业".into(),
                format: |v| format!("{:.0}", v * 12_345_678.0),
                reference: Some(0.5),
            };
            check(&lines(&Head::new("图", ""), &chart, Width::Wide));
            check(&lines(&Head::new("图", ""), &chart, Width::Narrow));
        }
    }

    #[test]
    fn a_hidden_value_parts_the_line() {
        let number = |v: f64| Cell::number(v, "n");
        let values = vec![number(1.0), number(2.0), Cell::Suppressed, number(2.0), number(3.0)];
        let series = vec![Series { name: "轴承".into(), values, band: vec![Some((0.0, 1.0)); 5] }];
        let periods = ["1", "2", "3", "4", "5"].map(str::to_owned).into();
        let chart = Lines { periods, series, y_name: String::new(), format: |v| v.to_string(), reference: None };
        let all = check(&lines(&Head::new("图", ""), &chart, Width::Wide));
        assert_eq!(all.iter().filter(|e| e.is("dot")).count(), 4);
        assert_eq!(all.iter().filter(|e| e.is("line") && e.name == "path").count(), 2);
    }
}
