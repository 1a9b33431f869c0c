//! Reads a published board back: what went into it, never what came out.

use super::{Published, columns};
use crate::escape::unescape;
use crate::faults::Fault;
use crate::lang::Say;
use crate::leaderboard::{Entrant, Frozen, Kind, Measure, Medal, Reason, Value};

/// A CSV by column names.
pub struct Table {
    names: Vec<String>,
    /// The rows, cells as they were before they were disarmed.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads a CSV that has every column, in any order.
    pub fn of(text: &str) -> Result<Table, Fault> {
        let mut reader = csv::ReaderBuilder::new().from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let own = |record: &csv::StringRecord| record.iter().map(|cell| unescape(cell).to_owned()).collect::<Vec<_>>();
        let names = own(reader.headers().map_err(|error| unreadable(&error.to_string()))?);
        if let Some(missing) = columns().into_iter().find(|column| !names.contains(column)) {
            return Err(wrong(&missing, "", "缺少此列", "This column is missing"));
        }
        let rows = reader.records().map(|record| record.map(|record| own(&record)));
        let rows = rows.collect::<Result<_, _>>().map_err(|error| unreadable(&error.to_string()))?;
        Ok(Table { names, rows })
    }

    /// The cell of a row in a column; empty where there is none.
    pub fn cell<'a>(&self, row: &'a [String], column: &str) -> &'a str {
        let at = self.names.iter().position(|name| name == column);
        at.and_then(|at| row.get(at)).map_or("", String::as_str)
    }
}

fn unreadable(error: &str) -> Fault {
    wrong("csv", error, "不是 CSV 文件", "This is no CSV")
}

fn wrong(column: &str, value: &str, zh: &str, en: &str) -> Fault {
    let fix = Say::new("请使用原样下载的文件", "Use the file as it was downloaded");
    Fault::new(column, value, Say::new(zh, en), fix)
}

/// What a published board was made of.
///
/// # Errors
/// The first cell that cannot be read, rows of different quarters or formulas, or no row at all.
pub fn read(text: &str) -> Result<Published, Fault> {
    let table = Table::of(text)?;
    let Some(first) = table.rows.first() else { return Err(wrong("csv", "", "没有数据行", "There are no rows")) };
    for column in ["quarter", "formula"] {
        let value = table.cell(first, column);
        if let Some(other) = table.rows.iter().find(|row| table.cell(row, column) != value) {
            return Err(wrong(column, table.cell(other, column), "各行不一致", "Rows differ in it"));
        }
    }
    Ok(Published {
        quarter: table.cell(first, "quarter").to_owned(),
        formula: table.cell(first, "formula").parse()?,
        entrants: table.rows.iter().map(|row| entrant(&table, row)).collect::<Result<_, _>>()?,
    })
}

fn entrant(table: &Table, row: &[String]) -> Result<Entrant, Fault> {
    let cell = |column| table.cell(row, column);
    let values = Measure::ALL.iter().map(|measure| value(table, row, *measure)).collect::<Result<Vec<_>, _>>()?;
    Ok(Entrant {
        kind: Kind::parse(cell("kind")).ok_or_else(|| wrong("kind", cell("kind"), "类别未知", "An unknown kind"))?,
        code: cell("code").to_owned(),
        name: cell("name").to_owned(),
        heads: Some(cell("heads")).filter(|heads| !heads.is_empty()).map(|heads| number("heads", heads)).transpose()?,
        values: values.try_into().map_err(|_| wrong("values", "", "缺少指标", "A measure is missing"))?,
        appeal: if cell("status") == "frozen" { Some(frozen(table, row)?) } else { None },
    })
}

fn number<N: std::str::FromStr>(column: &str, text: &str) -> Result<N, Fault> {
    text.parse().map_err(|_| wrong(column, text, "不是整数", "This is no whole number"))
}

fn value(table: &Table, row: &[String], measure: Measure) -> Result<Value, Fault> {
    let cell = table.cell(row, measure.as_str());
    if let Some(reason) = Reason::parse(cell) {
        return Ok(Value::Missing(reason));
    }
    let amount = cell.parse().map_err(|_| {
        wrong(measure.as_str(), cell, "既不是数字，也没有缺失原因", "Neither a number nor why there is none")
    })?;
    let column = format!("{measure}_evidence");
    Ok(Value::Known { amount, evidence: number(&column, table.cell(row, &column))? })
}

fn frozen(table: &Table, row: &[String]) -> Result<Frozen, Fault> {
    let (rank, medal) = (table.cell(row, "rank"), table.cell(row, "medal"));
    let cup = Some(medal).filter(|medal| !medal.is_empty());
    let cup = cup.map(|medal| Medal::parse(medal).ok_or_else(|| wrong("medal", medal, "奖杯未知", "An unknown cup")));
    Ok(Frozen { rank: number("rank", rank)?, medal: cup.transpose()? })
}
