use super::globe::Globe;
use super::hatch::hatch;
use super::place::{DIRECTIONS, Rect, Taken};
use super::svg::{Anchor, Canvas, polyline};
use super::{Cell, Classes, Head, Width, text};

/// A map of cells in five classes of colour.
#[derive(Debug, Clone)]
pub struct Hexmap {
    pub cells: Vec<Hex>,
    pub classes: Classes,
    /// Rings or lines of (longitude, latitude), drawn above the cells.
    pub borders: Vec<Vec<[f64; 2]>>,
    /// Most important first; a name without free room is left out.
    pub places: Vec<Place>,
}

/// One cell.
#[derive(Debug, Clone)]
pub struct Hex {
    /// A convex polygon of (longitude, latitude), not closed.
    pub corners: Vec<[f64; 2]>,
    pub value: Cell,
    /// Which cell it is, for its tip.
    pub label: String,
    pub link: Option<String>,
}

/// A name on the map.
#[derive(Debug, Clone)]
pub struct Place {
    pub at: [f64; 2],
    pub name: String,
}

/// The map above its legend. Numbers stand in cells that have room for them; every cell has its number in its tip.
pub fn hexmap(head: &Head, map: &Hexmap, width: Width) -> String {
    let mut c = Canvas::new(width);
    let tallest = if width.is_narrow() { 400.0 } else { 560.0 };
    let room = Rect::new(4.0, 4.0, c.width - 8.0, tallest);
    let points = map.cells.iter().flat_map(|cell| &cell.corners).chain(map.borders.iter().flatten());
    let Some(globe) = Globe::over(points, room) else { return c.nothing(head) };
    let field = Rect::new(0.0, 0.0, c.width, globe.height + 8.0);
    let mut taken = Taken::new(field);
    let shapes: Vec<Vec<(f64, f64)>> = map.cells.iter().map(|cell| shape(cell, &globe)).collect();
    for (cell, corners) in map.cells.iter().zip(&shapes) {
        draw_cell(&mut c, head, map, cell, corners);
    }
    for border in &map.borders {
        let line: Vec<_> = border.iter().map(|p| globe.at(p)).collect();
        c.path(&polyline(&line, false), "border");
    }
    map.places.iter().for_each(|place| taken.take(Rect::around(globe.at(&place.at), 3.0)));
    for (cell, corners) in map.cells.iter().zip(&shapes) {
        number(&mut c, map, cell, corners, &mut taken);
    }
    names(&mut c, map, &globe, &mut taken);
    let end = map.classes.legend(&mut c, field.h + 6.0, &head.words);
    c.finish(head, end)
}

fn shape(cell: &Hex, globe: &Globe) -> Vec<(f64, f64)> {
    cell.corners.iter().map(|p| globe.at(p)).collect()
}

fn style(map: &Hexmap, value: &Cell) -> String {
    match value {
        Cell::Suppressed => "hidden".to_owned(),
        other => other.value().map_or("void".to_owned(), |v| map.classes.style(map.classes.of(v))),
    }
}

fn draw_cell(c: &mut Canvas, head: &Head, map: &Hexmap, cell: &Hex, corners: &[(f64, f64)]) {
    let tip = format!("{}: {}", cell.label, head.words.of(&cell.value));
    c.thing(&tip, cell.link.as_deref(), |c| {
        c.path(&polyline(corners, true), &format!("cell {}", style(map, &cell.value)));
        if cell.value == Cell::Suppressed {
            c.path(&hatch(corners, 6.0), "hatch");
        }
    });
}

/// The number of a cell, where it fits between the left and right sides; beside the dot of a place if it can.
fn number(c: &mut Canvas, map: &Hexmap, cell: &Hex, corners: &[(f64, f64)], taken: &mut Taken) {
    let Cell::Number { value, text: shown } = &cell.value else { return };
    let (x, y, half) = middle(corners);
    let at = Rect::of_text(shown, c.font, x - text::width(shown, c.font) / 2.0, y - 0.56 * c.font);
    if at.w > 1.6 * half || at.h > 1.2 * half {
        return;
    }
    let shift = (half - at.h / 2.0 - 2.0).clamp(0.0, 0.7 * c.font);
    let spots = [at, Rect { y: at.y + shift, ..at }, Rect { y: at.y - shift, ..at }];
    if let Some(at) = taken.first(spots).or_else(|| taken.first_on([at])) {
        c.text_in(at, &format!("on-{}", map.classes.style(map.classes.of(*value))), shown);
    }
}

/// The middle of a polygon and the least half of its width and height.
fn middle(corners: &[(f64, f64)]) -> (f64, f64, f64) {
    let n = corners.len().max(1) as f64;
    let (x, y) = corners.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
    let half = |of: fn(&(f64, f64)) -> f64, at: f64| corners.iter().map(|p| (of(p) - at).abs()).fold(0.0, f64::max);
    (x, y, half(|p| p.0, x).min(half(|p| p.1, y)))
}

fn names(c: &mut Canvas, map: &Hexmap, globe: &Globe, taken: &mut Taken) {
    for place in &map.places {
        let (at, font) = (globe.at(&place.at), c.font);
        let box_ = Rect::of_text(&place.name, font, 0.0, 0.0);
        let spots = [4.0, 12.0, 22.0].into_iter().flat_map(|r| DIRECTIONS.map(|way| box_.beside(at, r, way)));
        if let Some(spot) = taken.first(spots) {
            c.circle(at, 2.5, "place");
            c.text((spot.x, spot.y + 0.88 * font), Anchor::Start, "name", &place.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{Dice, check};
    use super::super::{Ramp, Words};
    use super::*;

    fn map(dice: &mut Dice, side: usize, step: f64) -> Hexmap {
        let hex = |x: f64, y: f64| {
            (0..6)
                .map(|k| f64::from(k).to_radians() * 60.0 + 0.52)
                .map(|a| [x + step * a.cos(), y + step * a.sin() * 0.86])
                .collect()
        };
        let cells = (0..side * side)
            .map(|i| {
                let (row, column) = (i / side, i % side);
                let x = 120.0 + step * 1.732 * (column as f64 + 0.5 * (row % 2) as f64);
                let corners = hex(x, 31.0 + step * 1.29 * row as f64);
                Hex { corners, value: dice.cell(0.0, 3.0), label: dice.name(), link: None }
            })
            .collect();
        let places = (0..30)
            .map(|_| Place { at: [120.0 + dice.part() * 0.2, 31.0 + dice.part() * 0.2], name: dice.name() })
            .collect();
        let names = ["<0.5", "0.5–1.0", "1.0–1.5", "1.5–2.0", "≥2.0"].map(str::to_owned);
        let classes = Classes { ramp: Ramp::Diverging, title: dice.name(), bounds: [0.5, 1.0, 1.5, 2.0], names };
        Hexmap { cells, classes, borders: vec![vec![[120.0, 31.0], [120.1, 31.1]]], places }
    }

    #[test]
    fn names_and_numbers_keep_apart() {
        let mut dice = Dice(1);
        for side in [1, 4, 9, 24] {
            let map = map(&mut dice, side, 0.2 / side as f64);
            for width in [Width::Wide, Width::Narrow] {
                check(&hexmap(&Head::new("<图>", "a & b"), &map, width));
            }
        }
    }

    #[test]
    fn what_is_kept_back_has_no_class_of_values() {
        let mut map = map(&mut Dice(2), 3, 0.05);
        map.cells.iter_mut().for_each(|cell| cell.value = Cell::Suppressed);
        map.cells[0].value = Cell::NoBase;
        let svg = hexmap(&Head::new("图", ""), &map, Width::Wide);
        let all = check(&svg);
        // One of each class stands in the legend.
        assert_eq!(all.iter().filter(|e| e.is("h0")).count(), 1);
        assert_eq!(all.iter().filter(|e| e.is("hidden")).count(), 8 + 1);
        assert_eq!(all.iter().filter(|e| e.is("void")).count(), 1 + 1);
        assert!(svg.contains(&format!(": {}<", Words::ZH.suppressed)));
    }

    #[test]
    fn bounds_belong_to_the_class_above() {
        let map = map(&mut Dice(3), 1, 0.1);
        assert_eq!([0.49, 0.5, 1.99, 2.0, 9.0].map(|v| map.classes.of(v)), [0, 1, 3, 4, 4]);
    }
}
