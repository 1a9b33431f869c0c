//! How values of facets and filters are called: codes of divisions and industries have names, the rest speaks for itself.

use std::collections::HashMap;

use super::query::Asked;
use crate::db::Conn;
use crate::divisions::DivisionKind;
use crate::divisions::store::{self as divisions, industries};
use crate::engine::{Facet, FacetCounts};
use crate::http::AppResult;
use crate::lang::Lang;

/// The names of the codes that one page or answer shows.
#[derive(Debug, Default)]
pub struct Labels {
    /// Divisions by code, in the order of their codes; few, so all of them.
    pub divisions: Vec<(String, String, DivisionKind)>,
    industries: HashMap<String, String>,
}

impl Labels {
    /// Loads the names for the facets and filters of one answer.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn, asked: &Asked, facets: &[(Facet, FacetCounts)]) -> AppResult<Labels> {
        let counted = facets.iter().filter(|(facet, _)| *facet == Facet::Industry).flat_map(|(_, counts)| counts);
        let mut codes: Vec<&str> = counted.map(|(code, _)| code.as_str()).collect();
        codes.extend(asked.industries.iter().map(String::as_str));
        let industries = industries::by_codes(conn, &codes)?.into_iter().map(|row| (row.code, row.name)).collect();
        let divisions = divisions::all(conn)?.into_iter().map(|row| (row.code, row.name, row.kind)).collect();
        Ok(Labels { divisions, industries })
    }

    /// The name of a division; its code where it has none.
    pub fn division<'a>(&'a self, code: &'a str) -> &'a str {
        self.divisions.iter().find(|(known, ..)| known == code).map_or(code, |(_, name, _)| name)
    }

    /// The name of an industry; its code where it has none.
    pub fn industry<'a>(&'a self, code: &'a str) -> &'a str {
        self.industries.get(code).map_or(code, String::as_str)
    }

    /// What a value of a facet is called.
    pub fn value(&self, facet: Facet, value: &str, lang: Lang) -> String {
        match facet {
            Facet::Division => self.division(value).to_owned(),
            Facet::Industry => self.industry(value).to_owned(),
            Facet::Price => price_band(value, lang),
            Facet::Lead => lang.t(format!("{value} 天内"), format!("within {value} days")),
            Facet::Distance => lang.t(format!("{value} 公里内"), format!("within {value} km")),
            _ => value.to_owned(),
        }
    }

    /// What a filter in force is called.
    pub fn filter(&self, key: &str, value: &str, lang: Lang) -> String {
        match key {
            "division" => self.division(value).to_owned(),
            "industry" => self.industry(value).to_owned(),
            "price_from" => lang.t(format!("¥{value} 起"), format!("from ¥{value}")),
            "price_to" => lang.t(format!("¥{value} 以内"), format!("up to ¥{value}")),
            "lead" => lang.t(format!("{value} 天内交货"), format!("lead time up to {value} days")),
            "verified" => lang.t("已认证企业", "verified firms").to_owned(),
            "near" if value.contains(',') => lang.t("距所选位置", "from the chosen place").to_owned(),
            "near" => lang.t(format!("距{}", self.division(value)), format!("from {}", self.division(value))),
            "radius_km" => lang.t(format!("{value} 公里内"), format!("within {value} km")),
            _ => value.to_owned(),
        }
    }
}

/// `100-1000` as people read it.
fn price_band(band: &str, lang: Lang) -> String {
    match band.split_once('-') {
        Some(("", to)) => lang.t(format!("¥{to} 以下"), format!("below ¥{to}")),
        Some((from, "")) => lang.t(format!("¥{from} 以上"), format!("¥{from} and more")),
        Some((from, to)) => format!("¥{from}–{to}"),
        None => band.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_read_like_prices() {
        for (band, zh) in [("-10", "¥10 以下"), ("10-100", "¥10–100"), ("10000-", "¥10000 以上")] {
            assert_eq!(price_band(band, Lang::Zh), zh);
        }
    }
}
