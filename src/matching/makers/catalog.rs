//! The catalogue as the ranker of makers sees it, possibly without hidden listings.

use std::collections::HashMap;

use super::Settings;
use super::embed::{Embedding, Vector, middle, names_of_firms};
use super::profile::Profile;
use crate::matching::chars::{Chars, NumberMap, name_key, plain};
use crate::matching::index::{NameIndex, Stress};
use crate::matching::market::{Market, Tie};
use crate::matching::sparse::{Sparse, gather};

/// Levels of industries that are compared.
pub(super) const LEVELS: usize = 3;

/// The catalogue.
pub(super) struct Catalog {
    /// Distinct names of listings in plain form.
    pub(super) names: Vec<Chars>,
    ids: NumberMap<u64, u32>,
    /// Firms that list a name, with the revenue share.
    pub(super) owners: Vec<Vec<(u32, f32)>>,
    /// Names by firm.
    pub(super) names_of: Vec<Vec<u32>>,
    /// How many listings of a firm have a known share.
    pub(super) with_share: Vec<f32>,
    pub(super) index: NameIndex,
    pub(super) profiles: Profiles,
    pub(super) industries: Vec<[u32; LEVELS]>,
    pub(super) industry_sizes: Vec<f32>,
    pub(super) embedding: Embedding,
    pub(super) name_vectors: Vec<Vector>,
    pub(super) firm_vectors: Vec<Vector>,
    pub(super) industry_vectors: Vec<Vector>,
    /// Firms as unit vectors of their listings' n-grams.
    pub(super) bags: Vec<Sparse>,
}

/// What firms say of themselves, by kind of text.
pub(super) struct Profiles {
    pub(super) pairs: Profile,
    pub(super) triples: Profile,
    pub(super) titles: Profile,
    pub(super) industries: Profile,
}

/// Names, owners and shares.
#[derive(Default)]
struct Names {
    names: Vec<Chars>,
    ids: NumberMap<u64, u32>,
    owners: Vec<Vec<(u32, f32)>>,
    names_of: Vec<Vec<u32>>,
    with_share: Vec<f32>,
}

impl Names {
    fn of(market: &Market, is_hidden: &dyn Fn(usize) -> bool) -> Names {
        let firms = market.firms.len();
        let mut all = Names { names_of: vec![vec![]; firms], with_share: vec![0.0; firms], ..Names::default() };
        for (_, listing) in market.listings.iter().enumerate().filter(|(at, _)| !is_hidden(*at)) {
            let name = plain(&listing.name);
            let next = all.names.len() as u32;
            let id = *all.ids.entry(name_key(&name)).or_insert(next);
            if id == next {
                all.names.push(name);
                all.owners.push(vec![]);
            }
            all.owners[id as usize].push((listing.firm, listing.share.unwrap_or(0.0)));
            all.names_of[listing.firm as usize].push(id);
            all.with_share[listing.firm as usize] += f32::from(u8::from(listing.share.is_some()));
        }
        all
    }
}

/// Numbers for the industries of each level.
fn industries(market: &Market) -> (Vec<[u32; LEVELS]>, Vec<f32>) {
    let mut ids: HashMap<(usize, &str), u32> = HashMap::new();
    let mut sizes: Vec<f32> = vec![];
    let mut all = Vec::with_capacity(market.firms.len());
    for firm in &market.firms {
        let number = |level: usize| -> u32 {
            let next = ids.len() as u32;
            let id = *ids.entry((level, firm.industry.get(level).map_or("", String::as_str))).or_insert(next);
            sizes.resize(ids.len(), 0.0);
            sizes[id as usize] += 1.0;
            id
        };
        all.push(std::array::from_fn(number));
    }
    (all, sizes)
}

/// Products of the chain graph with their inputs: what goes into one thing belongs together, as what a firm lists.
fn recipes(market: &Market) -> Vec<Vec<Chars>> {
    let mut by_product: HashMap<&str, Vec<Chars>> = HashMap::new();
    for edge in market.edges.iter().filter(|edge| edge.tie == Tie::InputOf && edge.is_industrial) {
        by_product.entry(&edge.to).or_insert_with(|| vec![plain(&edge.to)]).push(plain(&edge.from));
    }
    let mut recipes: Vec<(&str, Vec<Chars>)> = by_product.into_iter().collect();
    recipes.sort();
    recipes.into_iter().map(|(_, names)| names).collect()
}

impl Catalog {
    /// Reads a market without the hidden listings.
    pub(super) fn build(
        market: &Market,
        is_hidden: &(dyn Fn(usize) -> bool + Sync),
        settings: &Settings,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Catalog {
        let Names { names, ids, owners, names_of, with_share } = Names::of(market, is_hidden);
        let own = |firm: &Vec<u32>| firm.iter().map(|name| names[*name as usize].clone()).collect::<Vec<Chars>>();
        let texts: Vec<Vec<Chars>> = names_of.iter().map(own).collect();
        let all_names = names_of_firms(&visible(market, is_hidden));
        let groups = [all_names.as_slice(), &recipes(market)].concat();
        let (embedding, (index, profiles)) = rayon::join(
            || Embedding::train(&groups, settings, go_on),
            || (NameIndex::build(&names, 3, Stress::Even), Profiles::of(market, &texts)),
        );
        let (industries, industry_sizes) = industries(market);
        let vector = |names: &Vec<Chars>| middle(names.iter().map(|name| (1.0, embedding.vector(name))));
        let firm_vectors: Vec<Vector> = all_names.iter().map(vector).collect();
        Catalog {
            name_vectors: names.iter().map(|name| embedding.vector(name)).collect(),
            industry_vectors: industry_vectors(&industries, industry_sizes.len(), &firm_vectors),
            bags: names_of.iter().map(|firm| bag(firm.iter().map(|name| index.vector_of(*name)))).collect(),
            names,
            ids,
            owners,
            names_of,
            with_share,
            index,
            profiles,
            industries,
            industry_sizes,
            embedding,
            firm_vectors,
        }
    }

    /// Whether a firm lists the good or a narrower kind of it.
    pub(super) fn lists(&self, firm: u32, good: &[char]) -> bool {
        self.names_of[firm as usize].iter().any(|name| self.names[*name as usize].ends_with(good))
    }

    /// Firms that list the name itself, in order.
    pub(super) fn listing_firms(&self, name: &[char]) -> Vec<u32> {
        let owners = self.ids.get(&name_key(name)).map(|id| &self.owners[*id as usize]);
        let mut firms: Vec<u32> = owners.into_iter().flatten().map(|(firm, _)| *firm).collect();
        firms.sort_unstable();
        firms
    }
}

/// The market without the hidden listings.
fn visible(market: &Market, is_hidden: &dyn Fn(usize) -> bool) -> Market {
    let shown = market.listings.iter().enumerate().filter(|(at, _)| !is_hidden(*at));
    Market { firms: market.firms.clone(), listings: shown.map(|(_, l)| l.clone()).collect(), ..Market::default() }
}

impl Profiles {
    fn of(market: &Market, texts: &[Vec<Chars>]) -> Profiles {
        let plains = |names: &[String]| names.iter().map(|name| plain(name)).collect::<Vec<Chars>>();
        let titles: Vec<Vec<Chars>> = market.firms.iter().map(|firm| plains(&firm.names)).collect();
        let industries: Vec<Vec<Chars>> = market.firms.iter().map(|firm| plains(&firm.industry)).collect();
        Profiles {
            pairs: Profile::build(texts, 2, 0.5),
            triples: Profile::build(texts, 3, 0.3),
            titles: Profile::build(&titles, 2, 0.3),
            industries: Profile::build(&industries, 2, 0.3),
        }
    }
}

fn industry_vectors(industries: &[[u32; LEVELS]], count: usize, firms: &[Vector]) -> Vec<Vector> {
    let mut members: Vec<Vec<u32>> = vec![vec![]; count];
    for (firm, levels) in industries.iter().enumerate() {
        levels.iter().for_each(|industry| members[*industry as usize].push(firm as u32));
    }
    members.iter().map(|of| middle(of.iter().map(|firm| (1.0, firms[*firm as usize])))).collect()
}

/// Names together as one unit vector, in which no name drowns the others.
fn bag<'a>(names: impl Iterator<Item = &'a Sparse>) -> Sparse {
    let mut bag = gather(names.flatten().copied().collect());
    bag.iter_mut().for_each(|entry| entry.1 = entry.1.sqrt());
    let length = bag.iter().map(|entry| entry.1 * entry.1).sum::<f32>().sqrt().max(1e-6);
    bag.iter_mut().for_each(|entry| entry.1 /= length);
    bag
}
