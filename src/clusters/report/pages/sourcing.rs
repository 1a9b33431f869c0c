//! The local sourcing rate.

use super::{Field, Pen, Section, both, district_name};
use crate::clusters::report::Report;
use crate::clusters::report::sourcing::Rate;
use crate::clusters::report::words::{self, count, percent};
use crate::clusters::stats::small::Interval;
use crate::clusters::stats::value::Absent;
use crate::draw::{Bar, Bars, bars};

/// The rates by count and by budget, with bounds.
pub fn sourcing(report: &Report, pen: &Pen) -> Vec<Section> {
    let columns = pen.lang.t(
        [
            "区县",
            "#需求",
            "#本地采购",
            "#外地采购",
            "#尚无来源",
            "#未说明",
            "#配套率（数量）",
            "数量上下限",
            "#预算（万元）",
            "#配套率（金额）",
            "金额上下限",
        ],
        [
            "District",
            "#Needs",
            "#Bought locally",
            "#Bought outside",
            "#No source yet",
            "#Not said",
            "#Rate by count",
            "Bounds by count",
            "#Budget (10,000 yuan)",
            "#Rate by amount",
            "Bounds by amount",
        ],
    );
    let note = pen.t(
        "配套率 = 本地采购 ÷ 说明了来源的需求。上下限把未说明的全部算作外地或本地。金额取需求预算，没有预算的不计。",
        "The rate is what is bought locally of the needs that say where. The bounds take all that do not say as bought outside, or locally. Amounts are budgets; needs without one are left out.",
    );
    let mut section = Section::new("sourcing", pen.t("本地配套率", "Local sourcing"), note, &columns);
    section.rows = report.sourcing.rates.iter().map(|rate| row(report, pen, rate)).collect();
    section.chart = chart(report, pen);
    vec![section, deals(report, pen)]
}

/// The deals of the quarter.
fn deals(report: &Report, pen: &Pen) -> Section {
    let columns = pen.lang.t(
        ["来源", "#成交", "#金额（万元）", "#占比（数量）", "#占比（金额）"],
        ["From", "#Deals", "#Amount (10,000 yuan)", "#Share by count", "#Share by amount"],
    );
    let note = pen.t(
        "合同期始于本季度、买卖双方都确认的成交。买方或卖方少于三家、或一两家占绝大部分时不予公布。",
        "Deals whose term begins in the quarter, confirmed by both sides. Withheld where fewer than three buyers or sellers stand behind them, or one or two have nearly all.",
    );
    let mut section = Section::new("deals", pen.t("实际成交", "What was really bought"), note, &columns);
    for line in &report.deals.lines {
        let name = match line.is_local {
            Some(true) => pen.t("本地", "In the city"),
            Some(false) => pen.t("外地", "From outside"),
            None => pen.t("合计", "All"),
        };
        let shares = report.deals.shares(line.is_local).unwrap_or([Err(Absent::NoBase); 2]);
        let mut row = vec![Field::text(name), Field::number(line.deals, count), Field::number(line.amount, count)];
        row.extend(shares.map(|share| Field::number(share, percent)));
        section.rows.push(row);
    }
    section
}

fn row(report: &Report, pen: &Pen, rate: &Rate) -> Vec<Field> {
    let mut row = vec![Field::text(district_name(report, rate.district, pen)), Field::number(rate.all, count)];
    row.extend(rate.needs.map(|needs| Field::number(needs, count)));
    row.extend([
        Field::number(rate.by_count, percent),
        bounds(rate.count_bounds),
        Field::number(rate.budget, count),
        Field::number(rate.by_budget, percent),
        bounds(rate.budget_bounds),
    ]);
    row
}

fn bounds(range: Result<Interval, Absent>) -> Field {
    match range {
        Ok(range) => Field::text(format!("{}–{}", percent(range.low), percent(range.high))),
        Err(why) => Field::number(Err(why), percent),
    }
}

fn chart(report: &Report, pen: &Pen) -> String {
    let bar = |rate: &Rate| Bar {
        label: district_name(report, rate.district, pen),
        value: words::drawn(rate.by_count.map(|share| share * 100.0), |share| format!("{share:.1}%")),
        interval: rate.count_bounds.ok().map(|range| (range.low * 100.0, range.high * 100.0)),
        link: None,
    };
    let data = Bars { bars: report.sourcing.rates.iter().map(bar).collect(), reference: None };
    let head = pen
        .head(pen.t("本地配套率（按需求数）", "Local sourcing by count"), pen.t("须线为上下限。", "With the bounds."));
    both(|width| bars(&head, &data, width))
}
