//! Where indexes lie: `<root>/v<layout>-<n>/`, and `<root>/CURRENT`, which names the one that answers.
//!
//! `CURRENT` is replaced in one step, so that a crash leaves either the old index or the new one in use. After the
//! name it says `unbuilt` as long as the index was never filled from the whole database.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context;
use tantivy::directory::{Directory, INDEX_WRITER_LOCK, MmapDirectory};

use super::schema::LAYOUT;

const UNBUILT: &str = "unbuilt";

/// What `CURRENT` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pointer {
    /// The folder of the index.
    pub name: String,
    /// Whether it was ever filled from the whole database.
    pub built: bool,
}

/// The folder of indexes.
pub(super) struct Home {
    root: PathBuf,
}

impl Home {
    pub(super) fn open(root: &Path) -> anyhow::Result<Home> {
        fs::create_dir_all(root).with_context(|| format!("making the folder {}", root.display()))?;
        Ok(Home { root: root.to_owned() })
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn pointer_path(&self) -> PathBuf {
        self.root.join("CURRENT")
    }

    /// The index in use, if it is of this layout.
    pub(super) fn current(&self) -> anyhow::Result<Option<Pointer>> {
        let path = self.pointer_path();
        let said = match fs::read_to_string(&path) {
            Ok(said) => said,
            Err(why) if why.kind() == ErrorKind::NotFound => return Ok(None),
            Err(why) => return Err(why).with_context(|| format!("reading {}", path.display())),
        };
        let mut words = said.split_whitespace();
        let name = words.next().unwrap_or("").to_owned();
        let built = words.next() != Some(UNBUILT);
        Ok((layout_of(&name) == Some(LAYOUT)).then_some(Pointer { name, built }))
    }

    /// When `CURRENT` was last replaced: a cheap way to see that another process did so.
    pub(super) fn changed(&self) -> Option<SystemTime> {
        fs::metadata(self.pointer_path()).and_then(|meta| meta.modified()).ok()
    }

    /// Puts another index in use.
    pub(super) fn point_to(&self, pointer: &Pointer) -> anyhow::Result<()> {
        let said = if pointer.built { pointer.name.clone() } else { format!("{} {UNBUILT}", pointer.name) };
        let draft = self.root.join(format!("CURRENT.{}", std::process::id()));
        let write = || {
            let mut file = fs::File::create(&draft)?;
            writeln!(file, "{said}")?;
            file.sync_all()?;
            fs::rename(&draft, self.pointer_path())?;
            fs::File::open(&self.root)?.sync_all()
        };
        write().with_context(|| format!("writing {}", self.pointer_path().display()))
    }

    /// A new empty folder, numbered after all others.
    pub(super) fn make(&self) -> anyhow::Result<String> {
        let mut next = self.folders()?.iter().filter_map(|name| number_of(name)).max().unwrap_or(0) + 1;
        loop {
            let name = format!("v{LAYOUT}-{next}");
            match fs::create_dir(self.path(&name)) {
                Ok(()) => return Ok(name),
                // Another process took this number.
                Err(why) if why.kind() == ErrorKind::AlreadyExists => next += 1,
                Err(why) => return Err(why).with_context(|| format!("making {}", self.path(&name).display())),
            }
        }
    }

    /// Removes the indexes that nobody uses: neither the one in use nor one that is being built or written.
    pub(super) fn sweep(&self) -> anyhow::Result<()> {
        let Some(current) = self.current()? else { return Ok(()) };
        for name in self.folders()? {
            let path = self.path(&name);
            if name != current.name && !is_written(&path) {
                fs::remove_dir_all(&path).with_context(|| format!("removing the old index {}", path.display()))?;
            }
        }
        Ok(())
    }

    fn folders(&self) -> anyhow::Result<Vec<String>> {
        let entries = fs::read_dir(&self.root).with_context(|| format!("reading {}", self.root.display()))?;
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        Ok(names.filter(|name| layout_of(name).is_some()).collect())
    }
}

/// Whether a process writes the index there. One that cannot be asked is left alone.
fn is_written(path: &Path) -> bool {
    match MmapDirectory::open(path) {
        Ok(directory) => directory.acquire_lock(&INDEX_WRITER_LOCK).is_err(),
        Err(_) => true,
    }
}

fn parts(name: &str) -> Option<(u32, u64)> {
    let (layout, number) = name.strip_prefix('v')?.split_once('-')?;
    Some((layout.parse().ok()?, number.parse().ok()?))
}

fn layout_of(name: &str) -> Option<u32> {
    parts(name).map(|(layout, _)| layout)
}

fn number_of(name: &str) -> Option<u64> {
    parts(name).map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pointer_reads_back_and_another_layout_counts_as_none() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(dir.path()).unwrap();
        assert_eq!(home.current().unwrap(), None);
        for built in [false, true] {
            let pointer = Pointer { name: home.make().unwrap(), built };
            home.point_to(&pointer).unwrap();
            assert_eq!(home.current().unwrap(), Some(pointer));
        }
        home.point_to(&Pointer { name: format!("v{}-9", LAYOUT + 1), built: true }).unwrap();
        assert_eq!(home.current().unwrap(), None);
    }

    #[test]
    fn sweeping_spares_the_index_in_use_and_the_one_in_the_making() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::open(dir.path()).unwrap();
        let [old, current, building] = [(); 3].map(|()| home.make().unwrap());
        home.point_to(&Pointer { name: current.clone(), built: true }).unwrap();
        let directory = MmapDirectory::open(home.path(&building)).unwrap();
        let lock = directory.acquire_lock(&INDEX_WRITER_LOCK).unwrap();
        home.sweep().unwrap();
        assert!(!home.path(&old).exists() && home.path(&current).exists() && home.path(&building).exists());
        drop(lock);
        home.sweep().unwrap();
        assert!(!home.path(&building).exists());
    }
}
