//! What a product states, read once: many needs are weighed against it.

use crate::clock::Moment;
use crate::products::certificates::{self, Certificate, Standing};
use crate::products::store::Offer;
use crate::specs::{self, Spec};
use crate::words::script::{fold, letters};

/// What a product states.
#[derive(Debug, Clone, Default)]
pub struct Product {
    /// What it is called.
    pub name: String,
    /// Share of its firm's revenue.
    pub share: Option<f64>,
    /// Its specs.
    pub specs: Vec<Spec>,
    /// Name and specs together, folded, letters only: marks are looked for in them.
    pub said: String,
    /// Its certificates, with the letters of their names.
    pub(super) certificates: Vec<(Certificate, String)>,
    /// Smallest order and capacity a month, in its unit.
    pub min_order: Option<f64>,
    pub capacity: Option<f64>,
    pub unit: String,
    /// Days from order to delivery.
    pub lead_days: Option<i64>,
}

impl Product {
    /// A product that states no more than these.
    pub fn new(name: &str, specs: Vec<Spec>, certificates: Vec<Certificate>) -> Product {
        let shown = specs.iter().map(Spec::to_string).collect::<String>();
        let letters_of = |text: &str| letters(&fold(text));
        let said = letters_of(&format!("{name}{shown}"));
        let with_letters = |one: Certificate| {
            let letters = letters_of(&one.name);
            (one, letters)
        };
        let certificates = certificates.into_iter().map(with_letters).collect();
        Product { name: name.to_owned(), specs, said, certificates, ..Product::default() }
    }

    /// What a row states.
    pub fn of(row: &Offer) -> Product {
        let specs = specs::parse(&row.specs).unwrap_or_default();
        Product {
            share: row.revenue_share,
            min_order: row.min_order.map(|amount| amount.to_f64()),
            capacity: row.capacity_per_month.map(|amount| amount.to_f64()),
            unit: row.unit.clone(),
            lead_days: row.lead_days,
            ..Product::new(&row.name, specs, certificates::stored(&row.certificates))
        }
    }

    /// The names of its certificates that are valid now, with their letters.
    pub fn valid_certificates(&self, now: Moment) -> impl Iterator<Item = (&str, &str)> {
        let valid = self.certificates.iter().filter(move |(one, _)| one.standing(now) != Standing::Expired);
        valid.map(|(one, letters)| (one.name.as_str(), letters.as_str()))
    }
}
