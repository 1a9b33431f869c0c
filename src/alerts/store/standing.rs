//! What stands still, read from the tables of the things themselves.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::MatterRow;
use super::tasks::{self, TaskRow};
use crate::alerts::resolution::Facts;
use crate::alerts::{MatterId, MatterKind, TaskId};
use crate::clock::Moment;
use crate::clusters;
use crate::db::Conn;
use crate::db::schema::{alert_matters, enquiries, enquiry_suppliers, firms, needs, pairings};
use crate::enquiries::{Answer, State as Sent};
use crate::firms::Verification;
use crate::listings::ListingState;
use crate::pairings::State;

/// Pairings that somebody has taken up.
const TAKEN_UP: [State; 3] = [State::Interested, State::Contacted, State::Agreed];

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Queryable)]
pub struct Subject {
    /// Its key.
    pub id: String,
    /// The code by which pages show it, or its firm.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// The division of its firm.
    pub division_code: Option<String>,
    /// Since when.
    pub since: Option<Moment>,
}

/// A matter of this kind and subject has begun at that moment.
macro_rules! begun {
    ($kind:expr, $subject:expr, $since:expr) => {
        exists(
            alert_matters::table
                .filter(alert_matters::kind.eq($kind))
                .filter(alert_matters::subject_id.eq($subject))
                .filter(alert_matters::started_at.nullable().eq($since)),
        )
    };
}

pub(super) use begun;

/// What has waited since `until` or longer and is no matter yet, the longest waiting first.
///
/// # Errors
/// Those of the database.
pub fn unopened(conn: &mut Conn, kind: MatterKind, until: Moment, limit: i64) -> QueryResult<Vec<Subject>> {
    match kind {
        MatterKind::Need => needs(conn, until, limit),
        MatterKind::Enquiry => enquiries(conn, until, limit),
        MatterKind::Verification => firms(conn, until, limit),
        MatterKind::Gap | MatterKind::Task => tasks::unopened(conn, kind, until, limit),
    }
}

fn needs(conn: &mut Conn, until: Moment, limit: i64) -> QueryResult<Vec<Subject>> {
    let taken = pairings::table.filter(pairings::need_id.eq(needs::id)).filter(pairings::state.eq_any(TAKEN_UP));
    needs::table
        .inner_join(firms::table)
        .filter(needs::state.eq(ListingState::Published).and(needs::published_at.le(until)))
        .filter(firms::verification.eq(Verification::Verified))
        .filter(not(exists(taken)))
        .filter(not(begun!(MatterKind::Need, needs::id, needs::published_at)))
        .order((needs::published_at, needs::id))
        .select((needs::id, needs::code, needs::text, firms::division_code, needs::published_at))
        .limit(limit)
        .load(conn)
}

/// Of an enquiry the firm alone is told: what is asked, and by whom, is for its two sides.
fn enquiries(conn: &mut Conn, until: Moment, limit: i64) -> QueryResult<Vec<Subject>> {
    enquiry_suppliers::table
        .inner_join(enquiries::table)
        .inner_join(firms::table)
        .filter(enquiries::state.eq(Sent::Sent).and(enquiries::sent_at.le(until)))
        .filter(enquiry_suppliers::answer.eq(Answer::Waiting))
        .filter(not(begun!(MatterKind::Enquiry, enquiry_suppliers::id, enquiries::sent_at)))
        .order((enquiries::sent_at, enquiry_suppliers::id))
        .select((enquiry_suppliers::id, firms::code, firms::name, firms::division_code, enquiries::sent_at))
        .limit(limit)
        .load(conn)
}

fn firms(conn: &mut Conn, until: Moment, limit: i64) -> QueryResult<Vec<Subject>> {
    firms::table
        .filter(firms::waiting_since.le(until))
        .filter(not(begun!(MatterKind::Verification, firms::id, firms::waiting_since)))
        .order((firms::waiting_since, firms::id))
        .select((firms::id, firms::code, firms::name, firms::division_code, firms::waiting_since))
        .limit(limit)
        .load(conn)
}

/// Open matters of which the tables show that they are solved.
///
/// # Errors
/// Those of the database.
pub fn solved(conn: &mut Conn, kind: MatterKind) -> QueryResult<Vec<MatterId>> {
    let open = alert_matters::table
        .filter(alert_matters::kind.eq(kind).and(alert_matters::cleared_at.is_null()))
        .select(alert_matters::id);
    let subject = alert_matters::subject_id;
    match kind {
        MatterKind::Need => {
            let public = needs::table.filter(needs::id.eq(subject)).filter(needs::state.eq(ListingState::Published));
            let taken = pairings::table.filter(pairings::need_id.eq(subject)).filter(pairings::state.eq_any(TAKEN_UP));
            open.filter(not(exists(public)).or(exists(taken))).load(conn)
        }
        MatterKind::Enquiry => {
            let waiting = enquiry_suppliers::table
                .inner_join(enquiries::table)
                .filter(enquiry_suppliers::id.eq(subject))
                .filter(enquiry_suppliers::answer.eq(Answer::Waiting))
                .filter(enquiries::state.eq(Sent::Sent));
            open.filter(not(exists(waiting))).load(conn)
        }
        MatterKind::Verification => {
            let waiting = firms::table.filter(firms::id.eq(subject)).filter(firms::waiting_since.is_not_null());
            open.filter(not(exists(waiting))).load(conn)
        }
        MatterKind::Gap | MatterKind::Task => tasks::solved(conn, kind),
    }
}

/// What the tables say of a matter.
///
/// # Errors
/// Those of the database.
pub fn facts(conn: &mut Conn, matter: &MatterRow) -> QueryResult<Facts> {
    let subject = &matter.subject_id;
    Ok(match matter.kind {
        MatterKind::Need => {
            let public = needs::table.filter(needs::id.eq(subject)).filter(needs::state.eq(ListingState::Published));
            let taken = pairings::table.filter(pairings::need_id.eq(subject)).filter(pairings::state.eq_any(TAKEN_UP));
            let (suppliers, public): (i64, i64) = (taken.count().get_result(conn)?, public.count().get_result(conn)?);
            Facts::Need { suppliers: u32::try_from(suppliers).unwrap_or(u32::MAX), is_withdrawn: public == 0 }
        }
        MatterKind::Enquiry => {
            let asked = enquiry_suppliers::table.inner_join(enquiries::table);
            let found: Option<(Answer, Sent)> = asked
                .filter(enquiry_suppliers::id.eq(subject))
                .select((enquiry_suppliers::answer, enquiries::state))
                .first(conn)
                .optional()?;
            let answers = u32::from(found.is_some_and(|(answer, _)| answer != Answer::Waiting));
            Facts::Enquiry { answers, is_withdrawn: found.is_none_or(|(_, state)| state != Sent::Sent) }
        }
        MatterKind::Verification => {
            let waiting = firms::table.filter(firms::id.eq(subject)).filter(firms::waiting_since.is_not_null());
            Facts::Verification { is_decided: waiting.count().get_result::<i64>(conn)? == 0 }
        }
        MatterKind::Gap => gap(conn, &TaskId(subject.clone()))?,
        MatterKind::Task => Facts::Task,
    })
}

/// A gap that is not there any more, nor its category, is closed.
fn gap(conn: &mut Conn, id: &TaskId) -> QueryResult<Facts> {
    Ok(match tasks::find(conn, id)? {
        Some(TaskRow { category_id: Some(category), wanted, .. }) => {
            let suppliers = clusters::store::offered(conn, &[&category])?.served_by(&category);
            Facts::Gap { suppliers, wanted: u32::try_from(wanted).unwrap_or(u32::MAX) }
        }
        _ => Facts::Gap { suppliers: 0, wanted: 0 },
    })
}
