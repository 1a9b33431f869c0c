//! Kernel density on a whole grid: firms are counted per cell, and the bell is laid along rows, then along columns.

use super::{Absent, Value};
use std::f64::consts::TAU;

/// A grid of square cells, in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// West end.
    pub x: f64,
    /// South end.
    pub y: f64,
    /// Side of a cell.
    pub cell: f64,
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from south to north.
    pub rows: usize,
}

impl Grid {
    /// The middle of a cell.
    pub fn centre(&self, row: usize, column: usize) -> (f64, f64) {
        (self.x + (column as f64 + 0.5) * self.cell, self.y + (row as f64 + 0.5) * self.cell)
    }

    /// The cell of a place, if it lies on the grid.
    fn cell_of(&self, x: f64, y: f64) -> Option<usize> {
        let (column, row) = ((x - self.x) / self.cell, (y - self.y) / self.cell);
        let inside = column >= 0.0 && row >= 0.0 && column < self.columns as f64 && row < self.rows as f64;
        inside.then(|| row as usize * self.columns + column as usize)
    }
}

/// A bell ends where it has fallen to 1e-6 of its top.
const REACH: f64 = 5.26;

/// Gaussian density per square metre at the centre of each cell, row by row from the south west; weights are scaled to
/// sum to 1 over all firms, on the grid or not; `h` in metres.
///
/// A firm counts as if at the centre of its cell, which widens the bell by (cell / h)² / 24, 0.01 % for a cell of h/20.
/// Firms off the grid are not spread into it.
///
/// # Errors
/// `NoBase` if the weights do not sum to more than 0.
pub fn density_grid(x: &[f64], y: &[f64], weight: &[f64], h: f64, grid: Grid) -> Result<Vec<f64>, Absent> {
    let total: f64 = weight.iter().sum();
    if total.is_nan() || total <= 0.0 {
        return Err(Absent::NoBase);
    }
    let mut cells = vec![0.0; grid.columns * grid.rows];
    for ((&x, &y), w) in x.iter().zip(y).zip(weight) {
        if let Some(cell) = grid.cell_of(x, y) {
            cells[cell] += w / total;
        }
    }
    let bell = bell(h, grid.cell);
    // Turning the grid makes both passes the same pass down the columns, which whole rows can take at once.
    let north_south = blur_down(&cells, grid.columns, &bell);
    let turned = turn(&north_south, grid.columns);
    Ok(turn(&blur_down(&turned, grid.rows, &bell), grid.rows))
}

/// The bell at 0, 1, 2 … cells from its middle, per metre.
fn bell(h: f64, cell: f64) -> Vec<f64> {
    let last = (REACH * h / cell).ceil() as usize;
    let at = |k: usize| (-0.5 * (k as f64 * cell / h).powi(2)).exp() / (h * TAU.sqrt());
    (0..=last).map(at).collect()
}

fn blur_down(cells: &[f64], columns: usize, bell: &[f64]) -> Vec<f64> {
    let rows = cells.len() / columns.max(1);
    let row = |r: usize| &cells[r * columns..(r + 1) * columns];
    let mut out = vec![0.0; cells.len()];
    for (r, sums) in out.chunks_exact_mut(columns.max(1)).enumerate() {
        for other in r.saturating_sub(bell.len() - 1)..(r + bell.len()).min(rows) {
            let share = bell[r.abs_diff(other)];
            sums.iter_mut().zip(row(other)).for_each(|(sum, mass)| *sum += share * mass);
        }
    }
    out
}

/// Rows become columns.
fn turn(cells: &[f64], columns: usize) -> Vec<f64> {
    let rows = cells.len() / columns.max(1);
    (0..columns).flat_map(|c| (0..rows).map(move |r| cells[r * columns + c])).collect()
}

/// The density of a grid at one of its cells' centres: a bridge for callers that ask both ways.
pub fn at(densities: &[f64], grid: Grid, x: f64, y: f64) -> Value {
    grid.cell_of(x, y).map(|c| densities[c]).ok_or(Absent::NoBase)
}

#[cfg(test)]
mod tests {
    use super::super::dice::Dice;
    use super::super::kernel::{Kernel, density};
    use super::*;

    #[test]
    fn agrees_with_direct_sums() {
        let mut dice = Dice::new(4, 0);
        let (x, y): (Vec<f64>, Vec<f64>) = (0..500).map(|_| (dice.unit() * 8e3, dice.unit() * 6e3)).unzip();
        let jobs: Vec<f64> = (0..500).map(|_| 1.0 + dice.unit() * 99.0).collect();
        let grid = Grid { x: 0.0, y: 0.0, cell: 50.0, columns: 160, rows: 120 };
        let cells = density_grid(&x, &y, &jobs, 1000.0, grid).unwrap();
        for (row, column) in [(0, 0), (60, 80), (119, 159), (10, 150)] {
            let (px, py) = grid.centre(row, column);
            let exact = density(&x, &y, &jobs, Kernel::Gaussian, 1000.0, &[(px, py)])[0].unwrap();
            assert!((at(&cells, grid, px, py).unwrap() / exact - 1.0).abs() < 5e-3);
        }
    }

    #[test]
    fn firms_at_cell_centres_lose_only_the_far_tail() {
        let grid = Grid { x: 0.0, y: 0.0, cell: 100.0, columns: 30, rows: 20 };
        let (px, py) = grid.centre(7, 11);
        let cells = density_grid(&[px], &[py], &[3.0], 400.0, grid).unwrap();
        let points: Vec<(f64, f64)> = (0..20).flat_map(|r| (0..30).map(move |c| grid.centre(r, c))).collect();
        let exact = density(&[px], &[py], &[3.0], Kernel::Gaussian, 400.0, &points);
        let top = exact.iter().map(|d| d.unwrap()).fold(0.0, f64::max);
        assert!(cells.iter().zip(&exact).all(|(c, e)| (c - e.unwrap()).abs() <= 2e-6 * top));
    }
}
