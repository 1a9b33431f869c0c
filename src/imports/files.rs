//! The files that were handed in: `imports/<batch>/` below the data folder, under the names their users know.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context;

use crate::clock::Moment;
use crate::http::AppResult;

/// Largest upload, in bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;
/// Most rows of an uploaded table, its header included.
pub const MOST_ROWS: usize = 200_001;

fn all(data_dir: &Path) -> PathBuf {
    data_dir.join("imports")
}

/// The folder of a batch. Its key is made by us, so no path can be smuggled in with it.
pub fn folder(data_dir: &Path, batch: &str) -> PathBuf {
    all(data_dir).join(batch)
}

/// A file's name without folders and without signs that file systems or spreadsheets mind.
pub fn safe_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or("");
    let keep = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ' | '(' | ')' | '（' | '）');
    let clean: String = base.chars().map(|c| if keep(c) { c } else { '_' }).collect();
    let clean = clean.trim_start_matches(['.', ' ']);
    // The ending says what kind of file it is, so a long name is cut in front of it.
    let skip = clean.chars().count().saturating_sub(60);
    let clean: String = clean.chars().skip(skip).collect();
    if clean.is_empty() { "upload".into() } else { clean }
}

/// Keeps an uploaded file for a batch.
///
/// # Errors
/// Those of the disk.
pub fn keep(data_dir: &Path, batch: &str, name: &str, from: &Path) -> AppResult<()> {
    let folder = folder(data_dir, batch);
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    std::fs::copy(from, folder.join(safe_name(name))).context("keeping an upload")?;
    Ok(())
}

/// Takes the files of a batch away.
///
/// # Errors
/// Those of the disk.
pub fn discard(data_dir: &Path, batch: &str) -> AppResult<()> {
    match std::fs::remove_dir_all(folder(data_dir, batch)) {
        Err(why) if why.kind() != std::io::ErrorKind::NotFound => Err(why.into()),
        _ => Ok(()),
    }
}

/// Takes away the files of all batches handed in before `before`.
///
/// # Errors
/// Those of the disk.
pub fn purge(data_dir: &Path, before: Moment) -> AppResult<()> {
    let before = SystemTime::from(before.and_utc());
    let folders = match std::fs::read_dir(all(data_dir)) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        folders => folders?,
    };
    for folder in folders {
        let folder = folder?;
        if folder.metadata()?.modified()? < before {
            std::fs::remove_dir_all(folder.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_folders_and_keep_their_endings() {
        for (name, safe) in [
            ("产品 2026.xlsx", "产品 2026.xlsx"),
            ("C:\\桌面\\需求.csv", "需求.csv"),
            ("../../etc/passwd", "passwd"),
            ("..", "upload"),
            ("a*b?.csv", "a_b_.csv"),
        ] {
            assert_eq!(safe_name(name), safe);
        }
        assert!(safe_name(&format!("{}.xlsx", "长".repeat(200))).ends_with(".xlsx"));
    }
}
