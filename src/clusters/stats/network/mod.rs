//! Numbers of who supplies whom and what goes with what: relatedness, systemic risk of a firm, pulls on others, points on
//! which a network hangs.

use super::dense;
use super::value::{Absent, Value};
#[cfg(test)]
use super::{dice, fixtures};

pub mod relatedness;
pub mod complexity;
pub mod supply;
pub mod cascade;
pub mod leontief;
pub mod critical;
pub mod betweenness;
pub mod influence;
