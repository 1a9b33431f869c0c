use super::super::lq;
use super::super::small;
use super::super::specialisation as spec;
use super::super::value::{Absent, Value};
use super::kit::{assert_near, expected, table};

#[test]
fn quotients_equal_the_reference() {
    let (reference, tolerance) = expected("01_location_quotient");
    let table = table("employment_q1");
    let all = lq::quotients(&table);
    for district in 0..table.rows() {
        for industry in 0..table.columns() {
            let found = lq::quotient(&table, district, industry);
            assert_eq!(found, all[district * table.columns() + industry]);
            let wanted = &reference["expected"][format!("D{}", district + 1)][industry];
            // the reference package writes 0 where a district has no jobs
            let wanted = if district == 7 { &serde_json::Value::Null } else { wanted };
            assert_near(found, wanted, tolerance, Absent::NoBase, &format!("D{} I{}", district + 1, industry + 1));
        }
    }
}

#[test]
fn intervals_equal_the_reference() {
    let (reference, tolerance) = expected("01_location_quotient");
    let table = table("employment_q1");
    let values = reference["log_delta_ci"]["values"].as_object().unwrap();
    assert!(values.len() > 15);
    for (key, wanted) in values {
        let (district, industry) = key.split_once('|').unwrap();
        let at = |code: &str| code[1..].parse::<usize>().unwrap() - 1;
        let found = lq::interval(&table, at(district), at(industry)).unwrap();
        assert_near(Ok(found.low), &wanted[1], tolerance, Absent::NoBase, key);
        assert_near(Ok(found.high), &wanted[2], tolerance, Absent::NoBase, key);
    }
    assert_eq!(lq::interval(&table, 0, 5), Err(Absent::TooFew));
    assert_eq!(lq::interval(&table, 7, 0), Err(Absent::NoBase));
}

#[test]
fn specialisation_equals_the_reference() {
    let (reference, tolerance) = expected("02_specialisation_krugman_hoover");
    let table = table("employment_q1");
    type Index = fn(&super::super::table::Table, usize) -> Value;
    let indices: [(&str, Index, f64); 7] = [
        ("krugman_index_econgeo", spec::krugman, tolerance),
        ("hoover_spec_coeff_econgeo", spec::hoover, tolerance),
        ("hachman_econgeo", spec::hachman, tolerance),
        ("krugman_spec_reat", spec::krugman, tolerance),
        ("krugman_spec_reat_vs_rest", spec::krugman_against_rest, tolerance),
        ("gini_spec_reat", spec::gini_of_quotients, tolerance),
        // rounded to three places by its package
        ("entropy_econgeo_round3", spec::entropy, 0.00051),
    ];
    for (name, index, tolerance) in indices {
        for district in 0..table.rows() {
            let wanted = &reference["expected"][name][format!("D{}", district + 1)];
            let what = format!("{name} D{}", district + 1);
            assert_near(index(&table, district), wanted, tolerance, Absent::NoBase, &what);
        }
    }
}

#[test]
fn shrunk_shares_equal_the_reference() {
    let (reference, tolerance) = expected("20_small_numbers");
    let reference = &reference["expected"];
    let numbers = |key: &str| reference[key].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect();
    let (events, bases): (Vec<f64>, Vec<f64>) = (numbers("event_firms"), numbers("base_firms"));
    for (at, found) in small::shrunk_shares(&events, &bases).into_iter().enumerate() {
        assert_near(found, &reference["smoothed"][at], tolerance, Absent::NoBase, "share");
    }
}

#[test]
fn a_shrunk_quotient_lies_between_its_own_and_the_citys() {
    let plants = table("firmcount_q1");
    for (district, found) in lq::shrunk(&plants, 3).into_iter().enumerate() {
        let Ok(own) = lq::quotient(&plants, district, 3) else {
            assert_eq!(found, Err(Absent::NoBase));
            continue;
        };
        assert!(found.unwrap() >= own.min(1.0) && found.unwrap() <= own.max(1.0), "D{}", district + 1);
    }
}

#[test]
fn equal_shares_shrink_to_the_overall_share_and_no_base_stays_so() {
    assert_eq!(small::shrunk_shares(&[0.0, 0.0], &[5.0, 0.0]), [Ok(0.0), Err(Absent::NoBase)]);
    assert_eq!(small::shrunk_shares(&[1.0, 2.0], &[10.0, 20.0]), [Ok(0.1), Ok(0.1)]);
    assert_eq!(small::shrunk_shares(&[0.0], &[0.0]), [Err(Absent::NoBase)]);
}

#[test]
fn fleggs_quotients_equal_the_reference() {
    let (reference, tolerance) = expected("17_local_sourcing_and_chain");
    let table = table("employment_q1");
    for (key, wanted) in reference["flq"]["values"].as_object().unwrap() {
        let (supplier, buyer) = key.split_once("->").unwrap();
        let at = |code: &str| code[1..].parse::<usize>().unwrap() - 1;
        assert_near(lq::flegg(&table, 0, at(supplier), at(buyer), 0.3), wanted, tolerance, Absent::NoBase, key);
    }
    assert_eq!(lq::flegg(&table, 0, 0, 5, 0.3), Err(Absent::NoBase));
}
