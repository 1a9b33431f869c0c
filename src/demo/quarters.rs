//! The quarters before the present one, as they would have been counted when they ended.

use chrono::NaiveDate;

use super::{City, Size, make};
use crate::clock::Moment;
use crate::clusters::census::{self, Plant};
use crate::clusters::{Quarter, store};
use crate::db::Db;
use crate::firms::FirmFields;
use crate::http::AppResult;

/// Quarters that are kept.
const QUARTERS: usize = 4;

/// Keeps the last quarters of the city of `seed` and `size`: of the firms of today those that had come by then, with the
/// jobs of today.
///
/// # Errors
/// Those of the database.
pub fn keep_past(db: &Db, seed: u64, size: Size, today: NaiveDate) -> AppResult<()> {
    let city = City::new(seed, size, today);
    let verified = city.firms().zip(0..).filter(|(_, index)| !make::is_unverified(*index));
    let came: Vec<(Moment, Plant)> = verified.map(|((_, fields, at), _)| (at, plant(fields))).collect();
    db.write(|conn| {
        let directory = store::directory(conn)?;
        let ended = std::iter::successors(Some(Quarter::of(today).before()), |quarter| Some(quarter.before()));
        for quarter in ended.take(QUARTERS) {
            let then = came.iter().filter(|(at, _)| *at < quarter.ends()).map(|(_, plant)| plant.clone());
            let census = census::count(&then.collect::<Vec<_>>(), &directory);
            store::keep(conn, quarter, &census, quarter.ends())?;
        }
        Ok(())
    })
}

fn plant(fields: FirmFields) -> Plant {
    Plant {
        industry: fields.industry_code,
        division: fields.division_code,
        jobs: fields.employees.and_then(|jobs| u64::try_from(jobs).ok()),
        place: fields.lon.zip(fields.lat),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::TestDb;
    use crate::http::AppError;

    #[test]
    fn past_quarters_hold_the_firms_that_had_come_by_then() {
        let (test, today) = (TestDb::new(), NaiveDate::from_ymd_opt(2026, 11, 26).unwrap());
        let size = Size { firms: 300, products: 300, needs: 10 };
        make::make(&test.db, 1, size, today, &mut |_| Ok(())).unwrap();
        keep_past(&test.db, 1, size, today).unwrap();
        let quarters = test.db.read::<_, AppError>(|conn| Ok(store::quarters(conn)?)).unwrap();
        let firms = |quarter: &Quarter| {
            let kept = test.db.read::<_, AppError>(|conn| Ok(store::kept(conn, *quarter)?)).unwrap();
            kept.map_or(0, |(census, _)| census.coverage.firms)
        };
        let counts: Vec<u64> = quarters.iter().map(|(quarter, _)| firms(quarter)).collect();
        assert_eq!((quarters[0].0, quarters.len()), (Quarter::parse("2026Q3").unwrap(), QUARTERS));
        assert!(
            counts.is_sorted_by(|late, early| late >= early) && counts[0] > counts[3] && counts[3] > 0,
            "{counts:?}"
        );
        assert!(counts[0] <= size.firms && quarters.iter().all(|(quarter, at)| *at == quarter.ends()));
    }
}
