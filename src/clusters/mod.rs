//! Cluster-density reports 集群密度报告: where industry clusters, how dense it is, whether that is more than chance,
//! which links of a chain are missing, and who could fill them.
//!
//! [`stats`] holds the indices as pure functions on columns.

pub mod stats;
