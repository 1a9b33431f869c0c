//! Reading what a report is made of, and keeping quarters.

use std::sync::Arc;

use super::census;
use super::grid::Grid;
use super::report::{Report, Source};
use super::store::{self, Mark};
use super::{Quarter, jobs};
use crate::clock::{self, Moment};
use crate::db::{Conn, Db};
use crate::deals::store::confirmed;
use crate::divisions::store::boundaries;
use crate::http::{AppError, AppResult};
use crate::queue;

/// Earlier quarters that a report looks back on.
const LOOK_BACK: usize = 8;
/// Hours after which the present quarter is counted anew.
const KEPT_FOR: i64 = 20;

/// The present quarter.
pub fn present(now: Moment) -> Quarter {
    Quarter::of(clock::local_day(now))
}

/// Reads what a report of a quarter is made of, with the mark of the tables; the present quarter comes from the firms
/// as they are, an earlier one as it was kept.
///
/// # Errors
/// `NotFound` for a quarter that is not kept.
pub fn read(conn: &mut Conn, quarter: Quarter, now: Moment) -> AppResult<(Source, Mark)> {
    let mark = store::mark(conn)?;
    let directory = store::directory(conn)?;
    let (plants, firms) = store::verified(conn, &directory)?;
    let present = present(now);
    let (census, made_at) = match quarter == present {
        true => (census::count(&plants, &directory), now),
        false => store::kept(conn, quarter)?.ok_or(AppError::NotFound)?,
    };
    let mut quarters: Vec<Quarter> = store::quarters(conn)?.into_iter().map(|(quarter, _)| quarter).collect();
    if !quarters.contains(&present) {
        quarters.insert(0, present);
    }
    let mut before = vec![];
    for earlier in quarters.iter().filter(|one| **one < quarter).take(LOOK_BACK) {
        if let Some((census, _)) = store::kept(conn, *earlier)? {
            before.push((*earlier, Grid::new(&census, &directory)));
        }
    }
    let source = Source {
        quarter,
        made_at,
        is_live: quarter == present,
        quarters,
        grid: Grid::new(&census, &directory),
        before,
        market: Arc::new(store::market(conn, firms)?),
        confirmed: confirmed(conn, quarter.first_day(), quarter.after().first_day())?,
        borders: boundaries::all(conn)?.into_iter().flat_map(|one| one.rings).collect(),
    };
    Ok((source, mark))
}

/// A report, read and worked out at once; for commands.
///
/// # Errors
/// As [`read`].
pub fn report(db: &Db, quarter: Quarter, now: Moment) -> AppResult<Report> {
    let (source, _) = db.read(|conn| read(conn, quarter, now))?;
    Ok(Report::new(source))
}

/// Counts the present quarter and keeps it.
///
/// # Errors
/// Those of the database.
pub fn keep(db: &Db, now: Moment) -> AppResult<()> {
    let census = db.read(|conn| {
        let directory = store::directory(conn)?;
        let (plants, _) = store::verified(conn, &directory)?;
        Ok::<_, AppError>(census::count(&plants, &directory))
    })?;
    db.write(|conn| Ok(store::keep(conn, present(now), &census, now)?))
}

/// Asks the worker to keep the present quarter, if it has not been for a day.
///
/// # Errors
/// Those of the database.
pub fn ask_daily(conn: &mut Conn, now: Moment) -> AppResult<()> {
    let last = store::quarters(conn)?.into_iter().find(|(quarter, _)| *quarter == present(now));
    if last.is_none_or(|(_, at)| now - at > chrono::Duration::hours(KEPT_FOR)) {
        queue::enqueue(conn, jobs::NAME, "", now)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clusters::grid::{Line, Unit};
    use crate::clusters::report::pages::{self, Pen};
    use crate::clusters::stats::value::Absent;
    use crate::db::testing::TestDb;
    use crate::divisions::{DivisionFields, store as places};
    use crate::firms::store::{FirmRow, insert_many};
    use crate::firms::{FirmFields, FirmId, Verification};
    use crate::lang::Lang;

    fn at(month: u32) -> Moment {
        chrono::NaiveDate::from_ymd_opt(2026, month, 10).unwrap().and_hms_opt(4, 0, 0).unwrap()
    }

    /// Verified firms of a district and an industry, each with its jobs.
    fn settle(db: &Db, district: &str, industry: &str, jobs: &[i64]) {
        let firm = |(at, jobs): (usize, &i64)| {
            let fields = FirmFields {
                name: format!("{district}{industry}{at}"),
                division_code: Some(district.into()),
                industry_code: Some(industry.into()),
                employees: Some(*jobs),
                lat: Some(32.0),
                lon: Some(120.9),
                ..FirmFields::default()
            };
            FirmRow::new(FirmId::new(), crate::ids::new_code('F'), fields, Verification::Verified, clock::now())
        };
        let rows: Vec<FirmRow> = jobs.iter().enumerate().map(firm).collect();
        db.write::<_, AppError>(|conn| Ok(insert_many(conn, &rows)?)).unwrap();
    }

    fn city() -> TestDb {
        let test = TestDb::new();
        let district = |code: &str| {
            let fields = DivisionFields { code: code.into(), name: format!("{code}区"), ..DivisionFields::empty() };
            places::DivisionRow::new(fields, clock::now())
        };
        let rows = ["A", "B", "C"].map(district);
        test.db.write::<_, AppError>(|conn| Ok(places::insert_many(conn, &rows)?)).unwrap();
        for (district, industry, jobs) in [
            ("A", "C3441", &[30, 40, 50, 60, 30, 40, 50, 60, 45, 55][..]),
            ("B", "C3441", &[31, 77]),
            ("C", "C3441", &[40, 35, 38, 44, 41]),
            ("A", "C1761", &[20, 25, 22, 24]),
            ("B", "C1761", &[90, 80, 85, 70, 75, 95, 88]),
            ("C", "C1761", &[15, 18, 16, 19]),
        ] {
            settle(&test.db, district, industry, jobs);
        }
        test
    }

    #[test]
    fn a_quarter_is_kept_as_it_was_counted_and_compared_with_the_next() {
        let test = city();
        let quarter = |text: &str| Quarter::parse(text).unwrap();
        keep(&test.db, at(8)).unwrap();
        keep(&test.db, at(9)).unwrap();
        let (census, made_at) =
            test.db.read::<_, AppError>(|conn| Ok(store::kept(conn, quarter("2026Q3"))?)).unwrap().unwrap();
        assert_eq!((made_at, census.coverage.firms, census.cells.len()), (at(9), 32, 6));
        settle(&test.db, "A", "C3441", &[50, 50, 50]);
        let report = report(&test.db, quarter("2026Q4"), at(11)).unwrap();
        assert_eq!(report.quarters, [quarter("2026Q4"), quarter("2026Q3")]);
        assert_eq!(report.past[0].cell(Unit::Plants, None, Line::All, &report.grid), Ok(32.0));
        assert_eq!(report.cell(Unit::Plants, None, Line::All), Ok(35.0));
        let machines = report.industry("C34").unwrap();
        assert_eq!((machines.firms, machines.jobs), (Ok(20.0), Ok(916.0)));
        assert!((machines.growth.unwrap() - 3.0 / 17.0).abs() < 1e-12);
        assert!(machines.gamma.is_ok() && machines.hhi.is_ok() && machines.z.is_ok());
        let shift = report.shifts[usize::from(report.grid.district("A").unwrap())].unwrap();
        assert_eq!(shift.growth, 3.0);
        assert!((shift.city + shift.mix + shift.own + shift.entry - shift.growth).abs() < 1e-9);
        for one in report.clusters.iter().filter(|one| one.interval.is_ok()) {
            let (range, quotient) = (one.interval.unwrap(), one.quotient.unwrap());
            assert!(range.low < quotient && quotient < range.high, "{one:?}");
        }
        let earlier = super::report(&test.db, quarter("2026Q3"), at(11)).unwrap();
        assert!(!earlier.is_live && earlier.past.is_empty());
        assert!(matches!(super::report(&test.db, quarter("2025Q1"), at(11)), Err(AppError::NotFound)));
    }

    #[test]
    fn a_cell_of_two_firms_is_in_no_table() {
        let report = report(&city().db, Quarter::parse("2026Q4").unwrap(), at(11)).unwrap();
        let (a, b) = (report.grid.district("B"), report.grid.line("C34").unwrap());
        for unit in [Unit::Plants, Unit::Jobs] {
            assert_eq!(report.cell(unit, a, b), Err(Absent::Suppressed));
            let shown = (0..3).filter(|at| report.cell(unit, Some(*at), b).is_ok()).count();
            assert!(shown < 2 || report.cell(unit, None, b).is_err(), "the rest must not give it away");
        }
        let pen = Pen { lang: Lang::Zh, query: String::new() };
        for section in pages::all(&report, &pen) {
            for row in section.rows.iter().filter(|row| row.iter().any(|field| field.text == "B区")) {
                let is_cell = row.iter().any(|field| field.text.starts_with("C34"));
                let told = row.iter().any(|field| field.value == Some(2.0) || field.value == Some(108.0));
                assert!(!(is_cell && told), "{}: {row:?}", section.id);
            }
        }
        let cluster = report.clusters.iter().find(|one| Some(one.district) == a && one.line == b).unwrap();
        assert_eq!(cluster.quotient, Err(Absent::Suppressed));
        assert_eq!(cluster.stars.unwrap_err(), Absent::Suppressed);
    }
}
