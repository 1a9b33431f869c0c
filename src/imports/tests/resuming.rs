//! Imports that are interrupted.

use super::*;

/// Many rows: more than one chunk of them.
fn long_products(rows: usize) -> String {
    let row = |n: usize| format!("P{n:05},000001,产品{n},{}\n", n % 100);
    format!("code,firm_code,name,price_from\n{}", (0..rows).map(row).collect::<String>())
}

fn interrupted(test: &TestDb, path: &Path, writes: usize) {
    let mut left = writes;
    let why = run_import(&test.db, path, Options::default(), &mut |step| {
        if step.phase == Phase::Checking {
            return Ok(());
        }
        if left == 0 {
            return Err(anyhow::anyhow!("the power fails").into());
        }
        left -= 1;
        Ok(())
    });
    assert!(matches!(why, Err(AppError::Internal(_))), "{why:?}");
}

#[test]
fn an_interrupted_import_goes_on_and_counts_as_one() {
    let test = TestDb::new();
    let dir = bundle(&test);
    std::fs::write(dir.join("products.csv"), long_products(5_000)).unwrap();
    import(&test, &dir, Options::default());
    let changed = long_products(9_000).replace(",产品", ",新产品");
    let dir = folder(&test, "long", &[("products.csv", changed.as_bytes())]);
    interrupted(&test, &dir, 1);
    let report = import(&test, &dir, Options::default());
    assert_eq!(report.total(), count(4_000, 5_000, 0, 0), "{report}");
    let (batches, total) = read(&test, |conn| actions::list(conn, &Viewer::cli(), 0, 10));
    assert_eq!((total, batches[0].state), (2, State::Applied), "the interrupted batch was gone on with");
    let again = import(&test, &dir, Options::default());
    assert_eq!(again.total(), count(0, 0, 9_000, 0), "{again}");
    let undone = undo_import(&test.db, &report.batch.unwrap()).unwrap();
    assert_eq!((undone.tables[0].removed, undone.tables[0].restored), (4_000, 5_000), "{undone}");
}

#[test]
fn generated_rows_go_on_too_and_keep_their_dates() {
    use crate::products::{ProductFields, store};
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let at = crate::clock::now() - chrono::Duration::days(100);
    let made = |n: usize| Made {
        code: format!("D{n}"),
        firm_code: "000001".into(),
        fields: ProductFields { name: format!("产品{n}"), ..ProductFields::empty() },
        listed_at: at,
        confirmed_at: None,
        views: n as i64,
        unverified: false,
    };
    let mut fail = |_: Progress| -> AppResult<()> { Err(anyhow::anyhow!("the power fails").into()) };
    let mut loader = Loader::begin(&test.db, "demo", 3_000, &mut fail).unwrap();
    loader.products((0..3_000).map(made)).unwrap_err();
    assert!(!Loader::is_done(&test.db, "demo").unwrap());
    let mut go_on = |_: Progress| -> AppResult<()> { Ok(()) };
    let mut loader = Loader::begin(&test.db, "demo", 3_000, &mut go_on).unwrap();
    loader.products((0..3_000).map(made)).unwrap();
    let report = loader.finish().unwrap();
    assert_eq!(report.total(), count(3_000, 0, 0, 0));
    assert!(Loader::is_done(&test.db, "demo").unwrap());
    let row = read(&test, |conn| Ok(store::find_by_code(conn, "D2999")?)).unwrap();
    assert_eq!((row.published_at, row.confirmed_at, row.created_at), (Some(at), Some(at), at));
}
