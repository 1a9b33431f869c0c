//! A dense table of numbers.

/// Rows of equal length in one piece of memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    columns: usize,
    cells: Vec<f64>,
}

impl Dense {
    /// From cells row by row.
    ///
    /// # Panics
    /// If the cells do not fill whole rows.
    pub fn new(columns: usize, cells: Vec<f64>) -> Dense {
        assert!(columns > 0 && cells.len().is_multiple_of(columns), "whole rows of at least one column");
        Dense { columns, cells }
    }

    /// From a function of row and column.
    pub fn from_fn(rows: usize, columns: usize, cell: impl Fn(usize, usize) -> f64) -> Dense {
        let cell = &cell;
        Dense::new(columns, (0..rows).flat_map(|r| (0..columns).map(move |c| cell(r, c))).collect())
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.cells.len() / self.columns
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// A row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.cells[row * self.columns..(row + 1) * self.columns]
    }

    /// A cell.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.columns + column]
    }

    /// Sums of the rows.
    pub fn row_sums(&self) -> Vec<f64> {
        self.cells.chunks_exact(self.columns).map(|row| row.iter().sum()).collect()
    }

    /// Sums of the columns.
    pub fn column_sums(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.columns];
        for row in self.cells.chunks_exact(self.columns) {
            sums.iter_mut().zip(row).for_each(|(sum, cell)| *sum += cell);
        }
        sums
    }

    /// For each row of `of`, the sum of this table's rows, each times its weight there: the product `of` × this.
    pub fn mixed(&self, of: &Dense) -> Dense {
        let mut out = vec![0.0; of.rows() * self.columns];
        for (r, sums) in out.chunks_exact_mut(self.columns).enumerate() {
            for (b, &weight) in of.row(r).iter().enumerate().filter(|(_, w)| **w != 0.0) {
                sums.iter_mut().zip(self.row(b)).for_each(|(sum, cell)| *sum += weight * cell);
            }
        }
        Dense::new(self.columns, out)
    }
}
