//! Names of firms that nobody bears.
//!
//! A firm's brand is a pair of characters drawn without repeat; when the pairs are used up a third character follows,
//! then a fourth. The brand alone tells two firms apart, whatever stands around it.

use super::dice::{Dice, Stream};

const FIRST: &str = "沅泓淏浛湉溱滢漾澍濠垚垣埔垲珂珩琅琛琨琮瑾璟璞瓒昱昶晗晖晔暄曜旻昀煜煊烁翊翎骁骐骥铄铖镒鋆钰秉稷\
穗祺禧祐岚岱峻崧嵘彦彧徽辰宥宸擎擢朔桓梓榕樾筠箴绎苒芃荟蔚蕴聿肃逵邦霁韬颂骅麒沁泠涟潆汐";
const SECOND: &str = "澜沣涵渊瀚涛汇泽润淳川岳峰岩屹巍宇寰宙尔力恒久远达顺利兴旺昌荣丰裕凯捷胜维腾飞跃升晋立正圆帆舟航锋\
刃铸钧坤乾阳曦晨夏秋纳思智慧诺言谊越科特莱菲曼迪森林松柏桐博源本元启茂盈凌霄驰骏拓野畅和睦安宁朗";
const THIRD: &str = "德泰斯隆盛亿佰仟万嘉佳益宝瑞祥庆福禄贵康健乐欣悦美雅良信义礼仁忠孝诚实真朴勤俭奋进卓远志鸿翔\
展鹏程冠雄伟强威猛锐敏";

/// A city's names.
#[derive(Debug, Clone)]
pub struct Names {
    first: Vec<char>,
    second: Vec<char>,
    third: Vec<char>,
    shift: u64,
}

impl Names {
    /// The names of a seed.
    pub fn new(seed: u64) -> Names {
        let shift = Dice::new(seed, Stream::City, 1).bits() >> 16;
        Names {
            first: FIRST.chars().collect(),
            second: SECOND.chars().collect(),
            third: THIRD.chars().collect(),
            shift,
        }
    }

    /// The brand of firm `index`: two characters, more once all pairs are taken.
    pub fn brand(&self, index: u64) -> String {
        let pairs = (self.first.len() * self.second.len()) as u64;
        let (mut round, place) = (index / pairs, index % pairs);
        let step = coprime(pairs * 618 / 1000, pairs);
        let pair = (place * step + self.shift % pairs + round * 977) % pairs;
        let (a, b) = (pair / self.second.len() as u64, pair % self.second.len() as u64);
        let mut brand: String = [self.first[a as usize], self.second[b as usize]].into_iter().collect();
        let thirds = self.third.len() as u64;
        while round > 0 {
            brand.push(self.third[((round - 1) % thirds) as usize]);
            round = (round - 1) / thirds;
        }
        brand
    }
}

/// The first number from `start` on that shares no factor with `n`.
fn coprime(start: u64, n: u64) -> u64 {
    let gcd = |mut a: u64, mut b: u64| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (start.max(1)..).find(|&candidate| gcd(candidate, n) == 1).expect("a neighbour of n shares no factor with it")
}

/// The registered name: place, brand, trade and legal form.
pub fn registered(dice: &mut Dice, prefixes: &[&str], brand: &str, trade: &str, employees: i64) -> String {
    let form = legal_form(dice, employees);
    let place = dice.pick(prefixes);
    if dice.chance(6) && !place.ends_with(['市', '县', '区']) {
        return format!("{brand}{trade}（{place}）{form}");
    }
    format!("{place}{brand}{trade}{form}")
}

fn legal_form(dice: &mut Dice, employees: i64) -> &'static str {
    match employees {
        ..=15 if dice.chance(12) => "厂",
        400.. if dice.chance(30) => "股份有限公司",
        _ => "有限公司",
    }
}

/// A street address with an invented road.
pub fn street(dice: &mut Dice, division: &str, cluster: &str) -> String {
    const HEAD: [&str; 24] = [
        "云澜", "启瀚", "汇锦", "瑞川", "星辰", "金穗", "海晏", "锦帆", "明漪", "朝晖", "沐春", "凌波", "听涛", "景岳",
        "秀川", "远帆", "泽惠", "文澜", "晴川", "望舒", "碧霞", "鹤鸣", "百川", "丹枫",
    ];
    const KIND: [&str; 6] = ["路", "路", "路", "大道", "街", "东路"];
    let head = dice.pick(&HEAD);
    let kind = dice.pick(&KIND);
    let number = dice.range(1, 899);
    let tail = match dice.below(10) {
        0 => format!("{}幢", dice.range(1, 18)),
        1 => format!("{}号厂房", dice.range(1, 12)),
        _ => String::new(),
    };
    format!("{division}{cluster}{head}{kind}{number}号{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn brands_do_not_repeat() {
        let names = Names::new(5);
        let brands: HashSet<String> = (0..400_000).map(|i| names.brand(i)).collect();
        assert_eq!(brands.len(), 400_000);
    }

    #[test]
    fn characters_do_not_repeat() {
        for list in [FIRST, SECOND, THIRD] {
            let distinct: HashSet<char> = list.chars().collect();
            assert_eq!(distinct.len(), list.chars().count(), "{list}");
        }
    }

    /// Well-known firms of the region and the country, whose names no seed may form.
    #[test]
    fn no_brand_is_a_famous_one() {
        let (first, second): (HashSet<char>, HashSet<char>) = (FIRST.chars().collect(), SECOND.chars().collect());
        for known in [
            "中天", "通富", "罗莱", "振华", "韩华", "招商", "沃太", "林洋", "海力", "神马", "双钱", "精华", "联发",
            "江海", "强生", "金轮", "帝奥", "铁锚", "亿美", "鼎信", "鹏飞", "铁建", "华为", "小米", "比亚", "宁德",
            "海尔", "美的", "格力", "联想", "长城", "吉利", "蔚来", "理想", "远景", "明阳", "金风", "隆基", "晶澳",
            "天合", "通威", "阳光", "亨通", "宝胜", "上上", "三一", "徐工", "中联", "恒力", "盛虹", "桐昆", "荣盛",
            "恒瑞", "迈瑞", "立讯", "歌尔", "京东", "阿里", "腾讯", "百度", "博世", "东成", "大艺", "锐奇", "国强",
            "迈迪", "拓普", "拓维", "弘元", "昱能", "霖久", "晟源", "翰森", "翰宇", "弘信", "弘阳", "铭利", "煜邦",
            "拓斯", "擎天", "绍兴", "汇川", "思源", "迈为",
        ] {
            let mut chars = known.chars();
            let pair = (chars.next().unwrap(), chars.next().unwrap());
            let formed = first.contains(&pair.0) && second.contains(&pair.1);
            assert!(!formed, "{known} could be formed");
        }
    }
}
