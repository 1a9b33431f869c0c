//! Who is told what, and when: one digest for each post and part of the day, never one message for each alert.
//!
//! Decided from the alerts and from what has been sent, so that it may be asked at any moment and any number of times.
//! A digest has a [`Digest::key`]: an outbox that keeps keys apart sends it once, even if it is asked twice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta, Timelike};

use super::calendar::Calendar;
use super::{Level, Matter, Post};
use crate::clock::{Moment, local};

crate::text_enum! {
    /// A part of a working day in which a post gets one digest at most. From 20:00 to 8:00 and on free days all is quiet.
    Part {
        /// 8:00 to 12:00.
        Morning = "morning",
        /// 12:00 to 17:00.
        Afternoon = "afternoon",
        /// 17:00 to 20:00, after most levels fall due.
        Evening = "evening",
    }
}

impl Part {
    /// The full hour, in Shanghai, with which it begins.
    pub fn opens(self) -> u32 {
        match self {
            Part::Morning => 8,
            Part::Afternoon => 12,
            Part::Evening => 17,
        }
    }
}

/// The hour from which it is quiet again.
const QUIET: u32 = 20;

/// A post of a division, who stands for one person or none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Addressee {
    /// The code of the division.
    pub division: String,
    /// Its post.
    pub post: Post,
}

/// A level of a matter that has fallen due.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Alert {
    /// The matter.
    pub matter: Matter,
    /// The level.
    pub level: Level,
    /// The division that answers for it.
    pub division: String,
    /// When it fell due.
    pub at: Moment,
}

impl Alert {
    /// The post that must hear of it.
    pub fn addressee(&self) -> Addressee {
        Addressee { division: self.division.clone(), post: self.level.post() }
    }
}

/// One alert that went out in a digest.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sent {
    /// To whom.
    pub to: Addressee,
    /// Of what.
    pub matter: Matter,
    /// Which level.
    pub level: Level,
    /// When.
    pub at: Moment,
}

/// What a post is told in one part of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Who is told.
    pub to: Addressee,
    /// The day in Shanghai.
    pub day: NaiveDate,
    /// The part of that day.
    pub part: Part,
    /// Of what: the longest due first.
    pub alerts: Vec<Alert>,
}

impl Digest {
    /// `320613:head:2026-10-12:evening`: no two digests have the same.
    pub fn key(&self) -> String {
        format!("{}:{}:{}:{}", self.to.division, self.to.post, self.day, self.part)
    }

    /// What to note as sent.
    pub fn sent(&self, at: Moment) -> impl Iterator<Item = Sent> + '_ {
        let note =
            move |alert: &Alert| Sent { to: self.to.clone(), matter: alert.matter.clone(), level: alert.level, at };
        self.alerts.iter().map(note)
    }
}

/// The day and part in which `now` lies; none while it is quiet.
pub fn part(calendar: &Calendar, now: Moment) -> Option<(NaiveDate, Part)> {
    let wall = local(now);
    let is_loud = calendar.is_worked(wall.date()) && wall.hour() < QUIET;
    let part = Part::ALL.iter().rev().find(|part| wall.hour() >= part.opens());
    part.filter(|_| is_loud).map(|part| (wall.date(), *part))
}

/// When the next part begins: the next moment at which a digest that has to wait can go.
pub fn next_part(calendar: &Calendar, now: Moment) -> Moment {
    let wall = local(now);
    let later = Part::ALL.iter().find(|part| calendar.is_worked(wall.date()) && wall.hour() < part.opens());
    let (day, hour) = match later {
        Some(part) => (wall.date(), part.opens()),
        None => (calendar.next(wall.date()), Part::Morning.opens()),
    };
    day.and_time(chrono::NaiveTime::MIN) + TimeDelta::hours(i64::from(hour) - 8)
}

/// The digests that are to go at `now`, by addressee. `open` are the alerts of matters that are not cleared, in any
/// order and however often; an alert goes to its post once, and a post that has had a digest in this part waits.
pub fn digests(calendar: &Calendar, open: &[Alert], sent: &[Sent], now: Moment) -> Vec<Digest> {
    let Some((day, part)) = part(calendar, now) else { return vec![] };
    let told: BTreeSet<(&Matter, Level)> = sent.iter().map(|sent| (&sent.matter, sent.level)).collect();
    let is_now = |sent: &&Sent| self::part(calendar, sent.at) == Some((day, part));
    let served: BTreeSet<&Addressee> = sent.iter().filter(is_now).map(|sent| &sent.to).collect();
    let mut due: BTreeMap<Addressee, BTreeMap<(&Matter, Level), &Alert>> = BTreeMap::new();
    for alert in open.iter().filter(|alert| alert.at <= now && !told.contains(&(&alert.matter, alert.level))) {
        due.entry(alert.addressee()).or_default().insert((&alert.matter, alert.level), alert);
    }
    let waiting = due.into_iter().filter(|(to, _)| !served.contains(to));
    waiting.map(|(to, alerts)| Digest { to, day, part, alerts: oldest_first(alerts.into_values()) }).collect()
}

fn oldest_first<'a>(alerts: impl Iterator<Item = &'a Alert>) -> Vec<Alert> {
    let mut alerts: Vec<Alert> = alerts.cloned().collect();
    alerts.sort_by(|one, other| (one.at, one).cmp(&(other.at, other)));
    alerts
}
