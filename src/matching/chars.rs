//! Names as characters: their plain form, n-grams packed into numbers, overlaps.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use crate::words::script::{fold, is_letter};

/// A name in its plain form: folded, letters and digits only.
pub type Chars = Vec<char>;

/// The plain form of a text.
pub fn plain(text: &str) -> Chars {
    fold(text).chars().filter(|c| is_letter(*c)).collect()
}

/// A multiplicative hasher for numbers: several times faster than the default, and keys here are not chosen by others.
#[derive(Default, Clone, Copy)]
pub struct NumberHasher(u64);

impl Hasher for NumberHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 ^= self.0 >> 29;
    }
}

/// A map keyed by numbers.
pub type NumberMap<K, V> = HashMap<K, V, BuildHasherDefault<NumberHasher>>;

/// A set of names.
pub type NameSet<'a> = HashSet<&'a [char], BuildHasherDefault<NumberHasher>>;

/// A hash of a whole name.
pub fn name_key(name: &[char]) -> u64 {
    let mut hasher = NumberHasher(name.len() as u64);
    name.iter().for_each(|c| hasher.write_u64(u64::from(*c as u32)));
    hasher.0
}

/// Up to three characters as one number, 21 bits each.
fn gram_key(gram: &[char]) -> u64 {
    gram.iter().fold(1, |key, c| (key << 21) | u64::from(*c as u32))
}

/// A run of characters in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gram {
    /// Where it begins.
    pub at: usize,
    /// How long it is.
    pub len: usize,
    /// The characters as one number.
    pub key: u64,
}

/// All n-grams of one to `longest` (at most three) characters.
pub fn grams(name: &[char], longest: usize) -> impl Iterator<Item = Gram> + '_ {
    (1..=longest)
        .flat_map(move |len| name.windows(len).enumerate().map(move |(at, gram)| Gram { at, len, key: gram_key(gram) }))
}

/// The keys of all n-grams up to three characters, each once, in order.
pub fn distinct_grams(name: &[char]) -> Vec<u64> {
    let mut keys: Vec<u64> = grams(name, 3).map(|gram| gram.key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// How many characters two names begin with alike.
pub fn common_prefix(a: &[char], b: &[char]) -> usize {
    a.iter().zip(b).take_while(|(x, y)| x == y).count()
}

/// How many characters two names end with alike.
pub fn common_suffix(a: &[char], b: &[char]) -> usize {
    a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count()
}

/// Length of the longest run of characters that both names have.
pub fn common_run(a: &[char], b: &[char]) -> usize {
    let mut row = vec![0; b.len() + 1];
    let mut longest = 0;
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { 0 };
            longest = longest.max(row[j + 1]);
            diagonal = above;
        }
    }
    longest
}

/// Where `needle` begins in `hay`.
pub fn find(hay: &[char], needle: &[char]) -> Option<usize> {
    if needle.is_empty() || needle.len() > hay.len() {
        return None;
    }
    hay.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_are_counted_in_characters() {
        for (a, b, prefix, suffix, run) in [
            ("不锈钢管", "不锈焊管", 2, 1, 2),
            ("钢管", "钢管", 2, 2, 2),
            ("法兰", "电机", 0, 0, 0),
            ("", "管", 0, 0, 0),
        ] {
            let (a, b) = (plain(a), plain(b));
            assert_eq!((common_prefix(&a, &b), common_suffix(&a, &b), common_run(&a, &b)), (prefix, suffix, run));
        }
        assert_eq!(find(&plain("不锈钢管"), &plain("钢管")), Some(2));
        assert_eq!(find(&plain("钢"), &plain("钢管")), None);
        assert_eq!(find(&plain("钢"), &[]), None);
    }

    #[test]
    fn names_that_are_written_differently_have_one_key() {
        assert_eq!(name_key(&plain("ＤＮ５０ 鋼管")), name_key(&plain("dn50钢管")));
        assert_ne!(name_key(&plain("钢管")), name_key(&plain("管钢")));
        assert_eq!(distinct_grams(&plain("钢钢")).len(), 2);
    }
}
