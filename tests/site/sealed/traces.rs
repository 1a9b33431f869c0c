//! The ways in which a price can stand in bytes, and finding it there.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use peitao::units::Decimal;

/// A price in every form that would give it away.
pub struct Price {
    forms: Vec<(String, Vec<u8>)>,
}

impl Price {
    /// The price that is written so in 元. It must be long enough to stand nowhere by chance.
    pub fn new(price: &str) -> Price {
        let raw = price.parse::<Decimal>().expect("a price").raw();
        let (whole, fen) = (price.split('.').next().expect("digits"), price.replace('.', ""));
        let mut forms = vec![];
        for text in [whole, &grouped(whole), &fen] {
            forms.extend(written(text).into_iter().map(|(kind, form)| (format!("{text} {kind}"), form)));
        }
        // In 分, in ten-thousandths as the site counts, and what ten pieces come to.
        for number in [raw / 100, raw, raw * 10] {
            forms.extend(counted(number).map(|form| (format!("the number {number}"), form)));
        }
        let float = Decimal::from_raw(raw).to_f64();
        forms.extend([float.to_le_bytes(), float.to_be_bytes()].map(|form| ("a float".to_owned(), form.to_vec())));
        Price { forms }
    }

    /// In which form the price stands in `bytes`, if it does.
    pub fn find(&self, bytes: &[u8]) -> Option<&str> {
        // Most bytes begin nothing: a look at two of them tells.
        let pair = |bytes: &[u8]| usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
        let mut begins = vec![false; 1 << 16];
        self.forms.iter().for_each(|(_, form)| begins[pair(form)] = true);
        let at = (0..bytes.len().saturating_sub(1)).filter(|at| begins[pair(&bytes[*at..])]);
        let mut found = at.filter_map(|at| self.forms.iter().find(|(_, form)| bytes[at..].starts_with(form)));
        found.next().map(|(name, _)| name.as_str())
    }
}

/// `8,691,743`
fn grouped(digits: &str) -> String {
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(if first == 0 { 3 } else { first });
    let groups = tail.as_bytes().chunks(3).map(|group| str::from_utf8(group).expect("digits"));
    std::iter::once(head).chain(groups).collect::<Vec<_>>().join(",")
}

/// A text in the encodings that text is kept in.
fn written(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    let mut forms = vec![
        ("as it is", text.as_bytes().to_vec()),
        ("in UTF-16", wide(u16::to_le_bytes)),
        ("in UTF-16", wide(u16::to_be_bytes)),
        ("in hexadecimal", hex.to_uppercase().into_bytes()),
        ("in hexadecimal", hex.into_bytes()),
    ];
    // What stands before a text moves its letters in base64; those at its ends are shared with the neighbours.
    for before in 0..3 {
        let bytes = [vec![0; before], text.as_bytes().to_vec()].concat();
        let letters = STANDARD_NO_PAD.encode(&bytes).into_bytes();
        let end = letters.len() - usize::from(bytes.len() % 3 > 0);
        forms.push(("in base64", letters[[0, 2, 3][before]..end].to_vec()));
    }
    forms
}

/// A number in as few bytes as hold it, either end first.
fn counted(number: i64) -> [Vec<u8>; 2] {
    let bytes = number.to_be_bytes();
    let big: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    [big.iter().rev().copied().collect(), big]
}

#[test]
fn a_price_is_found_in_every_form() {
    let price = Price::new("8691743052.17");
    let json = r#"{"id":1,"price":"8691743052.17"}"#;
    let hidden = [
        json.as_bytes().to_vec(),
        b"x 8,691,743,052.17".to_vec(),
        b"sum=86917430521.7".to_vec(),
        b"fen: 869174305217".to_vec(),
        json.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        json.bytes().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect(),
        STANDARD_NO_PAD.encode(json).into_bytes(),
        STANDARD_NO_PAD.encode(&json[1..]).into_bytes(),
        STANDARD_NO_PAD.encode(&json[2..]).into_bytes(),
        [b"row", &869_174_305_217_i64.to_le_bytes()[..]].concat(),
        [b"row", &86_917_430_521_700_i64.to_be_bytes()[..], b"..."].concat(),
        8_691_743_052.17_f64.to_be_bytes().to_vec(),
    ];
    for bytes in &hidden {
        assert!(price.find(bytes).is_some(), "{:?}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(price.find(r#"{"id":1,"price":"8691743051.17"}"#.as_bytes()), None);
    assert_eq!((price.find(b"8"), price.find(b"")), (None, None));
}
