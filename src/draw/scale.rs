use super::text;

/// From values to px, linear or logarithmic. Its ends are widened when they are one.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
    from: f64,
    to: f64,
    log: bool,
}

impl Scale {
    /// Over all finite values given. `None` without any.
    pub fn over(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Option<Scale> {
        Scale::of(values.into_iter().filter(|v| v.is_finite()), from, to, false)
    }

    /// Logarithmic over all positive values given.
    pub fn log_over(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Option<Scale> {
        Scale::of(values.into_iter().filter(|v| v.is_finite() && *v > 0.0), from, to, true)
    }

    fn of(values: impl Iterator<Item = f64>, from: f64, to: f64, log: bool) -> Option<Scale> {
        let (mut low, mut high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low > high {
            return None;
        }
        if high - low <= f64::EPSILON * high.abs() {
            let room = if low == 0.0 { 1.0 } else { low.abs() * 0.5 };
            (low, high) = (low - room, high + room);
        }
        Some(Scale { low, high, from, to, log })
    }

    /// Wider by a part of itself at both ends.
    pub fn padded(self, part: f64) -> Scale {
        let (low, high) = (self.warp(self.low), self.warp(self.high));
        let room = (high - low) * part;
        let back = |v: f64| if self.log { v.exp() } else { v };
        Scale { low: back(low - room), high: back(high + room), ..self }
    }

    fn warp(&self, value: f64) -> f64 {
        if self.log { value.max(f64::MIN_POSITIVE).ln() } else { value }
    }

    /// The place of a value in px; values beyond the ends stay at them.
    pub fn at(&self, value: f64) -> f64 {
        let (low, high) = (self.warp(self.low), self.warp(self.high));
        let part = (self.warp(value) - low) / (high - low);
        self.from + part.clamp(0.0, 1.0) * (self.to - self.from)
    }

    pub fn covers(&self, value: f64) -> bool {
        value >= self.low && value <= self.high
    }

    /// Round values within the ends, about as many as asked for.
    pub fn ticks(&self, about: usize) -> Vec<f64> {
        if self.log { self.log_ticks(about) } else { self.even_ticks(about) }
    }

    /// The room left of an axis for its ticks, in px.
    pub fn margin(&self, about: usize, format: fn(f64) -> String, font: f64) -> f64 {
        self.ticks(about).into_iter().map(|tick| text::width(&format(tick), font)).fold(0.0, f64::max) + 10.0
    }

    fn even_ticks(&self, about: usize) -> Vec<f64> {
        let step = round_up((self.high - self.low) / about.max(1) as f64);
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step).floor() as i64;
        (first..=last).map(|i| i as f64 * step).collect()
    }

    fn log_ticks(&self, about: usize) -> Vec<f64> {
        let decades = self.low.log10().floor() as i32..=self.high.log10().ceil() as i32;
        let of = |steps: &'static [f64]| {
            let all = decades.clone().flat_map(move |d| steps.iter().map(move |s| s * 10f64.powi(d)));
            all.filter(|v| self.covers(*v)).collect::<Vec<f64>>()
        };
        let fine = of(&[1.0, 2.0, 5.0]);
        if fine.len() > 2 * about { of(&[1.0]) } else { fine }
    }
}

/// The next of 1, 2, 5 times a power of ten.
fn round_up(step: f64) -> f64 {
    let power = 10f64.powf(step.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|s| s * power).find(|s| *s >= step * 0.999).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_within() {
        let linear = Scale::over([-0.12, 0.31], 0.0, 100.0).unwrap();
        assert_eq!(linear.ticks(4), [0.0, 0.2]);
        let log = Scale::log_over([0.3, 8.0, 0.0], 0.0, 100.0).unwrap();
        assert_eq!(log.ticks(6), [0.5, 1.0, 2.0, 5.0]);
        assert_eq!(log.at(0.3), 0.0);
        assert!(Scale::over([f64::NAN], 0.0, 1.0).is_none());
    }
}
