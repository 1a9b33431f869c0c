//! When they talk: the chosen pairs are coloured with slots, so that no firm has one slot twice.
//!
//! Pairs go in one by one. Where the firms have no free slot in common, the talks that alternate between a free slot of
//! one and a free slot of the other change places. Between buyers and sellers that always works (Kőnig, *Über Graphen und
//! ihre Anwendung auf Determinantentheorie und Mengenlehre*, 1916). Where firms are both it may not, and the pair stays
//! out. Then slots with more talks than tables hand talks on to slots with fewer, along such chains too.

use std::cmp::Reverse;

use super::Fair;
use super::grid::Grid;

/// The slots of the chosen pairs; the best pairs go first, and those that find no slot stay out.
pub fn arrange<'a>(fair: &'a Fair, chosen: &[u32]) -> Grid<'a> {
    let (mut grid, mut order) = (Grid::new(fair), chosen.to_vec());
    order.sort_by_key(|pair| (Reverse(fair.pairs[*pair as usize].score), *pair));
    for pair in order {
        insert(&mut grid, pair);
    }
    balance(&mut grid);
    grid
}

/// Finds a slot for a pair, if need be by moving others.
fn insert(grid: &mut Grid, pair: u32) {
    let [buyer, seller] = grid.fair.ends(pair);
    let common = grid.free(buyer).filter(|slot| grid.at(seller, *slot).is_none());
    if let Some(slot) = common.min_by_key(|slot| grid.talks(*slot)) {
        return grid.put(pair, slot);
    }
    let (of_buyer, of_seller): (Vec<u32>, Vec<u32>) = (grid.free(buyer).collect(), grid.free(seller).collect());
    for slots in of_buyer.iter().flat_map(|one| of_seller.iter().map(|other| [*one, *other])) {
        let chain = grid.chain(seller, slots);
        // A chain that ends at the buyer would only take the slot from it.
        if !chain.iter().any(|(pair, _)| grid.fair.ends(*pair).contains(&buyer)) {
            grid.swap(&chain, slots);
            return grid.put(pair, slots[0]);
        }
    }
}

/// Evens slots out until none has more talks than there are tables.
fn balance(grid: &mut Grid) {
    while let Some((most, least)) = uneven(grid) {
        let firms = 0..grid.fair.firms.len() as u32;
        // Of the chains of two slots, more end with the fuller on both sides than with the emptier.
        let ends = firms.filter(|firm| grid.at(*firm, most).is_some() && grid.at(*firm, least).is_none());
        let chains = ends.map(|firm| grid.chain(firm, [most, least]));
        let Some(chain) = chains.into_iter().find(|chain| chain.len() % 2 == 1) else { return };
        grid.swap(&chain, [most, least]);
    }
}

/// The fullest slot and the emptiest, if the first has too few tables.
fn uneven(grid: &Grid) -> Option<(u32, u32)> {
    let slots = 0..grid.fair.slots;
    let most = slots.clone().max_by_key(|slot| (grid.talks(*slot), Reverse(*slot)))?;
    let least = slots.min_by_key(|slot| grid.talks(*slot))?;
    let is_over = grid.talks(most) > grid.fair.tables.len() as u32;
    // Where all slots are full, handing on would go round for ever.
    (is_over && grid.talks(most) > grid.talks(least) + 1).then_some((most, least))
}

/// Lets further pairs talk where both firms and a table are free, the best first.
pub fn fill(grid: &mut Grid) {
    let fair = grid.fair;
    let mut others: Vec<u32> = (0..fair.pairs.len() as u32).filter(|pair| grid.slot_of(*pair).is_none()).collect();
    others.sort_by_key(|pair| (Reverse(fair.pairs[*pair as usize].score), *pair));
    for pair in others.into_iter() {
        let slot = (0..fair.slots).find(|slot| grid.is_free(pair, *slot) && grid.has_table(*slot));
        if let Some(slot) = slot.filter(|_| grid.has_room(pair)) {
            grid.put(pair, slot);
        }
    }
}
