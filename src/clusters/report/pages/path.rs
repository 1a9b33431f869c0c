//! A way from one good to another, and what of it is missing in the city.

use super::{Field, Pen, Section, chain_link, firm_link};
use crate::chain::Relation;
use crate::clusters::report::Report;
use crate::clusters::report::chains::fillers;
use crate::clusters::report::path::Step;
use crate::clusters::report::words;

/// The steps of a way, each with its suppliers, its class, and who could fill it where nobody supplies it.
pub fn path(report: &Report, pen: &Pen, steps: &[Step]) -> Section {
    let columns = pen.lang.t(
        ["品类", "与上一步的关系", "#本地供应企业", "#需求", "类别", "产品相近的企业"],
        ["Good", "From the step before", "#Local suppliers", "#Needs", "Class", "Firms that list something near"],
    );
    let missing = steps.iter().filter(|step| step.gap.seen.link.suppliers == 0).count();
    let note = format!(
        "{} {}，{} {}。{}",
        pen.t("环节：", "Goods on the way:"),
        steps.len(),
        pen.t("本市没有供应：", "without a supplier in the city:"),
        missing,
        pen.t("在缺口最少的路径中取最短的一条。", " Of the ways with the fewest of these, the shortest.",),
    );
    let mut section = Section::new("path", pen.t("路径", "The way"), &note, &columns);
    section.rows = steps.iter().map(|step| row(report, pen, step)).collect();
    section
}

fn row(report: &Report, pen: &Pen, step: &Step) -> Vec<Field> {
    let link = &step.gap.seen.link;
    let by = match step.by {
        Some(Relation::InputOf) => pen.t("由上一步投入", "takes it as an input"),
        Some(Relation::KindOf) => pen.t("上一步是它的一种", "the step before is a kind of it"),
        Some(Relation::SameAs) => pen.t("同一品类", "the same good"),
        None => words::NONE,
    };
    let near = if link.suppliers == 0 { fillers(&report.market, step.gap.node) } else { vec![] };
    let near = near.into_iter().map(|filler| {
        let (firm, product) = (firm_link(report, filler.firm), &report.market.products[filler.product as usize]);
        Field { text: format!("{}（{}）", firm.text, product.name), ..firm }
    });
    vec![
        chain_link(report, step.gap.node, pen),
        Field::text(by),
        Field::count(link.suppliers as usize),
        Field::count(link.demand as usize),
        Field::text(words::class(step.gap.finding.class, pen.lang)),
        Field::several(near),
    ]
}
