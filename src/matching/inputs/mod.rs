//! Upstream inputs that a product, or a firm, most likely needs though the chain graph does not say so.
//!
//! The graph learned from holds the chain graph's edges and what firms state by their needs (`stated`, outside). On it
//! `channels` gathers evidence for each material from similar products, from parts of the product's name and from
//! wider and narrower kinds, `space` from where goods lie by listings and by edges, `towers` from all edges at once;
//! `ranker` learns its weight from known products that are taken as unknown (`folds`); `firm` puts together what all
//! listings of a firm say; `because` says in words why.

mod because;
mod channels;
mod features;
mod firm;
mod folds;
mod graph;
mod kin;
mod model;
mod neighbours;
mod parts;
mod ranker;
mod ridge;
mod space;
mod table;
mod towers;

pub use because::{Because, of_firms, of_graph};
pub use channels::Scratch;
pub use firm::{FirmInput, FirmRanker};
pub use folds::Folds;
pub use graph::{Edged, Graph, Node};
pub use model::Model;
pub use ranker::{Input, Ranker};
