//! Places: WGS-84 inside, GCJ-02 converted on the way in and out, distance on the sphere.

use std::f64::consts::PI;

/// A place in WGS-84 degrees.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Point {
    /// Latitude, −90 to 90.
    pub lat: f64,
    /// Longitude, −180 to 180.
    pub lon: f64,
}

impl Point {
    /// A place, if both degrees are in range.
    pub fn new(lat: f64, lon: f64) -> Option<Point> {
        ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some(Point { lat, lon })
    }

    /// Great-circle distance in kilometres (haversine, mean Earth radius 6371.0088 km).
    pub fn distance_km(self, other: Point) -> f64 {
        let (lat1, lat2) = (self.lat.to_radians(), other.lat.to_radians());
        let (dlat, dlon) = (lat2 - lat1, (other.lon - self.lon).to_radians());
        let h = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * 6371.0088 * h.sqrt().min(1.0).asin()
    }
}

/// The datum in which a place was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Datum {
    /// GPS, and CGCS2000 for our purposes.
    #[serde(rename = "WGS84")]
    Wgs84,
    /// The offset datum of Chinese map services.
    #[serde(rename = "GCJ02")]
    Gcj02,
}

impl Datum {
    /// The bundle's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Datum::Wgs84 => "WGS84",
            Datum::Gcj02 => "GCJ02",
        }
    }

    /// Reads the bundle's word, with or without hyphen.
    pub fn parse(text: &str) -> Option<Datum> {
        match text.to_ascii_uppercase().replace('-', "").as_str() {
            "" | "WGS84" | "CGCS2000" => Some(Datum::Wgs84),
            "GCJ02" => Some(Datum::Gcj02),
            _ => None,
        }
    }

    /// A place given in this datum, as WGS-84.
    pub fn to_wgs84(self, p: Point) -> Point {
        match self {
            Datum::Wgs84 => p,
            Datum::Gcj02 => gcj02_to_wgs84(p),
        }
    }

    /// A WGS-84 place in this datum.
    pub fn from_wgs84(self, p: Point) -> Point {
        match self {
            Datum::Wgs84 => p,
            Datum::Gcj02 => wgs84_to_gcj02(p),
        }
    }
}

/// The offset of the published GCJ-02 transform (Krasovsky 1940 ellipsoid); zero outside China's bounding box.
fn gcj02_offset(p: Point) -> (f64, f64) {
    if !(0.8293..=55.8271).contains(&p.lat) || !(72.004..=137.8347).contains(&p.lon) {
        return (0.0, 0.0);
    }
    const A: f64 = 6_378_245.0;
    const EE: f64 = 0.006_693_421_622_965_943;
    let (x, y) = (p.lon - 105.0, p.lat - 35.0);
    let wave = |v: f64, a: f64, b: f64, c: f64, d: f64| a * (v * PI / c).sin() + b * (v * PI / d).sin();
    let common = 20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin();
    let mut dlat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt();
    dlat += (common + wave(y, 20.0, 40.0, 1.0, 3.0) + wave(y, 160.0, 320.0, 12.0, 30.0)) * 2.0 / 3.0;
    let mut dlon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt();
    dlon += (common + wave(x, 20.0, 40.0, 1.0, 3.0) + wave(x, 150.0, 300.0, 12.0, 30.0)) * 2.0 / 3.0;
    let rad = p.lat.to_radians();
    let magic = 1.0 - EE * rad.sin().powi(2);
    let root = magic.sqrt();
    (dlat * 180.0 / (A * (1.0 - EE) / (magic * root) * PI), dlon * 180.0 / (A / root * rad.cos() * PI))
}

fn wgs84_to_gcj02(p: Point) -> Point {
    let (dlat, dlon) = gcj02_offset(p);
    Point { lat: p.lat + dlat, lon: p.lon + dlon }
}

/// Inverts the transform by fixed-point steps; three give well under a centimetre.
fn gcj02_to_wgs84(p: Point) -> Point {
    let mut guess = p;
    for _ in 0..4 {
        let there = wgs84_to_gcj02(guess);
        guess = Point { lat: guess.lat + p.lat - there.lat, lon: guess.lon + p.lon - there.lon };
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gcj02_goes_there_and_back_within_a_centimetre() {
        for (lat, lon) in [(31.98, 120.894), (39.9087, 116.3975), (22.5431, 114.0579), (43.8, 87.6)] {
            let p = Point { lat, lon };
            let there = Datum::Gcj02.from_wgs84(p);
            let off = p.distance_km(there);
            assert!((0.05..0.9).contains(&off), "offset {off} km");
            assert!(p.distance_km(Datum::Gcj02.to_wgs84(there)) < 1e-5);
        }
    }

    #[test]
    fn outside_china_the_datums_agree() {
        let paris = Point { lat: 48.8566, lon: 2.3522 };
        assert_eq!(Datum::Gcj02.from_wgs84(paris), paris);
    }

    #[test]
    fn distances_match_known_ones() {
        let nantong = Point { lat: 31.98, lon: 120.894 };
        let shanghai = Point { lat: 31.2304, lon: 121.4737 };
        assert!((nantong.distance_km(shanghai) - 99.9).abs() < 2.0);
        assert_eq!(nantong.distance_km(nantong), 0.0);
    }
}
