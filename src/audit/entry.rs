//! What makes an entry fit its place in the chain.

use sha2::{Digest, Sha256};

use crate::clock::Moment;
use crate::text;

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Insertable)]
#[diesel(table_name = crate::db::schema::audit_log)]
pub struct Entry {
    /// Its number, from 1, without gaps.
    pub seq: i64,
    /// When it happened.
    pub at: Moment,
    /// Who did it.
    pub actor: String,
    /// What was done, as `thing.verb`.
    pub action: String,
    /// What kind of thing it was done to.
    pub subject_kind: String,
    /// Its key or code.
    pub subject_id: String,
    /// The value before.
    pub old_value: Option<String>,
    /// The value after.
    pub new_value: Option<String>,
    /// Hash of the entry before; empty for the first.
    pub previous_hash: String,
    /// SHA-256 over all of the above, in hexadecimal.
    pub hash: String,
}

/// The end of a stretch of the chain; the default is the place before the first entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Number of the last entry.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

impl Entry {
    /// The hash that this entry must have. Each field is preceded by its length, so that moving text from one field
    /// to the next changes the hash; an absent value differs from an empty one.
    pub fn right_hash(&self) -> String {
        let mut sha = Sha256::new();
        let (seq, at) = (self.seq.to_string(), self.at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string());
        let fields = [
            Some(self.previous_hash.as_str()),
            Some(&seq),
            Some(&at),
            Some(&self.actor),
            Some(&self.action),
            Some(&self.subject_kind),
            Some(&self.subject_id),
            self.old_value.as_deref(),
            self.new_value.as_deref(),
        ];
        for field in fields {
            match field {
                Some(text) => sha.update(format!("{}:{text}", text.len())),
                None => sha.update("-"),
            }
        }
        text::hex(&sha.finalize())
    }

    /// Whether this entry stands rightly behind `head`.
    pub fn follows(&self, head: &Head) -> bool {
        self.seq == head.seq + 1 && self.previous_hash == head.hash && self.hash == self.right_hash()
    }

    /// This entry as the end of the chain.
    pub fn as_head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let mut entry = Entry {
            seq: 1,
            at: chrono::NaiveDate::from_ymd_opt(2026, 1, 2).unwrap().and_hms_opt(3, 4, 5).unwrap(),
            actor: "cli".into(),
            action: "user.add".into(),
            subject_kind: "user".into(),
            subject_id: "a@b.cn".into(),
            old_value: None,
            new_value: Some("operator".into()),
            previous_hash: String::new(),
            hash: String::new(),
        };
        entry.hash = entry.right_hash();
        entry
    }

    #[test]
    fn every_field_is_covered() {
        assert!(entry().follows(&Head::default()));
        let edits: [fn(&mut Entry); 9] = [
            |e| e.seq = 2,
            |e| e.at += chrono::Duration::microseconds(1),
            |e| e.actor = "user:1".into(),
            |e| e.action = "user.ad".into(),
            |e| (e.action, e.subject_kind) = ("user.addu".into(), "ser".into()),
            |e| e.subject_id.push('x'),
            |e| e.old_value = Some(String::new()),
            |e| e.new_value = None,
            |e| e.previous_hash = "00".into(),
        ];
        for edit in edits {
            let mut forged = entry();
            edit(&mut forged);
            assert!(!forged.follows(&Head::default()), "{forged:?}");
        }
    }
}
