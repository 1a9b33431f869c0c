//! At which distance an industry gathers.

use super::{Field, Pen, Section, both};
use crate::clusters::report::spread::{MOST, RADII, Spread};
use crate::clusters::report::words::{self, count, two};
use crate::clusters::report::{Line, Report};
use crate::draw::{Lines, Series, lines};

/// M(r) with its band, drawn and as a table; none where the industry has too few firms with a place.
pub(super) fn section(report: &Report, pen: &Pen, line: Line) -> Option<Section> {
    let spread = report.spreads.iter().find(|one| one.line == line)?;
    let columns = pen
        .lang
        .t(["半径（公里）", "#M(r)", "偶然范围（99%）", "判断"], ["Radius (km)", "#M(r)", "Chance (99 %)", "Meaning"]);
    let title = pen.t("集聚距离 M(r)", "At which distance it gathers: M(r)");
    let mut section = Section::new("distance", title, &note(spread, pen), &columns);
    section.rows = (0..RADII.len()).map(|at| row(spread, at, pen)).collect();
    section.chart = chart(spread, title, pen);
    Some(section)
}

fn note(spread: &Spread, pen: &Pen) -> String {
    let meaning = pen.t(
        "M(r)：本行业企业周边 r 公里内同行业企业的占比，是全市平均的几倍；1 为偶然。按现有企业位置计算",
        "M(r): how many times more of the industry lies within r of its firms than in the city; 1 is chance. Places of now",
    );
    let firms = count(spread.firms as f64);
    let basis = match pen.lang {
        crate::lang::Lang::Zh => format!("，依据 {firms} 家企业（全市最多抽取 {} 家）。", count(MOST as f64)),
        crate::lang::Lang::En => format!(", {firms} firms (of at most {} drawn from the city).", count(MOST as f64)),
    };
    format!("{meaning}{basis}{}", peak(spread, pen))
}

fn peak(spread: &Spread, pen: &Pen) -> String {
    let Some(at) = spread.peak() else {
        return pen.t("各距离上均未超出偶然范围。", " At no distance is it more than chance.").to_owned();
    };
    let (km, m) = (kilometres(RADII[at]), words::text(spread.m[at], two));
    match pen.lang {
        crate::lang::Lang::Zh => format!("在 {km} 公里处集聚最强：{m} 倍。"),
        crate::lang::Lang::En => format!(" It gathers most within {km} km: {m} times."),
    }
}

fn kilometres(metres: f64) -> String {
    format!("{}", metres / 1e3)
}

fn row(spread: &Spread, at: usize, pen: &Pen) -> Vec<Field> {
    let band = spread.band[at];
    let meaning = match (spread.m[at], band) {
        (Ok(m), Some((_, high))) if m > high => pen.t("集聚", "gathers"),
        (Ok(m), Some((low, _))) if m < low => pen.t("分散", "keeps apart"),
        (Ok(_), Some(_)) => pen.t("不超出偶然", "no more than chance"),
        _ => words::NONE,
    };
    vec![
        Field::number(Ok(RADII[at] / 1e3), |km| format!("{km}")),
        Field::number(spread.m[at], two),
        Field::text(band.map_or_else(|| words::NONE.to_owned(), |(low, high)| format!("{low:.2}–{high:.2}"))),
        Field::text(meaning),
    ]
}

fn chart(spread: &Spread, title: &str, pen: &Pen) -> String {
    let series = Series {
        name: "M(r)".to_owned(),
        values: spread.m.iter().map(|value| words::drawn(*value, two)).collect(),
        band: spread.band.clone(),
    };
    let data = Lines {
        periods: RADII.iter().map(|metres| format!("{} km", kilometres(*metres))).collect(),
        series: vec![series],
        y_name: "M(r)".to_owned(),
        format: two,
        reference: Some(1.0),
    };
    let head = pen.head(title, pen.t("阴影为 99% 偶然范围。", "The shade is what chance would make of it, in 99 %."));
    both(|width| lines(&head, &data, width))
}
