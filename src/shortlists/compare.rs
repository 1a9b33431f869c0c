//! Things side by side: price, specs, lead time, smallest order, certificates, distance, and how the firm answers and is
//! rated. What a row does not know of a thing stays empty there.

use super::MOST_COMPARED;
use super::actions::{Subject, subject};
use super::rules::{Named, differs};
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::db::Conn;
use crate::geo::Point;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::lang::Lang;
use crate::products::certificates::{self, Standing};
use crate::products::rules::visible_price;
use crate::products::store::Card;
use crate::units::Decimal;
use crate::{deals, divisions, enquiries, firms, specs};

/// A thing as the head of its column.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// What it is, by kind and code.
    pub named: Named,
    /// What it is called.
    pub name: String,
    /// Code and name of its firm.
    pub firm: (String, String),
}

/// A row of the comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What is compared.
    pub label: String,
    /// A cell for each thing; empty where nothing is known.
    pub cells: Vec<String>,
    /// Whether the cells say different things.
    pub differs: bool,
}

/// Things side by side.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Comparison {
    /// The things.
    pub heads: Vec<Head>,
    /// What is compared; rows of which nothing is known are left out.
    pub rows: Vec<Row>,
    /// How many things were named beyond those that are shown.
    pub left_out: usize,
}

/// One thing with what is looked up for it.
struct Column {
    subject: Subject,
    firm: FirmId,
    division: Option<String>,
    distance_km: Option<f64>,
    responses: enquiries::figures::Responses,
    standing: deals::figures::Standing,
}

/// Compares the first [`MOST_COMPARED`] of these things that the viewer may see.
///
/// # Errors
/// Those of the database.
pub fn compare(conn: &mut Conn, viewer: &Viewer, things: &[Named], lang: Lang, now: Moment) -> AppResult<Comparison> {
    let own = viewer.firm.clone().map(|firm| firms::store::find(conn, &firm)).transpose()?.flatten();
    let from = own.and_then(|firm| firm.place());
    let mut columns = Vec::new();
    let mut left_out = 0;
    for thing in things {
        match subject(conn, viewer, thing)? {
            Some(_) if columns.len() >= MOST_COMPARED => left_out += 1,
            Some(subject) => columns.push(column(conn, subject, from, now)?),
            None => {}
        }
    }
    let mut rows = facts(&columns, viewer, lang, now);
    rows.extend(spec_rows(&columns));
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    Ok(Comparison { heads: columns.iter().map(head).collect(), rows, left_out })
}

fn column(conn: &mut Conn, subject: Subject, from: Option<Point>, now: Moment) -> AppResult<Column> {
    let (firm, division) = match &subject {
        Subject::Product(card) => (card.row.firm_id.clone(), card.firm.division_code.clone()),
        Subject::Firm(row) => (row.id.clone(), row.division_code.clone()),
    };
    let place = firms::store::places(conn, std::slice::from_ref(&firm))?.pop().map(|(_, place)| place);
    let division = match division {
        Some(code) => divisions::store::find_by_code(conn, &code)?.map(|row| row.name),
        None => None,
    };
    Ok(Column {
        distance_km: from.zip(place).map(|(a, b)| a.distance_km(b)),
        responses: enquiries::figures::responses(conn, &firm, now)?,
        standing: deals::figures::standing(conn, &firm)?,
        subject,
        firm,
        division,
    })
}

impl Column {
    fn card(&self) -> Option<&Card> {
        match &self.subject {
            Subject::Product(card) => Some(card),
            Subject::Firm(_) => None,
        }
    }

    /// The viewer's own firm is no distance away.
    fn distance(&self, viewer: &Viewer, lang: Lang) -> String {
        let far = self.distance_km.filter(|_| !viewer.acts_for(&self.firm));
        far.map(|km| lang.t(format!("{km:.1} 公里"), format!("{km:.1} km"))).unwrap_or_default()
    }
}

fn head(column: &Column) -> Head {
    let (name, firm) = match &column.subject {
        Subject::Product(card) => (card.row.name.clone(), (card.firm.code.clone(), card.firm.name.clone())),
        Subject::Firm(row) => (row.name.clone(), (row.code.clone(), row.name.clone())),
    };
    Head { named: column.subject.named(), name, firm }
}

fn row(label: &str, cells: Vec<String>) -> Row {
    Row { label: label.to_owned(), differs: differs(&cells), cells }
}

/// The rows that all things have in common.
fn facts(columns: &[Column], viewer: &Viewer, lang: Lang, now: Moment) -> Vec<Row> {
    let of = |label: (&'static str, &'static str), cell: &dyn Fn(&Column) -> String| {
        row(lang.t(label.0, label.1), columns.iter().map(cell).collect())
    };
    let card =
        |cell: &dyn Fn(&Card) -> Option<String>, column: &Column| column.card().and_then(cell).unwrap_or_default();
    let amount = |value: Option<Decimal>, unit: &str| value.map(|value| format!("{value} {unit}").trim().to_owned());
    vec![
        of(("价格", "Price"), &|c| card(&|p| Some(visible_price(&p.row, viewer).line(&p.row.unit, lang)), c)),
        of(("交货期", "Lead time"), &|c| {
            card(&|p| p.row.lead_days.map(|days| lang.t(format!("{days} 天"), format!("{days} days"))), c)
        }),
        of(("起订量", "Minimum order"), &|c| card(&|p| amount(p.row.min_order, &p.row.unit), c)),
        of(("月产能", "Capacity a month"), &|c| card(&|p| amount(p.row.capacity_per_month, &p.row.unit), c)),
        of(("品类", "Category"), &|c| card(&|p| p.category.clone(), c)),
        of(("证书", "Certificates"), &|c| card(&|p| Some(valid_certificates(&p.row.certificates, now)), c)),
        of(("区划", "Division"), &|c| c.division.clone().unwrap_or_default()),
        of(("距离", "Distance"), &|c| c.distance(viewer, lang)),
        of(("询价答复率（近一年）", "Enquiries answered (last year)"), &|c| {
            c.responses
                .rate()
                .map(|rate| format!("{rate}%（{} / {}）", c.responses.answered, c.responses.asked))
                .unwrap_or_default()
        }),
        of(("成交评分", "Rating after deals"), &|c| c.standing.words(lang).unwrap_or_default()),
    ]
}

fn valid_certificates(stored: &str, now: Moment) -> String {
    let valid = certificates::stored(stored).into_iter().filter(|one| one.standing(now) != Standing::Expired);
    valid.map(|one| one.name).collect::<Vec<_>>().join("、")
}

/// A row for each spec that a product states, in the order in which they are met.
fn spec_rows(columns: &[Column]) -> Vec<Row> {
    let shown: Vec<Vec<specs::Shown>> = columns
        .iter()
        .map(|column| column.card().map(|card| specs::shown(&card.row.specs)).unwrap_or_default())
        .collect();
    let mut keys: Vec<&str> = Vec::new();
    for spec in shown.iter().flatten() {
        if !keys.contains(&spec.key.as_str()) {
            keys.push(&spec.key);
        }
    }
    let cell = |key: &str, of: &[specs::Shown]| {
        let spec = of.iter().find(|spec| spec.key == key);
        spec.map(|spec| format!("{} {}", spec.value, spec.unit).trim().to_owned()).unwrap_or_default()
    };
    keys.iter().map(|key| row(key, shown.iter().map(|of| cell(key, of)).collect())).collect()
}
