//! What firms say themselves: a need that names the product it is for states an input of that product.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use super::chars::plain;
use super::known::Known;
use super::listed::cores;
use super::market::Need;

/// An input of a product by what firms need for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The material.
    pub from: String,
    /// The product.
    pub to: String,
    /// How many firms say so.
    pub firms: u32,
}

/// The inputs that the needs of the city state, in the order of their names. A need whose words name nothing that the
/// graph or a listing knows states nothing.
pub fn stated(known: &Known) -> Vec<Stated> {
    let read = |need| material(known, need).map(|material| (material, need));
    let mut said: BTreeMap<(String, &str), HashSet<u32>> = BTreeMap::new();
    for (material, need) in known.market().needs.par_iter().filter_map(read).collect::<Vec<(String, &Need)>>() {
        said.entry((material, need.for_product.trim())).or_default().insert(need.firm);
    }
    let stated = |((from, to), firms): ((String, &str), HashSet<u32>)| Stated {
        from,
        to: to.to_owned(),
        firms: firms.len() as u32,
    };
    said.into_iter().map(stated).collect()
}

/// What a need asks for: its category, or what its words name.
fn material(known: &Known, need: &Need) -> Option<String> {
    let made = cores(&need.for_product);
    let good = match &need.category {
        Some(category) => plain(category),
        None => known.target(&need.text, &made),
    };
    (!made.contains(&good)).then(|| known.called(&good)).flatten()
}
