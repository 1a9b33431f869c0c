//! Pictures of products: rows in the database, files below `data_dir/pictures`.
//!
//! Whatever was uploaded is decoded within limits and written anew as JPEG, so that no file of a visitor's is ever
//! served and no place or camera data (EXIF) leaves with it. Files are written before their row is committed and
//! removed after it is gone; what a crash leaves between the two, [`purge`] takes away.

pub mod actions;
pub mod files;
pub mod rules;
pub mod store;
pub mod web;

pub use actions::purge;

crate::id_type! {
    /// The key of a picture, which also names its files.
    PictureId
}

/// Most pictures of one product.
pub const MOST: i64 = 8;
/// Largest file that is taken, in bytes.
pub const LARGEST_FILE: usize = 8 * 1024 * 1024;

/// Which of a picture's two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Up to 1600 px wide and high.
    Full,
    /// Up to 400 px, for lists.
    Small,
}
