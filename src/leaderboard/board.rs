//! The board: everyone's rank by a formula, or why there is none.

use super::formula::Formula;
use super::interval::{self, Interval, Points};
use super::points;
use super::{Entrant, Frozen, Kind, Measure, Medal, Reason};
use crate::faults::Fault;
use crate::lang::Say;

/// Why an entrant has no rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unranked {
    /// A value is missing for which nothing can stand.
    Missing(Measure, Reason),
    /// Its size is not known.
    NoSize,
    /// So many percent of the weight are known, which is too little.
    Cover(u32),
}

/// Where an entrant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// By the formula; the score in thousandths of a point.
    Ranked { score: i64, rank: u32, interval: Interval, medal: Option<Medal> },
    /// As it stood when it appealed.
    Frozen(Frozen),
    /// Nowhere.
    Unranked(Unranked),
}

/// One row of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which of the entrants, by position.
    pub entrant: usize,
    /// Its size: how many thresholds of the formula it reaches; none where unknown.
    pub size: Option<usize>,
    /// Its points by term, in thousandths.
    pub points: Points,
    /// Where it stands.
    pub standing: Standing,
}

/// The board of a quarter: districts, then parks; the smallest size first; by rank, equals by code; the unranked last.
///
/// Entrants of one kind and size are ranked among each other. Who appeals is still compared with the others, so that an
/// appeal moves nobody else; its own row alone shows the frozen rank, which may therefore be shown twice.
///
/// # Errors
/// A code that two entrants have.
pub fn board(formula: &Formula, entrants: &[Entrant]) -> Result<Vec<Row>, Fault> {
    unique(entrants)?;
    let draws = interval::draws(formula);
    let mut groups: Vec<(Kind, Option<usize>)> = entrants.iter().map(|entrant| group(formula, entrant)).collect();
    let of = |group| (0..entrants.len()).filter(|at| self::group(formula, &entrants[*at]) == group).collect::<Vec<_>>();
    groups.sort_unstable();
    groups.dedup();
    let rows = groups.into_iter().flat_map(|group| rows(formula, entrants, &of(group), group.1, &draws));
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_by_key(|row| {
        let entrant = &entrants[row.entrant];
        // An unknown size comes last.
        (entrant.kind, row.size.unwrap_or(usize::MAX), place(&row.standing), &entrant.code)
    });
    Ok(rows)
}

fn unique(entrants: &[Entrant]) -> Result<(), Fault> {
    let mut codes: Vec<&str> = entrants.iter().map(|entrant| entrant.code.as_str()).collect();
    codes.sort_unstable();
    let Some(pair) = codes.windows(2).find(|pair| pair[0] == pair[1]) else { return Ok(()) };
    let cause = Say::new("同一代码出现两次", "Two entrants have this code");
    Err(Fault::new("code", pair[0], cause, Say::new("请保留一行", "Keep one of them")))
}

fn group(formula: &Formula, entrant: &Entrant) -> (Kind, Option<usize>) {
    let size = match (formula.sizes.is_empty(), entrant.heads) {
        (true, _) => Some(0),
        (false, heads) => heads.map(|heads| formula.sizes.iter().filter(|from| heads >= **from).count()),
    };
    (entrant.kind, size)
}

/// Ranks before frozen ranks before none.
fn place(standing: &Standing) -> (u32, bool) {
    match standing {
        Standing::Ranked { rank, .. } => (*rank, false),
        Standing::Frozen(frozen) => (frozen.rank, true),
        Standing::Unranked(_) => (u32::MAX, true),
    }
}

/// The rows of one kind and size.
fn rows(formula: &Formula, all: &[Entrant], group: &[usize], size: Option<usize>, draws: &[Vec<u64>]) -> Vec<Row> {
    let points = points_of(formula, all, group);
    let why: Vec<Option<Unranked>> =
        group.iter().zip(&points).map(|(at, points)| unranked(formula, &all[*at], points, size)).collect();
    let ranked: Vec<usize> = (0..group.len()).filter(|at| why[*at].is_none()).collect();
    let standings = standings(formula, &ranked.iter().map(|at| &points[*at]).collect::<Vec<_>>(), draws);
    let mut own: Vec<Option<Standing>> = vec![None; group.len()];
    for (at, standing) in ranked.into_iter().zip(standings) {
        own[at] = Some(standing);
    }
    let standing = |at: usize| {
        let frozen = all[group[at]].appeal.map(Standing::Frozen);
        let unranked = why[at].map(Standing::Unranked);
        frozen.or(own[at]).or(unranked).unwrap_or(Standing::Unranked(Unranked::NoSize))
    };
    let row = |(at, points): (usize, Points)| Row { entrant: group[at], size, points, standing: standing(at) };
    points.into_iter().enumerate().map(row).collect()
}

/// The points of each entrant of a group by term.
fn points_of(formula: &Formula, all: &[Entrant], group: &[usize]) -> Vec<Points> {
    let mut by_entrant = vec![vec![]; group.len()];
    for term in &formula.terms {
        let amounts: Vec<Option<i128>> = group.iter().map(|at| points::amount(term, &all[*at]).ok()).collect();
        for (own, points) in by_entrant.iter_mut().zip(points::points(formula.scale, &amounts)) {
            own.push(points);
        }
    }
    by_entrant
}

fn unranked(formula: &Formula, entrant: &Entrant, points: &Points, size: Option<usize>) -> Option<Unranked> {
    if size.is_none() {
        return Some(Unranked::NoSize);
    }
    let reasons = formula.terms.iter().filter_map(|term| Some((term.measure, points::amount(term, entrant).err()?)));
    if let Some((measure, reason)) = reasons.into_iter().find(|(_, reason)| !reason.is_excused()) {
        return Some(Unranked::Missing(measure, reason));
    }
    let all: u32 = formula.terms.iter().map(|term| term.weight).sum();
    let known = formula.terms.iter().zip(points).filter(|(_, points)| points.is_some());
    let known: u32 = known.map(|(term, _)| term.weight).sum();
    (known * 100 < formula.cover * all || known == 0).then(|| Unranked::Cover(known * 100 / all.max(1)))
}

/// How those who can be ranked stand among each other.
fn standings(formula: &Formula, ranked: &[&Points], draws: &[Vec<u64>]) -> Vec<Standing> {
    let weights: Vec<u64> = formula.terms.iter().map(|term| u64::from(term.weight)).collect();
    let scores: Vec<Option<i64>> = ranked.iter().map(|points| interval::score(points, &weights)).collect();
    let ranks = interval::ranks(&scores);
    let intervals = interval::intervals(ranked, &ranks, draws);
    let has_cups = ranked.len() >= formula.cups as usize;
    let standing = |((score, rank), interval): ((&Option<i64>, &u32), Interval)| Standing::Ranked {
        score: score.unwrap_or(0),
        rank: *rank,
        interval,
        medal: if has_cups { medal(*rank) } else { None },
    };
    scores.iter().zip(&ranks).zip(intervals).map(standing).collect()
}

/// Equals share a cup, and the next is not given.
fn medal(rank: u32) -> Option<Medal> {
    Medal::ALL.get(rank as usize - 1).copied()
}
