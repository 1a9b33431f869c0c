use super::super::density::{Presence, cluster_index};
use super::super::value::Absent;
use super::kit::{assert_near, expected, rows, table};

#[test]
fn cluster_index_equals_the_reference() {
    let (reference, tolerance) = expected("06_litzenberger_sternberg");
    let (jobs, plants, districts) = (table("employment_q1"), table("firmcount_q1"), rows("districts"));
    let number = |district: usize, at: usize| districts[district][at].parse::<f64>().unwrap();
    let total = |at| (0..districts.len()).map(|d| number(d, at)).sum();
    for industry in 0..jobs.columns() {
        let of = |jobs, plants, area, people| Presence { jobs, plants, area, people };
        let city = of(jobs.column_totals()[industry], plants.column_totals()[industry], total(1), total(2));
        for district in 0..jobs.rows() {
            let (jobs, plants) = (jobs.at(district, industry), plants.at(district, industry));
            let here = of(jobs, plants, number(district, 1), number(district, 2));
            let wanted = &reference["expected"][format!("D{}", district + 1)][industry];
            assert_near(cluster_index(here, city), wanted, tolerance, Absent::NoBase, "index");
        }
    }
}
