//! What a firm does with a product's pictures.

use std::path::Path;
use std::time::Duration;

use super::rules::{self, Ready};
use super::store::{self, PictureRow};
use super::{MOST, PictureId, files};
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::{Conn, Db, Kind};
use crate::engine::dirty;
use crate::faults::Fault;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::listings;
use crate::products::store::{self as product_store, ProductRow};

/// How old a file without a row must be before [`purge`] takes it: an upload may still be on its way to its commit.
const ORPHAN_AGE: Duration = Duration::from_secs(3_600);

/// Turns an uploaded file into the two that are stored. Slow, and without the database.
///
/// # Errors
/// `Invalid` with the fault of the field `picture`; `name` is the file's, for the message only.
pub fn prepare(name: &str, file: &[u8]) -> AppResult<Ready> {
    rules::prepare(file).map_err(|(cause, fix)| AppError::Invalid(vec![Fault::new("picture", name, cause, fix)]))
}

/// Adds a picture to a product. The files are on the disk before the row is; when the row is refused they are removed.
///
/// # Errors
/// `Invalid` when the product has all the pictures it may have; `NotFound`, `SignIn`, `Forbidden`.
pub fn add(
    conn: &mut Conn,
    viewer: &Viewer,
    code: &str,
    ready: &Ready,
    data_dir: &Path,
    now: Moment,
) -> AppResult<PictureRow> {
    let product = listings::actions::editable::<ProductRow>(conn, viewer, code)?.row;
    let there = store::of_product(conn, &product.id)?;
    if there.len() as i64 >= MOST {
        return Err(AppError::Invalid(vec![full()]));
    }
    let row = PictureRow {
        id: PictureId::new(),
        product_id: product.id,
        position: there.last().map_or(1, |last| last.position + 1),
        width: ready.width.into(),
        height: ready.height.into(),
        bytes: (ready.full.len() + ready.small.len()) as i64,
        created_at: now,
    };
    let stored = keep(conn, &row, ready, data_dir);
    if stored.is_err() {
        drop_files(data_dir, &row.id);
    }
    stored.map(|()| row)
}

fn keep(conn: &mut Conn, row: &PictureRow, ready: &Ready, data_dir: &Path) -> AppResult<()> {
    files::write(data_dir, &row.id, ready)?;
    store::insert(conn, row)?;
    Ok(dirty::mark(conn, Kind::Product, row.product_id.as_str())?)
}

/// Removes files whose row is not or no longer there; what cannot be removed now, [`purge`] finds.
pub fn drop_files(data_dir: &Path, id: &PictureId) {
    if let Err(why) = files::remove(data_dir, id) {
        tracing::warn!(picture = id.as_str(), error = %why, "the files of a picture stay behind");
    }
}

fn full() -> Fault {
    Fault::new(
        "picture",
        "",
        Say::new(format!("已有 {MOST} 张图片"), format!("there are {MOST} pictures already")),
        Say::new("请先删除一张再上传", "remove one first"),
    )
}

/// Takes a picture away from its product. Its files are the caller's to remove, after the commit. Gone already is as
/// good.
///
/// # Errors
/// `NotFound`, `SignIn`, `Forbidden`.
pub fn remove(conn: &mut Conn, viewer: &Viewer, code: &str, id: &PictureId) -> AppResult<()> {
    let product = listings::actions::editable::<ProductRow>(conn, viewer, code)?.row;
    if store::find(conn, id)?.is_some_and(|picture| picture.product_id == product.id) {
        store::delete(conn, id)?;
        dirty::mark(conn, Kind::Product, product.id.as_str())?;
    }
    Ok(())
}

/// Whether this viewer may see the picture: whoever may see its product. No such picture and not for you are one.
///
/// # Errors
/// `NotFound`.
pub fn see(conn: &mut Conn, viewer: &Viewer, id: &PictureId) -> AppResult<()> {
    let picture = store::find(conn, id)?.ok_or(AppError::NotFound)?;
    let cards = product_store::cards(conn, &[picture.product_id.as_str()])?;
    let card = cards.first().ok_or(AppError::NotFound)?;
    let (row, verified) = (&card.row, card.firm.is_verified());
    if listings::may_see(row.state, &row.firm_id, verified, viewer) { Ok(()) } else { Err(AppError::NotFound) }
}

/// Removes the files of pictures that have no row (a crash between writing and commit, a deleted product, an import
/// undone). Returns how many pictures. Works folder by folder, so memory stays small; run it once a day.
///
/// # Errors
/// Those of the database and the file system.
pub fn purge(db: &Db, data_dir: &Path) -> AppResult<usize> {
    purge_older(db, data_dir, ORPHAN_AGE)
}

pub(super) fn purge_older(db: &Db, data_dir: &Path, age: Duration) -> AppResult<usize> {
    let mut removed = 0;
    for folder in files::folders(data_dir)? {
        let found = files::older_than(&folder, age)?;
        let known = db.read(|conn| AppResult::Ok(store::known(conn, &found)?))?;
        for orphan in found.iter().filter(|id| !known.contains(id)) {
            files::remove(data_dir, orphan)?;
            removed += 1;
        }
    }
    Ok(removed)
}

#[cfg(test)]
mod tests;
