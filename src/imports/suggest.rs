//! The name that somebody most likely meant.

use crate::text::fold;

/// The name most like `wrong`, if one is alike enough: by shared pairs of neighbouring characters (Dice), so that
/// one wrong or missing character does not matter.
pub fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = pairs(&fold(wrong));
    names
        .filter(|name| name.chars().next().is_some())
        .map(|name| (likeness(&wanted, &pairs(&fold(name))), name))
        .filter(|(score, _)| *score >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.len().cmp(&a.1.len())))
        .map(|(_, name)| name)
}

/// Neighbouring characters, with the beginning and the end as characters of their own.
fn pairs(text: &str) -> Vec<(char, char)> {
    let chars: Vec<char> = std::iter::once('^').chain(text.chars()).chain(std::iter::once('$')).collect();
    let mut pairs: Vec<(char, char)> = chars.windows(2).map(|w| (w[0], w[1])).collect();
    pairs.sort_unstable();
    pairs
}

fn likeness(a: &[(char, char)], b: &[(char, char)]) -> f64 {
    // Names far apart in length cannot be alike; most are ruled out here.
    if a.len() > 3 * b.len() || b.len() > 3 * a.len() {
        return 0.0;
    }
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    2.0 * shared as f64 / (a.len() + b.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_nonsense_finds_none() {
        let names = ["不锈钢管", "不锈钢板", "铝合金板", "轴承"];
        for (wrong, meant) in
            [("不绣钢管", Some("不锈钢管")), ("铝合金板材", Some("铝合金板")), ("轴 承", Some("轴承")), ("香蕉", None)]
        {
            assert_eq!(nearest(wrong, names.into_iter()), meant, "{wrong}");
        }
    }
}
