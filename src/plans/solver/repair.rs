//! Makes a flow a plan: takes back what cannot be made, then improves need by need.

use super::net::NONE;
use super::offers::Offers;
use super::tally::Tally;

/// Rounds of improvement.
const ROUNDS: usize = 3;
/// Exchanges that are weighed for each need on average, so that no input holds [`refine`] up.
const PATIENCE: usize = 100;
/// Offers that are tried for a link that nothing strengthens.
const TRIED: usize = 64;

/// Keeps within the units of every product, then moves needs to what that leaves and to links that nothing strengthens.
pub fn repair(tally: &mut Tally) {
    let freed = take_back(tally);
    for _ in 0..ROUNDS {
        let before = tally.worth;
        let mut patience = usize::MAX;
        freed.iter().for_each(|need| best_shift(tally, *need, &mut patience));
        strengthen(tally);
        if !freed.is_empty() {
            (0..tally.offers.needs() as u32).for_each(|need| serve(tally, need));
        }
        if tally.worth == before {
            break;
        }
    }
}

/// Exchanges needs of all suppliers while that gains: the long way, for a plan that is nearly good.
pub fn refine(tally: &mut Tally) {
    let mut patience = 10_000 + PATIENCE * tally.offers.needs();
    for _ in 0..ROUNDS {
        let before = tally.worth;
        for need in 0..tally.offers.needs() as u32 {
            best_shift(tally, need, &mut patience);
        }
        if tally.worth == before {
            break;
        }
    }
}

/// Takes the pairings that are worth least a unit from products that cannot make it all. Whose they were.
fn take_back(tally: &mut Tally) -> Vec<u32> {
    let offers = tally.offers;
    let is_over = |tally: &Tally, product: u32| {
        let most = offers.capacity.get(product as usize).copied().flatten();
        most.is_some_and(|most| tally.taken[product as usize] > most)
    };
    let product_of = |tally: &Tally, need: u32| tally.offer(need).map_or(NONE, |offer| offer.product);
    let needs = 0..offers.needs() as u32;
    let mut over: Vec<u32> = needs.filter(|need| is_over(tally, product_of(tally, *need))).collect();
    over.sort_by_key(|need| density(tally, *need));
    let mut freed = vec![];
    for need in over {
        if is_over(tally, product_of(tally, need)) {
            tally.take(need);
            freed.push(need);
        }
    }
    freed
}

/// What a pairing is worth a unit, finely.
fn density(tally: &Tally, need: u32) -> (i64, u32) {
    let value = |offer: &super::offers::Offer| (i64::from(offer.value) << 20) / i64::from(offer.quantity.max(1));
    (tally.offer(need).map_or(0, value), need)
}

/// The best offer that a need can take as things are, if it gains.
fn best_fit(tally: &Tally, need: u32) -> Option<u32> {
    let fitting = tally.offers.of(need as usize).map(|at| at as u32).filter(|at| tally.fits(*at));
    fitting.max_by_key(|at| (tally.gain(*at), std::cmp::Reverse(*at))).filter(|at| tally.gain(*at) > 0)
}

fn settle(tally: &mut Tally, need: u32) {
    if let Some(at) = best_fit(tally, need) {
        tally.put(need, at);
    }
}

/// Gives an unserved need its best fitting offer.
fn serve(tally: &mut Tally, need: u32) {
    if tally.held[need as usize] == NONE {
        settle(tally, need);
    }
}

/// Tries all offers of a need that are worth more than its own, with somebody moving away for it.
fn best_shift(tally: &mut Tally, need: u32, patience: &mut usize) {
    for at in tally.offers.of(need as usize) {
        let own = tally.offer(need).map_or(0, |offer| offer.value);
        if tally.offers.all[at].value <= own || *patience == 0 {
            break;
        }
        *patience = patience.saturating_sub(1 + tally.beside(at as u32).len());
        shift(tally, need, at as u32);
    }
}

/// For every link that nothing strengthens, shifts needs to it while that gains.
fn strengthen(tally: &mut Tally) {
    for link in of_links(tally.offers, &tally.pairings) {
        for (need, at) in link.into_iter().take(TRIED) {
            if shift(tally, need, at) {
                break;
            }
        }
    }
}

/// Needs and offers that could strengthen each link that nothing strengthens, best first.
fn of_links(offers: &Offers, pairings: &[u32]) -> Vec<Vec<(u32, u32)>> {
    if offers.bonuses.iter().zip(pairings).all(|(bonus, count)| *bonus == 0 || *count > 0) {
        return vec![];
    }
    let mut of_links = vec![vec![]; pairings.len()];
    for need in 0..offers.needs() {
        for at in offers.of(need) {
            let offer = &offers.all[at];
            if pairings.get(offer.link as usize) == Some(&0) && offers.bonus(offer) > 0 {
                of_links[offer.link as usize].push((need as u32, at as u32));
            }
        }
    }
    for link in &mut of_links {
        link.sort_by_key(|(need, at)| (-offers.all[*at as usize].value, *need, *at));
    }
    of_links.retain(|link| !link.is_empty());
    of_links
}

/// Moves a need to an offer, and if there is no room one other need from there to its next best, if all that gains.
fn shift(tally: &mut Tally, need: u32, at: u32) -> bool {
    if tally.held[need as usize] == at {
        return false;
    }
    let (before, held) = (tally.worth, tally.take(need));
    let others: Vec<u32> = if tally.fits(at) { vec![NONE] } else { tally.beside(at).to_vec() };
    let best = others.into_iter().filter_map(|other| Some((attempt(tally, need, at, other)?, other)));
    let best = best.max_by_key(|(worth, other)| (*worth, std::cmp::Reverse(*other)));
    if let Some((_, other)) = best.filter(|(worth, _)| *worth > before) {
        make_way(tally, need, at, other);
        return true;
    }
    if let Some(held) = held {
        tally.put(need, held);
    }
    false
}

/// What all would be worth if `other` made way; nothing is changed.
fn attempt(tally: &mut Tally, need: u32, at: u32, other: u32) -> Option<i64> {
    let held = tally.held.get(other as usize).copied();
    let worth = make_way(tally, need, at, other);
    tally.take(need);
    if let Some(held) = held {
        tally.take(other);
        tally.put(other, held);
    }
    worth
}

/// Lets `other` make way for a need and settle elsewhere. What all is worth then; none where that is not enough room.
fn make_way(tally: &mut Tally, need: u32, at: u32, other: u32) -> Option<i64> {
    if other != NONE {
        tally.take(other);
    }
    if !tally.fits(at) {
        return None;
    }
    tally.put(need, at);
    if other != NONE {
        settle(tally, other);
    }
    Some(tally.worth)
}
