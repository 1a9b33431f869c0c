//! Rows of `latent_answers`.

use diesel::prelude::*;

use super::Answer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::latent_answers;
use crate::ids::FirmId;

/// What a firm has answered, the latest first.
///
/// # Errors
/// Those of the database.
pub(super) fn answers(conn: &mut Conn, firm: &FirmId) -> QueryResult<Vec<(String, Answer)>> {
    let own = latent_answers::table.filter(latent_answers::firm_id.eq(firm));
    own.select((latent_answers::name, latent_answers::answer)).order(latent_answers::at.desc()).load(conn)
}

/// How many firms have dismissed each of these.
///
/// # Errors
/// Those of the database.
pub(super) fn dismissals(conn: &mut Conn, names: &[&str]) -> QueryResult<Vec<(String, i64)>> {
    let dismissed = latent_answers::table
        .filter(latent_answers::name.eq_any(names.iter().copied()))
        .filter(latent_answers::answer.eq(Answer::Dismissed));
    dismissed.group_by(latent_answers::name).select((latent_answers::name, diesel::dsl::count_star())).load(conn)
}

/// Writes what a firm answered, or takes it back.
///
/// # Errors
/// Those of the database.
pub(super) fn put(conn: &mut Conn, firm: &FirmId, name: &str, answer: Option<Answer>, now: Moment) -> QueryResult<()> {
    diesel::delete(latent_answers::table.find((firm, name))).execute(conn)?;
    let Some(answer) = answer else { return Ok(()) };
    let row = (
        latent_answers::firm_id.eq(firm),
        latent_answers::name.eq(name),
        latent_answers::answer.eq(answer),
        latent_answers::at.eq(now),
    );
    diesel::insert_into(latent_answers::table).values(row).execute(conn).map(drop)
}
