use super::super::shift_share::{Pace, shift_share};
use super::super::table::Table;
use super::super::value::Absent;
use super::kit::{assert_near, expected, table};

#[test]
fn parts_equal_the_reference() {
    let (reference, tolerance) = expected("18_shift_share");
    let (before, after) = (table("employment_q1"), table("employment_q2"));
    for district in 0..7 {
        let name = format!("D{}", district + 1);
        let found = shift_share(&before, &after, district, Pace::OwnIndustries).unwrap();
        let near = |found, key: &str| {
            assert_near(Ok(found), &reference["expected"][&name][key], tolerance, Absent::NoBase, &name)
        };
        near(found.growth, "growth");
        near(found.city, "national_share");
        near(found.mix, "industrial_mix");
        near(found.own, "regional_share");
        near(found.mix + found.own, "net_total_shift");
        assert_eq!(found.entry, 0.0);
    }
    assert_eq!(shift_share(&before, &after, 7, Pace::City), Err(Absent::NoBase));
}

#[test]
fn jobs_in_a_new_industry_are_entry() {
    let (before, after) = (Table::new(2, vec![10.0, 0.0, 10.0, 5.0]), Table::new(2, vec![10.0, 4.0, 10.0, 5.0]));
    let found = shift_share(&before, &after, 0, Pace::City).unwrap();
    assert_eq!((found.growth, found.entry, found.own), (4.0, 4.0, 0.0));
}
