//! Credit codes that pass both checks, GB 32100 (position 18) and GB 11714 (position 17), and repeat for no two firms.
//!
//! The middle part comes from ranges that the registrars of Nantong have not been given (`MA0…` and `8…`), so that no
//! invented firm carries the code of a real one.

const SYMBOLS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// How many codes there are of the newer form, and of the older.
const NEWER: u64 = 31 * 31 * 31 * 31 * 31;
const OLDER: u64 = 10_000_000;

/// The code of firm `index`, registered at `registrar` (six digits); firms of before 2015 have the older form.
///
/// Unique for up to ten million firms.
pub fn code(index: u64, shift: u64, registrar: &str, older: bool) -> String {
    let body = if older { older_body(index, shift) } else { newer_body(index, shift) };
    let mut code = format!("91{registrar}{body}");
    code.push(inner_check(body.as_bytes()));
    code.push(outer_check(code.as_bytes()));
    code
}

/// Multiplying by a number without a common factor with the range meets every place once.
fn older_body(index: u64, shift: u64) -> String {
    format!("8{:07}", (index % OLDER * 6_180_339 + shift) % OLDER)
}

fn newer_body(index: u64, shift: u64) -> String {
    let mut left = (index % NEWER * 17_694_071 + shift) % NEWER;
    let mut body = [0u8; 5];
    for place in body.iter_mut().rev() {
        *place = SYMBOLS[(left % 31) as usize];
        left /= 31;
    }
    format!("MA0{}", body.iter().map(|&b| b as char).collect::<String>())
}

/// GB 11714: weights 3 7 9 10 5 8 4 2, letters from A = 10, C = 11 − Σ mod 11 with 10 as X and 11 as 0.
fn inner_check(body: &[u8]) -> char {
    let value = |b: u8| if b.is_ascii_digit() { b - b'0' } else { b - b'A' + 10 };
    let sum: u32 = body.iter().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(&b, w)| u32::from(value(b)) * w).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => (b'0' + digit as u8) as char,
    }
}

/// GB 32100: weights 3^(i−1) mod 31, C = (31 − Σ mod 31) mod 31.
fn outer_check(code: &[u8]) -> char {
    let (mut sum, mut weight) = (0, 1);
    for b in code {
        let value = SYMBOLS.iter().position(|s| s == b).expect("codes are made of the standard's symbols");
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    SYMBOLS[(31 - sum % 31) % 31] as char
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_example_gets_its_check() {
        assert_eq!(outer_check(b"91350100M000100Y4"), '3');
    }

    #[test]
    fn codes_have_eighteen_symbols_and_do_not_repeat() {
        let codes: std::collections::HashSet<String> =
            (0..20_000).map(|i| code(i, 12_345, "320681", i % 3 == 0)).collect();
        assert_eq!(codes.len(), 20_000);
        assert!(codes.iter().all(|c| c.len() == 18));
    }
}
