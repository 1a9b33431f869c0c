//! The signed link by which a firm answers without an account: it names the firm's place in one enquiry, ends with the
//! deadline, and cannot be made or altered without the site's sealing key, which is in no copy of the database.

use chrono::DateTime;

use super::SupplierId;
use crate::clock::Moment;
use crate::sealing::Sealing;

/// The last part of the link's address.
pub fn token(sealing: &Sealing, supplier: &SupplierId, until: Moment) -> String {
    let signed = format!("{supplier}.{}", until.and_utc().timestamp());
    format!("{signed}.{}", sealing.sign(&signed))
}

/// Whose link it is, if it is ours and has not run out.
pub fn read(sealing: &Sealing, token: &str, now: Moment) -> Option<SupplierId> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (supplier, until) = signed.rsplit_once('.')?;
    let until = DateTime::from_timestamp(until.parse().ok()?, 0)?.naive_utc();
    (now < until && sealing.is_signed(signed, signature)).then(|| SupplierId(supplier.into()))
}

#[cfg(test)]
mod tests {
    use chrono::Duration;

    use super::*;

    #[test]
    fn a_link_ends_and_cannot_be_forged() {
        let (sealing, now, id) = (Sealing::passing(), crate::clock::now(), SupplierId::new());
        let good = token(&sealing, &id, now + Duration::hours(1));
        assert_eq!(read(&sealing, &good, now), Some(id.clone()));
        assert_eq!(read(&sealing, &good, now + Duration::hours(1)), None);
        let later = good.replacen('.', ".9", 1);
        for forged in [later.as_str(), "", "..", "a.1.b", &token(&Sealing::passing(), &id, now + Duration::hours(1))] {
            assert_eq!(read(&sealing, forged, now), None, "{forged}");
        }
    }
}
