use super::{Dice, greedy, score};
use crate::fairs::planner::limits::{Clash, clashes};
use crate::fairs::planner::plan::{figures, plan};
use crate::fairs::planner::{Fair, Timetable};

/// 60 firms × 12 slots in halls of different sizes.
fn sixty(seed: u64) -> Fair {
    let mut dice = Dice(seed);
    let buyers = dice.number(15, 45);
    let (tables, percent, most) = (dice.number(8, 30), 4 + dice.below(40), dice.number(3, 12));
    dice.fair([buyers, 60 - buyers, 0], 12, tables, percent, most)
}

#[test]
fn sixty_firms_get_twelve_slots_without_a_clash_and_more_than_by_hand() {
    for everyone_first in [false, true] {
        let (mut better, mut gain, mut left_out) = (0, 0.0, [0, 0]);
        for seed in 0..60 {
            let fair = Fair { everyone_first, ..sixty(seed) };
            let (timetable, by_hand) = (plan(&fair).unwrap(), greedy(&fair));
            assert_eq!(clashes(&fair, &timetable), []);
            let (own, hand, alone) = (figures(&fair, &timetable), score(&fair, &by_hand), alone(&fair, &by_hand));
            // Fewer left out, or as few and more in all.
            let key = |left_out: usize, score: u64| (if everyone_first { usize::MAX - left_out } else { 0 }, score);
            let (own_key, hand_key) = (key(own.left_out.len(), own.score), key(alone, hand));
            assert!(own_key >= hand_key, "{seed}");
            better += u32::from(own_key > hand_key);
            left_out = [left_out[0] + own.left_out.len(), left_out[1] + alone];
            gain += own.score as f64 / hand as f64 - 1.0;
        }
        println!(
            "everyone first {everyone_first}: better in {better} of 60, {:+.2} %, left out {left_out:?}",
            gain / 0.6
        );
        assert!(better >= 40, "{better}");
    }
}

/// Serving everyone costs little, and choosing freely is worth at least as much as serving everyone.
#[test]
fn what_it_costs_to_serve_everyone_is_little() {
    let (mut free, mut everyone, mut left_out) = (0, 0, [0, 0]);
    for seed in 0..60 {
        let planned = |everyone_first| {
            let fair = Fair { everyone_first, ..sixty(seed) };
            figures(&fair, &plan(&fair).unwrap())
        };
        let (best, served) = (planned(false), planned(true));
        assert!(best.score >= served.score && served.left_out.len() <= best.left_out.len());
        (free, everyone) = (free + best.score, everyone + served.score);
        left_out = [left_out[0] + best.left_out.len(), left_out[1] + served.left_out.len()];
    }
    println!("{free} with {} left out, {everyone} with {}", left_out[0], left_out[1]);
    assert!(everyone * 100 > free * 97 && left_out[1] * 10 < left_out[0]);
}

/// Firms that have a candidate and no talk.
fn alone(fair: &Fair, talks: &[(u32, u32)]) -> usize {
    let met: Vec<u32> = talks.iter().flat_map(|(pair, _)| fair.ends(*pair)).collect();
    let has_candidate = |firm: &u32| fair.pairs.iter().any(|pair| [pair.buyer, pair.seller].contains(firm));
    (0..fair.firms.len() as u32).filter(has_candidate).filter(|firm| !met.contains(firm)).count()
}

#[test]
fn sixty_firms_that_may_be_both_have_no_clash_either() {
    let (mut better, mut planned, mut hand) = (0, 0, 0);
    for seed in 0..30 {
        let mut dice = Dice(seed);
        let both = dice.number(5, 60);
        let tables = dice.number(10, 30);
        let mut fair = dice.fair([(60 - both) / 2, (60 - both).div_ceil(2), both], 12, tables, 15, 12);
        fair.everyone_first = false;
        let timetable = plan(&fair).unwrap();
        assert_eq!(clashes(&fair, &timetable), []);
        let (own, other) = (figures(&fair, &timetable).score, score(&fair, &greedy(&fair)));
        better += u32::from(own > other);
        (planned, hand) = (planned + own, hand + other);
    }
    println!("better in {better} of 30; {planned} against {hand}");
    assert!(planned > hand);
}

#[test]
fn buyers_keep_their_table_where_there_is_one_for_each() {
    for seed in 0..10 {
        let fair = Dice(seed).fair([20, 40, 0], 12, 20, 20, 12);
        let planned = plan(&fair).unwrap();
        let own = figures(&fair, &planned);
        let mut crowded = fair.clone();
        crowded.tables.truncate(12);
        let few = figures(&crowded, &plan(&crowded).unwrap());
        println!(
            "{} talks, {} m; at 12 tables {} moves, {} m",
            planned.talks.len(),
            own.walk / 10,
            few.moves,
            few.walk / 10
        );
        assert_eq!(own.moves, 0);
        let mut mixed = planned.talks.clone();
        mixed.iter_mut().for_each(|talk| talk.table = (talk.table * 7 + talk.slot * 3) % 20);
        assert!(own.walk < figures(&fair, &Timetable::new(mixed)).walk);
    }
}

#[test]
fn the_same_fair_gives_the_same_timetable() {
    let fair = sixty(3);
    assert_eq!(plan(&fair), plan(&fair));
}

#[test]
fn clashes_are_named() {
    let fair = sixty(5);
    let mut timetable = plan(&fair).unwrap();
    let talk = timetable.talks[0];
    let [firm, other] = fair.ends(talk.pair);
    timetable.talks.push(talk);
    let found = clashes(&fair, &timetable);
    for clash in [
        Clash::Firm { firm, slot: talk.slot },
        Clash::Firm { firm: other, slot: talk.slot },
        Clash::Table { table: talk.table, slot: talk.slot },
        Clash::Twice { pair: talk.pair },
    ] {
        assert!(found.contains(&clash), "{clash:?}");
    }
    timetable.talks[0].slot = 12;
    assert!(clashes(&fair, &timetable).contains(&Clash::Unknown(0)));
}

/// Large fairs, of 300 and of 1,000 firms.
#[test]
fn large_fairs_are_planned_without_a_clash() {
    for (firms, slots, tables) in [([150, 150, 0], 16, 80), ([500, 500, 0], 24, 200)] {
        let fair = Dice(1).fair(firms, slots, tables, 10, slots);
        let timetable = plan(&fair).unwrap();
        assert_eq!(clashes(&fair, &timetable), []);
        assert!(figures(&fair, &timetable).left_out.is_empty(), "{firms:?}");
    }
}
