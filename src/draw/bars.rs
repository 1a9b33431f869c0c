use super::place::Rect;
use super::rows::{Row, Rows};
use super::scale::Scale;
use super::svg::{Anchor, Canvas};
use super::{Cell, Head, Width, text};

/// Horizontal bars from zero, in the order given.
#[derive(Debug, Clone, Default)]
pub struct Bars {
    pub bars: Vec<Bar>,
    /// A value to compare with, and its name.
    pub reference: Option<(f64, String)>,
}

/// One bar.
#[derive(Debug, Clone)]
pub struct Bar {
    pub label: String,
    pub value: Cell,
    /// The interval around the value.
    pub interval: Option<(f64, f64)>,
    pub link: Option<String>,
}

/// One step of a [`waterfall`].
#[derive(Debug, Clone)]
pub struct Step {
    pub label: String,
    /// A change, or the level itself.
    pub value: Cell,
    /// A level stands on zero: the first, the last and any between.
    pub level: bool,
}

/// What a row shows: a bar between two values.
struct Mark<'a> {
    label: &'a str,
    value: &'a Cell,
    ends: Option<(f64, f64)>,
    interval: Option<(f64, f64)>,
    style: &'static str,
    link: Option<&'a str>,
}

/// Bars with their values at their ends. What may not be shown is a word, never a bar.
pub fn bars(head: &Head, chart: &Bars, width: Width) -> String {
    let mark = |bar: &'_ Bar| bar.value.value().map(|v| (0.0, v));
    let marks: Vec<Mark> = chart
        .bars
        .iter()
        .map(|bar| Mark {
            label: &bar.label,
            value: &bar.value,
            ends: mark(bar),
            interval: bar.interval.filter(|(l, h)| mark(bar).is_some() && l.is_finite() && h.is_finite()),
            style: style(mark(bar), false),
            link: bar.link.as_deref(),
        })
        .collect();
    draw(head, &marks, chart.reference.as_ref(), width)
}

/// How a level becomes another: each change starts where the one before ended. A change that may not be shown leaves
/// a gap; the next level starts anew.
pub fn waterfall(head: &Head, steps: &[Step], width: Width) -> String {
    let mut level = Some(0.0);
    let mut marks = Vec::new();
    for step in steps {
        let value = step.value.value();
        let from = if step.level { Some(0.0) } else { level };
        let ends = from.zip(value).map(|(from, v)| (from, from + v));
        level = ends.map(|(_, to)| to);
        let style = style(ends, step.level);
        marks.push(Mark { label: &step.label, value: &step.value, ends, interval: None, style, link: None });
    }
    draw(head, &marks, None, width)
}

fn style(ends: Option<(f64, f64)>, level: bool) -> &'static str {
    match ends {
        _ if level => "bar level",
        Some((from, to)) if to < from => "bar minus",
        _ => "bar",
    }
}

fn draw(head: &Head, marks: &[Mark], reference: Option<&(f64, String)>, width: Width) -> String {
    let mut c = Canvas::new(width);
    let widest = marks.iter().map(|m| text::width(head.words.of(m.value), c.font)).fold(0.0, f64::max) + 8.0;
    let minus = marks.iter().any(|m| m.ends.is_some_and(|(from, to)| to < from));
    let before = if minus { widest } else { 0.0 };
    let mut rows = Rows::new(&c, width, marks.iter().map(|m| m.label), before, widest);
    let ends = marks.iter().flat_map(|m| [m.ends, m.interval]).flatten().flat_map(|(a, b)| [a, b]);
    let values = ends.chain([0.0]).chain(reference.map(|r| r.0));
    let Some(scale) = Scale::over(values.collect::<Vec<f64>>(), rows.left, rows.left + rows.wide) else {
        return c.nothing(head);
    };
    if marks.is_empty() {
        return c.nothing(head);
    }
    for mark in marks {
        let row = rows.next(&mut c, mark.label);
        let tip = format!("{}: {}", mark.label, head.words.of(mark.value));
        lines(&mut c, &row, &scale, reference.map(|r| r.0), said(head, mark, &scale, width.font()));
        c.thing(&tip, mark.link, |c| bar(c, head, mark, &row, &scale));
    }
    let end = reference.map_or(rows.end(), |reference| name(&mut c, rows.end(), &scale, reference));
    c.finish(head, end)
}

/// Where the text of a row stands: its left end and width.
fn said(head: &Head, mark: &Mark, scale: &Scale, font: f64) -> (f64, f64) {
    let wide = text::width(head.words.of(mark.value), font);
    let Some((from, to)) = mark.ends else { return (scale.at(0.0) + 6.0, wide) };
    let (low, high) = mark.interval.unwrap_or((to, to));
    match to < from {
        true => (scale.at(low.min(to)) - 5.0 - wide, wide),
        false => (scale.at(high.max(to)) + 5.0, wide),
    }
}

/// The zero line and the reference through one row, unless its text stands there.
fn lines(c: &mut Canvas, row: &Row, scale: &Scale, reference: Option<f64>, (left, wide): (f64, f64)) {
    for (value, class) in [(Some(0.0), "zero"), (reference, "reference")] {
        let x = value.map(|v| scale.at(v)).filter(|x| *x < left - 2.0 || *x > left + wide + 2.0);
        if let Some(x) = x {
            c.line((x, row.top), (x, row.bottom), class);
        }
    }
}

fn bar(c: &mut Canvas, head: &Head, mark: &Mark, row: &Row, scale: &Scale) {
    if let Some((from, to)) = mark.ends {
        let (a, b) = (scale.at(from), scale.at(to));
        c.rect(Rect { x: a.min(b), w: (a - b).abs(), ..row.band }, mark.style);
    }
    if let Some((low, high)) = mark.interval {
        whisker(c, scale.at(low), scale.at(high), row.band);
    }
    let class = if mark.ends.is_some() { "" } else { "soft" };
    let (left, _) = said(head, mark, scale, c.font);
    c.text((left, row.baseline), Anchor::Start, class, head.words.of(mark.value));
}

fn whisker(c: &mut Canvas, low: f64, high: f64, band: Rect) {
    let y = band.centre().1;
    c.line((low, y), (high, y), "halo");
    c.line((low, y), (high, y), "whisker");
    for x in [low, high] {
        c.line((x, y - 5.0), (x, y + 5.0), "halo");
        c.line((x, y - 4.0), (x, y + 4.0), "whisker");
    }
}

/// The name of the reference below its line; returns where the chart ends.
fn name(c: &mut Canvas, end: f64, scale: &Scale, (value, name): &(f64, String)) -> f64 {
    let name = text::clip(name, c.width - 8.0, c.font);
    let half = text::width(&name, c.font) / 2.0;
    let middle = scale.at(*value).clamp(half + 2.0, c.width - half - 2.0);
    c.text((middle, end + c.font), Anchor::Middle, "soft", &name);
    end + 1.5 * c.font
}

#[cfg(test)]
mod tests {
    use super::super::check::{Dice, check};
    use super::*;

    #[test]
    fn labels_and_values_keep_apart() {
        let mut dice = Dice(21);
        for low in [-5.0, 0.0, -300.0] {
            let bar = |dice: &mut Dice| {
                let value = dice.cell(low, 8.0);
                let interval = value.value().map(|v| (v - 1.0, v + 1.0));
                Bar { label: dice.name().repeat(1 + dice.below(3)), value, interval, link: Some("/a?b=1&c=2".into()) }
            };
            let chart = Bars { bars: (0..20).map(|_| bar(&mut dice)).collect(), reference: Some((1.0, dice.name())) };
            check(&bars(&Head::new("图", ""), &chart, Width::Wide));
            check(&bars(&Head::new("图", ""), &chart, Width::Narrow));
        }
    }

    #[test]
    fn what_is_kept_back_has_no_bar() {
        let bar = |value| Bar { label: "轴承".into(), value, interval: Some((1.0, 2.0)), link: None };
        let cells = [Cell::Suppressed, Cell::NoBase, Cell::number(f64::NAN, "?"), Cell::number(0.0, "0")];
        let chart = Bars { bars: cells.map(bar).into(), reference: None };
        let svg = bars(&Head::new("图", ""), &chart, Width::Wide);
        let all = check(&svg);
        assert_eq!(all.iter().filter(|e| e.is("bar")).count(), 1);
        assert_eq!(all.iter().filter(|e| e.text == "已隐去").count(), 1);
        assert_eq!(all.iter().filter(|e| e.is("whisker")).count(), 3);
    }

    #[test]
    fn a_step_starts_where_the_last_one_ended() {
        let step = |value: f64, level| Step { label: "步".into(), value: Cell::number(value, "v"), level };
        let steps = [step(60.0, true), step(-20.0, false), step(10.0, false), step(50.0, true)];
        let all = check(&waterfall(&Head::new("图", ""), &steps, Width::Wide));
        let bars: Vec<(f64, f64)> =
            all.iter().filter(|e| e.is("bar")).map(|e| (e.number("x"), e.number("x") + e.number("width"))).collect();
        let close = |a: f64, b: f64| assert!((a - b).abs() < 0.3, "{a} {b}");
        close(bars[0].1, bars[1].1);
        close(bars[1].0, bars[2].0);
        close(bars[2].1, bars[3].1);
    }

    #[test]
    fn after_a_hidden_change_the_level_is_not_known() {
        let steps = [
            Step { label: "起".into(), value: Cell::number(6.0, "6"), level: true },
            Step { label: "隐".into(), value: Cell::Suppressed, level: false },
            Step { label: "后".into(), value: Cell::number(1.0, "+1"), level: false },
        ];
        let all = check(&waterfall(&Head::new("图", ""), &steps, Width::Wide));
        assert_eq!(all.iter().filter(|e| e.is("bar")).count(), 1);
    }
}
