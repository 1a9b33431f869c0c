//! The table of firms.

pub mod queue;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::rules::{self, Profile};
use super::{FirmFields, FirmId, Verification};
use crate::clock::Moment;
use crate::db::schema::firms::dsl;
use crate::db::{self, Conn};
use crate::geo::{Datum, Point};
use crate::units::Decimal;

/// Rows of one statement; SQLite takes 32,766 values in one.
const CHUNK: usize = 500;

/// A firm as it is kept.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable, AsChangeset, serde::Serialize, serde::Deserialize)]
#[diesel(table_name = crate::db::schema::firms, treat_none_as_null = true)]
#[diesel(treat_none_as_default_value = false)]
pub struct FirmRow {
    /// Its key inside.
    pub id: FirmId,
    /// Its key outside: what it is called in files, addresses and the API.
    pub code: String,
    /// Short name, as people say it.
    pub name: String,
    /// Registered name, or empty.
    pub full_name: String,
    /// 统一社会信用代码, normalised; no two firms have the same.
    pub uscc: Option<String>,
    /// Code of an industry.
    pub industry_code: Option<String>,
    /// Code of a division.
    pub division_code: Option<String>,
    /// Street address.
    pub address: String,
    /// Latitude, WGS-84.
    pub lat: Option<f64>,
    /// Longitude, WGS-84.
    pub lon: Option<f64>,
    /// The datum the place was given in, `WGS84` or `GCJ02`.
    pub datum: Option<String>,
    /// Head count.
    pub employees: Option<i64>,
    /// Yearly revenue in 万元.
    pub revenue_wan: Option<Decimal>,
    /// Founding day.
    pub founded_on: Option<NaiveDate>,
    /// Tags, separated by `;`.
    pub tags: String,
    /// http(s) address, or empty.
    pub website: String,
    /// What it says of itself, in paragraphs.
    pub description: String,
    /// Person to speak to: personal data, never in index, export, API or log.
    pub contact_name: String,
    /// Telephone of that person, kept as carefully.
    pub contact_phone: String,
    /// How far an official has got with it.
    pub verification: Verification,
    /// The official's reason for sending it back; kept until the next decision.
    pub verification_note: String,
    /// When it was verified last.
    pub verified_at: Option<Moment>,
    /// Since when it is in the officials' queue, if it is. A verified firm that changed its legal identity is in the
    /// queue while it stays visible.
    pub waiting_since: Option<Moment>,
    /// The legal identity that was verified last, while a changed one waits: an `Identity` in JSON.
    pub identity_before: Option<String>,
    /// [`name_key`](rules::name_key) of the registered name, or of the short one where there is none.
    pub name_key: String,
    /// The import that made it.
    pub batch_id: Option<String>,
    /// When it was made.
    pub created_at: Moment,
    /// Last change.
    pub updated_at: Moment,
}

impl FirmRow {
    /// A new firm that states `fields`.
    pub fn new(id: FirmId, code: String, fields: FirmFields, verification: Verification, now: Moment) -> FirmRow {
        let bare = FirmRow {
            id,
            code,
            name: String::new(),
            full_name: String::new(),
            uscc: None,
            industry_code: None,
            division_code: None,
            address: String::new(),
            lat: None,
            lon: None,
            datum: None,
            employees: None,
            revenue_wan: None,
            founded_on: None,
            tags: String::new(),
            website: String::new(),
            description: String::new(),
            contact_name: String::new(),
            contact_phone: String::new(),
            verification,
            verification_note: String::new(),
            verified_at: (verification == Verification::Verified).then_some(now),
            waiting_since: (verification == Verification::Pending).then_some(now),
            identity_before: None,
            name_key: String::new(),
            batch_id: None,
            created_at: now,
            updated_at: now,
        };
        bare.with(fields, now)
    }

    /// The same firm stating `fields`.
    pub fn with(self, fields: FirmFields, now: Moment) -> FirmRow {
        let named = if fields.full_name.is_empty() { &fields.name } else { &fields.full_name };
        FirmRow {
            name_key: rules::name_key(named),
            name: fields.name,
            full_name: fields.full_name,
            uscc: fields.uscc,
            industry_code: fields.industry_code,
            division_code: fields.division_code,
            address: fields.address,
            lat: fields.lat,
            lon: fields.lon,
            datum: fields.datum.map(|d| d.as_str().to_owned()),
            employees: fields.employees,
            revenue_wan: fields.revenue_wan,
            founded_on: fields.founded_on,
            tags: fields.tags,
            website: fields.website,
            updated_at: now,
            ..self
        }
    }

    /// What it states.
    pub fn fields(&self) -> FirmFields {
        FirmFields {
            name: self.name.clone(),
            full_name: self.full_name.clone(),
            uscc: self.uscc.clone(),
            industry_code: self.industry_code.clone(),
            division_code: self.division_code.clone(),
            address: self.address.clone(),
            lat: self.lat,
            lon: self.lon,
            datum: self.datum.as_deref().and_then(Datum::parse),
            employees: self.employees,
            revenue_wan: self.revenue_wan,
            founded_on: self.founded_on,
            tags: self.tags.clone(),
            website: self.website.clone(),
        }
    }

    /// What its own page edits.
    pub fn profile(&self) -> Profile {
        Profile {
            fields: self.fields(),
            description: self.description.clone(),
            contact_name: self.contact_name.clone(),
            contact_phone: self.contact_phone.clone(),
        }
    }

    /// Whether an official is to look at it.
    pub fn is_waiting(&self) -> bool {
        self.waiting_since.is_some() || self.verification == Verification::Pending
    }

    /// What a form carries to tell whether the firm was changed since it was shown.
    pub fn version(&self) -> String {
        self.updated_at.and_utc().timestamp_micros().to_string()
    }

    /// Where it is, WGS-84.
    pub fn place(&self) -> Option<Point> {
        Point::new(self.lat?, self.lon?)
    }

    /// Whether its listings are shown to everyone.
    pub fn is_verified(&self) -> bool {
        self.verification == Verification::Verified
    }
}

/// The firm with that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &FirmId) -> QueryResult<Option<FirmRow>> {
    db::first(conn, dsl::firms.find(id))
}

/// The firm of that code.
///
/// # Errors
/// Those of the database.
pub fn find_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<FirmRow>> {
    dsl::firms.filter(dsl::code.eq(code)).first(conn).optional()
}

/// The firm with that normalised USCC.
///
/// # Errors
/// Those of the database.
pub fn find_by_uscc(conn: &mut Conn, uscc: &str) -> QueryResult<Option<FirmRow>> {
    dsl::firms.filter(dsl::uscc.eq(uscc)).first(conn).optional()
}

/// Those of the firms that exist, in no order.
///
/// # Errors
/// Those of the database.
pub fn by_codes(conn: &mut Conn, codes: &[&str]) -> QueryResult<Vec<FirmRow>> {
    let mut found = Vec::new();
    for codes in codes.chunks(CHUNK) {
        found.extend(dsl::firms.filter(dsl::code.eq_any(codes.iter().copied())).load::<FirmRow>(conn)?);
    }
    Ok(found)
}

/// Those of the firms that exist, in no order.
///
/// # Errors
/// Those of the database.
pub fn by_ids(conn: &mut Conn, ids: &[&FirmId]) -> QueryResult<Vec<FirmRow>> {
    let mut found = Vec::new();
    for ids in ids.chunks(CHUNK) {
        found.extend(dsl::firms.filter(dsl::id.eq_any(ids.iter().copied())).load::<FirmRow>(conn)?);
    }
    Ok(found)
}

/// Where these firms are, of those that have said so.
///
/// # Errors
/// Those of the database.
pub fn places(conn: &mut Conn, ids: &[FirmId]) -> QueryResult<Vec<(FirmId, Point)>> {
    let mut found = Vec::with_capacity(ids.len());
    for ids in ids.chunks(CHUNK) {
        let stated = dsl::firms.filter(dsl::id.eq_any(ids)).select((dsl::id, dsl::lat, dsl::lon));
        for (id, lat, lon) in stated.load::<(FirmId, Option<f64>, Option<f64>)>(conn)? {
            found.extend(lat.zip(lon).map(|(lat, lon)| (id, Point { lat, lon })));
        }
    }
    Ok(found)
}

/// Which of these USCCs are taken, and by which firm's code.
///
/// # Errors
/// Those of the database.
pub fn codes_by_uscc(conn: &mut Conn, usccs: &[&str]) -> QueryResult<HashMap<String, String>> {
    let mut found = HashMap::new();
    for usccs in usccs.chunks(CHUNK) {
        let taken = dsl::firms
            .filter(dsl::uscc.eq_any(usccs.iter().copied()))
            .select((dsl::uscc.assume_not_null(), dsl::code))
            .load::<(String, String)>(conn)?;
        found.extend(taken);
    }
    Ok(found)
}

/// Up to `limit` firms whose code comes after `after` (from the start with `""`), by code.
///
/// # Errors
/// Those of the database.
pub fn after(conn: &mut Conn, after: &str, limit: i64) -> QueryResult<Vec<FirmRow>> {
    dsl::firms.filter(dsl::code.gt(after)).order(dsl::code).limit(limit).load(conn)
}

/// Adds new firms.
///
/// # Errors
/// Those of the database, a code or USCC that exists among them.
pub fn insert_many(conn: &mut Conn, rows: &[FirmRow]) -> QueryResult<()> {
    crate::insert_all!(conn, dsl::firms, rows)
}

/// Writes every column of an existing firm.
///
/// # Errors
/// Those of the database, a USCC that another firm has among them.
pub fn update(conn: &mut Conn, row: &FirmRow) -> QueryResult<()> {
    diesel::update(dsl::firms.find(&row.id)).set(row).execute(conn)?;
    Ok(())
}

/// Takes a firm away that has no listings (an import undone).
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: &FirmId) -> QueryResult<()> {
    diesel::delete(dsl::firms.find(id)).execute(conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::db::testing::TestDb;

    fn firm(n: usize) -> FirmRow {
        let fields = FirmFields {
            name: format!("企业{n}"),
            uscc: Some(format!("U{n:017}")),
            lat: Some(31.9800001),
            lon: Some(120.894),
            datum: Some(Datum::Gcj02),
            revenue_wan: Some(Decimal::from_raw(12_345)),
            founded_on: NaiveDate::from_ymd_opt(1999, 9, 9),
            ..FirmFields::default()
        };
        FirmRow::new(FirmId::new(), format!("{n:06}"), fields, Verification::Pending, clock::now())
    }

    #[test]
    fn rows_come_back_as_they_were_written() {
        let test = TestDb::new();
        let conn = &mut *test.db.writer().unwrap();
        let rows: Vec<FirmRow> = (1..=1_100).map(firm).collect();
        insert_many(conn, &rows).unwrap();
        assert_eq!(find_by_code(conn, "000007").unwrap().as_ref(), Some(&rows[6]));
        assert_eq!(find(conn, &rows[6].id).unwrap().as_ref(), Some(&rows[6]));
        assert_eq!(by_codes(conn, &["000001", "1", "000002"]).unwrap().len(), 2);
        assert_eq!(by_ids(conn, &[&rows[0].id, &rows[9].id]).unwrap().len(), 2);
        let taken = codes_by_uscc(conn, &["U00000000000000003", "free"]).unwrap();
        assert_eq!(taken.into_values().collect::<Vec<_>>(), ["000003"]);
        assert_eq!(after(conn, "001098", 10).unwrap(), rows[1_098..]);
        let changed = rows[6].clone().with(FirmFields { lat: None, uscc: None, ..rows[6].fields() }, clock::now());
        update(conn, &changed).unwrap();
        assert_eq!(find_by_code(conn, "000007").unwrap(), Some(changed));
        delete(conn, &rows[8].id).unwrap();
        assert_eq!(find(conn, &rows[8].id).unwrap(), None);
    }

    #[test]
    fn a_row_survives_json_to_the_last_digit() {
        let row = firm(1);
        let text = serde_json::to_string(&row).unwrap();
        assert_eq!(serde_json::from_str::<FirmRow>(&text).unwrap(), row);
    }
}
