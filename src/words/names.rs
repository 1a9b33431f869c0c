//! What a title calls its thing.
//!
//! 「电镀设备及装置制造」is found as itself, and also as 电镀设备 and 装置: firms join several things in one title and add
//! what they do with them. Each of these is a name, compared and looked up as a whole.

use super::script::letters;

/// Names of one title at most.
const MOST: usize = 12;
/// Longer names are left to their parts: nobody types them.
pub const LONGEST: usize = 24;

/// What joins two things in one title.
const JOINERS: &[char] = &['及', '和', '与', '以', '或', '暨'];

/// What firms do with a thing, or how they file it. Longer ones stand before those they end in.
const BEHIND: &[&str] = &[
    "及其他",
    "系列产品",
    "生产销售",
    "批发零售",
    "系列",
    "产品",
    "业务",
    "分部",
    "板块",
    "行业",
    "批发",
    "零售",
    "制造",
    "生产",
    "加工",
    "销售",
    "经销",
    "贸易",
    "研制",
    "研发",
    "开发",
    "经营",
    "项目",
    "服务",
    "配套",
    "其他",
    "成品",
    "类",
    "等",
    "业",
];
const BEFORE: &[&str] = &["其他", "其它", "各类", "各种", "相关", "新型", "制造", "生产", "销售", "加工", "经营"];

/// One name of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Folded, letters and digits only.
    pub text: String,
    /// Whether it stands for the whole title, not for one of several things in it.
    pub whole: bool,
}

/// The names in a folded title, the title itself first.
pub fn of(folded: &str) -> Vec<Name> {
    let mut names = Vec::new();
    let whole = letters(folded);
    add_with_bare(&mut names, &whole, true);
    let parts: Vec<String> =
        folded.split(|c: char| !c.is_alphanumeric() || JOINERS.contains(&c)).map(letters).collect();
    if parts.len() > 1 {
        parts.iter().filter(|part| part.chars().count() > 1).for_each(|part| add_with_bare(&mut names, part, false));
    }
    names.retain(|name| name.text.chars().count() <= LONGEST);
    names.truncate(MOST);
    names
}

/// Adds `text`, and what is left of it without each of the words around it.
fn add_with_bare(names: &mut Vec<Name>, text: &str, whole: bool) {
    add(names, text, whole);
    let mut bare = text;
    while let Some(shorter) = BEHIND.iter().find_map(|word| rest(bare.strip_suffix(word))) {
        bare = shorter;
        add(names, bare, whole);
    }
    if let Some(shorter) = BEFORE.iter().find_map(|word| rest(bare.strip_prefix(word))) {
        add(names, shorter, whole);
    }
}

/// What is left, where that is enough to be a name.
fn rest(stripped: Option<&str>) -> Option<&str> {
    stripped.filter(|rest| rest.chars().nth(1).is_some())
}

fn add(names: &mut Vec<Name>, text: &str, whole: bool) {
    if !text.is_empty() && !names.iter().any(|name| name.text == text) {
        names.push(Name { text: text.to_owned(), whole });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_known_by_its_things() {
        for (title, names) in [
            ("不锈钢管", "不锈钢管"),
            ("电饭煲系列", "电饭煲系列 电饭煲"),
            ("成套设备及装置", "成套设备及装置 (成套设备) (装置)"),
            ("微波有源和无源器件", "微波有源和无源器件 (微波有源) (无源器件)"),
            ("制造防水材料", "制造防水材料 防水材料"),
            ("灯具、光源等", "灯具光源等 灯具光源 (灯具) (光源等) (光源)"),
            ("minipeace童装", "minipeace童装"),
            ("业务", "业务"),
            ("", ""),
        ] {
            let shown = |name: &Name| if name.whole { name.text.clone() } else { format!("({})", name.text) };
            assert_eq!(of(title).iter().map(shown).collect::<Vec<_>>().join(" "), names, "{title}");
        }
    }
}
