//! Cluster-density reports 集群密度报告: where industry clusters, how dense it is, whether that is more than chance,
//! which links of a chain are missing, and who could fill them.
//!
//! [`stats`] holds the indices as pure functions on columns. [`census`] counts the firms of a quarter into cells, [`grid`]
//! adds them up, [`guard`] decides once for all tables what may be shown, and [`report`] assembles what pages, files and
//! the API show: nothing of it reads a figure but through the guard. [`Board`] keeps finished reports in memory.

pub mod actions;
pub mod api;
pub mod board;
pub mod census;
pub mod directory;
pub mod export;
pub mod grid;
pub mod guard;
pub mod jobs;
pub mod market;
pub mod quarter;
pub mod report;
pub mod stats;
pub mod store;
pub mod web;

pub use board::Board;
pub use quarter::Quarter;
