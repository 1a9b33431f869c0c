//! What is sent of every listing: its code, its category, its specs.

use diesel::result::{DatabaseErrorKind, Error as Database};

use super::Fields;
use super::rules::read_code;
use crate::chain::{CategoryId, store as chain};
use crate::db::Conn;
use crate::faults::Fault;
use crate::fields::Reader;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::{ids, specs, text};

/// The code in `columns`, else a new one.
pub fn code_of(columns: &Columns, prefix: char, faults: &mut Vec<Fault>) -> String {
    let written = columns.text("code");
    if written.is_empty() {
        return ids::new_code(prefix);
    }
    read_code(written).unwrap_or_else(|fault| {
        faults.push(fault);
        ids::new_code(prefix)
    })
}

/// The fault of a code that is another listing's.
pub fn code_taken(code: &str) -> Fault {
    Fault::new(
        "code",
        code,
        Say::new("这个编码已被使用", "this code is taken"),
        Say::new("请换一个编码", "choose another code"),
    )
}

/// An insert that lost a race for its code.
pub fn taken_meanwhile(why: Database, code: &str) -> AppError {
    match why {
        Database::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => AppError::Invalid(vec![code_taken(code)]),
        why => why.into(),
    }
}

/// The category that is named, else the one that is called exactly as the listing; an unknown one is a fault that
/// offers similar names.
///
/// # Errors
/// Those of the database.
pub fn resolve_category(
    conn: &mut Conn,
    fields: &impl Fields,
    faults: &mut Vec<Fault>,
) -> AppResult<Option<CategoryId>> {
    let named = fields.category();
    let found = chain::category_by_name(conn, named.unwrap_or(fields.title()))?;
    if let (Some(named), None) = (named, &found) {
        faults.push(unknown_category(named, &chain::names_with(conn, named, 5)?));
    }
    Ok(found.map(|category| category.id))
}

fn unknown_category(named: &str, alike: &[String]) -> Fault {
    let fix = if alike.is_empty() {
        Say::new("请从产业链品类中选择，或留空", "choose one of the chain's categories, or leave it empty")
    } else {
        Say::new(
            format!("相近的品类：{}；也可以留空", alike.join("、")),
            format!("similar categories: {}; or leave it empty", alike.join(", ")),
        )
    };
    Fault::new("category", named, Say::new("产业链里没有这个品类", "the chain has no such category"), fix)
}

/// Reads the name of a category; which one it is, the action looks up.
pub fn read_category(reader: &mut Reader, into: &mut Option<String>) {
    let mut name = into.clone().unwrap_or_default();
    reader.text("category", &mut name, 120);
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    *into = (!name.is_empty()).then_some(name);
}

/// Reads specs into their stored form.
pub fn read_specs(reader: &mut Reader, into: &mut String) {
    read_with(reader, "specs", into, |written| specs::parse(written).map(|list| specs::canonical(&list)));
}

/// Reads a column into its stored form by `parse`, which says what is wrong and what to do.
pub fn read_with(
    reader: &mut Reader,
    column: &str,
    into: &mut String,
    parse: impl FnOnce(&str) -> Result<String, (Say, Say)>,
) {
    let Some(written) = reader.raw(column) else { return };
    match parse(&text::tidy(&written)) {
        Ok(stored) => *into = stored,
        Err((cause, fix)) => reader.fault(column, &written, cause, fix),
    }
}
