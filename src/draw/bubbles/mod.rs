//! Bubbles over two measures, with intervals, sizes, grades and names of quadrants.

mod axes;
mod labels;
mod plot;

use super::place::{Rect, Taken};
use super::svg::{Anchor, Canvas};
use super::{Head, Width, text};
use axes::{axes, quadrants};
use labels::label;
use plot::{Plot, Spot, can_draw, plot, spots};

/// One axis of a [`Bubbles`] chart.
#[derive(Debug, Clone)]
pub struct Axis {
    pub name: String,
    /// The value whose line parts the quadrants: 1 for a quotient, 0 for growth.
    pub reference: f64,
    /// Logarithmic: values must be positive to be drawn.
    pub log: bool,
    /// How the page writes a tick.
    pub format: fn(f64) -> String,
}

/// Two measures of things with their size and grade.
#[derive(Debug, Clone)]
pub struct Bubbles {
    pub x: Axis,
    pub y: Axis,
    /// Names of the quadrants: right upper, left upper, left lower, right lower.
    pub quadrants: [String; 4],
    /// In the order of the table beside the chart, whose first row has number 1.
    pub points: Vec<Bubble>,
}

/// One thing.
#[derive(Debug, Clone, Default)]
pub struct Bubble {
    pub name: String,
    /// `None`: suppressed or no base. It is named below the chart instead of drawn.
    pub x: Option<f64>,
    /// The interval around `x`.
    pub interval: Option<(f64, f64)>,
    pub y: Option<f64>,
    /// Not negative; the area of the bubble follows it.
    pub size: f64,
    /// Rings around the bubble, 0 to 3.
    pub stars: u8,
    /// All its numbers as text, for its tip.
    pub tip: String,
    pub link: Option<String>,
}

/// The chart. Labels are "number name", or the number alone where the name has no room.
pub fn bubbles(head: &Head, chart: &Bubbles, width: Width) -> String {
    let mut c = Canvas::new(width);
    let Some(plot) = plot(chart, width) else {
        let end = not_drawn(&mut c, head, chart, 4.0);
        return if chart.points.is_empty() { c.nothing(head) } else { c.finish(head, end) };
    };
    let spots = spots(chart, &plot, if width.is_narrow() { 15.0 } else { 24.0 });
    let mut taken = Taken::new(plot.field);
    axes(&mut c, chart, &plot, &mut taken);
    quadrants(&mut c, chart, &plot, &mut taken);
    for spot in &spots {
        whisker(&mut c, &plot, spot, &mut taken);
    }
    for spot in &spots {
        draw(&mut c, spot);
        taken.take(Rect::around(spot.at, 0.85 * spot.reach()));
    }
    for spot in &spots {
        label(&mut c, spot, &mut taken);
    }
    let bottom = plot.field.y + plot.field.h + 3.2 * c.font;
    let end = not_drawn(&mut c, head, chart, bottom);
    c.finish(head, end)
}

/// The interval of x; an end beyond the chart has no cap.
fn whisker(c: &mut Canvas, plot: &Plot, spot: &Spot, taken: &mut Taken) {
    let Some((low, high)) = spot.bubble.interval.filter(|(l, h)| l.is_finite() && h.is_finite()) else { return };
    let y = spot.at.1;
    let (left, right) = (plot.x.at(low), plot.x.at(high));
    c.line((left, y), (right, y), "whisker");
    taken.take(Rect::new(left, y - 2.0, right - left, 4.0));
    for end in [low, high].into_iter().filter(|end| plot.x.covers(*end)) {
        let x = plot.x.at(end);
        c.line((x, y - 4.0), (x, y + 4.0), "whisker");
    }
}

fn draw(c: &mut Canvas, spot: &Spot) {
    let tip = format!("{} {}: {}", spot.number, spot.bubble.name, spot.bubble.tip);
    c.thing(&tip, spot.bubble.link.as_deref(), |c| {
        c.circle(spot.at, spot.r, "bubble");
        for ring in 1..=spot.bubble.stars.min(3) {
            c.circle(spot.at, spot.r + 3.0 * f64::from(ring), "ring");
        }
    });
}

/// Names what has no place on the scales; returns where the chart ends.
fn not_drawn(c: &mut Canvas, head: &Head, chart: &Bubbles, mut y: f64) -> f64 {
    let left_out = chart.points.iter().enumerate().filter(|(_, b)| !can_draw(chart, b));
    let names: Vec<String> = left_out.map(|(i, b)| format!("{} {}", i + 1, b.name)).collect();
    if names.is_empty() {
        return y;
    }
    let note = format!("{}{}", head.words.not_drawn, names.join(", "));
    for line in text::wrap(&note, c.width - 8.0, c.font, 3) {
        c.text((4.0, y + c.font), Anchor::Start, "soft", &line);
        y += 1.4 * c.font;
    }
    y + 0.4 * c.font
}

#[cfg(test)]
mod tests {
    use super::super::check::{Dice, check};
    use super::*;

    fn chart(dice: &mut Dice, n: usize) -> Bubbles {
        let points = (0..n)
            .map(|_| {
                let x = 0.1 * 80f64.powf(dice.part());
                let stars = dice.below(4) as u8;
                let (name, y, size) = (dice.name(), dice.part() * 40.0 - 15.0, dice.part() * 9000.0);
                let interval = Some((x * 0.7, x * 1.5));
                Bubble { name, x: Some(x), interval, y: Some(y), size, stars, tip: String::new(), link: None }
            })
            .collect();
        let axis = |reference, log| Axis { name: "区位商".into(), reference, log, format: |v| format!("{v:.1}") };
        let quadrants = ["明星", "新兴", "萎缩", "转型"].map(str::to_owned);
        Bubbles { x: axis(1.0, true), y: axis(0.0, false), quadrants, points }
    }

    #[test]
    fn labels_keep_apart() {
        let mut dice = Dice(7);
        for n in [1, 2, 7, 20, 60, 150] {
            let chart = chart(&mut dice, n);
            for width in [Width::Wide, Width::Narrow] {
                let all = check(&bubbles(&Head::new("图", "<>"), &chart, width));
                assert_eq!(all.iter().filter(|e| e.is("bubble")).count(), n);
            }
        }
    }

    #[test]
    fn what_has_no_place_is_named_and_not_drawn() {
        let mut chart = chart(&mut Dice(8), 5);
        chart.points[1].x = None;
        chart.points[2].x = Some(0.0);
        chart.points[3].y = Some(f64::NAN);
        let svg = bubbles(&Head::new("图", ""), &chart, Width::Narrow);
        assert_eq!(check(&svg).iter().filter(|e| e.is("bubble")).count(), 2);
        assert!(svg.contains("未画出"));
        chart.points.truncate(1);
        chart.points[0].y = None;
        let svg = bubbles(&Head::new("图", ""), &chart, Width::Wide);
        check(&svg);
        assert!(svg.contains("未画出") && !svg.contains("暂无数据"));
        chart.points.clear();
        assert!(bubbles(&Head::new("图", ""), &chart, Width::Wide).contains("暂无数据"));
    }

    #[test]
    fn intervals_do_not_squeeze_the_values() {
        let mut chart = chart(&mut Dice(9), 4);
        chart.points[0].interval = Some((1e-9, 1e9));
        let all = check(&bubbles(&Head::new("图", ""), &chart, Width::Wide));
        let xs: Vec<f64> = all.iter().filter(|e| e.is("bubble")).map(|e| e.number("cx")).collect();
        let spread = xs.iter().fold(0.0, |m: f64, x| m.max(*x)) - xs.iter().fold(1e9, |m: f64, x| m.min(*x));
        assert!(spread > 150.0, "{spread}");
    }
}
