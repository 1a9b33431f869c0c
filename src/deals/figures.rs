//! What deals tell, for other domains: what buyers say of a firm. The local sourcing that really happened is counted from
//! [`confirmed`](store::confirmed) deals by the cluster reports, which protect the figures.

use super::store;
use crate::db::Conn;
use crate::http::AppResult;
use crate::ids::FirmId;

/// What buyers say of a firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Standing {
    /// How many have rated it.
    pub ratings: usize,
    /// Mean of their scores, in tenths (47 is 4.7); none without one.
    pub mean_tenths: Option<i64>,
}

/// What buyers say of a firm after deals that both sides confirmed.
///
/// # Errors
/// Those of the database.
pub fn standing(conn: &mut Conn, firm: &FirmId) -> AppResult<Standing> {
    Ok(mean(&store::scores_of(conn, firm)?))
}

fn mean(scores: &[i64]) -> Standing {
    let count = i64::try_from(scores.len()).unwrap_or(i64::MAX);
    let mean_tenths = (count > 0).then(|| (scores.iter().sum::<i64>() * 10 + count / 2) / count);
    Standing { ratings: scores.len(), mean_tenths }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_rounded_and_none_of_nothing() {
        for (scores, found) in [(&[][..], None), (&[5, 4], Some(45)), (&[5, 5, 4], Some(47)), (&[1], Some(10))] {
            assert_eq!(mean(scores).mean_tenths, found);
        }
    }
}
