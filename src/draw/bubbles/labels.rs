use super::super::place::{DIRECTIONS, Rect, Taken};
use super::super::svg::Canvas;
use super::plot::Spot;

/// Names a bubble where there is room: the name close by, then its number inside, close by, or further off with a
/// line to it. Larger bubbles come first, so they keep the better places.
pub fn label(c: &mut Canvas, spot: &Spot, taken: &mut Taken) {
    let number = spot.number.to_string();
    let name = format!("{number} {}", spot.bubble.name);
    if let Some(at) = taken.first(around(spot, &name, c.font, &[3.0, 12.0])) {
        return draw(c, spot, at, &name);
    }
    if let Some(at) = taken.first_on(inside(spot, &number, c.font)) {
        return c.text_in(at, "name", &number);
    }
    if let Some(at) = taken.first(around(spot, &number, c.font, &[3.0, 14.0, 26.0, 40.0, 56.0, 80.0])) {
        draw(c, spot, at, &number);
    }
}

/// The middle of the bubble, if it is large enough.
fn inside(spot: &Spot, number: &str, font: f64) -> Option<Rect> {
    let (x, y) = spot.at;
    let at = Rect::of_text(number, font, 0.0, 0.0);
    let fits = at.w < 1.6 * spot.r && at.h < 1.4 * spot.r;
    fits.then(|| Rect { x: x - at.w / 2.0, y: y - at.h / 2.0, ..at })
}

fn around<'a>(spot: &'a Spot, text: &str, font: f64, gaps: &'a [f64]) -> impl Iterator<Item = Rect> + 'a {
    let size = Rect::of_text(text, font, 0.0, 0.0);
    gaps.iter().flat_map(move |gap| DIRECTIONS.map(|way| size.beside(spot.at, spot.reach() + gap, way)))
}

fn draw(c: &mut Canvas, spot: &Spot, at: Rect, text: &str) {
    let (x, y) = spot.at;
    let near = (x.clamp(at.x, at.x + at.w), y.clamp(at.y, at.y + at.h));
    let far = (near.0 - x).hypot(near.1 - y);
    if far > spot.reach() + 8.0 {
        let part = spot.reach() / far;
        c.line((x + (near.0 - x) * part, y + (near.1 - y) * part), near, "leader");
    }
    c.text_in(at, "name", text);
}
