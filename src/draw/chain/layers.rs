/// The layer of every node, from 0 without a layer left empty: the given one, else one more than that of the last of
/// those before it. A circle is opened at its first node.
pub fn layers(edges: &[(usize, usize)], given: &[Option<usize>]) -> Vec<usize> {
    let n = given.len();
    let mut waits: Vec<usize> = vec![0; n];
    edges.iter().for_each(|(_, to)| waits[*to] += 1);
    let mut layer: Vec<usize> = given.iter().map(|g| g.unwrap_or(0)).collect();
    let mut open: Vec<usize> = (0..n).collect();
    while !open.is_empty() {
        let at = open.iter().position(|i| waits[*i] == 0).unwrap_or(0);
        let node = open.remove(at);
        for (_, to) in edges.iter().filter(|(from, _)| *from == node) {
            waits[*to] = waits[*to].saturating_sub(1);
            if given[*to].is_none() && open.contains(to) {
                layer[*to] = layer[*to].max(layer[node] + 1);
            }
        }
    }
    dense(layer)
}

fn dense(layer: Vec<usize>) -> Vec<usize> {
    let mut used = layer.clone();
    used.sort_unstable();
    used.dedup();
    layer.iter().map(|l| used.partition_point(|u| u < l)).collect()
}

#[cfg(test)]
mod tests {
    use super::layers;

    #[test]
    fn the_longest_way_counts_and_circles_end() {
        assert_eq!(layers(&[(0, 1), (1, 2), (0, 2)], &[None; 3]), [0, 1, 2]);
        assert_eq!(layers(&[(0, 1), (1, 0)], &[None; 2]), [0, 1]);
        assert_eq!(layers(&[(0, 1)], &[Some(4), Some(9), Some(4)]), [0, 1, 0]);
    }
}
