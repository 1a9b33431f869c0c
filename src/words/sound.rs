//! How names are spelt in pinyin: in full (`buxiugang`) and by initials (`bxg`), in every reading that is common.

use std::collections::HashSet;
use std::sync::LazyLock;

use pinyin::ToPinyin;

/// Spellings of one sort that a name may have.
const MOST: usize = 8;
/// The longest syllable, `zhuang`.
const SYLLABLE: usize = 6;

/// Characters with more than one common reading, with all of these. A reading that only stands in classical texts or
/// in names of people would bring more wrong hits than right ones. ü is written v, as it is typed.
const READINGS: &str = "行xing,hang 重zhong,chong 长chang,zhang 调tiao,diao 传chuan,zhuan 单dan,shan 弹dan,tan \
    都du,dou 朝chao,zhao 藏cang,zang 参can,shen 差cha,chai 盛sheng,cheng 率lv,shuai 绿lv,lu 露lu,lou 落luo,la \
    模mo,mu 泊bo,po 薄bo,bao 卡ka,qia 轧zha,ya 扎zha,za 圈quan,juan 屏ping,bing 色se,shai 塞sai,se 厦xia,sha \
    血xue,xie 纤xian,qian 校xiao,jiao 乐le,yue 角jiao,jue 系xi,ji 壳ke,qiao 粘zhan,nian 削xiao,xue 大da,dai \
    核he,hu 奇qi,ji 劲jin,jing 提ti,di 拓tuo,ta 车che,ju 曾zeng,ceng 称cheng,chen 澄cheng,deng 匙chi,shi \
    更geng 冠guan 会hui,kuai 降jiang,xiang 解jie,xie 据ju 量liang 笼long 蒙meng 秘mi,bi 强qiang,jiang 曲qu \
    散san 扇shan 折zhe,she 省sheng,xing 识shi,zhi 似si,shi 熟shu,shou 属shu,zhu 缩suo 尾wei,yi 鲜xian \
    巷xiang,hang 旋xuan 咽yan,ye 载zai 脏zang 择ze 炸zha 占zhan 着zhuo,zhe 只zhi 种zhong 转zhuan 作zuo \
    柏bai,bo 剥bo,bao 堡bao,bu 便bian,pian 干gan 葛ge 合he 划hua 混hun 荷he 济ji 间jian 结jie 累lei 六liu,lu \
    陆lu,liu 没mei,mo 磨mo 难nan 炮pao 漂piao 期qi 汤tang 通tong 为wei 洗xi 相xiang 兴xing 压ya 钥yao,yue \
    要yao 应ying 佣yong 与yu 约yue 钻zuan 石shi 蛤ge,ha 蚌bang,beng 番fan,pan 给gei,ji 扁bian,pian 铅qian \
    阿a,e 埔pu,bu 洞dong 叶ye 否fou 宿su,xiu 台tai 褪tui,tun 呢ne,ni 轴zhou 酵jiao,xiao 癌ai 氯lv 铝lv 滤lv \
    旅lv 履lv 驴lv 律lv 虑lv 女nv 略lve 掠lve 疟nve";

/// The characters that are looked up.
const FIRST: char = '\u{3400}';
const LAST: char = '\u{9FFF}';

/// The readings of every character from [`FIRST`] to [`LAST`].
static TABLE: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let only = |c: char| c.to_pinyin().map(|reading| reading.plain()).into_iter().collect();
    let mut table: Vec<Vec<&'static str>> = (FIRST..=LAST).map(only).collect();
    for entry in READINGS.split_whitespace() {
        let Some(c) = entry.chars().next() else { continue };
        table[c as usize - FIRST as usize] = entry[c.len_utf8()..].split(',').collect();
    }
    table
});

static SYLLABLES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| TABLE.iter().flatten().copied().filter(|syllable| syllable.is_ascii()).collect());

/// How a character is commonly read, without tones; nothing for what is no Chinese character.
pub fn readings(c: char) -> &'static [&'static str] {
    if (FIRST..=LAST).contains(&c) { &TABLE[c as usize - FIRST as usize] } else { &[] }
}

/// Whether two characters share a reading.
pub fn alike(a: char, b: char) -> bool {
    a == b || readings(a).iter().any(|reading| readings(b).contains(reading))
}

/// Whether a folded text can be pinyin or initials.
pub fn is_spelling(text: &str) -> bool {
    text.len() > 1 && text.bytes().all(|b| b.is_ascii_alphanumeric()) && text.bytes().any(|b| b.is_ascii_lowercase())
}

/// How many characters from the first on are spelt `typed`, in full or by initials.
pub fn spelt_by(chars: &[char], typed: &str) -> Option<usize> {
    in_full(chars, typed).or_else(|| by_initials(chars, typed))
}

fn in_full(chars: &[char], typed: &str) -> Option<usize> {
    if typed.is_empty() {
        return Some(0);
    }
    let (first, rest) = chars.split_first()?;
    readings(*first).iter().find_map(|reading| in_full(rest, typed.strip_prefix(reading)?)).map(|more| more + 1)
}

fn by_initials(chars: &[char], typed: &str) -> Option<usize> {
    let begins = |(c, letter): (&char, char)| readings(*c).iter().any(|reading| reading.starts_with(letter));
    let fits = typed.len() > 1 && typed.len() <= chars.len() && chars.iter().zip(typed.chars()).all(begins);
    fits.then_some(typed.len())
}

/// The spellings of a name, in full and by initials. Letters and digits of it stand for themselves.
pub fn spellings(name: &str) -> (Vec<String>, Vec<String>) {
    let (mut full, mut initials) =
        (vec![String::with_capacity(2 * name.len())], vec![String::with_capacity(name.len())]);
    for c in name.chars() {
        match readings(c) {
            [] => full.iter_mut().chain(&mut initials).for_each(|spelling| spelling.push(c)),
            [reading] => {
                full.iter_mut().for_each(|spelling| spelling.push_str(reading));
                initials.iter_mut().for_each(|spelling| spelling.push_str(first_letter(reading)));
            }
            several => {
                full = grown(&full, several.iter().copied());
                initials = grown(&initials, several.iter().map(|reading| first_letter(reading)));
            }
        }
    }
    (full, initials)
}

fn first_letter(reading: &str) -> &str {
    reading.get(..1).unwrap_or(reading)
}

fn grown<'a>(spellings: &[String], parts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut grown: Vec<String> = Vec::with_capacity(MOST);
    for part in parts {
        for spelling in spellings {
            let longer = [spelling, part].concat();
            if grown.len() < MOST && !grown.contains(&longer) {
                grown.push(longer);
            }
        }
    }
    grown
}

/// `text` cut into syllables, the fewest that are possible; none where it is no pinyin.
pub fn syllables(text: &str) -> Option<Vec<&str>> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    // For each place the start of its last syllable, and how many there are up to it.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; text.len() + 1];
    best[0] = Some((0, 0));
    for end in 1..=text.len() {
        for start in end.saturating_sub(SYLLABLE)..end {
            let Some((count, _)) = best[start] else { continue };
            if SYLLABLES.contains(&text[start..end]) && best[end].is_none_or(|(least, _)| count + 1 < least) {
                best[end] = Some((count + 1, start));
            }
        }
    }
    let mut cut = Vec::new();
    let mut end = text.len();
    while end > 0 {
        let (_, start) = best[end]?;
        cut.push(&text[start..end]);
        end = start;
    }
    cut.reverse();
    Some(cut)
}

/// The pairs of neighbouring syllables of a text, as documents are found by: `bu xiu`, `xiu gang`.
pub fn pairs(text: &str) -> Vec<String> {
    let mut all: Vec<String> = pairs_in_order(text).into_iter().flatten().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The same for each place of the text: one of each place is what a document must hold.
pub fn pairs_in_order(text: &str) -> Vec<Vec<String>> {
    let read: Vec<&[&str]> = text.chars().map(readings).filter(|readings| !readings.is_empty()).collect();
    let both = |two: &[&[&str]]| {
        let second = |first: &str| two[1].iter().map(move |second| format!("{first} {second}")).collect::<Vec<_>>();
        two[0].iter().flat_map(|first| second(first)).collect()
    };
    read.windows(2).map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_in_every_common_reading() {
        let (full, initials) = spellings("不锈钢");
        assert_eq!((full, initials), (vec!["buxiugang".to_owned()], vec!["bxg".to_owned()]));
        for (name, spelling) in
            [("空调", "kongtiao"), ("银行", "yinhang"), ("重庆", "chongqing"), ("热轧", "rezha"), ("铝材", "lvcai")]
        {
            assert!(spellings(name).0.contains(&spelling.to_owned()), "{name}: {:?}", spellings(name).0);
        }
        assert_eq!(spellings("led灯").1, ["ledd"]);
        assert!(spellings(&"行重长调传单".repeat(4)).0.len() <= MOST);
    }

    #[test]
    fn pinyin_is_cut_into_syllables() {
        assert_eq!(syllables("buxiugang"), Some(vec!["bu", "xiu", "gang"]));
        assert_eq!(syllables("ditiepiaowu"), Some(vec!["di", "tie", "piao", "wu"]));
        assert_eq!(syllables("lvcai"), Some(vec!["lv", "cai"]));
        for none in ["", "bxg", "steelx", "Bu", "钢"] {
            assert_eq!(syllables(none), None, "{none}");
        }
    }

    #[test]
    fn letters_tell_which_characters_they_spell() {
        let spelt = |text: &str, typed| spelt_by(&text.chars().collect::<Vec<_>>(), typed);
        assert_eq!(spelt("不锈钢管", "buxiugang"), Some(3));
        assert_eq!(spelt("不锈钢管", "bxg"), Some(3));
        assert_eq!(spelt("长度", "changdu"), Some(2));
        for (text, typed) in [("不锈钢管", "buxiug"), ("不锈", "bxg"), ("a1", "a1"), ("钢", "g")] {
            assert_eq!(spelt(text, typed), None, "{text} {typed}");
        }
    }

    #[test]
    fn characters_of_one_sound_are_alike() {
        assert!(alike('锈', '绣') && alike('调', '条') && alike('a', 'a'));
        assert!(!alike('钢', '铜') && !alike('a', 'b'));
        assert_eq!(pairs("空调x"), ["kong diao", "kong tiao"]);
    }
}
