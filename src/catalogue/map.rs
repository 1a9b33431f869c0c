//! The schematic map of the city: one bubble for each division, roughly where it lies and as large as it is, with a
//! firm's place marked. A drawing, not a survey: bubbles are moved apart so that every name can be read.

use crate::geo::Point;
use crate::lang::Say;

/// Width of the drawing, in its own units.
pub const WIDTH: f64 = 360.0;
/// Height of the drawing, in its own units.
pub const HEIGHT: f64 = 260.0;
const MARGIN: f64 = 34.0;
/// Width of one letter of a name.
const LETTER: f64 = 10.5;
/// Room kept between two bubbles.
const APART: f64 = 3.0;

/// A division as the map needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its centre.
    pub point: Point,
    /// Its area in square kilometres, where known.
    pub area_km2: Option<f64>,
}

/// A division drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Bubble {
    /// Code of the division.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Centre, from the left.
    pub x: f64,
    /// Centre, from the top.
    pub y: f64,
    /// Radius.
    pub r: f64,
    /// Whether the marked firm lies in it.
    pub here: bool,
}

impl Bubble {
    /// The name, shortened, on one line, or on two where the bubble is too narrow for it: 通州湾 over 示范区.
    pub fn lines(&self) -> Vec<String> {
        let plain =
            ["经济技术", "高新技术", "科技产业"].iter().fold(self.name.clone(), |name, word| name.replace(word, ""));
        let room = (self.r * 2.0 / LETTER) as usize;
        if plain.chars().count() <= room {
            return vec![plain];
        }
        let kinds = ["开发区", "示范区", "园区", "新区"];
        let Some((head, kind)) = kinds.iter().find_map(|kind| Some((plain.strip_suffix(kind)?, *kind))) else {
            return vec![plain.chars().take(room + 1).collect()];
        };
        vec![head.chars().take(4).collect(), kind.to_owned()]
    }
}

/// The drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// The divisions.
    pub bubbles: Vec<Bubble>,
    /// Where the firm's mark stands, if its place is known.
    pub mark: Option<(f64, f64)>,
    /// What the drawing shows, in words.
    pub caption: Say,
}

/// Draws `places` with the firm at `firm`, in the division `here`, seen from the centre of the city. None without
/// divisions.
pub fn draw(places: &[Place], centre: Option<Point>, firm: Option<Point>, here: Option<&str>) -> Option<Map> {
    let frame = Frame::around(places)?;
    let bubbles = moved_apart(places.iter().map(|p| bubble(p, &frame, here)).collect());
    let mark = firm.map(|point| mark(point, places, &bubbles, &frame, here));
    let name = here.and_then(|code| places.iter().find(|p| p.code == code)).map(|p| p.name.as_str());
    Some(Map { bubbles, mark, caption: caption(name, centre, firm) })
}

/// Degrees to drawing units, the same scale both ways.
struct Frame {
    west: f64,
    north: f64,
    scale: f64,
    shrink: f64,
    left: f64,
    top: f64,
}

impl Frame {
    fn around(places: &[Place]) -> Option<Frame> {
        let range = |value: fn(&Place) -> f64| {
            let all = places.iter().map(value);
            all.fold(None, |range: Option<(f64, f64)>, v| Some(range.map_or((v, v), |(a, b)| (a.min(v), b.max(v)))))
        };
        let ((south, north), (west, east)) = (range(|p| p.point.lat)?, range(|p| p.point.lon)?);
        let shrink = ((south + north) / 2.0).to_radians().cos().max(0.1);
        let (wide, high) = ((east - west).max(0.01) * shrink, (north - south).max(0.01));
        let scale = ((WIDTH - 2.0 * MARGIN) / wide).min((HEIGHT - 2.0 * MARGIN) / high);
        let (left, top) = ((WIDTH - wide * scale) / 2.0, (HEIGHT - high * scale) / 2.0);
        Some(Frame { west, north, scale, shrink, left, top })
    }

    fn at(&self, point: Point) -> (f64, f64) {
        let x = self.left + (point.lon - self.west) * self.shrink * self.scale;
        (x, self.top + (self.north - point.lat) * self.scale)
    }
}

fn bubble(place: &Place, frame: &Frame, here: Option<&str>) -> Bubble {
    let (x, y) = frame.at(place.point);
    let r = place.area_km2.map_or(20.0, |km2| (km2.max(0.0).sqrt() * 0.75).clamp(20.0, 34.0));
    Bubble { code: place.code.clone(), name: place.name.clone(), x, y, r, here: here == Some(place.code.as_str()) }
}

/// Pushes overlapping bubbles apart, a little at a time, and keeps them inside the drawing.
fn moved_apart(mut bubbles: Vec<Bubble>) -> Vec<Bubble> {
    for _ in 0..200 {
        let mut moved = false;
        for i in 0..bubbles.len() {
            for j in i + 1..bubbles.len() {
                moved |= push(&mut bubbles, i, j);
            }
        }
        for b in &mut bubbles {
            b.x = b.x.clamp(b.r + 1.0, WIDTH - b.r - 1.0);
            b.y = b.y.clamp(b.r + 1.0, HEIGHT - b.r - 1.0);
        }
        if !moved {
            break;
        }
    }
    bubbles
}

fn push(bubbles: &mut [Bubble], i: usize, j: usize) -> bool {
    let (dx, dy) = (bubbles[j].x - bubbles[i].x, bubbles[j].y - bubbles[i].y);
    let (distance, wanted) = (dx.hypot(dy), bubbles[i].r + bubbles[j].r + APART);
    if distance >= wanted {
        return false;
    }
    // Two in one place part in a direction of their own, so that three do not stay in one line.
    let (ux, uy) = if distance > 0.01 { (dx / distance, dy / distance) } else { (j as f64).sin_cos() };
    let step = (wanted - distance) / 2.0;
    bubbles[i].x -= ux * step;
    bubbles[i].y -= uy * step;
    bubbles[j].x += ux * step;
    bubbles[j].y += uy * step;
    true
}

/// The firm's mark: inside the bubble of its division on the side where it lies, else where its degrees say.
fn mark(firm: Point, places: &[Place], bubbles: &[Bubble], frame: &Frame, here: Option<&str>) -> (f64, f64) {
    let (x, y) = frame.at(firm);
    let inside = here.and_then(|code| places.iter().zip(bubbles).find(|(p, _)| p.code == code));
    let Some((place, bubble)) = inside else { return (x.clamp(4.0, WIDTH - 4.0), y.clamp(4.0, HEIGHT - 4.0)) };
    let (cx, cy) = frame.at(place.point);
    let (dx, dy) = (x - cx, y - cy);
    // The name stands in the middle, so the mark keeps to the rim.
    let (length, rim) = (dx.hypot(dy), bubble.r * 0.72);
    if length < 0.01 {
        (bubble.x, bubble.y - rim)
    } else {
        (bubble.x + dx / length * rim, bubble.y + dy / length * rim)
    }
}

fn caption(division: Option<&str>, centre: Option<Point>, firm: Option<Point>) -> Say {
    let place = division.map_or(Say::new("位置示意", "Sketch of its place"), |name| {
        Say::new(format!("位于{name}"), format!("In {name}"))
    });
    let (Some(centre), Some(firm)) = (centre, firm) else { return place };
    let km = centre.distance_km(firm);
    if km < 1.0 {
        return Say::new(
            format!("{}，距市中心不到 1 公里", place.zh),
            format!("{}, within 1 km of the city centre", place.en),
        );
    }
    let (zh, en) = direction(centre, firm);
    Say::new(
        format!("{}，在市中心{zh}约 {km:.0} 公里", place.zh),
        format!("{}, about {km:.0} km {en} of the city centre", place.en),
    )
}

fn direction(from: Point, to: Point) -> (&'static str, &'static str) {
    const NAMES: [(&str, &str); 8] = [
        ("以北", "north"),
        ("东北", "north-east"),
        ("以东", "east"),
        ("东南", "south-east"),
        ("以南", "south"),
        ("西南", "south-west"),
        ("以西", "west"),
        ("西北", "north-west"),
    ];
    let east = (to.lon - from.lon) * from.lat.to_radians().cos();
    let turn = east.atan2(to.lat - from.lat).rem_euclid(std::f64::consts::TAU);
    NAMES[(turn / std::f64::consts::FRAC_PI_4).round() as usize % 8]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(code: &str, lat: f64, lon: f64) -> Place {
        Place { code: code.into(), name: code.into(), point: Point { lat, lon }, area_km2: Some(1000.0) }
    }

    #[test]
    fn bubbles_stand_apart_inside_the_drawing() {
        let places: Vec<Place> = (0..10)
            .map(|i| place(&format!("{i}"), 32.0 + f64::from(i % 3) * 0.1, 121.0 + f64::from(i / 3) * 0.1))
            .collect();
        let map = draw(&places, None, None, None).unwrap();
        for (i, a) in map.bubbles.iter().enumerate() {
            assert!(a.x >= a.r && a.x <= WIDTH - a.r && a.y >= a.r && a.y <= HEIGHT - a.r);
            for b in &map.bubbles[i + 1..] {
                assert!((a.x - b.x).hypot(a.y - b.y) > a.r + b.r - 2.0, "{} and {} overlap", a.name, b.name);
            }
        }
    }

    #[test]
    fn the_mark_is_inside_its_division_and_the_caption_says_where() {
        let places = [place("a", 32.0, 121.0), place("b", 32.5, 120.5)];
        let firm = Point { lat: 32.6, lon: 120.4 };
        let map = draw(&places, Some(Point { lat: 32.0, lon: 121.0 }), Some(firm), Some("b")).unwrap();
        let (x, y) = map.mark.unwrap();
        let b = &map.bubbles[1];
        assert!(b.here && (x - b.x).hypot(y - b.y) < b.r);
        assert_eq!(map.caption.zh, "位于b，在市中心西北约 87 公里");
    }

    #[test]
    fn a_long_name_takes_two_lines() {
        let bubble =
            |name: &str| Bubble { code: String::new(), name: name.into(), x: 0.0, y: 0.0, r: 20.0, here: false };
        assert_eq!(bubble("崇川区").lines(), ["崇川区"]);
        assert_eq!(bubble("通州湾示范区").lines(), ["通州湾", "示范区"]);
        assert_eq!(bubble("苏锡通科技产业园区").lines(), ["苏锡通", "园区"]);
        assert_eq!(bubble("南通经济技术开发区").lines(), ["南通", "开发区"]);
    }

    #[test]
    fn directions_and_the_empty_city() {
        assert_eq!(draw(&[], None, None, None), None);
        let at = |lat, lon| direction(Point { lat: 32.0, lon: 121.0 }, Point { lat, lon }).1;
        assert_eq!(
            (at(33.0, 121.0), at(32.0, 122.0), at(31.0, 121.0), at(32.0, 120.0)),
            ("north", "east", "south", "west")
        );
    }
}
