use super::super::hatch::hatch_rect;
use super::super::place::Rect;
use super::super::svg::{Anchor, Canvas};
use super::super::{Cell, Head, text};
use super::{Chain, Node, State};

/// Space left and right of text in a box.
const SIDE: f64 = 7.0;
const LINE: f64 = 1.25;

/// The lines of a node: its name, then how it stands.
fn lines(head: &Head, node: &Node, wide: f64, font: f64) -> (Vec<String>, Vec<String>) {
    let room = wide - 2.0 * SIDE;
    let state = word(head, node.state);
    let parts = [state, &node.suppliers].into_iter().filter(|part| !part.is_empty());
    let status = parts.collect::<Vec<&str>>().join(" · ");
    let mut below = if status.is_empty() { Vec::new() } else { text::wrap(&status, room, font, 2) };
    below.extend(text::wrap(fill_text(head, &node.fill), room, font, 2));
    (text::wrap(&node.name, room, font, 3), below)
}

fn word(head: &Head, state: State) -> &'static str {
    match state {
        State::Ok => head.words.ok,
        State::Weak => head.words.weak,
        State::Missing => head.words.missing,
        State::None => "",
    }
}

fn fill_text<'a>(head: &Head, fill: &'a Cell) -> &'a str {
    match fill {
        Cell::NoBase => head.words.unknown,
        other => head.words.of(other),
    }
}

/// The height in which every node of the chain has its lines and its bar.
pub fn height(head: &Head, chart: &Chain, wide: f64, font: f64) -> f64 {
    let count = |node: &Node| {
        let (name, below) = lines(head, node, wide, font);
        name.len() + below.len()
    };
    let most = chart.nodes.iter().map(count).max().unwrap_or(1);
    LINE * font * most as f64 + 22.0
}

pub fn draw(c: &mut Canvas, head: &Head, node: &Node, at: Rect) {
    let (name, below) = lines(head, node, at.w, c.font);
    let facts = [word(head, node.state), &node.suppliers, fill_text(head, &node.fill)];
    let facts: Vec<&str> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    c.thing(&format!("{}: {}", node.name, facts.join(" · ")), node.link.as_deref(), |c| {
        c.rect(at, &format!("link {}", class(node.state)));
        let mut y = at.y + 4.0 + c.font;
        let weights = name.iter().map(|line| ("strong", line)).chain(below.iter().map(|line| ("", line)));
        for (class, line) in weights {
            c.text((at.x + SIDE, y), Anchor::Start, class, line);
            y += LINE * c.font;
        }
        bar(c, &node.fill, Rect::new(at.x + SIDE, at.y + at.h - 12.0, at.w - 2.0 * SIDE, 6.0));
    });
}

fn class(state: State) -> &'static str {
    match state {
        State::Ok => "is-ok",
        State::Weak => "is-weak",
        State::Missing => "is-missing",
        State::None => "is-open",
    }
}

/// How far demand is met; hatched where that may not be shown or is not known.
fn bar(c: &mut Canvas, fill: &Cell, at: Rect) {
    c.rect(at, "track");
    match fill.value() {
        Some(part) => c.rect(Rect { w: at.w * part.clamp(0.0, 1.0), ..at }, "filled"),
        None => c.path(&hatch_rect(at, 6.0), "hatch"),
    }
}
