//! How complete an industrial chain is in the city, which links are missing or weak, and who could fill them. There is
//! no standard: weights and cuts are settings that are printed with the result.

mod class;
mod candidates;

pub use candidates::{Candidate, Evidence, rank, related};
pub use class::{Class, ClassCuts, Finding, Reason, classify};

use super::value::{Value, ratio};

/// A link of a chain: one stage, with the city's demand for it and supply of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Its share of the cost of the final good; only relative size matters.
    pub weight: f64,
    /// What firms of the city need of it, money per year.
    pub demand: f64,
    /// What firms of the city can make of it, money per year.
    pub capacity: f64,
    /// Firms of the city that make it.
    pub suppliers: u32,
    /// Concentration of its supply, where known.
    pub hhi: Value,
    /// The location quotient of its industry, where known.
    pub quotient: Value,
    /// Whether the city has set itself the target of having it.
    pub target: bool,
}

impl Link {
    /// `min(1, capacity / demand)`, 0..1. `NoBase` where nobody in the city needs it.
    pub fn fill(&self) -> Value {
        Ok(ratio(self.capacity, self.demand)?.min(1.0))
    }

    /// What must be bought elsewhere, money per year: `max(0, demand - capacity)`.
    pub fn gap(&self) -> f64 {
        (self.demand - self.capacity).max(0.0)
    }

    /// Whether any firm of the city makes it.
    pub fn present(&self) -> bool {
        self.suppliers > 0
    }

    /// One firm makes it: if it stops, the chain breaks here.
    pub fn single_point(&self) -> bool {
        self.suppliers == 1
    }
}

/// A chain in four numbers, the first four 0..1 and `NoBase` where no link has weight (or demand).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Completeness {
    /// The weight of links that have a supplier.
    pub coverage: Value,
    /// The weight of links, each as far as its demand can be met. A link that nobody needs counts as met when present.
    pub completeness: Value,
    /// The weight of links that have two suppliers or more.
    pub redundancy: Value,
    /// The share of demand that the city could meet: the most the local sourcing rate can become.
    pub potential: Value,
    /// Demand that it could not meet, money per year.
    pub gap: f64,
}

/// The completeness of a chain. Weights are taken relative to their sum.
pub fn completeness(links: &[Link]) -> Completeness {
    let weights: f64 = links.iter().map(|link| link.weight).sum();
    let weigh = |of: &dyn Fn(&Link) -> f64| ratio(links.iter().map(|l| l.weight * of(l)).sum(), weights);
    let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
    let demand: f64 = links.iter().map(|link| link.demand).sum();
    let met: f64 = links.iter().map(|link| link.demand.min(link.capacity)).sum();
    Completeness {
        coverage: weigh(&|link| flag(link.present())),
        completeness: weigh(&|link| link.fill().unwrap_or(flag(link.present()))),
        redundancy: weigh(&|link| flag(link.suppliers >= 2)),
        potential: ratio(met, demand),
        gap: links.iter().map(Link::gap).sum(),
    }
}

/// The links that rest on one firm, by their place in the chain.
pub fn single_points(links: &[Link]) -> impl Iterator<Item = usize> {
    links.iter().enumerate().filter(|(_, link)| link.single_point()).map(|(at, _)| at)
}
