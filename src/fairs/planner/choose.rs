//! Which pairs talk: the choice that gains most while no firm talks more often than it can and all talks find a table.
//!
//! This is a maximum-weight b-matching of buyers and sellers with a limit on the whole, so a flow. Any such choice fits
//! into the slots without a clash (see [`super::slots`]), so that for firms that are either buyer or seller no timetable
//! is worth more. A firm that is both first gets room as either; where it then has too many talks it keeps its best
//! ones, and the rest is chosen again.

use super::Fair;
use super::flow::Network;

/// Talks that a firm may have as buyer and as seller.
type Room = [u32; 2];

/// The chosen pairs, by position.
pub fn choose(fair: &Fair) -> Vec<u32> {
    let mut rooms: Vec<Room> = (0..fair.firms.len() as u32).map(|firm| [fair.room(firm); 2]).collect();
    loop {
        let chosen = flow(fair, &rooms);
        if !tighten(fair, &mut rooms, &chosen) {
            return chosen;
        }
    }
}

/// Gives firms that are both and have too many talks no more room than for their best ones. Whether there was one.
fn tighten(fair: &Fair, rooms: &mut [Room], chosen: &[u32]) -> bool {
    let mut own: Vec<Vec<u32>> = vec![vec![]; fair.firms.len()];
    for pair in chosen {
        fair.ends(*pair).iter().for_each(|firm| own[*firm as usize].push(*pair));
    }
    let mut is_tighter = false;
    for (firm, mut own) in (0..).zip(own) {
        if own.len() as u32 > fair.room(firm) {
            own.sort_by_key(|pair| std::cmp::Reverse(fair.pairs[*pair as usize].score));
            own.truncate(fair.room(firm) as usize);
            let as_buyer = own.iter().filter(|pair| fair.ends(**pair)[0] == firm).count() as u32;
            rooms[firm as usize] = [as_buyer, own.len() as u32 - as_buyer];
            is_tighter = true;
        }
    }
    is_tighter
}

fn flow(fair: &Fair, rooms: &[Room]) -> Vec<u32> {
    let firms = fair.firms.len();
    let (buyer, seller, sink) = (|firm: usize| 1 + firm, |firm: usize| 1 + firms + firm, 1 + 2 * firms);
    let mut network = Network::new(sink + 1);
    // More than all scores together: the first talk of a firm outweighs all else.
    let all: i64 = fair.pairs.iter().map(|pair| i64::from(pair.score)).sum();
    let first = if fair.everyone_first { all + 1 } else { 0 };
    for (firm, [as_buyer, as_seller]) in rooms.iter().enumerate() {
        for (from, to, room) in [(0, buyer(firm), *as_buyer), (seller(firm), sink, *as_seller)] {
            network.add(from, to, room.min(1), first);
            network.add(from, to, room.saturating_sub(1), 0);
        }
    }
    let arc = |pair: &super::Pair| {
        network.add(buyer(pair.buyer as usize), seller(pair.seller as usize), 1, i64::from(pair.score))
    };
    let arcs: Vec<usize> = fair.pairs.iter().map(arc).collect();
    network.send(fair.slots * fair.tables.len() as u32);
    (0..).zip(arcs).filter(|(_, arc)| network.through(*arc) > 0).map(|(pair, _)| pair).collect()
}
