//! Counts of materials by a part of the product's name: an end, a beginning, an n-gram.

use super::graph::Node;
use crate::matching::chars::NumberMap;

/// How many products have a part, and the materials that go into these with their counts.
pub(super) struct Counted<'a> {
    pub(super) products: u32,
    pub(super) materials: &'a [(Node, u32)],
}

struct Span {
    from: u32,
    to: u32,
    products: u32,
}

/// The counts.
#[derive(Default)]
pub(super) struct Table {
    spans: NumberMap<u64, Span>,
    counts: Vec<(Node, u32)>,
}

impl Table {
    /// From parts with their products; a part counts once for a product.
    pub(super) fn build(mut parts: Vec<(u64, Node)>, inputs: impl Fn(Node) -> Vec<Node>) -> Table {
        parts.sort_unstable();
        parts.dedup();
        let mut table = Table::default();
        for products in parts.chunk_by(|a, b| a.0 == b.0) {
            let mut materials: Vec<Node> = products.iter().flat_map(|(_, product)| inputs(*product)).collect();
            materials.sort_unstable();
            let from = table.counts.len() as u32;
            let runs = materials.chunk_by(|a, b| a == b);
            table.counts.extend(runs.map(|run| (run[0], run.len() as u32)));
            let span = Span { from, to: table.counts.len() as u32, products: products.len() as u32 };
            table.spans.insert(products[0].0, span);
        }
        table
    }

    /// The counts of a part.
    pub(super) fn get(&self, part: u64) -> Option<Counted<'_>> {
        let span = self.spans.get(&part)?;
        Some(Counted { products: span.products, materials: &self.counts[span.from as usize..span.to as usize] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_counts_once_for_a_product() {
        let table = Table::build(vec![(7, 1), (7, 2), (7, 1), (8, 2)], |product| vec![9, 10 + product]);
        let counted = table.get(7).unwrap();
        assert_eq!((counted.products, counted.materials), (2, &[(9, 2), (11, 1), (12, 1)][..]));
        assert!(table.get(1).is_none());
    }
}
