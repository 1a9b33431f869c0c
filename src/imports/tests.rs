//! Imports from end to end, on a real database.

mod books;
mod first;
mod members;
mod reading;
mod resuming;
mod undoing;
mod whole_way;

use std::path::{Path, PathBuf};

use super::*;
use crate::accounts::{Actor, Role, UserId, Viewer};
use crate::db::testing::TestDb;
use crate::firms::FirmId;
use crate::http::{AppError, AppResult};

const DIVISIONS: &str = "code,name,parent_code,kind\n320600,南通市,,city\n320613,崇川区,320600,district\n";
const FIRMS: &str = "code,name,division_code\n000001,甲厂,320613\n000002,乙厂,\n";
const CHAIN: &str = "from,relation,to\n钢管,input_of,锅炉\n不锈钢管,kind_of,钢管\n";
const PRODUCTS: &str = "code,firm_code,name,price_from\nP1,000001,钢管,12.5\nP2,000002,锅炉,\nP3,000002,阀门,3\n";
const NEEDS: &str = "code,firm_code,text,quantity\nN1,000001,采购钢板,5\nN1,000001,采购钢板,5\n";

/// A folder with these files.
fn folder(test: &TestDb, name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let dir = test.dir.join(name);
    std::fs::create_dir_all(&dir).unwrap();
    for (file, text) in files {
        std::fs::write(dir.join(file), text).unwrap();
    }
    dir
}

/// A small bundle in a folder of its own.
fn bundle(test: &TestDb) -> PathBuf {
    let files = [
        ("divisions.csv", DIVISIONS),
        ("firms.csv", FIRMS),
        ("chain.csv", CHAIN),
        ("products.csv", PRODUCTS),
        ("needs.csv", NEEDS),
    ];
    folder(test, "bundle", &files.map(|(name, text)| (name, text.as_bytes())))
}

/// Imports one CSV as an operator.
fn import_csv(test: &TestDb, name: &str, text: &str) -> Report {
    let dir = folder(test, &crate::ids::new_id(), &[(name, text.as_bytes())]);
    import(test, &dir, Options::default())
}

fn import(test: &TestDb, path: &Path, options: Options) -> Report {
    run_import(&test.db, path, options, &mut |_| Ok(())).unwrap()
}

fn read<T>(test: &TestDb, work: impl FnOnce(&mut crate::db::Conn) -> AppResult<T>) -> T {
    test.db.read(work).unwrap()
}

fn write<T>(test: &TestDb, work: impl FnOnce(&mut crate::db::Conn) -> AppResult<T>) -> T {
    test.db.write(work).unwrap()
}

/// Everything an operator can export, as the bytes of its files.
fn exported(test: &TestDb) -> Vec<(String, Vec<u8>)> {
    let dir = test.dir.join(crate::ids::new_id());
    read(test, |conn| export_dir(conn, &Viewer::cli(), &dir));
    sheets::Sheet::ALL
        .iter()
        .map(|sheet| format!("{}.csv", sheet.name()))
        .map(|name| (name.clone(), std::fs::read(dir.join(name)).unwrap()))
        .collect()
}

fn text_of<'a>(exported: &'a [(String, Vec<u8>)], name: &str) -> &'a str {
    std::str::from_utf8(&exported.iter().find(|(n, _)| n == name).unwrap().1).unwrap()
}

fn count(new: u64, changed: u64, same: u64, refused: u64) -> Counts {
    Counts { new, changed, same, refused }
}

/// What each fault is, as `cell column`.
fn cells(report: &Report) -> Vec<String> {
    report.faults.kept.iter().map(|f| format!("{} {}", f.cell(), f.fault.field)).collect()
}

/// A member of the firm with that code.
fn member_of(test: &TestDb, code: &str) -> Viewer {
    let firm = read(test, |conn| Ok(crate::firms::store::find_by_code(conn, code)?)).unwrap();
    Viewer {
        actor: Actor::User(UserId("u1".into())),
        role: Some(Role::Member),
        firm: Some(FirmId(firm.id.0)),
        firm_verified: true,
        name: "someone@example.com".into(),
        ..Viewer::anonymous()
    }
}
