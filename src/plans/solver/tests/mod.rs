//! Plans of small cities against the best of all choices, and what a plan must keep.

mod brute;
mod rules;
mod small;

use super::model::City;
use super::net::NONE;
use super::offers::Offers;
use super::search::{rounds, search};
use super::{Plan, plan};
use brute::Limits;
use small::Dice;

/// Small cities that are tried.
const CITIES: u64 = 3_000;

fn check(city: &City, plan: &Plan) {
    let limits = Limits::of(city);
    assert!(limits.allow(&plan.chosen), "{city:?} {plan:?}");
    assert_eq!(plan.worth.total(), limits.worth(&plan.chosen), "{city:?}");
    assert!(plan.worth.total() <= plan.bound, "{city:?}");
}

#[test]
fn small_cities_get_the_best_plan_there_is() {
    let mut refused = 0;
    for seed in 0..CITIES {
        let city = Dice(seed).city();
        let limits = Limits::of(&city);
        match (plan(&city), limits.best()) {
            (Ok(plan), Some(best)) => {
                check(&city, &plan);
                assert_eq!((plan.worth.total(), plan.bound), (best, best), "{city:?}");
            }
            (Err(_), _) => refused += 1,
            (Ok(plan), None) => panic!("{city:?} {plan:?}"),
        }
    }
    assert!(refused < CITIES / 4, "{refused} refused");
}

/// Whether nothing but places limits the plan.
fn is_flow(offers: &Offers) -> bool {
    offers.all.iter().all(|offer| offer.product == NONE && offers.bonus(offer) == 0)
}

#[test]
fn rounds_alone_are_exact_for_flows_and_near_the_best_else() {
    let (mut best, mut all) = (0, 0);
    for offers in (0..CITIES).filter_map(|seed| Offers::of_city(&Dice(seed).city()).ok()) {
        let (found, proved) = (rounds(&offers), search(&offers));
        assert!(found.worth <= proved.worth && proved.worth <= found.bound);
        assert!(!is_flow(&offers) || found.worth == found.bound);
        all += 1;
        best += u64::from(found.worth == proved.worth);
    }
    assert!(best * 100 >= all * 97, "{best} of {all}");
}

#[test]
fn a_plan_is_the_same_every_time_and_pins_are_kept() {
    for seed in 0..200 {
        let city = Dice(seed).city();
        let Ok(first) = plan(&city) else { continue };
        assert_eq!(plan(&city).as_ref(), Ok(&first));
        for pair in &city.pins {
            let chosen = first.chosen[pair.need as usize].map(|at| city.pair_of(at));
            assert_eq!(chosen, Some(*pair));
        }
    }
}

#[test]
fn a_larger_city_is_planned_within_a_hundredth_of_the_bound() {
    for (seed, units) in [(1, 0), (2, 0), (1, 0), (2, 0), (3, 30), (4, 60)] {
        let city = Dice(seed).large(3_000, 300, 12, units);
        let plan = plan(&city).expect("nothing is pinned");
        check(&city, &plan);
        assert!(plan.gap() < 0.01, "{seed}: {}", plan.gap());
    }
}
