//! The pages of a report as sections: each a table with its note and, where it helps, a chart of the same numbers. Files
//! to hand out are made of the same sections, so that page and file cannot differ.

mod chains;
mod clusters;
mod map;
mod method;
mod opportunities;
mod path;
mod resilience;
mod sourcing;
mod spread;
mod summary;
mod trends;

pub use chains::{Likely, chain, chains, gaps};
pub use clusters::{cluster, clusters, compare, districts, portfolio};
pub use map::{Layer, hexagons, map, resolution};
pub use method::method;
pub use opportunities::opportunities;
pub use path::path;
pub use resilience::{resilience, what_if};
pub use sourcing::sourcing;
pub use summary::{Tile, summary, tiles};
pub use trends::trends;

use super::words;
use super::{Line, Report};
use crate::chain::Node;
use crate::clusters::stats::value::Value;
use crate::draw::{Head, Words};
use crate::http::download::{Cell, Table};
use crate::lang::Lang;

/// Where the pages live.
pub const ROOT: &str = "/desk/reports";

/// How a page is written.
#[derive(Debug, Clone)]
pub struct Pen {
    /// The language.
    pub lang: Lang,
    /// `?quarter=…`, where another than the present quarter is read; else empty.
    pub query: String,
}

impl Pen {
    /// The text of this language.
    pub fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.t(zh, en)
    }

    /// The address of a page of this report.
    pub fn to(&self, path: &str) -> String {
        format!("{ROOT}{path}{}", self.query)
    }

    /// The head of a chart.
    pub fn head(&self, title: &str, desc: &str) -> Head {
        let words = self.lang.t(Words::ZH, Words::EN);
        Head { words, ..Head::new(title, desc) }
    }
}

/// A cell of a section.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Field {
    /// As the page writes it.
    pub text: String,
    /// The number behind it, for files.
    pub value: Option<f64>,
    /// Where it leads; empty for nowhere.
    pub link: String,
    /// Further things in the same cell.
    pub more: Vec<Field>,
}

impl Field {
    /// A text.
    pub fn text(text: impl Into<String>) -> Field {
        Field { text: text.into(), ..Field::default() }
    }

    /// A text that leads somewhere.
    pub fn link(text: impl Into<String>, link: impl Into<String>) -> Field {
        Field { text: text.into(), link: link.into(), ..Field::default() }
    }

    /// A number, or the sign in its place.
    pub fn number(value: Value, write: impl Fn(f64) -> String) -> Field {
        Field { text: words::text(value, write), value: value.ok(), ..Field::default() }
    }

    /// A whole number that always exists.
    pub fn count(number: usize) -> Field {
        Field::number(Ok(number as f64), words::count)
    }

    /// Several things in one cell; the sign of nothing where there is none.
    pub fn several(fields: impl IntoIterator<Item = Field>) -> Field {
        let mut fields = fields.into_iter();
        match fields.next() {
            Some(first) => Field { more: fields.collect(), ..first },
            None => Field::text(words::NONE),
        }
    }

    /// All that it says.
    pub fn whole(&self) -> String {
        std::iter::once(self).chain(&self.more).map(|field| field.text.as_str()).collect::<Vec<_>>().join("、")
    }

    /// The same, leading to the rows behind it if it is shown.
    pub fn open(self, link: impl Into<String>) -> Field {
        if self.value.is_some() { Field { link: link.into(), ..self } } else { self }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Whether it holds numbers.
    pub is_number: bool,
}

/// A table with its note and chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// Its anchor, and its name among files.
    pub id: &'static str,
    /// Its title.
    pub title: String,
    /// What it says, how to read it.
    pub note: String,
    /// SVG.
    pub chart: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<Field>>,
}

impl Section {
    /// A section of these columns; one whose name begins with `#` holds numbers.
    pub fn new(id: &'static str, title: &str, note: &str, columns: &[&str]) -> Section {
        let column = |name: &&str| match name.strip_prefix('#') {
            Some(name) => Column { name: name.to_owned(), is_number: true },
            None => Column { name: (*name).to_owned(), is_number: false },
        };
        let columns = columns.iter().map(column).collect();
        Section { id, title: title.to_owned(), note: note.to_owned(), columns, ..Section::default() }
    }

    /// The table to hand out.
    pub fn table(&self) -> Table {
        let cell = |(field, column): (&Field, &Column)| match field.value {
            Some(value) if column.is_number => Cell::Number(value),
            _ if field.text.is_empty() => Cell::Empty,
            _ => Cell::Text(field.whole()),
        };
        // Names of sheets have 31 characters at most and none of these.
        let name = self.title.chars().filter(|c| !"[]:*?/\\".contains(*c)).take(31).collect();
        Table {
            name,
            header: self.columns.iter().map(|column| column.name.clone()).collect(),
            rows: self.rows.iter().map(|row| row.iter().zip(&self.columns).map(cell).collect()).collect(),
        }
    }
}

/// All tables of a report, for workbooks.
pub fn all(report: &Report, pen: &Pen) -> Vec<Section> {
    let mut all = vec![summary::figures(report, pen), districts(report, pen, &[])];
    all.extend(portfolio(report, pen, super::Level::Top));
    all.extend(portfolio(report, pen, super::Level::Class));
    all.push(hexagons(report, pen, crate::clusters::census::RESOLUTION));
    all.extend(chains(report, pen));
    all.extend(sourcing(report, pen));
    all.extend(resilience(report, pen, ""));
    all.extend(trends(report, pen));
    all.extend(opportunities(report, pen));
    all.extend(method(report, pen));
    all
}

/// Name of a line, of those that state none in words.
fn name_of(report: &Report, line: Line, pen: &Pen) -> String {
    match report.grid.named(line) {
        None => pen.t("全部", "All").to_owned(),
        Some(named) if named.code.is_empty() => pen.t("未注明", "Not stated").to_owned(),
        Some(named) => named.name.clone(),
    }
}

/// Name of a district; none is the whole city.
fn district_name(report: &Report, district: Option<u16>, pen: &Pen) -> String {
    match district.and_then(|at| report.grid.districts.get(usize::from(at))) {
        None => pen.t("全市", "City").to_owned(),
        Some(named) if named.code.is_empty() => pen.t("未注明", "Not stated").to_owned(),
        Some(named) => named.name.clone(),
    }
}

/// The list of firms behind a cell.
fn firms_behind(report: &Report, district: Option<u16>, line: Line) -> String {
    let mut query = vec![("type", "firm")];
    let named = report.grid.named(line).filter(|named| !named.code.is_empty());
    if let Some(named) = named {
        query.push(("industry", &named.code));
    }
    if let Some(named) = district.and_then(|at| report.grid.districts.get(usize::from(at))) {
        query.push(("division", &named.code));
    }
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    format!("/search?{query}")
}

/// The link to a category's chain.
fn chain_link(report: &Report, node: Node, pen: &Pen) -> Field {
    let graph = &report.market.graph;
    Field::link(graph.name(node), pen.to(&format!("/chains/{}", graph.id(node))))
}

/// The link to a firm.
fn firm_link(report: &Report, firm: u32) -> Field {
    let firm = &report.market.firms[firm as usize];
    Field::link(&firm.name, format!("/firms/{}", crate::http::in_address(&firm.code)))
}

/// A chart in both widths.
fn both(draw: impl Fn(crate::draw::Width) -> String) -> String {
    crate::draw::both(draw)
}
