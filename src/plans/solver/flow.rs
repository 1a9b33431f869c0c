//! The best flow: a plan where nothing but places limits it.

use super::auction::auction;
use super::cycles::finish;
use super::net::{Held, Net};

/// Up to so many needs a flow is finished to the last score unit. Beyond, that takes longer than all the rest.
const FEW: usize = 10_000;
/// Beyond, the last step of the auction is this part of the highest value: far finer than the certificate needs.
const FINE_ENOUGH: i32 = 1_000;

/// The best flow or, where needs are many, one that is nearly so; and the price of each place in score units.
pub fn best(net: &Net) -> (Held, Vec<i64>) {
    if net.needs() > FEW && net.highest() > FINE_ENOUGH {
        return auction(net, net.highest() / FINE_ENOUGH);
    }
    let (held, prices) = auction(net, 1);
    finish(net, held, &prices)
}
