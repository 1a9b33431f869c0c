//! What each district could take up next.

use super::summary::industry_link;
use super::{Field, Pen, Section, both, district_name, name_of};
use crate::clusters::report::Report;
use crate::clusters::report::opportunities::Opportunity;
use crate::clusters::report::words::{percent, text, two};
use crate::draw::{Axis, Bubble, Bubbles, bubbles};

/// Points of the chart.
const DRAWN: usize = 30;

/// Industries that districts lack and are near to having, by density; with the chart of density by complexity.
pub fn opportunities(report: &Report, pen: &Pen) -> Vec<Section> {
    let columns = pen.lang.t(
        ["行业", "区县", "#关联密度", "#复杂度", "#现有区位商", "#平台已有需求"],
        ["Industry", "District", "#Relatedness density", "#Complexity", "#Quotient today", "#Needs on the site"],
    );
    let note = pen.t(
        "区县尚无优势（区位商低于 1）而相关行业齐备的行业：关联密度在该区县缺失行业中居前四分之一。复杂度为标准分，正值表示更稀缺、所在区县更多元。只用本报告公布的企业数计算，不予公布的格子不列入。",
        "Industries with a quotient below 1 in a district that has what goes with them: the densest quarter of what it lacks. Complexity is a standard score; above 0 is rarer, and found in more diverse districts. Made of the counts of firms that this report shows; what is withheld is left out.",
    );
    let found = &report.opportunities;
    let mut section = Section::new("opportunities", pen.t("机会清单", "Opportunities"), note, &columns);
    section.chart = chart(report, pen, found);
    section.rows = found.iter().map(|one| row(report, pen, one)).collect();
    vec![section]
}

fn row(report: &Report, pen: &Pen, one: &Opportunity) -> Vec<Field> {
    vec![
        industry_link(report, one.line, pen),
        Field::text(district_name(report, Some(one.district), pen)),
        Field::number(Ok(one.density), percent),
        Field::number(one.complexity, two),
        Field::number(Ok(one.quotient), two),
        Field::count(one.needs),
    ]
}

fn chart(report: &Report, pen: &Pen, found: &[Opportunity]) -> String {
    let drawn: Vec<&Opportunity> = found.iter().filter(|one| one.complexity.is_ok()).take(DRAWN).collect();
    if drawn.is_empty() {
        return String::new();
    }
    let name = |one: &Opportunity| {
        format!("{}·{}", district_name(report, Some(one.district), pen), name_of(report, one.line, pen))
    };
    let mut densities: Vec<f64> = drawn.iter().map(|one| one.density).collect();
    densities.sort_by(f64::total_cmp);
    let bubble = |one: &&Opportunity| Bubble {
        name: name(one),
        x: Some(one.density),
        y: one.complexity.ok(),
        size: one.needs as f64,
        tip: format!("{} {} {}", name(one), percent(one.density), text(one.complexity, two)),
        ..Bubble::default()
    };
    let axis = |name: &str, reference, format| Axis { name: name.to_owned(), reference, log: false, format };
    let quadrants = pen.lang.t(
        ["近而高端", "远而高端", "远而常见", "近而常见"],
        ["near, complex", "far, complex", "far, common", "near, common"],
    );
    let data = Bubbles {
        x: axis(pen.t("关联密度", "Density"), densities[densities.len() / 2], percent),
        y: axis(pen.t("复杂度", "Complexity"), 0.0, two),
        quadrants: quadrants.map(str::to_owned),
        points: drawn.iter().map(bubble).collect(),
    };
    let head = pen.head(
        pen.t("机会图", "Opportunities"),
        pen.t(
            "最接近的 30 个；圆越大，平台上的需求越多。",
            "The thirty nearest; the larger, the more needs on the site.",
        ),
    );
    both(|width| bubbles(&head, &data, width))
}
