use super::super::place::Rect;
use super::super::{Head, Width};
use super::order::Ordered;
use super::{Chain, node};

/// Where everything of a chain stands.
pub struct Plan {
    /// The box of each node.
    pub boxes: Vec<Rect>,
    /// The box of each bend; an edge runs through its middle in the direction of layers.
    pub bends: Vec<Rect>,
    pub ways: Vec<Vec<usize>>,
    /// Layers go down instead of to the right.
    pub down: bool,
    pub height: f64,
}

const MARGIN: f64 = 4.0;
/// Room that a bend of a long edge takes.
const BEND: f64 = 16.0;
/// Between nodes of a row.
const SIDE: f64 = 8.0;

pub fn plan(head: &Head, chart: &Chain, ordered: Ordered, width: Width) -> Plan {
    let count = ordered.layers.len().max(1) as f64;
    let room = width.px() - 2.0 * MARGIN;
    let wide = |gap: f64| ((room - (count - 1.0) * gap) / count).min(168.0);
    let fits = [72.0, 56.0, 40.0].into_iter().find(|gap| wide(*gap) >= 100.0);
    match fits.filter(|_| !width.is_narrow()) {
        Some(gap) => across(head, chart, ordered, width, wide(gap), gap),
        None => down(head, chart, ordered, width),
    }
}

/// Layers as columns, each centred.
fn across(head: &Head, chart: &Chain, ordered: Ordered, width: Width, wide: f64, gap: f64) -> Plan {
    let n = chart.nodes.len();
    let tall = node::height(head, chart, wide, width.font());
    let between = 14.0;
    let size = |item: &usize| if *item < n { tall + between } else { BEND };
    let column = |layer: &Vec<usize>| layer.iter().map(size).sum::<f64>();
    let height = ordered.layers.iter().map(column).fold(0.0, f64::max);
    let step = wide + gap.max((width.px() - 2.0 * MARGIN - wide) / (ordered.layers.len().max(2) - 1) as f64 - wide);
    let mut all = vec![Rect::new(0.0, 0.0, 0.0, 0.0); ordered.layers.iter().map(Vec::len).sum()];
    for (l, layer) in ordered.layers.iter().enumerate() {
        let mut y = MARGIN + (height - column(layer)) / 2.0;
        for item in layer {
            let room = size(item);
            let h = if *item < n { tall } else { room };
            all[*item] = Rect::new(MARGIN + l as f64 * step, y + (room - h) / 2.0, wide, h);
            y += room;
        }
    }
    let bends = all.split_off(n);
    Plan { boxes: all, bends, ways: ordered.ways, down: false, height: height + 2.0 * MARGIN }
}

/// Layers as rows, those with many nodes in several; bends of long edges stand between the nodes of a single row and
/// beside several rows.
fn down(head: &Head, chart: &Chain, ordered: Ordered, width: Width) -> Plan {
    let (n, gap) = (chart.nodes.len(), 38.0);
    let most = if width.is_narrow() { 3.0 } else { 6.0 };
    let wide = (width.px() - 2.0 * MARGIN + SIDE) / most - SIDE;
    let size = (wide, node::height(head, chart, wide, width.font()));
    let mut all = vec![Rect::new(0.0, 0.0, 0.0, 0.0); ordered.layers.iter().map(Vec::len).sum()];
    let mut y = MARGIN;
    for layer in &ordered.layers {
        for row in rows(layer, n, size.0, width.px() - 2.0 * MARGIN) {
            place(&row, n, size, y, width, &mut all);
            y += size.1 + gap;
        }
    }
    let bends = all.split_off(n);
    Plan { boxes: all, bends, ways: ordered.ways, down: true, height: y - gap + MARGIN }
}

/// A layer as rows of items: in its order if that fits, else with the bends of each half beside rows of nodes.
fn rows(layer: &[usize], n: usize, wide: f64, room: f64) -> Vec<Vec<usize>> {
    let nodes: Vec<usize> = layer.iter().copied().filter(|item| *item < n).collect();
    let bends = (layer.len() - nodes.len()) as f64 * BEND;
    let most = (((room - bends) / (wide + SIDE) + 0.1).floor() as usize).max(1);
    if nodes.len() <= most {
        return vec![layer.to_vec()];
    }
    let half = layer.len() / 2;
    let of = |part: &[usize]| part.iter().copied().filter(|item| *item >= n).collect::<Vec<usize>>();
    let (left, right) = (of(&layer[..half]), of(&layer[half..]));
    let even = nodes.len().div_ceil(nodes.len().div_ceil(most));
    nodes.chunks(even).map(|row| [&left, row, &right].concat()).collect()
}

/// Places one row in the middle of the width. A bend that was placed by the row above grows down to here.
fn place(row: &[usize], n: usize, (wide, tall): (f64, f64), y: f64, width: Width, all: &mut [Rect]) {
    let room = width.px() - 2.0 * MARGIN;
    let nodes = row.iter().filter(|item| **item < n).count();
    let bends = (row.len() - nodes).max(1) as f64;
    let bend = ((room - nodes as f64 * (wide + SIDE) + SIDE) / bends).clamp(0.0, BEND);
    let size = |item: usize| if item < n { wide + SIDE } else { bend };
    let used: f64 = row.iter().map(|item| size(*item)).sum();
    let mut x = MARGIN + (room - used + SIDE) / 2.0;
    // Where only bends stand in the margin, nodes must not leave the other one.
    x = x.clamp(MARGIN, (width.px() - MARGIN + SIDE - used).max(MARGIN));
    for item in row {
        let at = &mut all[*item];
        if *item < n {
            *at = Rect::new(x, y, wide, tall);
        } else if at.h == 0.0 {
            *at = Rect::new(x, y, bend, tall);
        } else {
            at.h = y + tall - at.y;
        }
        x += size(*item);
    }
}
