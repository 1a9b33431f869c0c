//! Keys under which a name is found though one character is missing, too many, wrong or in the wrong place.
//!
//! Every name is kept under each text that it leaves when one of its characters is taken away; a query is looked up as
//! it is and with one of its own characters taken away (the symmetric deletion of SymSpell, for one edit). Each look-up
//! is of a whole key, so it costs the same however many names there are.

/// Shorter names have too many neighbours that are other things (钢管, 铜管).
const SHORTEST: usize = 3;
/// Longer names are found by their parts.
const LONGEST: usize = 16;

/// The texts that lack one character of `name`; none for a name too short or too long.
pub fn lacking_one(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    if !(SHORTEST..=LONGEST).contains(&chars.len()) {
        return Vec::new();
    }
    let without = |n: usize| chars[..n].iter().chain(&chars[n + 1..]).collect();
    // Of two like neighbours either leaves the same.
    (0..chars.len()).filter(|n| *n == 0 || chars[*n] != chars[n - 1]).map(without).collect()
}

/// `name` with two neighbours in each other's place.
pub fn swapped(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    if !(SHORTEST..=LONGEST).contains(&chars.len()) {
        return Vec::new();
    }
    let swap = |n: usize| {
        let mut swapped = chars.clone();
        swapped.swap(n, n + 1);
        swapped.into_iter().collect()
    };
    (0..chars.len() - 1).filter(|n| chars[*n] != chars[n + 1]).map(swap).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slip_of_one_character_meets_the_name() {
        let kept = lacking_one("不锈钢管");
        assert_eq!(kept, ["锈钢管", "不钢管", "不锈管", "不锈钢"]);
        assert!(kept.contains(&"不锈管".to_owned()), "one missing");
        assert!(lacking_one("不锈钢圆管").contains(&"不锈钢管".to_owned()), "one too many");
        assert!(lacking_one("不绣钢管").iter().any(|key| kept.contains(key)), "one wrong");
        assert!(swapped("不钢锈管").contains(&"不锈钢管".to_owned()), "two in each other's place");
        assert_eq!(lacking_one("aab"), ["ab", "aa"]);
    }

    #[test]
    fn short_and_long_names_have_no_neighbours() {
        for name in ["", "钢", "钢管", &"钢".repeat(17)] {
            assert!(lacking_one(name).is_empty() && swapped(name).is_empty(), "{name}");
        }
    }
}
