//! Amounts by district (rows) and industry (columns), with their margins.

/// A dense table of finite, non-negative amounts: jobs, plants or revenue. All its indices count from zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    columns: usize,
    values: Vec<f64>,
    row_totals: Vec<f64>,
    column_totals: Vec<f64>,
    total: f64,
}

impl Table {
    /// Row after row of `columns` amounts each. A last row that is not full is left out.
    pub fn new(columns: usize, mut values: Vec<f64>) -> Self {
        values.truncate(values.len() - values.len() % columns.max(1));
        let mut column_totals = vec![0.0; columns];
        let mut row_totals = Vec::new();
        for row in values.chunks_exact(columns.max(1)) {
            row_totals.push(row.iter().sum());
            column_totals.iter_mut().zip(row).for_each(|(total, value)| *total += value);
        }
        let total = row_totals.iter().sum();
        Self { columns, values, row_totals, column_totals, total }
    }

    /// How many districts.
    pub fn rows(&self) -> usize {
        self.row_totals.len()
    }

    /// How many industries.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The amount of an industry in a district.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.columns + column]
    }

    /// All industries of a district.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.columns..][..self.columns]
    }

    /// All districts of an industry.
    pub fn column(&self, column: usize) -> impl Iterator<Item = f64> + Clone {
        self.values.iter().skip(column).step_by(self.columns).copied()
    }

    /// What each district has of all industries.
    pub fn row_totals(&self) -> &[f64] {
        &self.row_totals
    }

    /// What each industry has in all districts.
    pub fn column_totals(&self) -> &[f64] {
        &self.column_totals
    }

    /// The sum of all amounts.
    pub fn total(&self) -> f64 {
        self.total
    }
}
