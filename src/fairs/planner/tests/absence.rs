use super::Dice;
use crate::fairs::planner::absence::without;
use crate::fairs::planner::grid::Grid;
use crate::fairs::planner::limits::clashes;
use crate::fairs::planner::plan::{figures, plan};
use crate::fairs::planner::{Fair, Firm, Pair, Table, Talk, Timetable};

#[test]
fn only_those_who_lose_a_talk_get_another() {
    let (mut lost, mut found, mut shifted, mut mended, mut replanned) = (0, 0, 0, 0, 0);
    for seed in 0..80 {
        let mut dice = Dice(seed);
        let tables = dice.number(8, 30);
        let fair = dice.fair([30, 30, seed as u32 % 3 * 5], 12, tables, 15, 8);
        let before = plan(&fair).unwrap();
        let (absent, from) = (dice.number(0, 59), dice.number(0, 6));
        let change = without(&fair, &before, &[absent], from);
        assert_eq!(clashes(&fair, &change.timetable), []);
        let is_met = |talk: &Talk| fair.ends(talk.pair).contains(&absent) && talk.slot >= from;
        assert!(!change.timetable.talks.iter().any(is_met));
        assert!(change.dropped.iter().all(is_met));
        // What is gone was dropped or moved, what is new was added or moved.
        let (moved_from, moved_to): (Vec<Talk>, Vec<Talk>) = change.moved.iter().copied().unzip();
        let gone = before.talks.iter().filter(|talk| !change.timetable.talks.contains(talk));
        assert!(gone.clone().all(|talk| change.dropped.contains(talk) || moved_from.contains(talk)));
        let new = change.timetable.talks.iter().filter(|talk| !before.talks.contains(talk));
        assert!(new.clone().all(|talk| change.added.contains(talk) || moved_to.contains(talk)));
        let waiting = change.dropped.iter().flat_map(|talk| fair.ends(talk.pair)).filter(|firm| *firm != absent);
        let waiting: Vec<u32> = waiting.collect();
        for talk in &change.added {
            assert!(talk.slot >= from && fair.ends(talk.pair).iter().any(|firm| waiting.contains(firm)));
        }
        assert!(!could_add(&fair, &change.timetable, absent, from, &waiting), "{seed}");
        let mut anew = fair.clone();
        anew.pairs.retain(|pair| ![pair.buyer, pair.seller].contains(&absent));
        let score = |fair: &Fair, timetable: &Timetable| figures(fair, timetable).score;
        if from == 0 {
            mended += score(&fair, &change.timetable);
            replanned += score(&anew, &plan(&anew).unwrap());
        }
        (lost, found) = (lost + change.dropped.len(), found + change.added.len());
        shifted += change.moved.len();
    }
    println!(
        "{lost} talks lost, {found} found, {shifted} moved; {mended} against {replanned} if all were planned anew"
    );
    assert!(found > 0 && mended * 100 > replanned * 97);
}

/// Whether a firm that lost a talk could have one more where all else stays.
fn could_add(fair: &Fair, timetable: &Timetable, absent: u32, from: u32, waiting: &[u32]) -> bool {
    let grid = Grid::of(fair, timetable);
    (0..fair.pairs.len() as u32).any(|pair| {
        let ends = fair.ends(pair);
        let is_meant = !ends.contains(&absent) && ends.iter().any(|firm| waiting.contains(firm));
        is_meant && grid.slot_of(pair).is_none() && grid.has_room(pair) && {
            (from..fair.slots).any(|slot| grid.is_free(pair, slot) && grid.has_table(slot))
        }
    })
}

#[test]
fn a_firm_without_any_talk_gets_one_by_moving_another() {
    // 0 meets 3, which does not come. 0 could meet 4, who is busy then; when 4 is free all tables are taken.
    let pair = |buyer, seller| Pair { buyer, seller, score: 10 };
    let fair = Fair {
        firms: vec![Firm { most_talks: 2 }; 8],
        tables: vec![Table { x: 0, y: 0 }, Table { x: 20, y: 0 }],
        slots: 2,
        pairs: vec![pair(0, 3), pair(2, 4), pair(1, 5), pair(6, 7), pair(0, 4)],
        everyone_first: true,
    };
    let talk = |slot, table, pair| Talk { slot, table, pair };
    let before = Timetable::new(vec![talk(0, 0, 0), talk(0, 1, 1), talk(1, 0, 2), talk(1, 1, 3)]);
    let change = without(&fair, &before, &[3], 0);
    assert_eq!(clashes(&fair, &change.timetable), []);
    assert_eq!(change.moved, [(talk(1, 0, 2), talk(0, 0, 2))]);
    assert_eq!((change.dropped, change.added), (vec![talk(0, 0, 0)], vec![talk(1, 0, 4)]));
    // Once the first slot is over there is no other time, and nothing moves.
    let late = without(&fair, &before, &[7], 1);
    assert_eq!((late.dropped.len(), late.added.len(), late.moved.len()), (1, 0, 0));
}
