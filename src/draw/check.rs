//! What every drawing must keep, checked on its markup: well-formed, nothing the content policy forbids, texts within
//! the picture and apart from each other.

use super::place::Rect;
use super::text;

/// An element with its attributes and the text directly inside.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    pub text: String,
}

impl Element {
    pub fn get(&self, name: &str) -> &str {
        self.attributes.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    pub fn number(&self, name: &str) -> f64 {
        self.get(name).parse().unwrap_or_else(|_| panic!("{name} of {self:?}"))
    }

    pub fn is(&self, class: &str) -> bool {
        self.get("class").split(' ').any(|c| c == class)
    }
}

/// All elements in order of their start; panics where the markup is not well-formed.
pub fn parse(svg: &str) -> Vec<Element> {
    let (mut all, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let text = unescaped(&rest[..start]);
        match open.last() {
            Some(at) => all[*at].text.push_str(&text),
            None => assert!(text.is_empty(), "text outside: {text}"),
        }
        let end = tag_end(&rest[start..]) + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let at = open.pop().unwrap_or_else(|| panic!("</{name}> closes nothing"));
            assert_eq!(all[at].name, name);
            continue;
        }
        all.push(element(tag.trim_end_matches('/')));
        if !tag.ends_with('/') {
            open.push(all.len() - 1);
        }
    }
    assert!(open.is_empty() && rest.is_empty(), "not closed, or text after the end");
    all
}

/// The `>` that is in no quotes.
fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    let found = tag.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == '>' && !quoted
    });
    found.unwrap_or_else(|| panic!("tag without end: {tag}")).0
}

fn element(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    let mut element = Element { name: name.to_owned(), ..Element::default() };
    assert!(!name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase()), "name of {tag}");
    while !rest.trim().is_empty() {
        let (name, after) = rest.trim_start().split_once("=\"").unwrap_or_else(|| panic!("attribute in {tag}"));
        let (value, after) = after.split_once('"').unwrap_or_else(|| panic!("quote in {tag}"));
        assert!(!value.contains('<') && element.get(name).is_empty(), "{name} of {tag}");
        assert!(!["style", "id"].contains(&name) && !name.starts_with("on"), "{name} is forbidden");
        element.attributes.push((name.to_owned(), unescaped(value)));
        rest = after;
    }
    element
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or(""));
    for part in parts {
        let (name, after) = part.split_once(';').unwrap_or_else(|| panic!("bare & in {text}"));
        out.push_str(match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "#39" => "'",
            _ => panic!("&{name};"),
        });
        out.push_str(after);
    }
    assert!(!out.chars().any(char::is_control), "control sign in {text:?}");
    out
}

/// Boxes of all texts that are drawn.
pub fn texts(all: &[Element]) -> Vec<(Rect, &str)> {
    let font = all[0].number("font-size");
    let of = |e: &Element| {
        let wide = text::width(&e.text, font);
        let left = match e.get("text-anchor") {
            "middle" => wide / 2.0,
            "end" => wide,
            _ => 0.0,
        };
        Rect::new(e.number("x") - left, e.number("y") - 0.88 * font, wide, 1.12 * font)
    };
    all.iter().filter(|e| e.name == "text").map(|e| (of(e), e.text.as_str())).collect()
}

/// Checks a whole drawing and gives its elements. `font` below 12 px would be too small on a phone.
pub fn check(svg: &str) -> Vec<Element> {
    let all = parse(svg);
    let root = &all[0];
    assert!(["img", "group"].contains(&root.get("role")) && all[1].name == "title" && all[2].name == "desc");
    assert!(root.number("font-size") >= 12.0);
    let has_link = all.iter().any(|e| e.name == "a");
    assert_eq!(root.get("role") == "group", has_link, "links need a group");
    let field = Rect::new(-0.5, -0.5, root.number("width") + 1.0, root.number("height") + 1.0);
    let texts = texts(&all);
    for (i, (at, text)) in texts.iter().enumerate() {
        assert!(field.holds(at), "{text:?} at {at:?} is outside of {field:?}");
        let inner = Rect::new(at.x + 0.3, at.y + 0.3, at.w - 0.6, at.h - 0.6);
        for (other, said) in &texts[i + 1..] {
            assert!(!inner.meets(other), "{text:?} at {at:?} lies on {said:?} at {other:?}");
        }
    }
    all
}

/// Numbers that look random and are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    /// From 0 up to 1.
    pub fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.part() * n as f64) as usize
    }

    /// A name of 1 to 14 signs, with signs that need escapes among them.
    pub fn name(&mut self) -> String {
        let signs: Vec<char> = "轴承滚动体保持架热处理精密锻造（含）与电机A1<&\"'>spindle ".chars().collect();
        (0..=self.below(14)).map(|_| signs[self.below(signs.len())]).collect()
    }

    /// Mostly a number, else suppressed or without base.
    pub fn cell(&mut self, low: f64, high: f64) -> super::Cell {
        match self.below(8) {
            0 => super::Cell::Suppressed,
            1 => super::Cell::NoBase,
            _ => {
                let value = low + self.part() * (high - low);
                super::Cell::number(value, format!("{value:.2}"))
            }
        }
    }
}
