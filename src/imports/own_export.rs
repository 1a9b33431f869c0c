//! A member's own listings, drafts among them, as a workbook or as a CSV: what the template looks like, filled in.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::export::{each_row, write_cells};
use super::sheets::{Column, Holds, Sheet};
use crate::accounts::Viewer;
use crate::db::Conn;
use crate::escape::escape;
use crate::firms::FirmId;
use crate::http::download::csv_writer;
use crate::http::{AppError, AppResult};
use crate::units::Decimal;

/// In what form listings are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// One workbook with both tables.
    Xlsx,
    /// A CSV of one table in UTF-8 with a BOM.
    Csv,
    /// The same in GB18030, for programs that read nothing else.
    Gb18030,
}

/// The listings of the viewer's own firm. A workbook has products and needs, a CSV the table asked for.
///
/// # Errors
/// `Forbidden` for all but members; others are of the database.
pub fn export_own(conn: &mut Conn, viewer: &Viewer, form: Form, sheet: Sheet) -> AppResult<Vec<u8>> {
    let Some(firm) = viewer.firm.clone().filter(|firm| viewer.acts_for(firm)) else {
        return Err(AppError::forbidden(
            "只有企业用户可以导出本企业的产品和需求",
            "Only members of a firm may export its listings",
        ));
    };
    let sheet = if Sheet::OF_MEMBERS.contains(&sheet) { sheet } else { Sheet::Products };
    match form {
        Form::Xlsx => workbook(conn, &firm),
        Form::Csv => csv(conn, &firm, sheet),
        Form::Gb18030 => {
            let text = String::from_utf8(csv(conn, &firm, sheet)?).map_err(anyhow::Error::from)?;
            Ok(encoding_rs::GB18030.encode(text.trim_start_matches('\u{FEFF}')).0.into_owned())
        }
    }
}

fn csv(conn: &mut Conn, firm: &FirmId, sheet: Sheet) -> AppResult<Vec<u8>> {
    let columns: Vec<&Column> = sheet.columns().iter().collect();
    let mut csv = csv_writer(Vec::new())?;
    let names: Vec<&str> = columns.iter().map(|column| column.zh).collect();
    csv.write_record(&names).map_err(anyhow::Error::from)?;
    each_row(conn, sheet, Some(firm), &columns, &mut |cells| {
        write_cells(&mut csv, &columns, &in_words(&columns, cells))
    })?;
    csv.into_inner().map_err(|why| AppError::Internal(anyhow::anyhow!("{why}")))
}

fn in_words(columns: &[&Column], cells: Vec<String>) -> Vec<String> {
    columns.iter().zip(cells).map(|(column, cell)| column.shown(&cell).to_owned()).collect()
}

fn workbook(conn: &mut Conn, firm: &FirmId) -> AppResult<Vec<u8>> {
    let mut book = Workbook::new();
    for sheet in Sheet::OF_MEMBERS {
        let columns: Vec<&Column> = sheet.columns().iter().collect();
        let page = book.add_worksheet();
        head(page, sheet, &columns).map_err(anyhow::Error::from)?;
        let mut row = 0;
        each_row(conn, sheet, Some(firm), &columns, &mut |cells| {
            row += 1;
            write_row(page, row, &columns, &cells).map_err(anyhow::Error::from)?;
            Ok(())
        })?;
    }
    Ok(book.save_to_buffer().map_err(anyhow::Error::from)?)
}

/// The sheet's name, its header row and the formats of its columns: shared with the template.
pub(super) fn head(page: &mut Worksheet, sheet: Sheet, columns: &[&Column]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold().set_background_color(0xE8EEF4).set_text_wrap();
    let text = Format::new().set_num_format("@");
    page.set_name(sheet.zh())?.set_freeze_panes(1, 0)?;
    for (at, column) in (0..).zip(columns) {
        page.set_column_width(at, if column.holds == Holds::Text { 22 } else { 14 })?;
        if matches!(column.holds, Holds::Code | Holds::Text | Holds::Category) {
            page.set_column_format(at, &text)?;
        }
        page.write_string_with_format(0, at, column.zh, &bold)?;
    }
    Ok(())
}

fn write_row(page: &mut Worksheet, row: u32, columns: &[&Column], cells: &[String]) -> Result<(), XlsxError> {
    for ((at, column), cell) in (0..).zip(columns).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        match exact(cell).filter(|_| column.holds == Holds::Number) {
            Some(number) => page.write_number(row, at, number)?,
            None => page.write_string(row, at, escape(column.shown(cell)).as_ref())?,
        };
    }
    Ok(())
}

/// The number, if a spreadsheet keeps all of its digits.
fn exact(cell: &str) -> Option<f64> {
    // What is no decimal, or has too many digits, stays a text.
    let decimal: Decimal = cell.parse().ok()?;
    (decimal.raw().unsigned_abs() < 1_000_000_000_000_000).then(|| decimal.to_f64())
}
