//! The result of a list as a table: its own columns first, so that what was handed out can be handed in again.

use super::actions::Seen;
use super::rules::{Standing, THRESHOLD, percent};
use super::sheet::COLUMNS;
use super::store::{Candidate, LineRow};
use super::work::KEPT;
use crate::faults::Fault;
use crate::http::download::{Cell, Table};
use crate::lang::Lang;
use crate::units::Decimal;

/// What a line's standing is called.
pub fn standing_word(standing: Standing, lang: Lang) -> &'static str {
    match standing {
        Standing::Covered => lang.t("可本地配套", "Covered"),
        Standing::Uncovered => lang.t("暂无本地配套", "Not covered"),
        Standing::Waiting => lang.t("匹配中", "Being matched"),
        Standing::Wrong => lang.t("有误", "Wrong"),
    }
}

/// What is counted, in one line.
pub fn method(lang: Lang) -> String {
    lang.t(
        format!(
            "一行“可本地配套”是指至少一家本市已认证企业列有该产品且得分不低于 {THRESHOLD} 分；推测可能生产的企业只供参考，不计入。\
             按行 = 可配套行 ÷（可配套行 + 暂无配套行）；按金额 = 可配套行金额 ÷ 全部有金额的行金额，金额 = 数量 × 期望单价，没有则取预算金额；\
             没有金额的行单独计数，有误的行不计入。"
        ),
        format!(
            "A line is covered when a verified firm of the city lists the good and scores {THRESHOLD} points or more; firms that \
             only likely make it are shown and not counted. By lines: covered of covered and uncovered lines. By amount: amounts of covered \
             lines of all amounts, an amount being quantity × price, or else the budget; lines without an amount are counted \
             apart, wrong lines nowhere."
        ),
    )
}

/// The lines, each with its candidates.
pub fn lines(seen: &Seen, lang: Lang) -> Table {
    let own = COLUMNS.iter().map(|column| lang.t(column.zh, column.name).to_owned());
    let of_us = [
        lang.t("行号", "row"),
        lang.t("金额合计(元)", "line amount"),
        lang.t("结果", "result"),
        lang.t("读作", "read as"),
        lang.t("需求编码", "need"),
        lang.t("问题与改法", "what is wrong"),
    ];
    let mut header: Vec<String> = own.chain(of_us.into_iter().map(str::to_owned)).collect();
    for rank in 1..=KEPT {
        let names = [
            lang.t("候选企业", "firm"),
            lang.t("企业编码", "firm code"),
            lang.t("候选产品", "product"),
            lang.t("产品编码", "product code"),
            lang.t("得分", "score"),
        ];
        header.extend(names.into_iter().map(|name| format!("{name} {rank}")));
    }
    let rows = seen.lines.iter().map(|line| row(seen, line, lang)).collect();
    Table { name: lang.t("清单", "list").into(), header, rows }
}

fn row(seen: &Seen, line: &LineRow, lang: Lang) -> Vec<Cell> {
    let faults = line.faults();
    let mut cells = own_cells(line, &faults);
    let said = faults.iter().map(|fault| format!("{}：{}", column_name(&fault.field, lang), fault.line(lang)));
    cells.extend([
        number(line.row_number),
        decimal(line.fields().amount()),
        standing_word(seen.standing(line), lang).into(),
        line.good.as_str().into(),
        line.need_code.as_str().into(),
        said.collect::<Vec<_>>().join("；").into(),
    ]);
    cells.extend(seen.of(line.position).iter().take(KEPT).flat_map(candidate));
    cells.resize(COLUMNS.len() + 6 + KEPT * 5, Cell::Empty);
    cells
}

/// What the file said: what could not be read stands there as it was given.
fn own_cells(line: &LineRow, faults: &[Fault]) -> Vec<Cell> {
    let cell = |name: &str| {
        if let Some(fault) = faults.iter().find(|fault| fault.field == name) {
            return Cell::Text(fault.value.clone());
        }
        match name {
            "code" => Cell::Text(line.code.clone()),
            "name" => Cell::Text(line.name.clone()),
            "specs" => Cell::Text(line.specs.clone()),
            "quantity" => decimal(line.quantity),
            "unit" => Cell::Text(line.unit.clone()),
            "price" => decimal(line.price),
            "budget" => decimal(line.budget),
            _ => line.needed_by.map_or(Cell::Empty, |day| Cell::Text(day.to_string())),
        }
    };
    COLUMNS.iter().map(|column| cell(column.name)).collect()
}

/// What a column is called; what concerns a whole row has none.
pub fn column_name(name: &str, lang: Lang) -> &'static str {
    let column = COLUMNS.iter().find(|column| column.name == name);
    column.map_or(lang.t("整行", "row"), |column| lang.t(column.zh, column.name))
}

fn candidate(one: &Candidate) -> [Cell; 5] {
    let (_, code, firm) = &one.firm;
    let (product, name) = &one.product;
    [
        firm.as_str().into(),
        code.as_str().into(),
        name.as_str().into(),
        product.as_str().into(),
        Cell::Number(one.row.score as f64 / 100.0),
    ]
}

fn number(value: i64) -> Cell {
    Cell::Number(value as f64)
}

/// A number where a spreadsheet keeps all of its digits, else a text.
fn decimal(value: Option<Decimal>) -> Cell {
    match value {
        None => Cell::Empty,
        Some(value) if value.raw().unsigned_abs() < 1_000_000_000_000_000 => Cell::Number(value.to_f64()),
        Some(value) => Cell::Text(value.to_string()),
    }
}

/// The figures of the list.
pub fn summary(seen: &Seen, lang: Lang) -> Table {
    let coverage = &seen.coverage;
    let rows = [
        (lang.t("清单", "List"), seen.list.name.as_str().into()),
        (lang.t("总行数", "Lines"), number(coverage.lines())),
        (lang.t("可本地配套行", "Covered lines"), number(coverage.covered)),
        (lang.t("暂无本地配套行", "Uncovered lines"), number(coverage.uncovered)),
        (lang.t("匹配中", "Lines being matched"), number(coverage.waiting)),
        (lang.t("有误行", "Wrong lines"), number(coverage.wrong)),
        (lang.t("本地配套率（按行）", "Coverage by lines"), percent(coverage.by_lines()).into()),
        (lang.t("可配套金额(元)", "Covered amount (CNY)"), decimal(Some(coverage.covered_amount))),
        (lang.t("总金额(元)", "Amount (CNY)"), decimal(Some(coverage.amount))),
        (lang.t("本地配套率（按金额）", "Coverage by amount"), percent(coverage.by_amount()).into()),
        (lang.t("没有金额的行", "Lines without an amount"), number(coverage.unpriced)),
        (lang.t("口径", "Method"), method(lang).into()),
    ];
    let header = vec![lang.t("项目", "figure").to_owned(), lang.t("数值", "value").to_owned()];
    let rows = rows.into_iter().map(|(name, value): (&str, Cell)| vec![name.into(), value]).collect();
    Table { name: lang.t("汇总", "summary").into(), header, rows }
}

/// An empty list to fill in.
pub fn template(lang: Lang) -> Table {
    let header = COLUMNS.iter().map(|column| lang.t(column.zh, column.name).to_owned()).collect();
    let example = ["000123", "不锈钢无缝管", "外径=108mm;材质=316L", "20", "吨", "21500", "", "2026-12-31"];
    Table { name: lang.t("采购清单", "purchase list").into(), header, rows: vec![example.map(Cell::from).to_vec()] }
}
