//! The reasons of a pairing, in points that add up to its score.
//!
//! Five factors, always the same and in this order: fit (80 points at most), specs and certificates, terms (price,
//! quantity, lead time, how reliable the firm has been), nearness, and what the pairing does for the industrial chain. A
//! factor of which nothing is known is worth nothing and says so. Nothing else moves a rank. What the other four are
//! worth is a setting ([`Weights`]) of which every version is kept.

mod factors;
mod product;
mod reliability;
mod weights;

pub use product::Product;
pub use reliability::{Record, worth_of_talk};
pub use weights::Weights;

use super::proposals::Fit;
use crate::clock::Moment;
use crate::lang::Say;
use crate::products::rules::Price;
use crate::specs::Spec;
use factors::Words;

/// What speaks for or against a pairing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// The good itself.
    Fit,
    /// Specs and certificates.
    Specs,
    /// Price, quantity and lead time.
    Terms,
    /// Distance.
    Nearness,
    /// The industrial chain.
    Chain,
}

impl Factor {
    /// The stable word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Factor::Fit => "fit",
            Factor::Specs => "specs",
            Factor::Terms => "terms",
            Factor::Nearness => "nearness",
            Factor::Chain => "chain",
        }
    }
}

/// One reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Its factor.
    pub factor: Factor,
    /// Its points, in hundredths.
    pub points: f64,
    /// Why, in words.
    pub text: Say,
}

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The words of the need, folded, letters only: certificates are looked for in them.
    pub letters: String,
    /// Grades and sizes that stand in its words, folded.
    pub marks: Vec<String>,
    /// Its specs.
    pub specs: Vec<Spec>,
    /// How much, with the unit; a month's need, or one purchase.
    pub quantity: Option<(f64, String)>,
    /// Days until it is needed.
    pub days: Option<i64>,
    /// Whether it is bought outside the city today, or not at all.
    pub is_from_outside: bool,
    /// Whether nearness counts.
    pub nearness: bool,
    /// Whether anything but the fit counts.
    pub personal: bool,
}

/// What is offered.
#[derive(Debug, Clone, Copy)]
pub struct Offered<'a> {
    /// The product.
    pub product: &'a Product,
    /// Why it fits, and how well.
    pub fit: (Fit, f32),
    /// Its price as the reader may see it.
    pub price: Price,
    /// Kilometres to the buyer.
    pub distance_km: Option<f64>,
    /// The buyer's product that it goes into, by the chain graph.
    pub goes_into: Option<&'a str>,
    /// How many firms of the city list the good.
    pub listed_by: usize,
    /// How its firm has dealt so far.
    pub record: Record,
    /// Whether its firm has said that it does not make this good.
    pub not_made: bool,
    /// The time at which certificates must be valid.
    pub now: Moment,
}

impl Default for Wanted {
    fn default() -> Wanted {
        let (letters, marks, specs) = (String::new(), vec![], vec![]);
        let (nearness, personal) = (true, true);
        Wanted { letters, marks, specs, quantity: None, days: None, is_from_outside: false, nearness, personal }
    }
}

/// The score of a pairing and its reasons.
pub fn weigh(weights: &Weights, wanted: &Wanted, offered: &Offered) -> (f64, Vec<Reason>) {
    let mut reasons = vec![];
    let score = factors(Words::Spoken, weights, wanted, offered, &mut |reason| reasons.push(reason));
    (score, reasons)
}

/// The score alone: most of what is looked at is never shown.
pub fn score(weights: &Weights, wanted: &Wanted, offered: &Offered) -> f64 {
    factors(Words::Unspoken, weights, wanted, offered, &mut drop)
}

/// Gives the reasons one by one, and what they add up to.
fn factors(words: Words, weights: &Weights, wanted: &Wanted, offered: &Offered, each: &mut impl FnMut(Reason)) -> f64 {
    let mut sum = -0.0;
    let mut add = |reason: Reason| {
        sum += reason.points;
        each(reason);
    };
    add(factors::fit(words, offered));
    if wanted.personal {
        add(factors::specs(words, weights, wanted, offered));
        add(factors::terms(words, weights, wanted, offered));
        add(factors::near(words, weights, wanted, offered));
        add(factors::chain(words, weights, wanted, offered));
    }
    (sum * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::deals::figures::Tally;
    use crate::matching::listed::How;
    use crate::products::certificates;
    use crate::specs::parse;

    fn product(specs: &str, certificates: &str) -> Product {
        let product = Product::new("不锈钢管304", parse(specs).unwrap(), certificates::stored(certificates));
        Product { share: Some(0.35), ..product }
    }

    fn of(product: &Product) -> Offered<'_> {
        Offered {
            product,
            fit: (Fit::Lists(How::Same), 72.345),
            price: Price::Unstated,
            distance_km: None,
            goes_into: None,
            listed_by: 0,
            record: Record::default(),
            not_made: false,
            now: clock::now(),
        }
    }

    fn offered() -> Offered<'static> {
        static PRODUCT: std::sync::LazyLock<Product> = std::sync::LazyLock::new(|| product("", ""));
        of(&PRODUCT)
    }

    fn points(wanted: &Wanted, offered: &Offered, factor: Factor) -> f64 {
        let (score, reasons) = weigh(&Weights::default(), wanted, offered);
        assert!(reasons.len() <= 5 && score == super::score(&Weights::default(), wanted, offered));
        let sum: f64 = reasons.iter().map(|reason| reason.points).sum();
        assert!((sum - score).abs() < 0.01 && (0.0..=100.0).contains(&score), "{score} {reasons:?}");
        reasons.into_iter().find(|reason| reason.factor == factor).unwrap().points
    }

    #[test]
    fn what_is_not_known_is_neutral_and_says_so() {
        let (score, reasons) = weigh(&Weights::default(), &Wanted::default(), &offered());
        assert_eq!(score, 72.35);
        assert!(reasons[1..].iter().all(|reason| reason.points == 0.0 && reason.text.zh.contains("不加分也不减分")));
        assert!(reasons[0].text.zh.contains("35%"));
    }

    #[test]
    fn specs_certificates_and_terms_count_both_ways() {
        let with = |specs: &str| Wanted { specs: parse(specs).unwrap(), ..Wanted::default() };
        let own = product("口径=50-80mm;材质=304", "");
        for (specs, expected) in
            [("口径=60mm", 4.0), ("口径=9cm", -4.0), ("口径=60mm;材质=316", 0.0), ("重量=3kg", 0.0)]
        {
            assert_eq!(points(&with(specs), &of(&own), Factor::Specs), expected, "{specs}");
        }
        let marked =
            Wanted {
                marks: vec!["304".into()], letters: "求购304不锈钢管要iso9001".into(), ..Wanted::default()
            };
        for (certificates, expected) in [("ISO 9001", 6.0), ("ISO 9001@2020-01-31;CCC", 5.0)] {
            assert_eq!(points(&marked, &of(&product("", certificates)), Factor::Specs), expected, "{certificates}");
        }
        let wanted = Wanted { quantity: Some((10.0, "吨".into())), days: Some(20), ..Wanted::default() };
        for (capacity, least, lead, expected) in [(50.0, 1.0, 7, 4.0), (5.0, 20.0, 30, -6.0)] {
            let own = Product {
                capacity: Some(capacity),
                min_order: Some(least),
                lead_days: Some(lead),
                unit: "吨".into(),
                ..product("", "")
            };
            assert_eq!(points(&wanted, &of(&own), Factor::Terms), expected);
            let other = Product { unit: "米".into(), lead_days: None, ..own };
            assert_eq!(points(&wanted, &of(&other), Factor::Terms), 0.0);
        }
    }

    #[test]
    fn nearness_switched_off_leaves_no_bonus() {
        let own = |km| Offered { distance_km: Some(km), ..offered() };
        let wanted = |nearness| Wanted { nearness, ..Wanted::default() };
        for (km, on) in [(0.0, 5.0), (30.0, 2.5), (900.0, 0.0)] {
            assert_eq!(points(&wanted(true), &own(km), Factor::Nearness), on);
            assert_eq!(points(&wanted(false), &own(km), Factor::Nearness), 0.0);
        }
    }

    #[test]
    fn a_link_counts_more_where_few_list_the_good_and_where_it_comes_from_outside() {
        let linked = |listed_by| Offered { goes_into: Some("换热器"), listed_by, ..offered() };
        let wanted = |is_from_outside| Wanted { is_from_outside, ..Wanted::default() };
        for (outside, offered, expected) in
            [(false, linked(1), 2.25), (false, linked(3), 1.75), (true, linked(0), 3.0), (true, offered(), 0.75)]
        {
            assert_eq!(points(&wanted(outside), &offered, Factor::Chain), expected);
        }
    }

    #[test]
    fn a_record_counts_both_ways_and_a_refusal_of_the_good_counts_against() {
        for (good, count, not_made, expected) in [
            (0.0, 0, false, 0.0),
            (1.0, 2, false, 0.0),
            (4.0, 4, false, 0.5),
            (0.0, 4, false, -0.5),
            (4.0, 4, true, -10.0),
        ] {
            let record = Record { enquiries: Tally { good, count }, ..Record::default() };
            let offered = Offered { record, not_made, ..offered() };
            assert_eq!(points(&Wanted::default(), &offered, Factor::Terms), expected);
        }
    }

    #[test]
    fn without_personal_ranking_the_fit_alone_counts() {
        let wanted = Wanted { personal: false, is_from_outside: true, ..Wanted::default() };
        let offered = Offered { distance_km: Some(1.0), ..offered() };
        let (score, reasons) = weigh(&Weights::default(), &wanted, &offered);
        assert_eq!((score, reasons.len()), (72.35, 1));
    }
}
