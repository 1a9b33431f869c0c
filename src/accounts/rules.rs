//! What the accounts decide: how long a session lives, what an address and a password must look like.

use chrono::Duration;

use super::Role;
use crate::clock::Moment;

/// A session ends after this time whatever happens.
pub const SESSION_LIFE: Duration = Duration::days(60);
/// A session of a member or buyer ends after this time without use.
pub const IDLE: Duration = Duration::days(14);
/// A session of an official or operator ends after this time without use.
pub const STAFF_IDLE: Duration = Duration::hours(12);
/// How old the note of the last use may grow before it is written again.
pub const SEEN_EVERY: Duration = Duration::minutes(5);

/// How long a session of this role may lie unused.
pub fn idle_limit(role: Role) -> Duration {
    match role {
        Role::Official | Role::Operator => STAFF_IDLE,
        Role::Member | Role::Buyer => IDLE,
    }
}

/// Whether a session still counts.
pub fn is_alive(role: Role, seen_at: Moment, expires_at: Moment, now: Moment) -> bool {
    now < expires_at && now - seen_at < idle_limit(role)
}

/// Whether the note of the last use is to be renewed.
pub fn is_stale(seen_at: Option<Moment>, now: Moment) -> bool {
    seen_at.is_none_or(|at| now - at >= SEEN_EVERY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Moment {
        chrono::NaiveDate::from_ymd_opt(2026, 5, 1).unwrap().and_hms_opt(12, 0, 0).unwrap()
    }

    #[test]
    fn a_session_ends_by_idleness_and_by_age() {
        let (start, second) = (noon(), Duration::seconds(1));
        let end = start + SESSION_LIFE;
        for (role, seen, now, alive) in [
            (Role::Member, start, start + IDLE - second, true),
            (Role::Member, start, start + IDLE, false),
            (Role::Buyer, start, start + Duration::days(13), true),
            (Role::Official, start, start + STAFF_IDLE - second, true),
            (Role::Official, start, start + STAFF_IDLE, false),
            (Role::Operator, start, start + Duration::days(1), false),
            (Role::Member, end - second, end, false),
            (Role::Member, end - second, end - second, true),
        ] {
            assert_eq!(is_alive(role, seen, end, now), alive, "{role} {seen} {now}");
        }
    }

    #[test]
    fn the_last_use_is_noted_every_few_minutes() {
        for (seen, stale) in
            [(None, true), (Some(noon()), false), (Some(noon() - SEEN_EVERY), true), (Some(noon() + SEEN_EVERY), false)]
        {
            assert_eq!(is_stale(seen, noon()), stale);
        }
    }
}
