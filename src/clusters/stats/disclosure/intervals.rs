//! How narrowly a reader can bound the hidden figures, who knows the sums and the least that each figure can be: that
//! a count is one or more where it is not shown as zero, that jobs are not negative. Bounds are passed from line to
//! line until they settle. They are those that a reader finds with ease, so too narrow ones must be widened; the
//! narrowest possible ones could be narrower still.

use std::collections::VecDeque;

use super::lines::Net;

/// How often one line may pass its bounds on. Bounds may creep towards a limit without reaching it.
const VISITS: u32 = 40;

#[derive(Clone, Copy)]
struct Bounds {
    low: f64,
    high: f64,
    /// The line that narrowed them last.
    line: usize,
}

/// The hidden figures of a line with their factors, and what the shown ones add up to.
struct Line {
    terms: Vec<(u32, f64)>,
    shown: f64,
}

/// A sum of bounds of which some may be infinite.
#[derive(Clone, Copy, Default)]
struct Total {
    finite: f64,
    infinite: u32,
}

/// The hidden figures whose bounds are too narrow, each with the line that narrowed it last.
pub fn narrow(net: &Net) -> Vec<(usize, usize)> {
    let bounds = settled(net);
    let close = |id: &usize| bounds[*id].high - bounds[*id].low <= net.least_width(*id);
    net.withheld().filter(close).map(|id| (id, bounds[id].line)).collect()
}

fn settled(net: &Net) -> Vec<Bounds> {
    let lines = lines(net);
    let first = |id| Bounds { low: net.floor(id), high: f64::INFINITY, line: 0 };
    let mut bounds: Vec<Bounds> = (0..net.figures()).map(first).collect();
    let mut waiting: VecDeque<usize> = (0..lines.len()).filter(|line| !lines[*line].terms.is_empty()).collect();
    let mut queued: Vec<bool> = lines.iter().map(|line| !line.terms.is_empty()).collect();
    let mut visits = vec![0; lines.len()];
    while let Some(at) = waiting.pop_front() {
        queued[at] = false;
        visits[at] += 1;
        for id in lines[at].tighten(at, &mut bounds) {
            for (other, _) in net.column(id) {
                let other = *other as usize;
                if visits[other] < VISITS && other != at && !std::mem::replace(&mut queued[other], true) {
                    waiting.push_back(other);
                }
            }
        }
    }
    bounds
}

fn lines(net: &Net) -> Vec<Line> {
    let mut lines: Vec<Line> = (0..net.lines()).map(|_| Line { terms: Vec::new(), shown: 0.0 }).collect();
    for id in 0..net.figures() {
        for (line, factor) in net.column(id) {
            let (line, factor) = (&mut lines[*line as usize], *factor as f64);
            if net.hidden[id] {
                line.terms.push((id as u32, factor));
            } else {
                line.shown += factor * net.value(id);
            }
        }
    }
    lines
}

impl Line {
    /// Narrows each figure to what the others leave it; gives back those that were narrowed.
    fn tighten(&self, line: usize, bounds: &mut [Bounds]) -> Vec<usize> {
        let (mut least, mut most) = (Total::default(), Total::default());
        for (id, factor) in &self.terms {
            let (low, high) = bounds[*id as usize].times(*factor);
            least.add(low);
            most.add(high);
        }
        let mut narrowed = Vec::new();
        for (id, factor) in &self.terms {
            let bound = &mut bounds[*id as usize];
            let (low, high) = bound.times(*factor);
            // all terms and the shown part add up to zero
            let left = Bounds {
                low: most.without(high).map_or(f64::NEG_INFINITY, |others| -self.shown - others),
                high: least.without(low).map_or(f64::INFINITY, |others| -self.shown - others),
                line,
            };
            let (low, high) = left.times(1.0 / factor);
            if bound.narrow(Bounds { low, high, line }) {
                narrowed.push(*id as usize);
            }
        }
        narrowed
    }
}

impl Bounds {
    fn times(self, factor: f64) -> (f64, f64) {
        let (a, b) = (self.low * factor, self.high * factor);
        (a.min(b), a.max(b))
    }

    /// Takes over what is narrower by more than rounding.
    fn narrow(&mut self, other: Self) -> bool {
        let low = other.low > self.low + 1e-9 * (1.0 + other.low.abs());
        let high = other.high < self.high - 1e-9 * (1.0 + other.high.abs());
        self.low = if low { other.low } else { self.low };
        self.high = if high { other.high } else { self.high };
        self.line = if low || high { other.line } else { self.line };
        low || high
    }
}

impl Total {
    fn add(&mut self, bound: f64) {
        if bound.is_finite() {
            self.finite += bound;
        } else {
            self.infinite += 1;
        }
    }

    /// The sum of all bounds but one, where it is finite.
    fn without(&self, bound: f64) -> Option<f64> {
        match (self.infinite, bound.is_finite()) {
            (0, true) => Some(self.finite - bound),
            (1, false) => Some(self.finite),
            _ => None,
        }
    }
}
