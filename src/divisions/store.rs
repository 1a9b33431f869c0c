//! The table of divisions; [`industries`] beside it is the other one, and [`boundaries`] holds outlines. Both are small: a city has tens of divisions.

pub mod boundaries;
pub mod industries;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{DivisionFields, DivisionKind};
use crate::clock::Moment;
use crate::db::schema::divisions::dsl;
use crate::db::{self, Conn};

/// Rows of one statement; SQLite takes 32,766 values in one.
const CHUNK: usize = 500;
/// No list of a city's divisions is longer.
const MOST: i64 = 5_000;

/// A division as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset, serde::Serialize, serde::Deserialize)]
#[diesel(table_name = crate::db::schema::divisions, primary_key(code), treat_none_as_null = true)]
#[diesel(treat_none_as_default_value = false)]
pub struct DivisionRow {
    /// 320613, or a code of the city's own.
    pub code: String,
    /// 崇川区.
    pub name: String,
    /// The division that it lies in.
    pub parent_code: Option<String>,
    /// What kind of place it is.
    pub kind: DivisionKind,
    /// Area in square kilometres.
    pub area_km2: Option<f64>,
    /// Latitude of its centre, WGS-84.
    pub lat: Option<f64>,
    /// Longitude of its centre, WGS-84.
    pub lon: Option<f64>,
    /// First day of the code's validity, where known.
    pub valid_from: Option<NaiveDate>,
    /// Day after the last one.
    pub valid_to: Option<NaiveDate>,
    /// The import that made it.
    pub batch_id: Option<String>,
    /// Last change.
    pub updated_at: Moment,
}

impl DivisionRow {
    /// A row that states `fields`.
    pub fn new(fields: DivisionFields, now: Moment) -> DivisionRow {
        DivisionRow {
            code: fields.code,
            name: fields.name,
            parent_code: fields.parent_code,
            kind: fields.kind,
            area_km2: fields.area_km2,
            lat: fields.lat,
            lon: fields.lon,
            valid_from: None,
            valid_to: None,
            batch_id: None,
            updated_at: now,
        }
    }

    /// What it states.
    pub fn fields(&self) -> DivisionFields {
        DivisionFields {
            code: self.code.clone(),
            name: self.name.clone(),
            parent_code: self.parent_code.clone(),
            kind: self.kind,
            area_km2: self.area_km2,
            lat: self.lat,
            lon: self.lon,
        }
    }

    /// The same row (its validity, its batch) stating `fields`.
    pub fn with(self, fields: DivisionFields, now: Moment) -> DivisionRow {
        let fresh = DivisionRow::new(fields, now);
        DivisionRow { valid_from: self.valid_from, valid_to: self.valid_to, batch_id: self.batch_id, ..fresh }
    }
}

/// The division of that code.
///
/// # Errors
/// Those of the database.
pub fn find_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<DivisionRow>> {
    db::first(conn, dsl::divisions.find(code))
}

/// Those of the divisions that exist, in no order.
///
/// # Errors
/// Those of the database.
pub fn by_codes(conn: &mut Conn, codes: &[&str]) -> QueryResult<Vec<DivisionRow>> {
    let mut found = Vec::new();
    for codes in codes.chunks(CHUNK) {
        found.extend(dsl::divisions.filter(dsl::code.eq_any(codes.iter().copied())).load::<DivisionRow>(conn)?);
    }
    Ok(found)
}

/// All divisions, the city first, then districts, then parks.
///
/// # Errors
/// Those of the database.
pub fn all(conn: &mut Conn) -> QueryResult<Vec<DivisionRow>> {
    db::load(conn, dsl::divisions.order((dsl::kind, dsl::code)).limit(MOST))
}

/// Adds new divisions.
///
/// # Errors
/// Those of the database, a code that exists among them.
pub fn insert_many(conn: &mut Conn, rows: &[DivisionRow]) -> QueryResult<()> {
    crate::insert_all!(conn, dsl::divisions, rows)
}

/// Writes every column of an existing division.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &DivisionRow) -> QueryResult<()> {
    diesel::update(dsl::divisions.find(&row.code)).set(row).execute(conn)?;
    Ok(())
}

/// Takes a division away (an import undone).
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, code: &str) -> QueryResult<()> {
    diesel::delete(dsl::divisions.find(code)).execute(conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::db::testing::TestDb;

    #[test]
    fn rows_come_back_as_they_were_written() {
        let test = TestDb::new();
        let conn = &mut *test.db.writer().unwrap();
        let district = |code: &str, name: &str| {
            let fields = DivisionFields { code: code.into(), name: name.into(), ..DivisionFields::empty() };
            DivisionRow { lat: Some(32.015), ..DivisionRow::new(fields, clock::now()) }
        };
        let rows = [district("320613", "崇川区"), district("320612", "通州区")];
        insert_many(conn, &rows).unwrap();
        assert_eq!(by_codes(conn, &["320613", "nowhere"]).unwrap(), [rows[0].clone()]);
        let changed = rows[1].clone().with(DivisionFields { lat: None, ..rows[1].fields() }, clock::now());
        update(conn, &changed).unwrap();
        assert_eq!(find_by_code(conn, "320612").unwrap(), Some(changed));
        assert_eq!(all(conn).unwrap().len(), 2);
        delete(conn, "320612").unwrap();
        assert_eq!(find_by_code(conn, "320612").unwrap(), None);
    }
}
