//! Elimination over the columns of hidden figures: those that depend on no others before them make a basis, each
//! reduced to a sparse vector over the lines whose last line (its lead) is no other's.

use super::super::field::Residue;
use super::super::lines::Net;

/// Entries by row, ascending.
type Sparse = Vec<(u32, Residue)>;

pub struct Basis {
    /// By line: its row. Long lines come first, so that leads are short lines and few steps reduce a column.
    rows: Vec<u32>,
    /// By row: the vector that leads there.
    leads: Vec<Option<u32>>,
    vectors: Vec<Vector>,
    /// By figure: its vector, if it is one of the basis.
    places: Vec<Option<u32>>,
}

/// `entries = scale * (the figure's column - sum of factor * earlier vector)`, with 1 at its lead.
struct Vector {
    figure: usize,
    entries: Sparse,
    scale: Residue,
    less: Vec<(u32, Residue)>,
}

/// Factors by row whose combination of lines leaves a single figure: how it follows from the others.
pub struct Proof<'a> {
    rows: &'a [u32],
    factors: Vec<Residue>,
}

impl Basis {
    pub fn of(net: &Net) -> Self {
        let mut order: Vec<usize> = (0..net.lines()).collect();
        order.sort_by_key(|line| std::cmp::Reverse(net.hidden_on(*line)));
        let mut rows = vec![0; net.lines()];
        order.iter().enumerate().for_each(|(row, line)| rows[*line] = row as u32);
        let leads = vec![None; net.lines()];
        let mut basis = Self { rows, leads, vectors: Vec::new(), places: vec![None; net.figures()] };
        let mut figures: Vec<usize> = net.withheld().collect();
        // figures on one line make short vectors
        figures.sort_by_key(|id| net.column(*id).len());
        figures.into_iter().for_each(|id| basis.take(id, net.column(id)));
        basis
    }

    /// The hidden figures that follow from the shown ones.
    pub fn determined(&self, net: &Net) -> Vec<usize> {
        let mut bits = Bits(0x5eed);
        let mut rest = vec![Residue::ZERO; self.leads.len()];
        for id in net.withheld().filter(|id| self.places[*id].is_none()) {
            let step = bits.next();
            for (line, factor) in net.column(id) {
                let entry = &mut rest[self.rows[*line as usize] as usize];
                *entry = entry.minus(Residue::of(*factor).times(step));
            }
        }
        let steps = self.unreduce(self.solve(rest));
        let still = |(vector, step): (&Vector, &Residue)| (*step == Residue::ZERO).then_some(vector.figure);
        self.vectors.iter().zip(&steps).filter_map(still).collect()
    }

    /// Whether a figure's column is a combination of those of hidden figures: only then can it move with them.
    pub fn spans(&self, column: &[(u32, i64)]) -> bool {
        self.reduce(self.sparse(column)).0.is_empty()
    }

    /// How a determined figure follows from the shown ones. Factors on rows where nothing leads are zero.
    pub fn proof(&self, figure: usize) -> Proof<'_> {
        let place = self.places[figure];
        let mut products: Vec<Residue> = Vec::with_capacity(self.vectors.len());
        for (at, vector) in self.vectors.iter().enumerate() {
            let own = if Some(at as u32) == place { Residue::ONE } else { Residue::ZERO };
            let less =
                |sum: Residue, (earlier, factor): &(u32, Residue)| sum.minus(factor.times(products[*earlier as usize]));
            products.push(vector.scale.times(vector.less.iter().fold(own, less)));
        }
        let mut factors = vec![Residue::ZERO; self.leads.len()];
        for (row, lead) in self.leads.iter().enumerate() {
            let Some(at) = *lead else { continue };
            let before = self.vectors[at as usize].entries.split_last().map_or(&[][..], |(_, before)| before);
            let less = |sum: Residue, (row, entry): &(u32, Residue)| sum.minus(entry.times(factors[*row as usize]));
            factors[row] = before.iter().fold(products[at as usize], less);
        }
        Proof { rows: &self.rows, factors }
    }

    fn take(&mut self, figure: usize, column: &[(u32, i64)]) {
        let (mut entries, less) = self.reduce(self.sparse(column));
        let Some((row, lead)) = entries.last().copied() else { return };
        let scale = lead.inverse();
        entries.iter_mut().for_each(|(_, entry)| *entry = entry.times(scale));
        let place = Some(self.vectors.len() as u32);
        self.leads[row as usize] = place;
        self.places[figure] = place;
        self.vectors.push(Vector { figure, entries, scale, less });
    }

    fn sparse(&self, column: &[(u32, i64)]) -> Sparse {
        let entry = |(line, factor): &(u32, i64)| (self.rows[*line as usize], Residue::of(*factor));
        let mut entries: Sparse = column.iter().map(entry).collect();
        entries.sort_unstable_by_key(|(row, _)| *row);
        entries
    }

    /// Takes vectors off until no vector leads where the rest ends; what is left, and what was taken.
    fn reduce(&self, mut rest: Sparse) -> (Sparse, Vec<(u32, Residue)>) {
        let mut taken = Vec::new();
        while let Some((row, factor)) = rest.last().copied() {
            let Some(at) = self.leads[row as usize] else { break };
            rest = less(&rest, factor, &self.vectors[at as usize].entries);
            taken.push((at, factor));
        }
        (rest, taken)
    }

    /// The factors by vector that make up a combination of hidden columns.
    fn solve(&self, mut rest: Vec<Residue>) -> Vec<Residue> {
        let mut factors = vec![Residue::ZERO; self.vectors.len()];
        for row in (0..rest.len()).rev() {
            let (Some(at), factor) = (self.leads[row], rest[row]) else { continue };
            if factor != Residue::ZERO {
                factors[at as usize] = factor;
                for (row, entry) in &self.vectors[at as usize].entries {
                    rest[*row as usize] = rest[*row as usize].minus(factor.times(*entry));
                }
            }
        }
        factors
    }

    /// From factors of the reduced vectors to factors of the figures' own columns.
    fn unreduce(&self, mut factors: Vec<Residue>) -> Vec<Residue> {
        for (at, vector) in self.vectors.iter().enumerate().rev() {
            factors[at] = factors[at].times(vector.scale);
            for (earlier, factor) in &vector.less {
                let taken = factors[at].times(*factor);
                factors[*earlier as usize] = factors[*earlier as usize].minus(taken);
            }
        }
        factors
    }
}

impl Proof<'_> {
    /// The factor that the combination leaves at a figure with this column.
    pub fn at(&self, column: &[(u32, i64)]) -> Residue {
        let term =
            |(line, factor): &(u32, i64)| Residue::of(*factor).times(self.factors[self.rows[*line as usize] as usize]);
        column.iter().map(term).fold(Residue::ZERO, Residue::plus)
    }
}

/// `from - factor * other`, both sorted by row.
fn less(from: &Sparse, factor: Residue, other: &Sparse) -> Sparse {
    let mut merged = Vec::with_capacity(from.len() + other.len());
    let (mut a, mut b) = (from.iter().copied().peekable(), other.iter().copied().peekable());
    loop {
        let (left, right) = (a.peek().map(|e| e.0), b.peek().map(|e| e.0));
        let row = match (left, right) {
            (None, None) => return merged,
            (left, right) => left.unwrap_or(u32::MAX).min(right.unwrap_or(u32::MAX)),
        };
        let own = a.next_if(|e| e.0 == row).map_or(Residue::ZERO, |e| e.1);
        let taken = b.next_if(|e| e.0 == row).map_or(Residue::ZERO, |e| e.1.times(factor));
        let entry = own.minus(taken);
        if entry != Residue::ZERO {
            merged.push((row, entry));
        }
    }
}

/// Arbitrary bits, the same in every run (splitmix64).
struct Bits(u64);

impl Bits {
    fn next(&mut self) -> Residue {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Residue::from_bits(x ^ (x >> 31))
    }
}
