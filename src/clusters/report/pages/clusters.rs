//! The portfolio, one cluster, and districts beside each other.

use super::summary::industry_link;
use super::{Field, Pen, Section, both, district_name, firms_behind, name_of, spread};
use crate::clusters::report::changes::level;
use crate::clusters::report::clusters::{Cluster, Industry};
use crate::clusters::report::words::{self, count, four, growth, two};
use crate::clusters::report::{Level, Line, Report, Unit};
use crate::clusters::stats::agglomeration::Strength;
use crate::clusters::stats::small::Interval;
use crate::clusters::stats::value::{Absent, Value};
use crate::draw::{self, Axis, Bar, Bars, Bubble, Bubbles, bars, bubbles};

/// Points of a chart.
const DRAWN: usize = 30;

/// An interval as `1.20–3.40`.
pub fn interval(range: Result<Interval, Absent>) -> Field {
    match range {
        Ok(range) => Field::text(format!("{:.2}–{:.2}", range.low, range.high)),
        Err(why) => Field::number(Err(why), two),
    }
}

fn is_of(line: Line, wanted: Level) -> bool {
    level(line) == wanted
}

/// The page of the portfolio: the chart over both tables.
pub fn clusters(report: &Report, pen: &Pen, wanted: Level) -> Vec<Section> {
    let mut sections = portfolio(report, pen, wanted);
    if let Some(section) = sections.last_mut() {
        section.chart = chart(report, pen, wanted);
    }
    sections.reverse();
    sections
}

/// Industries of a level, then clusters of it, the largest first.
pub fn portfolio(report: &Report, pen: &Pen, wanted: Level) -> Vec<Section> {
    vec![industries(report, pen, wanted), cells(report, pen, wanted)]
}

fn largest(report: &Report, wanted: Level) -> Vec<&Cluster> {
    let mut found: Vec<&Cluster> = report.clusters.iter().filter(|one| is_of(one.line, wanted)).collect();
    let size = |one: &Cluster| one.firms.unwrap_or(0.0);
    found.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.line.cmp(&b.line)).then(a.district.cmp(&b.district)));
    found
}

fn industries(report: &Report, pen: &Pen, wanted: Level) -> Section {
    let title = match wanted {
        Level::Top => pen.t("行业（大类）", "Industries (wide)"),
        Level::Class => pen.t("行业（小类）", "Industries (fine)"),
    };
    let id = if wanted == Level::Top { "industries" } else { "classes" };
    let note = pen.t(
        "EG γ：高于 0.05 为强集聚，z 高于 1.96 时超出偶然；γ、HHI 少于 10 家申报从业人员的企业不计算。",
        "EG γ above 0.05 is strong; with z above 1.96 it is more than chance. γ and HHI need ten firms that state jobs.",
    );
    let columns = [
        pen.t("行业", "Industry"),
        pen.t("代码", "Code"),
        pen.t("#企业", "#Firms"),
        pen.t("#从业人员", "#Jobs"),
        pen.t("#EG γ", "#EG γ"),
        pen.t("#z", "#z"),
        pen.t("集聚", "Clustering"),
        pen.t("#HHI", "#HHI"),
        pen.t("最集中的区县", "Home"),
        pen.t("#企业增长", "#Growth of firms"),
        pen.t("#从业人员增长", "#Growth of jobs"),
    ];
    let mut section = Section::new(id, title, note, &columns);
    let mut found: Vec<&Industry> = report.industries.iter().filter(|one| is_of(one.line, wanted)).collect();
    let size = |one: &Industry| one.firms.unwrap_or(0.0);
    found.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.line.cmp(&b.line)));
    section.rows = found.into_iter().map(|one| industry_row(report, pen, one)).collect();
    section
}

fn industry_row(report: &Report, pen: &Pen, one: &Industry) -> Vec<Field> {
    let code = report.grid.named(one.line).map(|named| named.code.clone()).unwrap_or_default();
    let home = one.home.map(|home| district_name(report, Some(home), pen));
    vec![
        industry_link(report, one.line, pen),
        Field::text(code),
        Field::number(one.firms, count).open(firms_behind(report, None, one.line)),
        Field::number(one.jobs, count),
        Field::number(one.gamma, four),
        Field::number(one.z, two),
        Field::text(strength(one.gamma, pen)),
        Field::number(one.hhi, four),
        Field::text(home.unwrap_or_else(|| words::NONE.to_owned())),
        Field::number(one.growth, growth),
        Field::number(one.jobs_growth, growth),
    ]
}

fn strength(gamma: Value, pen: &Pen) -> &'static str {
    match gamma.map(Strength::of) {
        Ok(Strength::Dispersed) => pen.lang.t("分散", "dispersed"),
        Ok(Strength::Weak) => pen.lang.t("弱", "weak"),
        Ok(Strength::Moderate) => pen.lang.t("中", "moderate"),
        Ok(Strength::Strong) => pen.lang.t("强", "strong"),
        Err(_) => "",
    }
}

fn cells(report: &Report, pen: &Pen, wanted: Level) -> Section {
    let title = match wanted {
        Level::Top => pen.t("集群（区县×大类）", "Clusters (wide)"),
        Level::Class => pen.t("集群（区县×小类）", "Clusters (fine)"),
    };
    let id = if wanted == Level::Top { "clusters" } else { "fine" };
    let mut section = Section::new(id, title, &note_of_base(report, pen), &cluster_columns(pen));
    section.rows = largest(report, wanted).into_iter().map(|one| cluster_row(report, pen, one)).collect();
    section
}

fn note_of_base(report: &Report, pen: &Pen) -> String {
    let base = match report.base {
        Unit::Jobs => pen.t(
            "区位商按从业人员计算，区间宽度按企业数计算。",
            "Quotients compare jobs; their intervals are as wide as counts of firms make them.",
        ),
        Unit::Plants => pen.t(
            "申报从业人员的企业不足一半，区位商按企业数计算。",
            "Fewer than half of the firms state jobs, so quotients compare firms.",
        ),
    };
    let stars = pen.t(
        "星级：规模、专业化（区位商≥2）、聚焦各一星。",
        " Stars: one each for size, specialisation (quotient of 2) and focus.",
    );
    format!("{base}{stars}")
}

fn cluster_columns<'a>(pen: &Pen) -> [&'a str; 9] {
    pen.lang.t(
        ["行业", "区县", "#企业", "#从业人员", "#区位商", "95% 区间", "#星级", "强集群", "#企业增长"],
        [
            "Industry",
            "District",
            "#Firms",
            "#Jobs",
            "#Quotient",
            "95 % interval",
            "#Stars",
            "Strong",
            "#Growth of firms",
        ],
    )
}

fn cluster_row(report: &Report, pen: &Pen, one: &Cluster) -> Vec<Field> {
    let strong = match one.strong {
        Ok(true) => pen.t("是", "yes").to_owned(),
        Ok(false) => pen.t("否", "no").to_owned(),
        Err(why) => words::text(Err(why), count),
    };
    vec![
        industry_link(report, one.line, pen),
        Field::text(district_name(report, Some(one.district), pen)),
        Field::number(one.firms, count).open(firms_behind(report, Some(one.district), one.line)),
        Field::number(one.jobs, count),
        Field::number(one.quotient, two),
        interval(one.interval),
        Field::number(one.stars.map(|stars| stars.count() as f64), count),
        Field::text(strong),
        Field::number(one.growth, growth),
    ]
}

/// Quotient by growth where there is a quarter before, else bars of the quotients.
fn chart(report: &Report, pen: &Pen, wanted: Level) -> String {
    let found = largest(report, wanted);
    let shown = || found.iter().filter(|one| one.quotient.is_ok()).take(DRAWN);
    let name = |one: &Cluster| {
        format!("{}·{}", district_name(report, Some(one.district), pen), name_of(report, one.line, pen))
    };
    let title = pen.t("集群组合", "Portfolio of clusters");
    let head = pen.head(
        title,
        pen.t("最大的 30 个集群；数字见表。", "The thirty largest clusters; the numbers are in the table."),
    );
    if report.past.is_empty() {
        let bar = |one: &&Cluster| Bar {
            label: name(one),
            value: words::drawn(one.quotient, two),
            interval: one.interval.ok().map(|range| (range.low, range.high)),
            link: None,
        };
        let reference = Some((1.0, pen.t("全市 = 1", "City = 1").to_owned()));
        let data = Bars { bars: shown().map(bar).collect(), reference };
        return both(|width| bars(&head, &data, width));
    }
    let axis = |name: &str, reference, log, format| Axis { name: name.to_owned(), reference, log, format };
    let bubble = |one: &&Cluster| Bubble {
        name: name(one),
        x: one.quotient.ok(),
        interval: one.interval.ok().map(|range| (range.low, range.high)),
        y: one.growth.ok().map(|rate| rate * 100.0),
        size: one.firms.unwrap_or(0.0),
        stars: one.stars.map_or(0, |stars| stars.count() as u8),
        tip: format!("{} LQ {} {}", name(one), words::text(one.quotient, two), words::text(one.growth, growth)),
        link: None,
    };
    let quadrants = pen.lang.t(["明星", "新兴", "萎缩", "转型"], ["star", "emerging", "shrinking", "transforming"]);
    let data = Bubbles {
        x: axis(pen.t("区位商", "Quotient"), 1.0, true, two),
        y: axis(pen.t("企业增长 %", "Growth of firms, %"), 0.0, false, |v| format!("{v:.0}%")),
        quadrants: quadrants.map(str::to_owned),
        points: shown().map(bubble).collect(),
    };
    both(|width| bubbles(&head, &data, width))
}

/// One industry: its figures, its districts, its finer industries.
pub fn cluster(report: &Report, pen: &Pen, one: &Industry) -> Vec<Section> {
    let columns = [pen.t("指标", "Figure"), pen.t("#数值", "#Value")];
    let mut own = Section::new("figures", pen.t("指标", "Figures"), "", &columns);
    let rows = [
        (pen.t("企业", "Firms"), Field::number(one.firms, count).open(firms_behind(report, None, one.line))),
        (pen.t("从业人员", "Jobs"), Field::number(one.jobs, count)),
        (pen.t("有该行业的区县", "Districts that have it"), Field::count(one.districts)),
        ("EG γ", Field::number(one.gamma, four)),
        ("z", Field::number(one.z, two)),
        (pen.t("企业规模集中度 HHI", "HHI of plants"), Field::number(one.hhi, four)),
        (pen.t("企业增长", "Growth of firms"), Field::number(one.growth, growth)),
        (pen.t("从业人员增长", "Growth of jobs"), Field::number(one.jobs_growth, growth)),
    ];
    own.rows = rows.into_iter().map(|(name, field)| vec![Field::text(name), field]).collect();
    let here: Vec<&Cluster> = report.clusters.iter().filter(|cluster| cluster.line == one.line).collect();
    let mut split =
        Section::new("districts", pen.t("各区县", "By district"), &note_of_base(report, pen), &cluster_columns(pen));
    split.rows = here.iter().map(|cluster| cluster_row(report, pen, cluster)).collect();
    split.chart = quotients(report, pen, &here);
    let mut sections = vec![own, split];
    sections.extend(spread::section(report, pen, one.line));
    if let Line::Top(top) = one.line {
        let mut finer = industries(report, pen, Level::Class);
        let inside = |industry: &&Industry| match industry.line {
            Line::Class(at) => report.grid.classes[usize::from(at)].1 == top,
            _ => false,
        };
        finer.rows = report.industries.iter().filter(inside).map(|one| industry_row(report, pen, one)).collect();
        sections.push(finer);
    }
    sections
}

fn quotients(report: &Report, pen: &Pen, here: &[&Cluster]) -> String {
    let bar = |one: &&Cluster| Bar {
        label: district_name(report, Some(one.district), pen),
        value: words::drawn(one.quotient, two),
        interval: one.interval.ok().map(|range| (range.low, range.high)),
        link: None,
    };
    let data = Bars {
        bars: here.iter().map(bar).collect(),
        reference: Some((1.0, pen.t("全市 = 1", "City = 1").to_owned())),
    };
    let head =
        pen.head(pen.t("各区县区位商", "Quotients by district"), pen.t("须线为 95% 区间。", "With 95 % intervals."));
    both(|width| draw::bars(&head, &data, width))
}

/// Districts beside each other; all where none is chosen.
pub fn districts(report: &Report, pen: &Pen, chosen: &[u16]) -> Section {
    let columns = pen.lang.t(
        ["区县", "#企业", "#从业人员", "#企业/km²", "#强集群", "区位商最高的行业", "#区位商", "#本地配套率（数量）"],
        [
            "District",
            "#Firms",
            "#Jobs",
            "#Firms per km²",
            "#Strong clusters",
            "Industry with the highest quotient",
            "#Quotient",
            "#Local sourcing (count)",
        ],
    );
    let note = pen.t("所有数字同一季度、同一口径。", "All of one quarter and one base.");
    let mut section = Section::new("compare", pen.t("区县对比", "Districts"), note, &columns);
    let all = 0..report.grid.districts.len() as u16;
    for district in all.filter(|at| chosen.is_empty() || chosen.contains(at)) {
        section.rows.push(district_row(report, pen, district));
    }
    section
}

fn district_row(report: &Report, pen: &Pen, district: u16) -> Vec<Field> {
    let firms = report.cell(Unit::Plants, Some(district), Line::All);
    let area = report.grid.areas[usize::from(district)].ok_or(Absent::NoBase);
    let density = firms.and_then(|firms| Ok(firms / area?));
    let here = || report.clusters.iter().filter(|one| one.district == district && is_of(one.line, Level::Top));
    let strong = here().filter(|one| one.strong == Ok(true)).count();
    // The lower end, so that a handful of firms does not lead.
    let low = |one: &&Cluster| one.interval.map_or(0.0, |range| range.low);
    let best = here().filter(|one| one.interval.is_ok()).max_by(|a, b| low(a).total_cmp(&low(b)));
    let rate = report.sourcing.rates.iter().find(|rate| rate.district == Some(district));
    vec![
        Field::text(district_name(report, Some(district), pen)),
        Field::number(firms, count).open(firms_behind(report, Some(district), Line::All)),
        Field::number(report.cell(Unit::Jobs, Some(district), Line::All), count),
        Field::number(density, two),
        Field::count(strong),
        best.map_or_else(|| Field::text(words::NONE), |one| industry_link(report, one.line, pen)),
        Field::number(best.map_or(Err(Absent::NoBase), |one| one.quotient), two),
        Field::number(rate.map_or(Err(Absent::NoBase), |rate| rate.by_count), words::percent),
    ]
}

/// The page of chosen districts.
pub fn compare(report: &Report, pen: &Pen, chosen: &[u16]) -> Vec<Section> {
    let mut table = districts(report, pen, chosen);
    let picked = |at: &u16| chosen.is_empty() || chosen.contains(at);
    let bar = |at: u16| Bar {
        label: district_name(report, Some(at), pen),
        value: words::drawn(report.cell(Unit::Plants, Some(at), Line::All), count),
        interval: None,
        link: None,
    };
    let data =
        Bars { bars: (0..report.grid.districts.len() as u16).filter(picked).map(bar).collect(), reference: None };
    let head = pen.head(pen.t("企业数", "Firms"), pen.t("各区县企业数。", "Firms by district."));
    table.chart = both(|width| draw::bars(&head, &data, width));
    let names: Vec<String> = (0..report.grid.districts.len() as u16)
        .filter(picked)
        .map(|at| format!("#{}", district_name(report, Some(at), pen)))
        .collect();
    let title = pen.t("各行业企业数", "Firms by industry");
    let columns: Vec<&str> =
        std::iter::once(pen.t("行业", "Industry")).chain(names.iter().map(String::as_str)).collect();
    let mut mix = Section::new("mix", title, "", &columns);
    for line in report.grid.lines(Level::Top) {
        let cells = (0..report.grid.districts.len() as u16).filter(picked).map(|at| {
            let firms = Field::number(report.cell(Unit::Plants, Some(at), line), count);
            firms.open(firms_behind(report, Some(at), line))
        });
        mix.rows.push(std::iter::once(industry_link(report, line, pen)).chain(cells).collect());
    }
    vec![table, mix]
}
