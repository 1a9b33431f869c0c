//! The density of a cluster in one number (Litzenberger and Sternberg 2005).

use super::value::{Value, ratio};

/// An industry in an area: one district, or the whole city.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Presence {
    /// Jobs of the industry in the area.
    pub jobs: f64,
    /// Plants of the industry in the area.
    pub plants: f64,
    /// Square kilometres.
    pub area: f64,
    /// Inhabitants.
    pub people: f64,
}

/// Job density times specialisation divided by mean plant size, each relative to the city:
/// `[(e_ij/a_j)/(e_i/a)] [(e_ij/p_j)/(e_i/p)] / [(e_ij/b_ij)/(e_i/b_i)]`. Above 1 is denser than the city, no upper
/// limit; many plants raise it and one giant does not. `NoBase` where the district has no plant of the industry, no
/// area or no inhabitants.
pub fn cluster_index(here: Presence, city: Presence) -> Value {
    let relative = |of: fn(Presence) -> Value| ratio(of(here)?, of(city)?);
    let density = relative(|p| ratio(p.jobs, p.area))?;
    let specialisation = relative(|p| ratio(p.jobs, p.people))?;
    ratio(density * specialisation, relative(|p| ratio(p.jobs, p.plants))?)
}
