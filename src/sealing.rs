//! What is sealed, for a time, even from those who run the site: quotes before their deadline, and their files.
//!
//! The key is a file of the data folder, `sealing.key`, and never in the database nor in a backup that `peitao backup`
//! writes. So the database, a copy of it, the pages, the API and the log hold no readable price. Somebody who can read
//! both that file and the database as the server's own user can open everything; no program could keep that from them.
//!
//! Lost, the key takes with it what is still sealed; quotes that have been opened are kept in the clear.

use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, bail};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{ids, text};

/// Name of the key's file in the data folder.
pub const FILE: &str = "sealing.key";
const NONCE: usize = 24;

/// The key, and what is done with it.
#[derive(Clone)]
pub struct Sealing {
    master: [u8; 32],
}

impl std::fmt::Debug for Sealing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealing(secret)")
    }
}

impl Sealing {
    /// The key of the site whose data is in `data_dir`, made now if there is none.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds no key.
    pub fn open(data_dir: &Path) -> anyhow::Result<Sealing> {
        let path = data_dir.join(FILE);
        if !path.exists() {
            make(data_dir, &path).with_context(|| format!("making {}", path.display()))?;
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        match text::unhex(text.trim()).and_then(|bytes| bytes.try_into().ok()) {
            Some(master) => Ok(Sealing { master }),
            None => bail!("{} holds no key of 64 hexadecimal digits; put the right file back", path.display()),
        }
    }

    /// A key that lives as long as this value.
    pub fn passing() -> Sealing {
        Sealing { master: rand::random() }
    }

    /// Seals `plain` under the key of `context`; it opens only with the same `context` and `place`, so that a sealed
    /// text moved elsewhere is refused.
    pub fn seal(&self, context: &str, place: &str, plain: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        let sealed = self.cipher(context).encrypt(&XNonce::from(nonce), payload);
        [&nonce[..], &sealed.expect("no text of ours is as long as the cipher's limit")].concat()
    }

    /// What [`seal`](Sealing::seal) sealed; none when a byte was altered, or the context, the place or the key is
    /// another.
    pub fn unseal(&self, context: &str, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        self.cipher(context).decrypt(&XNonce::from(*nonce), payload).ok()
    }

    /// A signature of `message` for links, as 64 hexadecimal digits.
    pub fn sign(&self, message: &str) -> String {
        text::hex(&self.derive("link", message))
    }

    /// Whether `signature` is that of `message`.
    pub fn is_signed(&self, message: &str, signature: &str) -> bool {
        let Some(bytes) = text::unhex(signature) else { return false };
        self.mac("link", message).verify_slice(&bytes).is_ok()
    }

    fn cipher(&self, context: &str) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.derive("seal", context).into())
    }

    fn derive(&self, purpose: &str, what: &str) -> [u8; 32] {
        self.mac(purpose, what).finalize().into_bytes().into()
    }

    fn mac(&self, purpose: &str, what: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.master).expect("HMAC takes a key of any length");
        mac.update(purpose.as_bytes());
        mac.update(b"\0");
        mac.update(what.as_bytes());
        mac
    }
}

/// Makes the file whole or not at all; when another process is quicker, its key stays.
fn make(data_dir: &Path, path: &Path) -> std::io::Result<()> {
    let part = data_dir.join(format!("{FILE}.{}", ids::new_id()));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part)?;
    writeln!(file, "{}", ids::new_secret())?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&part, path);
    std::fs::remove_file(&part)?;
    match linked {
        Err(why) if why.kind() != ErrorKind::AlreadyExists => Err(why),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_altered_byte_and_every_other_place_is_refused() {
        let sealing = Sealing::passing();
        let sealed = sealing.seal("enquiry", "firm", "12.5 元".as_bytes());
        assert_eq!(sealing.unseal("enquiry", "firm", &sealed).as_deref(), Some("12.5 元".as_bytes()));
        assert_ne!(sealing.seal("enquiry", "firm", "12.5 元".as_bytes()), sealed, "each time another nonce");
        for at in 0..sealed.len() {
            let mut forged = sealed.clone();
            forged[at] ^= 1;
            assert_eq!(sealing.unseal("enquiry", "firm", &forged), None, "byte {at}");
        }
        for (context, place) in [("enquiry2", "firm"), ("enquiry", "firm2")] {
            assert_eq!(sealing.unseal(context, place, &sealed), None);
        }
        assert_eq!(Sealing::passing().unseal("enquiry", "firm", &sealed), None);
        assert_eq!(sealing.unseal("enquiry", "firm", b"short"), None);
    }

    #[test]
    fn the_key_is_made_once_and_a_damaged_one_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let first = Sealing::open(dir.path()).unwrap();
        let signature = first.sign("a");
        assert!(Sealing::open(dir.path()).unwrap().is_signed("a", &signature));
        assert!(!first.is_signed("b", &signature) && !first.is_signed("a", "zz"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(dir.path().join(FILE), "oops").unwrap();
        assert!(Sealing::open(dir.path()).unwrap_err().to_string().contains("sealing.key"));
    }
}
