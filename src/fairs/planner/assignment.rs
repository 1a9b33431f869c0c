//! The cheapest assignment of rows to columns of their own (Kuhn, *The Hungarian method for the assignment problem*,
//! 1955; in the form of Jonker and Volgenant, row by row along shortest ways).

const FAR: i64 = i64::MAX / 4;
const NONE: usize = usize::MAX;

/// The column of each row, so that costs together are least; there are no more rows than columns.
pub fn assign(costs: &[Vec<i64>]) -> Vec<usize> {
    let columns = costs.first().map_or(0, Vec::len);
    let mut state =
        State { costs, of_row: vec![0; costs.len()], of_column: vec![0; columns], row_at: vec![NONE; columns] };
    (0..costs.len()).for_each(|row| state.seat(row));
    let mut column_of = vec![NONE; costs.len()];
    for (column, row) in state.row_at.iter().enumerate().filter(|(_, row)| **row != NONE) {
        column_of[*row] = column;
    }
    column_of
}

/// Prices of rows and columns, and the row of each column so far.
struct State<'a> {
    costs: &'a [Vec<i64>],
    of_row: Vec<i64>,
    of_column: Vec<i64>,
    row_at: Vec<usize>,
}

impl State<'_> {
    /// Seats a row in a free column at the end of the shortest way, along which those seated move on.
    fn seat(&mut self, row: usize) {
        let columns = self.row_at.len();
        let (mut least, mut from, mut is_done) = (vec![FAR; columns], vec![NONE; columns], vec![false; columns]);
        let (mut at, mut reached) = (NONE, row);
        while reached != NONE {
            let (step, next) = self.step(reached, at, &mut least, &mut from, &is_done);
            self.raise(row, step, &mut least, &is_done);
            is_done[next] = true;
            (at, reached) = (next, self.row_at[next]);
        }
        while at != NONE {
            let before = from[at];
            self.row_at[at] = if before == NONE { row } else { self.row_at[before] };
            at = before;
        }
    }

    /// Looks on from the row seated at `at`: the nearest column not yet done, and how far it is.
    fn step(&self, row: usize, at: usize, least: &mut [i64], from: &mut [usize], is_done: &[bool]) -> (i64, usize) {
        let (mut step, mut next) = (FAR, NONE);
        for column in (0..least.len()).filter(|column| !is_done[*column]) {
            let length = self.costs[row][column] - self.of_row[row] - self.of_column[column];
            if length < least[column] {
                (least[column], from[column]) = (length, at);
            }
            if least[column] < step {
                (step, next) = (least[column], column);
            }
        }
        (step, next)
    }

    /// Moves prices so that the nearest column is at no distance.
    fn raise(&mut self, row: usize, step: i64, least: &mut [i64], is_done: &[bool]) {
        self.of_row[row] += step;
        for column in 0..least.len() {
            if is_done[column] {
                self.of_row[self.row_at[column]] += step;
                self.of_column[column] -= step;
            } else {
                least[column] -= step;
            }
        }
    }
}
