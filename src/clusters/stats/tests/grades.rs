use std::collections::BTreeMap;

use super::super::stars::{StarCuts, Stars, stars};
use super::super::strong::{StrongCuts, quantile, strong};
use super::super::table::Table;
use super::super::value::Absent;
use super::kit::{assert_near, expected, table};

#[test]
fn stars_equal_the_reference() {
    let (reference, tolerance) = expected("07_eu_three_star");
    let (reference, table) = (&reference["expected"], table("regions30x12"));
    let mut found: BTreeMap<(String, String), Stars> = BTreeMap::new();
    let mut counts = [0; 4];
    for category in 0..table.columns() {
        for (region, cell) in stars(&table, category, StarCuts::default()).into_iter().enumerate() {
            let Ok(cell) = cell else { continue };
            counts[cell.count()] += 1;
            found.insert((format!("R{:02}", region + 1), format!("K{:02}", category + 1)), cell);
        }
    }
    for (stars, count) in counts.iter().enumerate() {
        assert_eq!(reference["counts"][stars.to_string()].as_u64(), Some(*count));
    }
    for row in reference["starred"].as_array().unwrap() {
        let text = |at: usize| row[at].as_str().unwrap().to_owned();
        let cell = found[&(text(0), text(1))];
        assert_near(Ok(cell.jobs), &row[2], tolerance, Absent::NoBase, "jobs");
        assert_near(Ok(cell.quotient), &row[3], tolerance, Absent::NoBase, "quotient");
        assert_near(Ok(cell.focus), &row[4], tolerance, Absent::NoBase, "focus");
        let flags = [cell.for_size, cell.for_specialisation, cell.for_focus].map(u64::from);
        assert_eq!([5, 6, 7].map(|at| row[at].as_u64().unwrap()), flags, "{} {}", text(0), text(1));
    }
}

#[test]
fn ties_at_the_cut_all_have_the_star() {
    let table = Table::new(2, vec![5.0, 5.0, 5.0, 5.0, 1.0, 9.0, 0.0, 3.0]);
    let found = stars(&table, 0, StarCuts::default());
    let size: Vec<_> = found.iter().map(|cell| cell.map(|stars| stars.for_size)).collect();
    assert_eq!(size, [Ok(true), Ok(true), Ok(false), Err(Absent::NoBase)]);
}

#[test]
fn strong_clusters_equal_the_reference() {
    let (reference, tolerance) = expected("08_us_strong_cluster");
    let (reference, table) = (&reference["expected"], table("regions30x12"));
    let mut names = Vec::new();
    for category in 0..table.columns() {
        let name = format!("K{:02}", category + 1);
        let found = strong(&table, category, StrongCuts::default());
        assert_near(found.least_quotient, &reference["q75_lq"][&name], tolerance, Absent::NoBase, &name);
        assert_near(found.least_jobs, &reference["q20_emp"][&name], tolerance, Absent::NoBase, &name);
        let strong = found.districts.iter().enumerate().filter(|(_, yes)| **yes == Ok(true));
        names.extend(strong.map(|(region, _)| vec![format!("R{:02}", region + 1), name.clone()]));
    }
    assert_eq!(serde_json::to_value(names).unwrap(), reference["strong"]);
}

#[test]
fn nothing_has_no_quantile() {
    assert_eq!(quantile(vec![], 0.5), Err(Absent::NoBase));
    assert_eq!(quantile(vec![3.0], 0.75), Ok(3.0));
    let nowhere = strong(&Table::new(2, vec![1.0, 0.0]), 1, StrongCuts::default());
    assert_eq!((nowhere.least_jobs, nowhere.districts), (Err(Absent::NoBase), vec![Err(Absent::NoBase)]));
}
