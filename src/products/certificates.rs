//! Certificates of a product: `ISO 9001@2027-05-01;CCC`, each with the day it expires where the firm says so.

use chrono::NaiveDate;

use crate::clock::Moment;
use crate::lang::Say;
use crate::{clock, fields};

const MOST: usize = 30;
const LONGEST: usize = 60;
/// Days before its expiry from which a certificate is marked.
const SOON_DAYS: i64 = 30;

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// ISO 9001, CCC, CE, ….
    pub name: String,
    /// The last day on which it is valid.
    pub expires_on: Option<NaiveDate>,
}

/// How a certificate stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Valid, or without a day of expiry.
    Valid,
    /// Valid for thirty days at most.
    EndsSoon,
    /// No longer valid.
    Expired,
}

impl Certificate {
    /// How it stands on the day of `now` in Shanghai.
    pub fn standing(&self, now: Moment) -> Standing {
        let Some(last) = self.expires_on else { return Standing::Valid };
        match (last - clock::local_day(now)).num_days() {
            ..0 => Standing::Expired,
            0..=SOON_DAYS => Standing::EndsSoon,
            _ => Standing::Valid,
        }
    }
}

impl std::fmt::Display for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)?;
        self.expires_on.map_or(Ok(()), |day| write!(f, "@{day}"))
    }
}

/// Reads certificates written one a line or separated by `;`, `；` or `、`, each as `name` or `name@day`.
///
/// # Errors
/// Cause and fix, naming the first that is wrong.
pub fn parse(written: &str) -> Result<Vec<Certificate>, (Say, Say)> {
    let mut list: Vec<Certificate> = Vec::new();
    for entry in written.split([';', '；', '、', '\n']).map(str::trim).filter(|e| !e.is_empty()) {
        let one = parse_one(entry)?;
        match list.iter_mut().find(|other| other.name == one.name) {
            Some(other) => other.expires_on = other.expires_on.max(one.expires_on),
            None => list.push(one),
        }
    }
    if list.len() <= MOST {
        return Ok(list);
    }
    Err((
        Say::new(format!("超过 {MOST} 项"), format!("More than {MOST}")),
        Say::new("请只保留与本产品有关的证书", "Keep those that concern this product"),
    ))
}

/// The stored form: `name@YYYY-MM-DD;name`.
pub fn canonical(list: &[Certificate]) -> String {
    list.iter().map(Certificate::to_string).collect::<Vec<_>>().join(";")
}

/// The certificates of a stored text; one that cannot be read (none is stored) is left out.
pub fn stored(text: &str) -> Vec<Certificate> {
    text.split(';').filter(|entry| !entry.is_empty()).filter_map(|entry| parse_one(entry).ok()).collect()
}

fn parse_one(entry: &str) -> Result<Certificate, (Say, Say)> {
    let (name, day) = entry.split_once(['@', '＠']).unwrap_or((entry, ""));
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    if length == 0 || length > LONGEST {
        return Err((
            Say::new(
                format!("“{entry}”的证书名称应为 1 到 {LONGEST} 个字"),
                format!("The name in “{entry}” must have 1 to {LONGEST} characters"),
            ),
            example(),
        ));
    }
    let expires_on = match day.trim() {
        "" | "长期" | "长期有效" | "永久" => None,
        day => Some(fields::read_day(day).ok_or_else(|| wrong_day(day))?),
    };
    Ok(Certificate { name, expires_on })
}

fn wrong_day(day: &str) -> (Say, Say) {
    (Say::new(format!("到期日“{day}”不是有效的日期"), format!("The expiry “{day}” is no date")), example())
}

fn example() -> Say {
    Say::new(
        "请写成 ISO 9001@2027-05-01；长期有效的只写名称",
        "Write ISO 9001@2027-05-01; leave the day out if it does not expire",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_kept_in_one_form() {
        for (written, kept) in [
            ("ISO 9001@2027-05-01", "ISO 9001@2027-05-01"),
            ("ISO  9001＠2027年5月1日；CCC@长期、CE", "ISO 9001@2027-05-01;CCC;CE"),
            ("CCC\nCCC@2027/1/2", "CCC@2027-01-02"),
            (";;", ""),
        ] {
            let text = canonical(&parse(written).unwrap());
            assert_eq!(text, kept, "{written}");
            assert_eq!(canonical(&stored(&text)), text);
        }
        for wrong in ["ISO 9001@明年", "@2027-05-01", "ISO@2027-02-30"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_last_day_itself_is_still_valid() {
        let noon = NaiveDate::from_ymd_opt(2026, 5, 1).unwrap().and_hms_opt(4, 0, 0).unwrap();
        for (day, standing) in [
            ("2026-04-30", Standing::Expired),
            ("2026-05-01", Standing::EndsSoon),
            ("2026-05-31", Standing::EndsSoon),
            ("2026-06-01", Standing::Valid),
        ] {
            assert_eq!(parse(&format!("X@{day}")).unwrap()[0].standing(noon), standing, "{day}");
        }
        assert_eq!(parse("X").unwrap()[0].standing(noon), Standing::Valid);
    }
}
