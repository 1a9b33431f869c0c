//! Evidence from parts of the product's name: its ends, beginnings and n-grams, and materials named in it.

use super::channels::{Channel, Scratch};
use super::features::Asked;
use super::graph::Node;
use super::model::{LONGEST_AFFIX, Model, affix};
use super::table::Table;
use crate::matching::chars::distinct_grams;

/// Materials named like the product, and the longest name that is looked for inside it.
const ALIKE: usize = 60;
const LONGEST_WITHIN: usize = 8;

impl Asked<'_> {
    /// How many of the products taken as unknown have this input: what they say must be taken away again.
    fn hidden_with(&self, model: &Model, material: Node, only_industrial: bool) -> u32 {
        let has = |product: &&Node| {
            let inputs = &mut model.graph.inputs(**product).iter();
            inputs.any(|input| input.material == material && (input.is_industrial || !only_industrial))
        };
        self.hidden.iter().filter(has).count() as u32
    }

    /// How many of them are counted in the tables at all.
    fn hidden_counted(&self, model: &Model, only_industrial: bool) -> u32 {
        let counts =
            |product: &&Node| model.graph.inputs(**product).iter().any(|input| input.is_industrial || !only_industrial);
        self.hidden.iter().filter(counts).count() as u32
    }
}

impl Model {
    /// Gathers what products with the same ends and beginnings have as inputs.
    pub(super) fn ask_affixes(&self, asked: &Asked, scratch: &mut Scratch) {
        use Channel::*;
        self.affixes(asked, &self.suffixes, true, [SuffixShare, SuffixLength, SuffixMix], scratch);
        self.affixes(asked, &self.prefixes, false, [PrefixShare, PrefixLength, PrefixMix], scratch);
    }

    fn affixes(&self, asked: &Asked, table: &Table, is_end: bool, into: [Channel; 3], scratch: &mut Scratch) {
        let [share_of, length_of, mix_of] = into;
        let length = asked.name.len();
        let mut is_longest = true;
        for len in (1..=LONGEST_AFFIX.min(length)).rev() {
            let part = affix(asked.name, len, is_end);
            let Some(counted) = table.get(part) else { continue };
            let has_part = |product: &&Node| {
                let name = self.graph.chars(**product);
                let is_counted = self.graph.inputs(**product).iter().any(|input| input.is_industrial);
                is_counted && name.len() >= len && affix(name, len, is_end) == part
            };
            let products = counted.products.saturating_sub(asked.hidden.iter().filter(has_part).count() as u32);
            if products == 0 {
                continue;
            }
            for (material, count) in counted.materials {
                let count = count.saturating_sub(asked.hidden_with(self, *material, true));
                if count == 0 {
                    continue;
                }
                let share = count as f32 / (products as f32 + 0.5);
                if is_longest {
                    scratch.raise(*material, share_of, share);
                    if is_end {
                        scratch.raise(*material, Channel::SuffixCount, products as f32);
                    }
                }
                scratch.raise(*material, length_of, len as f32 / length as f32);
                scratch.add(*material, mix_of, share * (len * len) as f32 / (length * length) as f32);
            }
            is_longest = false;
        }
    }

    /// Gathers what products with the same n-grams have as inputs.
    pub(super) fn ask_grams(&self, asked: &Asked, scratch: &mut Scratch) {
        let keys = distinct_grams(asked.name);
        for (table, only_industrial) in [(&self.grams, true), (&self.grams_of_all, false)] {
            let hidden = asked.hidden_counted(self, only_industrial);
            for counted in keys.iter().filter_map(|key| table.get(*key)) {
                let products = counted.products.saturating_sub(hidden) as f32;
                let rarity = (1.0 + self.industrial_products / (products + 1.0)).ln() / keys.len() as f32;
                for (material, count) in counted.materials {
                    let own = asked.hidden_with(self, *material, only_industrial);
                    let count = count.saturating_sub(own) as f32;
                    if count == 0.0 {
                        continue;
                    }
                    let share = count / (products + 3.0);
                    if !only_industrial {
                        scratch.add(*material, Channel::GramAll, rarity * share);
                        continue;
                    }
                    let degree = self.graph.degree(*material).industrial.saturating_sub(own) as f32;
                    scratch.raise(*material, Channel::GramMost, share);
                    scratch.add(*material, Channel::GramSum, rarity * count / (count + 0.3 + 0.1 * degree));
                }
            }
        }
    }

    /// Materials that are named like the product or in it.
    pub(super) fn ask_names(&self, asked: &Asked, scratch: &mut Scratch) {
        for (at, likeness) in self.material_names.nearest(asked.name, ALIKE, &mut scratch.sums, |_| false) {
            scratch.raise(self.materials[at as usize], Channel::Alike, likeness);
        }
        for len in 1..=asked.name.len().min(LONGEST_WITHIN) {
            for node in asked.name.windows(len).flat_map(|part| self.graph.same(part)) {
                if self.graph.degree(*node).all > 0 {
                    scratch.raise(*node, Channel::Within, len as f32 / asked.name.len() as f32);
                }
            }
        }
    }
}
