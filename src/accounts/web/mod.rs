//! The pages of accounts, and the middleware that knows who asks.

mod cookie;
mod desk;
mod entry;
mod form;
mod identify;
mod keys;
mod password;
mod people;

pub use cookie::{agent, signed_in};
pub use desk::{add_user, audit, disable_user, enable_user, mails, users};
pub use entry::{ask, sign_in, sign_out, sign_out_everywhere};
pub use identify::identify;
pub use keys::{create_key, keys, revoke_key};
pub use password::{account, ask_for_link, change_password, forgotten, reset, set_password};
pub use people::{accept_invitation, colleagues, invitation, invite, remove_colleague, revoke_invitation};

use super::rules;
use crate::http::{AppError, AppResult};

/// The number of the page that a list is asked for, from 1.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Nth {
    page: Option<u64>,
}

impl Nth {
    fn number(&self) -> u64 {
        self.page.unwrap_or(1)
    }
}

/// Address and name of somebody who chooses a password, checked together so that all faults show at once.
fn read_person(email: &str, name: &str, password: &str, again: Option<&str>) -> AppResult<(String, String)> {
    let (email, name) = (rules::read_email(email), rules::read_name(name));
    let mut faults = rules::new_password_faults(password, again, email.as_deref().unwrap_or(""));
    match (email, name) {
        (Ok(email), Ok(name)) if faults.is_empty() => Ok((email, name)),
        (email, name) => {
            faults.extend([email.err(), name.err()].into_iter().flatten());
            Err(AppError::Invalid(faults))
        }
    }
}
