use super::super::place::{Rect, Taken};
use super::super::svg::{Canvas, num, polyline};
use super::super::text;
use super::plan::Plan;
use super::{Chain, Edge};
use std::fmt::Write;

/// Where an edge runs: its points, between which it curves.
pub type Curve = Vec<(f64, f64)>;

/// Draws all edges and tells where they run.
pub fn draw(c: &mut Canvas, chart: &Chain, edges: &[&Edge], plan: &Plan) -> Vec<Curve> {
    let most = edges.iter().map(|e| e.weight).filter(|w| w.is_finite()).fold(f64::MIN_POSITIVE, f64::max);
    let curves: Vec<Curve> = (0..edges.len()).map(|k| curve(k, edges, plan)).collect();
    for (edge, points) in edges.iter().zip(&curves) {
        let tip = format!("{} → {}: {}", chart.nodes[edge.from].name, chart.nodes[edge.to].name, edge.text);
        let px = 1.5 + 5.5 * (edge.weight.max(0.0) / most).min(1.0).sqrt();
        c.thing(&tip, None, |c| {
            c.stroke(&path(points, plan.down), px, "edge");
            c.path(&arrow(points[points.len() - 1], px, plan.down), "arrow");
        });
    }
    curves
}

/// Out of one box, past the bends, into the other; several edges share a side evenly.
fn curve(k: usize, edges: &[&Edge], plan: &Plan) -> Curve {
    let n = plan.boxes.len();
    let mut points = vec![port(k, edges, plan, true)];
    for bend in plan.ways[k].iter().filter(|item| **item >= n) {
        let (at, middle) = (plan.bends[*bend - n], plan.bends[*bend - n].centre());
        points.extend(match plan.down {
            true => [(middle.0, at.y), (middle.0, at.y + at.h)],
            false => [(at.x, middle.1), (at.x + at.w, middle.1)],
        });
    }
    points.push(port(k, edges, plan, false));
    points
}

/// The point where edge `k` leaves its first box (`out`) or meets its last one.
fn port(k: usize, edges: &[&Edge], plan: &Plan, out: bool) -> (f64, f64) {
    let end = |i: usize| if out { edges[i].from } else { edges[i].to };
    let mut same: Vec<usize> = (0..edges.len()).filter(|i| end(*i) == end(k)).collect();
    same.sort_by(|a, b| across(*a, plan, out).total_cmp(&across(*b, plan, out)).then(a.cmp(b)));
    let place = same.iter().position(|i| *i == k).unwrap_or(0);
    let part = (place + 1) as f64 / (same.len() + 1) as f64;
    let at = plan.boxes[end(k)];
    match (plan.down, out) {
        (false, true) => (at.x + at.w, at.y + at.h * part),
        (false, false) => (at.x, at.y + at.h * part),
        (true, true) => (at.x + at.w * part, at.y + at.h),
        (true, false) => (at.x + at.w * part, at.y),
    }
}

/// Where the neighbour along the way lies, across the direction of layers.
fn across(k: usize, plan: &Plan, out: bool) -> f64 {
    let (way, n) = (&plan.ways[k], plan.boxes.len());
    let item = if out { way[1] } else { way[way.len() - 2] };
    let at: Rect = if item < n { plan.boxes[item] } else { plan.bends[item - n] };
    if plan.down { at.centre().0 } else { at.centre().1 }
}

fn path(points: &[(f64, f64)], down: bool) -> String {
    let mut d = polyline(&points[..1], false);
    for pair in points.windows(2) {
        let [(x1, y1), (x2, y2)] = [pair[0], pair[1]];
        let (mx, my) = ((x1 + x2) / 2.0, (y1 + y2) / 2.0);
        let (a, b) = if down { ((x1, my), (x2, my)) } else { ((mx, y1), (mx, y2)) };
        let numbers = [a.0, a.1, b.0, b.1, x2, y2].map(num);
        let _ = write!(d, "C{}", numbers.join(" "));
    }
    d
}

fn arrow((x, y): (f64, f64), px: f64, down: bool) -> String {
    let (long, half) = (7.0, 3.0 + px / 2.0);
    let tail =
        if down { [(x - half, y - long), (x + half, y - long)] } else { [(x - long, y - half), (x - long, y + half)] };
    polyline(&[tail[0], (x, y), tail[1]], true)
}

/// Writes values at the middles of first or last curves, where there is room; the heaviest first.
pub fn values(c: &mut Canvas, edges: &[&Edge], curves: &[Curve], taken: &mut Taken) {
    let mut heavy: Vec<usize> = (0..edges.len()).filter(|k| !edges[*k].text.is_empty()).collect();
    heavy.sort_by(|a, b| edges[*b].weight.total_cmp(&edges[*a].weight).then(a.cmp(b)));
    for k in heavy {
        let (text, font) = (&edges[k].text, c.font);
        let (wide, tall) = (text::width(text, font), 1.12 * font);
        let middles = curves[k].windows(2).step_by(2).map(|p| ((p[0].0 + p[1].0) / 2.0, (p[0].1 + p[1].1) / 2.0));
        let spots = middles.map(|(x, y)| Rect::new(x - wide / 2.0, y - tall / 2.0, wide, tall));
        if let Some(at) = taken.first(spots) {
            c.text_in(at, "name value", text);
        }
    }
}
