//! 2+8 referral: a park that cannot serve a project or need hands it to a sister park, which takes over or does not. What
//! comes of it counts for both (see [`referral`](crate::leaderboard::referral)).

use super::{check_speaks_for, for_operators, words};
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::audit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::divisions::{self, DivisionKind};
use crate::firms::actions::scope;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::leaderboard::store::referrals::{self as store, ReferralRow};
use crate::leaderboard::{ReferralId, Step};
use crate::listings::ListingState;
use crate::{firms, needs};

/// Referrals that a list shows.
const SHOWN: i64 = 200;
/// What the matter of a project begins with.
const PROJECT: &str = "project:";

/// What is handed on.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Offer {
    /// The code of a need; empty for a project.
    pub need: String,
    /// A referral by which a project came, to hand it on once more.
    pub earlier: String,
    /// What a new project is called.
    pub project: String,
    /// The park that hands on; may be left out with `earlier`.
    pub from: String,
    /// The park that is to take over.
    pub to: String,
    /// Why.
    pub note: String,
}

/// The referrals that this person sees: operators and officials of the city all, others those of their own divisions.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators.
pub fn list(conn: &mut Conn, viewer: &Viewer) -> AppResult<Vec<ReferralRow>> {
    for_staff(viewer)?;
    let own = scope(viewer, &divisions::store::all(conn)?)?;
    Ok(store::newest(conn, own.as_deref(), SHOWN)?)
}

/// What a matter is, what it is called, and which park has it now; none while nobody has it yet.
struct Matter {
    key: String,
    title: String,
    holder: Option<String>,
}

/// Offers a need or a project to a sister park.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but the officials of the park that hands on; `NotFound` for an unknown need or referral;
/// `Invalid` for what is no park, or the same one; `Conflict` where another park has the matter, or it is on offer.
pub fn offer(conn: &mut Conn, viewer: &Viewer, offer: &Offer, now: Moment) -> AppResult<ReferralRow> {
    for_staff(viewer)?;
    let matter = matter(conn, offer)?;
    let from = if offer.from.is_empty() { matter.holder.clone().unwrap_or_default() } else { offer.from.clone() };
    for (field, code) in [("from", &from), ("to", &offer.to)] {
        check_is_park(conn, field, code)?;
    }
    if from == offer.to {
        let fix = Say::new("请选择另一个园区", "Choose another park");
        return Err(AppError::invalid("to", &offer.to, Say::new("不能转给自己", "It is the same park"), fix));
    }
    check_speaks_for(conn, viewer, &from)?;
    if matter.holder.is_some_and(|holder| holder != from) {
        return Err(AppError::conflict("该事项不在转出园区名下", "Another park has this matter"));
    }
    if store::of_matter(conn, &matter.key)?.iter().any(|row| row.state == Step::Offered) {
        return Err(AppError::conflict("该事项正在等待承接", "It is on offer already"));
    }
    let row = ReferralRow {
        id: ReferralId::new(),
        matter: matter.key,
        title: matter.title,
        from_code: from,
        to_code: offer.to.clone(),
        note: words("note", &offer.note)?,
        state: Step::Offered,
        author: viewer.actor.to_string(),
        made_at: now,
        reply: String::new(),
        answered_at: None,
        landed_at: None,
    };
    store::insert(conn, &row)?;
    let way = format!("{} > {}", row.from_code, row.to_code);
    audit::record(conn, viewer, "referral.offer", "referral", row.id.as_str(), None, Some(&way), now)?;
    Ok(row)
}

fn check_is_park(conn: &mut Conn, field: &str, code: &str) -> AppResult<()> {
    let found = divisions::store::find_by_code(conn, code)?;
    if found.is_some_and(|row| row.kind == DivisionKind::Park) {
        return Ok(());
    }
    let fix = Say::new("请从列表中选择园区", "Choose a park of the list");
    Err(AppError::invalid(field, code, Say::new("不是园区", "This is no park"), fix))
}

/// A need lies with the park that took it over last, at first with the park of its firm; a project with the park that took
/// it over last, a new one with whoever brings it.
fn matter(conn: &mut Conn, offer: &Offer) -> AppResult<Matter> {
    if !offer.need.is_empty() {
        let need = needs::store::find_by_code(conn, &offer.need)?;
        let need = need.filter(|need| need.state == ListingState::Published).ok_or(AppError::NotFound)?;
        let firm = firms::store::find(conn, &need.firm_id)?.ok_or(AppError::NotFound)?;
        let key = format!("need:{}", need.code);
        let holder = holder(conn, &key)?.or(firm.division_code).unwrap_or_default();
        return Ok(Matter { key, title: need.text, holder: Some(holder) });
    }
    if !offer.earlier.is_empty() {
        let earlier = store::find(conn, &ReferralId(offer.earlier.clone()))?.ok_or(AppError::NotFound)?;
        let holder = holder(conn, &earlier.matter)?.or(Some(earlier.from_code));
        return Ok(Matter { key: earlier.matter, title: earlier.title, holder });
    }
    let title = words("project", &offer.project)?;
    Ok(Matter { key: format!("{PROJECT}{}", crate::ids::new_id()), title, holder: None })
}

fn holder(conn: &mut Conn, matter: &str) -> AppResult<Option<String>> {
    let rows = store::of_matter(conn, matter)?;
    let taken = rows.into_iter().rfind(|row| row.state == Step::Accepted);
    Ok(taken.map(|row| row.to_code))
}

/// Takes over what is offered, or declines it.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but the officials of the park that is asked; `NotFound`; `Invalid` without a reason for
/// declining; `Conflict` where it is answered.
pub fn answer(
    conn: &mut Conn,
    viewer: &Viewer,
    id: &ReferralId,
    (step, reply): (Step, &str),
    now: Moment,
) -> AppResult<()> {
    let row = open(conn, viewer, id)?;
    check_speaks_for(conn, viewer, &row.to_code)?;
    let reply = match step {
        Step::Declined => words("reply", reply)?,
        _ => crate::text::tidy(reply).chars().take(super::LONGEST).collect(),
    };
    if step == Step::Offered || !store::answer(conn, id, (step, &reply), now)? {
        return Err(AppError::conflict("该转办已经答复", "It is answered already"));
    }
    let old = Some(row.state.as_str());
    audit::record(conn, viewer, "referral.answer", "referral", id.as_str(), old, Some(step.as_str()), now)
}

/// A referral, for those who may know of it.
fn open(conn: &mut Conn, viewer: &Viewer, id: &ReferralId) -> AppResult<ReferralRow> {
    for_staff(viewer)?;
    store::find(conn, id)?.ok_or(AppError::NotFound)
}

/// Notes that a project came about in the park that took it over: from then it counts as a deal, split along its way.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but operators, since parks must not credit themselves; `NotFound`; `Conflict` for a need,
/// for which deals speak, and for a project that another park has, or that came about already.
pub fn land(conn: &mut Conn, viewer: &Viewer, id: &ReferralId, now: Moment) -> AppResult<()> {
    for_operators(viewer)?;
    let row = open(conn, viewer, id)?;
    let steps = store::of_matter(conn, &row.matter)?;
    let last = steps.iter().rfind(|step| step.state == Step::Accepted);
    let is_last = last.is_some_and(|last| last.id == row.id);
    let is_over = steps.iter().any(|step| step.landed_at.is_some() || step.state == Step::Offered);
    if !row.matter.starts_with(PROJECT) || !is_last || is_over || !store::land(conn, id, now)? {
        let (zh, en) =
            ("只有已承接、未落地的项目可以登记落地", "Only a project that was taken over can come about, once");
        return Err(AppError::conflict(zh, en));
    }
    audit::record(conn, viewer, "referral.land", "referral", id.as_str(), None, Some(&row.to_code), now)
}
