//! What a leader reads first: three sentences on what changed since the quarter before, made of figures that are shown.

use super::clusters::Industry;
use super::words::{count, growth};
use super::{Level, Line, Report, Unit};
use crate::clusters::stats::value::Value;
use crate::lang::Say;

/// Firms of an industry below which its growth is not told of: a rate of few says little.
pub const LEAST_TO_TELL: f64 = 10.0;

/// Industries whose growth may be told, the fastest first.
pub fn by_growth(report: &Report) -> Vec<(&Industry, f64)> {
    let told = |industry: &&Industry| {
        matches!(industry.line, Line::Top(_)) && industry.firms.is_ok_and(|firms| firms >= LEAST_TO_TELL)
    };
    let mut known: Vec<(&Industry, f64)> =
        report.industries.iter().filter(told).filter_map(|one| Some((one, one.growth.ok()?))).collect();
    known.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.line.cmp(&b.0.line)));
    known
}

fn name(report: &Report, line: Line) -> String {
    report.grid.named(line).map(|named| named.name.clone()).unwrap_or_default()
}

/// The three sentences.
pub fn sentences(report: &Report) -> Vec<Say> {
    vec![size(report), industries(report), chains(report)]
}

fn size(report: &Report) -> Say {
    let firms = report.cell(Unit::Plants, None, Line::All);
    let before = report.past.first().map(|past| (past, past.cell(Unit::Plants, None, Line::All, &report.grid)));
    match (firms, before) {
        (Ok(now), Some((past, Ok(before)))) if before > 0.0 => {
            let rate = growth(now / before - 1.0);
            Say::new(
                format!(
                    "与 {} 相比，已核验企业由 {} 家变为 {} 家（{rate}）。",
                    past.quarter,
                    count(before),
                    count(now)
                ),
                format!(
                    "Since {}, verified firms went from {} to {} ({rate}).",
                    past.quarter,
                    count(before),
                    count(now)
                ),
            )
        }
        (Ok(now), _) => Say::new(
            format!("已核验企业 {} 家；这是第一个留存的季度，从下一季度起可以比较。", count(now)),
            format!("{} verified firms; this is the first quarter kept, and the next one can be compared.", count(now)),
        ),
        _ => Say::new("企业数太少，不予公布。", "There are too few firms to tell their number."),
    }
}

fn industries(report: &Report) -> Say {
    let known = by_growth(report);
    match (known.first(), known.last()) {
        (Some((up, most)), Some((down, least))) if *most > *least => {
            let (up, down) = (name(report, up.line), name(report, down.line));
            let (most, least) = (growth(*most), growth(*least));
            Say::new(
                format!("企业数增长最快的行业是{up}（{most}），最慢的是{down}（{least}）。"),
                format!("The industry that grew fastest is {up} ({most}), the slowest {down} ({least})."),
            )
        }
        _ => largest(report),
    }
}

fn largest(report: &Report) -> Say {
    let size = |industry: &&Industry| -> Value { industry.firms };
    let tops = report.industries.iter().filter(|industry| matches!(industry.line, Line::Top(_)));
    let known = tops.filter(|industry| report.grid.named(industry.line).is_some_and(|named| !named.code.is_empty()));
    let most = known.filter(|one| size(one).is_ok()).max_by(|a, b| {
        let of = |industry: &Industry| industry.firms.unwrap_or(0.0);
        of(a).total_cmp(&of(b)).then(b.line.cmp(&a.line))
    });
    match most.map(|one| (name(report, one.line), one.firms.unwrap_or(0.0))) {
        Some((name, firms)) => Say::new(
            format!("企业最多的行业是{name}（{} 家）。", count(firms)),
            format!("The industry with the most firms is {name} ({}).", count(firms)),
        ),
        None => Say::new("行业数据不足。", "Industries are not stated."),
    }
}

fn chains(report: &Report) -> Say {
    let missing = report.gaps.iter().filter(|gap| gap.seen.link.suppliers == 0).count();
    let fragile = report.gaps.len() - missing;
    let strong = report.clusters.iter().filter(|one| one.strong == Ok(true) && is_top(one.line)).count();
    Say::new(
        format!("有需求的品类中，{missing} 个本市没有供应企业，{fragile} 个有供应但薄弱；强集群 {strong} 个。"),
        format!(
            "Of the goods that are asked for, {missing} have no supplier in the city and {fragile} have a fragile supply; \
             {strong} clusters are strong."
        ),
    )
}

/// Whether a line is one of the wide industries.
pub fn is_top(line: Line) -> bool {
    matches!(line, Line::Top(_))
}

/// The level of a line.
pub fn level(line: Line) -> Level {
    if is_top(line) { Level::Top } else { Level::Class }
}
