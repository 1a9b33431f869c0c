//! What the matcher knows of the city, as plain tables in memory.

use std::collections::HashMap;

/// A firm whose listings may be proposed.
#[derive(Debug, Clone, Default)]
pub struct Firm {
    /// Its code.
    pub code: String,
    /// Its short and its registered name.
    pub names: Vec<String>,
    /// Names of its industry, the widest first; empty where it is not stated.
    pub industry: Vec<String>,
}

/// A public listing.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Key of the product.
    pub product: String,
    /// Position of its firm.
    pub firm: u32,
    /// What it is called.
    pub name: String,
    /// Name of its category.
    pub category: Option<String>,
    /// Share of its firm's revenue, 0 to 1.
    pub share: Option<f32>,
}

/// A public need that says for which product it is wanted.
#[derive(Debug, Clone, Default)]
pub struct Need {
    /// Position of its firm.
    pub firm: u32,
    /// What is wanted, in words.
    pub text: String,
    /// Name of its category.
    pub category: Option<String>,
    /// What it is wanted for.
    pub for_product: String,
}

/// How two categories relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// `from` goes into `to`.
    InputOf,
    /// `from` is a narrower kind of `to`.
    KindOf,
}

/// An edge of the chain graph.
#[derive(Debug, Clone)]
pub struct Edge {
    /// Name of the category that it leaves.
    pub from: String,
    /// What it says.
    pub tie: Tie,
    /// Name of the category that it reaches.
    pub to: String,
    /// Whether it comes from industry, not from recipes or medicine.
    pub is_industrial: bool,
}

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct Market {
    /// Verified firms.
    pub firms: Vec<Firm>,
    /// Their public listings.
    pub listings: Vec<Listing>,
    /// Their public needs that name a product.
    pub needs: Vec<Need>,
    /// The chain graph.
    pub edges: Vec<Edge>,
}

impl Market {
    /// A part of the firms with all that they list, about `listings` together, and without needs; none where there are no
    /// more. It is the codes that decide, so that the same firms are chosen while the city changes little.
    pub fn sample(&self, listings: usize) -> Option<Market> {
        // In powers of two, so that it is one and the same for a long time.
        let parts = self.listings.len().div_ceil(listings.max(1)).next_power_of_two() as u64;
        if parts <= 1 {
            return None;
        }
        let (mut place, mut sample) = (HashMap::new(), Market { edges: self.edges.clone(), ..Market::default() });
        for (at, firm) in (0..).zip(&self.firms) {
            if spread(&firm.code).is_multiple_of(parts) {
                place.insert(at, sample.firms.len() as u32);
                sample.firms.push(firm.clone());
            }
        }
        for listing in &self.listings {
            if let Some(firm) = place.get(&listing.firm) {
                sample.listings.push(Listing { firm: *firm, ..listing.clone() });
            }
        }
        Some(sample)
    }
}

/// FNV-1a (Fowler, Noll and Vo), finished by a multiplication that carries the high bits down.
fn spread(code: &str) -> u64 {
    let hash = code
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_city_is_sampled_by_whole_firms_and_a_small_one_is_not() {
        let firms: Vec<Firm> = (0..1_000).map(|n| Firm { code: format!("F{n:06}"), ..Firm::default() }).collect();
        let listing = |n: u32| Listing { product: n.to_string(), firm: n / 4, ..Listing::default() };
        let city = Market { firms, listings: (0..4_000).map(listing).collect(), ..Market::default() };
        assert!(city.sample(4_000).is_none());
        let sample = city.sample(1_000).expect("a part");
        assert!((200..300).contains(&sample.firms.len()), "{}", sample.firms.len());
        assert_eq!(sample.listings.len(), sample.firms.len() * 4, "all that its firms list");
        for listing in &sample.listings {
            let firm = &city.firms[listing.product.parse::<usize>().unwrap() / 4];
            assert_eq!(sample.firms[listing.firm as usize].code, firm.code);
        }
    }
}
