//! The timetable: who talks, when, and where; and what it does in figures.

use super::{Fair, Timetable};
use super::{choose, limits, seats, slots};
use crate::faults::Fault;

/// Plans a fair. Where every firm is either buyer or seller, no timetable is worth more; else it is a good one.
///
/// # Errors
/// What cannot be planned ([`limits::check`]).
pub fn plan(fair: &Fair) -> Result<Timetable, Vec<Fault>> {
    limits::check(fair)?;
    let mut grid = slots::arrange(fair, &choose::choose(fair));
    slots::fill(&mut grid);
    Ok(Timetable::new(seats::seat(fair, &grid.all())))
}

/// What a timetable does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Scores of the talks, all together.
    pub score: u64,
    /// Firms that have a candidate and no talk.
    pub left_out: Vec<u32>,
    /// How often a buyer has to change tables from one talk to the next.
    pub moves: u32,
    /// How far all firms walk from talk to talk, in decimetres.
    pub walk: i64,
}

/// The figures of a timetable without clashes.
pub fn figures(fair: &Fair, timetable: &Timetable) -> Figures {
    let (mut has_candidate, mut has_talk) = (vec![false; fair.firms.len()], vec![false; fair.firms.len()]);
    let mark = |marks: &mut Vec<bool>, pair: u32| fair.ends(pair).iter().for_each(|firm| marks[*firm as usize] = true);
    (0..fair.pairs.len() as u32).for_each(|pair| mark(&mut has_candidate, pair));
    timetable.talks.iter().for_each(|talk| mark(&mut has_talk, talk.pair));
    let left_out = (0..fair.firms.len()).filter(|firm| has_candidate[*firm] && !has_talk[*firm]);
    let (moves, walk) = seats::walks(fair, &timetable.talks);
    Figures {
        score: timetable.talks.iter().map(|talk| u64::from(fair.pairs[talk.pair as usize].score)).sum(),
        left_out: left_out.map(|firm| firm as u32).collect(),
        moves,
        walk,
    }
}
