//! What enquiries tell of a firm, for pages and other domains: how often and how fast it answers, and what it has said
//! that it does not make.

use chrono::Duration;

use super::Answer;
use super::store::{self, Times};
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

/// What a firm's reply to an enquiry says of how reliable it is, from 0 to 1: a quote is best, a refusal is still an
/// answer, silence is worst. Nothing while there is time left, nor when it does not make what it was asked for.
fn worth(answer: Answer, is_over: bool) -> Option<f64> {
    match answer {
        Answer::Waiting => is_over.then_some(0.0),
        Answer::Quoted => Some(1.0),
        Answer::Withdrawn | Answer::Full | Answer::Referred => Some(0.5),
        Answer::NotMade => None,
    }
}

/// How these firms have replied over the last year: each reply that says something, worth 0 to 1.
///
/// # Errors
/// Those of the database.
pub fn replies(conn: &mut Conn, firms: &[FirmId], now: Moment) -> AppResult<Vec<(FirmId, f64)>> {
    let rows = store::replies(conn, firms, now - PERIOD)?.into_iter();
    let worth = |(firm, answer, deadline): (FirmId, Answer, Option<Moment>)| {
        Some((firm, worth(answer, deadline.is_some_and(|at| at <= now))?))
    };
    Ok(rows.filter_map(worth).collect())
}

/// What these firms have said over the last year that they do not make, in the words of the lines that they were asked
/// for: from it the matcher learns whom not to propose.
///
/// # Errors
/// Those of the database.
pub fn refusals(conn: &mut Conn, firms: &[FirmId], now: Moment) -> AppResult<Vec<(FirmId, String)>> {
    Ok(store::refused(conn, firms, now - PERIOD)?)
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

    #[test]
    fn a_quote_is_best_and_silence_worst() {
        for (answer, is_over, expected) in [
            (Answer::Waiting, false, None),
            (Answer::Waiting, true, Some(0.0)),
            (Answer::Quoted, false, Some(1.0)),
            (Answer::Withdrawn, true, Some(0.5)),
            (Answer::Full, false, Some(0.5)),
            (Answer::Referred, false, Some(0.5)),
            (Answer::NotMade, true, None),
        ] {
            assert_eq!(worth(answer, is_over), expected, "{answer}");
        }
    }
}
