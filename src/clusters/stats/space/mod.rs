//! Numbers of places: is it clustered more than chance would have it, where, and at which distance.

#[cfg(test)]
use super::fixtures;
use super::value::{Absent, Value};
use super::{dice, normal};

pub mod weights;
pub mod moran;
pub mod geary;
pub mod getis;
pub mod local;
pub mod bands;
pub mod pairs;
pub mod m;
pub mod kd;
pub mod ripley;
pub mod kernel;
pub mod kernel_grid;
pub mod hexagons;
