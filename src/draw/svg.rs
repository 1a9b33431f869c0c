use super::place::Rect;
use super::{Head, Width};
use std::fmt::Write;

/// Where a text hangs on its point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// Markup that grows from back to front. Classes are the kit's own words; texts are escaped here and only here.
pub struct Canvas {
    body: String,
    pub width: f64,
    pub font: f64,
    linked: bool,
}

impl Canvas {
    pub fn new(width: Width) -> Canvas {
        Canvas { body: String::new(), width: width.px(), font: width.font(), linked: false }
    }

    /// Writing to a string cannot fail.
    fn put(&mut self, part: std::fmt::Arguments) {
        let _ = self.body.write_fmt(part);
    }

    pub fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        let (x1, y1, x2, y2) = (num(x1), num(y1), num(x2), num(y2));
        self.put(format_args!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\"/>"));
    }

    pub fn rect(&mut self, r: Rect, class: &str) {
        let (x, y, w, h) = (num(r.x), num(r.y), num(r.w.max(0.0)), num(r.h.max(0.0)));
        self.put(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" class=\"{class}\"/>"));
    }

    pub fn circle(&mut self, (x, y): (f64, f64), r: f64, class: &str) {
        let (x, y, r) = (num(x), num(y), num(r));
        self.put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\" class=\"{class}\"/>"));
    }

    /// A path from finished commands, see [`polyline`].
    pub fn path(&mut self, d: &str, class: &str) {
        self.put(format_args!("<path d=\"{d}\" class=\"{class}\"/>"));
    }

    /// A path whose thickness in px says something.
    pub fn stroke(&mut self, d: &str, px: f64, class: &str) {
        let px = num(px);
        self.put(format_args!("<path d=\"{d}\" stroke-width=\"{px}\" class=\"{class}\"/>"));
    }

    /// One line of text on its baseline.
    pub fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let (x, y, text) = (num(x), num(y), escaped(text));
        self.put(format_args!("<text x=\"{x}\" y=\"{y}\"{anchor} class=\"{class}\">{text}</text>"));
    }

    /// Text in a box made by [`Rect::of_text`].
    pub fn text_in(&mut self, at: Rect, class: &str, text: &str) {
        self.text((at.x + at.w / 2.0, at.y + 0.88 * self.font), Anchor::Middle, class, text);
    }

    /// What `inside` draws as one thing with a tip, and a link if there is a safe one.
    pub fn thing(&mut self, tip: &str, link: Option<&str>, inside: impl FnOnce(&mut Canvas)) {
        let link = link.filter(|to| is_safe(to));
        self.linked |= link.is_some();
        match link {
            Some(to) => self.put(format_args!("<a href=\"{}\">", escaped(to))),
            None => self.put(format_args!("<g>")),
        }
        self.put(format_args!("<title>{}</title>", escaped(tip)));
        inside(self);
        self.put(format_args!("{}", if link.is_some() { "</a>" } else { "</g>" }));
    }

    /// The whole picture. With links inside it is a group: the parts of an `img` are hidden from readers.
    pub fn finish(self, head: &Head, height: f64) -> String {
        let (w, h, font) = (num(self.width), num(height.ceil()), num(self.font));
        let role = if self.linked { "group" } else { "img" };
        let (title, desc) = (escaped(&head.title), escaped(&head.desc));
        format!(
            "<svg class=\"draw\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" font-size=\"{font}\" role=\"{role}\" \
             xmlns=\"http://www.w3.org/2000/svg\"><title>{title}</title><desc>{desc}</desc>{}</svg>",
            self.body
        )
    }

    /// The picture of no data.
    pub fn nothing(mut self, head: &Head) -> String {
        let at = (self.width / 2.0, 2.0 * self.font);
        self.text(at, Anchor::Middle, "soft", head.words.nothing);
        let height = 3.0 * self.font;
        self.finish(head, height)
    }
}

/// Pages of this site and the web, no scripts.
fn is_safe(to: &str) -> bool {
    ["/", "#", "?", "https://", "http://"].iter().any(|start| to.starts_with(start))
}

/// A coordinate with one decimal at most; what is not finite is 0.
pub fn num(value: f64) -> String {
    // A cast of NaN gives 0.
    let tenths = if value.is_infinite() { 0 } else { (value * 10.0).round() as i64 };
    let (sign, whole, part) =
        (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if part == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

/// Text for an element or an attribute, without the signs that XML forbids.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

/// Path commands through points, closed for areas.
pub fn polyline(points: &[(f64, f64)], closed: bool) -> String {
    let mut d = String::new();
    for (i, (x, y)) in points.iter().enumerate() {
        let _ = write!(d, "{}{} {}", if i == 0 { 'M' } else { 'L' }, num(*x), num(*y));
    }
    if closed {
        d.push('Z');
    }
    d
}

#[cfg(test)]
mod tests {
    use super::super::check::check;
    use super::*;

    #[test]
    fn text_of_others_stays_text() {
        let evil = "</title><script>alert('1')</script>\u{1}\"&amp;";
        let mut c = Canvas::new(Width::Wide);
        c.thing(evil, Some("/a?b=\"><script>"), |c| c.text((300.0, 40.0), Anchor::Middle, "", evil));
        c.thing("x", Some("javascript:alert(1)"), |_| {});
        let svg = c.finish(&Head::new(evil, evil), 80.0);
        let all = check(&svg);
        assert!(!svg.contains("<script") && !svg.contains("javascript"));
        assert_eq!(all[1].text, evil.replace('\u{1}', ""));
        assert_eq!(all.iter().filter(|e| e.name == "a").count(), 1);
    }

    #[test]
    fn numbers_are_short_and_finite() {
        assert_eq!([1.0, 1.25, -0.01, f64::NAN, 1e3, -0.52].map(num), ["1", "1.3", "0", "0", "1000", "-0.5"]);
    }
}
