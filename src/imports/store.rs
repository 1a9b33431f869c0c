//! The SQL of imports: batches and their marks, and the few questions that an import asks of other tables.

mod batches;
mod lookups;
mod undo;

pub use batches::*;
pub use lookups::*;
pub use undo::*;
