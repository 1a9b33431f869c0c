//! Candidate materials for a product, each with everything that speaks for it.

use super::channels::{Channel, Evidence, Scratch};
use super::graph::{Degree, Node};
use super::model::Model;
use super::neighbours::Near;
use crate::matching::chars::{common_prefix, common_run, common_suffix, find};
use crate::matching::makers::{Vector, cosine};
use crate::matching::sparse::{Hits, keep_best};

crate::positions! {
    /// What is known of a product and a material beside the channels, which stand before these.
    Extra {
        Length, BestEven, TenthEven, BestHead, BestFront, IndustrialShare, Nodes, BestRough,
        Rank, Rough, RoughToBest, IndustrialDegree, Degree, DegreeShare, MaterialLength,
        PlaceFromStart, PlaceFromEnd, RunOfMaterial, RunOfProduct, Prefix, Suffix, ContainsProduct,
        OwnInputs, Kinds, WiderKinds, SharedCharacters, Sense, Sum, ByEdges, BestEdges, TenthEdges,
        Odds, BestOdds,
    }
}

/// Width of a row of features.
pub(super) const WIDTH: usize = Channel::WIDTH + Extra::WIDTH;

/// What is asked: a plain name, and the products that are to be taken as unknown.
pub(super) struct Asked<'a> {
    pub(super) name: &'a [char],
    pub(super) hidden: &'a [Node],
    /// Where it lies by what firms list together.
    pub(super) sense: Vector,
    /// Where it lies by input edges.
    pub(super) by_edges: Vector,
    /// How likely each material is by all edges at once, in the order of the materials: the logarithm of its share.
    pub(super) odds: Vec<f32>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(model: &Model, name: &'a [char], hidden: &'a [Node]) -> Asked<'a> {
        let (sense, by_edges) = (model.sense.vector(name), model.by_edges.vector(name));
        Asked { name, hidden, sense, by_edges, odds: model.towers.ask(name) }
    }

    /// Whether a node is to be taken as unknown.
    pub(super) fn hides(&self, node: Node) -> bool {
        self.hidden.contains(&node)
    }
}

/// A candidate material.
pub(super) struct Candidate {
    pub(super) material: Node,
    pub(super) row: Vec<f32>,
}

/// The features that are alike for all candidates of a product.
type OfProduct = [(Extra, f32); 11];

/// What the odds count beside it, from where on.
const ODDS_COUNT: f32 = 0.15;
const UNLIKELY: f32 = -12.0;

/// The first blend, by hand: it only chooses what is ranked.
fn rough(evidence: &Evidence) -> f32 {
    use Channel::*;
    let of = |channel: Channel| evidence[channel as usize];
    of(Even30)
        + of(Head50)
        + 0.7 * of(Front50)
        + 2.0 * of(Ridge)
        + 0.5 * of(RidgeHead)
        + of(SuffixMix)
        + 0.7 * of(PrefixMix)
        + 0.5 * of(GramSum)
        + 0.6 * of(Within)
        + 0.2 * of(Alike)
        + 0.2 * of(Siblings)
        + 0.3 * of(Parents).min(1.0)
        + 0.3 * of(GramMost)
        + of(Blend30)
        + 2.0 * of(RidgeAll)
        + 0.3 * of(Sense50)
        + of(GramAll)
        + of(Edges30)
        + 0.3 * of(Near)
        + 0.5 * of(LikelyPlace)
}

impl Model {
    /// Up to `most` materials for a plain name; the inputs of the products in `hidden` are not used.
    pub(super) fn candidates(
        &self,
        name: &[char],
        hidden: &[Node],
        most: usize,
        scratch: &mut Scratch,
    ) -> Vec<Candidate> {
        if name.is_empty() {
            return vec![];
        }
        scratch.reserve(self.graph.len());
        let asked = Asked::new(self, name, hidden);
        let near = self.near(&asked, scratch);
        self.ask_neighbours(&near, scratch);
        self.ask_space(&asked, scratch);
        self.ask_towers(&asked, scratch);
        self.ask_affixes(&asked, scratch);
        self.ask_grams(&asked, scratch);
        self.ask_kin(&asked, scratch);
        self.ask_names(&asked, scratch);
        // A product is no input of itself.
        self.graph.same(name).iter().for_each(|node| scratch.forget(*node));
        let list = self.likely(&asked, most, scratch);
        self.ask_each_other(&list, &asked, scratch);
        let of_product = self.of_product(&asked, &near, &list);
        let candidate = |(rank, (material, rough)): (usize, &(Node, f32))| Candidate {
            material: *material,
            row: self.row(&asked, &of_product, *material, rank, *rough, scratch.of(*material)),
        };
        let candidates = list.iter().enumerate().map(candidate).collect();
        scratch.clear();
        candidates
    }

    fn likely(&self, asked: &Asked, most: usize, scratch: &Scratch) -> Hits {
        let all = scratch.touched().iter().map(|material| (*material, rough(scratch.of(*material))));
        let mut list: Hits = all.filter(|hit| hit.1 > 0.0 && self.graph.degree(hit.0).all > 0).collect();
        let odds = |material: Node| (self.odds(asked, material) - UNLIKELY).max(0.0);
        list.iter_mut().for_each(|(material, rough)| *rough += ODDS_COUNT * odds(*material));
        keep_best(&mut list, most);
        list
    }

    fn of_product(&self, asked: &Asked, near: &Near, list: &[(Node, f32)]) -> OfProduct {
        let at = |hits: &[(u32, f32)], place: usize| hits.get(place).map_or(0.0, |hit| hit.1);
        let industrial = near.all.iter().take(30).filter(|hit| self.is_industrial[hit.0 as usize]).count();
        [
            (Extra::Length, asked.name.len() as f32),
            (Extra::BestEven, at(&near.even, 0)),
            (Extra::TenthEven, at(&near.even, 9)),
            (Extra::BestHead, at(&near.head, 0)),
            (Extra::BestFront, at(&near.front, 0)),
            (Extra::IndustrialShare, industrial as f32 / 30.0),
            (Extra::Nodes, self.graph.same(asked.name).len() as f32),
            (Extra::BestRough, at(list, 0)),
            (Extra::BestEdges, at(&near.edges, 0)),
            (Extra::TenthEdges, at(&near.edges, 9)),
            (Extra::BestOdds, asked.odds.iter().copied().fold(UNLIKELY, f32::max)),
        ]
    }

    fn row(
        &self,
        asked: &Asked,
        of_product: &OfProduct,
        material: Node,
        rank: usize,
        rough: f32,
        evidence: &Evidence,
    ) -> Vec<f32> {
        let mut row = vec![0.0; WIDTH];
        row[..Channel::WIDTH].copy_from_slice(evidence);
        let mut set = |feature: Extra, value: f32| row[Channel::WIDTH + feature as usize] = value;
        of_product.iter().for_each(|(feature, value)| set(*feature, *value));
        let best_rough = of_product[Extra::BestRough as usize].1;
        set(Extra::Rank, rank as f32);
        set(Extra::Rough, rough);
        set(Extra::Odds, self.odds(asked, material).max(2.0 * UNLIKELY));
        set(Extra::RoughToBest, rough / best_rough.max(1e-6));
        self.by_graph(asked, material, &mut set);
        self.by_characters(asked, material, &mut set);
        let of = |channel: Channel| evidence[channel as usize];
        set(Extra::Sum, of(Channel::Blend30) + of(Channel::RidgeAll) + of(Channel::GramAll));
        row
    }

    /// In how many products a material goes beside those taken as unknown.
    pub(super) fn degree_beside(&self, asked: &Asked, material: Node) -> Degree {
        let mut degree = self.graph.degree(material);
        for input in asked.hidden.iter().flat_map(|product| self.graph.inputs(*product)) {
            if input.material == material {
                degree.industrial -= u32::from(input.is_industrial);
                degree.all -= 1;
            }
        }
        degree
    }

    fn by_graph(&self, asked: &Asked, material: Node, set: &mut impl FnMut(Extra, f32)) {
        let degree = self.degree_beside(asked, material);
        let log = |count: usize| (1.0 + count as f32).ln();
        set(Extra::IndustrialDegree, log(degree.industrial as usize));
        set(Extra::Degree, log(degree.all as usize));
        set(Extra::DegreeShare, degree.industrial as f32 / (degree.all as f32 + 0.5));
        set(Extra::OwnInputs, log(self.graph.inputs(material).len()));
        set(Extra::Kinds, log(self.graph.narrower(material).len()));
        set(Extra::WiderKinds, log(self.graph.wider(material).len()));
    }

    fn by_characters(&self, asked: &Asked, material: Node, set: &mut impl FnMut(Extra, f32)) {
        let (product, name) = (asked.name, self.graph.chars(material));
        let place = find(product, name);
        let run = common_run(product, name) as f32;
        let length = name.len() as f32;
        set(Extra::MaterialLength, length);
        set(Extra::PlaceFromStart, place.map_or(-1.0, |at| at as f32));
        set(Extra::PlaceFromEnd, place.map_or(-1.0, |at| (product.len() - at - name.len()) as f32));
        set(Extra::RunOfMaterial, run / length);
        set(Extra::RunOfProduct, run / product.len() as f32);
        set(Extra::Prefix, common_prefix(product, name) as f32);
        set(Extra::Suffix, common_suffix(product, name) as f32);
        set(Extra::ContainsProduct, find(name, product).map_or(0.0, |_| 1.0));
        set(Extra::SharedCharacters, name.iter().filter(|c| product.contains(c)).count() as f32 / length);
        set(Extra::Sense, cosine(&asked.sense, self.sense.of(material)));
        set(Extra::ByEdges, cosine(&asked.by_edges, self.by_edges.of(material)));
    }
}
