//! The link at the end of a mail that stops such mails without signing in. It is signed when the mail is sent, with the
//! site's sealing key, so no copy of the database holds a working one. It does not run out: an old mail must still be
//! able to stop the next.

use crate::http::csrf::ONE_CLICK;
use crate::sealing::Sealing;

/// Keeps these signatures apart from those of other links.
const PURPOSE: &str = "stop-mails:";

/// The whole link. `stops` says what it stops, in letters, digits, hyphens, underscores and dots.
pub fn link(sealing: &Sealing, site_url: &str, stops: &str) -> String {
    format!("{site_url}{ONE_CLICK}{}", token(sealing, stops))
}

/// The last part of the link.
pub fn token(sealing: &Sealing, stops: &str) -> String {
    format!("{stops}.{}", sealing.sign(&format!("{PURPOSE}{stops}")))
}

/// What a link stops, if it is ours.
pub fn read<'a>(sealing: &Sealing, token: &'a str) -> Option<&'a str> {
    let (stops, signature) = token.rsplit_once('.')?;
    sealing.is_signed(&format!("{PURPOSE}{stops}"), signature).then_some(stops)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stops_what_it_was_made_for_and_cannot_be_forged() {
        let sealing = Sealing::passing();
        let good = token(&sealing, "u1.deal");
        assert_eq!(read(&sealing, &good), Some("u1.deal"));
        assert!(link(&sealing, "http://x.example", "u1.deal").ends_with(&good));
        let of_others = good.replacen("u1", "u2", 1);
        for forged in ["", ".", "u1.deal", of_others.as_str(), &token(&Sealing::passing(), "u1.deal")] {
            assert_eq!(read(&sealing, forged), None, "{forged}");
        }
    }
}
