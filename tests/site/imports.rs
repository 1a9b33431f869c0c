//! A workshop's sheet, from the upload to the undo, and a change of the chain graph under listings that are there.

use std::time::Duration;

use peitao::imports::{self, Options};
use peitao::search;

use crate::kit::{Answer, Person, TestApp};

const SHEET: &str =
    "产品编码,产品名称,计量单位,最低价(元)\r\nHT-001,不锈钢蝶阀,台,320.5\r\nHT-002,铸铁闸阀,台,很便宜\r\n";

/// Waits until the batch's page no longer reloads itself.
fn settled(site: &TestApp, person: &Person, batch: &str) -> Answer {
    site.eventually("the import to settle", || {
        let page = person.get(batch).expect(200);
        (!page.text().contains("http-equiv=\"refresh\"")).then_some(page)
    })
}

#[test]
fn a_workshops_sheet_is_checked_handed_back_imported_found_and_undone() {
    let site = TestApp::start();
    let firm = site.firm("F-1", "恒泰阀门");
    let member = site.member("wang@hengtai.test", &firm);
    let uploaded = member.upload("/imports", "/imports", "products.csv", SHEET.as_bytes()).expect(303);
    let batch = uploaded.location.clone();

    let checked = settled(&site, &member, &batch);
    assert!(checked.text().contains("很便宜"), "the wrong cell is named: {}", checked.text());
    let workbook = member.get(&format!("{batch}/workbook")).expect(200);
    assert_eq!(&workbook.body[..2], b"PK", "the sheet comes back as a workbook");
    let rival = site.member("li@rival.test", &site.firm("F-2", "另一家"));
    rival.get(&batch).expect(404);
    rival.get(&format!("{batch}/workbook")).expect(404);

    member.post_from(&batch, &format!("{batch}/application"), &[("skip_bad", "1")]).expect(303);
    settled(&site, &member, &batch);
    let found = || {
        let path = "/api/v1/search?type=product&q=%E8%9D%B6%E9%98%80";
        site.visitor().get(path).expect(200).json()["total"].as_u64()
    };
    site.eventually("the imported product to be found", || (found() == Some(1)).then_some(()));
    let exported = member.get("/my/export?form=csv&table=products").expect(200);
    assert!(exported.text().contains("HT-001") && !exported.text().contains("HT-002"), "{}", exported.text());

    member.post_from(&batch, &format!("{batch}/undoing"), &[]).expect(303);
    site.eventually("the undone product to be gone", || (found() == Some(0)).then_some(()));
}

#[test]
fn a_wider_category_that_comes_later_reaches_listings_that_were_there() {
    let site = TestApp::start();
    let dir = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).expect("a file is written");
    let import = |file: &str| {
        let options = Options { dry_run: false, skip_bad: false };
        let report = imports::run_import(&site.app.db, &dir.path().join(file), options, &mut |_| Ok(()));
        assert!(report.expect("the import runs").applied);
        site.app.wake.ring();
    };
    write("firms.csv", "code,name\nF-1,恒泰阀门\n");
    write("products.csv", "code,firm_code,name,category\nP-1,F-1,DN50蝶阀,蝶阀\n");
    write("chain.csv", "from,relation,to\n蝶阀,kind_of,阀门\n");
    import("firms.csv");
    import("products.csv");
    let of_valves =
        || site.visitor().get("/api/v1/search?category=%E9%98%80%E9%97%A8").expect(200).json()["total"].as_u64();
    assert_eq!(of_valves(), Some(0));
    import("chain.csv");
    site.eventually("the product to be filed under the wider category", || (of_valves() == Some(1)).then_some(()));
    std::thread::sleep(Duration::from_millis(400));
    let report = search::check(&site.app.db, &*site.app.engine).expect("index and database are compared");
    assert!(report.differences.is_empty(), "{:?}", report.differences);
}
