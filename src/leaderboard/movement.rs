//! How a rank has moved since the quarter before, among those of the same kind and size.

use std::collections::HashMap;

use super::board::{Row, Standing};
use super::{Entrant, Kind};
use crate::lang::Lang;

/// How a rank has moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// So many places up.
    Up(u32),
    /// So many places down.
    Down(u32),
    /// It stays.
    Same,
    /// It had no rank among its peers before.
    New,
}

impl Movement {
    /// In words, with an arrow: `↑ 升 2 位`.
    pub fn label(self, lang: Lang) -> String {
        match self {
            Movement::Up(places) => lang.t(format!("↑ 升 {places} 位"), format!("↑ up {places}")),
            Movement::Down(places) => lang.t(format!("↓ 降 {places} 位"), format!("↓ down {places}")),
            Movement::Same => lang.t("→ 持平", "→ the same").into(),
            Movement::New => lang.t("新上榜", "new").into(),
        }
    }

    /// Places up; below 0 for places down; none for who is new.
    pub fn places(self) -> Option<i64> {
        match self {
            Movement::Up(places) => Some(i64::from(places)),
            Movement::Down(places) => Some(-i64::from(places)),
            Movement::Same => Some(0),
            Movement::New => None,
        }
    }
}

/// The ranks of a quarter by code, each with the peers among whom it holds.
pub type Ranks = HashMap<String, (Kind, Option<usize>, u32)>;

/// The ranks of a board; a row that is contested counts as it stood.
pub fn ranks(rows: &[Row], entrants: &[Entrant]) -> Ranks {
    let rank = |row: &Row| {
        let (entrant, rank) = (&entrants[row.entrant], rank(&row.standing)?);
        Some((entrant.code.clone(), (entrant.kind, row.size, rank)))
    };
    rows.iter().filter_map(rank).collect()
}

fn rank(standing: &Standing) -> Option<u32> {
    match standing {
        Standing::Ranked { rank, .. } => Some(*rank),
        Standing::Frozen(frozen) => Some(frozen.rank),
        Standing::Unranked(_) => None,
    }
}

/// How a row has moved; nothing where it has no rank, or where no ranks of the quarter before are known.
pub fn movement(before: &Ranks, row: &Row, entrant: &Entrant) -> Option<Movement> {
    let now = rank(&row.standing).filter(|_| !before.is_empty())?;
    Some(match before.get(&entrant.code) {
        Some((kind, size, then)) if (*kind, *size) == (entrant.kind, row.size) => match then.cmp(&now) {
            std::cmp::Ordering::Greater => Movement::Up(then - now),
            std::cmp::Ordering::Less => Movement::Down(now - then),
            std::cmp::Ordering::Equal => Movement::Same,
        },
        _ => Movement::New,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leaderboard::Frozen;
    use crate::leaderboard::{Reason, Value};

    #[test]
    fn a_rank_moves_among_its_peers() {
        let entrant = |code: &str, kind| Entrant {
            kind,
            code: code.into(),
            name: code.into(),
            heads: None,
            values: std::array::from_fn(|_| Value::Missing(Reason::NotReported)),
            appeal: None,
        };
        let row = |size, rank| {
            let standing = Standing::Frozen(Frozen { rank, medal: None });
            Row { entrant: 0, size, points: vec![], standing }
        };
        let district = entrant("D1", Kind::District);
        let before = ranks(&[row(Some(0), 3)], std::slice::from_ref(&district));
        for (size, now, expected, said) in [
            (Some(0), 1, Some(Movement::Up(2)), "↑ 升 2 位"),
            (Some(0), 3, Some(Movement::Same), "→ 持平"),
            (Some(0), 7, Some(Movement::Down(4)), "↓ 降 4 位"),
            (Some(1), 1, Some(Movement::New), "新上榜"),
        ] {
            let found = movement(&before, &row(size, now), &district);
            assert_eq!(found, expected);
            assert_eq!(found.map(|found| found.label(Lang::Zh)).as_deref(), Some(said));
        }
        assert_eq!(movement(&before, &row(Some(0), 1), &entrant("D1", Kind::Park)), Some(Movement::New));
        assert_eq!(movement(&Ranks::new(), &row(Some(0), 1), &district), None, "nothing to compare with");
    }
}
