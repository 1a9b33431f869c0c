//! The life of a verification, as values: what an official's decision and a firm's change make of a firm.
//!
//! A firm that waits has `waiting_since`. A new firm waits unseen. A verified firm that changes its legal identity
//! (USCC or registered name) waits, too, but stays visible: the listings of an honest firm shall not vanish because
//! it moved to a new licence, and what was verified before is kept beside the new for the official to compare.

use chrono::{Datelike, NaiveDate, Weekday};

use super::Verification;
use super::rules::{self, Profile};
use super::store::FirmRow;
use crate::clock::Moment;
use crate::lang::Say;

/// Working days within which the desk means to answer.
pub const PROMISED_DAYS: i64 = 2;
/// Longest reason, in characters.
pub const REASON_LENGTH: usize = 500;

crate::text_enum! {
    /// What an official decides.
    Decision {
        /// The firm is who it says.
        Verify = "verify",
        /// It goes back to the firm with a reason.
        Reject = "reject",
        /// An earlier decision is taken back; the firm waits again, unseen.
        Reopen = "reopen",
    }
}

crate::text_enum! {
    /// The lists of the desk.
    Shelf {
        /// Firms that wait for a decision.
        Waiting = "waiting",
        /// Verified ones.
        Verified = "verified",
        /// Those sent back.
        Rejected = "rejected",
        /// Every firm.
        All = "all",
    }
}

/// What an official looks at when verifying a firm.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Identity {
    /// 统一社会信用代码.
    pub uscc: Option<String>,
    /// Registered name.
    pub full_name: String,
}

impl Identity {
    /// The identity that a firm states.
    pub fn of(row: &FirmRow) -> Identity {
        Identity { uscc: row.uscc.clone(), full_name: row.full_name.clone() }
    }

    /// The one that was verified last, if a changed one waits.
    pub fn before(row: &FirmRow) -> Option<Identity> {
        // The text is written by `to_json` alone; one that does not read back is shown as none.
        row.identity_before.as_deref().and_then(|text| serde_json::from_str(text).ok())
    }

    /// As kept in the row.
    pub fn to_json(&self) -> String {
        serde_json::json!(self).to_string()
    }
}

/// What saving its profile did to a firm's verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    None,
    /// A verified firm waits for another look, visible meanwhile.
    Recheck,
    /// The changed identity was changed back, so that there is nothing to look at any more.
    Settled,
    /// A firm that had been sent back waits again.
    Resubmitted,
}

/// `row` stating `profile`, and what this does to its verification.
pub fn revise(row: &FirmRow, profile: Profile, now: Moment) -> (FirmRow, Effect) {
    let mut new = FirmRow {
        description: profile.description,
        contact_name: profile.contact_name,
        contact_phone: profile.contact_phone,
        ..row.clone().with(profile.fields, now)
    };
    match row.verification {
        Verification::Pending => (new, Effect::None),
        Verification::Rejected => {
            (new.verification, new.waiting_since) = (Verification::Pending, Some(now));
            (new, Effect::Resubmitted)
        }
        Verification::Verified => {
            let effect = recheck(row, &mut new, now);
            (new, effect)
        }
    }
}

fn recheck(row: &FirmRow, new: &mut FirmRow, now: Moment) -> Effect {
    let was_waiting = row.waiting_since.is_some();
    let verified = Identity::before(row).unwrap_or_else(|| Identity::of(row));
    if Identity::of(new) == verified {
        (new.waiting_since, new.identity_before) = (None, None);
        return if was_waiting { Effect::Settled } else { Effect::None };
    }
    new.identity_before = Some(verified.to_json());
    new.waiting_since = row.waiting_since.or(Some(now));
    if rules::identity_changes(&row.fields(), &new.fields()).is_empty() { Effect::None } else { Effect::Recheck }
}

/// `row` after a decision.
///
/// # Errors
/// What to do, where the firm is not in the state that the decision is for: a colleague was quicker.
pub fn decide(row: &FirmRow, decision: Decision, reason: &str, now: Moment) -> Result<FirmRow, Say> {
    let is_waiting = row.is_waiting();
    if is_waiting == (decision == Decision::Reopen) {
        return Err(if is_waiting {
            Say::new("这家企业正在待审队列中，可以直接作出决定", "this firm is in the queue; decide on it directly")
        } else {
            Say::new(
                "这家企业已不在待审队列，可能刚由同事处理；请刷新页面查看结果",
                "this firm is no longer in the queue; a colleague may have decided; reload the page to see the result",
            )
        });
    }
    let mut new = row.clone();
    (new.verification, new.waiting_since) = match decision {
        Decision::Verify => (Verification::Verified, None),
        Decision::Reject => (Verification::Rejected, None),
        Decision::Reopen => (Verification::Pending, Some(now)),
    };
    if decision == Decision::Verify {
        new.verified_at = Some(now);
    }
    if decision != Decision::Reopen || !reason.is_empty() {
        new.verification_note = reason.to_owned();
    }
    (new.identity_before, new.updated_at) = (None, now);
    Ok(new)
}

/// Whole days from one day to another, at least 0.
pub fn days(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days().max(0)
}

/// Working days (Monday to Friday; public holidays are not known here) after `from` up to `to`.
pub fn working_days(from: NaiveDate, to: NaiveDate) -> i64 {
    let days = days(from, to);
    let (weeks, rest) = (days / 7, days % 7);
    let is_work = |n: &i64| {
        let day = from + chrono::Duration::days(weeks * 7 + n);
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    };
    weeks * 5 + (1..=rest).filter(is_work).count() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::firms::{FirmFields, FirmId};

    fn now() -> Moment {
        NaiveDate::from_ymd_opt(2026, 3, 2).unwrap().and_hms_opt(9, 0, 0).unwrap()
    }

    fn firm(state: Verification) -> FirmRow {
        let fields = FirmFields {
            name: "甲".into(),
            full_name: "甲有限公司".into(),
            uscc: Some("91350100M000100Y43".into()),
            ..FirmFields::default()
        };
        FirmRow::new(FirmId::new(), "F1".into(), fields, state, now())
    }

    fn renamed(row: &FirmRow, full_name: &str) -> Profile {
        let fields = FirmFields { full_name: full_name.into(), ..row.fields() };
        Profile { fields, ..row.profile() }
    }

    #[test]
    fn decisions_need_a_firm_that_waits_and_reopening_one_that_does_not() {
        use Decision::*;
        use Verification::*;
        for (state, decision, result) in [
            (Pending, Verify, Some(Verified)),
            (Pending, Reject, Some(Rejected)),
            (Pending, Reopen, None),
            (Verified, Verify, None),
            (Verified, Reject, None),
            (Verified, Reopen, Some(Pending)),
        ] {
            let new = decide(&firm(state), decision, "", now()).ok();
            assert_eq!(new.as_ref().map(|row| row.verification), result, "{state} {decision}");
            assert_eq!(new.is_some_and(|row| row.waiting_since.is_some()), result == Some(Pending));
        }
    }

    #[test]
    fn a_reason_stays_until_the_next_decision() {
        let back = decide(&firm(Verification::Pending), Decision::Reject, "执照不清", now()).unwrap();
        assert_eq!((back.verification, back.verification_note.as_str()), (Verification::Rejected, "执照不清"));
        let (again, effect) = revise(&back, renamed(&back, "甲实业有限公司"), now());
        assert_eq!((effect, again.verification), (Effect::Resubmitted, Verification::Pending));
        assert_eq!(again.verification_note, "执照不清");
        let good = decide(&again, Decision::Verify, "", now()).unwrap();
        assert_eq!((good.verification_note.as_str(), good.verified_at), ("", Some(now())));
    }

    #[test]
    fn a_new_identity_waits_visibly_and_the_old_one_settles_it() {
        let row = firm(Verification::Verified);
        let (new, effect) = revise(&row, renamed(&row, "甲实业有限公司"), now());
        assert_eq!((effect, new.verification), (Effect::Recheck, Verification::Verified));
        assert_eq!(Identity::before(&new), Some(Identity::of(&row)));
        let later = now() + chrono::Duration::days(1);
        let (again, effect) = revise(&new, Profile { description: "做管".into(), ..new.profile() }, later);
        assert_eq!((effect, again.waiting_since), (Effect::None, Some(now())));
        let (third, effect) = revise(&again, renamed(&again, "乙有限公司"), later);
        assert_eq!((effect, third.waiting_since), (Effect::Recheck, Some(now())));
        assert_eq!(Identity::before(&third), Some(Identity::of(&row)), "what was verified, not what was tried");
        let (back, effect) = revise(&third, renamed(&third, "甲有限公司"), later);
        assert_eq!((effect, back.waiting_since, back.identity_before), (Effect::Settled, None, None));
    }

    #[test]
    fn working_days_leave_weekends_out() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).unwrap();
        // 2 March 2026 is a Monday.
        for (from, to, many) in
            [(2, 2, 0), (2, 3, 1), (6, 7, 0), (6, 8, 0), (6, 9, 1), (7, 9, 1), (2, 16, 10), (5, 2, 0)]
        {
            assert_eq!(working_days(day(from), day(to)), many, "{from} {to}");
        }
    }
}
