//! The city plan 全城配对方案: who should serve whom, so that the city gains most.
//!
//! Every need takes one candidate or none, whole; quantities are not split. A supplier takes on so many needs, a product
//! has so many units, an order reaches the product's minimum or is none (there is no pooling of orders). No supplier
//! gets more than its share of a category, small firms get their chance (`fairness`), pins are kept and forbidden
//! pairs left out. Within that, the sum of values and of bonuses is as large as can be, where the bonus of each link of
//! the chain counts once.
//!
//! `offers` holds what may be chosen. Without links and units it is a flow over a nested set of places, which
//! `flow` solves; links and units get prices (`multipliers`, `adjust`), `repair` makes a plan of the flow at these
//! prices, and `bound` proves in whole numbers how far it can be from the best. Small cities are solved exactly
//! (`exact`). All is pure: the same city gives the same plan.

mod adjust;
mod admit;
mod auction;
mod bound;
mod cycles;
mod effects;
mod exact;
mod explain;
mod fairness;
mod flow;
mod model;
mod multipliers;
mod net;
mod offers;
mod pins;
mod repair;
mod search;
mod solve;
mod tally;
#[cfg(test)]
mod tests;

pub use admit::Bar;
pub use effects::{Effects, Rate, Reason, effects};
pub use explain::{Passed, Why, explain};
pub use model::{Candidate, City, MOST, Need, POINT, Pair, Product, Refusal, Rules, Supplier};
pub use solve::{Plan, Worth, plan};
