//! The files of pictures: `pictures/ab/<id>.jpg` and `<id>-small.jpg`. The folder is named by the key's last digits,
//! which are random; its first ones are the time and would put a month into one folder.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::rules::Ready;
use super::{PictureId, Size};

/// Where the folders are, below the site's data.
pub fn root(data_dir: &Path) -> PathBuf {
    data_dir.join("pictures")
}

/// Where a picture's file is; none for a key that is not of our making, so that no path can be smuggled in.
pub fn path(data_dir: &Path, id: &PictureId, size: Size) -> Option<PathBuf> {
    let id = id.as_str();
    if id.len() != 32 || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let ending = match size {
        Size::Full => ".jpg",
        Size::Small => "-small.jpg",
    };
    Some(root(data_dir).join(&id[30..]).join(format!("{id}{ending}")))
}

/// Writes both files; on return they are on the disk, so that the row may be committed.
///
/// # Errors
/// Those of the file system.
pub fn write(data_dir: &Path, id: &PictureId, ready: &Ready) -> std::io::Result<()> {
    for (size, bytes) in [(Size::Full, &ready.full), (Size::Small, &ready.small)] {
        let path = path(data_dir, id, size).ok_or(ErrorKind::InvalidInput)?;
        std::fs::create_dir_all(path.parent().ok_or(ErrorKind::InvalidInput)?)?;
        let mut file = std::fs::File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    Ok(())
}

/// Reads a file; none when there is none.
///
/// # Errors
/// Those of the file system.
pub fn read(data_dir: &Path, id: &PictureId, size: Size) -> std::io::Result<Option<Vec<u8>>> {
    let Some(path) = path(data_dir, id, size) else { return Ok(None) };
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
        Err(why) => Err(why),
    }
}

/// Removes both files; gone already is as good.
///
/// # Errors
/// Those of the file system.
pub fn remove(data_dir: &Path, id: &PictureId) -> std::io::Result<()> {
    for size in [Size::Full, Size::Small] {
        let Some(path) = path(data_dir, id, size) else { continue };
        match std::fs::remove_file(path) {
            Err(why) if why.kind() != ErrorKind::NotFound => return Err(why),
            _ => {}
        }
    }
    Ok(())
}

/// The folders that there are; none before the first picture.
///
/// # Errors
/// Those of the file system.
pub fn folders(data_dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    match std::fs::read_dir(root(data_dir)) {
        Ok(entries) => {
            entries.map(|entry| Ok(entry?.path())).filter(|p| p.as_ref().map_or(true, |p| p.is_dir())).collect()
        }
        Err(why) if why.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(why) => Err(why),
    }
}

/// The keys of the pictures in `folder` whose files were written longer than `age` ago.
///
/// # Errors
/// Those of the file system.
pub fn older_than(folder: &Path, age: Duration) -> std::io::Result<Vec<PictureId>> {
    let mut ids = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let written = entry.metadata()?.modified()?;
        let is_old = SystemTime::now().duration_since(written).is_ok_and(|since| since >= age);
        if let Some((id, _)) = name.split_once(['.', '-']).filter(|_| is_old) {
            ids.push(PictureId(id.to_owned()));
        }
    }
    ids.sort();
    ids.dedup();
    Ok(ids)
}
