//! Holds the order of `lib.rs`: a module may use those listed above it and never one below. Also holds what each file
//! of a domain is for: SQL in `store.rs`, nothing of the web in `rules.rs`, no SQL in handlers.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn all_sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// The part of a file that is compiled into the program: without its tests.
fn program(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap()
}

fn order() -> Vec<String> {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    map.lines().filter_map(|l| l.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

/// The modules that a line names after `crate::`, also in `use crate::{a::b, c}` on one line.
fn named(line: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let before = line[..at].chars().next_back();
        if before == Some('$') || before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &line[at + "crate::".len()..];
        let parts: Vec<&str> = match rest.strip_prefix('{') {
            Some(group) => group.split(',').collect(),
            None => vec![rest],
        };
        for part in parts {
            let name: String = part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            names.push(name);
        }
    }
    names
}

#[test]
fn imports_point_up_the_map() {
    let order = order();
    let place = |module: &str| order.iter().position(|m| m == module);
    let mut wrong = Vec::new();
    for (file, text) in all_sources() {
        let module = file.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        let Some(own) = place(&module) else {
            assert!(["lib", "main"].contains(&module.as_str()), "{file} is in no module of lib.rs");
            continue;
        };
        for (number, line) in program(&text).lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for name in named(line) {
                if place(&name).is_some_and(|other| other > own) {
                    wrong.push(format!("src/{file}:{}: {module} uses {name}, which is below it", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports that point down the map in lib.rs:\n{}", wrong.join("\n"));
}

#[test]
fn each_file_keeps_to_its_work() {
    let mut wrong = Vec::new();
    for (file, text) in all_sources() {
        let name = file.rsplit('/').next().unwrap();
        let forbidden: &[&str] = match name {
            "rules.rs" => &["Conn", "actix_web", "clock::now(", "diesel::"],
            "web.rs" | "api.rs" => &["diesel::", "schema::"],
            "actions.rs" | "jobs.rs" => &["schema::", "actix_web"],
            "store.rs" => &["actix_web", "askama"],
            _ => &[],
        };
        for (number, line) in program(&text).lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
            for word in forbidden.iter().filter(|word| line.contains(**word)) {
                wrong.push(format!("src/{file}:{}: {word} has no place in {name}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "work in the wrong file:\n{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_every_form() {
    assert_eq!(named("use crate::db::{Conn, Db};"), ["db"]);
    assert_eq!(named("use crate::{clock, firms::FirmId};"), ["clock", "firms"]);
    assert_eq!(named("let x = crate::router::table();"), ["router"]);
    assert_eq!(named("$crate::ids::new_id()"), Vec::<String>::new());
}
