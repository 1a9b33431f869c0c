//! What deals tell, for other domains: what buyers say of a firm. The local sourcing that really happened is counted from
//! [`confirmed`](store::confirmed) deals by the cluster reports, which protect the figures.

use std::collections::{BTreeMap, HashMap};

use super::store;
use crate::db::Conn;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::lang::Lang;

/// With fewer buyers than this nothing of what they say is shown or counted, so that none of them is given away.
pub const LEAST_BUYERS: i64 = 3;
/// So many middling observations are put beside what is known, so that little says little.
const BESIDE: f64 = 4.0;

/// Observations of a firm, each worth 0 (bad) to 1 (good).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tally {
    /// What they are worth together.
    pub good: f64,
    /// How many there are.
    pub count: i64,
}

impl Tally {
    /// One observation more.
    pub fn add(&mut self, worth: f64) {
        self.good += worth;
        self.count += 1;
    }

    /// The share of good drawn to the middle while there is little: `(good + 4 · ½) / (count + 4)`. One half without any.
    pub fn shrunk(self) -> f64 {
        (self.good + BESIDE / 2.0) / (self.count as f64 + BESIDE)
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), |a, b| Tally { good: a.good + b.good, count: a.count + b.count })
    }
}

/// One tally of what several buyers say of firms: a buyer counts once, with the mean of what it says, and a firm of which
/// fewer than [`LEAST_BUYERS`] say anything is left out. The items are the firm, the buyer and what one saying is worth.
pub fn by_buyers(said: impl IntoIterator<Item = (FirmId, String, f64)>) -> HashMap<FirmId, Tally> {
    let mut buyers: BTreeMap<(FirmId, String), Tally> = BTreeMap::new();
    for (firm, buyer, worth) in said {
        buyers.entry((firm, buyer)).or_default().add(worth);
    }
    let mut firms: HashMap<FirmId, Tally> = HashMap::new();
    for ((firm, _), own) in buyers {
        firms.entry(firm).or_default().add(own.good / own.count as f64);
    }
    firms.retain(|_, tally| tally.count >= LEAST_BUYERS);
    firms
}

/// What buyers say of firms after deals that both sides confirmed; a score of 1 is worth 0, one of 5 is worth 1.
///
/// # Errors
/// Those of the database.
pub fn ratings(conn: &mut Conn, firms: &[FirmId]) -> AppResult<HashMap<FirmId, Tally>> {
    let said = store::scores(conn, firms)?;
    Ok(by_buyers(said.into_iter().map(|(firm, buyer, score)| (firm, buyer, (score - 1) as f64 / 4.0))))
}

/// What buyers say of a firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Standing {
    /// How many buyers have rated it; none while they are fewer than [`LEAST_BUYERS`].
    pub buyers: Option<i64>,
    /// Their score from 1 to 5 in tenths (47 is 4.7), drawn to 3 while they are few.
    pub mean_tenths: Option<i64>,
}

impl Standing {
    /// In words, if it may be shown: `4.2 / 5（7 家采购方）`.
    pub fn words(&self, lang: Lang) -> Option<String> {
        let (buyers, tenths) = self.buyers.zip(self.mean_tenths)?;
        let buyers = lang.t(format!("（{buyers} 家采购方）"), format!(" ({buyers} buyers)"));
        Some(format!("{}.{} / 5{buyers}", tenths / 10, tenths % 10))
    }
}

impl From<Option<Tally>> for Standing {
    fn from(tally: Option<Tally>) -> Standing {
        let tenths = |tally: Tally| 10 + (tally.shrunk() * 40.0).round() as i64;
        Standing { buyers: tally.map(|tally| tally.count), mean_tenths: tally.map(tenths) }
    }
}

/// What buyers say of one firm, as it may be shown to everybody.
///
/// # Errors
/// Those of the database.
pub fn standing(conn: &mut Conn, firm: &FirmId) -> AppResult<Standing> {
    Ok(ratings(conn, std::slice::from_ref(firm))?.remove(firm).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(said: &[(&str, i64)]) -> Standing {
        let firm = FirmId("F".into());
        let said = said.iter().map(|(buyer, score)| (firm.clone(), (*buyer).to_owned(), (score - 1) as f64 / 4.0));
        by_buyers(said).remove(&firm).into()
    }

    #[test]
    fn few_buyers_are_not_shown_and_some_are_drawn_to_the_middle() {
        let many: Vec<(String, i64)> = (0..96).map(|n| (n.to_string(), 5)).collect();
        let many: Vec<(&str, i64)> = many.iter().map(|(buyer, score)| (buyer.as_str(), *score)).collect();
        for (said, buyers, tenths) in [
            (&[][..], None, None),
            (&[("a", 5), ("b", 5)], None, None),
            (&[("a", 5), ("a", 5), ("b", 1), ("b", 5)], None, None),
            (&[("a", 5), ("b", 5), ("c", 5)], Some(3), Some(39)),
            (&[("a", 1), ("b", 1), ("c", 1)], Some(3), Some(21)),
            (&[("a", 3), ("b", 3), ("c", 3)], Some(3), Some(30)),
            // Who buys often counts as often as the others.
            (&[("a", 1), ("a", 1), ("a", 1), ("b", 5), ("c", 5)], Some(3), Some(33)),
            (&many, Some(96), Some(49)),
        ] {
            assert_eq!(of(said), Standing { buyers, mean_tenths: tenths }, "{said:?}");
        }
        assert_eq!(Tally::default().shrunk(), 0.5);
    }
}
