//! The files of attachments: `attachments/ab/<id>`, the folder named by the key's last digits, which are random.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::FileId;

/// Name of the folder below the site's data.
pub const FOLDER: &str = "attachments";

/// Where a file is; none for a key that is not of our making, so that no path can be smuggled in.
fn path(data_dir: &Path, id: &FileId) -> Option<PathBuf> {
    let id = id.as_str();
    let is_ours = id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit());
    is_ours.then(|| data_dir.join(FOLDER).join(&id[30..]).join(id))
}

/// Writes a file; on return it is on the disk, so that the row may be committed.
///
/// # Errors
/// Those of the file system.
pub fn write(data_dir: &Path, id: &FileId, bytes: &[u8]) -> std::io::Result<()> {
    let path = path(data_dir, id).ok_or(ErrorKind::InvalidInput)?;
    std::fs::create_dir_all(path.parent().ok_or(ErrorKind::InvalidInput)?)?;
    let mut file = std::fs::File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Reads a file; none when there is none.
///
/// # Errors
/// Those of the file system.
pub fn read(data_dir: &Path, id: &FileId) -> std::io::Result<Option<Vec<u8>>> {
    let Some(path) = path(data_dir, id) else { return Ok(None) };
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
        Err(why) => Err(why),
    }
}

/// Removes a file; gone already is as good.
///
/// # Errors
/// Those of the file system.
pub fn remove(data_dir: &Path, id: &FileId) -> std::io::Result<()> {
    let Some(path) = path(data_dir, id) else { return Ok(()) };
    match std::fs::remove_file(path) {
        Err(why) if why.kind() != ErrorKind::NotFound => Err(why),
        _ => Ok(()),
    }
}

/// The keys of the files that were written longer than `age` ago.
///
/// # Errors
/// Those of the file system.
pub fn older_than(data_dir: &Path, age: Duration) -> std::io::Result<Vec<FileId>> {
    let mut found = Vec::new();
    for folder in entries(&data_dir.join(FOLDER))? {
        for path in entries(&folder)? {
            let written = std::fs::metadata(&path)?.modified()?;
            let is_old = SystemTime::now().duration_since(written).is_ok_and(|since| since >= age);
            if let Some(name) = path.file_name().filter(|_| is_old) {
                found.push(FileId(name.to_string_lossy().into_owned()));
            }
        }
    }
    Ok(found)
}

fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.path())).collect(),
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(why) => Err(why),
    }
}
