//! Boards by hand and by chance.

mod boards;
mod counting;
mod csv;
mod referral;
mod rules;

use super::formula::{Basis, Formula, Scale, Term};
use super::{Entrant, Frozen, Kind, Measure, Medal, Reason, Value};
use crate::clusters::stats::dice::Dice;
use crate::units::Decimal;

/// An entrant with these whole values, in the order of the measures.
fn entrant(code: &str, values: [i64; 5]) -> Entrant {
    let value = |amount| Value::Known { amount: Decimal::whole(amount), evidence: 3 };
    Entrant {
        kind: Kind::Park,
        code: code.into(),
        name: format!("{code} 园区"),
        heads: Some(1_000),
        values: values.map(value),
        appeal: None,
    }
}

impl Dice {
    fn is(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Values that are often alike, sometimes negative, sometimes missing.
    fn value(&mut self, coarse: bool) -> Value {
        if self.is(8) {
            return Value::Missing(Reason::ALL[self.below(3)]);
        }
        let raw = if coarse { self.below(4) as i64 * 10_000 } else { self.below(9_000_000) as i64 - 500_000 };
        Value::Known { amount: Decimal::from_raw(raw), evidence: self.below(40) as u64 }
    }

    fn entrant(&mut self, number: usize, coarse: bool) -> Entrant {
        let names = ["崇川区", "=开发区", "港口,\"东\"", " 园 区\n二", "'-x"];
        Entrant {
            kind: Kind::ALL[self.below(2)],
            code: format!("{}{number:04}", ["", "0", "-"][self.below(3)]),
            name: names[self.below(5)].into(),
            heads: (!self.is(7)).then(|| self.below(60_000) as u64),
            values: std::array::from_fn(|_| self.value(coarse)),
            appeal: self.is(8).then(|| Frozen { rank: 1 + self.below(9) as u32, medal: self.medal() }),
        }
    }

    fn medal(&mut self) -> Option<Medal> {
        Medal::ALL.get(self.below(4)).copied()
    }

    fn formula(&mut self) -> Formula {
        let mut formula = Formula::standard("2026.1-x");
        formula.terms = vec![];
        for measure in Measure::ALL {
            for basis in [Basis::Total, Basis::PerHead] {
                if self.is(50) && !(measure.is_rate() && basis == Basis::PerHead) {
                    formula.terms.push(Term { measure: *measure, basis, weight: 1 + self.below(50) as u32 });
                }
            }
        }
        if formula.terms.is_empty() {
            formula.terms.push(Term { measure: Measure::Deals, basis: Basis::Total, weight: 7 });
        }
        formula.scale = Scale::ALL[self.below(2)];
        formula.sizes = [vec![], vec![20_000], vec![5_000, 30_000]][self.below(3)].clone();
        formula.draws = self.below(60) as u32;
        formula.seed = self.roll();
        formula.checked().unwrap()
    }

    fn entrants(&mut self) -> Vec<Entrant> {
        let coarse = self.is(50);
        (0..1 + self.below(25)).map(|number| self.entrant(number, coarse)).collect()
    }
}
