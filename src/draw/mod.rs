//! Charts as SVG text: pure functions, values in, markup out. None of them knows a domain or formats a number.
//!
//! - Each chart takes a [`Head`] (title, description, words) and a [`Width`]; [`both`] makes the wide and the narrow
//!   drawing, between which `static/draw.css` switches.
//! - A value that may not be shown is a [`Cell`] of its own kind, never a zero.
//! - No ids, styles or scripts inside: colours come from classes, so that dark mode and paper work and the
//!   content policy holds. Equal input gives equal bytes.

mod cell;
mod head;
mod svg;
mod text;
mod place;
mod scale;
mod hatch;
mod legend;
mod globe;
mod hexmap;
mod bubbles;
mod rows;
mod bars;
mod lines;
mod spark;
mod flow;
mod chain;
#[cfg(test)]
mod check;

pub use bars::{Bar, Bars, Step, bars, waterfall};
pub use bubbles::{Axis, Bubble, Bubbles, bubbles};
pub use cell::Cell;
pub use chain::{Chain, Edge, Node, State, chain};
pub use flow::{Band, Flow, flow};
pub use head::{Head, Width, Words, both};
pub use hexmap::{Hex, Hexmap, Place, hexmap};
pub use legend::{Classes, Ramp};
pub use lines::{Lines, Series, lines};
pub use spark::spark;
