//! Units of quantity that convert exactly.

use crate::text;

/// Names of a unit, and how many of the smallest unit of its dimension one of it is. Dimensions are apart.
const DIMENSIONS: &[&[(&[&str], i64)]] = &[
    &[(&["克", "g"], 1), (&["斤", "市斤"], 500), (&["千克", "公斤", "kg"], 1_000), (&["吨", "t", "公吨"], 1_000_000)],
    &[(&["毫米", "mm"], 1), (&["厘米", "cm", "公分"], 10), (&["米", "m"], 1_000), (&["千米", "公里", "km"], 1_000_000)],
    &[(&["平方厘米", "cm²", "cm2"], 1), (&["平方米", "㎡", "m²", "m2", "平米"], 10_000)],
    &[(&["毫升", "ml"], 1), (&["升", "l"], 1_000), (&["立方米", "m³", "m3", "立方", "方"], 1_000_000)],
    &[
        (&["件", "个", "只", "pcs", "pc", "piece", "pieces"], 1),
        (&["打"], 12),
        (&["百件", "百个", "百只"], 100),
        (&["千件", "千个", "千只"], 1_000),
        (&["万件", "万个", "万只"], 10_000),
    ],
];

/// `one` as a fraction of `other`: (1_000, 1) for 吨 and 千克. None when they do not convert. A unit that is not said
/// counts as the other one.
pub fn ratio(one: &str, other: &str) -> Option<(i64, i64)> {
    let (one, other) = (text::fold(one), text::fold(other));
    if one == other || one.is_empty() || other.is_empty() {
        return Some((1, 1));
    }
    DIMENSIONS.iter().find_map(|units| {
        let size = |unit: &str| units.iter().find(|(names, _)| names.contains(&unit)).map(|(_, size)| *size);
        Some((size(&one)?, size(&other)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_convert_within_their_dimension() {
        for (one, other, found) in [
            ("吨", "千克", Some((1_000_000, 1_000))),
            ("KG", "公斤", Some((1_000, 1_000))),
            ("套", "套", Some((1, 1))),
            ("", "件", Some((1, 1))),
            ("个", "千件", Some((1, 1_000))),
            ("套", "件", None),
            ("米", "千克", None),
        ] {
            assert_eq!(ratio(one, other), found, "{one} {other}");
        }
    }
}
