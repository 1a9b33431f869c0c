use super::super::place::{Rect, Taken};
use super::super::svg::{Anchor, Canvas};
use super::super::text;
use super::Bubbles;
use super::plot::{Plot, TICKS};

/// Ticks, names and the two reference lines, from which texts keep away.
pub fn axes(c: &mut Canvas, chart: &Bubbles, plot: &Plot, taken: &mut Taken) {
    let (f, font) = (plot.field, c.font);
    let (bottom, right) = (f.y + f.h, f.x + f.w);
    c.rect(f, "frame");
    c.text((2.0, font), Anchor::Start, "soft", &text::clip(&format!("↑ {}", chart.y.name), c.width - 4.0, font));
    for tick in plot.y.ticks(TICKS) {
        let y = plot.y.at(tick);
        c.line((f.x, y), (right, y), "grid");
        c.text((f.x - 5.0, y + 0.35 * font), Anchor::End, "soft", &(chart.y.format)(tick));
    }
    let mut free = f.x - 20.0;
    for tick in plot.x.ticks(TICKS) {
        let (x, shown) = (plot.x.at(tick), (chart.x.format)(tick));
        let half = text::width(&shown, font) / 2.0;
        c.line((x, f.y), (x, bottom), "grid");
        if x - half > free && x + half < c.width {
            c.text((x, bottom + 1.3 * font), Anchor::Middle, "soft", &shown);
            free = x + half + 6.0;
        }
    }
    let name = text::clip(&format!("{} →", chart.x.name), c.width - 4.0, font);
    c.text((right, bottom + 2.7 * font), Anchor::End, "soft", &name);
    let (x, y) = (plot.x.at(chart.x.reference), plot.y.at(chart.y.reference));
    c.line((x, f.y), (x, bottom), "reference");
    c.line((f.x, y), (right, y), "reference");
    taken.take(Rect::new(x - 1.0, f.y, 2.0, f.h));
    taken.take(Rect::new(f.x, y - 1.0, f.w, 2.0));
}

/// Names in the corners, each in at most two lines within its quadrant.
pub fn quadrants(c: &mut Canvas, chart: &Bubbles, plot: &Plot, taken: &mut Taken) {
    let (f, font, middle) = (plot.field, c.font, plot.x.at(chart.x.reference));
    let corners = [(true, true), (false, true), (false, false), (true, false)];
    for ((at_right, at_top), name) in corners.into_iter().zip(&chart.quadrants) {
        let room = if at_right { f.x + f.w - middle } else { middle - f.x } - 10.0;
        if room < 2.0 * font {
            continue;
        }
        let lines = text::wrap(name, room, font, 2);
        let top = if at_top { f.y + 3.0 } else { f.y + f.h - 3.0 - 1.2 * font * lines.len() as f64 };
        for (i, line) in lines.iter().enumerate() {
            let x = if at_right { f.x + f.w - 5.0 - text::width(line, font) } else { f.x + 5.0 };
            if let Some(at) = taken.first([Rect::of_text(line, font, x, top + 1.2 * font * i as f64)]) {
                c.text_in(at, "soft", line);
            }
        }
    }
}
