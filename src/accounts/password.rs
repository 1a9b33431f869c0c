//! Passwords: Argon2id with the parameters that OWASP names first (19 MiB, two passes, one lane). Each call takes
//! some 30 ms and 19 MiB: call it off the async threads and outside a transaction (in handlers through
//! [`Gate`](super::Gate), which also limits how many run at once).

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::http::AppResult;

/// Stored when an account has no password yet; nothing matches it.
pub const NONE: &str = "!";
/// What a password is compared with when there is no account; of the same cost as a real one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IG5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Argon2<'static> {
    let params = Params::new(19_456, 2, 1, None).expect("fixed parameters that Argon2 allows");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// What is stored of a password, with its parameters and salt (PHC form).
///
/// # Errors
/// When the system gives no random salt.
pub fn hash(password: &str) -> AppResult<String> {
    let hash = argon2().hash_password(password.as_bytes());
    Ok(hash.map_err(|why| anyhow::anyhow!("hashing a password: {why}"))?.to_string())
}

/// Whether the password is the one of `hash`. Without a hash, or with one that no password matches, it takes about
/// as long, so that the time does not tell whether an account exists.
pub fn is_right(password: &str, hash: Option<&str>) -> bool {
    let known = hash.filter(|h| !h.is_empty() && *h != NONE).and_then(readable);
    let is_known = known.is_some();
    let against = known.unwrap_or_else(|| PasswordHash::new(NOBODY).expect("a constant in PHC form"));
    let fits = argon2().verify_password(password.as_bytes(), &against).is_ok();
    fits && is_known
}

/// A stored hash as it was written. One that no longer reads is our fault, not a wrong password: the log says so, while
/// the person gets the same answer as ever and can ask for a link.
fn readable(stored: &str) -> Option<PasswordHash> {
    match PasswordHash::new(stored) {
        Ok(hash) => Some(hash),
        Err(why) => {
            tracing::error!(error = %why, "a stored password cannot be read; its owner needs a link to set a new one");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_knows_its_password_and_nothing_matches_none() {
        let kept = hash("配套 平台 2026").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(is_right("配套 平台 2026", Some(&kept)));
        assert!(!is_right("配套 平台 2027", Some(&kept)));
        for hash in [None, Some(NONE), Some(""), Some("$argon2id$cut")] {
            assert!(!is_right("nobody's password", hash));
        }
    }
}
