//! Pure decisions about products: reading what a firm states of one, and who sees its price.

use super::store::Stated;
use super::{PriceVisibility, ProductFields, certificates};
use crate::accounts::{Role, Viewer};
use crate::faults::Fault;
use crate::fields::{self, Get, Reader};
use crate::ids::FirmId;
use crate::lang::{Lang, Say};
use crate::listings::Fields;
use crate::listings::sent::{read_category, read_specs, read_with};
use crate::text;
use crate::units::Decimal;

/// The columns of `products.csv` that are read here, in its order (`code` and `firm_code` say which product it is).
pub const COLUMNS: &[&str] = &[
    "name",
    "category",
    "description",
    "specs",
    "unit",
    "price_from",
    "price_to",
    "price_visibility",
    "tax_included",
    "min_order",
    "capacity_per_month",
    "lead_days",
    "certificates",
    "revenue_share",
];

/// Longest time from order to delivery, in days.
pub const LONGEST_LEAD: i64 = 3_650;

impl ProductFields {
    /// What a product has before anything is stated of it.
    pub fn empty() -> ProductFields {
        ProductFields {
            name: String::new(),
            category: None,
            description: String::new(),
            specs: String::new(),
            unit: String::new(),
            price_from: None,
            price_to: None,
            price_visibility: PriceVisibility::Public,
            tax_included: None,
            min_order: None,
            capacity_per_month: None,
            lead_days: None,
            certificates: String::new(),
            revenue_share: None,
        }
    }

    /// The value of one of [`COLUMNS`] as the bundle, the forms and the API write it; none for an unknown column.
    pub fn column(&self, name: &str) -> Option<String> {
        fn shown<T: ToString>(value: &Option<T>) -> String {
            value.as_ref().map(T::to_string).unwrap_or_default()
        }
        Some(match name {
            "name" => self.name.clone(),
            "category" => shown(&self.category),
            "description" => self.description.clone(),
            "specs" => self.specs.clone(),
            "unit" => self.unit.clone(),
            "price_from" => shown(&self.price_from),
            "price_to" => shown(&self.price_to),
            "price_visibility" => self.price_visibility.as_str().into(),
            "tax_included" => shown(&self.tax_included),
            "min_order" => shown(&self.min_order),
            "capacity_per_month" => shown(&self.capacity_per_month),
            "lead_days" => shown(&self.lead_days),
            "certificates" => self.certificates.clone(),
            "revenue_share" => shown(&self.revenue_share),
            _ => return None,
        })
    }
}

impl Fields for ProductFields {
    const COLUMNS: &'static [&'static str] = COLUMNS;

    fn empty() -> ProductFields {
        ProductFields::empty()
    }

    fn read_onto(self, get: Get) -> (ProductFields, Vec<Fault>) {
        read_onto(self, get)
    }

    fn column(&self, name: &str) -> Option<String> {
        self.column(name)
    }

    fn title(&self) -> &str {
        &self.name
    }

    fn category(&self) -> Option<&str> {
        self.category.as_deref()
    }
}

/// Reads a new product: `get` gives the raw text of a column. The fields hold what could be read.
pub fn read(get: Get) -> (ProductFields, Vec<Fault>) {
    read_onto(ProductFields::empty(), get)
}

/// Reads the columns that are given onto what is stored.
pub fn read_onto(mut into: ProductFields, get: Get) -> (ProductFields, Vec<Fault>) {
    let mut reader = Reader::new(get);
    reader.name("name", &mut into.name, 120);
    read_category(&mut reader, &mut into.category);
    reader.text("description", &mut into.description, 10_000);
    read_specs(&mut reader, &mut into.specs);
    reader.text("unit", &mut into.unit, 20);
    reader.decimal("price_from", &mut into.price_from);
    reader.decimal("price_to", &mut into.price_to);
    let visibility_words = "public 公开, verified 认证企业可见, enquiry 面议";
    let when_empty = Some(PriceVisibility::Public);
    reader.word("price_visibility", &mut into.price_visibility, visibility, when_empty, visibility_words);
    reader.word("tax_included", &mut into.tax_included, tax, Some(None), "true 含税, false 不含税");
    reader.decimal("min_order", &mut into.min_order);
    reader.decimal("capacity_per_month", &mut into.capacity_per_month);
    reader.whole("lead_days", &mut into.lead_days, LONGEST_LEAD);
    read_with(&mut reader, "certificates", &mut into.certificates, |written| {
        certificates::parse(written).map(|list| certificates::canonical(&list))
    });
    read_share(&mut reader, &mut into.revenue_share);
    check_prices(&mut reader, &into);
    (into, reader.finish())
}

/// A share from 0 to 1, also written `35%`.
fn read_share(reader: &mut Reader, into: &mut Option<f64>) {
    let Some(written) = reader.raw("revenue_share") else { return };
    if written.is_empty() {
        *into = None;
        return;
    }
    match share(&written) {
        Some(share) => *into = Some(share),
        None => reader.fault(
            "revenue_share",
            &written,
            Say::new("不是 0 到 1 的比例", "not a share from 0 to 1"),
            Say::new("请填 0.35 或 35%", "give 0.35 or 35%"),
        ),
    }
}

fn share(written: &str) -> Option<f64> {
    let half = text::half_width(written);
    let (digits, whole) = match half.strip_suffix('%') {
        Some(percent) => (percent.trim(), 100.0),
        None => (half.as_str(), 1.0),
    };
    // Anything that is no decimal is no share; the fault says what one looks like.
    let number: f64 = digits.parse().ok()?;
    let share = fields::seven_places(number / whole);
    (0.0..=1.0).contains(&share).then_some(share)
}

fn tax(word: &str) -> Option<Option<bool>> {
    match word {
        "含税" | "含税价" | "含" | "true" | "yes" | "y" | "1" | "是" => Some(Some(true)),
        "不含税" | "未税" | "不含" | "false" | "no" | "n" | "0" | "否" => Some(Some(false)),
        _ => None,
    }
}

fn check_prices(reader: &mut Reader, read: &ProductFields) {
    match (read.price_from, read.price_to) {
        (Some(from), Some(to)) if from > to => reader.fault(
            "price_to",
            &to.to_string(),
            Say::new(format!("最高价低于最低价 {from}"), format!("below the lowest price, {from}")),
            Say::new("请填不低于最低价的数，单一价格可留空", "give no less than the lowest price, or leave it empty"),
        ),
        (None, Some(to)) => reader.fault(
            "price_to",
            &to.to_string(),
            Say::new("有最高价，没有最低价", "there is a highest price but no lowest"),
            Say::new("单一价格请填在最低价一栏", "put a single price into price_from"),
        ),
        _ => {}
    }
}

fn visibility(word: &str) -> Option<PriceVisibility> {
    Some(match word {
        "公开" | "公开价" | "所有人可见" => PriceVisibility::Public,
        "认证企业" | "认证企业可见" | "已认证企业可见" | "仅认证企业" | "verified firms" => {
            PriceVisibility::Verified
        }
        "面议" | "询价" | "仅询价" | "不公开" | "on enquiry" => PriceVisibility::Enquiry,
        word => return PriceVisibility::parse(word),
    })
}

/// What a viewer gets to see of a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    /// The firm has stated none.
    Unstated,
    /// The firm has stated one that this viewer may not see.
    Hidden(PriceVisibility),
    /// In 元 per unit.
    Shown {
        /// The lowest, or the only one.
        from: Decimal,
        /// The highest, where it is a range.
        to: Option<Decimal>,
        /// Whether VAT is included, where the firm says so.
        tax_included: Option<bool>,
    },
}

/// The price of `row` as `viewer` may see it; every page, answer and export asks here.
pub fn visible_price(row: &super::store::ProductRow, viewer: &Viewer) -> Price {
    Stated::of(row).seen_by(viewer, &row.firm_id)
}

impl Stated {
    /// What a row states.
    pub fn of(row: &super::store::ProductRow) -> Stated {
        Stated {
            from: row.price_from,
            to: row.price_to,
            visibility: row.price_visibility,
            tax_included: row.tax_included,
        }
    }

    /// The price, of a product of `firm`, as `viewer` may see it.
    pub fn seen_by(self, viewer: &Viewer, firm: &FirmId) -> Price {
        let Some(from) = self.from else { return Price::Unstated };
        if !sees_price(self.visibility, firm, viewer) {
            return Price::Hidden(self.visibility);
        }
        Price::Shown { from, to: self.to.filter(|to| *to != from), tax_included: self.tax_included }
    }
}

/// Whether `viewer` sees prices of this visibility of that firm.
pub fn sees_price(visibility: PriceVisibility, firm: &FirmId, viewer: &Viewer) -> bool {
    match visibility {
        PriceVisibility::Public => true,
        _ if viewer.acts_for(firm) => true,
        PriceVisibility::Enquiry => false,
        PriceVisibility::Verified => match viewer.role {
            None => false,
            Some(Role::Member) => viewer.firm_verified,
            Some(Role::Buyer | Role::Official | Role::Operator) => true,
        },
    }
}

impl Price {
    /// The lowest price, where it may be seen.
    pub fn from(&self) -> Option<Decimal> {
        if let Price::Shown { from, .. } = self { Some(*from) } else { None }
    }

    /// The highest price, where there is one and it may be seen.
    pub fn to(&self) -> Option<Decimal> {
        if let Price::Shown { to, .. } = self { *to } else { None }
    }

    /// `¥12.5–15 / 件（含税）`, or how to get the price.
    pub fn line(&self, unit: &str, lang: Lang) -> String {
        let Price::Shown { from, to, tax_included } = self else { return self.instead(lang).into() };
        let upper = to.map(|to| format!("–{to}")).unwrap_or_default();
        let per = if unit.is_empty() { String::new() } else { format!(" / {unit}") };
        let tax = match tax_included {
            Some(true) => lang.t("（含税）", " (VAT included)"),
            Some(false) => lang.t("（不含税）", " (VAT excluded)"),
            None => "",
        };
        format!("¥{from}{upper}{per}{tax}")
    }

    fn instead(&self, lang: Lang) -> &'static str {
        match self {
            Price::Hidden(PriceVisibility::Verified) => lang.t("认证企业登录后可见", "Shown to verified firms"),
            _ => lang.t("面议", "On enquiry"),
        }
    }
}

#[cfg(test)]
mod tests;
