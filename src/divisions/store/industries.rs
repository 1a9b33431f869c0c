//! The table of industries.

use diesel::prelude::*;

use super::super::IndustryFields;
use super::CHUNK;
use crate::clock::Moment;
use crate::db::schema::industries::dsl;
use crate::db::{self, Conn};

/// GB/T 4754 has 1,900 nodes; several standards may stand side by side.
const MOST: i64 = 20_000;

/// An industry as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset, serde::Serialize, serde::Deserialize)]
#[diesel(table_name = crate::db::schema::industries, primary_key(code), treat_none_as_null = true)]
#[diesel(treat_none_as_default_value = false)]
pub struct IndustryRow {
    /// C3734, or another standard's code.
    pub code: String,
    /// 船用配套设备制造.
    pub name: String,
    /// The wider industry.
    pub parent_code: Option<String>,
    /// `GB/T 4754-2017`, ….
    pub standard: String,
    /// The import that made it.
    pub batch_id: Option<String>,
    /// Last change.
    pub updated_at: Moment,
}

impl IndustryRow {
    /// A row that states `fields`.
    pub fn new(fields: IndustryFields, now: Moment) -> IndustryRow {
        let IndustryFields { code, name, parent_code, standard } = fields;
        IndustryRow { code, name, parent_code, standard, batch_id: None, updated_at: now }
    }

    /// What it states.
    pub fn fields(&self) -> IndustryFields {
        IndustryFields {
            code: self.code.clone(),
            name: self.name.clone(),
            parent_code: self.parent_code.clone(),
            standard: self.standard.clone(),
        }
    }

    /// The same row stating `fields`.
    pub fn with(self, fields: IndustryFields, now: Moment) -> IndustryRow {
        IndustryRow { batch_id: self.batch_id, ..IndustryRow::new(fields, now) }
    }
}

/// The industry of that code.
///
/// # Errors
/// Those of the database.
pub fn find_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<IndustryRow>> {
    dsl::industries.find(code).first(conn).optional()
}

/// Those of the industries that exist, in no order.
///
/// # Errors
/// Those of the database.
pub fn by_codes(conn: &mut Conn, codes: &[&str]) -> QueryResult<Vec<IndustryRow>> {
    let mut found = Vec::new();
    for codes in codes.chunks(CHUNK) {
        let asked = dsl::industries.filter(db::among(dsl::code, codes));
        found.extend(db::load::<IndustryRow, _>(conn, asked)?);
    }
    Ok(found)
}

/// All industries by code, so that a wider one stands before its narrower ones.
///
/// # Errors
/// Those of the database.
pub fn all(conn: &mut Conn) -> QueryResult<Vec<IndustryRow>> {
    dsl::industries.order(dsl::code).limit(MOST).load(conn)
}

/// Adds new industries.
///
/// # Errors
/// Those of the database, a code that exists among them.
pub fn insert_many(conn: &mut Conn, rows: &[IndustryRow]) -> QueryResult<()> {
    crate::insert_all!(conn, dsl::industries, rows)
}

/// Writes every column of an existing industry.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, row: &IndustryRow) -> QueryResult<()> {
    diesel::update(dsl::industries.find(&row.code)).set(row).execute(conn)?;
    Ok(())
}

/// Takes an industry away (an import undone).
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, code: &str) -> QueryResult<()> {
    diesel::delete(dsl::industries.find(code)).execute(conn)?;
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
        let industry = |code: &str| {
            let fields = IndustryFields { code: code.into(), name: "制造".into(), ..IndustryFields::empty() };
            IndustryRow::new(fields, clock::now())
        };
        let rows: Vec<IndustryRow> = (0..1_200).map(|n| industry(&format!("{n:04}"))).collect();
        insert_many(conn, &rows).unwrap();
        assert_eq!(all(conn).unwrap(), rows);
        let codes: Vec<&str> = rows.iter().map(|r| r.code.as_str()).collect();
        assert_eq!(by_codes(conn, &codes).unwrap().len(), 1_200);
        let changed =
            rows[7].clone().with(IndustryFields { parent_code: Some("0001".into()), ..rows[7].fields() }, clock::now());
        update(conn, &changed).unwrap();
        assert_eq!(find_by_code(conn, "0007").unwrap(), Some(changed));
    }
}
