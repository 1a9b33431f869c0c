//! What people type, made from the names of a city's products: whole names, slips of the pen, pinyin, words around them.

use peitao::words::{script, sound};

/// The next number of a plain random sequence (xorshift), so that every run asks the same.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// Traditional forms by simplified ones, of the characters that have one.
pub struct Traditional(std::collections::HashMap<char, char>);

impl Traditional {
    /// Turns the table round.
    pub fn new() -> Traditional {
        let changed = ('\u{4E00}'..='\u{9FA5}').filter(|c| script::simple(*c) != *c);
        Traditional(changed.map(|c| (script::simple(c), c)).collect())
    }

    fn of(&self, text: &str) -> String {
        text.chars().map(|c| self.0.get(&c).copied().unwrap_or(c)).collect()
    }
}

/// One query of each kind for a product `name` of `firm` in `category`.
pub fn of(name: &str, firm: &str, category: &str, traditional: &Traditional, dice: &mut Dice) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let at = dice.below(chars.len().saturating_sub(1));
    let without: String = chars[..at].iter().chain(&chars[at + 1..]).collect();
    let mut swapped = chars.clone();
    swapped.swap(at, (at + 1).min(chars.len() - 1));
    let mut like = chars.clone();
    if let Some(other) = ('\u{4E00}'..='\u{9FA5}').filter(|c| *c != chars[at] && sound::alike(*c, chars[at])).nth(3) {
        like[at] = other;
    }
    let (front, back): (String, String) = (chars[..at].iter().collect(), chars[at..].iter().collect());
    let (full, initials) = sound::spellings(&script::letters(&script::fold(name)));
    vec![
        name.to_owned(),
        without,
        swapped.into_iter().collect(),
        like.into_iter().collect(),
        format!("{back} {front}"),
        traditional.of(name),
        full[0].clone(),
        initials[0].clone(),
        format!("求购{name} 10吨/月"),
        format!("{firm} {name}"),
        category.to_owned(),
        format!("高强度{name}"),
    ]
}
