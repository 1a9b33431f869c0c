/// Nodes in layers, in an order with few crossings.
pub struct Ordered {
    /// Items from the first layer on: nodes by their index, and from the number of nodes on bends of long edges.
    pub layers: Vec<Vec<usize>>,
    /// The items along each edge, with a bend in every layer between.
    pub ways: Vec<Vec<usize>>,
}

/// How often the layers are sorted by the places of their neighbours.
const SWEEPS: usize = 12;

pub fn order(layer: &[usize], edges: &[(usize, usize)]) -> Ordered {
    let count = layer.iter().max().map_or(0, |l| l + 1);
    let mut layers: Vec<Vec<usize>> = vec![Vec::new(); count];
    layer.iter().enumerate().for_each(|(i, l)| layers[*l].push(i));
    let mut next = layer.len();
    let mut ways = Vec::new();
    for (from, to) in edges {
        let mut way = vec![*from];
        for between in layers.iter_mut().take(layer[*to]).skip(layer[*from] + 1) {
            between.push(next);
            way.push(next);
            next += 1;
        }
        way.push(*to);
        ways.push(way);
    }
    let links = links(&ways, layer);
    Ordered { layers: untangled(layers, &links, next), ways }
}

/// Pairs of items in neighbouring layers; edges that go back or stay within a layer do not count.
fn links(ways: &[Vec<usize>], layer: &[usize]) -> Vec<(usize, usize)> {
    let forward = |way: &&Vec<usize>| layer[way[0]] < layer[way[way.len() - 1]];
    ways.iter().filter(forward).flat_map(|way| way.windows(2).map(|w| (w[0], w[1]))).collect()
}

fn untangled(mut layers: Vec<Vec<usize>>, links: &[(usize, usize)], items: usize) -> Vec<Vec<usize>> {
    let mut best = (crossings(&layers, links, items), layers.clone());
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        let count = layers.len();
        for step in 1..count {
            let at = if down { step } else { count - 1 - step };
            let place = places(&layers, items);
            sort(&mut layers[at], links, &place, down);
        }
        let now = crossings(&layers, links, items);
        if now < best.0 {
            best = (now, layers.clone());
        }
    }
    best.1
}

/// The place of each item within its layer.
pub fn places(layers: &[Vec<usize>], items: usize) -> Vec<usize> {
    let mut place = vec![0; items];
    layers.iter().for_each(|layer| layer.iter().enumerate().for_each(|(i, item)| place[*item] = i));
    place
}

/// By the mean place of neighbours before (or after); those without keep theirs.
fn sort(layer: &mut [usize], links: &[(usize, usize)], place: &[usize], before: bool) {
    let mean = |item: usize| {
        let near = links.iter().filter_map(|(a, b)| match before {
            true => (*b == item).then_some(place[*a]),
            false => (*a == item).then_some(place[*b]),
        });
        let (sum, count) = near.fold((0, 0), |(sum, count), p| (sum + p, count + 1));
        if count == 0 { place[item] as f64 } else { sum as f64 / count as f64 }
    };
    let mut keyed: Vec<(f64, usize)> = layer.iter().map(|item| (mean(*item), *item)).collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    layer.iter_mut().zip(keyed).for_each(|(slot, (_, item))| *slot = item);
}

/// Crossings of straight lines between neighbouring layers.
pub fn crossings(layers: &[Vec<usize>], links: &[(usize, usize)], items: usize) -> usize {
    let place = places(layers, items);
    let mut layer = vec![0; items];
    layers.iter().enumerate().for_each(|(l, all)| all.iter().for_each(|item| layer[*item] = l));
    let cross = |(a, b): &(usize, usize), (p, q): &(usize, usize)| {
        layer[*a] == layer[*p] && (place[*a] < place[*p]) != (place[*b] < place[*q]) && a != p && b != q
    };
    links.iter().enumerate().map(|(i, x)| links[i + 1..].iter().filter(|y| cross(x, y)).count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_knot_is_undone() {
        let edges = [(0, 5), (1, 4), (2, 3)];
        let ordered = order(&[0, 0, 0, 1, 1, 1], &edges);
        assert_eq!(crossings(&ordered.layers, &edges, 6), 0);
    }

    #[test]
    fn long_edges_bend_in_every_layer_between() {
        let ordered = order(&[0, 1, 2, 3], &[(0, 1), (1, 2), (2, 3), (0, 3)]);
        assert_eq!(ordered.ways[3].len(), 4);
        assert_eq!(ordered.layers.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 2, 1]);
    }
}
