//! Puts the city into the database, by the path that every import takes, and gives it its demonstration accounts.

use chrono::NaiveDate;

use super::{City, Listing, Size};
use crate::accounts::actions::{self, NewUser};
use crate::accounts::{Role, Viewer, password};
use crate::clock;
use crate::db::Db;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::imports::{Loader, Made, OnProgress, Report};

/// The password of every demonstration account. It is public: the demonstration listens on this machine only.
pub const PASSWORD: &str = "peitao-demo";

/// An account of the demonstration.
pub struct Account {
    /// E-mail address.
    pub email: &'static str,
    /// What it may do.
    pub role: Role,
    /// Whom it stands for, in Chinese and English.
    pub what: (&'static str, &'static str),
}

/// One account of each role.
pub const ACCOUNTS: [Account; 4] = [
    Account { email: "firm@demo.example", role: Role::Member, what: ("企业", "manufacturer") },
    Account { email: "buyer@demo.example", role: Role::Buyer, what: ("采购方", "buyer") },
    Account { email: "official@demo.example", role: Role::Official, what: ("主管部门", "official") },
    Account { email: "operator@demo.example", role: Role::Operator, what: ("管理员", "operator") },
];

/// One firm in so many still waits for an official, so that the queue has something in it.
const WAITING: u64 = 400;

/// The name under which the city's batch is kept.
pub fn source(seed: u64) -> String {
    format!("demo seed {seed}")
}

/// Writes the city of `seed` and `size` as it is on `today`. Run again after an interruption, it goes on: what is in
/// already counts as same.
///
/// # Errors
/// Those of the database.
pub fn make(db: &Db, seed: u64, size: Size, today: NaiveDate, progress: OnProgress) -> AppResult<Report> {
    let city = City::new(seed, size, today);
    let (divisions, industries, edges) = (city.divisions(), city.industries(), city.edges());
    let total = (divisions.len() + industries.len() + edges.len()) as u64 + size.firms + size.products + size.needs;
    let mut loader = Loader::begin(db, &source(seed), total, progress)?;
    loader.divisions(divisions.into_iter())?;
    loader.industries(industries.into_iter())?;
    loader.edges(edges.into_iter())?;
    loader.firms(city.firms().enumerate().map(|(index, (code, fields, listed_at))| Made {
        code,
        firm_code: String::new(),
        fields,
        listed_at,
        confirmed_at: None,
        views: 0,
        unverified: is_unverified(index as u64),
    }))?;
    loader.products(city.products().map(made))?;
    loader.needs(city.needs().map(made))?;
    loader.finish()
}

/// Whether the firm of that number still waits for an official.
pub(super) fn is_unverified(index: u64) -> bool {
    index % WAITING == WAITING - 1
}

fn made<F>(listing: Listing<F>) -> Made<F> {
    Made {
        code: listing.code,
        firm_code: listing.firm_code,
        fields: listing.fields,
        listed_at: listing.listed_at,
        confirmed_at: Some(listing.confirmed_at),
        views: listing.views,
        unverified: false,
    }
}

/// Adds the accounts, the member's for the firm with the code `firm`.
///
/// # Errors
/// Those of the database.
pub fn add_accounts(db: &Db, firm: &str) -> AppResult<()> {
    let hash = password::hash(PASSWORD)?;
    db.write(|conn| {
        let firm: FirmId = actions::firm_by_code(conn, firm)?;
        for account in &ACCOUNTS {
            if actions::find_user(conn, account.email)?.is_some() {
                continue;
            }
            let new = NewUser {
                email: account.email.into(),
                name: account.what.0.into(),
                role: account.role,
                firm_id: (account.role == Role::Member).then(|| firm.clone()),
                division_code: None,
                password_hash: Some(hash.clone()),
            };
            actions::add_user(conn, &Viewer::cli(), &new, "", clock::now())?;
        }
        Ok(())
    })
}
