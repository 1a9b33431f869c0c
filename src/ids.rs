//! Keys made by the application: UUIDv7, so that both databases agree and rows made together lie together.

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;

use crate::text;
/// The next number of a kind: the time in milliseconds, and below it `bits` that are random at first and then count, so
/// that numbers made together grow and differ, in this process and from those of others.
fn next(last: &Mutex<u128>, bits: u32) -> u128 {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    let fresh = (time << bits) | (rand::random::<u128>() >> (129 - bits));
    let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
    *last = fresh.max(*last + 1);
    *last
}

/// A new key: 32 hexadecimal digits, growing with time.
pub fn new_id() -> String {
    static LAST: Mutex<u128> = Mutex::new(0);
    // A UUIDv7 has its version and variant between the time, 12 bits and 62 more.
    let number = next(&LAST, 74);
    let (time, upper, lower) = (number >> 74, (number >> 62) & 0xfff, number & ((1 << 62) - 1));
    Uuid::from_u128((time << 80) | (7 << 76) | (upper << 64) | (2 << 62) | lower).simple().to_string()
}

/// A new code for a listing that its owner did not number: a letter and 12 digits and letters, without those that
/// are misread (I, L, O, U).
pub fn new_code(prefix: char) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    // The low bits of a UUIDv7 are its random part.
    let mut bits = Uuid::now_v7().as_u128() & ((1 << 60) - 1);
    let mut code = String::from(prefix);
    for _ in 0..12 {
        code.push(ALPHABET[(bits & 31) as usize] as char);
        bits >>= 5;
    }
    code
}

/// A new secret of 256 random bits, as 64 hexadecimal digits (sessions, links in mails, API keys).
pub fn new_secret() -> String {
    let bytes: [u8; 32] = rand::random();
    text::hex(&bytes)
}

/// What is stored of a secret: its SHA-256. A secret has 256 random bits, so nothing slower is needed.
pub fn hash_secret(secret: &str) -> String {
    use sha2::{Digest, Sha256};
    text::hex(&Sha256::digest(secret.as_bytes()))
}

/// A new key of half that length, for rows that many others name: 16 digits and lower-case letters.
pub fn new_short_id() -> String {
    static LAST: Mutex<u128> = Mutex::new(0);
    let number = next(&LAST, 38);
    (0..16).rev().map(|place| SHORT_DIGITS[(number >> (5 * place)) as usize & 31] as char).collect()
}

/// What short keys are made of: the digits of base 32, in rising order.
const SHORT_DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";

/// Declares the key of one kind of row as a type of its own, kept as text. `= FUNCTION` makes keys other than by
/// [`new_id`].
#[macro_export]
macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => { $crate::id_type! { $(#[$doc])* $name = $crate::ids::new_id } };
    ($(#[$doc:meta])* $name:ident = $new:path) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// A new key.
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self {
                Self($new())
            }

            /// The key as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where
            String: diesel::serialize::ToSql<diesel::sql_types::Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                self.0.to_sql(out)
            }
        }

        impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where
            String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                String::from_sql(bytes).map(Self)
            }
        }
    };
}

crate::id_type! {
    /// The key of a firm; here, because an account belongs to a firm while a firm knows nothing of accounts.
    FirmId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_and_differ() {
        let codes: std::collections::HashSet<String> = (0..10_000).map(|_| new_code('P')).collect();
        assert_eq!(codes.len(), 10_000);
        assert!(codes.iter().all(|c| c.len() == 13 && c.starts_with('P')));
    }

    #[test]
    fn keys_grow() {
        for (new, length) in [(new_id as fn() -> String, 32), (new_short_id, 16)] {
            let keys: Vec<String> = (0..10_000).map(|_| new()).collect();
            assert!(keys.windows(2).all(|pair| pair[0] < pair[1] && pair[1].len() == length));
        }
        let id = Uuid::parse_str(&new_id()).unwrap();
        assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
    }
}
