use super::super::agglomeration::{Base, Strength};
use super::super::columns::{Cells, Misfit, Plants};
use super::super::gini;
use super::super::hhi::{Sizes, top_share};
use super::super::inequality;
use super::super::table::Table;
use super::super::value::{Absent, Value};
use super::kit::{assert_near, expected, plant_sizes, plants, table};

#[test]
fn locational_measures_equal_the_reference() {
    let (reference, tolerance) = expected("03_locational_gini_hoover");
    let table = table("employment_q1");
    type Index = fn(&Table, usize) -> Value;
    let percent: Index = |table, industry| Ok(100.0 * gini::hoover(table, industry)?);
    let indices: [(&str, Index, f64); 6] = [
        ("locational_gini_econgeo_D1_D7", gini::locational, tolerance),
        ("hoover_gini_unrounded_econcomplex", gini::hoover_gini, tolerance),
        ("hoover_gini_econgeo_round3_D1_D7", gini::hoover_gini, 0.00051),
        ("hoover_reat_D1_D7", gini::hoover, tolerance),
        ("hoover_index_pct_econgeo_round2_D1_D7", percent, 0.0051),
        ("gini_conc_reat_D1_D7", gini::of_quotients, tolerance),
    ];
    for (name, index, tolerance) in indices {
        for industry in 0..table.columns() {
            let wanted = &reference["expected"][name][format!("I{}", industry + 1)];
            assert!(wanted.is_number(), "{name} I{}", industry + 1);
            assert_near(index(&table, industry), wanted, tolerance, Absent::NoBase, name);
        }
    }
    let without = Table::new(2, vec![1.0, 0.0, 2.0, 0.0]);
    assert_eq!(gini::hoover_gini(&without, 1), Err(Absent::NoBase));
}

#[test]
fn concentration_equals_the_reference() {
    let (reference, tolerance) = expected("04_hhi");
    let (reference, table) = (&reference["expected"], table("employment_q1"));
    for district in 0..table.rows() {
        let wanted = &reference["herfindahl_district_econgeo"][format!("D{}", district + 1)];
        let found = Sizes::of(table.row(district).iter().copied()).hhi();
        assert_near(found, wanted, tolerance, Absent::NoBase, "district");
    }
    for industry in 0..table.columns() {
        let (name, sizes) = (format!("I{}", industry + 1), Sizes::of(plant_sizes(industry)));
        let near = |found, key: &str| {
            assert_near(found, &reference[key][&name], tolerance, Absent::SinglePlant, &format!("{key} {name}"))
        };
        near(sizes.hhi(), "herf_plant_by_industry_reat");
        near(sizes.normalised(), "herf_plant_norm_by_industry_reat");
        near(sizes.equivalent(), "herf_plant_equivalent_number_reat");
    }
}

#[test]
fn sizes_beyond_32_bits_do_not_overflow() {
    let large = f64::from(u32::MAX);
    assert_eq!(Sizes::of([large; 1000]).hhi().map(|hhi| (hhi * 1e6).round()), Ok(1000.0));
    let full = vec![u32::MAX; 1000];
    let cells = Cells::count(Plants { district: &[0; 1000], industry: &[0; 1000], jobs: &full }, 1, 1).unwrap();
    assert_eq!(cells.at(0, 0).jobs, 1000 * u64::from(u32::MAX));
    assert_eq!(cells.hhi(0, 0).map(|hhi| (hhi * 1e6).round()), Ok(1000.0));
}

#[test]
fn top_shares() {
    assert_eq!(top_share(&[1.0, 5.0, 4.0], 2), Ok(0.9));
    assert_eq!(top_share(&[], 3), Err(Absent::NoBase));
}

#[test]
fn agglomeration_equals_the_reference() {
    let (reference, tolerance) = expected("05_ellison_glaeser");
    let table = table("employment_q1");
    let base = Base::of(&table).unwrap();
    for industry in 0..table.columns() {
        let name = format!("I{}", industry + 1);
        let (wanted, sizes) = (&reference["expected"][&name], Sizes::of(plant_sizes(industry)));
        let found = base.agglomeration(&table, industry, &sizes);
        assert_near(found.gamma, &wanted["gamma"], tolerance, Absent::SinglePlant, &name);
        assert_near(found.raw, &wanted["G"], tolerance, Absent::NoBase, &name);
        assert_near(found.z, &wanted["z"], tolerance, Absent::NoBase, &name);
        assert_near(sizes.hhi(), &wanted["plant_HHI"], tolerance, Absent::NoBase, &name);
        assert_eq!(Some(sizes.n), wanted["K_firms"].as_u64());
    }
}

#[test]
fn coagglomeration_equals_the_reference() {
    let (reference, tolerance) = expected("05_ellison_glaeser");
    let table = table("employment_q1");
    let base = Base::of(&table).unwrap();
    let pairs = reference["coagglomeration_pairwise"]["expected"].as_object().unwrap();
    assert_eq!(pairs.len(), 15);
    for (key, wanted) in pairs {
        let (a, b) = key.split_once('-').unwrap();
        let at = |code: &str| code[1..].parse::<usize>().unwrap() - 1;
        assert_near(base.coagglomeration(&table, at(a), at(b)), wanted, tolerance, Absent::NoBase, key);
    }
}

#[test]
fn one_district_is_no_base_for_agglomeration() {
    assert_eq!(Base::of(&Table::new(2, vec![3.0, 4.0])), Err(Absent::NoBase));
    assert_eq!(Base::of(&Table::new(2, vec![0.0; 4])), Err(Absent::NoBase));
}

#[test]
fn strengths_follow_their_authors_marks() {
    let of = [-0.1, 0.0, 0.019, 0.02, 0.05, 0.051].map(Strength::of);
    use Strength::*;
    assert_eq!(of, [Dispersed, Weak, Weak, Moderate, Moderate, Strong]);
}

#[test]
fn one_pass_over_plants_gives_what_the_tables_give() {
    let plants = plants();
    let district: Vec<u16> = plants.iter().map(|p| p.0 as u16).collect();
    let industry: Vec<u16> = plants.iter().map(|p| p.1 as u16).collect();
    let jobs: Vec<u32> = plants.iter().map(|p| p.2).collect();
    let columns = Plants { district: &district, industry: &industry, jobs: &jobs };
    let cells = Cells::count(columns, 8, 6).unwrap();
    assert_eq!(cells.jobs(), table("employment_q1"));
    assert_eq!(cells.plants(), table("firmcount_q1"));
    let (reference, tolerance) = expected("05_ellison_glaeser");
    for (at, found) in cells.agglomeration(&cells.jobs(), &cells.sizes()).into_iter().enumerate() {
        let (found, wanted) = (found.unwrap(), &reference["expected"][format!("I{}", at + 1)]);
        assert_near(found.gamma, &wanted["gamma"], tolerance, Absent::SinglePlant, "gamma");
        assert_near(found.z, &wanted["z"], tolerance, Absent::NoBase, "z");
    }
    for (d, i) in (0..8).flat_map(|d| (0..6).map(move |i| (d, i))) {
        let mut own: Vec<u32> = plants.iter().filter(|p| (p.0, p.1) == (d, i)).map(|p| p.2).collect();
        own.sort_unstable_by(|a, b| b.cmp(a));
        let first = |at: usize| own.get(at).copied().unwrap_or(0);
        assert_eq!((cells.at(d, i).top1, cells.at(d, i).top2), (first(0), first(1)));
        assert_eq!(cells.hhi(d, i), Sizes::of(own.iter().map(|j| f64::from(*j))).hhi());
    }
    assert_eq!(Cells::count(columns, 7, 6).err(), None);
    assert_eq!(Cells::count(columns, 6, 6), Err(Misfit));
    assert_eq!(Cells::count(columns, 8, 5), Err(Misfit));
}

#[test]
fn inequality_equals_the_reference() {
    let (reference, tolerance) = expected("21_inequality");
    let reference = &reference["expected"];
    let table = table("regions30x12");
    let amounts = &table.row_totals()[..29];
    let groups: Vec<usize> = (0..29).map(|at| reference["groups"][at].as_u64().unwrap() as usize).collect();
    let found = inequality::theil_by_group(amounts, &groups).unwrap();
    let near = |found, key: &str| assert_near(found, &reference[key], tolerance, Absent::NoBase, key);
    near(inequality::theil(amounts), "theil");
    near(Ok(found.between), "theil_between");
    near(Ok(found.within), "theil_within");
    near(inequality::gini(amounts), "gini");
}

#[test]
fn inequality_of_little_is_a_reason() {
    assert_eq!(inequality::theil(&[]), Err(Absent::NoBase));
    assert_eq!(inequality::theil(&[0.0, 0.0]), Err(Absent::NoBase));
    assert_eq!(inequality::gini(&[1.0]), Err(Absent::TooFew));
    assert_eq!(inequality::gini(&[0.0, 0.0]), Err(Absent::NoBase));
    assert_eq!(inequality::theil(&[1.0, 0.0]), Ok(2f64.ln()));
}
