//! Fairs made by chance, against a greedy plan and against the best of all timetables.

mod absence;
mod brute;
mod large;
mod parts;

use super::grid::Grid;
use super::{Fair, Firm, Pair, Table};

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (x ^ (x >> 31)) % limit
    }

    fn number(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(u64::from(most - least) + 1) as u32
    }

    /// Tables in rows of six, two metres apart.
    fn tables(count: u32) -> Vec<Table> {
        (0..count as i32).map(|at| Table { x: at % 6 * 20, y: at / 6 * 20 }).collect()
    }

    /// So many buyers and sellers, `both` of which are either, and pairs of so many percent of all.
    fn fair(&mut self, firms: [u32; 3], slots: u32, tables: u32, percent: u64, most: u32) -> Fair {
        let [buyers, sellers, both] = firms;
        let all = buyers + sellers + both;
        let mut pairs = vec![];
        for buyer in (0..buyers).chain(buyers + sellers..all) {
            for seller in buyers..all {
                if buyer != seller && self.below(100) < percent {
                    pairs.push(Pair { buyer, seller, score: self.number(1, 1_000) });
                }
            }
        }
        let firms = (0..all).map(|_| Firm { most_talks: self.number(most.min(2), most) }).collect();
        Fair { firms, tables: Dice::tables(tables), slots, pairs, everyone_first: true }
    }
}

/// What an organiser does by hand: the best pair first, into the first slot that is free for both and has a table; if
/// everyone comes first, then before all others the pairs of firms that have no talk yet.
fn greedy(fair: &Fair) -> Vec<(u32, u32)> {
    let (mut grid, mut order) = (Grid::new(fair), (0..fair.pairs.len() as u32).collect::<Vec<_>>());
    order.sort_by_key(|pair| std::cmp::Reverse(fair.pairs[*pair as usize].score));
    for needed in if fair.everyone_first { vec![2, 1, 0] } else { vec![0] } {
        for pair in &order {
            let alone = fair.ends(*pair).iter().filter(|firm| grid.count(**firm) == 0).count();
            let slot = (0..fair.slots).find(|slot| grid.is_free(*pair, *slot) && grid.has_table(*slot));
            let is_meant = alone >= needed && grid.has_room(*pair) && grid.slot_of(*pair).is_none();
            if let Some(slot) = slot.filter(|_| is_meant) {
                grid.put(*pair, slot);
            }
        }
    }
    grid.all()
}

fn score(fair: &Fair, talks: &[(u32, u32)]) -> u64 {
    talks.iter().map(|(pair, _)| u64::from(fair.pairs[*pair as usize].score)).sum()
}
