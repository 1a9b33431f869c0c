//! Laws that hold for every table.

use super::super::gini::{hoover as spread, hoover_gini};
use super::super::inequality::{gini, theil_by_group};
use super::super::lq::quotient;
use super::super::shift_share::{Pace, shift_share};
use super::super::small::ratio_interval;
use super::super::specialisation::{hoover, krugman, krugman_against_rest};
use super::super::table::Table;
use super::super::value::Absent;
use super::kit::Dice;

fn tables() -> impl Iterator<Item = (Dice, Table)> {
    (0..300).map(|seed| {
        let mut dice = Dice(seed);
        let (rows, columns) = (2 + dice.below(12), 1 + dice.below(12));
        let table = dice.table(rows, columns);
        (dice, table)
    })
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

#[test]
fn quotients_weighted_with_the_districts_shares_sum_to_one() {
    for (_, table) in tables() {
        for industry in (0..table.columns()).filter(|i| table.column_totals()[*i] > 0.0) {
            let weighted = (0..table.rows()).filter_map(|district| {
                let share = table.row_totals()[district] / table.total();
                Some(share * quotient(&table, district, industry).ok()?)
            });
            assert!(near(weighted.sum(), 1.0));
        }
    }
}

#[test]
fn hoover_is_half_of_krugman_and_the_rest_differs_no_less_than_the_whole() {
    for (_, table) in tables() {
        for district in 0..table.rows() {
            let Ok(whole) = krugman(&table, district) else { continue };
            assert_eq!(hoover(&table, district), Ok(whole / 2.0));
            assert!((0.0..2.0).contains(&whole));
            match krugman_against_rest(&table, district) {
                Ok(rest) => assert!(rest >= whole - 1e-12 && rest <= 2.0 + 1e-12),
                Err(why) => assert_eq!(why, Absent::NoBase),
            }
        }
    }
}

#[test]
fn the_parts_of_growth_add_up() {
    for (mut dice, before) in tables() {
        let after = dice.table(before.rows() as u64, before.columns() as u64);
        for pace in [Pace::City, Pace::OwnIndustries] {
            for district in 0..before.rows() {
                let Ok(parts) = shift_share(&before, &after, district, pace) else { continue };
                let growth = after.row_totals()[district] - before.row_totals()[district];
                assert!(near(parts.growth, growth));
                assert!(near(parts.city + parts.mix + parts.own + parts.entry, growth));
            }
        }
    }
}

#[test]
fn theils_parts_add_up() {
    for (mut dice, table) in tables() {
        let groups: Vec<usize> = (0..table.rows()).map(|_| dice.below(4) as usize).collect();
        let Ok(theil) = theil_by_group(table.row_totals(), &groups) else { continue };
        assert!(near(theil.between + theil.within, theil.total));
        assert!(theil.between > -1e-12 && theil.within > -1e-12);
        assert!((-1e-12..1.0).contains(&gini(table.row_totals()).unwrap()));
    }
}

#[test]
fn lorenz_lies_at_least_as_far_from_even_as_its_widest_place() {
    for (_, table) in tables() {
        for industry in 0..table.columns() {
            let (Ok(gini), Ok(hoover)) = (hoover_gini(&table, industry), spread(&table, industry)) else { continue };
            assert!(gini >= hoover - 1e-12 && gini <= 1.0 + 1e-12);
        }
    }
}

#[test]
fn an_interval_holds_its_ratio_and_narrows_with_counts() {
    for (mut dice, _) in tables() {
        let (x, n) = (1.0 + dice.below(50) as f64, 60.0 + dice.below(50) as f64);
        let width = |k: f64| {
            let found = ratio_interval(k * x, k * n, k * 200.0, k * 1000.0).unwrap();
            let quotient = (x / n) / 0.2;
            assert!(found.low <= quotient && quotient <= found.high);
            found.high - found.low
        };
        assert!(width(10.0) < width(1.0));
    }
}
