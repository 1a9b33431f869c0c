//! What breaks if a firm stops. The network is inferred: each open need is taken to be served by the firm of its first
//! kept pairing, for its budget. It rests on public listings alone, and is an estimate.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::chain::Node;
use crate::clusters::market::{Market, Need, Offer};
use crate::clusters::stats::network::cascade::{self, Esri, Rules, shock};
use crate::clusters::stats::network::critical::{Dominator, articulation, dominators};
use crate::clusters::stats::network::influence::{PASSED_ON, influence};
use crate::clusters::stats::network::supply::Need as Wants;
use crate::clusters::stats::network::supply::{Books, Network, Sales};
use crate::clusters::stats::value::{Absent, Value};

/// The part of a firm's trade that the site is taken to see: the rest of its revenue and cost lies outside the network.
pub const SEEN: f64 = 0.5;
/// Firms and goods that are listed.
const MOST: usize = 20;
/// A loss below this is not listed.
const FELT: f64 = 0.001;
/// Backups of one need.
const BACKUPS: usize = 3;

/// A firm and what its stop would cost.
#[derive(Debug, Clone)]
pub struct Risk {
    /// Its number in the market.
    pub firm: u32,
    /// Its share of all trade in the network, 0 to 1.
    pub share: f64,
    /// What is lost, as shares of all trade.
    pub esri: Esri,
}

/// A good that one firm lists and somebody needs.
#[derive(Debug, Clone)]
pub struct Single {
    /// The good.
    pub node: Node,
    /// The firm.
    pub firm: u32,
    /// Needs that rest on it.
    pub needs: usize,
}

/// A firm on which the network hangs together.
#[derive(Debug, Clone, PartialEq)]
pub struct Pillar {
    /// Its number in the market.
    pub firm: u32,
    /// Whether the network falls apart without it (an articulation point, direction ignored).
    pub parts: bool,
    /// Firms that every way from the raw inputs reaches through it alone (which it dominates).
    pub behind: usize,
    /// The share of all demand that ends up at it, followed upstream; 0 to 1.
    pub influence: Value,
}

/// The network and what was worked out of it.
pub struct Resilience {
    network: Network,
    /// By firm of the network: its number in the market, and its trade in 万元.
    firms: Vec<u32>,
    weight: Vec<f64>,
    esri: Vec<Result<Esri, Absent>>,
    /// Links of the network.
    pub links: usize,
    /// The firms whose stop costs most.
    pub risks: Vec<Risk>,
    /// Firms of which the cascade did not settle.
    pub unsettled: usize,
    /// Goods with one source.
    pub singles: Vec<Single>,
    /// Firms on which the network hangs together, those with the most behind them first.
    pub pillars: Vec<Pillar>,
}

/// What happens if firms stop.
#[derive(Debug, Clone)]
pub struct WhatIf {
    /// How many of the network's firms are struck.
    pub struck: usize,
    /// All that is lost, as a share of all trade: where one firm stops altogether, its ESRI.
    pub total: f64,
    /// The firms that lose, with the share of their own trade and of all trade that they lose, the largest first.
    pub hit: Vec<(u32, f64, f64)>,
    /// What those that are not listed lose together.
    pub rest: f64,
    /// What each wide industry loses of all trade, by its code, the largest first. They add up to the total.
    pub industries: Vec<(String, f64)>,
    /// Needs that the struck firms serve, each with the next best sellers that are not struck.
    pub backups: Vec<(u32, Vec<Offer>)>,
}

impl Resilience {
    /// Infers the network and works out what each firm's stop would cost.
    pub fn new(market: &Market) -> Resilience {
        let mut budgets: Vec<f64> = market.needs.iter().filter_map(|need| need.budget).filter(|b| *b > 0.0).collect();
        budgets.sort_by(f64::total_cmp);
        let usual = budgets.get(budgets.len() / 2).copied().unwrap_or(1.0);
        let mut trade: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for need in &market.needs {
            let Some(first) = need.sellers.first().filter(|offer| offer.firm != need.firm) else { continue };
            let value = need.budget.filter(|budget| *budget > 0.0).unwrap_or(usual);
            *trade.entry((first.firm, need.firm)).or_default() += value;
        }
        let mut firms: Vec<u32> = trade.keys().flat_map(|(seller, buyer)| [*seller, *buyer]).collect();
        firms.sort_unstable();
        firms.dedup();
        let at: HashMap<u32, u32> = firms.iter().copied().zip(0..).collect();
        let supplier: Vec<u32> = trade.keys().map(|(seller, _)| at[seller]).collect();
        let buyer: Vec<u32> = trade.keys().map(|(_, buyer)| at[buyer]).collect();
        let value: Vec<f64> = trade.values().copied().collect();
        let (mut sold, mut bought) = (vec![0.0; firms.len()], vec![0.0; firms.len()]);
        for ((supplier, buyer), value) in supplier.iter().zip(&buyer).zip(&value) {
            sold[*supplier as usize] += value;
            bought[*buyer as usize] += value;
        }
        let weight: Vec<f64> = sold.iter().zip(&bought).map(|(sold, bought)| sold + bought).collect();
        let whole = |amounts: &[f64]| amounts.iter().map(|amount| amount / SEEN).collect::<Vec<f64>>();
        let (revenue, costs) = (whole(&sold), whole(&bought));
        let sales = Sales { supplier: &supplier, buyer: &buyer, value: &value };
        let books = Books { revenue: &revenue, costs: &costs };
        let network = Network::new(&sectors(market, &firms), sales, Some(books), |_, _| Wants::Partial);
        let esri = cascade::esri(&network, &weight, Rules::default());
        let mut all = Resilience {
            links: value.len(),
            unsettled: esri.iter().filter(|esri| esri.is_err()).count(),
            risks: vec![],
            pillars: pillars(&firms, &supplier, &buyer, &value),
            singles: singles(market),
            network,
            firms,
            weight,
            esri,
        };
        all.risks = all.largest();
        all
    }

    fn largest(&self) -> Vec<Risk> {
        let total: f64 = self.weight.iter().sum();
        let risk = |((firm, weight), esri): ((&u32, &f64), &Result<Esri, Absent>)| {
            Some(Risk { firm: *firm, share: weight / total, esri: (*esri).ok()? })
        };
        let mut risks: Vec<Risk> = self.firms.iter().zip(&self.weight).zip(&self.esri).filter_map(risk).collect();
        risks.sort_by(|a, b| b.esri.total.total_cmp(&a.esri.total).then(a.firm.cmp(&b.firm)));
        risks.truncate(MOST);
        risks
    }

    /// How many firms trade in the network.
    pub fn len(&self) -> usize {
        self.firms.len()
    }

    /// Whether nobody trades.
    pub fn is_empty(&self) -> bool {
        self.firms.is_empty()
    }

    /// A firm's ESRI. `NoBase` where it is not in the network.
    pub fn esri(&self, firm: u32) -> Result<Esri, Absent> {
        self.firms.binary_search(&firm).map_err(|_| Absent::NoBase).and_then(|at| self.esri[at])
    }

    /// Strikes firms: each loses the same `part` (0 to 1) of what it makes and buys.
    ///
    /// # Errors
    /// `NoBase` where none of them is in the network; `NotConverged`.
    pub fn without(&self, market: &Market, firms: &[u32], part: f64) -> Result<WhatIf, Absent> {
        let struck: HashSet<u32> = firms.iter().copied().collect();
        let lost: Vec<f64> = self.firms.iter().map(|firm| if struck.contains(firm) { part } else { 0.0 }).collect();
        let hurt = lost.iter().filter(|lost| **lost > 0.0).count();
        if hurt == 0 {
            return Err(Absent::NoBase);
        }
        let after = shock(&self.network, &lost, Rules::default())?;
        let all: f64 = self.weight.iter().sum();
        let mut hit: Vec<(u32, f64, f64)> = (0..self.firms.len())
            .map(|at| (self.firms[at], after.loss(at), after.loss(at) * self.weight[at] / all))
            .collect();
        let total = hit.iter().map(|(_, _, part)| part).sum();
        let industries = by_industry(market, &hit);
        hit.retain(|(_, loss, _)| *loss >= FELT);
        hit.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        hit.truncate(MOST);
        let listed: f64 = hit.iter().map(|(_, _, part)| part).sum();
        Ok(WhatIf { struck: hurt, total, hit, rest: total - listed, industries, backups: backups(market, &struck) })
    }
}

/// What each wide industry loses of all trade, from the losses of all firms.
fn by_industry(market: &Market, losses: &[(u32, f64, f64)]) -> Vec<(String, f64)> {
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for (firm, _, part) in losses {
        *sums.entry(market.firms[*firm as usize].industry.as_str()).or_default() += part;
    }
    let mut sums: Vec<(String, f64)> = sums.into_iter().map(|(code, lost)| (code.to_owned(), lost)).collect();
    sums.sort_by(|a, b| b.1.total_cmp(&a.1));
    sums
}

/// Firms without which the network falls apart, or which stand alone before others.
fn pillars(firms: &[u32], supplier: &[u32], buyer: &[u32], value: &[f64]) -> Vec<Pillar> {
    let pairs: Vec<(u32, u32)> = supplier.iter().copied().zip(buyer.iter().copied()).collect();
    let sales: Vec<(u32, u32, f64)> = pairs.iter().zip(value).map(|((from, to), value)| (*from, *to, *value)).collect();
    let parting: HashSet<u32> = articulation(firms.len(), &pairs).into_iter().collect();
    let influence = influence(firms.len(), &sales, PASSED_ON);
    let behind = behind(&dominators(firms.len(), &pairs));
    let one = |at: u32| Pillar {
        firm: firms[at as usize],
        parts: parting.contains(&at),
        behind: behind[at as usize],
        influence: influence.as_ref().map(|all| all[at as usize]).map_err(|why| *why),
    };
    let mut found: Vec<Pillar> =
        (0..firms.len() as u32).map(one).filter(|pillar| pillar.parts || pillar.behind > 0).collect();
    let weight = |pillar: &Pillar| pillar.influence.unwrap_or_default();
    found.sort_by(|a, b| (b.behind.cmp(&a.behind)).then(weight(b).total_cmp(&weight(a))).then(a.firm.cmp(&b.firm)));
    found.truncate(MOST);
    found
}

/// How many firms each firm dominates, near and far.
fn behind(dominators: &[Dominator]) -> Vec<usize> {
    let mut behind = vec![0; dominators.len()];
    for first in dominators {
        let mut above = *first;
        while let Dominator::Firm(firm) = above {
            behind[firm as usize] += 1;
            above = dominators[firm as usize];
        }
    }
    behind
}

fn sectors(market: &Market, firms: &[u32]) -> Vec<u16> {
    let mut number: HashMap<&str, u16> = HashMap::new();
    let of = |firm: &u32| {
        let next = number.len() as u16;
        *number.entry(market.firms[*firm as usize].industry.as_str()).or_insert(next)
    };
    firms.iter().map(of).collect()
}

fn singles(market: &Market) -> Vec<Single> {
    let one = |node: Node| {
        let firms = market.suppliers(node);
        let needs = market.demand(node).len();
        (firms.len() == 1).then(|| Single { node, firm: firms[0], needs })
    };
    market.wanted().into_iter().filter_map(one).take(MOST).collect()
}

/// The needs whose first pairing is with a struck firm, each with its next best sellers.
fn backups(market: &Market, struck: &HashSet<u32>) -> Vec<(u32, Vec<Offer>)> {
    let is_served = |need: &Need| need.sellers.first().is_some_and(|first| struck.contains(&first.firm));
    let served = market.needs.iter().zip(0..).filter(|(need, _)| is_served(need) && !struck.contains(&need.firm));
    let next = |need: &Need| {
        let mut met = struck.clone();
        met.insert(need.firm);
        need.sellers.iter().filter(|offer| met.insert(offer.firm)).take(BACKUPS).cloned().collect()
    };
    served.take(MOST).map(|(need, at)| (at, next(need))).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::chain::Graph;
    use crate::clusters::market;
    use crate::needs::CurrentSource;

    fn need(buyer: u32, sellers: &[u32], budget: f64) -> market::Need {
        market::Need {
            id: String::new(),
            code: format!("N-{buyer}"),
            text: String::new(),
            firm: buyer,
            node: None,
            monthly: None,
            unit: String::new(),
            budget: Some(budget),
            source: CurrentSource::Unsaid,
            sellers: sellers.iter().map(|firm| Offer { firm: *firm, score: 5_000 }).collect(),
        }
    }

    #[test]
    fn what_is_lost_without_a_firm_is_its_esri() {
        let needs = vec![need(1, &[0, 3], 10.0), need(2, &[0, 4, 1, 3], 30.0), need(3, &[1], 5.0), need(4, &[2], 8.0)];
        let market = Market::new(Arc::new(Graph::default()), vec![market::Firm::default(); 6], vec![], needs);
        let found = Resilience::new(&market);
        assert_eq!((found.len(), found.links, found.unsettled), (5, 4, 0));
        for firm in 0..5 {
            let off = found.without(&market, &[firm], 1.0).unwrap();
            let listed: f64 = off.hit.iter().map(|(_, _, part)| part).sum();
            assert!((off.total - found.esri(firm).unwrap().total).abs() < 1e-12);
            assert!((listed + off.rest - off.total).abs() < 1e-12);
        }
        let off = found.without(&market, &[0], 1.0).unwrap();
        let backups: Vec<(u32, Vec<u32>)> =
            off.backups.iter().map(|(need, next)| (*need, next.iter().map(|offer| offer.firm).collect())).collect();
        assert_eq!(backups, [(0, vec![3]), (1, vec![4, 1, 3])]);
        assert!(off.hit.iter().any(|(firm, loss, _)| *firm == 2 && *loss > 0.0));
        assert_eq!(found.without(&market, &[5], 1.0).unwrap_err(), Absent::NoBase);
        // 0 → 1 → 3 and 0 → 2 → 4: all hang on 0, and each of 1 and 2 has one behind it.
        let pillars: Vec<(u32, bool, usize)> =
            found.pillars.iter().map(|one| (one.firm, one.parts, one.behind)).collect();
        assert_eq!(pillars, [(0, true, 4), (1, true, 1), (2, true, 1)]);
        assert!(found.pillars[0].influence.unwrap() > found.pillars[1].influence.unwrap());
    }

    #[test]
    fn several_firms_cost_more_than_each_alone_and_a_struck_one_is_no_backup() {
        let needs = vec![need(1, &[0, 3, 2], 10.0), need(2, &[3, 0, 1], 30.0), need(4, &[2], 8.0)];
        let mut firms = vec![market::Firm::default(); 5];
        firms[2].industry = "C34".into();
        let market = Market::new(Arc::new(Graph::default()), firms, vec![], needs);
        let found = Resilience::new(&market);
        let total = |firms: &[u32], part| found.without(&market, firms, part).unwrap().total;
        assert!(total(&[0, 3], 1.0) > total(&[0], 1.0).max(total(&[3], 1.0)));
        assert!(total(&[0], 0.5) < total(&[0], 1.0));
        let both = found.without(&market, &[0, 3], 1.0).unwrap();
        assert_eq!(both.struck, 2);
        assert!((both.industries.iter().map(|(_, lost)| lost).sum::<f64>() - both.total).abs() < 1e-12);
        assert_eq!(both.backups.iter().map(|(_, next)| next[0].firm).collect::<Vec<_>>(), [2, 1]);
    }
}
