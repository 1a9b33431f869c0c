//! How much each row is pulled up or down: by every pair of its group that stands in the wrong order, or by its own
//! grade.

use rayon::prelude::*;

use super::{Aim, Params, Rows};

/// First and second derivative of a row's score.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pull {
    pub(super) slope: f32,
    pub(super) curve: f32,
}

/// Share of its weight that a place below the cut keeps, so that answers far down still move.
const BELOW_CUT: f32 = 0.5;

/// The pulls at these scores.
pub(super) fn pulls(rows: &Rows, scores: &[f32], params: &Params) -> Vec<Pull> {
    let groups = rows.groups.par_iter().enumerate();
    let parts: Vec<Vec<Pull>> = groups
        .map(|(group, range)| {
            let (grades, scores, weight) = (&rows.grades[range.clone()], &scores[range.clone()], rows.weights[group]);
            match params.aim {
                Aim::Order => of_group(grades, scores, params.cut, weight / rows.ideals[group].max(1e-6)),
                Aim::Right => grades.iter().zip(scores).map(|(grade, score)| of_row(*grade, *score, weight)).collect(),
            }
        })
        .collect();
    parts.concat()
}

fn of_row(grade: f32, score: f32, weight: f32) -> Pull {
    let likely = 1.0 / (1.0 + (-score).exp());
    let right = f32::from(u8::from(grade > 0.0));
    Pull { slope: weight * (right - likely), curve: weight * likely * (1.0 - likely) }
}

fn of_group(grades: &[f32], scores: &[f32], cut: usize, scale: f32) -> Vec<Pull> {
    let discounts = discounts(scores, cut);
    let mut pulls = vec![Pull::default(); grades.len()];
    for i in (0..grades.len()).filter(|i| grades[*i] > 0.0) {
        for j in (0..grades.len()).filter(|j| grades[*j] < grades[i]) {
            let change = ((grades[i] - grades[j]) * (discounts[i] - discounts[j])).abs() * scale;
            let wrong = 1.0 / (1.0 + (scores[i] - scores[j]).exp());
            let (slope, curve) = (change * wrong, change * wrong * (1.0 - wrong));
            pulls[i].slope += slope;
            pulls[j].slope -= slope;
            pulls[i].curve += curve;
            pulls[j].curve += curve;
        }
    }
    pulls
}

/// What a right answer counts at the place of each row.
fn discounts(scores: &[f32], cut: usize) -> Vec<f32> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    let mut discounts = vec![0.0; scores.len()];
    for (place, row) in order.into_iter().enumerate() {
        let full = 1.0 / (place as f32 + 2.0).log2();
        discounts[row] = if place < cut { full } else { full * BELOW_CUT };
    }
    discounts
}
