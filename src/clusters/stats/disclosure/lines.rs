//! The sums as lines of figures, and the first pass: hide on each line until what it tells is safe.

use std::collections::VecDeque;

use super::{Contributors, Figure, Id, Rules};

/// Figures and the lines that they are on. A line says that a total less its parts is zero.
pub struct Net<'a> {
    figures: &'a [Figure],
    sums: &'a [(Id, Vec<Id>)],
    rules: &'a Rules,
    /// By figure: the lines it is on and its factor there, lines ascending, none twice.
    columns: Vec<Vec<(u32, i64)>>,
    pub hidden: Vec<bool>,
    /// By line: how many of its figures are hidden.
    counts: Vec<u32>,
}

impl<'a> Net<'a> {
    /// `hidden` says which figures the primary rules withhold.
    pub fn new(figures: &'a [Figure], sums: &'a [(Id, Vec<Id>)], rules: &'a Rules, hidden: Vec<bool>) -> Self {
        let mut columns = vec![Vec::new(); figures.len()];
        for (line, (total, parts)) in sums.iter().enumerate() {
            let factors = parts.iter().map(|part| (part, -1)).chain([(total, 1)]);
            factors.for_each(|(id, factor)| add(&mut columns[id.index()], line as u32, factor));
        }
        columns.iter_mut().for_each(|column: &mut Vec<(u32, i64)>| column.retain(|(_, factor)| *factor != 0));
        let mut counts = vec![0; sums.len()];
        let withheld = hidden.iter().zip(&columns).filter(|(hidden, _)| **hidden);
        withheld.flat_map(|(_, column)| column).for_each(|(line, _)| counts[*line as usize] += 1);
        Self { figures, sums, rules, columns, hidden, counts }
    }

    /// The lines of a figure, with its factor.
    pub fn column(&self, id: usize) -> &[(u32, i64)] {
        &self.columns[id]
    }

    /// How many figures there are.
    pub fn figures(&self) -> usize {
        self.figures.len()
    }

    /// The true value of a figure.
    pub fn value(&self, id: usize) -> f64 {
        self.figures[id].value
    }

    /// What every reader knows that a hidden figure is at least.
    pub fn floor(&self, id: usize) -> f64 {
        self.figures[id].floor
    }

    /// How wide the bounds of a hidden figure must be.
    pub fn least_width(&self, id: usize) -> f64 {
        self.rules.width * self.value(id).abs()
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.sums.len()
    }

    /// How many figures of a line are hidden.
    pub fn hidden_on(&self, line: usize) -> u32 {
        self.counts[line]
    }

    /// All figures by number that are hidden.
    pub fn withheld(&self) -> impl Iterator<Item = usize> {
        self.hidden.iter().enumerate().filter(|(_, hidden)| **hidden).map(|(id, _)| id)
    }

    /// All figures by number that may still be hidden.
    pub fn open(&self) -> impl Iterator<Item = usize> {
        (0..self.figures.len()).filter(|id| self.may_hide(*id))
    }

    /// What the reader loses if a figure is hidden: its amount, and as much again for every line where it would be
    /// the first, as that line will need a second.
    pub fn cost(&self, id: usize) -> f64 {
        let first = self.columns[id].iter().filter(|(line, _)| self.counts[*line as usize] == 0).count();
        (1.0 + self.figures[id].value.abs()) * (1 + first) as f64
    }

    /// Hides a figure.
    pub fn hide(&mut self, id: usize) {
        if !std::mem::replace(&mut self.hidden[id], true) {
            self.columns[id].iter().for_each(|(line, _)| self.counts[*line as usize] += 1);
        }
    }

    /// Hides figures until every line that hides any is safe, as far as may be.
    pub fn settle(&mut self) {
        let mut waiting: VecDeque<usize> = (0..self.lines()).filter(|line| self.counts[*line] > 0).collect();
        let mut queued: Vec<bool> = self.counts.iter().map(|count| *count > 0).collect();
        while let Some(line) = waiting.pop_front() {
            queued[line] = false;
            while !self.safe(line) {
                let Some(id) = self.cheapest(line) else { break };
                self.hide(id);
                for (other, _) in &self.columns[id] {
                    if !std::mem::replace(&mut queued[*other as usize], true) {
                        waiting.push_back(*other as usize);
                    }
                }
            }
        }
    }

    /// Whether a line tells nothing that the rules forbid. Where its total is shown, it tells the sum of its hidden
    /// parts: that sum is a published figure too, and must have more firms than parts, or each would have one.
    fn safe(&self, line: usize) -> bool {
        let (total, parts) = &self.sums[line];
        match self.counts[line] {
            0 => true,
            1 => false,
            _ if self.hidden[total.index()] => true,
            count => {
                let hidden = || parts.iter().map(|id| id.index()).filter(|id| self.hidden[*id]);
                let by = hidden().map(|id| self.figures[id].by).fold(Contributors::default(), Contributors::and);
                let any = hidden().any(|id| self.figures[id].value != 0.0);
                any && by.n > u64::from(count) && self.rules.broken(&by).next().is_none()
            }
        }
    }

    /// The figure to hide that is nearest to a line: on it, or else on a line of one of its hidden figures, and so on.
    pub fn nearest(&self, line: usize) -> Option<usize> {
        let mut seen = vec![false; self.lines()];
        let mut waiting = VecDeque::from([line]);
        while let Some(line) = waiting.pop_front() {
            if seen[line] {
                continue;
            }
            seen[line] = true;
            if let Some(id) = self.cheapest(line) {
                return Some(id);
            }
            let next = self.on(line).filter(|id| self.hidden[*id]).flat_map(|id| &self.columns[id]);
            waiting.extend(next.map(|(line, _)| *line as usize).filter(|line| !seen[*line]));
        }
        None
    }

    fn cheapest(&self, line: usize) -> Option<usize> {
        self.on(line).filter(|id| self.may_hide(*id)).min_by(|a, b| self.cost(*a).total_cmp(&self.cost(*b)))
    }

    fn on(&self, line: usize) -> impl Iterator<Item = usize> {
        let (total, parts) = &self.sums[line];
        parts.iter().chain([total]).map(|id| id.index())
    }

    fn may_hide(&self, id: usize) -> bool {
        !self.hidden[id] && !self.figures[id].public && !self.figures[id].empty()
    }
}

fn add(column: &mut Vec<(u32, i64)>, line: u32, factor: i64) {
    match column.last_mut() {
        Some((last, sum)) if *last == line => *sum += factor,
        _ => column.push((line, factor)),
    }
}
