//! What is wrong of a cell itself, whatever it should hold.

use super::rows::{Odd, Row};
use super::sheets::{Column, Holds};
use crate::faults::Fault;
use crate::lang::Say;

/// No cell of a spreadsheet is longer, in bytes.
const TOO_LONG: usize = 4 * 32_767;

/// What is wrong of the cell of `column` at `place`: a code that a spreadsheet has cut off, a formula's error, a quotation
/// mark without its pair.
pub fn odd_cell(column: &Column, row: &Row, place: usize) -> Option<Fault> {
    let value = row.cell(place);
    let odd = row.odd.iter().find(|(at, _)| *at == place).map(|(_, odd)| *odd);
    match odd {
        Some(Odd::FormulaError) => Some(formula_error(column.name, value)),
        Some(Odd::CutOff) if column.holds == Holds::Code => Some(cut_off(column.name, value)),
        _ if column.holds == Holds::Code && is_scientific(value) => Some(cut_off(column.name, value)),
        _ if value.len() > TOO_LONG => Some(open_quote(column.name, value)),
        _ => None,
    }
}

/// `9.13206E+17`: what a spreadsheet makes of a long code when it saves a CSV.
fn is_scientific(value: &str) -> bool {
    let Some((digits, power)) = value.trim().split_once(['E', 'e']) else { return false };
    let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
    whole.len() == 1 && is_number(whole) && is_number(places) && power.strip_prefix('+').is_some_and(is_number)
}

fn cut_off(column: &str, value: &str) -> Fault {
    Fault::new(
        column,
        value,
        Say::new("已被 Excel 截断：数字只能保留 15 位", "cut off by Excel, which keeps 15 digits of a number"),
        Say::new(
            "请把该列设为“文本”格式后重新输入完整编码",
            "set the column's format to Text and type the whole code again",
        ),
    )
}

fn formula_error(column: &str, value: &str) -> Fault {
    Fault::new(
        column,
        value,
        Say::new("单元格里是公式错误", "the cell holds a formula's error"),
        Say::new("请改正公式，或直接填写值", "mend the formula, or type the value"),
    )
}

fn open_quote(column: &str, value: &str) -> Fault {
    Fault::new(
        column,
        value,
        Say::new("内容过长，可能有引号没有成对", "far too long; a quotation mark is probably missing its pair"),
        Say::new("请检查这一行起的双引号", "check the double quotes from this row on"),
    )
}

/// A comma too many moves every later cell to the right, beyond the last column: what stands there in a row of a CSV.
pub fn beyond(width: usize, row: &Row) -> Option<Fault> {
    let value = row.cells.iter().skip(width).find(|cell| !cell.trim().is_empty())?;
    Some(Fault::new(
        "",
        value,
        Say::new("这一行的单元格比表头多", "the row has more cells than the header"),
        Say::new("含逗号的内容请用英文双引号括起来", "put double quotes around values that hold a comma"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_in_scientific_notation_are_known() {
        for (value, is) in [("9.13206E+17", true), ("1e+16", true), ("E+1", false), ("5E3", false), ("A1E+5", false)] {
            assert_eq!(is_scientific(value), is, "{value}");
        }
    }
}
