use super::place::Rect;
use super::svg::num;
use std::fmt::Write;

/// Diagonal lines inside a convex polygon as one path, for what is kept back. A pattern would need an id that is
/// the only one on the page.
pub fn hatch(corners: &[(f64, f64)], step: f64) -> String {
    let diagonals = corners.iter().map(|(x, y)| x + y);
    let (low, high) = diagonals.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), c| (l.min(c), h.max(c)));
    let mut d = String::new();
    let mut c = (low / step).ceil() * step;
    while c < high {
        if let Some(((x1, y1), (x2, y2))) = chord(corners, c) {
            let _ = write!(d, "M{} {}L{} {}", num(x1), num(y1), num(x2), num(y2));
        }
        c += step;
    }
    d
}

pub fn hatch_rect(r: Rect, step: f64) -> String {
    hatch(&[(r.x, r.y), (r.x + r.w, r.y), (r.x + r.w, r.y + r.h), (r.x, r.y + r.h)], step)
}

/// Where the line x + y = c enters and leaves.
fn chord(corners: &[(f64, f64)], c: f64) -> Option<((f64, f64), (f64, f64))> {
    let mut cuts = Vec::new();
    for (i, a) in corners.iter().enumerate() {
        let b = corners[(i + 1) % corners.len()];
        let (da, db) = (a.0 + a.1 - c, b.0 + b.1 - c);
        if (da < 0.0) != (db < 0.0) {
            let t = da / (da - db);
            cuts.push((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
        }
    }
    match cuts[..] {
        [a, b, ..] => Some((a, b)),
        _ => None,
    }
}
