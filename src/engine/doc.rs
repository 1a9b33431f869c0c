//! What an engine is told of one subject.

use crate::db::Kind;
use crate::geo::Point;

/// One searchable subject, complete: an engine never asks for more.
///
/// Facet values are opaque to an engine. Where a tree stands behind them they hold the own value and every wider one,
/// so that a filter for a wide value finds what lies below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Doc {
    /// What kind of subject.
    pub kind: Kind,
    /// Its key in the database.
    pub id: String,
    /// Its code, found when it is typed in full.
    pub code: String,
    /// What it is called; weighs most.
    pub title: String,
    /// The key of its firm.
    pub firm_id: String,
    /// The code of its firm, found when it is typed in full.
    pub firm_code: String,
    /// What its firm is called.
    pub firm_name: String,
    /// Words that say what it is: categories, other names, tags, places; weigh less.
    pub keywords: Vec<String>,
    /// Everything else worth finding: description, specs; weighs least.
    pub text: String,
    /// Its division and the wider ones.
    pub divisions: Vec<String>,
    /// Its industry and the wider ones.
    pub industries: Vec<String>,
    /// Its category and the wider ones.
    pub categories: Vec<String>,
    /// The certificates it holds.
    pub certificates: Vec<String>,
    /// Whether an official has verified its firm.
    pub verified: bool,
    /// How much of what buyers ask for it states, in hundredths; decides among equals.
    pub completeness: u8,
    /// Lowest price as [`Decimal::raw`](crate::units::Decimal::raw); only one that everybody may see.
    pub price: Option<i64>,
    /// Days from order to delivery.
    pub lead_days: Option<i64>,
    /// Where its firm is.
    pub place: Option<Point>,
    /// When it was published, in seconds since 1970.
    pub published_at: i64,
    /// From when on it sinks below others of like relevance, in seconds since 1970; never, if none.
    pub stale_from: Option<i64>,
}

impl Doc {
    /// A number that differs when anything of the document differs, the same in every process and release. An engine
    /// keeps it, so that index and database can be compared without reading texts back.
    pub fn version(&self) -> u64 {
        let mut sum = Checksum::new();
        sum.text(self.kind.as_str());
        for text in [&self.id, &self.code, &self.title, &self.firm_id, &self.firm_code, &self.firm_name, &self.text] {
            sum.text(text);
        }
        for list in [&self.keywords, &self.divisions, &self.industries, &self.categories, &self.certificates] {
            sum.number(Some(list.len() as i64));
            list.iter().for_each(|text| sum.text(text));
        }
        sum.number(Some(self.verified.into()));
        sum.number(Some(self.completeness.into()));
        for number in [self.price, self.lead_days, Some(self.published_at), self.stale_from] {
            sum.number(number);
        }
        for degrees in [self.place.map(|p| p.lat), self.place.map(|p| p.lon)] {
            sum.number(degrees.map(|d| d.to_bits() as i64));
        }
        sum.0
    }
}

/// FNV-1a in 64 bits: unlike the standard library's hashes it promises never to change.
pub(super) struct Checksum(pub(super) u64);

impl Checksum {
    pub(super) fn new() -> Checksum {
        Checksum(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// A text and its end, so that `ab`, `c` differs from `a`, `bc`.
    pub(super) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0xff]);
    }

    fn number(&mut self, number: Option<i64>) {
        self.bytes(&[u8::from(number.is_some())]);
        self.bytes(&number.unwrap_or_default().to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::suite::doc;

    #[test]
    fn the_version_follows_every_part() {
        let plain = doc(Kind::Product, "p1", "不锈钢法兰");
        let mut versions = vec![plain.version()];
        let mut also = |change: fn(&mut Doc)| {
            let mut changed = plain.clone();
            change(&mut changed);
            versions.push(changed.version());
        };
        also(|d| d.id.push('x'));
        also(|d| d.title.push('x'));
        also(|d| d.keywords = vec!["ab".into(), "c".into()]);
        also(|d| d.keywords = vec!["a".into(), "bc".into()]);
        also(|d| d.divisions = vec!["a".into(), "bc".into()]);
        also(|d| d.price = Some(0));
        also(|d| d.lead_days = Some(0));
        also(|d| d.verified = !d.verified);
        also(|d| d.completeness += 1);
        also(|d| d.place = Point::new(1.0, 2.0));
        also(|d| d.stale_from = Some(7));
        let all = versions.len();
        versions.sort_unstable();
        versions.dedup();
        assert_eq!(versions.len(), all);
        assert_eq!(plain.version(), plain.clone().version());
    }
}
