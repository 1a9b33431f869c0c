//! Taking imports back.

use super::*;
use crate::clock;
use crate::products::store as products;

#[test]
fn after_an_undo_the_export_is_as_before_byte_for_byte() {
    let test = TestDb::new();
    let nothing = exported(&test);
    let first = import(&test, &bundle(&test), Options::default()).batch.unwrap();
    let before = exported(&test);
    let changes = [
        ("divisions.csv", "code,name,kind\n320613,崇川新区,district\n320614,海门区,district\n"),
        ("firms.csv", "code,name,division_code,lat,lon,datum\n000001,甲厂改名,320614,31.98,120.89,GCJ02\n3,丙厂,,,,\n"),
        ("chain.csv", "from,relation,to,weight\n钢管,input_of,锅炉,0.5\n铜管,kind_of,钢管,\n"),
        ("products.csv", "code,firm_code,name,category\nP1,000001,无缝钢管,铜管\nP9,3,泵,水泵\n"),
        ("needs.csv", "code,firm_code,text\nN1,000001,采购铜板\nN2,3,采购螺栓\n"),
    ];
    let dir = folder(&test, "second", &changes.map(|(name, text)| (name, text.as_bytes())));
    let report = import(&test, &dir, Options::default());
    assert_eq!(report.total(), count(5, 5, 0, 0), "{report}");
    assert_ne!(exported(&test), before);
    let undone = undo_import(&test.db, &report.batch.unwrap()).unwrap();
    assert_eq!(undone.kept_total(), 0, "{undone}");
    assert_eq!(
        undone.tables.iter().map(|t| (t.removed, t.restored)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1)),
        (5, 5)
    );
    assert_eq!(exported(&test), before);
    undo_import(&test.db, &first).unwrap();
    assert_eq!(exported(&test), nothing);
}

#[test]
fn rows_edited_since_stay_and_are_named() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let report = import_csv(
        &test,
        "products.csv",
        "code,firm_code,name\nP1,000001,改名\nP2,000002,改名\nP8,000001,新\nP9,000001,新\n",
    );
    write(&test, |conn| {
        for code in ["P1", "P8"] {
            let row = products::find_by_code(conn, code)?.unwrap();
            products::update(conn, &products::ProductRow { unit: "件".into(), updated_at: clock::now(), ..row })?;
        }
        Ok(())
    });
    let undone = undo_import(&test.db, report.batch.as_ref().unwrap()).unwrap();
    let kept: Vec<&str> = undone.kept.iter().map(|k| k.name.as_str()).collect();
    assert_eq!((undone.tables[0].removed, undone.tables[0].restored, undone.tables[0].kept), (1, 1, 2), "{undone}");
    assert_eq!(kept, ["P1", "P8"]);
    let left = read(&test, |conn| Ok(products::by_codes(conn, &["P1", "P2", "P8", "P9"])?));
    let mut left: Vec<(&str, &str)> = left.iter().map(|row| (row.code.as_str(), row.name.as_str())).collect();
    left.sort_unstable();
    assert_eq!(left, [("P1", "改名"), ("P2", "锅炉"), ("P8", "新")]);
    let again = undo_import(&test.db, report.batch.as_ref().unwrap()).unwrap_err();
    assert!(matches!(again, AppError::Conflict(_)), "{again:?}");
}

#[test]
fn what_others_depend_on_stays() {
    let test = TestDb::new();
    let first = import(&test, &bundle(&test), Options::default()).batch.unwrap();
    import_csv(&test, "products.csv", "code,firm_code,name,category\nP7,000001,后来的,锅炉\n");
    let undone = undo_import(&test.db, &first).unwrap();
    let kept: Vec<&str> = undone.kept.iter().map(|k| k.name.as_str()).collect();
    assert_eq!(kept, ["000001", "320613"], "{undone}");
    let row = read(&test, |conn| Ok(products::find_by_code(conn, "P7")?)).unwrap();
    assert!(row.category_id.is_some());
}

#[test]
fn an_import_can_be_undone_for_thirty_days() {
    let test = TestDb::new();
    let batch = import(&test, &bundle(&test), Options::default()).batch.unwrap();
    let late = clock::now() + chrono::Duration::days(31);
    let why = test.db.write(|conn| actions::undo(conn, &Viewer::cli(), &batch, late)).unwrap_err();
    assert!(matches!(&why, AppError::Conflict(say) if say.en.contains("30 days")), "{why:?}");
}

#[test]
fn what_goes_and_what_returns_is_marked_for_the_search() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let report = import_csv(&test, "products.csv", "code,firm_code,name\nP1,000001,改名\nP9,000001,新\n");
    write(&test, |conn| {
        let notes = crate::engine::dirty::waiting(conn, 1_000)?;
        Ok(crate::engine::dirty::settle(conn, &notes)?)
    });
    undo_import(&test.db, &report.batch.unwrap()).unwrap();
    assert_eq!(read(&test, |conn| Ok(crate::engine::dirty::count(conn)?)), 2);
}
