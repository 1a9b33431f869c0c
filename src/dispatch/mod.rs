//! The dispatch screen 调度大屏: the city's figures and ranks, its map, and what stands still, side by side. It counts
//! nothing itself: each part shows what its own pages show to the same reader.

pub mod web;
