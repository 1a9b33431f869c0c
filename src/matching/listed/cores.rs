//! The goods that a listing names.
//!
//! [`names`](crate::words::names) keeps a title searchable and so keeps much of it; here a listing must come down to
//! the bare good, 「聚乙烯管材制造业务」 to 聚乙烯管材, since a need asks for that.

use std::sync::LazyLock;

use crate::matching::chars::{Chars, plain};
use crate::words::script::fold;

/// Words at the end of a listing that name the business, not the good.
#[rustfmt::skip]
const BEHIND: &[&str] = &[
    "系列产品", "产品系列", "系列", "产品", "类产品", "类业务", "类", "业务", "业务分部", "分部", "制造业",
    "制造", "制作", "生产", "销售", "销售业务", "经销", "批发", "零售", "贸易", "贸易业务", "加工", "研发",
    "研制", "开发", "等", "商品", "收入", "业", "进出口", "进口", "出口", "行业", "板块", "部分", "及其他",
    "事业部",
];
#[rustfmt::skip]
const BEFORE: &[&str] = &[
    "销售", "经销", "生产", "制造", "其他", "自产", "贸易", "批发", "零售", "加工", "研发", "代理", "进口",
];
const JOINS: &[char] = &['及', '和', '与', '、', '/', ',', '，', '-', '—', '(', ')', '（', '）', ';', ' '];

struct Business {
    /// The longest first.
    behind: Vec<Chars>,
    before: Vec<Chars>,
}

static BUSINESS: LazyLock<Business> = LazyLock::new(|| {
    let split = |words: &[&str]| words.iter().map(|word| word.chars().collect()).collect::<Vec<Chars>>();
    let mut behind = split(BEHIND);
    behind.sort_by_key(|word| std::cmp::Reverse(word.len()));
    Business { behind, before: split(BEFORE) }
});

/// The goods of a listing in plain form, each once, in order: its whole name, its parts, and these without the words
/// of business around them.
pub fn cores(listing: &str) -> Vec<Chars> {
    let folded = fold(listing);
    let mut found = vec![];
    for part in std::iter::once(folded.as_str()).chain(folded.split(JOINS)) {
        let part = part.strip_prefix('其').unwrap_or(part);
        let is_short = part.chars().count() <= 3;
        let mut name = plain(part);
        loop {
            if name.len() > 1 || (name.len() == 1 && is_short) {
                found.push(name.clone());
            }
            match barer(&name) {
                Some(bare) => name = bare,
                None => break,
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The name without one word of business.
fn barer(name: &[char]) -> Option<Chars> {
    let behind = BUSINESS.behind.iter().find(|word| name.len() > word.len() && name.ends_with(word));
    if let Some(word) = behind {
        return Some(name[..name.len() - word.len()].to_vec());
    }
    let before = BUSINESS.before.iter().find(|word| name.len() > word.len() + 1 && name.starts_with(word));
    before.map(|word| name[word.len()..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_comes_down_to_its_goods() {
        for (listing, goods) in [
            ("聚乙烯管材制造业务", "聚乙烯管材 聚乙烯管材制造 聚乙烯管材制造业务"),
            ("法兰及管件", "法兰 法兰及管件 管件"),
            ("销售钢材", "钢材 销售钢材"),
            ("铜", "铜"),
            ("产品", "产品"),
            ("", ""),
        ] {
            let found = cores(listing).iter().map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
            assert_eq!(found, goods, "{listing}");
        }
    }
}
