//! What files may look like.

use super::*;

#[test]
fn the_same_bundle_twice_changes_nothing() {
    let test = TestDb::new();
    let first = import(&test, &bundle(&test), Options::default());
    assert_eq!((first.applied, first.faults.total), (true, 0), "{first}");
    assert_eq!(first.total(), count(10, 0, 1, 0), "the need that stands there twice counts once");
    let second = import(&test, &bundle(&test), Options::default());
    assert_eq!(second.total(), count(0, 0, 11, 0), "{second}");
    assert!(second.to_string().contains("products.csv: read 3 = new 0 + changed 0 + same 3 + refused 0"), "{second}");
}

#[test]
fn a_dry_run_writes_nothing_and_counts_the_same() {
    let test = TestDb::new();
    let dry = import(&test, &bundle(&test), Options { dry_run: true, ..Options::default() });
    assert_eq!((dry.applied, dry.total()), (false, count(10, 0, 1, 0)));
    let wet = import(&test, &bundle(&test), Options::default());
    assert_eq!(wet.tables, dry.tables);
}

#[test]
fn an_export_imports_as_all_same() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let dir = test.dir.join("out");
    read(&test, |conn| export_dir(conn, &Viewer::cli(), &dir));
    let again = import(&test, &dir, Options::default());
    assert_eq!(again.total(), count(0, 0, 10, 0), "{again}");
    let other = TestDb::new();
    let moved = import(&other, &dir, Options::default());
    assert_eq!(moved.total(), count(10, 0, 0, 0), "{moved}");
    assert_eq!(exported(&other), exported(&test));
}

#[test]
fn codes_survive_byte_for_byte() {
    let test = TestDb::new();
    import_csv(&test, "firms.csv", "\u{FEFF}编码,企业名称\r\n000001,甲厂\r\n0a-B,乙厂\r\n");
    let text = exported(&test);
    let firms = text_of(&text, "firms.csv");
    assert!(firms.starts_with("\u{FEFF}code,name,"), "{firms}");
    assert!(firms.contains("\r\n000001,甲厂,") && firms.contains("\r\n0a-B,乙厂,"), "{firms}");
    let again = import_csv(&test, "firms.csv", "code,name\n1,丙厂\n");
    assert_eq!(again.total(), count(1, 0, 0, 0), "1 is not 000001");
}

#[test]
fn gb18030_reads_like_utf_8() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let gb = encoding_rs::GB18030.encode(PRODUCTS).0.into_owned();
    let dir = folder(&test, "gb", &[("products.csv", &gb)]);
    assert_eq!(import(&test, &dir, Options::default()).total(), count(0, 0, 3, 0));
    let dir = folder(&test, "wrong", &[("products.csv", b"code,firm_code,name\n1,2,\xFF\xFF\n")]);
    let why = run_import(&test.db, &dir, Options::default(), &mut |_| Ok(())).unwrap_err();
    assert!(matches!(&why, AppError::Conflict(say) if say.zh.contains("无法识别")), "{why:?}");
}

#[test]
fn texts_that_look_like_formulas_make_the_round_trip() {
    let test = TestDb::new();
    import_csv(&test, "firms.csv", "code,name,address\n1,'=1+1,'@home\n2,-5,''=x\n");
    let firm = read(&test, |conn| Ok(crate::firms::store::find_by_code(conn, "1")?)).unwrap();
    assert_eq!((firm.name.as_str(), firm.address.as_str()), ("=1+1", "@home"));
    let before = exported(&test);
    let firms = text_of(&before, "firms.csv");
    assert!(firms.contains("1,'=1+1,") && firms.contains("''=x") && firms.contains("2,-5,"), "{firms}");
    let dir = test.dir.join("out");
    read(&test, |conn| export_dir(conn, &Viewer::cli(), &dir));
    assert_eq!(import(&test, &dir, Options::default()).total(), count(0, 0, 2, 0));
}

#[test]
fn only_the_columns_of_the_file_change() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let report = import_csv(&test, "products.csv", "code,firm_code,name,unit\nP1,000001,钢管,吨\nP3,000002,阀门,\n");
    assert_eq!(report.total(), count(0, 1, 1, 0), "{report}");
    let row = read(&test, |conn| Ok(crate::products::store::find_by_code(conn, "P1")?)).unwrap();
    assert_eq!((row.unit.as_str(), row.price_from.unwrap().to_string().as_str()), ("吨", "12.5"));
    assert!(row.category_id.is_some(), "it kept the category of its own name");
}

#[test]
fn every_wrong_cell_is_named_and_nothing_is_written() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let text = "code,firm_code,name,price_from,price_to,category\n\
                P4,000001,泵,abc,9,\n\
                P5,000009,泵,1,,\n\
                P1,000002,钢管,1,,\n\
                ,000001,泵,1,,\n\
                P6,000001,泵,1,,新品类\n\
                P6,000001,另一个泵,1,,\n\
                P7,000001,泵,1,,,多出来的\n\
                P8,,,1,,\n";
    let report = import_csv(&test, "products.csv", text);
    assert_eq!((report.applied, report.total()), (false, count(1, 0, 0, 7)), "{report}");
    let expected = [
        "products.csv!D2 price_from",
        "products.csv!B3 firm_code",
        "products.csv!A4 code",
        "products.csv!A5 code",
        "products.csv!A7 code",
        "products.csv!A8 ",
        "products.csv!C9 name",
        "products.csv!B9 firm_code",
    ];
    assert_eq!(cells(&report), expected);
    let dir = folder(&test, "skip", &[("products.csv", text.as_bytes())]);
    let report = import(&test, &dir, Options { skip_bad: true, ..Options::default() });
    assert_eq!((report.applied, report.total()), (true, count(1, 0, 0, 7)), "{report}");
    assert!(report.warnings.iter().any(|w| w.zh.contains("1 个新品类")), "{report}");
}

#[test]
fn one_uscc_is_one_firm() {
    let test = TestDb::new();
    let uscc = "91350100M000100Y43";
    let header = "code,name,uscc\n";
    import_csv(&test, "firms.csv", &format!("{header}1,甲,{uscc}\n"));
    let report = import_csv(&test, "firms.csv", &format!("{header}2,乙,{uscc}\n1,甲,{uscc}\n"));
    assert_eq!(cells(&report), ["firms.csv!C2 uscc", "firms.csv!C3 uscc"], "{report}");
}

#[test]
fn unknown_divisions_are_named_with_what_was_meant() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let report = import_csv(&test, "firms.csv", "code,name,division_code\n3,丙,崇川区\n4,丁,320614\n");
    let fixes: Vec<&str> = report.faults.kept.iter().map(|f| f.fault.fix.zh.as_str()).collect();
    assert!(fixes[0].contains("320613") && fixes[1].contains("320613"), "{fixes:?}");
}
