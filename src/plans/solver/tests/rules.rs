//! Each rule by itself, on cities that tell its story.

use crate::plans::solver::model::{Candidate, City, Need, Pair, Product, Refusal, Rules, Supplier};
use crate::plans::solver::{Bar, Plan, Reason, effects, explain, plan};

/// A city where supplier `s` makes product `s`, of candidates (need, supplier, value).
fn city(needs: usize, rooms: &[u32], candidates: &[(u32, u32, i64)]) -> City {
    City {
        needs: vec![Need { amount: 10, ..Need::default() }; needs],
        suppliers: rooms.iter().map(|room| Supplier { max_needs: *room, is_small: false }).collect(),
        products: (0..rooms.len() as u32).map(|supplier| Product { supplier, ..Product::default() }).collect(),
        candidates: candidates
            .iter()
            .map(|(need, product, value)| Candidate {
                need: *need,
                product: *product,
                value: *value,
                ..Candidate::default()
            })
            .collect(),
        ..City::default()
    }
}

fn planned(city: &City) -> Plan {
    plan(city).expect("a city that can be planned")
}

/// The supplier of each need.
fn suppliers(city: &City) -> Vec<Option<u32>> {
    planned(city).chosen.iter().map(|at| at.map(|at| city.supplier_of(at))).collect()
}

const TWO: [(u32, u32, i64); 4] = [(0, 0, 10), (0, 1, 9), (1, 0, 10), (1, 1, 2)];

#[test]
fn a_full_supplier_goes_to_the_need_that_gains_more() {
    let city = city(2, &[1, 1], &TWO);
    assert_eq!(suppliers(&city), [Some(1), Some(0)]);
    let why = explain(&city, &planned(&city));
    assert_eq!((why[0].rank, why[0].of, why[0].short), (2, 2, 1));
    let passed = why[0].passed[0];
    assert_eq!((passed.candidate, passed.bar), (0, Bar::Open));
    // From what one more place there adds to what one place less would cost.
    assert!((1..=10).contains(&passed.price), "{passed:?}");
    assert_eq!((why[1].rank, why[1].passed.len()), (1, 0));
}

#[test]
fn a_pin_is_kept_and_a_forbidden_pair_left_out() {
    let mut city = city(2, &[1, 1], &TWO);
    let free = planned(&city);
    assert_eq!(suppliers(&city), [Some(1), Some(0)]);
    city.pins = vec![Pair { need: 0, supplier: 0 }];
    assert_eq!(suppliers(&city), [Some(0), Some(1)]);
    let pinned = planned(&city);
    assert_eq!((free.worth.total(), pinned.worth.total()), (19, 12));
    city.pins = vec![];
    city.forbids = vec![Pair { need: 1, supplier: 0 }, Pair { need: 1, supplier: 1 }];
    assert_eq!(suppliers(&city), [Some(0), None]);
    let forbidden = planned(&city);
    assert_eq!(effects(&city, &forbidden).unserved, [(1, Reason::Forbidden)]);
}

#[test]
fn pins_that_cannot_be_kept_are_all_refused() {
    let mut city = city(2, &[1, 1], &TWO);
    let pair = |need, supplier| Pair { need, supplier };
    city.pins = vec![pair(0, 0), pair(1, 0), pair(0, 1), pair(7, 0), pair(1, 1)];
    city.forbids = vec![pair(1, 1)];
    let refusals = [
        Refusal::Pin(pair(1, 0), Some(Bar::NoRoom)),
        Refusal::PinnedTwice(pair(0, 1)),
        Refusal::Pin(pair(7, 0), None),
        Refusal::Pin(pair(1, 1), Some(Bar::Forbidden)),
    ];
    assert_eq!(plan(&city), Err(refusals.to_vec()));
}

#[test]
fn positions_and_values_out_of_range_are_refused() {
    let mut city = city(1, &[1], &[(0, 0, 10), (1, 0, 1), (0, 1, 1), (0, 0, i64::MAX)]);
    city.products.push(Product { supplier: 1, ..Product::default() });
    city.candidates[2].product = 2;
    city.bonuses = vec![-1];
    let refusals =
        [Refusal::Product(1), Refusal::Candidate(1), Refusal::Candidate(2), Refusal::Candidate(3), Refusal::Bonus(0)];
    assert_eq!(plan(&city), Err(refusals.to_vec()));
}

#[test]
fn orders_reach_the_minimum_and_stay_within_what_can_be_made() {
    let mut city = city(3, &[9], &[(0, 0, 5), (1, 0, 6), (2, 0, 7)]);
    city.products[0] = Product { supplier: 0, capacity: Some(100), min_order: Some(50) };
    for (candidate, quantity) in city.candidates.iter_mut().zip([60, 49, 101]) {
        candidate.quantity = Some(quantity);
    }
    assert_eq!(suppliers(&city), [Some(0), None, None]);
    let unserved = effects(&city, &planned(&city)).unserved;
    assert_eq!(unserved, [(1, Reason::BelowMinimum), (2, Reason::BeyondCapacity)]);
    city.candidates[1].quantity = Some(50);
    assert_eq!(suppliers(&city), [None, Some(0), None]);
}

#[test]
fn no_supplier_gets_more_than_its_share_of_what_others_could_serve() {
    let mut city = city(4, &[9, 9], &[(0, 0, 9), (0, 1, 1), (1, 0, 9), (1, 1, 2), (2, 0, 9), (2, 1, 3), (3, 0, 9)]);
    city.rules.share = Some(50);
    assert_eq!(suppliers(&city), [Some(0), Some(0), Some(1), Some(0)]);
    city.rules.share = Some(100);
    assert_eq!(suppliers(&city), [Some(0); 4]);
}

#[test]
fn a_small_firm_goes_first_where_it_is_nearly_as_good() {
    let mut city = city(2, &[2, 2], &[(0, 0, 100), (0, 1, 95), (1, 0, 100), (1, 1, 94)]);
    city.suppliers[1].is_small = true;
    assert_eq!(suppliers(&city), [Some(0), Some(0)]);
    city.rules = Rules { chance: Some(5), share: None };
    assert_eq!(suppliers(&city), [Some(1), Some(0)]);
    let plan = planned(&city);
    assert_eq!((plan.worth.score, plan.worth.chance), (195, 6));
    assert_eq!(effects(&city, &plan).small_suppliers, 1);
}

#[test]
fn a_link_counts_once() {
    let mut city = city(2, &[2, 2], &[(0, 0, 10), (0, 1, 8), (1, 0, 10), (1, 1, 7)]);
    city.bonuses = vec![5];
    city.candidates[1].link = Some(0);
    city.candidates[3].link = Some(0);
    assert_eq!(suppliers(&city), [Some(1), Some(0)]);
    let plan = planned(&city);
    assert_eq!((plan.worth.score, plan.worth.bonus, plan.bound), (18, 5, 23));
    assert_eq!(effects(&city, &plan).links, 1);
}

#[test]
fn the_local_rate_counts_what_is_local_today_and_what_the_plan_adds() {
    let mut city = city(4, &[1], &[(0, 0, 5), (1, 0, 6)]);
    city.needs[0].is_local = true;
    city.needs[3].amount = 0;
    let effects = effects(&city, &planned(&city));
    let rates = [effects.all, effects.before, effects.after].map(|rate| (rate.count, rate.amount));
    assert_eq!(rates, [(4, 30), (1, 10), (2, 20)]);
    assert_eq!(effects.unserved, [(0, Reason::Full), (2, Reason::NoCandidate), (3, Reason::NoCandidate)]);
}

#[test]
fn an_empty_city_has_an_empty_plan() {
    let plan = planned(&City::default());
    assert_eq!((plan.chosen.len(), plan.bound, plan.gap()), (0, 0, 0.0));
}
