//! The bundle written out: by an operator all that the city shows, by a member its own listings.
//!
//! Rows come by code, so two exports of the same data are the same to the byte, and an import of an export changes
//! nothing. A bundle holds verified firms and their published listings: what an owner has not published stays in.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;

use super::sheets::{Column, Holds, Sheet};
use super::store;
use crate::accounts::Viewer;
use crate::chain::{CategoryId, store as chain};
use crate::db::Conn;
use crate::divisions::store as divisions;
use crate::escape::escape;
use crate::firms::store::FirmRow;
use crate::firms::{FirmId, rules as firm_rules, store as firms};
use crate::http::download::csv_writer;
use crate::http::{AppError, AppResult};
use crate::listings::ListingState;
use crate::needs::store as needs;
use crate::products::store as products;

/// Rows of one query.
const PAGE: i64 = 2_000;

/// Takes one row's cells, in the order of the columns asked for.
pub type EachRow<'a> = &'a mut dyn FnMut(Vec<String>) -> AppResult<()>;

/// Writes all tables of the bundle into `dir`, and says how many rows each has. A file appears when it is whole.
///
/// # Errors
/// `Forbidden` for all but operators; others are of the database and of the disk.
pub fn export_dir(conn: &mut Conn, viewer: &Viewer, dir: &Path) -> AppResult<Vec<(Sheet, u64)>> {
    if !viewer.is_operator() {
        return Err(AppError::forbidden("只有运营人员可以导出全部数据", "Only operators may export everything"));
    }
    std::fs::create_dir_all(dir).with_context(|| format!("making {}", dir.display()))?;
    // One transaction, so that all tables are of the same moment.
    use diesel::Connection;
    conn.transaction(|conn| Sheet::ALL.into_iter().map(|sheet| Ok((sheet, export_file(conn, sheet, dir)?))).collect())
}

fn export_file(conn: &mut Conn, sheet: Sheet, dir: &Path) -> AppResult<u64> {
    let path = dir.join(format!("{}.csv", sheet.name()));
    let unfinished = dir.join(format!("{}.csv.part", sheet.name()));
    let columns = bundle_columns(sheet);
    let file = File::create(&unfinished).with_context(|| format!("writing {}", unfinished.display()))?;
    let mut csv = csv_writer(BufWriter::new(file))?;
    let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
    csv.write_record(&names).map_err(anyhow::Error::from)?;
    let mut count = 0;
    each_row(conn, sheet, None, &columns, &mut |cells| {
        count += 1;
        write_cells(&mut csv, &columns, &cells)
    })?;
    csv.flush()?;
    std::fs::rename(&unfinished, &path)?;
    Ok(count)
}

/// The columns of a bundle: all but those that exports write for information.
fn bundle_columns(sheet: Sheet) -> Vec<&'static Column> {
    sheet.columns().iter().filter(|column| column.holds != Holds::Note).collect()
}

/// Writes one row; texts that a spreadsheet would run are disarmed.
pub(super) fn write_cells<W: Write>(csv: &mut csv::Writer<W>, columns: &[&Column], cells: &[String]) -> AppResult<()> {
    for (column, cell) in columns.iter().zip(cells) {
        let is_text = matches!(column.holds, Holds::Text | Holds::Code | Holds::Category | Holds::Note);
        let cell = if is_text { escape(cell) } else { cell.as_str().into() };
        csv.write_field(cell.as_ref()).map_err(anyhow::Error::from)?;
    }
    csv.write_record(None::<&[u8]>).map_err(anyhow::Error::from)?;
    Ok(())
}

/// Hands every row of a table to `each`: of one firm all its own, else what everyone may see.
///
/// # Errors
/// Those of the database and of `each`.
pub(super) fn each_row(
    conn: &mut Conn,
    sheet: Sheet,
    firm: Option<&FirmId>,
    columns: &[&Column],
    each: EachRow,
) -> AppResult<()> {
    match sheet {
        Sheet::Divisions => each_division(conn, columns, each),
        Sheet::Industries => each_industry(conn, columns, each),
        Sheet::Chain => each_edge(conn, columns, each),
        Sheet::Firms => each_firm(conn, columns, each),
        Sheet::Products => each_product(conn, firm, columns, each),
        Sheet::Needs => each_need(conn, firm, columns, each),
    }
}

fn shown<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map(T::to_string).unwrap_or_default()
}

fn cells(columns: &[&Column], value: impl Fn(&str) -> String) -> Vec<String> {
    columns.iter().map(|column| value(column.name)).collect()
}

fn each_division(conn: &mut Conn, columns: &[&Column], each: EachRow) -> AppResult<()> {
    let mut rows = divisions::all(conn)?;
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    rows.into_iter().try_for_each(|row| {
        each(cells(columns, |column| match column {
            "code" => row.code.clone(),
            "name" => row.name.clone(),
            "parent_code" => shown(&row.parent_code),
            "kind" => row.kind.to_string(),
            "area_km2" => shown(&row.area_km2),
            "lat" => shown(&row.lat),
            "lon" => shown(&row.lon),
            _ => String::new(),
        }))
    })
}

fn each_industry(conn: &mut Conn, columns: &[&Column], each: EachRow) -> AppResult<()> {
    divisions::industries::all(conn)?.into_iter().try_for_each(|row| {
        each(cells(columns, |column| match column {
            "code" => row.code.clone(),
            "name" => row.name.clone(),
            "parent_code" => shown(&row.parent_code),
            "standard" => row.standard.clone(),
            _ => String::new(),
        }))
    })
}

/// The chain graph is held in memory, here as in the search; in the order of names, since its keys are no one's.
fn each_edge(conn: &mut Conn, columns: &[&Column], each: EachRow) -> AppResult<()> {
    let names: HashMap<CategoryId, String> =
        store::category_names(conn)?.into_iter().map(|(name, id)| (id, name)).collect();
    let mut edges: Vec<chain::EdgeRow> = Vec::new();
    loop {
        let page = chain::edges_after(conn, edges.last().map(chain::EdgeRow::ends), PAGE)?;
        if page.is_empty() {
            break;
        }
        edges.extend(page);
    }
    let name = |id: &CategoryId| name_of(&names, id);
    edges.sort_by(|a, b| {
        (name(&a.from_id), a.relation, name(&a.to_id)).cmp(&(name(&b.from_id), b.relation, name(&b.to_id)))
    });
    edges.iter().try_for_each(|edge| {
        each(cells(columns, |column| match column {
            "from" => name(&edge.from_id).to_owned(),
            "relation" => edge.relation.to_string(),
            "to" => name(&edge.to_id).to_owned(),
            "weight" => shown(&edge.weight),
            "source" => edge.source.clone(),
            _ => String::new(),
        }))
    })
}

fn name_of<'a>(names: &'a HashMap<CategoryId, String>, id: &CategoryId) -> &'a str {
    names.get(id).map_or("", String::as_str)
}

fn each_firm(conn: &mut Conn, columns: &[&Column], each: EachRow) -> AppResult<()> {
    let mut after = String::new();
    loop {
        let page = firms::after(conn, &after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.code.clone();
        page.iter().filter(|row| row.is_verified()).try_for_each(|row| each(firm_cells(columns, row)))?;
    }
}

/// The place is written in the datum in which the firm gave it, so that reading it again gives the same.
fn firm_cells(columns: &[&Column], row: &FirmRow) -> Vec<String> {
    let place = firm_rules::given_place(&row.fields());
    cells(columns, |column| match column {
        "code" => row.code.clone(),
        "name" => row.name.clone(),
        "full_name" => row.full_name.clone(),
        "uscc" => shown(&row.uscc),
        "industry_code" => shown(&row.industry_code),
        "division_code" => shown(&row.division_code),
        "address" => row.address.clone(),
        "lat" => shown(&place.map(|p| p.lat)),
        "lon" => shown(&place.map(|p| p.lon)),
        "datum" => shown(&row.datum),
        "employees" => shown(&row.employees),
        "revenue_wan" => shown(&row.revenue_wan),
        "founded_on" => shown(&row.founded_on),
        "tags" => row.tags.clone(),
        "website" => row.website.clone(),
        _ => String::new(),
    })
}

fn state_shown(state: ListingState) -> String {
    match state {
        ListingState::Draft => "草稿",
        ListingState::Published => "已发布",
        ListingState::Withdrawn => "已下架",
    }
    .into()
}

fn is_wanted(state: ListingState, firm_verified: bool, firm: Option<&FirmId>) -> bool {
    firm.is_some() || (state == ListingState::Published && firm_verified)
}

fn each_product(conn: &mut Conn, firm: Option<&FirmId>, columns: &[&Column], each: EachRow) -> AppResult<()> {
    let mut after = String::new();
    loop {
        let page = products::after_code(conn, firm, &after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.row.code.clone();
        for card in page.iter().filter(|card| is_wanted(card.row.state, card.firm.is_verified(), firm)) {
            let fields = card.fields();
            each(cells(columns, |column| match column {
                "code" => card.row.code.clone(),
                "firm_code" => card.firm.code.clone(),
                "state" => state_shown(card.row.state),
                column => fields.column(column).unwrap_or_default(),
            }))?;
        }
    }
}

fn each_need(conn: &mut Conn, firm: Option<&FirmId>, columns: &[&Column], each: EachRow) -> AppResult<()> {
    let mut after = String::new();
    loop {
        let page = needs::after_code(conn, firm, &after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.row.code.clone();
        for card in page.iter().filter(|card| is_wanted(card.row.state, card.firm.is_verified(), firm)) {
            let fields = card.fields();
            each(cells(columns, |column| match column {
                "code" => card.row.code.clone(),
                "firm_code" => card.firm.code.clone(),
                "state" => state_shown(card.row.state),
                column => fields.column(column).unwrap_or_default(),
            }))?;
        }
    }
}
