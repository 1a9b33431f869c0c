//! Imports from end to end, on a real database.

use std::path::{Path, PathBuf};

use super::*;
use crate::db::testing::TestDb;

pub(super) fn folder(test: &TestDb, name: &str, files: &[(&str, &str)]) -> PathBuf {
    let dir = test.dir.join(name);
    std::fs::create_dir_all(&dir).unwrap();
    for (file, text) in files {
        std::fs::write(dir.join(file), text).unwrap();
    }
    dir
}

pub(super) fn import(test: &TestDb, path: &Path, options: Options) -> Report {
    run_import(&test.db, path, options, &mut |_| Ok(())).unwrap()
}

const DIVISIONS: &str = "code,name,parent_code,kind\n320600,南通市,,city\n320613,崇川区,320600,district\n";
const FIRMS: &str = "code,name,division_code\n000001,甲厂,320613\n000002,乙厂,\n";
const CHAIN: &str = "from,relation,to\n钢管,input_of,锅炉\n不锈钢管,kind_of,钢管\n";
const PRODUCTS: &str = "code,firm_code,name,price_from\nP1,000001,钢管,12.5\nP2,000002,锅炉,\nP3,000002,阀门,3\n";
const NEEDS: &str = "code,firm_code,text,quantity\nN1,000001,采购钢板,5\nN1,000001,采购钢板,5\n";

/// A small bundle in a folder of its own.
pub(super) fn bundle(test: &TestDb) -> PathBuf {
    let files = [
        ("divisions.csv", DIVISIONS),
        ("firms.csv", FIRMS),
        ("chain.csv", CHAIN),
        ("products.csv", PRODUCTS),
        ("needs.csv", NEEDS),
    ];
    folder(test, "bundle", &files)
}

#[test]
fn the_same_bundle_twice_changes_nothing() {
    let test = TestDb::new();
    let first = import(&test, &bundle(&test), Options::default());
    assert_eq!((first.applied, first.faults.total), (true, 0), "{first}");
    assert_eq!(first.total(), Counts { new: 10, changed: 0, same: 1, refused: 0 });
    let second = import(&test, &bundle(&test), Options::default());
    assert_eq!(second.total(), Counts { new: 0, changed: 0, same: 11, refused: 0 }, "{second}");
}
