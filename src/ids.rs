//! Keys made by the application: UUIDv7, so that both databases agree and rows made together lie together.

use uuid::Uuid;

use crate::text;

/// A new key: 32 hexadecimal digits, growing with time.
pub fn new_id() -> String {
    Uuid::now_v7().simple().to_string()
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

/// Declares the key of one kind of row as a type of its own, kept as text.
#[macro_export]
macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
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
                Self($crate::ids::new_id())
            }

            /// The key as text.
            pub fn as_str(&self) -> &str {
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
}
