//! Import plus index of a bundle, as a multiple of `sqlite3 .import` of the same files into bare tables, in one run:
//! `cargo bench --bench import -- BUNDLE`. Needs the sqlite3 shell.

mod kit;

use std::path::Path;
use std::process::Command;
use std::time::Instant;

const ROUNDS: usize = 5;
const FILES: [&str; 6] = ["divisions", "industries", "chain", "firms", "products", "needs"];

/// Seconds of `peitao import BUNDLE` as a user runs it: a new process, an empty folder, until the index is committed.
fn ours(bundle: &Path) -> f64 {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let started = Instant::now();
    let done = Command::new(env!("CARGO_BIN_EXE_peitao"))
        .args(["import".as_ref(), bundle.as_os_str(), "--data-dir".as_ref(), dir.path().as_os_str()])
        .env("RUST_LOG", "warn")
        .output()
        .expect("peitao starts");
    let took = started.elapsed().as_secs_f64();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    took
}

/// Seconds of the sqlite3 shell for the same files into tables without keys.
fn theirs(bundle: &Path) -> f64 {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let mut command = Command::new("sqlite3");
    command.arg(dir.path().join("bare.db")).args(["-cmd", ".mode csv"]);
    for file in FILES.iter().map(|name| (name, bundle.join(format!("{name}.csv")))).filter(|(_, f)| f.is_file()) {
        command.args(["-cmd", &format!(".import '{}' {}", file.1.display(), file.0)]);
    }
    let started = Instant::now();
    let done = command.arg("SELECT 1;").output().expect("the sqlite3 shell is installed");
    let took = started.elapsed().as_secs_f64();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    took
}

fn main() {
    let Some(bundle) = std::env::args().skip(1).find(|a| !a.starts_with("--")) else {
        println!("SKIPPED: name a bundle folder: cargo bench --bench import -- BUNDLE");
        return;
    };
    let bundle = Path::new(&bundle);
    let (mut seconds, mut ratios) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (a, b) = (ours(bundle), theirs(bundle));
        seconds.push(a);
        ratios.push(a / b);
    }
    println!("import and index: {:.2} s, {:.1} times sqlite3 .import", kit::median(seconds), kit::median(ratios));
}
