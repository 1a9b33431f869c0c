//! A formula: what counts, how, and by how much. A published one never changes; another gets another version.

use std::fmt;
use std::str::FromStr;

use super::Measure;
use crate::faults::Fault;
use crate::lang::Say;

crate::text_enum! {
    /// What an amount is set against.
    Basis {
        /// Nothing: the whole amount.
        Total = "total",
        /// Employees: the amount for each thousand of them.
        PerHead = "per_head",
    }
}

crate::text_enum! {
    /// How amounts of one measure become points from 0 to 100.
    Scale {
        /// By place: the part of the others that it is ahead of, an equal one counting half. One huge amount moves nobody.
        Places = "places",
        /// By distance: 0 for the least, 100 for the most, others in between as their amount lies.
        Range = "range",
    }
}

/// One part of the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// What is measured.
    pub measure: Measure,
    /// Against what.
    pub basis: Basis,
    /// Its weight among the others, 1 to 1,000.
    pub weight: u32,
}

/// How a board is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// Its name: letters, digits, `.`, `-`, `_`.
    pub version: String,
    /// How amounts become points.
    pub scale: Scale,
    /// What counts; 1 to 10 terms, no two alike.
    pub terms: Vec<Term>,
    /// Employees from which the next larger size begins, rising; empty where all sizes are ranked together.
    pub sizes: Vec<u64>,
    /// Percent of all weight that must be known for a rank, 1 to 100.
    pub cover: u32,
    /// Ranked entrants of a size from which cups are given, 1 or more.
    pub cups: u32,
    /// Percent by which weights are moved up or down, 0 to 100, to see how far ranks depend on them.
    pub spread: u32,
    /// How often they are moved, up to 10,000; nought for no intervals.
    pub draws: u32,
    /// The seed of that chance.
    pub seed: u64,
}

impl Formula {
    /// Every measure as a whole amount, weights 20 each.
    pub fn standard(version: &str) -> Formula {
        let term = |measure: &Measure| Term { measure: *measure, basis: Basis::Total, weight: 20 };
        Formula {
            version: version.into(),
            scale: Scale::Places,
            terms: Measure::ALL.iter().map(term).collect(),
            sizes: vec![],
            cover: 60,
            cups: 4,
            spread: 50,
            draws: 1_000,
            seed: 1,
        }
    }

    /// The same, but for each thousand employees where that has a meaning.
    pub fn per_head(self) -> Formula {
        let basis = |measure: Measure| if measure.is_rate() { Basis::Total } else { Basis::PerHead };
        let terms = self.terms.iter().map(|term| Term { basis: basis(term.measure), ..*term }).collect();
        Formula { terms, ..self }
    }

    /// This formula, if it is within its limits.
    ///
    /// # Errors
    /// The first part that is not.
    pub fn checked(self) -> Result<Formula, Fault> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        let alike = |at: usize, term: &Term| {
            self.terms[..at].iter().any(|other| (other.measure, other.basis) == (term.measure, term.basis))
        };
        let is_wrong = |(at, term): (usize, &Term)| {
            alike(at, term)
                || !(1..=1_000).contains(&term.weight)
                || (term.measure.is_rate() && term.basis == Basis::PerHead)
        };
        let wrong = [
            ("version", self.version.is_empty() || !self.version.chars().all(is_word)),
            ("terms", !(1..=10).contains(&self.terms.len()) || self.terms.iter().enumerate().any(is_wrong)),
            ("sizes", self.sizes.windows(2).any(|pair| pair[0] >= pair[1]) || self.sizes.first() == Some(&0)),
            ("cover", !(1..=100).contains(&self.cover)),
            ("cups", self.cups == 0),
            ("spread", self.spread > 100),
            ("draws", self.draws > 10_000),
        ];
        match wrong.into_iter().find(|(_, is_wrong)| *is_wrong) {
            None => Ok(self),
            Some((name, _)) => Err(fault(name, &self.to_string())),
        }
    }
}

fn fault(part: &str, value: &str) -> Fault {
    let cause = Say::new(format!("公式的 {part} 不成立"), format!("The part {part} of the formula does not hold"));
    Fault::new(part, value, cause, Say::new("请核对公式说明", "See how formulas are written"))
}

impl fmt::Display for Formula {
    /// One line that says all: `2026.1 scale=places terms=listings/total/20+deals/per_head/30 sizes= cover=60 …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let term = |term: &Term| format!("{}/{}/{}", term.measure, term.basis, term.weight);
        let terms: Vec<String> = self.terms.iter().map(term).collect();
        let sizes: Vec<String> = self.sizes.iter().map(u64::to_string).collect();
        write!(f, "{} scale={} terms={}", self.version, self.scale, terms.join("+"))?;
        write!(f, " sizes={} cover={} cups={}", sizes.join("+"), self.cover, self.cups)?;
        write!(f, " spread={} draws={} seed={}", self.spread, self.draws, self.seed)
    }
}

impl FromStr for Formula {
    type Err = Fault;

    /// Reads what [`Display`](fmt::Display) writes.
    fn from_str(text: &str) -> Result<Formula, Fault> {
        let version = text.split(' ').next().unwrap_or("").to_owned();
        let part = |name: &str| {
            let found = text.split(' ').filter_map(|part| part.split_once('=')).find(|(key, _)| *key == name);
            found.map(|(_, value)| value).ok_or_else(|| fault(name, text))
        };
        let formula = Formula {
            version,
            scale: Scale::parse(part("scale")?).ok_or_else(|| fault("scale", text))?,
            terms: part("terms")?.split('+').map(term).collect::<Option<_>>().ok_or_else(|| fault("terms", text))?,
            sizes: numbers(part("sizes")?).ok_or_else(|| fault("sizes", text))?,
            cover: number(part("cover")?, "cover")?,
            cups: number(part("cups")?, "cups")?,
            spread: number(part("spread")?, "spread")?,
            draws: number(part("draws")?, "draws")?,
            seed: number(part("seed")?, "seed")?,
        };
        formula.checked()
    }
}

fn number<N: FromStr>(text: &str, name: &str) -> Result<N, Fault> {
    text.parse().map_err(|_| fault(name, text))
}

fn numbers(text: &str) -> Option<Vec<u64>> {
    text.split('+').filter(|number| !number.is_empty()).map(|number| number.parse().ok()).collect()
}

fn term(text: &str) -> Option<Term> {
    let mut words = text.split('/');
    let (measure, basis) = (Measure::parse(words.next()?)?, Basis::parse(words.next()?)?);
    let weight = words.next()?.parse().ok()?;
    words.next().is_none().then_some(Term { measure, basis, weight })
}
