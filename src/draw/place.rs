use super::text;

/// A box in px.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Rect {
    pub fn new(x: f64, y: f64, w: f64, h: f64) -> Rect {
        Rect { x, y, w, h }
    }

    /// The box of a text whose left upper corner is given; [`Canvas::text_in`](super::svg::Canvas::text_in) fills it.
    pub fn of_text(text: &str, font: f64, x: f64, y: f64) -> Rect {
        Rect::new(x, y, text::width(text, font), 1.12 * font)
    }

    pub fn around((x, y): (f64, f64), r: f64) -> Rect {
        Rect::new(x - r, y - r, 2.0 * r, 2.0 * r)
    }

    pub fn meets(&self, o: &Rect) -> bool {
        self.x < o.x + o.w && o.x < self.x + self.w && self.y < o.y + o.h && o.y < self.y + self.h
    }

    pub fn holds(&self, o: &Rect) -> bool {
        o.x >= self.x && o.y >= self.y && o.x + o.w <= self.x + self.w && o.y + o.h <= self.y + self.h
    }

    pub fn centre(&self) -> (f64, f64) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// This box moved by whole sizes of itself, so that it lies in direction (-1..1, -1..1) of a thing of radius `r`.
    pub fn beside(&self, (x, y): (f64, f64), r: f64, (dx, dy): (f64, f64)) -> Rect {
        let centre = (x + dx * (r + self.w / 2.0), y + dy * (r + self.h / 2.0));
        Rect::new(centre.0 - self.w / 2.0, centre.1 - self.h / 2.0, self.w, self.h)
    }
}

/// Directions for a label, best first.
pub const DIRECTIONS: [(f64, f64); 8] =
    [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (0.9, -0.8), (-0.9, -0.8), (0.9, 0.8), (-0.9, 0.8)];

/// The room of a chart and what is taken of it by things and by texts.
pub struct Taken {
    field: Rect,
    things: Vec<Rect>,
    texts: Vec<Rect>,
}

impl Taken {
    pub fn new(field: Rect) -> Taken {
        Taken { field, things: Vec::new(), texts: Vec::new() }
    }

    /// Keeps texts away from a thing.
    pub fn take(&mut self, at: Rect) {
        self.things.push(at);
    }

    /// The first of the boxes that is free of things and texts; from now on it holds a text.
    pub fn first(&mut self, boxes: impl IntoIterator<Item = Rect>) -> Option<Rect> {
        let free = |at: &Rect| !self.things.iter().any(|b| b.meets(at));
        let boxes: Vec<Rect> = boxes.into_iter().filter(free).collect();
        self.first_on(boxes)
    }

    /// The same for text that may lie on things.
    pub fn first_on(&mut self, boxes: impl IntoIterator<Item = Rect>) -> Option<Rect> {
        let free = |at: &Rect| self.field.holds(at) && !self.texts.iter().any(|b| b.meets(at));
        let found = boxes.into_iter().find(free)?;
        self.texts.push(found);
        Some(found)
    }
}
