//! What of a query is the thing meant, and what only says that it is wanted, how much of it, of which kind and by when.
//!
//! 「求购304不锈钢管DN50 5吨 月底前」means 不锈钢管, of the specs 304 and DN50. The words around a thing are weighed less,
//! never thrown away: 国产 is one of them, and yet 国产葡萄酒 is a thing. So a query is searched in both forms.

use super::script::is_han;
use crate::specs::table;

/// Words that stand before a thing. Longer ones are tried first.
const BEFORE: &[&str] = &[
    "大量需要",
    "大量求购",
    "大量采购",
    "大量收购",
    "长期需要",
    "长期求购",
    "长期采购",
    "长期供应",
    "哪里能买到",
    "哪里可以买",
    "哪里有卖",
    "哪里有",
    "哪里买",
    "哪家有",
    "哪家的",
    "谁家有",
    "谁有",
    "谁能做",
    "有没有",
    "有谁做",
    "我们需要",
    "我司需要",
    "我司采购",
    "我司需",
    "公司需要",
    "现需要",
    "现需",
    "急需",
    "急求",
    "急购",
    "急找",
    "求购",
    "诚购",
    "采购",
    "购买",
    "收购",
    "订购",
    "定制",
    "寻找",
    "寻求",
    "需要",
    "需求",
    "需采购",
    "想买",
    "想要",
    "想找",
    "我要",
    "要买",
    "询价",
    "供应",
    "出售",
    "提供",
    "生产",
    "高品质",
    "高质量",
    "高端",
    "优质",
    "优等",
    "一级",
    "特级",
    "工业级",
    "食品级",
    "医用级",
    "化学纯",
    "分析纯",
    "国产",
    "国标",
    "进口",
    "正品",
    "全新",
    "二手",
    "现货",
    "批发",
    "一批",
    "各种",
    "各类",
    "专业",
    "求",
    "寻",
    "找",
    "购",
    "买",
    "要",
];
/// Words that stand behind a thing.
const BEHIND: &[&str] = &[
    "厂家直销",
    "生产厂家",
    "厂家直供",
    "多少钱一吨",
    "多少钱",
    "哪里有",
    "哪里买",
    "哪家好",
    "含税到厂",
    "不含税",
    "含税价",
    "含税",
    "到厂价",
    "到厂",
    "包邮",
    "送货上门",
    "送货",
    "现货供应",
    "现货",
    "供应商",
    "供货商",
    "供应",
    "批发商",
    "批发价",
    "批发",
    "经销商",
    "代理商",
    "制造商",
    "生产商",
    "加工厂",
    "厂商",
    "厂家",
    "工厂",
    "直销",
    "报价单",
    "报价",
    "价格表",
    "价格",
    "询价",
    "求购",
    "采购",
    "招标",
    "订购",
    "订做",
    "定做",
    "定制",
    "推荐",
    "品牌",
    "急需",
    "急用",
    "急求",
    "大量",
    "若干",
    "一批",
    "长期供应",
    "长期合作",
    "等",
];
/// Words for so much of something that measure no property of it.
const COUNTED: &[&str] = &["mass", "pieces", "time", "volume"];
/// More words for so much of something.
const COUNTING: &[&str] = &[
    "批", "根", "张", "卷", "条", "桶", "包", "袋", "把", "块", "双", "箱", "盒", "瓶", "辆", "部", "副", "对", "车",
    "万", "千", "百", "万元", "元", "支", "米", "平方", "立方",
];
/// The shortest thing, in characters.
const SHORTEST: usize = 2;

/// What a query means.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meant {
    /// The words for the thing, folded, separated by blanks; empty where the query has none.
    pub thing: String,
    /// Grades, sizes and ratings that the thing should have (`304`, `dn50`, `1.5kw`), folded.
    pub specs: Vec<String>,
    /// How much of it is wanted (`5吨`), folded.
    pub quantities: Vec<String>,
}

/// What a folded query means.
pub fn of(folded: &str) -> Meant {
    let mut meant = Meant::default();
    for word in outside_brackets(folded).split(|c: char| c.is_whitespace() || ",，。;；!！?？、:：".contains(c))
    {
        meant.take(word);
    }
    meant
}

/// Brackets hold conditions, not things.
fn outside_brackets(folded: &str) -> String {
    let mut depth = 0usize;
    let mut outside = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '(' | '[' | '【' | '《' => {
                depth += 1;
                outside.push(' ');
            }
            ')' | ']' | '】' | '》' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    outside
}

impl Meant {
    fn take(&mut self, word: &str) {
        if word.is_empty() || is_date(word) {
            return;
        }
        if is_quantity(word) {
            return self.quantities.push(word.to_owned());
        }
        let word = bare(word);
        let (figure_before, rest) = figure_at(word, true);
        let (rest, figure_behind) = {
            let (figure, rest) = figure_at(rest, false);
            (rest, figure)
        };
        for figure in [figure_before, figure_behind].into_iter().flatten() {
            let list = if is_quantity(figure) { &mut self.quantities } else { &mut self.specs };
            list.push(figure.to_owned());
        }
        let thing = bare(rest);
        if !thing.is_empty() {
            if !self.thing.is_empty() {
                self.thing.push(' ');
            }
            self.thing.push_str(thing);
        }
    }
}

/// `word` without the words of wanting around it; empty where it holds nothing else.
fn bare(word: &str) -> &str {
    let mut word = word;
    while let Some(rest) = shorter(word) {
        word = rest;
    }
    word
}

fn shorter(word: &str) -> Option<&str> {
    let enough = |rest: &&str| rest.is_empty() || rest.chars().count() >= SHORTEST;
    let before = BEFORE.iter().filter_map(|known| word.strip_prefix(known)).filter(enough).min_by_key(|r| r.len());
    before.or_else(|| BEHIND.iter().filter_map(|known| word.strip_suffix(known)).filter(enough).min_by_key(|r| r.len()))
}

/// A run of letters, digits and signs with a digit in it at one end of `word`, and the rest. A word that is nothing
/// else is all figure.
fn figure_at(word: &str, start: bool) -> (Option<&str>, &str) {
    let is_sign = |c: char| !is_han(c);
    let (figure, rest) = if start {
        word.split_at(word.find(|c| !is_sign(c)).unwrap_or(word.len()))
    } else {
        let at = word.rfind(|c| !is_sign(c)).map_or(0, |at| at + word[at..].chars().next().map_or(0, char::len_utf8));
        (&word[at..], &word[..at])
    };
    let fits = figure.chars().any(|c| c.is_ascii_digit()) && (rest.is_empty() || rest.chars().count() >= SHORTEST);
    if fits { (Some(figure), rest) } else { (None, word) }
}

/// Whether a word says how much: `10吨/月`, `500kg`, `20台`.
fn is_quantity(word: &str) -> bool {
    let number = word.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(word.len());
    let (number, unit) = word.split_at(number);
    let unit = unit.split('/').next().unwrap_or(unit);
    let counts = COUNTING.contains(&unit) || table::find(unit).is_some_and(|unit| COUNTED.contains(&unit.dimension));
    !number.is_empty() && !unit.is_empty() && counts
}

/// Whether a word says by when: `月底前`, `3月15日`, `下周`.
fn is_date(word: &str) -> bool {
    const ENDS: &[&str] = &["前", "之前", "以前", "内", "日", "号", "底", "周", "交货"];
    const HOLDS: &[&str] = &["月", "周", "日", "年底", "季度"];
    word.chars().count() <= 8
        && ENDS.iter().any(|end| word.ends_with(end))
        && HOLDS.iter().any(|held| word.contains(held))
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || "本下这上年月周日号底初末中前之以内季度交货一二三四五六七八九十".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thing_is_parted_from_what_is_said_of_it() {
        for (query, thing, specs, quantities) in [
            ("求购304不锈钢管dn50 5吨 月底前", "不锈钢管", "304 dn50", "5吨"),
            ("熟食品现货", "熟食品", "", ""),
            ("添加设备 10吨/月", "添加设备", "", "10吨/月"),
            ("大量需要电子测试夹具", "电子测试夹具", "", ""),
            ("模拟训练器材研制(含税到厂)", "模拟训练器材研制", "", ""),
            ("优质合金铜丝批发", "合金铜丝", "", ""),
            ("φ12 鞋帽箱包", "鞋帽箱包", "φ12", ""),
            ("采血管 99.5%", "采血管", "99.5%", ""),
            ("急需一批mtbe,要现货", "mtbe", "", ""),
            ("医用氧 500kg", "医用氧", "", "500kg"),
            ("1.5kw电机", "电机", "1.5kw", ""),
            ("led灯", "led灯", "", ""),
            ("dn50", "", "dn50", ""),
            ("采购", "", "", ""),
            ("", "", "", ""),
            ("法兰 3月15日", "法兰", "", ""),
            ("柳工 挖掘机", "柳工 挖掘机", "", ""),
        ] {
            let meant = of(query);
            let found = (meant.thing.as_str(), meant.specs.join(" "), meant.quantities.join(" "));
            assert_eq!(found, (thing, specs.to_owned(), quantities.to_owned()), "{query}");
        }
    }
}
