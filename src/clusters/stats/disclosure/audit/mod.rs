//! The exact audit: which hidden figures follow from all lines together, and what to hide so that none does.
//!
//! To a reader, the hidden figures solve linear equations, one for each line. A figure follows from them exactly if no
//! solution of the homogeneous equations moves it. So one random such solution, in exact arithmetic, tells all that
//! follow: they are where it is zero (elsewhere it is zero by chance once in 2^61). The hidden figures of the true
//! solution are positive, so a small step along such a solution keeps them positive: what does not follow from the
//! equations does not follow with signs known either.

mod basis;

use std::collections::HashSet;

use super::intervals::narrow;
use super::lines::Net;
use super::{Id, field::Residue};
use basis::Basis;

/// Hides until no hidden figure follows from the shown ones, nor is bounded too narrowly. Gives back those for which
/// nothing is left to hide.
pub fn secure(net: &mut Net) -> Vec<Id> {
    loop {
        net.settle();
        let basis = Basis::of(net);
        let follow = basis.determined(net);
        if widen(net, &basis, &follow) {
            continue;
        }
        let narrow = narrow(net);
        if !loosen(net, &narrow) {
            let mut exposed: Vec<usize> = follow.into_iter().chain(narrow.into_iter().map(|(id, _)| id)).collect();
            exposed.sort_unstable();
            exposed.dedup();
            return exposed.into_iter().map(|id| Id(id as u32)).collect();
        }
    }
}

/// Hides a figure near every line that bounds one too narrowly. False if there was none to hide.
fn loosen(net: &mut Net, narrow: &[(usize, usize)]) -> bool {
    let mut done = HashSet::new();
    let mut hidden = false;
    for (_, line) in narrow {
        if done.insert(*line)
            && let Some(id) = net.nearest(*line)
        {
            net.hide(id);
            hidden = true;
        }
    }
    hidden
}

/// Hides a partner for every figure that follows. False if there was none to hide.
fn widen(net: &mut Net, basis: &Basis, follow: &[usize]) -> bool {
    let mut chosen: Vec<usize> = Vec::new();
    let mut hidden = false;
    for id in follow {
        let proof = basis.proof(*id);
        let breaks = |other: usize| !proof.at(net.column(other)).is_zero();
        if chosen.iter().any(|other| breaks(*other)) {
            continue;
        }
        let mut open: Vec<usize> = net.open().filter(|other| breaks(*other)).collect();
        open.sort_by(|a, b| net.cost(*a).total_cmp(&net.cost(*b)));
        let settled = open.iter().find(|other| basis.spans(net.column(**other)));
        chosen.extend(settled);
        if let Some(other) = settled.or(open.first()) {
            net.hide(*other);
            hidden = true;
        }
    }
    hidden
}

impl Residue {
    fn is_zero(self) -> bool {
        self == Self::ZERO
    }
}
