use super::Dice;
use crate::fairs::planner::assignment::assign;

fn cheapest(costs: &[Vec<i64>], row: usize, used: &mut Vec<bool>) -> i64 {
    if row == costs.len() {
        return 0;
    }
    let mut best = i64::MAX / 2;
    for column in 0..used.len() {
        if !used[column] {
            used[column] = true;
            best = best.min(costs[row][column] + cheapest(costs, row + 1, used));
            used[column] = false;
        }
    }
    best
}

#[test]
fn the_assignment_is_the_cheapest() {
    let mut dice = Dice(5);
    for _ in 0..2_000 {
        let rows = dice.below(6) as usize;
        let columns = rows + dice.below(3) as usize;
        let costs: Vec<Vec<i64>> =
            (0..rows).map(|_| (0..columns).map(|_| dice.below(30) as i64 - 5).collect()).collect();
        let found = assign(&costs);
        let mut seen = found.clone();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), rows);
        let sum: i64 = found.iter().enumerate().map(|(row, column)| costs[row][*column]).sum();
        assert_eq!(sum, cheapest(&costs, 0, &mut vec![false; columns]));
    }
}
