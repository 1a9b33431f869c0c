//! Proposing edges, taking them into the graph, refusing them.

use super::store;
use crate::accounts::Viewer;
use crate::accounts::actions::for_operators;
use crate::audit;
use crate::chain::Relation;
use crate::chain::store::{self as chain, EdgeRow};
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::matching::known::{Known, Likely};
use crate::pairings::notes::{self, About};

/// The source of edges that an operator took in.
pub const SOURCE: &str = "learned";
/// Goods that one page looks at.
pub const GOODS: usize = 24;
/// Inputs that are proposed of each, and likely ones that these are chosen from.
const INPUTS: usize = 3;
const CHOSEN_FROM: usize = 24;
/// Below this likelihood nothing is proposed.
const LEAST: f64 = 0.2;

/// A proposed edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// The input with what speaks for it.
    pub input: Likely,
    /// The product that it goes into.
    pub product: String,
    /// How many firms list that product.
    pub firms: usize,
}

/// Proposed edges, for the goods that most firms list and of which the graph knows fewest inputs; `behind` leaves out
/// the first so many goods. Also, how many such goods there are.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but operators.
pub fn proposed(conn: &mut Conn, known: &Known, viewer: &Viewer, behind: usize) -> AppResult<(Vec<Proposed>, usize)> {
    for_operators(viewer)?;
    let goods = known.little_known();
    let part: Vec<_> = goods.iter().skip(behind).take(GOODS).collect();
    let names: Vec<String> = part.iter().map(|(good, _)| good.clone()).collect();
    let refused = store::refused(conn, &names)?;
    let mut proposed = vec![];
    for (good, firms) in part {
        let likely = known.inputs(good, CHOSEN_FROM).into_iter().filter(|one| (LEAST..1.0).contains(&one.score));
        let wanted = likely.filter(|one| one.name != *good && !refused.contains(&(one.name.clone(), good.clone())));
        proposed.extend(wanted.take(INPUTS).map(|input| Proposed { input, product: good.clone(), firms: *firms }));
    }
    proposed.sort_by(|a, b| b.input.score.total_cmp(&a.input.score));
    Ok((proposed, goods.len()))
}

/// Takes an edge into the graph; what it touches is matched anew.
///
/// # Errors
/// `SignIn`, `Forbidden`; `NotFound` where one of the two is no category.
pub fn accept(
    conn: &mut Conn,
    viewer: &Viewer,
    (input, product): (&str, &str),
    score: f64,
    now: Moment,
) -> AppResult<()> {
    for_operators(viewer)?;
    let mut category = |name: &str| chain::category_by_name(conn, name)?.ok_or(AppError::NotFound);
    let (from, to) = (category(input)?, category(product)?);
    let row = EdgeRow {
        from_id: from.id.clone(),
        relation: Relation::InputOf,
        to_id: to.id.clone(),
        weight: Some(score.clamp(0.0, 1.0)),
        source: SOURCE.into(),
        batch_id: None,
        updated_at: now,
    };
    if chain::edge(conn, row.ends())?.is_some() {
        return Ok(());
    }
    chain::insert_edges(conn, std::slice::from_ref(&row))?;
    store::forget(conn, (input, product))?;
    for category in [&from.id, &to.id] {
        notes::write(conn, About::Category, category.as_str())?;
    }
    note(conn, viewer, "chain.accept", (input, product), now)
}

/// Refuses an edge; it is not proposed again. An edge that was taken in here goes out again.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn refuse(conn: &mut Conn, viewer: &Viewer, (input, product): (&str, &str), now: Moment) -> AppResult<()> {
    for_operators(viewer)?;
    store::refuse(conn, (input, product), now)?;
    let (from, to) = (chain::category_by_name(conn, input)?, chain::category_by_name(conn, product)?);
    if let Some((from, to)) = from.zip(to) {
        let ends = (&from.id, Relation::InputOf, &to.id);
        if chain::edge(conn, ends)?.is_some_and(|edge| edge.source == SOURCE) {
            chain::delete_edge(conn, ends)?;
            notes::write(conn, About::Category, to.id.as_str())?;
        }
    }
    note(conn, viewer, "chain.refuse", (input, product), now)
}

fn note(conn: &mut Conn, viewer: &Viewer, what: &str, (input, product): (&str, &str), now: Moment) -> AppResult<()> {
    let edge = format!("{input} → {product}");
    audit::record(conn, viewer, what, "chain", product, None, Some(&edge), now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Role;
    use crate::clock;
    use crate::db::testing::TestDb;

    #[test]
    fn an_edge_is_taken_in_once_and_goes_out_when_it_is_refused() {
        let test_db = TestDb::new();
        let conn = &mut *test_db.db.writer().unwrap();
        let ids = chain::ensure_categories(conn, &["钢管", "换热器"], None, clock::now()).unwrap();
        let ends = (&ids["钢管"], Relation::InputOf, &ids["换热器"]);
        let operator = Viewer::cli();
        let edge = ("钢管", "换热器");
        for _ in 0..2 {
            accept(conn, &operator, edge, 0.8, clock::now()).unwrap();
        }
        assert_eq!(
            chain::edge(conn, ends).unwrap().map(|edge| (edge.source, edge.weight)),
            Some((SOURCE.into(), Some(0.8)))
        );
        assert_eq!(notes::waiting(conn, 10).unwrap().len(), 2);
        refuse(conn, &operator, edge, clock::now()).unwrap();
        assert!(chain::edge(conn, ends).unwrap().is_none());
        assert!(store::refused(conn, &["换热器".into()]).unwrap().contains(&("钢管".into(), "换热器".into())));
        assert!(matches!(accept(conn, &operator, ("无", "换热器"), 0.5, clock::now()), Err(AppError::NotFound)));
        let member = Viewer { role: Some(Role::Member), ..Viewer::anonymous() };
        assert!(matches!(accept(conn, &member, edge, 0.5, clock::now()), Err(AppError::Forbidden(_))));
    }
}
