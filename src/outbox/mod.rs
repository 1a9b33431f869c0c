//! The outbox: whatever leaves the site, a mail, a call to a webhook or a message to a robot, is a parcel written in
//! the transaction of what causes it, and carried afterwards.
//!
//! # What a crash can do
//!
//! A parcel is claimed (its next try is moved on), carried, and the outcome noted: three steps, each whole or not at
//! all. Stopped before the claim, nothing has happened. Stopped after it, the parcel is due again once the claim has run
//! out. Stopped between carrying and noting, nobody here can know whether it arrived, so it goes again *with the same
//! id*: as `Message-ID` of a mail, as `Peitao-Delivery` of a webhook, at the end of a robot's message. Nothing is lost,
//! and a receiver that keeps ids apart takes nothing twice. A parcel whose outcome is noted never goes again by itself.

pub mod store;

pub use store::Parcel;

use std::collections::HashSet;

use chrono::Duration;

use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::http::AppResult;

crate::text_enum! {
    /// How a parcel leaves.
    Way {
        /// To a mail server.
        Mail = "mail",
        /// To a program of an integrator.
        Webhook = "webhook",
        /// To a robot in a group of 企业微信.
        WeCom = "wecom",
        /// To one of 钉钉.
        DingTalk = "dingtalk",
        /// To one of 飞书.
        Feishu = "feishu",
    }
}

/// After so many failures a parcel is not tried again.
pub const MOST_ATTEMPTS: i64 = 8;
/// A parcel that could not be carried for so long is of no use to its reader any more.
pub const OLDEST: Duration = Duration::days(7);
/// While a parcel is being carried no other process takes it; longer than the carrying can last.
pub const CLAIM: Duration = Duration::minutes(5);
/// Parcels looked at in one round.
const ROUND: i64 = 50;

/// How far a parcel has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its receiver took it.
    Sent,
    /// Will be tried, or waits for somebody to pass it on.
    Waiting,
    /// Was refused so often that it is not tried again.
    Failed,
    /// Its link has been used or has run out.
    Over,
}

/// What came of carrying a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver took it; with the status of an HTTP answer.
    Sent(Option<i64>),
    /// The receiver refused it or did not answer: this parcel is tried again later.
    Refused(Option<i64>, String),
    /// The way as a whole does not work: the other parcels wait for the next round, too, since each would take as long
    /// to fail.
    Blocked(String),
    /// There is no receiver any more; it is not tried again.
    Gone(String),
}

/// How a due parcel goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// By itself.
    Alone,
    /// In one message with these, which wait for the same receiver.
    With(Vec<Parcel>),
    /// Not before this moment; that is not an attempt.
    Wait(Moment),
}

/// Carries the parcels of some ways.
pub trait Carrier {
    /// The ways.
    fn ways(&self) -> &'static [Way];

    /// Whether there is time for another parcel; not when the process is to end.
    fn goes_on(&self) -> bool {
        true
    }

    /// How a due parcel goes, where its receiver takes only so many; looked at before each is claimed.
    ///
    /// # Errors
    /// Those of the database.
    fn turn(&self, _conn: &mut Conn, _parcel: &Parcel, _now: Moment) -> AppResult<Turn> {
        Ok(Turn::Alone)
    }

    /// Carries one parcel, and in the same message those that go with it. Blocks, for less than [`CLAIM`], and holds no
    /// database connection meanwhile.
    ///
    /// # Errors
    /// Those of the database; what is wrong with the parcel or its receiver is an [`Outcome`].
    fn carry(&self, parcel: &Parcel, with: &[Parcel], now: Moment) -> AppResult<Outcome>;

    /// What else is to be written with the outcome, in the same transaction.
    ///
    /// # Errors
    /// Those of the database.
    fn noted(&self, _conn: &mut Conn, _parcel: &Parcel, _outcome: &Outcome, _now: Moment) -> AppResult<()> {
        Ok(())
    }
}

/// Carries what is due at `now`, one round of it. Returns how many parcels arrived; call again at once when that is not
/// zero.
///
/// # Errors
/// Those of the database.
pub fn carry_due(db: &Db, carrier: &impl Carrier, now: impl Fn() -> Moment) -> AppResult<usize> {
    let (mut sent, mut silent) = (0, HashSet::new());
    for parcel in due(db, carrier, now())? {
        if !carrier.goes_on() {
            break;
        }
        // Whoever has just not answered would let all others wait again.
        if silent.contains(&parcel.recipient) {
            continue;
        }
        let Some(with) = claim(db, carrier, &parcel, now())? else { continue };
        let outcome = carrier.carry(&parcel, &with, now())?;
        note(db, carrier, &parcel, &with, &outcome, now())?;
        match outcome {
            Outcome::Sent(_) => sent += 1,
            Outcome::Blocked(_) => break,
            Outcome::Refused(None, _) => drop(silent.insert(parcel.recipient)),
            Outcome::Refused(..) | Outcome::Gone(_) => {}
        }
    }
    Ok(sent)
}

/// The first step: what is due, oldest first.
fn due(db: &Db, carrier: &impl Carrier, now: Moment) -> AppResult<Vec<Parcel>> {
    db.read(|conn| Ok(store::due(conn, carrier.ways(), now, ROUND)?))
}

/// The second: takes a parcel, and those that go with it, for this process; none when another was quicker or the parcel
/// has to wait.
fn claim(db: &Db, carrier: &impl Carrier, parcel: &Parcel, now: Moment) -> AppResult<Option<Vec<Parcel>>> {
    db.write(|conn| {
        let with = match carrier.turn(conn, parcel, now)? {
            Turn::Wait(until) => return Ok(store::postpone(conn, parcel, until).map(|_| None)?),
            Turn::Alone => vec![],
            Turn::With(others) => others,
        };
        if !store::claim(conn, parcel, now + CLAIM)? {
            return Ok(None);
        }
        let mut taken = Vec::with_capacity(with.len());
        for other in with {
            if store::claim(conn, &other, now + CLAIM)? {
                taken.push(other);
            }
        }
        Ok(Some(taken))
    })
}

/// The last: notes what came of it. The parcels are as they were before the claim.
fn note(
    db: &Db,
    carrier: &impl Carrier,
    parcel: &Parcel,
    with: &[Parcel],
    outcome: &Outcome,
    now: Moment,
) -> AppResult<()> {
    db.write(|conn| -> AppResult<()> {
        for one in std::iter::once(parcel).chain(with) {
            write_down(conn, one, outcome, now)?;
        }
        carrier.noted(conn, parcel, outcome, now)
    })?;
    let (id, way, others) = (parcel.id.as_str(), parcel.way, with.len());
    match outcome {
        Outcome::Sent(_) => tracing::info!(parcel = id, %way, others, "sent"),
        Outcome::Refused(_, why) | Outcome::Blocked(why) | Outcome::Gone(why) => {
            tracing::warn!(parcel = id, %way, others, attempt = parcel.attempts + 1, error = why, "not sent")
        }
    }
    Ok(())
}

fn write_down(conn: &mut Conn, parcel: &Parcel, outcome: &Outcome, now: Moment) -> AppResult<()> {
    let (id, again) = (parcel.id.as_str(), now + pause(parcel.attempts + 1));
    match outcome {
        Outcome::Sent(status) => store::sent(conn, parcel, *status, now)?,
        Outcome::Gone(why) => store::give_up(conn, id, why)?,
        Outcome::Refused(status, why) => store::failed(conn, id, *status, why, again)?,
        Outcome::Blocked(why) => store::failed(conn, id, None, why, again)?,
    }
    Ok(())
}

/// How long the log keeps what was sent, in days. What was not sent is never cleared.
pub const KEPT_DAYS: i64 = 90;

/// Clears what was sent long ago. Returns how many parcels went.
///
/// # Errors
/// Those of the database.
pub fn purge(conn: &mut Conn, now: Moment) -> AppResult<usize> {
    Ok(store::purge(conn, now - Duration::days(KEPT_DAYS))?)
}

/// How long to wait after the `attempts`th failure: one minute, then four times as long each time, at most a day.
fn pause(attempts: i64) -> Duration {
    let steps = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    Duration::minutes(4_i64.pow(steps)).min(Duration::days(1))
}

impl Parcel {
    /// How far it has got.
    pub fn state(&self, now: Moment) -> State {
        let is_over = self.body.is_empty() || self.secret_until.is_some_and(|until| until <= now);
        match () {
            () if self.sent_at.is_some() => State::Sent,
            () if is_over => State::Over,
            () if self.attempts >= MOST_ATTEMPTS || self.created_at <= now - OLDEST => State::Failed,
            () => State::Waiting,
        }
    }
}

#[cfg(test)]
mod tests;
