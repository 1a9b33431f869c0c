//! Pure decisions about purchase lists: reading a line, what it amounts to, and how much of a list the city can supply.

use super::LineFields;
use crate::faults::Fault;
use crate::fields::{CODE_LENGTH, Get, Reader};
use crate::lang::Say;
use crate::units::Decimal;

/// A line is covered when a firm that lists the good reaches this score, in points. Who lists the good itself has 65 for
/// that alone, who lists a narrower kind 49, who lists a wider kind 43 at least; specs that do not match cost points.
pub const THRESHOLD: i64 = 48;
/// The word of candidates that list nothing of the kind; they are shown, and cover nothing.
pub const GUESSED: &str = "likely_makes";

/// Reads a line; `get` gives the raw text of a column. The fields hold what could be read.
pub fn read(get: Get) -> (LineFields, Vec<Fault>) {
    let mut into = LineFields::default();
    let mut reader = Reader::new(get);
    reader.name("name", &mut into.name, 200);
    reader.text("specs", &mut into.specs, 600);
    reader.decimal("quantity", &mut into.quantity);
    reader.text("unit", &mut into.unit, 20);
    reader.decimal("price", &mut into.price);
    reader.decimal("budget", &mut into.budget);
    reader.day("needed_by", &mut into.needed_by);
    if into.quantity.is_some_and(|quantity| quantity.raw() == 0) {
        let fix = Say::new("请填大于 0 的数，或留空", "give a number above zero, or leave it empty");
        reader.fault("quantity", "0", Say::new("数量是 0", "the quantity is zero"), fix);
        into.quantity = None;
    }
    let code = get("code").unwrap_or_default();
    let length = code.chars().count();
    if code.contains('\0') {
        let cause = Say::new("编码含有不可见字符", "the code holds an invisible character");
        reader.fault("code", &code, cause, Say::new("请重新输入编码", "type the code anew"));
    } else if length > CODE_LENGTH {
        let cause = Say::new(
            format!("共 {length} 个字，最多 {CODE_LENGTH} 个字"),
            format!("{length} characters, of which at most {CODE_LENGTH} are allowed"),
        );
        reader.fault("code", &code, cause, Say::new("请换用较短的编码", "use a shorter code"));
    } else {
        into.code = code;
    }
    (into, reader.finish())
}

/// Adds what is wrong of the cells themselves: it goes before what was read out of them.
pub fn with_cells(mut faults: Vec<Fault>, cells: Vec<Fault>) -> Vec<Fault> {
    faults.retain(|fault| cells.iter().all(|cell| cell.field != fault.field));
    cells.into_iter().chain(faults).collect()
}

impl LineFields {
    /// What the line may cost, in 元 to the 分: quantity × price, or else the budget of the line; none where neither is
    /// known.
    pub fn amount(&self) -> Option<Decimal> {
        let product = self.quantity.zip(self.price).and_then(|(quantity, price)| quantity.times(price));
        product.or(self.budget).map(Decimal::to_fen)
    }

    /// What is looked for, in words.
    pub fn words(&self) -> String {
        format!("{} {}", self.name, self.specs).trim().to_owned()
    }
}

/// Whether a candidate covers its line; `score` is in hundredths of a point.
pub fn covers(score: i64, fit: &str) -> bool {
    score >= THRESHOLD * 100 && fit != GUESSED
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A firm of the city can supply it.
    Covered,
    /// None can.
    Uncovered,
    /// Its candidates are still being looked for.
    Waiting,
    /// It cannot be read.
    Wrong,
}

impl Standing {
    /// The word of the API and of addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Covered => "covered",
            Standing::Uncovered => "uncovered",
            Standing::Waiting => "waiting",
            Standing::Wrong => "wrong",
        }
    }
}

/// How much of a list the city can supply.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    /// Lines that a firm of the city can supply.
    pub covered: i64,
    /// Lines that none can.
    pub uncovered: i64,
    /// Lines that are still being looked at.
    pub waiting: i64,
    /// Lines that cannot be read; they count nowhere else.
    pub wrong: i64,
    /// Sum of the amounts of the covered lines that have one, in 元.
    pub covered_amount: Decimal,
    /// Sum of the amounts of all lines, covered or not, that have one.
    pub amount: Decimal,
    /// Lines, covered or not, without an amount; they are in neither sum.
    pub unpriced: i64,
}

impl Coverage {
    /// Adds a line with its amount.
    pub fn add(&mut self, standing: Standing, amount: Option<Decimal>) {
        match standing {
            Standing::Covered => self.covered += 1,
            Standing::Uncovered => self.uncovered += 1,
            Standing::Waiting => return self.waiting += 1,
            Standing::Wrong => return self.wrong += 1,
        }
        let Some(amount) = amount else { return self.unpriced += 1 };
        // Beyond the range of a decimal no purchase is real; the sum then stays where it was.
        self.amount = self.amount.plus(amount).unwrap_or(self.amount);
        if standing == Standing::Covered {
            self.covered_amount = self.covered_amount.plus(amount).unwrap_or(self.covered_amount);
        }
    }

    /// All lines of the list.
    pub fn lines(&self) -> i64 {
        self.covered + self.uncovered + self.waiting + self.wrong
    }

    /// 本地配套率 by lines, in tenths of a percent: covered lines of those that are covered or not. None without any.
    pub fn by_lines(&self) -> Option<i64> {
        tenths(self.covered, self.covered + self.uncovered)
    }

    /// 本地配套率 by amount, in tenths of a percent, of the lines that have one. None without any.
    pub fn by_amount(&self) -> Option<i64> {
        tenths(self.covered_amount.raw(), self.amount.raw())
    }
}

/// `part` of `whole` in tenths of a percent, halves up.
fn tenths(part: i64, whole: i64) -> Option<i64> {
    let (part, whole) = (i128::from(part), i128::from(whole));
    if whole <= 0 { None } else { i64::try_from((part * 2_000 + whole) / (whole * 2)).ok() }
}

/// Tenths of a percent as people read them: `66.7%`.
pub fn percent(tenths: Option<i64>) -> String {
    tenths.map_or_else(|| "—".to_owned(), |tenths| format!("{}.{}%", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(pairs: &[(&str, &str)]) -> (LineFields, Vec<String>) {
        let get = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        let (fields, faults) = read(&get);
        (fields, faults.into_iter().map(|fault| fault.field).collect())
    }

    #[test]
    fn a_line_keeps_its_code_and_names_what_is_wrong() {
        let (fields, faults) = line(&[("code", " 00 1\t"), ("name", "法兰"), ("quantity", "1,200"), ("price", "3.5")]);
        assert_eq!((fields.code.as_str(), fields.amount(), faults.len()), (" 00 1\t", "4200".parse().ok(), 0));
        for (column, value) in [
            ("name", " "),
            ("quantity", "很多"),
            ("quantity", "0"),
            ("price", "-1"),
            ("budget", "1.23456"),
            ("needed_by", "下周"),
            ("code", &"9".repeat(65)),
            ("unit", &"件".repeat(21)),
        ] {
            let mut pairs = vec![("name", "法兰"), ("code", "1")];
            pairs.retain(|(name, _)| *name != column);
            pairs.push((column, value));
            assert_eq!(line(&pairs).1, [column], "{column}={value}");
        }
    }

    #[test]
    fn an_amount_is_quantity_times_price_or_the_budget() {
        for (quantity, price, budget, amount) in [
            ("3", "2.335", "", Some("7.01")),
            ("3", "2", "100", Some("6")),
            ("", "2", "100", Some("100")),
            ("3", "", "", None),
            ("", "", "", None),
        ] {
            let (fields, faults) = line(&[("name", "a"), ("quantity", quantity), ("price", price), ("budget", budget)]);
            assert_eq!(fields.amount(), amount.and_then(|a| a.parse().ok()), "{quantity} {price} {budget}");
            assert!(faults.is_empty());
        }
    }

    #[test]
    fn a_line_is_covered_by_who_lists_it() {
        for (score, fit, is) in
            [(4_800, "same", true), (4_799, "same", false), (9_000, "likely_makes", false), (5_000, "narrower", true)]
        {
            assert_eq!(covers(score, fit), is, "{score} {fit}");
        }
    }

    #[test]
    fn rates_leave_out_what_cannot_be_read_and_say_what_has_no_amount() {
        let mut coverage = Coverage::default();
        let amount = |text: &str| text.parse::<Decimal>().ok();
        for (standing, of) in [
            (Standing::Covered, amount("100")),
            (Standing::Covered, None),
            (Standing::Uncovered, amount("50")),
            (Standing::Wrong, amount("1000")),
            (Standing::Waiting, amount("1000")),
        ] {
            coverage.add(standing, of);
        }
        assert_eq!((coverage.lines(), coverage.unpriced), (5, 1));
        assert_eq!((coverage.by_lines(), coverage.by_amount()), (Some(667), Some(667)));
        assert_eq!(percent(coverage.by_lines()), "66.7%");
        assert_eq!((percent(Coverage::default().by_lines()), tenths(1, 2000)), ("—".into(), Some(1)));
    }
}
