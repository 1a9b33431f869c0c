//! The quarters beside each other.

use super::summary::industry_link;
use super::{Field, Pen, Section, both, district_name, name_of};
use crate::clusters::report::shift::part;
use crate::clusters::report::words::{self, count};
use crate::clusters::report::{Level, Line, Report, Unit};
use crate::clusters::stats::shift_share::ShiftShare;
use crate::clusters::stats::value::Value;
use crate::draw::{Lines, Series, lines};

/// Lines of the drawing.
const DRAWN: usize = 5;

/// Firms, then jobs, by industry and quarter, then whose growth it is.
pub fn trends(report: &Report, pen: &Pen) -> Vec<Section> {
    let firms = by_quarter(report, pen, Unit::Plants, ("trend-firms", pen.t("企业数走势", "Firms by quarter")));
    let jobs = by_quarter(report, pen, Unit::Jobs, ("trend-jobs", pen.t("从业人员走势", "Jobs by quarter")));
    vec![firms, jobs, shifts(report, pen)]
}

/// The values of a line, the earliest first.
fn course(report: &Report, unit: Unit, line: Line) -> Vec<Value> {
    let past = report.past.iter().rev().map(|past| past.cell(unit, None, line, &report.grid));
    past.chain([report.cell(unit, None, line)]).collect()
}

fn by_quarter(report: &Report, pen: &Pen, unit: Unit, (id, title): (&'static str, &str)) -> Section {
    let earlier = report.past.iter().rev().map(|past| past.quarter);
    let quarters: Vec<String> = earlier.chain([report.quarter]).map(|quarter| format!("#{quarter}")).collect();
    let columns: Vec<&str> =
        std::iter::once(pen.t("行业", "Industry")).chain(quarters.iter().map(String::as_str)).collect();
    let note = match report.past.is_empty() {
        true => pen.t(
            "只有一个季度；从下一季度起可以看走势。",
            "There is one quarter only; the next ones will show a course.",
        ),
        false => pen.t(
            "各季度分别做过保密处理，隐去的不连线。",
            "Each quarter was protected by itself; what is withheld parts the line.",
        ),
    };
    let mut section = Section::new(id, title, note, &columns);
    for line in std::iter::once(Line::All).chain(report.grid.lines(Level::Top)) {
        let values = course(report, unit, line).into_iter().map(|value| Field::number(value, count));
        section.rows.push(std::iter::once(industry_link(report, line, pen)).chain(values).collect());
    }
    if !report.past.is_empty() {
        section.chart = chart(report, pen, unit, title);
    }
    section
}

fn chart(report: &Report, pen: &Pen, unit: Unit, title: &str) -> String {
    let mut largest = report.grid.lines(Level::Top);
    largest.sort_by(|a, b| {
        let of = |line: &Line| report.cell(unit, None, *line).unwrap_or(0.0);
        of(b).total_cmp(&of(a)).then(a.cmp(b))
    });
    let series = largest.into_iter().take(DRAWN).map(|line| Series {
        name: name_of(report, line, pen),
        values: course(report, unit, line).into_iter().map(|value| words::drawn(value, count)).collect(),
        band: vec![],
    });
    let earlier = report.past.iter().rev().map(|past| past.quarter);
    let data = Lines {
        periods: earlier.chain([report.quarter]).map(|quarter| quarter.to_string()).collect(),
        series: series.collect(),
        y_name: title.to_owned(),
        format: count,
        reference: None,
    };
    let head =
        pen.head(title, pen.t("最大的五个行业；其余见表。", "The five largest industries; the rest is in the table."));
    both(|width| lines(&head, &data, width))
}

fn shifts(report: &Report, pen: &Pen) -> Section {
    let columns = pen.lang.t(
        ["区县", "#增减企业", "#全市大势", "#行业结构", "#自身竞争力", "#新进行业"],
        ["District", "#Growth in firms", "#City’s pace", "#Mix of industries", "#Its own", "#New industries"],
    );
    let note = pen.t(
        "偏离—份额分析：增减 = 全市大势 + 行业结构 + 自身竞争力 + 新进行业；隐去的行业并入一项计算。",
        "Shift-share: growth is the city’s pace, the mix, its own and new industries together; industries that are withheld are pooled.",
    );
    let mut section = Section::new("shifts", pen.t("增长来自哪里", "Whose growth it is"), note, &columns);
    if report.past.is_empty() {
        return section;
    }
    for (found, district) in report.shifts.iter().zip(0..) {
        let signed = |number: f64| format!("{number:+.1}");
        let parts: [fn(&ShiftShare) -> f64; 5] = [|s| s.growth, |s| s.city, |s| s.mix, |s| s.own, |s| s.entry];
        let fields = parts.map(|of| Field::number(part(found, of), signed));
        let name = Field::text(district_name(report, Some(district), pen));
        section.rows.push(std::iter::once(name).chain(fields).collect());
    }
    section
}
