//! A trial on the page of resilience: what is switched off, and by how much.

use std::collections::HashSet;

use crate::clusters::market::Market;
use crate::clusters::report::Report;
use crate::http::{AppError, AppResult, in_address};
use crate::lang::Say;

/// Firms that can be named in one trial.
const MOST: usize = 50;

/// What is switched off. Firms that are named are; so are those of the district and the industry, and where both are
/// chosen, those that are of both.
#[derive(Debug, Clone, Default)]
pub struct Trial {
    /// Numbers of the named firms.
    firms: Vec<u32>,
    /// Codes of the district and the wide industry; empty for none.
    district: String,
    industry: String,
    /// Percent of their trade that is lost, 1 to 100.
    shock: u8,
}

/// A choice in a list: code, name, whether it is chosen.
pub type Pick = (String, String, bool);

impl Trial {
    /// Reads an address: `off` once or more often, `district`, `industry`, `shock`.
    ///
    /// # Errors
    /// `NotFound` for a firm that there is not; `Invalid` for a shock that is no percentage, or too many firms.
    pub fn read(pairs: &[(String, String)], market: &Market) -> AppResult<Trial> {
        let mut trial = Trial { shock: 100, ..Trial::default() };
        for (key, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
            match key.as_str() {
                "off" => trial.firms.push(market.firm(value).ok_or(AppError::NotFound)?),
                "district" => value.clone_into(&mut trial.district),
                "industry" => value.clone_into(&mut trial.industry),
                "shock" => trial.shock = percent(value)?,
                _ => {}
            }
        }
        trial.firms.sort_unstable();
        trial.firms.dedup();
        if trial.firms.len() > MOST {
            let why = Say::new("一次最多试算 50 家企业", "At most 50 firms in one trial");
            let fix =
                Say::new("去掉一些企业，或按区县、行业试算", "Take some out, or choose a district or an industry");
            return Err(AppError::invalid("off", &trial.firms.len().to_string(), why, fix));
        }
        Ok(trial)
    }

    /// Whether nothing is switched off.
    pub fn is_empty(&self) -> bool {
        self.firms.is_empty() && self.district.is_empty() && self.industry.is_empty()
    }

    /// The part of their trade that is lost, above 0 and up to 1.
    pub fn part(&self) -> f64 {
        f64::from(self.shock) / 100.0
    }

    /// The percentage that is lost.
    pub fn shock(&self) -> u8 {
        self.shock
    }

    /// Numbers of all firms that are struck.
    pub fn struck(&self, market: &Market) -> Vec<u32> {
        let named: HashSet<u32> = self.firms.iter().copied().collect();
        let by_place = !(self.district.is_empty() && self.industry.is_empty());
        let is_of = |wanted: &str, code: &str| wanted.is_empty() || wanted == code;
        let is_struck = |at: u32| {
            let firm = &market.firms[at as usize];
            named.contains(&at)
                || by_place && is_of(&self.district, &firm.district) && is_of(&self.industry, &firm.industry)
        };
        (0..market.firms.len() as u32).filter(|at| is_struck(*at)).collect()
    }

    /// The named firms: codes and names.
    pub fn named<'a>(&self, market: &'a Market) -> Vec<(&'a str, &'a str)> {
        let firm = |at: &u32| &market.firms[*at as usize];
        self.firms.iter().map(|at| (firm(at).code.as_str(), firm(at).name.as_str())).collect()
    }

    /// Districts to choose from.
    pub fn districts(&self, report: &Report) -> Vec<Pick> {
        let known = report.grid.districts.iter().filter(|named| !named.code.is_empty());
        known.map(|named| (named.code.clone(), named.name.clone(), named.code == self.district)).collect()
    }

    /// Wide industries to choose from.
    pub fn industries(&self, report: &Report) -> Vec<Pick> {
        let known = report.grid.tops.iter().filter(|named| !named.code.is_empty());
        known.map(|named| (named.code.clone(), named.name.clone(), named.code == self.industry)).collect()
    }

    /// What it switches off, as the part of an address that begins after `?`; empty where it is nothing.
    pub fn address(&self, market: &Market) -> String {
        if self.is_empty() {
            return String::new();
        }
        let named = self.named(market).into_iter().map(|(code, _)| format!("off={}", in_address(code)));
        let places = [("district", &self.district), ("industry", &self.industry)];
        let places = places.iter().filter(|(_, code)| !code.is_empty());
        let places = places.map(|(key, code)| format!("{key}={}", in_address(code)));
        let shock = format!("shock={}", self.shock);
        named.chain(places).chain([shock]).collect::<Vec<_>>().join("&")
    }
}

fn percent(written: &str) -> AppResult<u8> {
    let read = written.trim().trim_end_matches(['%', '％']).parse::<u8>().ok().filter(|part| (1..=100).contains(part));
    read.ok_or_else(|| {
        let why = Say::new("冲击幅度应为 1 到 100 的整数", "A shock is a whole number from 1 to 100");
        let fix = Say::new("例如 30 表示损失三成往来", "30, say, takes away three tenths of their trade");
        AppError::invalid("shock", written, why, fix)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::chain::Graph;
    use crate::clusters::market::Firm;

    fn market() -> Market {
        let firm = |code: &str, district: &str, industry: &str| Firm {
            code: code.into(),
            district: district.into(),
            industry: industry.into(),
            ..Firm::default()
        };
        let firms =
            vec![firm("F0", "A", "C17"), firm("F1", "A", "C34"), firm("F2", "B", "C34"), firm("F3", "B", "C17")];
        Market::new(Arc::new(Graph::default()), firms, vec![], vec![])
    }

    fn read(query: &str) -> AppResult<Trial> {
        Trial::read(&serde_urlencoded::from_str::<Vec<(String, String)>>(query).unwrap(), &market())
    }

    #[test]
    fn named_firms_are_struck_and_those_of_the_district_and_the_industry_together() {
        for (query, struck, address) in [
            ("", &[][..], ""),
            ("off=F2&off=F0&off=F2", &[0, 2], "off=F0&off=F2&shock=100"),
            ("district=A&industry=&shock=30", &[0, 1], "district=A&shock=30"),
            ("industry=C34", &[1, 2], "industry=C34&shock=100"),
            ("industry=C34&district=B&off=F0", &[0, 2], "off=F0&district=B&industry=C34&shock=100"),
            ("district=Z", &[], "district=Z&shock=100"),
        ] {
            let trial = read(query).unwrap();
            assert_eq!(trial.struck(&market()), struck, "{query}");
            assert_eq!(trial.address(&market()), address, "{query}");
        }
        assert!(matches!(read("off=F9"), Err(AppError::NotFound)));
        for wrong in ["0", "101", "viel", "-3", "1.5"] {
            assert!(matches!(read(&format!("off=F1&shock={wrong}")), Err(AppError::Invalid(_))), "{wrong}");
        }
    }
}
