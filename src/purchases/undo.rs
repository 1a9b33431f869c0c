//! Takes the needs back that a list has made, all at once: those that somebody has worked with since stay and are named.

use chrono::Duration;

use super::actions::take_to_change;
use super::store;
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::listings::{self, ListingState, firm_of};
use crate::needs::store::NeedRow;
use crate::{needs, pairings};

/// How long needs can be taken back so, in days, as an import can.
const UNDO_DAYS: i64 = 30;

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// Needs that are withdrawn now; their lines can be made needs again.
    pub withdrawn: usize,
    /// Codes of those that stay, and why.
    pub kept: Vec<(String, Say)>,
}

/// Withdraws the needs that the lines of a list have become.
///
/// # Errors
/// `NotFound` for another’s list; `Conflict` when somebody was quicker or there is no such need; `Forbidden` for a buyer
/// without a firm.
pub fn take_back_needs(conn: &mut Conn, viewer: &Viewer, id: &str, now: Moment) -> AppResult<TakenBack> {
    let list = take_to_change(conn, viewer, id, now)?;
    firm_of(viewer)?;
    let mut taken = TakenBack { withdrawn: 0, kept: vec![] };
    for line in store::lines(conn, &list.id)?.into_iter().filter(|line| !line.need_code.is_empty()) {
        let need = needs::store::find_by_code(conn, &line.need_code)?;
        if let Some(need) = need.filter(|need| need.state == ListingState::Published) {
            if let Some(why) = stays(conn, &need, now)? {
                taken.kept.push((line.need_code, why));
                continue;
            }
            listings::actions::withdraw::<NeedRow>(conn, viewer, &need.code, "", now)?;
            taken.withdrawn += 1;
        }
        store::set_need(conn, &list.id, line.position, "")?;
    }
    if taken.withdrawn == 0 && taken.kept.is_empty() {
        return Err(AppError::conflict("这份清单没有已发布的需求", "This list has no posted needs"));
    }
    Ok(taken)
}

/// Why a need is not taken back.
fn stays(conn: &mut Conn, need: &NeedRow, now: Moment) -> AppResult<Option<Say>> {
    Ok(match () {
        () if now - need.created_at > Duration::days(UNDO_DAYS) => {
            Some(Say::new("发布已超过 30 天", "posted more than 30 days ago"))
        }
        () if need.updated_at != need.created_at => Some(Say::new("发布后又修改过", "edited since")),
        () if pairings::store::is_answered(conn, &need.id)? => {
            Some(Say::new("已有企业答复配对", "a firm has answered a pairing"))
        }
        () => None,
    })
}
