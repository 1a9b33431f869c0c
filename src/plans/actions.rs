//! Asking for a plan, making it, and what officials wish of it.

use super::city::{self, Numbered};
use super::rules::{self, Comparison, Effects, Rate, Rules};
use super::solver::{self, Pair, Reason, Refusal, explain, plan as solve};
use super::store::{self, ChoiceRow, Line, PlanRow, WishLine};
use super::{PlanId, State, Wish, jobs};
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::audit;
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::http::{AppError, AppResult};
use crate::{firms, needs, queue, text};

/// Plans that the list shows.
const SHOWN: i64 = 50;
/// Characters of a name at most.
const LONGEST_NAME: usize = 60;

/// Asks for a plan, which the worker makes.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators; `Invalid` for rules out of range.
pub fn ask(conn: &mut Conn, viewer: &Viewer, name: &str, rules: Rules, now: Moment) -> AppResult<PlanRow> {
    for_staff(viewer)?;
    let stated = serde_json::to_string(&rules.checked()?).map_err(anyhow::Error::new)?;
    let name: String = text::tidy(name).chars().take(LONGEST_NAME).collect();
    let row = PlanRow {
        id: PlanId::new(),
        name: if name.is_empty() { crate::clock::show(now) } else { name },
        rules: stated,
        state: State::Waiting,
        score: 0,
        chance: 0,
        bonus: 0,
        bound: 0,
        effects: String::new(),
        failure: String::new(),
        author: viewer.actor.to_string(),
        made_at: now,
    };
    store::put(conn, &row)?;
    queue::enqueue(conn, jobs::NAME, row.id.as_str(), now)?;
    audit::record(conn, viewer, "plan.make", "plan", row.id.as_str(), None, Some(&row.rules), now)?;
    Ok(row)
}

/// Makes a plan that waits: reads the city, chooses, and keeps what was chosen.
///
/// # Errors
/// Those of the database.
pub fn make(db: &Db, id: &PlanId) -> AppResult<()> {
    let read = |conn: &mut Conn| {
        let Some(row) = store::find(conn, id)?.filter(|row| row.state == State::Waiting) else { return Ok(None) };
        let numbered = city::read(conn, &row.rules()?)?;
        Ok::<_, AppError>(Some((row, numbered)))
    };
    let Some((row, numbered)) = db.read(read)? else { return Ok(()) };
    let (row, choices) = match solve(&numbered.city) {
        Ok(found) => (done(row, &numbered, &found)?, choices(id, &numbered, &found)),
        Err(refusals) => (failed(row, &refusals), vec![]),
    };
    db.write(|conn| {
        store::put(conn, &row)?;
        Ok(store::put_choices(conn, id, &choices)?)
    })
}

fn done(row: PlanRow, numbered: &Numbered, found: &solver::Plan) -> AppResult<PlanRow> {
    let effects = serde_json::to_string(&effects(numbered, found)).map_err(anyhow::Error::new)?;
    let worth = found.worth;
    let (score, chance, bonus) = (worth.score, worth.chance, worth.bonus);
    Ok(PlanRow { state: State::Done, score, chance, bonus, bound: found.bound, effects, ..row })
}

fn failed(row: PlanRow, refusals: &[Refusal]) -> PlanRow {
    let pins = refusals.iter().filter(|one| matches!(one, Refusal::Pin(..) | Refusal::PinnedTwice(_))).count();
    let failure = match pins {
        0 => format!("{refusals:?}"),
        _ => format!("{pins}"),
    };
    PlanRow { state: State::Failed, failure, ..row }
}

fn effects(numbered: &Numbered, found: &solver::Plan) -> Effects {
    let effects = solver::effects(&numbered.city, found);
    let rate = |rate: solver::Rate| Rate { count: rate.count, wan: rate.amount as f64 / 10_000.0 };
    let mut unserved = [0; 5];
    for (_, reason) in &effects.unserved {
        unserved[match reason {
            Reason::NoCandidate => 0,
            Reason::Forbidden => 1,
            Reason::BelowMinimum => 2,
            Reason::BeyondCapacity => 3,
            Reason::Full => 4,
        }] += 1;
    }
    Effects {
        all: rate(effects.all),
        before: rate(effects.before),
        after: rate(effects.after),
        by_small: rate(effects.by_small),
        suppliers: effects.suppliers,
        small_suppliers: effects.small_suppliers,
        links: effects.links,
        unserved,
    }
}

fn choices(id: &PlanId, numbered: &Numbered, found: &solver::Plan) -> Vec<ChoiceRow> {
    let city = &numbered.city;
    let pins: std::collections::HashSet<Pair> = city.pins.iter().copied().collect();
    let hundredths = |value: i64| value * 100 / solver::POINT;
    let choice = |why: solver::Why| {
        let candidate = city.candidates[why.candidate as usize];
        let pair = city.pair_of(why.candidate);
        ChoiceRow {
            plan_id: id.clone(),
            need_id: numbered.needs[pair.need as usize].clone(),
            product_id: numbered.products[candidate.product as usize].clone(),
            seller_id: numbered.suppliers[pair.supplier as usize].clone(),
            score: hundredths(candidate.value),
            place: why.rank as i64,
            short: hundredths(why.short),
            pinned: pins.contains(&pair),
        }
    };
    explain(city, found).into_iter().map(choice).collect()
}

/// The latest plans.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn list(conn: &mut Conn, viewer: &Viewer) -> AppResult<Vec<PlanRow>> {
    for_staff(viewer)?;
    Ok(store::latest(conn, SHOWN)?)
}

/// A plan; without a key the latest one that is there.
///
/// # Errors
/// `SignIn`, `Forbidden`, `NotFound`.
pub fn show(conn: &mut Conn, viewer: &Viewer, id: Option<&PlanId>) -> AppResult<PlanRow> {
    for_staff(viewer)?;
    match id {
        Some(id) => store::find(conn, id)?,
        None => store::last_done(conn)?,
    }
    .ok_or(AppError::NotFound)
}

/// One page of what a plan chose, of that which `q` finds, and how many there are.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn lines(
    conn: &mut Conn,
    viewer: &Viewer,
    (id, q): (&PlanId, &str),
    part: (u64, u64),
) -> AppResult<(Vec<Line>, u64)> {
    for_staff(viewer)?;
    Ok(store::lines(conn, id, &text::like(q), part)?)
}

/// Compares what two plans chose.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn compare(conn: &mut Conn, viewer: &Viewer, first: &PlanId, second: &PlanId) -> AppResult<Comparison> {
    for_staff(viewer)?;
    let mut chosen = |plan: &PlanId| {
        let rows = store::choices(conn, plan)?;
        Ok::<Vec<_>, AppError>(rows.into_iter().map(|row| (row.need_id, row.seller_id)).collect())
    };
    Ok(rules::compare(chosen(first)?, chosen(second)?))
}

/// All wishes.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn wishes(conn: &mut Conn, viewer: &Viewer) -> AppResult<Vec<WishLine>> {
    for_staff(viewer)?;
    Ok(store::wishes(conn)?)
}

/// Sets what is wished of a need and a firm, both by their codes, or takes it back.
///
/// # Errors
/// `SignIn`, `Forbidden`; `NotFound` where one of them is unknown.
pub fn wish(
    conn: &mut Conn,
    viewer: &Viewer,
    (need, seller): (&str, &str),
    wish: Option<Wish>,
    now: Moment,
) -> AppResult<()> {
    for_staff(viewer)?;
    let need = needs::store::find_by_code(conn, need)?.ok_or(AppError::NotFound)?;
    let seller = firms::store::find_by_code(conn, seller)?.ok_or(AppError::NotFound)?;
    store::put_wish(conn, (&need.id, &seller.id), wish, (&viewer.actor.to_string(), now))?;
    let what = format!("{} {}", wish.map_or("none", Wish::as_str), seller.code);
    audit::record(conn, viewer, "plan.wish", "need", need.id.as_str(), None, Some(&what), now)
}
