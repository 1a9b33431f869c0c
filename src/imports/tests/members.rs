//! What a firm's member may import and export.

use super::*;
use crate::imports::apply;
use crate::imports::context::Scope;
use crate::imports::tables::{self, Limits};
use crate::products::store as products;

fn check(test: &TestDb, viewer: &Viewer, name: &str, text: &str) -> Report {
    let dir = folder(test, &crate::ids::new_id(), &[(name, text.as_bytes())]);
    let input = tables::open(&dir, Limits { member: true, rows: 1_000 }).unwrap();
    let firm = viewer.firm.clone().unwrap();
    let row = read(test, |conn| Ok(crate::firms::store::find(conn, &firm)?)).unwrap();
    apply::check(&test.db, &input, Scope::Firm { id: firm, code: row.code }, &mut |_| Ok(())).unwrap()
}

#[test]
fn a_member_imports_listings_of_its_own_firm_only() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let member = member_of(&test, "000001");
    let text = "编码,产品名称,企业编码,品类\n\
                A1,阀,,\n\
                A2,阀,000001,锅炉\n\
                A3,阀,000002,\n\
                P2,锅炉,,\n\
                A4,阀,,不锈刚管\n\
                P1,钢管,,\n";
    let report = check(&test, &member, "我的产品.csv", text);
    assert_eq!(
        cells(&report),
        ["我的产品.csv!C4 firm_code", "我的产品.csv!A5 code", "我的产品.csv!D6 category"],
        "{report}"
    );
    assert_eq!(report.total(), count(2, 0, 1, 3), "{report}");
    let meant = &report.faults.kept[2].fault.fix.zh;
    assert!(meant.contains("不锈钢管"), "{meant}");
    let free = &report.faults.kept[1].fault.fix.zh;
    assert!(free.contains("000001-P2"), "{free}");
}

#[test]
fn others_import_nothing() {
    let as_role = |role| Viewer { role, ..Viewer::anonymous() };
    assert!(matches!(actions::may_import(&Viewer::anonymous()), Err(AppError::SignIn)));
    for role in [Role::Buyer, Role::Official, Role::Member] {
        assert!(matches!(actions::may_import(&as_role(Some(role))), Err(AppError::Forbidden(_))), "{role}");
    }
    assert!(actions::may_import(&Viewer::cli()).unwrap().is_none());
}

#[test]
fn a_member_sees_its_own_imports_only() {
    let test = TestDb::new();
    let batch = import(&test, &bundle(&test), Options::default()).batch.unwrap();
    let (one, other) = (member_of(&test, "000001"), member_of(&test, "000002"));
    let own = crate::ids::new_id();
    write(&test, |conn| actions::begin(conn, &one, own.clone(), "a.xlsx", crate::clock::now()));
    let find = |viewer: &Viewer, id: &str| test.db.read(|conn| actions::find(conn, viewer, id));
    assert!(find(&one, &own).is_ok() && find(&Viewer::cli(), &own).is_ok());
    assert!(matches!(find(&other, &own), Err(AppError::NotFound)));
    assert!(matches!(find(&one, &batch), Err(AppError::NotFound)));
    let undo = test.db.write(|conn| actions::undo(conn, &other, &own, crate::clock::now()));
    assert!(matches!(undo, Err(AppError::NotFound)), "{undo:?}");
    assert_eq!(read(&test, |conn| actions::list(conn, &one, 0, 10)).1, 1);
}

#[test]
fn a_member_exports_its_own_with_drafts_and_hidden_prices_and_no_one_elses() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    write(&test, |conn| {
        let row = products::find_by_code(conn, "P1")?.unwrap();
        let hidden = crate::products::PriceVisibility::Enquiry;
        Ok(products::update(conn, &products::ProductRow { price_visibility: hidden, ..row })?)
    });
    let member = member_of(&test, "000001");
    let own = |form| read(&test, |conn| export_own(conn, &member, form, sheets::Sheet::Products));
    let csv = String::from_utf8(own(Form::Csv)).unwrap();
    assert!(csv.starts_with("\u{FEFF}产品编码,企业编码,产品名称,"), "{csv}");
    assert!(csv.contains("P1,000001,钢管,钢管,") && csv.contains("12.5") && csv.contains("面议"), "{csv}");
    assert!(csv.contains("已发布") && !csv.contains("P2"), "{csv}");
    let gb = own(Form::Gb18030);
    assert_eq!(encoding_rs::GB18030.decode(&gb).0, csv.trim_start_matches('\u{FEFF}'));
    let report = check(&test, &member, "产品.csv", &csv);
    assert_eq!(report.total(), count(0, 0, 1, 0), "{report}");
    let path = test.dir.join("own.xlsx");
    std::fs::write(&path, own(Form::Xlsx)).unwrap();
    let input = tables::open(&path, Limits { member: true, rows: 1_000 }).unwrap();
    let scope = Scope::Firm { id: member.firm.clone().unwrap(), code: "000001".into() };
    let report = apply::check(&test.db, &input, scope, &mut |_| Ok(())).unwrap();
    assert_eq!(report.total(), count(0, 0, 2, 0), "{report}");
    for viewer in [Viewer::anonymous(), Viewer::cli()] {
        let refused = test.db.read(|conn| export_own(conn, &viewer, Form::Csv, sheets::Sheet::Products));
        assert!(matches!(refused, Err(AppError::Forbidden(_))));
    }
    let refused = test.db.read(|conn| export_dir(conn, &member, &test.dir.join("no")));
    assert!(matches!(refused, Err(AppError::Forbidden(_))));
}

#[test]
fn an_operators_export_leaves_out_what_is_not_public() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    write(&test, |conn| {
        let row = products::find_by_code(conn, "P1")?.unwrap();
        let state = crate::listings::ListingState::Withdrawn;
        Ok(products::update(conn, &products::ProductRow { state, ..row })?)
    });
    let all = exported(&test);
    let text = text_of(&all, "products.csv");
    assert!(!text.contains("P1,") && text.contains("P2,") && text.contains("P3,"), "{text}");
}
