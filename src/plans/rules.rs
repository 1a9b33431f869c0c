//! What a plan is made by, and what it does in figures.

use std::collections::BTreeMap;

use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::lang::Say;
use crate::needs::NeedId;

/// A small firm has fewer employees than this (the upper edge of 小型企业 in industry, 统计上大中小微型企业划分办法 2017).
pub const SMALL_BELOW: i64 = 300;

/// The rules of a plan, as its maker sets them.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Rules {
    /// Needs that one firm takes on at most, 1 to 1,000.
    pub most_needs: u32,
    /// Percent of the contested needs of a good that one firm gets at most, 1 to 100; 100 is no limit.
    pub share: u32,
    /// Points by which a small firm may fall short and still go first, 0 to 20.
    pub chance: f64,
    /// Points for each good of which the plan strengthens the supply, once, 0 to 50.
    pub bonus: f64,
    /// Points that a pairing needs to be chosen at all, 0 to 80.
    pub least: f64,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { most_needs: 10, share: 40, chance: 2.0, bonus: 5.0, least: 45.0 }
    }
}

impl Rules {
    /// These rules, if all are in range.
    ///
    /// # Errors
    /// `Invalid` with the first that is not.
    pub fn checked(self) -> AppResult<Rules> {
        let rules = [
            ("most_needs", f64::from(self.most_needs), 1.0, 1_000.0),
            ("share", f64::from(self.share), 1.0, 100.0),
            ("chance", self.chance, 0.0, 20.0),
            ("bonus", self.bonus, 0.0, 50.0),
            ("least", self.least, 0.0, 80.0),
        ];
        match rules.into_iter().find(|(_, value, least, most)| !(least..=most).contains(&value)) {
            None => Ok(self),
            Some((name, value, least, most)) => {
                let fix = Say::new(format!("请填写 {least} 到 {most}"), format!("Use {least} to {most}"));
                Err(AppError::invalid(name, &value.to_string(), Say::new("不在允许的范围内", "Out of range"), fix))
            }
        }
    }
}

/// Needs and what they are worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Rate {
    /// Needs.
    pub count: u64,
    /// Budgets together, in 万元; needs without one add nothing.
    pub wan: f64,
}

impl Rate {
    /// As a part of `all`, by count, in percent; none where there is nothing.
    pub fn percent_of(&self, all: &Rate) -> Option<f64> {
        (all.count > 0).then(|| self.count as f64 * 100.0 / all.count as f64)
    }

    /// As a part of `all`, by amount, in percent.
    pub fn amount_percent_of(&self, all: &Rate) -> Option<f64> {
        (all.wan > 0.0).then(|| self.wan * 100.0 / all.wan)
    }
}

/// What a plan does to the city.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Effects {
    /// All open needs.
    pub all: Rate,
    /// Those that are bought in the city today.
    pub before: Rate,
    /// Those that are, or would be by the plan.
    pub after: Rate,
    /// Needs that go to small firms.
    pub by_small: Rate,
    /// Suppliers that get needs, and small ones among them.
    pub suppliers: usize,
    pub small_suppliers: usize,
    /// Goods of which the supply is strengthened.
    pub links: usize,
    /// Needs that no candidate fits, that are forbidden, too small, too large, or found no room.
    pub unserved: [u64; 5],
}

/// What changes from one plan to another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// Needs that only the second serves, only the first serves, or another firm serves.
    pub gained: Vec<NeedId>,
    pub lost: Vec<NeedId>,
    pub moved: Vec<NeedId>,
    /// Needs that the same firm serves in both.
    pub same: usize,
}

/// Compares what two plans chose: which firm for which need.
pub fn compare(first: Vec<(NeedId, FirmId)>, second: Vec<(NeedId, FirmId)>) -> Comparison {
    let mut before: BTreeMap<NeedId, FirmId> = first.into_iter().collect();
    let mut comparison = Comparison::default();
    for (need, firm) in second {
        match before.remove(&need) {
            None => comparison.gained.push(need),
            Some(old) if old == firm => comparison.same += 1,
            Some(_) => comparison.moved.push(need),
        }
    }
    comparison.lost = before.into_keys().collect();
    comparison
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_out_of_range_are_named() {
        let usual = Rules::default();
        assert!(usual.checked().is_ok());
        for (wrong, field) in [
            (Rules { most_needs: 0, ..usual }, "most_needs"),
            (Rules { share: 101, ..usual }, "share"),
            (Rules { chance: -1.0, ..usual }, "chance"),
            (Rules { bonus: f64::NAN, ..usual }, "bonus"),
        ] {
            let Err(AppError::Invalid(faults)) = wrong.checked() else { panic!("{wrong:?}") };
            assert_eq!(faults[0].field, field);
        }
    }

    #[test]
    fn a_rate_of_nothing_is_none() {
        let (some, none) = (Rate { count: 1, wan: 2.0 }, Rate::default());
        assert_eq!((some.percent_of(&none), some.amount_percent_of(&none)), (None, None));
        assert_eq!(some.percent_of(&Rate { count: 4, wan: 4.0 }), Some(25.0));
        assert_eq!(some.amount_percent_of(&Rate { count: 4, wan: 4.0 }), Some(50.0));
    }

    #[test]
    fn needs_are_gained_lost_moved_or_the_same() {
        let plan = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(need, firm)| (NeedId((*need).into()), FirmId((*firm).into()))).collect::<Vec<_>>()
        };
        let first = plan(&[("both", "a"), ("moved", "a"), ("lost", "b"), ("gone", "b")]);
        let second = plan(&[("both", "a"), ("gained", "c"), ("moved", "b")]);
        let ids = |names: &[&str]| names.iter().map(|name| NeedId((*name).into())).collect::<Vec<_>>();
        let found = compare(first.clone(), second.clone());
        assert_eq!(found.gained, ids(&["gained"]));
        assert_eq!(found.lost, ids(&["gone", "lost"]));
        assert_eq!((found.moved, found.same), (ids(&["moved"]), 1));
        let back = compare(second, first);
        assert_eq!((back.gained.len(), back.lost), (2, ids(&["gained"])));
    }
}
