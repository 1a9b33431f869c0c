//! What the form of an enquiry begins with: a product, a need and the firms that fit it, or what is stored.

use crate::accounts::Viewer;
use crate::db::Conn;
use crate::enquiries::sent::{Sent, SentLine};
use crate::enquiries::store::{self, EnquiryRow};
use crate::enquiries::{MOST_LINES, MOST_SUPPLIERS};
use crate::http::AppResult;
use crate::listings::may_see;
use crate::needs;
use crate::{clock, firms, products};

/// Reads `product`, `need` and `firm` of an address. With a need, that is what is asked for and the products name whom
/// to ask; without one, the products are asked for as well.
pub fn begin(conn: &mut Conn, viewer: &Viewer, begun: &[(String, String)]) -> AppResult<Sent> {
    let mut sent = Sent::default();
    let of = |kind: &'static str| begun.iter().filter(move |(name, _)| name == kind).map(|(_, code)| code.as_str());
    for code in of("need").take(MOST_LINES) {
        let card = needs::store::card_by_code(conn, code)?;
        let seen = card.filter(|c| may_see(c.row.state, &c.row.firm_id, c.firm.is_verified(), viewer));
        sent.lines.extend(seen.map(|card| need_line(&card.row)));
    }
    let names_only = !sent.lines.is_empty();
    for code in of("product").take(MOST_LINES) {
        let card = products::store::card_by_code(conn, code)?;
        let seen = card.filter(|c| may_see(c.row.state, &c.row.firm_id, c.firm.is_verified(), viewer));
        let Some(card) = seen else { continue };
        if !viewer.acts_for(&card.row.firm_id) {
            ask(&mut sent, &card.firm.code);
        }
        if !names_only {
            let (text, unit) = (card.row.name, card.row.unit);
            sent.lines.push(SentLine { text, unit, ..SentLine::default() });
        }
    }
    for code in of("firm") {
        ask(&mut sent, code);
    }
    Ok(sent)
}

fn ask(sent: &mut Sent, code: &str) {
    if sent.suppliers.len() < MOST_SUPPLIERS && !sent.suppliers.iter().any(|there| there == code) {
        sent.suppliers.push(code.to_owned());
    }
}

fn need_line(row: &needs::store::NeedRow) -> SentLine {
    SentLine {
        text: row.text.clone(),
        specs: row.specs.clone(),
        quantity: row.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
        unit: row.unit.clone(),
        need_code: row.code.clone(),
    }
}

/// What is stored of a draft, as the form would send it.
pub fn stored(conn: &mut Conn, row: &EnquiryRow) -> AppResult<Sent> {
    let suppliers = store::suppliers(conn, &row.id)?;
    let ids: Vec<_> = suppliers.iter().map(|asked| &asked.firm_id).collect();
    let firms = firms::store::by_ids(conn, &ids)?;
    let code = |asked: &store::SupplierRow| firms.iter().find(|f| f.id == asked.firm_id).map(|f| f.code.clone());
    let line = |line: store::LineRow| SentLine {
        quantity: line.quantity.map(|quantity| quantity.to_string()).unwrap_or_default(),
        text: line.text,
        specs: line.specs,
        unit: line.unit,
        need_code: line.need_code,
    };
    Ok(Sent {
        code: row.code.clone(),
        title: row.title.clone(),
        note: row.note.clone(),
        deadline: row.deadline.map(|at| clock::local(at).format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default(),
        suppliers: suppliers.iter().filter_map(code).collect(),
        lines: store::lines(conn, &row.id)?.into_iter().map(line).collect(),
        state: String::new(),
    })
}
