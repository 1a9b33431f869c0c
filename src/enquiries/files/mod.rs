//! Attachments both ways: rows in the database, files below `data_dir/attachments`.
//!
//! The buyer's are for all who were asked. A firm's own are sealed on the disk as its quote is in the database, and the
//! buyer can fetch them once the deadline is over. A file is only ever handed out to be saved, never shown in a page.

pub mod actions;
pub mod disk;
pub mod rules;
pub mod store;

pub use actions::purge;

crate::id_type! {
    /// The key of an attachment, which also names its file.
    FileId
}

/// Most files of one side in one enquiry.
pub const MOST: usize = 10;
/// Largest file that is taken, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
