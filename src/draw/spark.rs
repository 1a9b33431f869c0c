use super::scale::Scale;
use super::svg::{Canvas, polyline};
use super::{Head, Width};

const WIDE: f64 = 120.0;
const HIGH: f64 = 28.0;

/// A tiny line without text, for a tile that says the number. `None` parts the line; only the last value has a dot.
pub fn spark(head: &Head, values: &[Option<f64>]) -> String {
    let mut c = Canvas::new(Width::Wide);
    c.width = WIDE;
    let known = values.iter().flatten().copied();
    let Some(y) = Scale::over(known, HIGH - 4.0, 4.0) else { return c.finish(head, HIGH) };
    let step = (WIDE - 8.0) / values.len().saturating_sub(1).max(1) as f64;
    let at = |(i, v): (usize, f64)| (4.0 + step * i as f64, y.at(v));
    let points: Vec<_> =
        values.iter().enumerate().map(|(i, v)| v.filter(|v| v.is_finite()).map(|v| at((i, v)))).collect();
    for run in points.split(Option::is_none).filter(|run| !run.is_empty()) {
        c.path(&polyline(&run.iter().flatten().copied().collect::<Vec<_>>(), false), "line s0");
    }
    if let Some(Some(last)) = points.last() {
        c.circle(*last, 3.0, "dot d0");
    }
    c.finish(head, HIGH)
}

#[cfg(test)]
mod tests {
    use super::super::check::check;
    use super::*;

    #[test]
    fn gaps_stay_gaps() {
        let all = check(&spark(&Head::new("就业", "八个季度"), &[Some(1.0), None, Some(2.0), Some(f64::NAN), None]));
        assert_eq!(all.iter().filter(|e| e.is("line")).count(), 2);
        assert_eq!(all.iter().filter(|e| e.is("dot")).count(), 0);
        check(&spark(&Head::new("", ""), &[]));
    }
}
