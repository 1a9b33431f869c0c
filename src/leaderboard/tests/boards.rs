use super::{Dice, entrant};
use crate::leaderboard::board::{Row, Standing, Unranked, board};
use crate::leaderboard::formula::Formula;
use crate::leaderboard::interval::Interval;
use crate::leaderboard::{Entrant, Frozen, Kind, Measure, Medal, Reason, Value};

fn ranks(formula: &Formula, entrants: &[Entrant]) -> Vec<(String, u32, Option<Medal>)> {
    let standing = |row: &Row| match row.standing {
        Standing::Ranked { rank, medal, .. } => (entrants[row.entrant].code.clone(), rank, medal),
        Standing::Frozen(frozen) => (format!("{}!", entrants[row.entrant].code), frozen.rank, frozen.medal),
        Standing::Unranked(_) => (entrants[row.entrant].code.clone(), 0, None),
    };
    board(formula, entrants).unwrap().iter().map(standing).collect()
}

fn row(code: &str, rank: u32, medal: Option<Medal>) -> (String, u32, Option<Medal>) {
    (code.to_owned(), rank, medal)
}

/// Five parks; B and C do equally well.
fn parks() -> Vec<Entrant> {
    let values = [("E", 1), ("A", 9), ("B", 7), ("C", 7), ("D", 2)];
    values.iter().map(|(code, all)| entrant(code, [*all; 5])).collect()
}

#[test]
fn ties_share_a_cup() {
    let formula = Formula::standard("1");
    let (gold, silver) = (Some(Medal::Gold), Some(Medal::Silver));
    let wanted = [row("A", 1, gold), row("B", 2, silver), row("C", 2, silver), row("D", 4, None), row("E", 5, None)];
    assert_eq!(ranks(&formula, &parks()), wanted);
    assert!(ranks(&Formula { cups: 6, ..formula }, &parks()).iter().all(|(_, _, medal)| medal.is_none()));
}

#[test]
fn an_appeal_freezes_one_row_and_moves_no_other() {
    let formula = Formula::standard("1");
    let before = ranks(&formula, &parks());
    let mut parks = parks();
    parks[4].appeal = Some(Frozen { rank: 1, medal: Some(Medal::Gold) });
    let after = ranks(&formula, &parks);
    assert_eq!(after[1], row("D!", 1, Some(Medal::Gold)));
    let others = |rows: &[(String, u32, Option<Medal>)]| {
        rows.iter().filter(|(code, ..)| !code.starts_with('D')).cloned().collect::<Vec<_>>()
    };
    assert_eq!(others(&after), others(&before));
}

#[test]
fn whoever_withholds_a_value_has_no_rank_and_whoever_cannot_have_one_does() {
    let formula = Formula { cover: 80, ..Formula::standard("1") };
    let mut parks = parks();
    let standing =
        |parks: &[Entrant]| board(&formula, parks).unwrap().iter().find(|row| row.entrant == 1).unwrap().standing;
    parks[1].values[0] = Value::Missing(Reason::NotReported);
    assert_eq!(standing(&parks), Standing::Unranked(Unranked::Missing(Measure::Listings, Reason::NotReported)));
    parks[1].values[0] = Value::Missing(Reason::NotApplicable);
    assert!(matches!(standing(&parks), Standing::Ranked { rank: 1, .. }));
    parks[1].values[1] = Value::Missing(Reason::Suppressed);
    assert_eq!(standing(&parks), Standing::Unranked(Unranked::Cover(60)));
}

#[test]
fn kinds_and_sizes_are_ranked_apart() {
    let formula = Formula { sizes: vec![500], cups: 1, ..Formula::standard("1") };
    let mut parks = parks();
    parks[0].heads = Some(499);
    parks[2].kind = Kind::District;
    parks[3].heads = None;
    let gold = Some(Medal::Gold);
    let wanted =
        [row("B", 1, gold), row("E", 1, gold), row("A", 1, gold), row("D", 2, Some(Medal::Silver)), row("C", 0, None)];
    assert_eq!(ranks(&formula, &parks), wanted);
}

#[test]
fn the_interval_is_wide_where_weights_decide() {
    let formula = Formula { cups: 1, ..Formula::standard("1") };
    let entrants = [
        entrant("A", [9, 9, 9, 9, 9]),
        entrant("B", [8, 8, 1, 1, 5]),
        entrant("C", [1, 1, 8, 8, 5]),
        entrant("D", [0, 0, 0, 0, 0]),
    ];
    let intervals: Vec<(u32, u32)> = (board(&formula, &entrants).unwrap().iter())
        .map(|row| match row.standing {
            Standing::Ranked { interval: Interval { from, to }, .. } => (from, to),
            _ => panic!("{row:?}"),
        })
        .collect();
    assert_eq!(intervals, [(1, 1), (2, 3), (2, 3), (4, 4)]);
}

#[test]
fn two_of_one_code_are_refused() {
    assert_eq!(board(&Formula::standard("1"), &[entrant("A", [1; 5]), entrant("A", [2; 5])]).unwrap_err().value, "A");
}

#[test]
fn order_of_input_changes_nothing_and_no_appeal_moves_another() {
    for seed in 0..300 {
        let mut dice = Dice::new(seed, 0);
        let (formula, mut entrants) = (dice.formula(), dice.entrants());
        let named = |entrants: &[Entrant]| {
            let rows = board(&formula, entrants).unwrap().into_iter();
            rows.map(|row| (entrants[row.entrant].code.clone(), row.standing)).collect::<Vec<_>>()
        };
        let first = named(&entrants);
        entrants.reverse();
        assert_eq!(named(&entrants), first);
        let at = dice.below(entrants.len());
        entrants[at].appeal = Some(Frozen { rank: 1, medal: None });
        let mut frozen = named(&entrants);
        let mut before = first;
        for rows in [&mut frozen, &mut before] {
            rows.retain(|(code, _)| *code != entrants[at].code);
        }
        assert_eq!(frozen, before);
    }
}
