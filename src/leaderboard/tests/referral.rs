use super::Dice;
use crate::leaderboard::referral::{REFERRERS, apportion, credit, split};
use crate::units::Decimal;

fn parts(way: &[&str], referrers: u32) -> Vec<(String, String)> {
    split(way, referrers).unwrap().into_iter().map(|share| (share.park, share.part.to_string())).collect()
}

#[test]
fn who_hands_on_and_who_serves_share_the_credit() {
    for (way, referrers, wanted) in [
        (&["A", "B"][..], REFERRERS, &[("A", "0.2"), ("B", "0.8")][..]),
        (&["A"], REFERRERS, &[("A", "1")]),
        (&["A", "B", "C", "D"], REFERRERS, &[("A", "0.0667"), ("B", "0.0667"), ("C", "0.0666"), ("D", "0.8")]),
        (&["A", "B", "A", "C"], 50, &[("A", "0.25"), ("B", "0.25"), ("C", "0.5")]),
        (&["A", "B", "A"], REFERRERS, &[("B", "0.2"), ("A", "0.8")]),
        (&["A", "A"], REFERRERS, &[("A", "1")]),
        (&["A", "B"], 100, &[("A", "1"), ("B", "0")]),
    ] {
        let wanted: Vec<(String, String)> =
            wanted.iter().map(|(park, part)| (park.to_string(), part.to_string())).collect();
        assert_eq!(parts(way, referrers), wanted, "{way:?}");
    }
    assert!(split(&[], REFERRERS).is_err() && split(&["A"], 101).is_err());
}

#[test]
fn parts_always_sum_to_the_whole() {
    let mut dice = Dice::new(11, 0);
    for _ in 0..5_000 {
        let way: Vec<&str> = (0..=dice.below(9)).map(|_| ["A", "B", "C", "D", "E", "F", "G"][dice.below(7)]).collect();
        let shares = split(&way, dice.below(101) as u32).unwrap();
        assert_eq!(shares.iter().map(|share| share.part.raw()).sum::<i64>(), Decimal::whole(1).raw());
        let amount = Decimal::from_raw(dice.roll() as i64);
        let parts = credit(amount, &shares);
        assert_eq!(parts.iter().map(|part| i128::from(part.raw())).sum::<i128>(), i128::from(amount.raw()));
    }
    assert_eq!(apportion(7, &[0, 0]), [0, 0]);
    assert_eq!(apportion(-7, &[1, 1, 2]), [-2, -2, -3]);
}
