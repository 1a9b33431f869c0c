//! Listings and firms as lists show them: a few ready words each, with what this viewer may see of the price.

use std::sync::Arc;

use crate::accounts::Viewer;
use crate::clock::{self, Moment};
use crate::lang::Lang;
use crate::listings::{self, FirmStub, ListingState};
use crate::needs::store::NeedRow;
use crate::products::rules;
use crate::products::store::ProductRow;

use super::board::Figures;
use super::store::{Beside, FirmLine, FirmShown, NeedLine, ProductLine};
use super::words;

/// Who looks, in which language, when.
#[derive(Debug, Clone)]
pub struct Eyes {
    /// Who it is.
    pub viewer: Viewer,
    /// The language of the page.
    pub lang: Lang,
    /// The present.
    pub now: Moment,
    /// Names of divisions and categories.
    pub figures: Arc<Figures>,
}

/// A product in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductCard {
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Its firm's code.
    pub firm_code: String,
    /// Its firm's name; empty on the firm's own page, where it goes without saying.
    pub firm_name: String,
    /// Where its firm is.
    pub division: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// The price, or how to get it.
    pub price: String,
    /// Whether that is a price.
    pub priced: bool,
    /// Whether it has gone unconfirmed for too long.
    pub stale: bool,
}

/// A need in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedCard {
    /// Its code.
    pub code: String,
    /// Its words, shortened.
    pub text: String,
    /// Its firm's code.
    pub firm_code: String,
    /// Its firm's name; empty on the firm's own page, where it goes without saying.
    pub firm_name: String,
    /// Where its firm is.
    pub division: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// How much is wanted.
    pub quantity: Option<String>,
    /// The day by which it is wanted.
    pub needed_by: Option<String>,
    /// The day on which it was published.
    pub published: Option<String>,
    /// Whether it has gone unconfirmed for too long.
    pub stale: bool,
}

/// A firm in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct FirmCard {
    /// Its code.
    pub code: String,
    /// Its short name.
    pub name: String,
    /// Where it is.
    pub division: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// How many products it has of what the list is about.
    pub products: i64,
}

/// The product as `eyes` see it in a list.
pub fn product(row: ProductRow, firm: FirmStub, eyes: &Eyes) -> ProductCard {
    let price = rules::visible_price(&row, &eyes.viewer);
    ProductCard {
        price: price.line(&row.unit, eyes.lang),
        priced: price.from().is_some(),
        stale: listings::is_stale(row.state, row.confirmed_at, eyes.now),
        code: row.code,
        name: row.name,
        division: eyes.figures.division(firm.division_code.as_deref()).map(str::to_owned),
        category: eyes.figures.category(row.category_id.as_ref()).map(str::to_owned),
        firm_code: firm.code,
        firm_name: firm.name,
    }
}

/// A published product as `eyes` see it in a short list; without a firm on a page that names the firm already.
pub fn line(line: ProductLine, firm: Option<Beside>, eyes: &Eyes) -> ProductCard {
    let price = line.price.seen_by(&eyes.viewer, &line.firm_id);
    let (firm_code, firm_name, division) = firm.unwrap_or_default();
    ProductCard {
        price: price.line(&line.unit, eyes.lang),
        priced: price.from().is_some(),
        stale: listings::is_stale(ListingState::Published, line.confirmed_at, eyes.now),
        division: eyes.figures.division(division.as_deref()).map(str::to_owned),
        category: eyes.figures.category(line.category_id.as_ref()).map(str::to_owned),
        code: line.code,
        name: line.name,
        firm_code,
        firm_name,
    }
}

/// The need as a list shows it.
pub fn need(row: NeedRow, firm: FirmStub, eyes: &Eyes) -> NeedCard {
    let stale = listings::is_stale(row.state, row.confirmed_at, eyes.now);
    let line = NeedLine {
        code: row.code,
        text: row.text,
        category_id: row.category_id,
        quantity: row.quantity,
        unit: row.unit,
        period: row.period,
        needed_by: row.needed_by,
        published_at: row.published_at,
        confirmed_at: row.confirmed_at,
    };
    NeedCard { stale, ..need_line(line, (firm.code, firm.name, firm.division_code), eyes) }
}

/// A published need as a short list shows it.
pub fn need_line(line: NeedLine, (firm_code, firm_name, division): Beside, eyes: &Eyes) -> NeedCard {
    NeedCard {
        text: words::head(&line.text, 80),
        quantity: line.quantity.map(|q| words::quantity(q, &line.unit, line.period, eyes.lang)),
        needed_by: line.needed_by.map(|day| day.to_string()),
        published: line.published_at.map(clock::show_day),
        stale: listings::is_stale(ListingState::Published, line.confirmed_at, eyes.now),
        code: line.code,
        division: eyes.figures.division(division.as_deref()).map(str::to_owned),
        category: eyes.figures.category(line.category_id.as_ref()).map(str::to_owned),
        firm_code,
        firm_name,
    }
}

/// The tags of a stored text.
pub fn tags(stored: &str) -> Vec<String> {
    stored.split(';').map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

/// What its own firm is told above a listing that others do not see as it stands; none for a public one.
pub fn preview(state: ListingState, firm_verified: bool, lang: Lang) -> Option<&'static str> {
    Some(match (state, firm_verified) {
        (ListingState::Published, true) => return None,
        (ListingState::Published, false) => lang.t(
            "预览：企业通过审核后，所有人才能看到这一页。",
            "Preview: others see this page once the firm has been verified.",
        ),
        (ListingState::Draft, _) => lang.t(
            "预览：这是草稿，发布后其他人才能看到。",
            "Preview: this is a draft; others see it once it is published.",
        ),
        (ListingState::Withdrawn, _) => {
            lang.t("已下架：其他人看不到这一页。", "Withdrawn: others do not see this page.")
        }
    })
}

/// The firm beside one of its listings.
#[derive(Debug, Clone, PartialEq)]
pub struct FirmBox {
    /// Its code.
    pub code: String,
    /// Its short name.
    pub name: String,
    /// Its registered name, where it differs from the short one.
    pub full_name: Option<String>,
    /// Whether an official has verified it.
    pub verified: bool,
    /// Where it is.
    pub division: Option<String>,
    /// Its street address, or empty.
    pub address: String,
    /// Head count.
    pub employees: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
}

impl FirmBox {
    /// The box of `firm`.
    pub fn new(firm: FirmShown, eyes: &Eyes) -> FirmBox {
        FirmBox {
            verified: firm.is_verified(),
            division: eyes.figures.division(firm.division_code.as_deref()).map(str::to_owned),
            full_name: Some(firm.full_name).filter(|full| !full.is_empty() && *full != firm.name),
            employees: firm.employees.map(words::count),
            tags: tags(&firm.tags),
            code: firm.code,
            name: firm.name,
            address: firm.address,
        }
    }
}

/// The firm in a list about something of which it has so many products.
pub fn firm(line: FirmLine, products: i64, eyes: &Eyes) -> FirmCard {
    FirmCard {
        products,
        division: eyes.figures.division(line.division_code.as_deref()).map(str::to_owned),
        tags: tags(&line.tags),
        code: line.code,
        name: line.name,
    }
}
