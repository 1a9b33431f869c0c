//! Cells that a spreadsheet would run as formulas: exports put `'` before them and imports take it away again, so
//! that a text survives the round trip byte for byte.

use std::borrow::Cow;

fn would_run(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A number is no formula, whatever its sign.
fn is_number(text: &str) -> bool {
    text.starts_with(['+', '-']) && text[1..].starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok()
}

/// A cell as it is written to a file. Texts that already begin with `'` before such a sign get one more, so that
/// [`unescape`] gives back exactly what went in.
pub fn escape(text: &str) -> Cow<'_, str> {
    if would_run(text) && !is_number(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A cell as it was before [`escape`].
pub fn unescape(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if would_run(rest) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_is_disarmed_and_comes_back() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+86 513", "'+86 513"),
            ("-5", "-5"),
            ("+5.5", "+5.5"),
            ("-inf", "'-inf"),
            ("-轴承", "'-轴承"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("'=x", "''=x"),
            ("'-5", "''-5"),
            ("'quoted", "'quoted"),
            ("", ""),
            ("000123", "000123"),
        ] {
            assert_eq!(escape(text), cell);
            assert_eq!(unescape(cell), text);
        }
    }
}
