//! Small fairs against every timetable there is.

use super::Dice;
use crate::fairs::planner::grid::Grid;
use crate::fairs::planner::limits::clashes;
use crate::fairs::planner::plan::{figures, plan};
use crate::fairs::planner::{Fair, limits};

/// Firms that talk, and scores, of the best of all timetables.
fn best(fair: &Fair) -> (usize, u64) {
    fn go(grid: &mut Grid, pair: u32, score: u64) -> (usize, u64) {
        let fair = grid.fair;
        if pair as usize == fair.pairs.len() {
            let served = (0..fair.firms.len() as u32).filter(|firm| grid.count(*firm) > 0).count();
            return (if fair.everyone_first { served } else { 0 }, score);
        }
        let mut best = go(grid, pair + 1, score);
        for slot in 0..fair.slots {
            if grid.is_free(pair, slot) && grid.has_table(slot) && grid.has_room(pair) {
                grid.put(pair, slot);
                best = best.max(go(grid, pair + 1, score + u64::from(fair.pairs[pair as usize].score)));
                grid.take(pair, slot);
            }
        }
        best
    }
    go(&mut Grid::new(fair), 0, 0)
}

fn small(dice: &mut Dice, both: u32) -> Fair {
    let firms = [dice.number(1, 3), dice.number(1, 3), both];
    let (slots, tables, most) = (dice.number(1, 3), dice.number(1, 3), dice.number(1, 3));
    let mut fair = dice.fair(firms, slots, tables, 70, most);
    fair.pairs.truncate(8);
    fair.everyone_first = dice.below(2) == 0;
    fair
}

fn planned(fair: &Fair) -> (usize, u64) {
    let timetable = plan(fair).unwrap();
    assert_eq!(clashes(fair, &timetable), [], "{fair:?}");
    let served = (0..fair.firms.len() as u32).filter(|firm| timetable.of(fair, *firm).next().is_some()).count();
    (if fair.everyone_first { served } else { 0 }, figures(fair, &timetable).score)
}

#[test]
fn small_fairs_get_the_best_timetable_there_is() {
    for seed in 0..400 {
        let fair = small(&mut Dice(seed), 0);
        assert_eq!(planned(&fair), best(&fair), "{seed}: {fair:?}");
    }
}

#[test]
fn firms_that_buy_and_sell_come_near_the_best() {
    let (mut same, mut got, mut most) = (0, 0, 0);
    for seed in 0..300 {
        let both = 1 + (seed % 3) as u32;
        let mut fair = small(&mut Dice(seed), both);
        fair.everyone_first = false;
        let (planned, best) = (planned(&fair).1, best(&fair).1);
        assert!(planned <= best);
        (same, got, most) = (same + u64::from(planned == best), got + planned, most + best);
    }
    println!("{same} of 300 best, {got} of {most}");
    assert!(same >= 200 && got * 100 >= most * 95, "{same} best, {got} of {most}");
}

#[test]
fn what_cannot_be_planned_is_named() {
    let fair = Dice(1).fair([2, 2, 0], 2, 2, 100, 2);
    assert!(limits::check(&fair).is_ok());
    let mut wrong = fair.clone();
    wrong.slots = 65;
    wrong.tables.clear();
    wrong.pairs[0].seller = 9;
    wrong.pairs[1].score = 0;
    wrong.pairs[2] = wrong.pairs[3];
    wrong.pairs.push(crate::fairs::planner::Pair { buyer: 1, seller: 1, score: 5 });
    let named: Vec<String> = plan(&wrong).unwrap_err().into_iter().map(|fault| fault.field + &fault.value).collect();
    assert_eq!(named, ["tables0", "slots65", "pairs0", "pairs1", "pairs3", "pairs4"]);
}
