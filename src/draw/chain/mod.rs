//! A chain of links as a graph in layers: left to right where there is room, else top to bottom.

mod edges;
mod layers;
mod node;
mod order;
mod plan;

use super::place::{Rect, Taken};
use super::svg::Canvas;
use super::{Cell, Head, Width};

/// The links of a chain and what flows between them.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
}

/// One link.
#[derive(Debug, Clone)]
pub struct Node {
    pub name: String,
    /// How many suppliers, as text.
    pub suppliers: String,
    /// Which part of demand local capacity meets, 0 to 1. [`Cell::NoBase`]: unknown.
    pub fill: Cell,
    pub state: State,
    /// Its layer from the left, or `None` for the longest way from a start of the chain.
    pub layer: Option<usize>,
    pub link: Option<String>,
}

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Ok,
    Weak,
    Missing,
    /// Not judged.
    None,
}

/// What one link delivers to another. Edges from or to no node of the chain are left out.
#[derive(Debug, Clone)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    /// Not negative; the thickness follows it.
    pub weight: f64,
    pub text: String,
}

/// The graph. Every node says its state in words; values stand at edges where there is room, and in their tips.
pub fn chain(head: &Head, chart: &Chain, width: Width) -> String {
    let mut c = Canvas::new(width);
    if chart.nodes.is_empty() {
        return c.nothing(head);
    }
    let n = chart.nodes.len();
    let sound: Vec<&Edge> = chart.edges.iter().filter(|e| e.from < n && e.to < n && e.from != e.to).collect();
    let pairs: Vec<(usize, usize)> = sound.iter().map(|e| (e.from, e.to)).collect();
    let given: Vec<Option<usize>> = chart.nodes.iter().map(|node| node.layer).collect();
    let ordered = order::order(&layers::layers(&pairs, &given), &pairs);
    let plan = plan::plan(head, chart, ordered, width);
    let mut taken = Taken::new(Rect::new(0.0, 0.0, c.width, plan.height));
    plan.boxes.iter().for_each(|at| taken.take(*at));
    let curves = edges::draw(&mut c, chart, &sound, &plan);
    for (node, at) in chart.nodes.iter().zip(&plan.boxes) {
        node::draw(&mut c, head, node, *at);
    }
    edges::values(&mut c, &sound, &curves, &mut taken);
    c.finish(head, plan.height)
}

#[cfg(test)]
mod tests {
    use super::super::check::{Dice, check};
    use super::*;

    fn random(dice: &mut Dice, n: usize) -> Chain {
        let states = [State::Ok, State::Weak, State::Missing, State::None];
        let node = |dice: &mut Dice| Node {
            name: dice.name(),
            suppliers: format!("{} 家", dice.below(99)),
            fill: dice.cell(0.0, 1.0),
            state: states[dice.below(4)],
            layer: None,
            link: None,
        };
        let nodes = (0..n).map(|_| node(dice)).collect();
        let edge = |dice: &mut Dice| Edge {
            from: dice.below(n),
            to: dice.below(n + 1),
            weight: dice.part(),
            text: "1,200 万".into(),
        };
        Chain { nodes, edges: (0..2 * n).map(|_| edge(dice)).collect() }
    }

    fn meet(boxes: &[Rect]) -> bool {
        boxes.iter().enumerate().any(|(i, a)| boxes[i + 1..].iter().any(|b| a.meets(b)))
    }

    #[test]
    fn boxes_and_texts_keep_apart_in_any_graph() {
        let mut dice = Dice(11);
        for n in [1, 2, 5, 12, 30] {
            let chart = random(&mut dice, n);
            for width in [Width::Wide, Width::Narrow] {
                let all = check(&chain(&Head::new("链", ""), &chart, width));
                let of = |e: &super::super::check::Element| {
                    Rect::new(e.number("x"), e.number("y"), e.number("width"), e.number("height"))
                };
                let boxes: Vec<Rect> = all.iter().filter(|e| e.is("link")).map(of).collect();
                assert_eq!(boxes.len(), n);
                assert!(!meet(&boxes));
            }
        }
    }

    #[test]
    fn an_unknown_fill_is_no_empty_bar() {
        let mut chart = random(&mut Dice(12), 1);
        for (fill, bars) in [(Cell::NoBase, 0), (Cell::Suppressed, 0), (Cell::number(0.0, "0%"), 1)] {
            chart.nodes[0].fill = fill;
            let all = check(&chain(&Head::new("链", ""), &chart, Width::Wide));
            assert_eq!(all.iter().filter(|e| e.is("filled")).count(), bars);
            assert_eq!(all.iter().filter(|e| e.is("hatch")).count(), 1 - bars);
        }
    }
}
