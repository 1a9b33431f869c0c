//! The leader's page.

use super::{Field, Pen, Section, chain_link, district_name, name_of};
use crate::clusters::report::changes::{by_growth, is_top};
use crate::clusters::report::words::{self, count, growth, percent, two};
use crate::clusters::report::{Line, Report, Unit};
use crate::clusters::stats::value::Value;
use crate::draw::{Head, spark};

/// Rows of each list.
const SHOWN: usize = 5;

/// A number with its course over the quarters.
pub struct Tile {
    /// What it is.
    pub name: &'static str,
    /// The number.
    pub text: String,
    /// SVG; empty where there is no course.
    pub spark: String,
    /// Where it leads.
    pub link: String,
}

/// The tiles.
pub fn tiles(report: &Report, pen: &Pen) -> Vec<Tile> {
    let course = |unit| {
        let mut values: Vec<Option<f64>> =
            report.past.iter().rev().map(|past| past.cell(unit, None, Line::All, &report.grid).ok()).collect();
        values.push(report.cell(unit, None, Line::All).ok());
        if values.len() > 1 { spark(&Head::new("", ""), &values) } else { String::new() }
    };
    let tile = |name, text, spark, to: &str| Tile { name, text, spark, link: pen.to(to) };
    let whole = |unit| words::text(report.cell(unit, None, Line::All), count);
    let strong = report.clusters.iter().filter(|one| one.strong == Ok(true) && is_top(one.line)).count();
    let rate = |of: fn(&crate::clusters::report::sourcing::Rate) -> Value| {
        words::text(report.sourcing.rates.first().map_or(Ok(0.0), of), percent)
    };
    vec![
        tile(pen.t("企业", "Firms"), whole(Unit::Plants), course(Unit::Plants), "/clusters"),
        tile(pen.t("从业人员", "Jobs"), whole(Unit::Jobs), course(Unit::Jobs), "/clusters"),
        tile(pen.t("强集群", "Strong clusters"), strong.to_string(), String::new(), "/clusters"),
        tile(
            pen.t("本地配套率（数量）", "Local sourcing (count)"),
            rate(|rate| rate.by_count),
            String::new(),
            "/sourcing",
        ),
        tile(pen.t("待办链条环节", "Links to act on"), report.gaps.len().to_string(), String::new(), "/chains"),
    ]
}

/// Growth, gaps and clusters, a few of each.
pub fn summary(report: &Report, pen: &Pen) -> Vec<Section> {
    let mut sections = vec![];
    let known = by_growth(report);
    if !known.is_empty() {
        sections.push(movers(report, pen, &known));
    }
    sections.push(strongest(report, pen));
    sections.push(most_wanted(report, pen));
    sections
}

fn movers(report: &Report, pen: &Pen, known: &[(&crate::clusters::report::clusters::Industry, f64)]) -> Section {
    let mut section = Section::new(
        "movers",
        pen.t("变化最大的行业", "Industries that changed most"),
        pen.t(
            "企业数与上一留存季度相比；少于 10 家的行业不列。",
            "Firms against the quarter before; of ten firms at least.",
        ),
        &[pen.t("行业", "Industry"), pen.t("#企业", "#Firms"), pen.t("#增长", "#Growth")],
    );
    let first = known.iter().take(SHOWN);
    let last = known.iter().skip(SHOWN.max(known.len().saturating_sub(SHOWN)));
    for (industry, rate) in first.chain(last) {
        section.rows.push(vec![
            industry_link(report, industry.line, pen),
            Field::number(industry.firms, count),
            Field::number(Ok(*rate), growth),
        ]);
    }
    section
}

/// The link to an industry's page.
pub fn industry_link(report: &Report, line: Line, pen: &Pen) -> Field {
    let name = name_of(report, line, pen);
    match report.grid.named(line).filter(|named| !named.code.is_empty()) {
        Some(named) => {
            let code = crate::http::in_address(&named.code);
            Field::link(name, pen.to(&format!("/clusters/{code}")))
        }
        None => Field::text(name),
    }
}

fn strongest(report: &Report, pen: &Pen) -> Section {
    let mut section = Section::new(
        "strongest",
        pen.t("最突出的集群", "Clusters that stand out"),
        pen.t(
            "区位商的 95% 区间下限最高者：不只是高，而且有把握。",
            "By the lower end of the quotient’s 95 % interval: not only high, but surely so.",
        ),
        &[
            pen.t("行业", "Industry"),
            pen.t("区县", "District"),
            pen.t("#企业", "#Firms"),
            pen.t("#区位商", "#Quotient"),
            pen.t("95% 区间", "95 % interval"),
        ],
    );
    let mut known: Vec<_> = report.clusters.iter().filter(|one| is_top(one.line) && one.interval.is_ok()).collect();
    let low = |one: &crate::clusters::report::clusters::Cluster| one.interval.map_or(0.0, |range| range.low);
    known.sort_by(|a, b| low(b).total_cmp(&low(a)));
    for one in known.into_iter().take(SHOWN) {
        section.rows.push(vec![
            industry_link(report, one.line, pen),
            Field::text(district_name(report, Some(one.district), pen)),
            Field::number(one.firms, count),
            Field::number(one.quotient, two),
            super::clusters::interval(one.interval),
        ]);
    }
    section
}

fn most_wanted(report: &Report, pen: &Pen) -> Section {
    let mut section = Section::new(
        "wanted",
        pen.t("最缺的环节", "Links most wanted"),
        pen.t("按未满足的需求排序。", "By demand that is not met."),
        &[
            pen.t("品类", "Good"),
            pen.t("类别", "Class"),
            pen.t("#需求", "#Needs"),
            pen.t("#供应企业", "#Suppliers"),
            pen.t("#预算（万元）", "#Budget (10,000 yuan)"),
        ],
    );
    for gap in report.gaps.iter().take(SHOWN) {
        section.rows.push(vec![
            chain_link(report, gap.node, pen),
            Field::text(words::class(gap.finding.class, pen.lang)),
            Field::count(gap.seen.link.demand as usize),
            Field::count(gap.seen.link.suppliers as usize),
            Field::number(gap.seen.budget.ok_or(crate::clusters::stats::value::Absent::NoBase), count),
        ]);
    }
    section
}

/// The tiles as a table.
pub fn figures(report: &Report, pen: &Pen) -> Section {
    let columns = [pen.t("指标", "Figure"), pen.t("数值", "Value")];
    let title = format!("{} {}", pen.t("概要", "Summary"), report.quarter);
    let mut section = Section::new("summary", &title, "", &columns);
    section.rows =
        tiles(report, pen).into_iter().map(|tile| vec![Field::text(tile.name), Field::text(tile.text)]).collect();
    section
}
