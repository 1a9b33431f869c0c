//! The six tables of a bundle: their files, sheets and columns, with the names that people give them.

use crate::text::fold;

/// A table of the bundle, in the order in which they are imported: what others refer to comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sheet {
    /// City, districts and parks.
    Divisions,
    /// An industry classification.
    Industries,
    /// Edges of the chain graph.
    Chain,
    /// Firms.
    Firms,
    /// Products.
    Products,
    /// Needs.
    Needs,
}

/// A column of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the bundle, the form and the API.
    pub name: &'static str,
    /// Its name in templates and on pages.
    pub zh: &'static str,
    /// Other names that people give it.
    pub also: &'static [&'static str],
    /// Whether the table is useless without it.
    pub required: bool,
    /// What it holds.
    pub holds: Holds,
}

/// What a column holds, as far as reading and templates care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// A code: text that looks like a number and must keep every digit.
    Code,
    /// A number.
    Number,
    /// A day.
    Day,
    /// One of these words: what a spreadsheet says, what the bundle says.
    Word(&'static [(&'static str, &'static str)]),
    /// The name of a category.
    Category,
    /// Written by exports for the reader's information, ignored by imports.
    Note,
}

/// A column that may be missing.
pub const fn column(name: &'static str, zh: &'static str, also: &'static [&'static str], holds: Holds) -> Column {
    Column { name, zh, also, required: false, holds }
}

/// A column without which the table is useless.
pub const fn required(name: &'static str, zh: &'static str, also: &'static [&'static str], holds: Holds) -> Column {
    Column { name, zh, also, required: true, holds }
}

use Holds::{Category, Code, Day, Note, Number, Text, Word};

const DIVISIONS: &[Column] = &[
    required("code", "区划代码", &["编码", "代码"], Code),
    required("name", "区划名称", &["名称", "区划"], Text),
    column("parent_code", "上级代码", &["上级编码", "上级区划"], Code),
    column("kind", "类型", &["类别"], Word(&[("市", "city"), ("区县", "district"), ("园区", "park")])),
    column("area_km2", "面积(平方公里)", &["面积km2", "面积km²"], Number),
    column("lat", "纬度", &["latitude"], Number),
    column("lon", "经度", &["longitude", "lng"], Number),
];

const INDUSTRIES: &[Column] = &[
    required("code", "行业代码", &["编码", "代码"], Code),
    required("name", "行业名称", &["名称", "行业"], Text),
    column("parent_code", "上级代码", &["上级编码", "上级行业"], Code),
    column("standard", "分类标准", &["标准"], Text),
];

const RELATIONS: Holds = Word(&[("上游投入", "input_of"), ("下位品类", "kind_of"), ("同义", "same_as")]);

const CHAIN: &[Column] = &[
    required("from", "品类", &["起点", "上游品类"], Text),
    required("relation", "关系", &[], RELATIONS),
    required("to", "对应品类", &["终点", "下游品类"], Text),
    column("weight", "权重", &["强度"], Number),
    column("source", "来源", &[], Text),
];

const FIRMS: &[Column] = &[
    required("code", "企业编码", &["编码", "代码", "firm_code"], Code),
    required("name", "企业名称", &["企业简称", "名称", "简称"], Text),
    column("full_name", "企业全称", &["全称", "公司全称"], Text),
    column("uscc", "统一社会信用代码", &["信用代码", "社会信用代码"], Code),
    column("industry_code", "行业代码", &["所属行业"], Code),
    column("division_code", "区划代码", &["所属区划", "所在区划"], Code),
    column("address", "地址", &["详细地址", "企业地址"], Text),
    column("lat", "纬度", &["latitude"], Number),
    column("lon", "经度", &["longitude", "lng"], Number),
    column("datum", "坐标系", &[], Text),
    column("employees", "职工人数", &["员工人数", "从业人数"], Number),
    column("revenue_wan", "营业收入(万元)", &["年营业收入", "营收", "年产值"], Number),
    column("founded_on", "成立日期", &["成立时间"], Day),
    column("tags", "标签", &["企业标签"], Text),
    column("website", "网址", &["网站", "官网"], Text),
];

/// Words for yes and no.
pub const YES_NO: Holds = Word(&[("是", "true"), ("否", "false")]);
const VISIBILITY: Holds = Word(&[("公开", "public"), ("认证企业可见", "verified"), ("面议", "enquiry")]);
const PERIODS: Holds = Word(&[("一次", "once"), ("每月", "month"), ("每年", "year")]);
const SOURCES: Holds = Word(&[("本地", "local"), ("外地", "outside"), ("暂无", "none")]);
const STATES: &[&str] = &["发布状态"];

const PRODUCTS: &[Column] = &[
    required("code", "产品编码", &["编码", "代码", "货号", "产品代码"], Code),
    required("firm_code", "企业编码", &["企业代码", "公司编码"], Code),
    required("name", "产品名称", &["名称", "品名", "产品"], Text),
    column("category", "品类", &["产品品类", "类别", "分类"], Category),
    column("description", "产品说明", &["说明", "描述", "产品描述", "简介"], Text),
    column("specs", "规格参数", &["规格", "参数", "规格型号"], Text),
    column("unit", "单位", &["计量单位"], Text),
    column("price_from", "最低价(元)", &["最低价格", "单价", "价格", "起价"], Number),
    column("price_to", "最高价(元)", &["最高价格"], Number),
    column("price_visibility", "价格可见范围", &["价格公开范围", "价格可见性"], VISIBILITY),
    column("tax_included", "含税", &["是否含税"], YES_NO),
    column("min_order", "最小起订量", &["起订量", "最小订货量"], Number),
    column("capacity_per_month", "月产能", &["产能", "每月产能"], Number),
    column("lead_days", "交货期(天)", &["交期", "交货天数", "供货周期"], Number),
    column("certificates", "证书", &["资质证书", "认证", "产品认证"], Text),
    column("revenue_share", "收入占比", &["营收占比"], Number),
    column("state", "状态", STATES, Note),
];

const NEEDS: &[Column] = &[
    required("code", "需求编码", &["编码", "代码", "需求代码"], Code),
    required("firm_code", "企业编码", &["企业代码", "公司编码"], Code),
    required("text", "需求描述", &["需求", "需求内容", "采购内容", "采购需求"], Text),
    column("category", "品类", &["需求品类", "类别", "分类"], Category),
    column("for_product", "用于产品", &["用途", "对应产品"], Text),
    column("specs", "规格参数", &["规格", "参数", "规格型号"], Text),
    column("quantity", "数量", &["需求数量", "采购数量"], Number),
    column("unit", "单位", &["计量单位"], Text),
    column("period", "采购周期", &["周期", "频次"], PERIODS),
    column("budget_wan", "预算(万元)", &["采购预算"], Number),
    column("needed_by", "需求日期", &["截止日期", "交付日期", "需要日期"], Day),
    column("current_source", "现有来源", &["目前来源", "当前来源"], SOURCES),
    column("state", "状态", STATES, Note),
];

impl Sheet {
    /// All of them, in import order.
    pub const ALL: [Sheet; 6] =
        [Sheet::Divisions, Sheet::Industries, Sheet::Chain, Sheet::Firms, Sheet::Products, Sheet::Needs];
    /// Those that a firm's member may import.
    pub const OF_MEMBERS: [Sheet; 2] = [Sheet::Products, Sheet::Needs];

    /// Its place in [`Sheet::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// Whether this is what listings are filed in: its changes show in documents of listings that it does not name.
    pub fn is_around_listings(self) -> bool {
        matches!(self, Sheet::Divisions | Sheet::Industries | Sheet::Chain)
    }

    /// The file's name without ending, which is also a name of the sheet in a workbook.
    pub fn name(self) -> &'static str {
        match self {
            Sheet::Divisions => "divisions",
            Sheet::Industries => "industries",
            Sheet::Chain => "chain",
            Sheet::Firms => "firms",
            Sheet::Products => "products",
            Sheet::Needs => "needs",
        }
    }

    /// The sheet's name in templates and on pages.
    pub fn zh(self) -> &'static str {
        match self {
            Sheet::Divisions => "区划",
            Sheet::Industries => "行业",
            Sheet::Chain => "产业链",
            Sheet::Firms => "企业",
            Sheet::Products => "产品",
            Sheet::Needs => "需求",
        }
    }

    /// Its columns, in the order in which they are written.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Sheet::Divisions => DIVISIONS,
            Sheet::Industries => INDUSTRIES,
            Sheet::Chain => CHAIN,
            Sheet::Firms => FIRMS,
            Sheet::Products => PRODUCTS,
            Sheet::Needs => NEEDS,
        }
    }

    /// The table that a file (without ending) or sheet of this name holds.
    pub fn named(name: &str) -> Option<Sheet> {
        let folded = fold(name);
        let bare = folded.trim_end_matches(['表', '库']);
        Sheet::ALL.into_iter().find(|s| folded == s.name() || bare == s.zh() || folded == s.zh())
    }

    /// The place of a column among [`Sheet::columns`].
    pub fn position(self, column: &str) -> Option<usize> {
        self.columns().iter().position(|c| c.name == column)
    }
}

impl Column {
    /// Whether a header cell, folded by [`fold_header`], means this column.
    pub fn is_named(&self, folded: &str) -> bool {
        folded == self.name || fold_header(self.zh) == folded || self.also.iter().any(|a| fold_header(a) == folded)
    }

    /// The bundle's word for what the spreadsheet says, where the column has words of its own.
    pub fn word<'a>(&self, text: &'a str) -> &'a str {
        let Holds::Word(words) = self.holds else { return text };
        let text = text.trim();
        words.iter().find(|(zh, _)| *zh == text).map_or(text, |(_, word)| word)
    }

    /// What a spreadsheet says for the bundle's word.
    pub fn shown<'a>(&self, word: &'a str) -> &'a str {
        let Holds::Word(words) = self.holds else { return word };
        words.iter().find(|(_, w)| *w == word).map_or(word, |(zh, _)| zh)
    }
}

/// A header cell as it is compared: half-width, lower case, without blanks, line ends, the asterisk of required
/// columns and a unit in brackets at its end.
pub fn fold_header(cell: &str) -> String {
    let folded = fold(cell.trim_start_matches('\u{FEFF}'));
    let mut bare: String = folded.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | ':')).collect();
    if bare.ends_with(')')
        && let Some(open) = bare.rfind('(').filter(|open| *open > 0)
    {
        bare.truncate(open);
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_found_by_either_name() {
        for (name, sheet) in [
            ("products", Some(Sheet::Products)),
            ("Products", Some(Sheet::Products)),
            ("产品", Some(Sheet::Products)),
            ("产品表", Some(Sheet::Products)),
            (" 产业链 ", Some(Sheet::Chain)),
            ("Sheet1", None),
        ] {
            assert_eq!(Sheet::named(name), sheet, "{name}");
        }
    }

    #[test]
    fn headers_are_found_however_they_are_written() {
        let position = |cell: &str| Sheet::Products.columns().iter().position(|c| c.is_named(&fold_header(cell)));
        for (cell, name) in [
            ("CODE", "code"),
            (" 产品\n名称* ", "name"),
            ("单价（元）", "price_from"),
            ("交货期(天)", "lead_days"),
            ("Price_From", "price_from"),
        ] {
            assert_eq!(position(cell).map(|p| Sheet::Products.columns()[p].name), Some(name), "{cell}");
        }
        assert_eq!(position("颜色"), None);
    }

    #[test]
    fn no_header_means_two_columns_of_one_table() {
        for sheet in Sheet::ALL {
            for column in sheet.columns() {
                for name in column.also.iter().chain([&column.name, &column.zh]) {
                    let folded = fold_header(name);
                    assert_eq!(sheet.columns().iter().filter(|c| c.is_named(&folded)).count(), 1, "{sheet:?} {name}");
                }
            }
        }
    }

    #[test]
    fn words_are_read_and_shown() {
        let period = &Sheet::Needs.columns()[Sheet::Needs.position("period").unwrap()];
        assert_eq!((period.word(" 每月 "), period.word("month"), period.word("常年")), ("month", "month", "常年"));
        assert_eq!(period.shown("year"), "每年");
    }
}
