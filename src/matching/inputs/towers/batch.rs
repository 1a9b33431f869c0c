//! One step: the products of a batch choose among the materials that any of them has and some of chance.

use super::SHARPNESS;
use super::learner::{Learner, Product};
use crate::matching::makers::{Vector, ZERO, add, cosine, normalise, spread, tangent};

/// Materials of chance.
const OTHERS: usize = 300;
/// Length of the first steps, and how much shorter those of a material's own place are.
const RATE: f32 = 0.2;
const OWN: f32 = 0.3;
/// Share of a product's n-grams that is shown: it must be told by any part of its name.
const SHOWN: f32 = 0.7;
/// A product counts as many times as it has inputs, but no more than this.
const MOST_INPUTS: f32 = 3.0;
/// Below this share a choice moves nothing.
const FAINT: f32 = 1e-4;

/// A material that can be chosen, and how it is pulled.
struct Choice {
    place: usize,
    at: Vector,
    length: f32,
    common: f32,
    pull: Vector,
    common_pull: f32,
}

impl Learner {
    /// Learns from a batch of products with steps of a share of their first length.
    pub(super) fn learn(&mut self, products: &[usize], share: f32) {
        let mut choices = self.choices(products);
        let mut pulled = vec![];
        for product in products {
            let shown = self.shown(*product);
            let mut at = ZERO;
            self.product_names.embedding.sum(&shown, &mut at);
            let length = normalise(&mut at);
            let mut pull = choose(&self.products[*product], &at, &mut choices);
            tangent(&mut pull, &at, length);
            pulled.push((shown, pull));
        }
        let rate = RATE * share;
        for (shown, pull) in pulled {
            self.product_names.embedding.shift(&shown, &pull, rate, &mut self.product_names.moved);
        }
        choices.into_iter().for_each(|choice| self.shift(choice, rate));
    }

    /// In the order of places.
    fn choices(&mut self, products: &[usize]) -> Vec<Choice> {
        let right = products.iter().flat_map(|product| &self.products[*product].inputs);
        let mut places: Vec<usize> = right.map(|(place, _)| *place).collect();
        places.extend((0..OTHERS).map(|_| self.any_material()).collect::<Vec<_>>());
        places.sort_unstable();
        places.dedup();
        let choice = |place: usize| {
            let (at, length) = self.at(place);
            Choice { place, at, length, common: self.materials[place].common, pull: ZERO, common_pull: 0.0 }
        };
        places.into_iter().map(choice).collect()
    }

    fn shown(&mut self, product: usize) -> Vec<u32> {
        let Learner { products, dice, .. } = self;
        products[product].parts.iter().copied().filter(|_| dice.unit() < SHOWN).collect()
    }

    fn shift(&mut self, mut choice: Choice, rate: f32) {
        tangent(&mut choice.pull, &choice.at, choice.length);
        let material = &mut self.materials[choice.place];
        self.material_names.embedding.shift(&material.parts, &choice.pull, rate, &mut self.material_names.moved);
        material.moved[0] += spread(&choice.pull);
        add(&mut material.own, -rate * OWN / material.moved[0].sqrt(), &choice.pull);
        material.moved[1] += choice.common_pull * choice.common_pull;
        material.common -= rate * choice.common_pull / material.moved[1].sqrt();
    }
}

/// Pulls the choices by how much more likely each is for a product than it should be; gives the pull on the product.
fn choose(product: &Product, at: &Vector, choices: &mut [Choice]) -> Vector {
    let scores = choices.iter().map(|choice| SHARPNESS * cosine(at, &choice.at) + choice.common);
    let mut wrong: Vec<f32> = scores.collect();
    let best = wrong.iter().copied().fold(f32::MIN, f32::max);
    wrong.iter_mut().for_each(|score| *score = (*score - best).exp());
    let counted: f32 = product.inputs.iter().map(|(_, counted)| counted).sum();
    let weight = counted.min(MOST_INPUTS);
    let all = wrong.iter().sum::<f32>();
    wrong.iter_mut().for_each(|share| *share *= weight / all);
    for (place, input) in &product.inputs {
        if let Ok(choice) = choices.binary_search_by_key(place, |choice| choice.place) {
            wrong[choice] -= weight * input / counted;
        }
    }
    let mut pull = ZERO;
    for (choice, wrong) in choices.iter_mut().zip(wrong).filter(|(_, wrong)| wrong.abs() > FAINT) {
        add(&mut pull, SHARPNESS * wrong, &choice.at);
        add(&mut choice.pull, SHARPNESS * wrong, at);
        choice.common_pull += wrong;
    }
    pull
}
