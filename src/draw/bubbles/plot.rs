use super::super::Width;
use super::super::place::Rect;
use super::super::scale::Scale;
use super::{Axis, Bubble, Bubbles};

/// How many ticks an axis has, about.
pub const TICKS: usize = 6;

/// A bubble on the canvas.
pub struct Spot<'a> {
    pub number: usize,
    pub bubble: &'a Bubble,
    pub at: (f64, f64),
    pub r: f64,
}

impl Spot<'_> {
    /// The radius with its rings.
    pub fn reach(&self) -> f64 {
        self.r + 3.0 * f64::from(self.bubble.stars.min(3))
    }
}

/// The field of the chart and its scales.
pub struct Plot {
    pub field: Rect,
    pub x: Scale,
    pub y: Scale,
}

/// Field and scales over what can be drawn. `None` where that is nothing.
pub fn plot(chart: &Bubbles, width: Width) -> Option<Plot> {
    let drawn: Vec<&Bubble> = chart.points.iter().filter(|b| can_draw(chart, b)).collect();
    if drawn.is_empty() {
        return None;
    }
    let (top, high) = (1.8 * width.font(), if width.is_narrow() { 330.0 } else { 420.0 });
    let ys = drawn.iter().filter_map(|b| b.y).chain([chart.y.reference]);
    let y = scale(&chart.y, ys.collect(), top + high, top)?.padded(0.12);
    let left = y.margin(TICKS, chart.y.format, width.font());
    let field = Rect::new(left, top, width.px() - left - 6.0, high);
    let x = scale(&chart.x, reach(chart, &drawn), field.x, field.x + field.w)?.padded(0.08);
    Some(Plot { field, x, y })
}

fn scale(axis: &Axis, values: Vec<f64>, from: f64, to: f64) -> Option<Scale> {
    if axis.log { Scale::log_over(values, from, to) } else { Scale::over(values, from, to) }
}

/// All x with their intervals, which may widen the range of the values to its threefold at each end and no more.
fn reach(chart: &Bubbles, drawn: &[&Bubble]) -> Vec<f64> {
    let xs: Vec<f64> = drawn.iter().filter_map(|b| b.x).collect();
    let (low, high) = xs.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    let (least, most) = if chart.x.log { (low / 3.0, high * 3.0) } else { (2.0 * low - high, 2.0 * high - low) };
    let ends = drawn.iter().filter_map(|b| b.interval).flat_map(|(l, h)| [l.max(least), h.min(most)]);
    xs.iter().copied().chain(ends).chain([chart.x.reference]).collect()
}

/// Both values are there and have a place on their scales.
pub fn can_draw(chart: &Bubbles, bubble: &Bubble) -> bool {
    let fits = |axis: &Axis, v: Option<f64>| v.is_some_and(|v| v.is_finite() && (v > 0.0 || !axis.log));
    fits(&chart.x, bubble.x) && fits(&chart.y, bubble.y)
}

/// Large ones first, so that small ones lie above them.
pub fn spots<'a>(chart: &'a Bubbles, plot: &Plot, largest: f64) -> Vec<Spot<'a>> {
    let sizes = chart.points.iter().map(|b| b.size).filter(|s| s.is_finite());
    let most = sizes.fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let mut spots = Vec::new();
    for (i, bubble) in chart.points.iter().enumerate().filter(|(_, b)| can_draw(chart, b)) {
        let (Some(x), Some(y)) = (bubble.x, bubble.y) else { continue };
        let r = (largest * (bubble.size.max(0.0) / most).sqrt()).max(4.0);
        spots.push(Spot { number: i + 1, bubble, at: (plot.x.at(x), plot.y.at(y)), r });
    }
    spots.sort_by(|a, b| b.r.total_cmp(&a.r).then(a.number.cmp(&b.number)));
    spots
}
