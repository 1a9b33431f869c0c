//! Attaching, fetching and taking away.

use std::path::Path;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::rules::Ready;
use super::store::{self, FileRow};
use super::{FileId, MOST, disk, rules};
use crate::clock::Moment;
use crate::db::{Conn, Db};
use crate::enquiries::SupplierId;
use crate::enquiries::rules::{Phase, check_open};
use crate::enquiries::seat::{Seat, Seated};
use crate::enquiries::store::{self as enquiries, EnquiryRow};
use crate::http::{AppError, AppResult};
use crate::sealing::Sealing;
use crate::text;

/// How old a file without a row must be before [`purge`] takes it: an upload may still be on its way to its commit.
const ORPHAN_AGE: Duration = Duration::from_secs(3_600);

/// Looks at an uploaded file.
///
/// # Errors
/// `Invalid` with the fault of the field `file`.
pub fn prepare(name: &str, content: &[u8]) -> AppResult<Ready> {
    rules::check(name, content).map_err(|fault| AppError::Invalid(vec![fault]))
}

/// The firm whose file a seat's are; none for the buyer's.
fn side(seat: &Seat) -> Option<&SupplierId> {
    match seat {
        Seat::Buyer => None,
        Seat::Supplier { row, .. } => Some(&row.id),
    }
}

/// Where a sealed file belongs.
fn place(id: &FileId) -> String {
    format!("file {id}")
}

/// Attaches a file: the buyer to a draft or an open enquiry, a firm to an open one. The same content attached twice by
/// one side is one file. The file is on the disk before the row is; when the row is refused it stays for [`purge`].
///
/// # Errors
/// `Conflict` when nothing can be attached any more or there are too many.
pub fn attach(
    conn: &mut Conn,
    sealing: &Sealing,
    data_dir: &Path,
    seated: &Seated,
    (ready, content): (&Ready, &[u8]),
    now: Moment,
) -> AppResult<FileRow> {
    check_changeable(&enquiries::lock(conn, &seated.row.id)?, &seated.seat, now)?;
    let own = side(&seated.seat);
    let sha256 = text::hex(&Sha256::digest(content));
    let there: Vec<FileRow> = store::of_enquiry(conn, &seated.row.id)?;
    let there: Vec<FileRow> = there.into_iter().filter(|file| file.supplier_id.as_ref() == own).collect();
    if let Some(same) = there.iter().find(|file| file.sha256 == sha256 && file.name == ready.name) {
        return Ok(same.clone());
    }
    if there.len() >= MOST {
        return Err(AppError::conflict("最多 10 个附件，请先删除一个", "There are 10 files already; remove one first"));
    }
    let row = FileRow {
        id: FileId::new(),
        enquiry_id: seated.row.id.clone(),
        supplier_id: own.cloned(),
        name: ready.name.clone(),
        kind: ready.kind.into(),
        bytes: i64::try_from(content.len()).unwrap_or(i64::MAX),
        sha256,
        created_at: now,
    };
    match own {
        Some(_) => {
            disk::write(data_dir, &row.id, &sealing.seal(row.enquiry_id.as_str(), &place(&row.id), content))?;
        }
        None => disk::write(data_dir, &row.id, content)?,
    }
    store::insert(conn, &row)?;
    Ok(row)
}

fn check_changeable(enquiry: &EnquiryRow, seat: &Seat, now: Moment) -> AppResult<()> {
    match (enquiry.phase(now), seat) {
        (Phase::Draft, Seat::Buyer) => Ok(()),
        (phase, _) => check_open(phase),
    }
}

/// Whether this seat may fetch the file now: the buyer's own and, once the quotes may be opened, those of the firms; a
/// firm the buyer's and its own. Who came by link fetches none of the firm's own, which may hold prices.
fn may_fetch(seated: &Seated, file: &FileRow, now: Moment) -> bool {
    match (&seated.seat, &file.supplier_id) {
        (_, None) => true,
        (Seat::Buyer, Some(_)) => matches!(seated.row.phase(now), Phase::Due | Phase::Decided),
        (Seat::Supplier { row, by_link }, Some(own)) => row.id == *own && !by_link,
    }
}

/// The attachments that this seat sees now. The buyer learns of those of the firms after the deadline only.
///
/// # Errors
/// Those of the database.
pub fn visible(conn: &mut Conn, seated: &Seated, now: Moment) -> AppResult<Vec<FileRow>> {
    let mut files = store::of_enquiry(conn, &seated.row.id)?;
    files.retain(|file| may_fetch(seated, file, now));
    Ok(files)
}

/// The attachment of that key, if this seat may fetch it now.
///
/// # Errors
/// `NotFound`.
pub fn fetchable(conn: &mut Conn, seated: &Seated, id: &FileId, now: Moment) -> AppResult<FileRow> {
    let file = store::find(conn, id)?.filter(|file| file.enquiry_id == seated.row.id);
    file.filter(|file| may_fetch(seated, file, now)).ok_or(AppError::NotFound)
}

/// The content of a file; without the database.
///
/// # Errors
/// `NotFound` when it is gone; our own fault when its seal is not whole.
pub fn content(sealing: &Sealing, data_dir: &Path, row: &FileRow) -> AppResult<Vec<u8>> {
    let stored = disk::read(data_dir, &row.id)?.ok_or(AppError::NotFound)?;
    if row.supplier_id.is_none() {
        return Ok(stored);
    }
    let opened = sealing.unseal(row.enquiry_id.as_str(), &place(&row.id), &stored);
    opened
        .ok_or_else(|| AppError::Internal(anyhow::anyhow!("attachment {} is damaged or sealed by another key", row.id)))
}

/// Takes an attachment of one's own side away, while it may be changed. The file is left to [`purge`]. Gone already is
/// as good.
///
/// # Errors
/// `Conflict` when nothing can be changed any more; `NotFound` for one of another side.
pub fn remove(conn: &mut Conn, seated: &Seated, id: &FileId, now: Moment) -> AppResult<()> {
    let Some(file) = store::find(conn, id)? else { return Ok(()) };
    if file.enquiry_id != seated.row.id || file.supplier_id.as_ref() != side(&seated.seat) {
        return Err(AppError::NotFound);
    }
    check_changeable(&enquiries::lock(conn, &seated.row.id)?, &seated.seat, now)?;
    Ok(store::delete(conn, id)?)
}

/// Removes the files that have no row. Returns how many; run it once in a while.
///
/// # Errors
/// Those of the database and the file system.
pub fn purge(db: &Db, data_dir: &Path) -> AppResult<usize> {
    let found = disk::older_than(data_dir, ORPHAN_AGE)?;
    let known = db.read(|conn| AppResult::Ok(store::known(conn, &found)?))?;
    let orphans: Vec<_> = found.iter().filter(|id| !known.contains(id)).collect();
    for orphan in &orphans {
        disk::remove(data_dir, orphan)?;
    }
    Ok(orphans.len())
}
