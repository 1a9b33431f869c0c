//! The numbers of the cluster reports: pure functions on columns, with no database and no clock. A number that does
//! not exist is a reason (`value::Absent`), never zero. What may be published is decided last and in one place, for
//! all tables of a report together (`disclosure`).

pub mod value;
pub mod dense;
pub mod dice;
pub mod normal;
pub mod table;
pub mod small;
pub mod lq;
pub mod inequality;
pub mod specialisation;
pub mod gini;
pub mod hhi;
pub mod agglomeration;
pub mod density;
pub mod stars;
pub mod strong;
pub mod shift_share;
pub mod sourcing;
pub mod chain;
pub mod columns;
pub mod network;
pub mod space;
pub mod disclosure;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
pub(super) mod tests;
