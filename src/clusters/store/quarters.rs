//! The quarters that are kept.

use diesel::prelude::*;

use crate::clock::Moment;
use crate::clusters::Quarter;
use crate::clusters::census::{Census, Coverage, Tally};
use crate::db::Conn;
use crate::db::schema::{cluster_cells, cluster_hexagons, cluster_snapshots};

/// A kept quarter.
#[derive(Debug, Clone, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = cluster_snapshots)]
struct SnapshotRow {
    quarter: String,
    made_at: Moment,
    version: i64,
    coverage: String,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = cluster_cells)]
struct CellRow {
    quarter: String,
    district: String,
    industry: String,
    plants: i64,
    stated: i64,
    jobs: i64,
    squares: f64,
    fourths: f64,
    top1: i64,
    top2: i64,
}

#[derive(Queryable, Insertable)]
#[diesel(table_name = cluster_hexagons)]
struct HexagonRow {
    quarter: String,
    hexagon: String,
    plants: i64,
    stated: i64,
    jobs: i64,
    squares: f64,
    fourths: f64,
    top1: i64,
    top2: i64,
}

/// A row of one of the two tables, and the tally of one.
macro_rules! tallied {
    ($row:ident { $($key:ident: $value:expr),+ }, $tally:expr) => {
        $row {
            $($key: $value,)+
            plants: whole($tally.plants),
            stated: whole($tally.stated),
            jobs: whole($tally.jobs),
            squares: $tally.squares,
            fourths: $tally.fourths,
            top1: whole($tally.top1),
            top2: whole($tally.top2),
        }
    };
    ($row:expr) => {
        Tally {
            plants: $row.plants.unsigned_abs(),
            stated: $row.stated.unsigned_abs(),
            jobs: $row.jobs.unsigned_abs(),
            squares: $row.squares,
            fourths: $row.fourths,
            top1: $row.top1.unsigned_abs(),
            top2: $row.top2.unsigned_abs(),
        }
    };
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The kept quarters with the moments they were counted, the latest first.
///
/// # Errors
/// Those of the database.
pub fn quarters(conn: &mut Conn) -> QueryResult<Vec<(Quarter, Moment)>> {
    let columns = (cluster_snapshots::quarter, cluster_snapshots::made_at);
    let rows: Vec<(String, Moment)> =
        cluster_snapshots::table.order(cluster_snapshots::quarter.desc()).select(columns).load(conn)?;
    Ok(rows.into_iter().filter_map(|(quarter, at)| Some((Quarter::parse(&quarter)?, at))).collect())
}

/// Keeps a quarter, in the place of what was kept of it.
///
/// # Errors
/// Those of the database, a coverage that cannot be written.
pub fn keep(conn: &mut Conn, quarter: Quarter, census: &Census, now: Moment) -> QueryResult<()> {
    let name = quarter.to_string();
    let coverage = serde_json::to_string(&census.coverage)
        .map_err(|why| diesel::result::Error::SerializationError(Box::new(why)))?;
    let version: Option<i64> =
        cluster_snapshots::table.find(&name).select(cluster_snapshots::version).first(conn).optional()?;
    let row = SnapshotRow { quarter: name.clone(), made_at: now, version: version.unwrap_or(0) + 1, coverage };
    match version {
        Some(_) => diesel::update(cluster_snapshots::table.find(&name)).set(&row).execute(conn)?,
        None => diesel::insert_into(cluster_snapshots::table).values(&row).execute(conn)?,
    };
    diesel::delete(cluster_cells::table.filter(cluster_cells::quarter.eq(&name))).execute(conn)?;
    diesel::delete(cluster_hexagons::table.filter(cluster_hexagons::quarter.eq(&name))).execute(conn)?;
    let cells: Vec<CellRow> = census
        .cells
        .iter()
        .map(|(district, industry, tally)| {
            tallied!(CellRow { quarter: name.clone(), district: district.clone(), industry: industry.clone() }, tally)
        })
        .collect();
    let hexagons: Vec<HexagonRow> = census
        .hexagons
        .iter()
        .map(|(hexagon, tally)| tallied!(HexagonRow { quarter: name.clone(), hexagon: format!("{hexagon:x}") }, tally))
        .collect();
    crate::insert_all!(&mut *conn, cluster_cells::table, cells)?;
    crate::insert_all!(conn, cluster_hexagons::table, hexagons)
}

/// A value of a row that does not say what it should.
fn unreadable(why: impl std::error::Error + Send + Sync + 'static) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(Box::new(why))
}

/// A kept quarter, with the moment it was counted.
///
/// # Errors
/// Those of the database, among them rows that cannot be read.
pub fn kept(conn: &mut Conn, quarter: Quarter) -> QueryResult<Option<(Census, Moment)>> {
    let name = quarter.to_string();
    let row: Option<SnapshotRow> = cluster_snapshots::table.find(&name).first(conn).optional()?;
    let Some(row) = row else { return Ok(None) };
    let order = (cluster_cells::district, cluster_cells::industry);
    let cells: Vec<CellRow> = cluster_cells::table.filter(cluster_cells::quarter.eq(&name)).order(order).load(conn)?;
    let hexagons: Vec<HexagonRow> = cluster_hexagons::table
        .filter(cluster_hexagons::quarter.eq(&name))
        .order(cluster_hexagons::hexagon)
        .load(conn)?;
    let number = |row: &HexagonRow| {
        let hexagon = u64::from_str_radix(&row.hexagon, 16).map_err(unreadable)?;
        Ok((hexagon, tallied!(row)))
    };
    let mut hexagons: Vec<(u64, Tally)> = hexagons.iter().map(number).collect::<QueryResult<_>>()?;
    hexagons.sort_by_key(|(hexagon, _)| *hexagon);
    let cells = cells.into_iter().map(|row| {
        let tally = tallied!(row);
        (row.district, row.industry, tally)
    });
    let coverage: Coverage = serde_json::from_str(&row.coverage).map_err(unreadable)?;
    Ok(Some((Census { cells: cells.collect(), hexagons, coverage }, row.made_at)))
}
