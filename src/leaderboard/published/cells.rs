//! One row of the board as cells.

use super::Published;
use crate::escape::escape;
use crate::leaderboard::board::{Row, Standing, Unranked};
use crate::leaderboard::formula::Term;
use crate::leaderboard::{Medal, Value};
use crate::units::Decimal;

/// The cells of a row, in the order of the columns.
pub fn record(published: &Published, row: &Row) -> Vec<String> {
    let entrant = &published.entrants[row.entrant];
    let mut cells = vec![published.quarter.clone(), published.formula.to_string(), entrant.kind.to_string()];
    cells.extend([text(row.size), entrant.code.clone(), entrant.name.clone(), text(entrant.heads)]);
    cells.extend(entrant.values.iter().flat_map(value));
    cells.extend([entrant.evidence().to_string(), points(&published.formula.terms, row)]);
    cells.extend(outcome(&row.standing));
    cells.into_iter().map(|cell| escape(&cell).into_owned()).collect()
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn value(value: &Value) -> [String; 2] {
    match value {
        Value::Known { amount, evidence } => [amount.to_string(), evidence.to_string()],
        Value::Missing(reason) => [reason.to_string(), String::new()],
    }
}

/// Thousandths of a point as a decimal.
fn decimal(thousandths: i64) -> String {
    Decimal::from_raw(thousandths * 10).to_string()
}

/// `listings/total=62.5 answers/total=`: what each term adds before it is weighed, nothing where there is no value.
fn points(terms: &[Term], row: &Row) -> String {
    let point = |(term, points): (&Term, &Option<i64>)| {
        format!("{}/{}={}", term.measure, term.basis, points.map_or_else(String::new, decimal))
    };
    terms.iter().zip(&row.points).map(point).collect::<Vec<_>>().join(" ")
}

fn medal(medal: Option<Medal>) -> String {
    text(medal)
}

/// Status, score, rank, rank_from, rank_to, medal and note.
fn outcome(standing: &Standing) -> [String; 7] {
    let (none, word) = (String::new(), str::to_owned);
    match standing {
        Standing::Ranked { score, rank, interval, medal: cup } => [
            word("ranked"),
            decimal(*score),
            rank.to_string(),
            interval.from.to_string(),
            interval.to.to_string(),
            medal(*cup),
            none,
        ],
        Standing::Frozen(frozen) => {
            let (rank, cup) = (frozen.rank.to_string(), medal(frozen.medal));
            [word("frozen"), none.clone(), rank, none.clone(), none, cup, word("appeal")]
        }
        Standing::Unranked(why) => {
            [word("unranked"), none.clone(), none.clone(), none.clone(), none.clone(), none, note(why)]
        }
    }
}

fn note(why: &Unranked) -> String {
    match why {
        Unranked::Missing(measure, reason) => format!("{measure}: {reason}"),
        Unranked::NoSize => "size: no_heads".to_owned(),
        Unranked::Cover(percent) => format!("cover: {percent}%"),
    }
}
