//! `peitao backup` and `peitao restore`: database, pictures and attachments in one tar file, without `sealing.key`: with
//! it a backup would open the quotes that are still sealed. Keep a copy of that file in another place. The index is not
//! in it either; it is built anew from the database.
//!
//! On PostgreSQL the database's own tools do this better (`pg_dump`, point-in-time recovery), so the commands say so.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::Path;

use anyhow::{Context, bail};
use diesel::connection::SimpleConnection;

use crate::config::Config;
use crate::db::Url;
use crate::serve::Opened;

const DATABASE: &str = "peitao.db";
const PICTURES: &str = "pictures";
/// Attachments of enquiries; those of firms are sealed, and the key is kept out of the backup on purpose.
const ATTACHMENTS: &str = crate::enquiries::files::disk::FOLDER;

/// The SQLite file of `config`.
fn sqlite_file(config: &Config) -> anyhow::Result<std::path::PathBuf> {
    match Url::parse(&config.database_url)? {
        Url::Sqlite(path) => Ok(path),
        Url::Postgres(_) => bail!(
            "this database is PostgreSQL: back it up with pg_dump and restore it with pg_restore, and copy the folder {}",
            config.data_dir.join(PICTURES).display()
        ),
    }
}

pub fn backup(opened: &Opened, file: &Path) -> anyhow::Result<()> {
    let config = &opened.app.config;
    sqlite_file(config)?;
    if file.exists() {
        bail!("{} exists already; name a new file, a backup never overwrites one", file.display());
    }
    let copy = config.data_dir.join(format!("backup-{}.db", crate::ids::new_id()));
    // VACUUM INTO copies a consistent state while others go on reading and writing.
    let sql = format!("VACUUM INTO '{}'", copy.to_string_lossy().replace('\'', "''"));
    opened.app.db.writer()?.batch_execute(&sql).context("copying the database")?;
    let written = write_tar(file, &copy, &config.data_dir);
    fs::remove_file(&copy).context("removing the temporary copy")?;
    written?;
    println!("{} bytes written to {}", fs::metadata(file)?.len(), file.display());
    Ok(())
}

fn write_tar(file: &Path, database: &Path, data_dir: &Path) -> anyhow::Result<()> {
    // Under another name until it is whole, so that a backup that broke off is not taken for one.
    let part = file.with_extension("part");
    let out = File::create(&part).with_context(|| format!("writing {}", part.display()))?;
    let mut tar = tar::Builder::new(BufWriter::new(out));
    tar.append_path_with_name(database, DATABASE)?;
    for folder in [PICTURES, ATTACHMENTS] {
        if data_dir.join(folder).is_dir() {
            tar.append_dir_all(folder, data_dir.join(folder))?;
        }
    }
    let out = tar.into_inner()?.into_inner().map_err(|why| why.into_error())?;
    out.sync_all()?;
    fs::rename(&part, file)?;
    Ok(())
}

pub fn restore(config: &Config, file: &Path) -> anyhow::Result<()> {
    let target = sqlite_file(config)?;
    if target.exists() || config.data_dir.join(PICTURES).exists() {
        bail!("{} holds data already; restore into an empty folder with --data-dir", config.data_dir.display());
    }
    let source = File::open(file).with_context(|| format!("reading {}", file.display()))?;
    fs::create_dir_all(&config.data_dir)?;
    let unpacked = config.data_dir.join("restore");
    tar::Archive::new(BufReader::new(source))
        .unpack(&unpacked)
        .context("unpacking; is this a file that backup wrote?")?;
    let database = unpacked.join(DATABASE);
    if !database.is_file() {
        fs::remove_dir_all(&unpacked)?;
        bail!("{} holds no database; is this a file that backup wrote?", file.display());
    }
    for folder in [PICTURES, ATTACHMENTS] {
        if unpacked.join(folder).is_dir() {
            fs::rename(unpacked.join(folder), config.data_dir.join(folder))?;
        }
    }
    // Last, since a database that is there says that the restore is whole.
    fs::rename(database, &target)?;
    fs::remove_dir_all(&unpacked)?;
    println!("restored to {}; the search index is built at the next start", config.data_dir.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_holds_the_files_but_never_the_sealing_key() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["copy.db", "pictures/ab/1", "attachments/cd/2", crate::sealing::FILE] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        let tar = dir.path().join("backup.tar");
        write_tar(&tar, &dir.path().join("copy.db"), dir.path()).unwrap();
        let mut archive = tar::Archive::new(File::open(tar).unwrap());
        let files =
            archive.entries().unwrap().map(Result::unwrap).filter(|entry| entry.header().entry_type().is_file());
        let mut names: Vec<String> = files.map(|entry| entry.path().unwrap().display().to_string()).collect();
        names.sort();
        assert_eq!(names, ["attachments/cd/2", DATABASE, "pictures/ab/1"]);
    }
}
