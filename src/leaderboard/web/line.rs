//! A row of the board in words.

use crate::lang::Lang;
use crate::leaderboard::board::{Row, Standing, Unranked};
use crate::leaderboard::movement::{Ranks, movement};
use crate::leaderboard::{Entrant, Measure, Medal, Reason, Value};
use crate::units::Decimal;

impl Measure {
    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Measure::Listings => lang.t("新上架供需", "New listings"),
            Measure::Answers => lang.t("询价按时答复率（%）", "Answered in time (%)"),
            Measure::Deals => lang.t("确认成交", "Deals"),
            Measure::Sourcing => lang.t("本地采购增量（万元）", "More local sourcing (万元)"),
            Measure::Gaps => lang.t("补上缺链", "Gaps closed"),
        }
    }
}

fn missing(reason: Reason, lang: Lang) -> &'static str {
    match reason {
        Reason::NotReported => lang.t("未报送", "Not reported"),
        Reason::Suppressed => lang.t("企业过少不公布", "Too few firms"),
        Reason::NotApplicable => lang.t("无此类事项", "Nothing to measure"),
        Reason::NoHeads => lang.t("缺从业人数", "Employees unknown"),
    }
}

fn cup(medal: Option<Medal>, lang: Lang) -> &'static str {
    match medal {
        Some(Medal::Gold) => lang.t("金杯", "Gold"),
        Some(Medal::Silver) => lang.t("银杯", "Silver"),
        Some(Medal::Bronze) => lang.t("铜杯", "Bronze"),
        None => "",
    }
}

/// A row as the page shows it.
pub struct Line {
    /// Code of the division.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its rank.
    pub rank: String,
    /// How that has moved since the quarter before; empty where nothing is known of it.
    pub moved: String,
    /// Its cup.
    pub cup: &'static str,
    /// Between which ranks it lies.
    pub interval: String,
    /// Its points.
    pub score: String,
    /// Why it has no rank, or that it appeals.
    pub note: String,
    /// Measures with their amounts and how many rows prove them.
    pub values: Vec<(&'static str, String, u64)>,
    /// Rows that prove them, together.
    pub evidence: u64,
    /// Whether it may appeal.
    pub is_ranked: bool,
}

fn value(measure: Measure, value: Value, lang: Lang) -> (&'static str, String, u64) {
    match value {
        // The evidence has every place.
        Value::Known { amount, evidence } => (measure.label(lang), amount.to_fen().to_string(), evidence),
        Value::Missing(reason) => (measure.label(lang), missing(reason, lang).into(), 0),
    }
}

fn unranked(why: Unranked, lang: Lang) -> String {
    match why {
        Unranked::Missing(measure, reason) => format!("{}：{}", measure.label(lang), missing(reason, lang)),
        Unranked::NoSize => lang.t("规模未知", "Its size is not known").into(),
        Unranked::Cover(percent) => {
            lang.t(format!("仅有 {percent}% 权重的数据"), format!("{percent}% of the weight known"))
        }
    }
}

impl Line {
    /// A row of the board.
    pub fn new(row: &Row, entrant: &Entrant, before: &Ranks, lang: Lang) -> Line {
        let empty = Line {
            code: entrant.code.clone(),
            name: entrant.name.clone(),
            rank: "–".into(),
            moved: movement(before, row, entrant).map_or_else(String::new, |moved| moved.label(lang)),
            cup: "",
            interval: String::new(),
            score: String::new(),
            note: String::new(),
            values: Measure::ALL.iter().map(|one| value(*one, entrant.value(*one), lang)).collect(),
            evidence: entrant.evidence(),
            is_ranked: false,
        };
        match row.standing {
            Standing::Ranked { score, rank, interval, medal } => Line {
                rank: rank.to_string(),
                cup: cup(medal, lang),
                interval: format!("{}–{}", interval.from, interval.to),
                score: Decimal::from_raw(score * 10).to_string(),
                is_ranked: true,
                ..empty
            },
            Standing::Frozen(frozen) => Line {
                rank: frozen.rank.to_string(),
                cup: cup(frozen.medal, lang),
                note: lang.t("申诉中，名次冻结", "Appealed; its rank is frozen").into(),
                ..empty
            },
            Standing::Unranked(why) => Line { note: unranked(why, lang), ..empty },
        }
    }
}
