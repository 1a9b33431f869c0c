use super::place::Rect;

/// Longitude and latitude in degrees to px: equirectangular, true to shape in the middle of what it shows.
pub struct Globe {
    west: f64,
    north: f64,
    shrink: f64,
    px: f64,
    left: f64,
    top: f64,
    pub height: f64,
}

impl Globe {
    /// A map of all points, as large as the width and the greatest height allow and in the middle of the width.
    /// `None` without a finite point.
    pub fn over<'a>(points: impl Iterator<Item = &'a [f64; 2]>, room: Rect) -> Option<Globe> {
        let finite = points.filter(|p| p[0].is_finite() && p[1].is_finite());
        let none = (f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY);
        let (west, east, south, north) =
            finite.fold(none, |(w, e, s, n), p| (w.min(p[0]), e.max(p[0]), s.min(p[1]), n.max(p[1])));
        if west > east {
            return None;
        }
        let shrink = ((south + north) / 2.0).to_radians().cos().max(0.05);
        let (wide, high) = (((east - west) * shrink).max(1e-9), (north - south).max(1e-9));
        let px = (room.w / wide).min(room.h / high);
        let left = room.x + (room.w - wide * px) / 2.0;
        Some(Globe { west, north, shrink, px, left, top: room.y, height: high * px })
    }

    pub fn at(&self, p: &[f64; 2]) -> (f64, f64) {
        (self.left + (p[0] - self.west) * self.shrink * self.px, self.top + (self.north - p[1]) * self.px)
    }
}
