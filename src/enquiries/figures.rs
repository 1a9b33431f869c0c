//! What enquiries tell of a firm, for pages and other domains: how often and how fast it answers, and what it has said
//! that it does not make.

use std::collections::BTreeMap;

use chrono::Duration;

use super::store::{self, Times};
use super::{Answer, EnquiryId};
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::AppResult;
use crate::ids::FirmId;

/// How far back the figures look.
pub const PERIOD: Duration = Duration::days(365);

/// How a firm answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Responses {
    /// Enquiries that asked it and that it has answered or whose deadline is over.
    pub asked: usize,
    /// Those that it answered, be it with a refusal.
    pub answered: usize,
    /// Median of the hours until its first answer, rounded up; none before the first.
    pub median_hours: Option<i64>,
}

impl Responses {
    /// Share answered, in whole per cent; none before the first enquiry.
    pub fn rate(&self) -> Option<usize> {
        (self.asked > 0).then(|| (self.answered * 100 + self.asked / 2) / self.asked)
    }
}

/// How a firm has answered over the last year.
///
/// # Errors
/// Those of the database.
pub fn responses(conn: &mut Conn, firm: &FirmId, now: Moment) -> AppResult<Responses> {
    Ok(count(&store::response_times(conn, firm, now - PERIOD)?, now))
}

/// Silence counts against a firm from the deadline on, not before.
fn count(times: &[Times], now: Moment) -> Responses {
    let mut hours: Vec<i64> =
        times.iter().filter_map(|(sent, _, first)| Some(((*first)? - *sent).num_minutes().max(0) + 59)).collect();
    hours.iter_mut().for_each(|minutes| *minutes /= 60);
    hours.sort_unstable();
    let silent = times.iter().filter(|(_, deadline, first)| first.is_none() && deadline.is_some_and(|at| at <= now));
    let median_hours = match hours.len() {
        0 => None,
        n if n % 2 == 1 => Some(hours[n / 2]),
        n => Some((hours[n / 2 - 1] + hours[n / 2] + 1) / 2),
    };
    Responses { asked: hours.len() + silent.count(), answered: hours.len(), median_hours }
}

/// A firm that has refused, and what it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The firm.
    pub firm: FirmId,
    /// What it said.
    pub answer: Answer,
    /// The texts of the lines it was asked for.
    pub texts: Vec<String>,
}

/// What firms have refused over the last year, newest first: material for the matcher, which can learn from it who does
/// not make what.
///
/// # Errors
/// Those of the database.
pub fn refusals(conn: &mut Conn, now: Moment) -> AppResult<Vec<Refusal>> {
    let mut lines: BTreeMap<EnquiryId, Vec<String>> = BTreeMap::new();
    let mut found = Vec::new();
    for (firm, answer, enquiry) in store::refusals(conn, now - PERIOD)? {
        if !lines.contains_key(&enquiry) {
            let texts = store::lines(conn, &enquiry)?.into_iter().map(|line| line.text).collect();
            lines.insert(enquiry.clone(), texts);
        }
        found.push(Refusal { firm, answer, texts: lines[&enquiry].clone() });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_counts_from_the_deadline_on() {
        let now = crate::clock::now();
        let hours = Duration::hours;
        let (sent, over, ahead) = (now - hours(50), Some(now - hours(1)), Some(now + hours(1)));
        for (times, asked, answered, median, rate) in [
            (vec![], 0, 0, None, None),
            (vec![(sent, ahead, None)], 0, 0, None, None),
            (vec![(sent, over, None)], 1, 0, None, Some(0)),
            (vec![(sent, over, None), (sent, over, Some(sent + hours(4)))], 2, 1, Some(4), Some(50)),
            (vec![(sent, ahead, Some(sent + hours(2))), (sent, over, Some(sent + hours(5)))], 2, 2, Some(4), Some(100)),
            (vec![(sent, over, Some(sent + Duration::minutes(1)))], 1, 1, Some(1), Some(100)),
        ] {
            let found = count(&times, now);
            assert_eq!(
                (found.asked, found.answered, found.median_hours, found.rate()),
                (asked, answered, median, rate)
            );
        }
    }
}
