//! 统一社会信用代码 (USCC, GB 32100-2015): 18 characters over 31 symbols, the last one a check character.
//!
//! The check character finds every single wrong character and every swap of two neighbours. The 17th is itself the
//! check character of the body number inside (GB 11714); real codes miss that one now and then, so it only warns.

use crate::lang::Say;
use crate::text;

/// The symbols, each worth its place: without I, O, S, V and Z, which are misread or kept back.
const SYMBOLS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3^(i−1) mod 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Weights of the body number, characters 9 to 16.
const BODY_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
/// Letters that are no symbols, with the digit that they are mistaken for.
const MISREAD: [(char, char); 4] = [('O', '0'), ('I', '1'), ('Z', '2'), ('S', '5')];

/// Half-width, upper case, without blanks, hyphens and invisible signs.
pub fn normalise(raw: &str) -> String {
    let is_noise = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '-' | '‐'..='―' | '−' | '_' | '·' | '\u{200B}' | '\u{FEFF}')
    };
    text::half_width(raw).chars().filter(|c| !is_noise(*c)).flat_map(char::to_uppercase).collect()
}

fn value(symbol: char) -> Option<u32> {
    SYMBOLS.iter().position(|s| char::from(*s) == symbol).map(|n| n as u32)
}

/// The check character of the first 17; none where one of them is no symbol.
pub fn check_character(first: &str) -> Option<char> {
    let mut sum = 0;
    for (symbol, weight) in first.chars().zip(WEIGHTS) {
        sum += value(symbol)? * weight;
    }
    let rest = (31 - sum % 31) % 31;
    Some(char::from(SYMBOLS[rest as usize]))
}

/// A normalised code.
///
/// # Errors
/// Cause and fix, which names the positions to look at.
pub fn check(raw: &str) -> Result<String, (Say, Say)> {
    let code = normalise(raw);
    let length = code.chars().count();
    if length != 18 {
        return Err(wrong_length(length, code.chars().all(|c| c.is_ascii_digit())));
    }
    if code.chars().any(|c| value(c).is_none()) {
        return Err(wrong_symbols(&code));
    }
    let expected = check_character(&code[..17]).expect("every character was looked at");
    if code.ends_with(expected) {
        return Ok(code);
    }
    let last = &code[17..];
    Err((
        Say::new(
            "校验位不符，至少有一位写错或相邻两位写反",
            "the check character does not fit: one is wrong or two are swapped",
        ),
        Say::new(
            format!("请对照营业执照逐位核对；若前 17 位无误，第 18 位应为 {expected}，现在是 {last}"),
            format!("compare it with the licence; if the first 17 are right, the 18th is {expected}, not {last}"),
        ),
    ))
}

fn wrong_length(length: usize, only_digits: bool) -> (Say, Say) {
    let cause = Say::new(format!("共 {length} 位，应为 18 位"), format!("{length} characters, where 18 are required"));
    let fix = match (length, only_digits) {
        (15, true) => Say::new(
            "这像旧版 15 位工商注册号，请填营业执照上的 18 位统一社会信用代码",
            "this looks like an old 15-digit registration number; give the 18 characters on the business licence",
        ),
        (9, _) => Say::new(
            "这像 9 位组织机构代码，请填营业执照上的 18 位统一社会信用代码",
            "this looks like a 9-character organisation code; give the 18 characters on the business licence",
        ),
        _ => Say::new("请对照营业执照补全", "compare it with the business licence"),
    };
    (cause, fix)
}

fn wrong_symbols(code: &str) -> (Say, Say) {
    let mut zh = Vec::new();
    let mut en = Vec::new();
    let mut mended = String::new();
    for (place, symbol) in (1..).zip(code.chars()) {
        let digit = MISREAD.iter().find(|m| m.0 == symbol).map(|m| m.1);
        mended.push(digit.unwrap_or(symbol));
        match digit {
            Some(digit) => {
                zh.push(format!("第 {place} 位的字母 {symbol} 疑为数字 {digit}"));
                en.push(format!("character {place}, the letter {symbol}, is probably the digit {digit}"));
            }
            None if value(symbol).is_none() => {
                zh.push(format!("第 {place} 位的 {symbol} 不会出现在代码中"));
                en.push(format!("character {place}, {symbol}, never occurs in such a code"));
            }
            None => {}
        }
    }
    if mended.is_ascii() && check_character(&mended[..17]).is_some_and(|last| mended.ends_with(last)) {
        zh.push(format!("改正后为 {mended}，校验通过"));
        en.push(format!("corrected, it is {mended}, which passes the check"));
    }
    (
        Say::new(
            "含有代码中不用的字符（I、O、S、V、Z 及符号）",
            "it holds characters that such codes do without (I, O, S, V, Z and signs)",
        ),
        Say::new(zh.join("；"), en.join("; ")),
    )
}

/// Whether the 17th character is the check character of the body number before it (GB 11714).
pub fn body_fits(code: &str) -> bool {
    let worth = |c: u8| if c.is_ascii_digit() { u32::from(c - b'0') } else { u32::from(c - b'A') + 10 };
    let body = code.as_bytes();
    if body.len() != 18 || !body.iter().all(u8::is_ascii_alphanumeric) {
        return false;
    }
    let sum: u32 = body[8..16].iter().zip(BODY_WEIGHTS).map(|(c, weight)| worth(*c) * weight).sum();
    let expected = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    };
    body[16] == expected
}

/// What is odd about a code that passes [`check`], for the person who verifies the firm.
pub fn warnings(code: &str) -> Vec<Say> {
    let mut found = Vec::new();
    if !body_fits(code) {
        found.push(Say::new(
            "第 17 位与主体标识码的校验规则（GB 11714）不符，请核对营业执照",
            "the 17th character does not fit the body number (GB 11714); look at the business licence",
        ));
    }
    if !["91", "92", "93"].iter().any(|kind| code.starts_with(kind)) {
        found.push(Say::new(
            "前两位不是 91（企业）、92（个体工商户）或 93（农民专业合作社）",
            "it does not start with 91 (company), 92 (sole trader) or 93 (farmers' cooperative)",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the standard gives.
    const EXAMPLE: &str = "91350100M000100Y43";

    #[test]
    fn the_standards_example_passes_however_it_is_typed() {
        for raw in [
            EXAMPLE,
            "91350100m000100y43",
            "9135 0100-M000 100Y-43",
            "９１３５０１００Ｍ０００１００Ｙ４３",
            " 91350100M000100Y43\u{200B}",
        ] {
            assert_eq!(check(raw).as_deref(), Ok(EXAMPLE), "{raw}");
        }
        assert!(warnings(EXAMPLE).is_empty());
    }

    #[test]
    fn check_characters_cover_the_whole_alphabet() {
        // All zeros sum to zero, which is where `31 - 0` would leave the alphabet.
        assert_eq!(check_character("00000000000000000"), Some('0'));
        assert_eq!(check_character("10000000000000000"), Some('Y'));
        assert_eq!(check_character("Y0000000000000000"), Some('1'));
        assert_eq!(check_character("9135010OM000100Y4"), None);
    }

    /// Codes with a right check character, made by a plain congruence.
    fn codes(many: usize) -> Vec<String> {
        let mut state = 7u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            SYMBOLS[(state >> 33) as usize % 31] as char
        };
        (0..many)
            .map(|_| {
                let first: String = (0..17).map(|_| next()).collect();
                format!("{first}{}", check_character(&first).unwrap())
            })
            .collect()
    }

    #[test]
    fn no_single_substitution_slips_through() {
        for code in codes(200) {
            assert!(check(&code).is_ok());
            for place in 0..18 {
                for symbol in SYMBOLS {
                    let mut other = code.clone().into_bytes();
                    other[place] = *symbol;
                    let other = String::from_utf8(other).unwrap();
                    assert_eq!(check(&other).is_ok(), other == code, "{code} {other}");
                }
            }
        }
    }

    #[test]
    fn no_swap_of_neighbours_slips_through() {
        for code in codes(2_000) {
            for place in 0..17 {
                let mut other = code.clone().into_bytes();
                other.swap(place, place + 1);
                let other = String::from_utf8(other).unwrap();
                assert_eq!(check(&other).is_ok(), other == code, "{code} {other}");
            }
        }
    }

    #[test]
    fn faults_name_the_position_and_the_remedy() {
        for (raw, cause, fix) in [
            ("9135O100M000100Y43", "不用的字符", "第 5 位的字母 O 疑为数字 0；改正后为 91350100M000100Y43，校验通过"),
            ("9I350100M000100Y43", "不用的字符", "第 2 位的字母 I 疑为数字 1；改正后为 91350100M000100Y43，校验通过"),
            ("913S0100M000100Y43", "不用的字符", "第 4 位的字母 S 疑为数字 5；改正后为 91350100M000100Y43，校验通过"),
            ("91350100M000Z00Y43", "不用的字符", "第 13 位的字母 Z 疑为数字 2"),
            ("91350100M000V00Y43", "不用的字符", "第 13 位的 V 不会出现在代码中"),
            ("91350100M00010南43", "共 17 位", "核对|补全"),
            ("91350100M000100南43", "不用的字符", "第 16 位的 南 不会出现在代码中"),
            ("91350100M000100Y4", "共 17 位", "补全"),
            ("320600400000123", "共 15 位", "旧版 15 位工商注册号"),
            ("M000100Y4", "共 9 位", "组织机构代码"),
            ("91350100M000100Y44", "校验位不符", "第 18 位应为 3，现在是 4"),
            ("", "共 0 位", "补全"),
        ] {
            let (found_cause, found_fix) = check(raw).unwrap_err();
            assert!(found_cause.zh.contains(cause), "{raw}: {}", found_cause.zh);
            assert!(fix.split('|').any(|fix| found_fix.zh.contains(fix)), "{raw}: {}", found_fix.zh);
            assert!(!found_cause.en.is_empty() && !found_fix.en.is_empty());
        }
    }

    #[test]
    fn the_inner_check_only_warns() {
        let first = "91350100M000100Y5";
        let code = format!("{first}{}", check_character(first).unwrap());
        assert_eq!(check(&code), Ok(code.clone()));
        assert_eq!(warnings(&code).len(), 1);
        let first = format!("12{}", &EXAMPLE[2..17]);
        let code = format!("{first}{}", check_character(&first).unwrap());
        assert_eq!(warnings(&code).len(), 1, "a public institution, not a firm");
    }
}
