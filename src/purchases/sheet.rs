//! Reads a purchase list: the sheet of a workbook, a CSV, or lines that were pasted.
//!
//! The header is looked for in the first rows, since a title often stands above it. What is wrong of a row is kept with
//! the row and its texts, so that nothing of the list is lost.

use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use super::rules::{self, with_cells};
use super::{LineFields, MOST_LINES};
use crate::escape::unescape;
use crate::faults::Fault;
use crate::http::{AppError, AppResult};
use crate::imports::cells::{beyond, odd_cell};
use crate::imports::rows::{Places, Row, lacking};
use crate::imports::sheets::{Column, Holds, column, required};
use crate::imports::tables::{Loose, open_loose, unknown_columns};
use crate::lang::Say;

/// Rows in which the header is looked for.
const HEAD: usize = 10;
/// Rows above the first line at most, so that as many lines fit as may be.
const ABOVE: usize = HEAD + 1;

/// The columns of a list, in the order in which lines without a header are read.
pub const COLUMNS: &[Column] = &[
    column("code", "物料编码", &["编码", "代码", "物料号", "料号", "货号", "物料代码", "item", "item_no"], Holds::Code),
    required("name", "名称", &["品名", "物料名称", "产品名称", "产品", "物料", "采购内容", "text"], Holds::Text),
    column("specs", "规格型号", &["规格", "型号", "规格参数", "参数", "spec", "specification"], Holds::Text),
    column("quantity", "数量", &["采购数量", "需求数量", "qty"], Holds::Number),
    column("unit", "单位", &["计量单位", "uom"], Holds::Text),
    column(
        "price",
        "期望单价(元)",
        &["单价", "目标价", "目标单价", "预算单价", "预算价", "期望价", "unit_price"],
        Holds::Number,
    ),
    column("budget", "预算金额(元)", &["预算", "金额", "总价", "预算总额"], Holds::Number),
    column("needed_by", "需要日期", &["需求日期", "交货日期", "到货日期", "要求到货日期", "日期", "date"], Holds::Day),
];

/// A line as it stands in its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its number in the file, the first being 1.
    pub row: i64,
    /// What could be read.
    pub fields: LineFields,
    /// What could not, with cause and fix.
    pub faults: Vec<Fault>,
}

/// A list as it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Read {
    /// Its lines, right and wrong ones.
    pub lines: Vec<Line>,
    /// What was left aside.
    pub notes: Vec<Say>,
}

/// Reads the first sheet of a file that has the column of names.
///
/// # Errors
/// What its user can mend is a `Conflict` that says so.
pub fn open(path: &Path) -> AppResult<Read> {
    let sheets = open_loose(path, MOST_LINES + ABOVE)?;
    let with_header = sheets.iter().map(|sheet| Ok((sheet, header(&sheet.rows)?)));
    let found: Vec<(&Loose, Option<(usize, Places)>)> = with_header.collect::<AppResult<_>>()?;
    let Some((sheet, (at, places))) = found.iter().find_map(|(sheet, header)| header.as_ref().map(|h| (*sheet, h)))
    else {
        return Err(no_header(&sheets));
    };
    let mut read = lines(&sheet.rows[at + 1..], places, Some(sheet.rows[*at].cells.len()), sheet.is_csv)?;
    if !places.unknown.is_empty() {
        read.notes.push(unknown_columns(&sheet.name, &places.unknown));
    }
    let others: Vec<&str> = sheets.iter().map(|one| one.name.as_str()).filter(|name| *name != sheet.name).collect();
    if !others.is_empty() {
        read.notes.push(left_aside(&sheet.name, &others));
    }
    Ok(read)
}

/// Reads pasted lines: cells between tabs, as spreadsheets copy them; cells between commas below a header; else each
/// line is one thing in words. Without a header the cells are those of [`COLUMNS`] in their order, and a lone cell is
/// the name.
///
/// # Errors
/// `Conflict` for too many lines, or none.
pub fn paste(text: &str) -> AppResult<Read> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let has_commas = first.contains(',') && first.split(',').any(|cell| COLUMNS[1].is_named(&folded(cell)));
    let rows = match () {
        () if text.contains('\t') => cells(text, b'\t')?,
        () if has_commas => cells(text, b',')?,
        () => (1..).zip(text.lines()).map(|(number, line)| row(number, [line].into_iter().collect())).collect(),
    };
    let rows: Vec<Row> = rows.into_iter().filter(|row| !row.is_blank()).collect();
    match header(&rows)? {
        Some((at, places)) => {
            let mut read = lines(&rows[at + 1..], &places, None, true)?;
            if !places.unknown.is_empty() {
                read.notes.push(unknown_columns("粘贴的内容", &places.unknown));
            }
            Ok(read)
        }
        None => lines(&rows, &widest(&rows), None, true),
    }
}

fn folded(cell: &str) -> String {
    crate::imports::sheets::fold_header(cell)
}

fn row(number: u32, cells: StringRecord) -> Row {
    Row { number, cells, odd: vec![] }
}

fn cells(text: &str, delimiter: u8) -> AppResult<Vec<Row>> {
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let records =
        (1..).zip(reader.records()).map(|(number, cells)| Ok(row(number, cells.map_err(anyhow::Error::new)?)));
    records.collect()
}

/// Rows of one cell hold names; others begin with the code.
fn widest(rows: &[Row]) -> Places {
    let alone = rows.iter().all(|row| row.cells.len() == 1);
    if alone { Places::in_order(&COLUMNS[1..2]) } else { Places::in_order(COLUMNS) }
}

/// The first row that names the column of names, with the places of all columns.
fn header(rows: &[Row]) -> AppResult<Option<(usize, Places)>> {
    let is_header = |row: &Row| row.cells.iter().any(|cell| COLUMNS[1].is_named(&folded(cell)));
    let Some(at) = rows.iter().take(HEAD).position(is_header) else { return Ok(None) };
    // A lone cell that reads "法兰" or "产品" may be a thing to buy, but one that is called like a column is none.
    Ok(Some((at, Places::read(COLUMNS, &rows[at]).map_err(AppError::Conflict)?)))
}

fn lines(rows: &[Row], places: &Places, width: Option<usize>, is_csv: bool) -> AppResult<Read> {
    if rows.is_empty() {
        return Err(AppError::conflict(
            "清单里没有内容，请从表头下面一行开始填写",
            "The list holds no lines below its header",
        ));
    }
    if rows.len() > MOST_LINES {
        return Err(AppError::Conflict(Say::new(
            format!("共 {} 行，一份清单最多 {MOST_LINES} 行，请分成几份", rows.len()),
            format!("{} lines, of which a list takes {MOST_LINES}; split it", rows.len()),
        )));
    }
    let lines = rows.iter().map(|row| line(row, places, width.filter(|_| is_csv), is_csv));
    Ok(Read { lines: lines.collect(), notes: vec![] })
}

fn line(row: &Row, places: &Places, width: Option<usize>, is_csv: bool) -> Line {
    // Our own CSV puts a sign before what a spreadsheet would run; a workbook needs none.
    let text = |cell: &str| if is_csv { unescape(cell).to_owned() } else { cell.to_owned() };
    let get = |name: &str| places.place(name).map(|place| text(row.cell(place)));
    let (mut fields, said) = rules::read(&get);
    let odd = places.found().filter_map(|(column, place)| odd_cell(column, row, place));
    let odd: Vec<Fault> = odd.chain(width.and_then(|width| beyond(width, row))).collect();
    if odd.iter().any(|fault| fault.field == "code") {
        fields.code.clear();
    }
    Line { row: i64::from(row.number), fields, faults: with_cells(said, odd) }
}

fn no_header(sheets: &[Loose]) -> AppError {
    match sheets.iter().find_map(|sheet| sheet.rows.first()) {
        Some(first) => AppError::Conflict(lacking(&[&COLUMNS[1]], first)),
        None => AppError::conflict("文件是空的", "The file is empty"),
    }
}

fn left_aside(read: &str, others: &[&str]) -> Say {
    Say::new(
        format!("读取的是工作表“{read}”，没有读取：{}", others.join("、")),
        format!("Sheet {read:?} was read; these were not: {}", others.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(read: &Read) -> Vec<String> {
        let line = |line: &Line| {
            let LineFields { code, name, specs, quantity, unit, .. } = &line.fields;
            let quantity = quantity.map(|q| q.to_string()).unwrap_or_default();
            let faults: Vec<&str> = line.faults.iter().map(|fault| fault.field.as_str()).collect();
            format!("{} {code}|{name}|{specs}|{quantity}{unit}|{}", line.row, faults.join(","))
        };
        read.lines.iter().map(line).collect()
    }

    #[test]
    fn pasted_lines_are_cells_or_words() {
        for (text, expected) in [
            ("不锈钢管 DN50，20件\n\n法兰", vec!["1 |不锈钢管 DN50，20件||", "3 |法兰||"]),
            ("001\t法兰\tDN50\t2\t件", vec!["1 001|法兰|DN50|2件|"]),
            ("数量\t品名\n3\t法兰\n很多\t螺栓", vec!["2 |法兰||3|", "3 |螺栓|||quantity"]),
            ("编码,名称,数量\n01,\"管,钢\",2\n9.1E+17,阀,1", vec!["2 01|管,钢||2|", "3 |阀||1|code"]),
        ] {
            let read: Vec<String> =
                shown(&paste(text).unwrap()).iter().map(|s| s.trim_end_matches('|').into()).collect();
            let expected: Vec<&str> = expected.iter().map(|s| s.trim_end_matches('|')).collect();
            assert_eq!(read, expected, "{text}");
        }
        assert!(matches!(paste(" \n"), Err(AppError::Conflict(_))));
        let many = "法兰\n".repeat(MOST_LINES + 1);
        assert!(matches!(paste(&many), Err(AppError::Conflict(_))));
    }

    #[test]
    fn a_workbook_is_read_below_its_title_and_a_code_in_a_numeric_cell_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("清单.xlsx");
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "四季度采购清单").unwrap();
        for (at, head) in ["物料编码", "品名", "数量", "备注"].iter().enumerate() {
            sheet.write_string(1, at as u16, *head).unwrap();
        }
        sheet.write_string(2, 0, "'=0012").unwrap();
        sheet.write_string(2, 1, "法兰").unwrap();
        sheet.write_number(3, 0, 123_456_789_012_345_678.0).unwrap();
        sheet.write_string(3, 1, "螺栓").unwrap();
        sheet.write_number(4, 0, 12_345.0).unwrap();
        sheet.write_string(4, 1, "螺母").unwrap();
        book.add_worksheet().write_string(0, 0, "x").unwrap();
        book.save(&path).unwrap();
        let read = open(&path).unwrap();
        assert_eq!(shown(&read), ["3 '=0012|法兰|||", "4 |螺栓|||code", "5 12345|螺母|||"]);
        assert!(read.lines[1].faults[0].cause.zh.contains("15 位"));
        assert_eq!(read.notes.len(), 2, "{:?}", read.notes);
    }

    #[test]
    fn what_is_no_list_says_why() {
        let dir = tempfile::tempdir().unwrap();
        let why = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            match open(&path) {
                Err(AppError::Conflict(why)) => why.zh,
                other => panic!("{other:?}"),
            }
        };
        assert!(why("a.csv", "编码,颜色\n1,红\n").contains("名称"));
        assert!(why("b.csv", "").contains("空"));
        assert!(why("c.csv", "名称\n").contains("没有内容"));
        assert!(why("d.csv", "名称,品名\n法兰,法兰\n").contains("A 列与 B 列"));
        assert!(why("e.pdf", "x").contains(".xlsx"));
        let shifted = dir.path().join("f.csv");
        std::fs::write(&shifted, "名称,数量\n管,钢,2\n'=1,2\n").unwrap();
        let read = open(&shifted).unwrap();
        let fields: Vec<&str> = read.lines[0].faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!((fields, read.lines[1].fields.name.as_str()), (vec!["", "quantity"], "=1"));
    }
}
