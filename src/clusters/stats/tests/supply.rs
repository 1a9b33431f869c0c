use std::collections::BTreeMap;

use super::super::chain::{self, Candidate, Class, ClassCuts, Link, Reason, classify};
use super::super::sourcing::{self, Purchase};
use super::super::value::{Absent, Value};
use super::kit::{assert_near, expected, rows};

/// The firms of the toy network by name: (number, sector, in the city, costs).
fn firms() -> BTreeMap<String, (u32, u32, bool, f64)> {
    let firm = |(at, row): (usize, Vec<String>)| {
        let sector = row[1][1..].parse().unwrap();
        (row[0].clone(), (at as u32 + 1, sector, row[2] != "OUT", row[4].parse().unwrap()))
    };
    rows("supply_firms").into_iter().enumerate().map(firm).collect()
}

fn purchases() -> Vec<Purchase> {
    let firms = firms();
    let purchase = |row: &Vec<String>| {
        let (supplier, item, local, _) = firms[&row[0]];
        Purchase { buyer: firms[&row[1]].0, supplier, item, value: row[2].parse().unwrap(), local }
    };
    rows("supply_edges").iter().map(purchase).collect()
}

#[test]
fn local_rates_equal_the_reference() {
    let (reference, tolerance) = expected("17_local_sourcing_and_chain");
    let (reference, all, firms) = (&reference["local_sourcing"], purchases(), firms());
    let near = |found: Value, wanted: &serde_json::Value, what: &str| {
        assert_near(found, wanted, tolerance, Absent::NoBase, what)
    };
    let city = sourcing::local_rate(&all);
    near(city.by_value, &reference["city_local_share_of_recorded_purchases"], "city");
    let sector_of: BTreeMap<u32, u32> = firms.values().map(|firm| (firm.0, firm.1)).collect();
    for (name, wanted) in reference["by_buyer_sector"].as_object().unwrap() {
        let own = all.iter().filter(|p| format!("S{}", sector_of[&p.buyer]) == *name);
        near(sourcing::local_rate(own).by_value, wanted, name);
    }
    let items = sourcing::by_item(&all);
    for (name, wanted) in reference["by_buyer"].as_object().unwrap() {
        let buyer = firms[name].0;
        let own: Vec<&Purchase> = all.iter().filter(|p| p.buyer == buyer).collect();
        near(Ok(sourcing::supply(own.iter().copied()).value), &wanted["purchases"], name);
        near(sourcing::local_rate(own.iter().copied()).by_value, &wanted["local_share"], name);
        near(sourcing::supply(own.iter().copied()).hhi, &wanted["supplier_hhi"], name);
        let own = items.range((buyer, 0)..=(buyer, u32::MAX));
        let single: Vec<String> =
            own.clone().filter(|(_, s)| s.single_source()).map(|((_, item), _)| format!("S{item}")).collect();
        assert_eq!(serde_json::to_value(single).unwrap(), wanted["single_source_sectors"]);
        assert_eq!(own.clone().count(), wanted["by_input_sector"].as_object().unwrap().len());
        for ((_, item), supply) in own {
            let wanted = &wanted["by_input_sector"][format!("S{item}")];
            assert_eq!(Some(supply.suppliers as u64), wanted["suppliers"].as_u64());
            near(supply.hhi, &wanted["hhi"], name);
            near(Ok(supply.value), &wanted["value"], name);
        }
    }
}

#[test]
fn what_was_not_reported_widens_the_bounds() {
    let bought = |value, local| Purchase { buyer: 1, supplier: u32::from(local), item: 1, value, local };
    let rate = sourcing::local_rate(&[bought(30.0, true), bought(20.0, false)]);
    assert_eq!((rate.by_value, rate.by_item, rate.by_supplier), (Ok(0.6), Ok(1.0), Ok(0.5)));
    let found = sourcing::coverage(&rate, 100.0).unwrap();
    assert_eq!((found.reported, found.bounds.low, found.bounds.high), (0.5, 0.3, 0.8));
    let more = sourcing::coverage(&rate, 40.0).unwrap();
    assert_eq!((more.reported, more.bounds.low, more.bounds.high), (1.0, 0.6, 0.6));
    let none = sourcing::local_rate(&[]);
    assert_eq!((none.by_value, sourcing::coverage(&none, 0.0)), (Err(Absent::NoBase), Err(Absent::NoBase)));
}

fn links() -> Vec<Link> {
    let link = |row: &Vec<String>| {
        let number = |at: usize| row[at].parse::<f64>().unwrap();
        let (hhi, quotient) = (Err(Absent::NoBase), Err(Absent::NoBase));
        let (weight, demand, capacity) = (number(2), number(4), number(6));
        Link { weight, demand, capacity, suppliers: number(5) as u32, hhi, quotient, target: false }
    };
    rows("chain_links").iter().map(link).collect()
}

const CHAIN: [(usize, usize); 6] = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6)];

#[test]
fn a_chains_numbers_equal_the_reference() {
    let (reference, tolerance) = expected("17_local_sourcing_and_chain");
    let found = chain::completeness(&links());
    let near = |found: Value, key: &str| assert_near(found, &reference["chain"][key], tolerance, Absent::NoBase, key);
    near(found.coverage, "coverage");
    near(found.completeness, "completeness");
    near(found.redundancy, "redundancy");
    near(found.potential, "potential_local_sourcing");
    near(Ok(found.gap), "open_gap_value");
    assert_eq!(chain::single_points(&links()).collect::<Vec<_>>(), [2]);
    let empty = chain::completeness(&[]);
    assert_eq!((empty.coverage, empty.potential, empty.gap), (Err(Absent::NoBase), Err(Absent::NoBase), 0.0));
}

#[test]
fn link_classes_equal_the_reference() {
    let (reference, _) = expected("17_local_sourcing_and_chain");
    for (at, found) in classify(&links(), &CHAIN, ClassCuts::default()).iter().enumerate() {
        let wanted = match reference["chain"]["link_class"][format!("c{}", at + 1)].as_str() {
            Some("ok") => Class::Sound,
            Some("weak (qiang-lian)") => Class::Strengthen,
            Some("missing (bu-lian)") => Class::FillIn,
            other => panic!("{other:?}"),
        };
        assert_eq!(found.class, wanted, "c{}", at + 1);
    }
}

#[test]
fn every_class_has_its_rule() {
    let link = |suppliers: u32, demand: f64| Link {
        weight: 1.0,
        demand,
        capacity: f64::from(suppliers) * 10.0,
        suppliers,
        hhi: Err(Absent::NoBase),
        quotient: Err(Absent::NoBase),
        target: false,
    };
    let classes = |links: &[Link], edges: &[(usize, usize)]| {
        classify(links, edges, ClassCuts::default()).into_iter().map(|found| found.class).collect::<Vec<_>>()
    };
    use Class::*;
    // with nothing present, what is asked for is to be built
    let wanted = Link { target: true, ..link(0, 0.0) };
    assert_eq!(classes(&[link(0, 5.0), wanted, link(0, 0.0)], &[(0, 1), (1, 2)]), [Build, Build, Unasked]);
    // an end is an extension, also one that only a second arm of the chain would make a middle
    assert_eq!(classes(&[link(0, 5.0), link(2, 5.0), link(0, 5.0)], &[(0, 1), (1, 2)]), [Extend, Sound, Extend]);
    assert_eq!(classes(&[link(0, 5.0), link(0, 0.0), link(2, 5.0)], &[(0, 1), (1, 2)]), [Extend, Unasked, Sound]);
    // two missing links in a row are both between, and a ring ends
    assert_eq!(
        classes(&[link(2, 5.0), link(0, 0.0), link(0, 5.0), link(2, 5.0)], &[(0, 1), (1, 2), (2, 3), (3, 0)]),
        [Sound, FillIn, FillIn, Sound]
    );
    let weak = Link { hhi: Ok(0.6), quotient: Ok(0.5), ..link(1, 20.0) };
    let found = classify(&[weak], &[], ClassCuts::default()).remove(0);
    let reasons = vec![
        Reason::Underfilled { fill: 0.5 },
        Reason::SingleSupplier,
        Reason::Concentrated { hhi: 0.6 },
        Reason::Underrepresented { quotient: 0.5 },
    ];
    assert_eq!((found.class, found.reasons), (Strengthen, reasons));
}

#[test]
fn candidates_come_best_first_and_related_industries_from_the_top_quarter() {
    let firm = |id, capability, capacity, distance| Candidate {
        id,
        capability,
        capacity,
        distance,
        relatedness: Err(Absent::NoBase),
    };
    let near = Candidate { relatedness: Ok(0.4), ..firm(4, 0.5, 20.0, 9.0) };
    let ranked = chain::rank(&[firm(1, 0.5, 90.0, 3.0), firm(2, 0.9, 5.0, 1.0), firm(3, 0.5, 20.0, 1.0), near], 40.0);
    assert_eq!(ranked.iter().map(|e| e.candidate.id).collect::<Vec<_>>(), [2, 1, 4, 3]);
    assert_eq!(ranked.iter().map(|e| e.closes).collect::<Vec<_>>(), [Ok(0.125), Ok(1.0), Ok(0.5), Ok(0.5)]);
    let density = [Ok(0.9), Ok(0.1), Ok(0.5), Err(Absent::NoBase), Ok(0.6), Ok(0.2)];
    let present = [true, false, false, false, false, false];
    assert_eq!(chain::related(&density, &present, 0.75), [4]);
    assert_eq!(chain::related(&[Ok(0.0)], &[false], 0.75), Vec::<usize>::new());
    assert_eq!(chain::related(&[], &[], 0.75), Vec::<usize>::new());
}
