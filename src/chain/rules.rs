//! What makes an edge of the chain graph acceptable.

use super::{EdgeFields, Relation};
use crate::faults::Fault;
use crate::fields::{Get, Reader};
use crate::lang::Say;

/// Longest name of a category, in characters.
pub const NAME_LENGTH: usize = 80;

impl EdgeFields {
    /// An edge of which nothing is known yet.
    pub fn empty() -> EdgeFields {
        EdgeFields {
            from: String::new(),
            relation: Relation::InputOf,
            to: String::new(),
            weight: None,
            source: String::new(),
        }
    }
}

/// A new edge; it holds where there are no faults.
pub fn read_edge(get: Get) -> (EdgeFields, Vec<Fault>) {
    read_edge_onto(EdgeFields::empty(), get)
}

/// `base` with the columns that are there. Its ends and its relation are its key, so those are always read.
pub fn read_edge_onto(mut base: EdgeFields, get: Get) -> (EdgeFields, Vec<Fault>) {
    let mut read = Reader::new(get);
    read.name("from", &mut base.from, NAME_LENGTH);
    if read.raw("relation").is_none() {
        read.fault("relation", "", Say::new("缺少这一列", "the column is missing"), Say::new("请补上", "add it"));
    }
    read.word("relation", &mut base.relation, Relation::parse, None, "input_of, kind_of, same_as");
    read.name("to", &mut base.to, NAME_LENGTH);
    read.number("weight", &mut base.weight, 0.0, 1.0);
    read.text("source", &mut base.source, 60);
    if !base.from.is_empty() && base.from == base.to {
        let cause = Say::new("两端是同一个品类", "both ends are the same category");
        read.fault("to", &base.to, cause, Say::new("请更正其中一端", "correct one of them"));
    }
    (base, read.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(pairs: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
        move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
    }

    #[test]
    fn a_row_of_the_bundle_is_read() {
        let get = columns(&[
            ("from", "三氯甲烷"),
            ("relation", "input_of"),
            ("to", "2.1.5磺酰氯"),
            ("weight", ""),
            ("source", "industrial"),
        ]);
        let (edge, faults) = read_edge(&get);
        assert_eq!(faults, []);
        assert_eq!((edge.relation, edge.weight, edge.source.as_str()), (Relation::InputOf, None, "industrial"));
    }

    #[test]
    fn wrong_columns_are_named() {
        for (row, named) in [
            (columns(&[("from", "a"), ("relation", "part_of"), ("to", "b")]), vec!["relation"]),
            (columns(&[("from", "a"), ("to", "b")]), vec!["relation"]),
            (columns(&[("from", "a"), ("relation", "KIND_OF"), ("to", "a")]), vec!["to"]),
            (
                columns(&[("from", ""), ("relation", ""), ("to", "b"), ("weight", "1.5")]),
                vec!["from", "relation", "weight"],
            ),
        ] {
            let found: Vec<String> = read_edge(&row).1.into_iter().map(|f| f.field).collect();
            assert_eq!(found, named);
        }
    }
}
