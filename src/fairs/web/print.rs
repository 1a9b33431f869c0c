//! What officials print and hand out: seat cards and the timetable.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::card::Card;
use super::path;
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::app::App;
use crate::fairs::store::TalkRow;
use crate::fairs::{FairId, actions, guests};
use crate::http::download::{CSV, Table, attachment, csv};
use crate::http::page::lang_of;
use crate::http::{AppResult, Shell, show as show_page};

#[derive(Template)]
#[template(path = "fairs/cards.html")]
struct CardsPage {
    page: Shell,
    back: String,
    cards: Vec<Card>,
}

/// `GET /desk/fairs/{id}/cards`: the card of each firm that talks, a sheet of A4 each.
///
/// # Errors
/// As [`actions::show`].
pub async fn cards(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (id, lang, site) = (FairId(id.into_inner()), lang_of(&request), app.config.clone());
    let back = path(&id);
    let cards = app
        .read(move |conn| {
            let day = actions::show(conn, &viewer, &id)?;
            let mut cards = vec![];
            for guest in &day.guests {
                let meetings = guests::meetings(conn, &day.talks, &guest.firm_id)?;
                if !meetings.is_empty() {
                    cards.push(Card::new(&day.row, day.name(&guest.firm_id), meetings, (&site.public_url, lang))?);
                }
            }
            Ok(cards)
        })
        .await?;
    show_page(&request, &CardsPage { page: Shell::new(&request, lang.t("席卡", "Seat cards")), back, cards })
}

/// `GET /desk/fairs/{id}/export`: the timetable as a CSV.
///
/// # Errors
/// As [`actions::show`].
pub async fn export(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let (id, lang) = (FairId(id.into_inner()), lang_of(&request));
    let day = app.read(move |conn| actions::show(conn, &viewer, &id)).await?;
    let header = [("时间", "time"), ("桌号", "table"), ("采购方", "buyer"), ("供应方", "seller"), ("得分", "score")];
    let row = |talk: &TalkRow| {
        let talk = day.talk(talk);
        vec![talk.time.into(), (talk.table as f64).into(), talk.buyer.into(), talk.seller.into(), talk.score.into()]
    };
    let table = Table {
        name: "talks".into(),
        header: header.iter().map(|(zh, en)| lang.t(*zh, *en).to_owned()).collect(),
        rows: day.talks.iter().map(row).collect(),
    };
    Ok(attachment(csv(&table)?, &format!("{}.csv", day.row.name), CSV))
}
