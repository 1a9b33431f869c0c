//! Chains, and one of them with its four lists.

use std::collections::HashMap;

use super::{Field, Pen, Section, both, chain_link, firm_link};
use crate::clusters::report::Report;
use crate::clusters::report::chains::{CLASSES, Chain, Gap, fillers};
use crate::clusters::report::words::{self, count, percent};
use crate::clusters::stats::chain::Class;
use crate::clusters::stats::value::{Absent, Value};
use crate::draw::{self, Edge, Node, State};
use crate::http::in_address;

/// Links of the drawing: more are a thicket, and the table has them all.
const DRAWN: usize = 30;

/// All chains, then all gaps.
pub fn chains(report: &Report, pen: &Pen) -> Vec<Section> {
    let columns = pen.lang.t(
        ["产业链", "#需求", "#产品", "#建链", "#补链", "#延链", "#强链", "#完整度"],
        ["Chain", "#Needs", "#Products", "#Build", "#Fill in", "#Extend", "#Strengthen", "#Completeness"],
    );
    let note = pen.t(
        "按需求和产品数列出前 60 条；完整度按需求加权。",
        "The sixty with the most needs and products; completeness is weighted by needs.",
    );
    let mut section = Section::new("chains", pen.t("产业链", "Chains"), note, &columns);
    for chain in &report.chains {
        let mut row =
            vec![chain_link(report, chain.node, pen), Field::count(chain.needs), Field::count(chain.products)];
        row.extend(chain.counts.map(Field::count));
        row.push(Field::number(chain.completeness, percent));
        section.rows.push(row);
    }
    vec![section, gaps(report, pen)]
}

fn gap_columns<'a>(pen: &Pen) -> [&'a str; 9] {
    pen.lang.t(
        ["品类", "类别", "理由", "#需求", "#供应企业", "#满足度", "#预算（万元）", "需求依据", "产品依据"],
        [
            "Good",
            "Class",
            "Why",
            "#Needs",
            "#Suppliers",
            "#Met",
            "#Budget (10,000 yuan)",
            "Needs behind it",
            "Products behind it",
        ],
    )
}

/// The gaps of all goods that somebody asks for.
pub fn gaps(report: &Report, pen: &Pen) -> Section {
    let note = pen.t(
        "有需求、但本市没有供应或供应薄弱的品类，按未满足的需求排序。",
        "Goods that are asked for and have no supply in the city or a fragile one, by demand that is not met.",
    );
    let mut section = Section::new("gaps", pen.t("建补延强清单", "Gaps"), note, &gap_columns(pen));
    section.rows = report.gaps.iter().map(|gap| gap_row(report, pen, gap)).collect();
    section
}

fn gap_row(report: &Report, pen: &Pen, gap: &Gap) -> Vec<Field> {
    let link = &gap.seen.link;
    let why: Vec<String> =
        gap.finding.reasons.iter().map(|reason| words::reason(*reason).r#in(pen.lang).to_owned()).collect();
    let mut why = why.join(pen.t("；", "; "));
    for (neighbours, name) in [(&gap.upstream, pen.t("上游", "before")), (&gap.downstream, pen.t("下游", "after"))]
    {
        if link.suppliers == 0 && !neighbours.is_empty() {
            why.push_str(&format!(" [{name}: {}]", neighbours.join("、")));
        }
    }
    vec![
        chain_link(report, gap.node, pen),
        Field::text(words::class(gap.finding.class, pen.lang)),
        Field::text(why),
        Field::count(link.demand as usize),
        Field::count(link.suppliers as usize),
        Field::number(link.fill(), percent),
        Field::number(gap.seen.budget.ok_or(Absent::NoBase), count),
        codes(&gap.needs, "/needs/"),
        codes(&gap.products, "/products/"),
    ]
}

/// Codes of rows, each leading to its page.
fn codes(codes: &[String], root: &str) -> Field {
    Field::several(codes.iter().map(|code| Field::link(code, format!("{root}{}", in_address(code)))))
}

/// Firms that likely make a good.
pub type Likely = HashMap<crate::chain::Node, Vec<u32>>;

/// One chain: its numbers and graph, the lists of each class with who could fill them, and its other links.
pub fn chain(report: &Report, pen: &Pen, chain: &Chain, likely: &Likely) -> Vec<Section> {
    let mut sections = vec![numbers(report, pen, chain)];
    for class in CLASSES {
        let own: Vec<&Gap> = chain.links.iter().filter(|gap| gap.finding.class == class).collect();
        if !own.is_empty() {
            sections.push(list(report, pen, (class, &own), likely));
        }
    }
    let rest = chain.links.iter().filter(|gap| !gap.is_open());
    let mut others = Section::new("sound", pen.t("其余环节", "Other links"), "", &gap_columns(pen));
    others.rows = rest.map(|gap| gap_row(report, pen, gap)).collect();
    sections.push(others);
    sections
}

fn numbers(report: &Report, pen: &Pen, chain: &Chain) -> Section {
    let numbers = chain.numbers;
    let columns = [pen.t("指标", "Figure"), pen.t("#数值", "#Value"), pen.t("含义", "Meaning")];
    let mut section = Section::new("numbers", pen.t("链条概况", "The chain in numbers"), "", &columns);
    let row = |name: &str, value: Value, meaning: &str| {
        vec![Field::text(name), Field::number(value, percent), Field::text(meaning)]
    };
    section.rows = vec![
        row(
            pen.t("覆盖率", "Coverage"),
            numbers.coverage,
            pen.t("有本地供应的环节占比", "Links with a local supplier"),
        ),
        row(
            pen.t("完整度", "Completeness"),
            numbers.completeness,
            pen.t("各环节需求满足程度", "Links, as far as demand is met"),
        ),
        row(
            pen.t("冗余度", "Redundancy"),
            numbers.redundancy,
            pen.t("有两家以上供应的环节占比", "Links with two suppliers or more"),
        ),
        row(
            pen.t("潜在本地配套率", "Potential local sourcing"),
            numbers.potential,
            pen.t("本市最多能满足的需求", "Demand that the city could meet"),
        ),
    ];
    section.chart = graph(report, pen, chain);
    section
}

fn list(report: &Report, pen: &Pen, (class, own): (Class, &[&Gap]), likely: &Likely) -> Section {
    let mut columns = gap_columns(pen).to_vec();
    columns.push(pen.t("产品相近的企业", "Firms that list something near"));
    columns.push(pen.t("可能会做的企业（推断）", "Firms that likely make it (inferred)"));
    let id = words::class_code(class);
    let note = match class {
        Class::Build => pen.t("本市上下游都没有，但有需求。", "Nothing around it is in the city, and it is asked for."),
        Class::FillIn => pen.t("上游和下游本市都有，缺这一环。", "Present before and after it, missing between."),
        Class::Extend => pen.t("接在本市已有环节之后（或之前），本市没有。", "Next to what is present, and absent."),
        _ => pen.t("有供应但薄弱。", "Present and fragile."),
    };
    let mut section = Section::new(id, words::class(class, pen.lang), note, &columns);
    for gap in own {
        let mut row = gap_row(report, pen, gap);
        let near = fillers(&report.market, gap.node).into_iter().map(|filler| {
            let (firm, product) = (firm_link(report, filler.firm), &report.market.products[filler.product as usize]);
            Field { text: format!("{}（{}）", firm.text, product.name), ..firm }
        });
        row.push(Field::several(near));
        let likely = likely.get(&gap.node).into_iter().flatten();
        row.push(Field::several(likely.map(|firm| firm_link(report, *firm))));
        section.rows.push(row);
    }
    section
}

fn graph(report: &Report, pen: &Pen, chain: &Chain) -> String {
    let node = |gap: &Gap| {
        let link = gap.seen.link;
        let field = chain_link(report, gap.node, pen);
        Node {
            name: field.text,
            suppliers: format!("{} {}", link.suppliers, pen.t("家", "suppliers")),
            fill: words::drawn(link.fill(), |fill| format!("{:.0}%", fill * 100.0)),
            state: match gap.finding.class {
                Class::Sound => State::Ok,
                Class::Strengthen => State::Weak,
                Class::Unasked => State::None,
                _ => State::Missing,
            },
            layer: None,
            link: Some(field.link),
        }
    };
    let nodes: Vec<Node> = chain.links.iter().take(DRAWN).map(node).collect();
    let inside = |(from, to): &&(usize, usize)| *from < nodes.len() && *to < nodes.len();
    let edge = |(from, to): &(usize, usize)| {
        let demand = chain.links[*from].seen.link.demand;
        Edge { from: *from, to: *to, weight: demand, text: String::new() }
    };
    let edges = chain.feeds.iter().filter(inside).map(edge).collect();
    let data = draw::Chain { edges, nodes };
    let head = pen.head(
        pen.t("产业链图", "The chain"),
        pen.t(
            "从上游到下游；至多画 30 个环节，其余见表。",
            "From inputs to goods; thirty links at most, the rest in the tables.",
        ),
    );
    both(|width| draw::chain(&head, &data, width))
}
