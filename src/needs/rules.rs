//! Pure decisions about needs: reading what a firm states of one.

use super::{CurrentSource, NeedFields, Period};
use crate::faults::Fault;
use crate::fields::{Get, Reader};
use crate::listings::Fields;
use crate::listings::sent::{read_category, read_specs};

/// The columns of `needs.csv` that are read here, in its order (`code` and `firm_code` say which need it is).
pub const COLUMNS: &[&str] = &[
    "text",
    "category",
    "for_product",
    "specs",
    "quantity",
    "unit",
    "period",
    "budget_wan",
    "needed_by",
    "current_source",
];

impl NeedFields {
    /// What a need has before anything is stated of it.
    pub fn empty() -> NeedFields {
        NeedFields {
            text: String::new(),
            category: None,
            for_product: String::new(),
            specs: String::new(),
            quantity: None,
            unit: String::new(),
            period: Period::Unsaid,
            budget_wan: None,
            needed_by: None,
            current_source: CurrentSource::Unsaid,
        }
    }

    /// The value of one of [`COLUMNS`] as the bundle, the forms and the API write it; none for an unknown column.
    pub fn column(&self, name: &str) -> Option<String> {
        fn shown<T: ToString>(value: &Option<T>) -> String {
            value.as_ref().map(T::to_string).unwrap_or_default()
        }
        Some(match name {
            "text" => self.text.clone(),
            "category" => shown(&self.category),
            "for_product" => self.for_product.clone(),
            "specs" => self.specs.clone(),
            "quantity" => shown(&self.quantity),
            "unit" => self.unit.clone(),
            "period" => self.period.as_str().into(),
            "budget_wan" => shown(&self.budget_wan),
            "needed_by" => shown(&self.needed_by),
            "current_source" => self.current_source.as_str().into(),
            _ => return None,
        })
    }
}

impl Fields for NeedFields {
    const COLUMNS: &'static [&'static str] = COLUMNS;

    fn empty() -> NeedFields {
        NeedFields::empty()
    }

    fn read_onto(self, get: Get) -> (NeedFields, Vec<Fault>) {
        read_onto(self, get)
    }

    fn column(&self, name: &str) -> Option<String> {
        self.column(name)
    }

    fn title(&self) -> &str {
        &self.text
    }

    fn category(&self) -> Option<&str> {
        self.category.as_deref()
    }
}

/// Reads a new need: `get` gives the raw text of a column. The fields hold what could be read.
pub fn read(get: Get) -> (NeedFields, Vec<Fault>) {
    read_onto(NeedFields::empty(), get)
}

/// Reads the columns that are given onto what is stored.
pub fn read_onto(mut into: NeedFields, get: Get) -> (NeedFields, Vec<Fault>) {
    let mut reader = Reader::new(get);
    reader.name("text", &mut into.text, 1_000);
    read_category(&mut reader, &mut into.category);
    reader.text("for_product", &mut into.for_product, 200);
    read_specs(&mut reader, &mut into.specs);
    reader.decimal("quantity", &mut into.quantity);
    reader.text("unit", &mut into.unit, 20);
    let periods = "once 一次, month 每月, year 每年";
    reader.word("period", &mut into.period, period, Some(Period::Unsaid), periods);
    reader.decimal("budget_wan", &mut into.budget_wan);
    reader.day("needed_by", &mut into.needed_by);
    let sources = "local 本地, outside 外地, none 暂无";
    reader.word("current_source", &mut into.current_source, source, Some(CurrentSource::Unsaid), sources);
    (into, reader.finish())
}

fn period(word: &str) -> Option<Period> {
    Some(match word {
        "一次" | "一次性" | "单次" | "单批" => Period::Once,
        "月" | "每月" | "按月" | "月度" | "monthly" => Period::Month,
        "年" | "每年" | "按年" | "年度" | "yearly" | "annual" => Period::Year,
        word => return Period::parse(word),
    })
}

fn source(word: &str) -> Option<CurrentSource> {
    Some(match word {
        "本地" | "本市" | "市内" => CurrentSource::Local,
        "外地" | "市外" | "外购" | "省外" | "国外" => CurrentSource::Outside,
        "暂无" | "无" | "没有" => CurrentSource::None,
        word => return CurrentSource::parse(word),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
    }

    #[test]
    fn a_full_row_is_read_and_reads_back() {
        let (read, faults) = read(&columns(&[
            ("text", "长期采购 DN50 不锈钢法兰"),
            ("category", "法兰"),
            ("for_product", "船用阀门"),
            ("specs", "口径：50毫米"),
            ("quantity", "1,200"),
            ("unit", "件"),
            ("period", "每月"),
            ("budget_wan", "3.5"),
            ("needed_by", "2026年12月1日"),
            ("current_source", "外地"),
        ]));
        assert_eq!(faults, []);
        let written: Vec<String> = COLUMNS.iter().map(|column| read.column(column).unwrap()).collect();
        assert_eq!(
            written.join("|"),
            "长期采购 DN50 不锈钢法兰|法兰|船用阀门|口径=50mm|1200|件|month|3.5|2026-12-01|outside"
        );
        assert_eq!(read_onto(NeedFields::empty(), &|column| read.column(column)), (read, vec![]));
    }

    #[test]
    fn wrong_values_are_named_by_column() {
        for (column, value) in [
            ("text", " "),
            ("quantity", "很多"),
            ("period", "每天"),
            ("budget_wan", "-1"),
            ("needed_by", "下周"),
            ("current_source", "somewhere"),
            ("specs", "口径"),
        ] {
            let mut pairs = vec![("text", "法兰")];
            pairs.retain(|(name, _)| *name != column);
            pairs.push((column, value));
            let named: Vec<String> = read(&columns(&pairs)).1.into_iter().map(|fault| fault.field).collect();
            assert_eq!(named, [column], "{column}={value}");
        }
    }

    #[test]
    fn every_word_for_period_and_source() {
        for (word, read_as) in [
            ("一次", Period::Once),
            ("每月", Period::Month),
            ("year", Period::Year),
            ("每年", Period::Year),
            ("", Period::Unsaid),
        ] {
            assert_eq!(read(&columns(&[("text", "a"), ("period", word)])).0.period, read_as, "{word}");
        }
        for (word, read_as) in
            [("本市", CurrentSource::Local), ("None", CurrentSource::None), ("", CurrentSource::Unsaid)]
        {
            assert_eq!(read(&columns(&[("text", "a"), ("current_source", word)])).0.current_source, read_as, "{word}");
        }
    }
}
