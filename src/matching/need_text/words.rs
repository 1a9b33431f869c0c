//! The words of needs, in sets that are built once.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use crate::matching::chars::NumberHasher;

/// What a word is, as bits: one look-up answers for all lists.
pub(super) type Lists = u8;

/// Names no good.
pub(super) const REQUEST: Lists = 1;
/// Narrows nothing that listings tell.
pub(super) const PRAISE: Lists = 2;
/// Stands between what is asked for and the good that the buyer makes, or before that alone.
pub(super) const SERVES: Lists = 4;
/// Stands before the good that the buyer makes.
pub(super) const MAKES: Lists = 8;
/// Stands after the good that the buyer makes.
pub(super) const AFTER_OWN: Lists = 16;
/// Stands after a good whose sellers are looked for.
pub(super) const SELLERS: Lists = 32;

/// The words of all lists.
pub(super) struct Words {
    lists: HashMap<Vec<char>, Lists, BuildHasherDefault<NumberHasher>>,
    longest: usize,
    /// Characters of [`COUNTING`] and of [`NUMERALS`], in order.
    counting: Vec<char>,
    numerals: Vec<char>,
}

impl Words {
    fn new(lists: &[(Lists, &[&str])]) -> Words {
        let sorted = |text: &str| {
            let mut all: Vec<char> = text.chars().collect();
            all.sort_unstable();
            all
        };
        let (counting, numerals) = (sorted(COUNTING), sorted(NUMERALS));
        let mut words = Words { lists: HashMap::default(), longest: 0, counting, numerals };
        for (list, known) in lists {
            for word in *known {
                let word: Vec<char> = word.chars().collect();
                words.longest = words.longest.max(word.len());
                *words.lists.entry(word).or_default() |= list;
            }
        }
        words
    }

    /// The lists that have this word.
    pub(super) fn of(&self, word: &[char]) -> Lists {
        if word.len() > self.longest { 0 } else { self.lists.get(word).copied().unwrap_or(0) }
    }

    /// The lists that have a word which stands at the beginning.
    pub(super) fn begins(&self, text: &[char]) -> Lists {
        (1..=self.longest.min(text.len())).fold(0, |lists, len| lists | self.of(&text[..len]))
    }

    /// Whether a stretch of text says how much or when: `5吨`, `dn50` not, `三天` too.
    pub(super) fn is_quantity(&self, word: &[char]) -> bool {
        let digits = word.iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
        let counts = |rest: &[char]| rest.iter().all(|c| self.counting.binary_search(c).is_ok());
        let is_unit = |rest: &[char]| UNITS.iter().any(|unit| unit.chars().eq(rest.iter().copied()));
        (digits > 0 && (counts(&word[digits..]) || is_unit(&word[digits..])))
            || (word.len() > 1 && self.numerals.binary_search(&word[0]).is_ok() && counts(word))
    }
}

/// Words of a request that name no good.
#[rustfmt::skip]
const REQUESTING: &[&str] = &[
    "求购", "采购", "收购", "购买", "购进", "订购", "定购", "诚购", "急购", "欲购", "拟购", "拟采购", "现购",
    "购", "求", "急求", "寻", "寻找", "寻求", "急寻", "诚寻", "征集", "找", "想找", "求助", "需要", "需",
    "急需", "现需", "需求", "亟需", "想买", "想要", "要", "要有", "需有", "缺", "紧缺", "急缺", "短缺",
    "招标", "询价", "比价", "洽谈", "对接", "合作", "订做", "定做", "定制", "批量", "进货", "长期", "常年",
    "大量", "少量", "若干", "一批", "批", "首批", "现货", "期货", "马上", "尽快", "立即", "本周", "本月",
    "近期", "供应", "供货", "供应商", "厂家", "厂商", "货源", "生产商", "供货商", "供货方", "渠道", "代理商",
    "源头", "工厂", "厂", "企业", "公司", "哪里", "哪家", "谁家", "谁", "哪有", "有", "有没有", "没有", "能",
    "可以", "买", "卖", "的", "吗", "呢", "吧", "请", "请问", "求推荐", "推荐", "联系", "报价", "价格",
    "多少钱", "优先", "含税", "不含税", "送到", "送货", "到厂", "送货上门", "包邮", "月结", "现款", "付款",
    "账期", "开票", "发票", "增值税", "样品", "寄样", "试样", "检测报告", "质检报告", "质保书", "材质单",
    "合格证", "证书", "报告", "检测", "认证", "提供", "南通", "本市", "本地", "当地", "周边", "附近", "就近",
    "市内", "江苏", "月用量", "年用量", "用量", "月需", "年需", "每月", "每年", "每周", "每天", "每批", "月",
    "年", "约", "大约", "左右", "以上", "以内", "和", "或", "等", "稳定", "我", "我们", "我司", "我厂",
    "本司", "本公司", "本厂", "我公司", "我单位", "贵司", "规格", "不限", "国标", "标准", "质量好", "质量",
    "保证", "交期", "交货", "日内", "天内", "内", "做", "想", "一些", "一种", "种", "各种", "各类", "主要",
    "物料", "名称", "品名", "数量", "采购需求", "采购清单", "急", "可", "现", "目前", "诚", "配套",
    "找做", "的工厂", "的厂家", "的厂商", "的供应商", "的企业", "的公司", "的厂", "联系方式", "方式", "电话",
    "加急", "正规", "靠谱", "优惠", "便宜", "月底", "月底前", "年底", "年底前", "月初", "月中", "前", "之前", "前到货",
    "到货", "前交货", "前交付", "交付", "下周", "下月", "下个月", "本周内", "本月内", "本月底", "节前", "春节前",
];
/// Grades and praise: they narrow nothing that listings tell.
#[rustfmt::skip]
const PRAISING: &[&str] = &[
    "工业级", "食品级", "医药级", "医用级", "电子级", "化妆品级", "饲料级", "试剂级", "分析纯", "化学纯",
    "电池级", "光伏级", "汽车级", "优质", "高级", "进口", "国产", "专用", "高纯", "高品质", "高质量",
    "优等品", "一级品", "合格", "普通", "全新", "新型", "高端", "通用", "常规", "标准", "高性能", "低价",
    "环保",
];
/// Words between what is asked for and the good that the buyer makes, or before that alone.
#[rustfmt::skip]
const SERVING: &[&str] = &[
    "用于", "用于生产", "用于制造", "用在", "用来做", "用来生产", "用作", "用做", "供", "为", "给", "配套", "适用于",
    "应用于",
];
/// Words before the good that the buyer makes.
#[rustfmt::skip]
const MAKING: &[&str] = &[
    "做", "生产", "制造", "加工", "制作", "专业生产", "主营", "专做", "经营", "主产", "组装", "投产", "扩产", "新上",
];
/// Words after the good that the buyer makes.
#[rustfmt::skip]
const TRAILING: &[&str] = &[
    "的原料", "原料", "的原材料", "原材料", "的辅料", "辅料", "的上游", "的配件", "的零件", "的部件",
    "的材料", "用的", "所用", "所用的", "所需", "所需的", "用", "上用", "上用的", "使用", "生产用", "制造用",
    "专用", "生产线", "生产线用", "产线", "项目", "项目用", "车间", "厂家", "企业", "配套", "配套用",
    "生产所需", "需用", "要用", "要用到", "需要", "需", "缺", "急需", "生产", "的生产", "的制造", "的加工",
    "上的", "里的", "中的", "中用的",
];
/// With what those of them end that may stand right before what is asked for: 换热器用钢管, but 水管生产线 is one good.
const JOINING: &str = "用的需缺要";
/// What may stand behind a good together with 的, when it is sellers that are looked for.
const SELLING: &[&str] = &["的工厂", "的厂", "的供应商", "的企业", "的公司"];
/// Characters of Chinese quantities and dates.
const COUNTING: &str = "吨公斤千克斤克件个只台套米平方立升箱桶袋卷张片条根批车柜万千百十元块支瓶盒付副双对组粒颗吋寸英码匹天周月年日号次人份成级度种类两几多余来左右以上每约一二三四五六七八九零半";
/// With what a quantity without digits begins: 零件 and 颗粒 are goods.
const NUMERALS: &str = "万千百十几多两一二三四五六七八九半每约";
/// Characters of a size or grade at most.
const LONGEST_MARK: usize = 14;
const UNITS: &[&str] = &["kg", "g", "t", "mm", "cm", "m", "km", "l", "ml", "pcs", "w", "kw", "v", "k"];

/// The words, read once.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(&[
        (REQUEST, REQUESTING),
        (PRAISE, PRAISING),
        (SERVES, SERVING),
        (MAKES, MAKING),
        (AFTER_OWN, TRAILING),
        (SELLERS, SELLING),
    ])
});

/// Whether a character joins what a buyer makes to what is asked for.
pub(super) fn joins(last: char) -> bool {
    JOINING.contains(last)
}

/// Whether a stretch of text is a size or a grade that narrows the good: `dn50`, `φ12`, `m8x20`.
pub(super) fn is_mark(word: &[char]) -> bool {
    let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, 'φ' | '*' | '×' | '.' | '/' | '-');
    (2..=LONGEST_MARK).contains(&word.len())
        && word.iter().all(fits)
        && word.iter().any(char::is_ascii_digit)
        && !word[0].is_ascii_digit()
}
