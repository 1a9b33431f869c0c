//! Answers a query in two requests: how many there are, then those that are asked for.

use super::ask::{Ask, Told, ask};
use super::facets;
use super::filter::{self, Filters};
use super::home::Home;
use super::order::Order;
use crate::engine::plan::{A_PAGE, Clause, Plan};
use crate::engine::rank::{Found, RANKED, rank};
use crate::engine::{Hit, Hits, MAX_REACH, Query, Result, Sort};

/// One round of a search: what is looked for, and how it is narrowed and ordered.
struct Round<'a> {
    query: &'a Query,
    /// None where hits are not ranked.
    plan: Option<&'a Plan>,
    filters: &'a Filters,
    text: Option<String>,
    order: Order,
}

/// What the first request told.
struct Counted {
    held: Vec<u64>,
    hits: Hits,
    /// How many documents the text matches, whatever the filters say of them.
    matched: u64,
}

/// Answers a query.
pub(super) fn search(home: &Home, query: &Query) -> Result<Hits> {
    let filters = Filters::of(query);
    if query.text.trim().is_empty() {
        let round = Round::of_all(query, &filters);
        return round.finish(home, round.count(home)?);
    }
    let plan = Plan::of(query);
    if plan.is_empty() {
        // Signs only: nothing can hold them.
        let facets = query.facets.iter().map(|facet| (*facet, Vec::new())).collect();
        return Ok(Hits { facets, ..Hits::default() });
    }
    let round = Round::of_text(query, &plan, &filters, plan.first.iter().collect());
    let meant = round.count(home)?;
    if meant.matched >= A_PAGE || plan.wider.is_empty() {
        return round.finish(home, meant);
    }
    let round = Round::of_text(query, &plan, &filters, plan.first.iter().chain(&plan.wider).collect());
    let close = round.count(home)?;
    let loose = meant.matched == 0 && close.matched > 0;
    Ok(Hits { loose, ..round.finish(home, close)? })
}

impl<'a> Round<'a> {
    fn of_all(query: &'a Query, filters: &'a Filters) -> Round<'a> {
        Round { query, plan: None, filters, text: None, order: Order::by_sort(query, None, filters) }
    }

    fn of_text(query: &'a Query, plan: &'a Plan, filters: &'a Filters, clauses: Vec<&Clause>) -> Round<'a> {
        let text = filter::any(&clauses.iter().map(|clause| filter::clause(clause)).collect::<Vec<_>>());
        let plan = Some(plan).filter(|_| query.sort == Sort::Relevance);
        let order = match plan {
            Some(_) => Order::by_signs(&clauses, filters),
            None => Order::by_sort(query, Some(&text), filters),
        };
        Round { query, plan, filters, text: Some(text), order }
    }

    fn count(&self, home: &Home) -> Result<Counted> {
        let (query, text) = (self.query, self.text.as_deref());
        let along = facets::along(query, self.filters);
        let mut asks =
            vec![Ask { facets: along, ..Ask::count(self.filters.on(text)) }, Ask::count(self.filters.narrowing(text))];
        if !self.filters.has_any() {
            asks.pop();
        }
        let own = asks.len();
        let phases = if query.limit > 0 { self.order.counts() } else { Vec::new() };
        let others = own + phases.len();
        asks.extend(phases);
        asks.extend(facets::asks(query, self.filters, text));
        let told = ask(home, asks)?;
        let empty = Told::default();
        let first = told.first().unwrap_or(&empty);
        let held = told.get(own..others).unwrap_or_default().iter().map(|phase| phase.total).collect();
        let facets = facets::counts(query, self.filters, first, told.get(others..).unwrap_or_default());
        let matched = told.get(own - 1).unwrap_or(&empty).total;
        Ok(Counted { held, hits: Hits { total: first.total, facets, ..Hits::default() }, matched })
    }

    /// The hits asked for: the first ones ranked, those behind them as they come.
    fn finish(&self, home: &Home, counted: Counted) -> Result<Hits> {
        let (offset, limit) = (self.query.offset.min(MAX_REACH), self.query.limit);
        let end = offset.saturating_add(limit);
        let plan = self.plan.filter(|_| offset < RANKED && limit > 0);
        let (from, to) = if plan.is_some() { (0, end.max(RANKED)) } else { (offset, end) };
        let mut found = self.read(home, &counted.held, from, to)?;
        let hits: Vec<Hit> = match plan {
            Some(plan) => {
                let behind = found.split_off(found.len().min(RANKED));
                let all = rank(plan, found).into_iter().chain(behind.into_iter().map(|found| found.hit));
                all.skip(offset).take(limit).collect()
            }
            None => found.into_iter().map(|found| found.hit).collect(),
        };
        Ok(Hits { hits, ..counted.hits })
    }

    fn read(&self, home: &Home, held: &[u64], from: usize, to: usize) -> Result<Vec<Found>> {
        let (signs, asks): (Vec<u32>, Vec<Ask>) =
            self.order.read(held, from, to).into_iter().map(|(phase, ask)| (phase.signs, ask)).unzip();
        let (near, now) = (self.query.near, self.query.now);
        let told = signs.into_iter().zip(ask(home, asks)?);
        Ok(told
            .flat_map(|(signs, told)| told.rows.into_iter().filter_map(move |row| row.found(signs, near, now)))
            .collect())
    }
}
