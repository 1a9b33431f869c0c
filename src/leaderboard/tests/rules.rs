use super::entrant;
use crate::leaderboard::formula::{Basis, Formula, Scale, Term};
use crate::leaderboard::points::{amount, points};
use crate::leaderboard::{Measure, Reason, interval};

#[test]
fn a_formula_is_one_line_that_reads_back() {
    let formula = Formula { sizes: vec![500, 20_000], ..Formula::standard("2026.1") }.per_head();
    let line = "2026.1 scale=places terms=listings/per_head/20+answers/total/20+deals/per_head/20+sourcing/per_head/20\
                +gaps/per_head/20 sizes=500+20000 cover=60 cups=4 spread=50 draws=1000 seed=1";
    assert_eq!(formula.to_string(), line);
    assert_eq!(line.parse(), Ok(formula));
    for (from, to) in
        [("scale=places", "scale=x"), ("/20+a", "/0+a"), ("cups=4", "cups=0"), (" seed=1", ""), ("500+", "x+")]
    {
        assert!(line.replace(from, to).parse::<Formula>().is_err(), "{to}");
    }
}

#[test]
fn a_formula_keeps_to_its_limits() {
    let usual = Formula::standard("v1");
    let term = |measure, basis| Term { measure, basis, weight: 1 };
    for (wrong, part) in [
        (Formula { version: "a b".into(), ..usual.clone() }, "version"),
        (Formula { terms: vec![], ..usual.clone() }, "terms"),
        (Formula { terms: vec![term(Measure::Answers, Basis::PerHead)], ..usual.clone() }, "terms"),
        (Formula { terms: vec![term(Measure::Gaps, Basis::Total); 2], ..usual.clone() }, "terms"),
        (Formula { sizes: vec![5, 5], ..usual.clone() }, "sizes"),
        (Formula { cover: 101, ..usual.clone() }, "cover"),
        (Formula { spread: 101, ..usual.clone() }, "spread"),
        (Formula { draws: 10_001, ..usual.clone() }, "draws"),
    ] {
        assert_eq!(wrong.checked().unwrap_err().field, part);
    }
}

#[test]
fn amounts_become_points() {
    for (scale, amounts, wanted) in [
        (Scale::Places, vec![Some(1), Some(2), Some(3)], vec![Some(0), Some(50_000), Some(100_000)]),
        (Scale::Places, vec![Some(5), Some(5), Some(-9)], vec![Some(75_000), Some(75_000), Some(0)]),
        (Scale::Places, vec![Some(5), None, Some(900)], vec![Some(0), None, Some(100_000)]),
        (Scale::Range, vec![Some(0), Some(1), Some(3)], vec![Some(0), Some(33_333), Some(100_000)]),
        (Scale::Range, vec![Some(-3), Some(-1), Some(0)], vec![Some(0), Some(66_667), Some(100_000)]),
        (Scale::Range, vec![Some(4), Some(4)], vec![Some(50_000), Some(50_000)]),
        (Scale::Places, vec![None, Some(4)], vec![None, Some(50_000)]),
        (Scale::Places, vec![None], vec![None]),
    ] {
        assert_eq!(points(scale, &amounts), wanted, "{scale} {amounts:?}");
    }
}

#[test]
fn amounts_per_head_are_for_a_thousand_employees() {
    let mut firm = entrant("P", [7, 0, 0, -7, 0]);
    let per_head = |measure| Term { measure, basis: Basis::PerHead, weight: 1 };
    firm.heads = Some(3_000);
    assert_eq!(amount(&per_head(Measure::Listings), &firm), Ok(23_333));
    assert_eq!(amount(&per_head(Measure::Sourcing), &firm), Ok(-23_333));
    for heads in [None, Some(0)] {
        firm.heads = heads;
        assert_eq!(amount(&per_head(Measure::Listings), &firm), Err(Reason::NoHeads));
    }
}

#[test]
fn equals_share_a_rank_and_the_next_is_left_out() {
    assert_eq!(interval::ranks(&[Some(5), Some(9), Some(5), Some(1)]), [2, 1, 2, 4]);
    assert_eq!(interval::score(&vec![Some(100), None, Some(0)], &[1, 5, 2]), Some(33));
    assert_eq!(interval::score(&vec![None, None], &[1, 5]), None);
}
