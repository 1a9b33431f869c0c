//! One line: its candidates with the reasons as they are now, and the form to correct it.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use std::collections::HashMap;

use super::path;
use crate::accounts::Viewer;
use crate::app::App;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult, Form, Shell, in_address, page, redirect, show_as};
use crate::lang::Lang;
use crate::matching::Matcher;
use crate::matching::actions::Pairing;
use crate::purchases::export::column_name;
use crate::purchases::rules::THRESHOLD;
use crate::purchases::sheet::COLUMNS;
use crate::purchases::store::LineRow;
use crate::purchases::{actions, work};
use crate::{clock, faults::Fault};

/// Candidates of the page.
const SHOWN: usize = 10;

struct Card {
    firm: (String, String),
    product: (String, String),
    score: String,
    distance: Option<String>,
    reasons: Vec<(String, String)>,
}

impl Card {
    fn new(pairing: Pairing, lang: Lang) -> Card {
        let link = |kind: &str, code: &str, name: String| (format!("/{kind}/{}", in_address(code)), name);
        let Pairing { card, score, distance_km, reasons, .. } = pairing;
        let points = |points: f64| if points == 0.0 { "0".to_owned() } else { format!("{points:+.1}") };
        Card {
            firm: link("firms", &card.firm.code, card.firm.name),
            product: link("products", &card.row.code, card.row.name),
            score: format!("{score:.1}"),
            distance: distance_km.map(|km| lang.t(format!("{km:.1} 公里"), format!("{km:.1} km"))),
            reasons: reasons.into_iter().map(|r| (points(r.points), r.text.r#in(lang).to_owned())).collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "purchases/line.html")]
struct LinePage {
    page: Shell,
    list: (String, String),
    to: String,
    row: i64,
    good: String,
    threshold: i64,
    cards: Vec<Card>,
    form: Form,
    lang: Lang,
}

impl LinePage {
    fn columns(&self) -> Vec<(&'static str, &'static str)> {
        COLUMNS.iter().map(|column| (column.name, column_name(column.name, self.lang))).collect()
    }
}

/// What the line says, wrong texts as they were given.
fn form_of(line: &LineRow) -> Form {
    let faults = line.faults();
    let fields = line.fields();
    let shown = |value: Option<crate::units::Decimal>| value.map(|value| value.to_string()).unwrap_or_default();
    let mut values: HashMap<String, String> = HashMap::from([
        ("code".into(), fields.code.clone()),
        ("name".into(), fields.name.clone()),
        ("specs".into(), fields.specs.clone()),
        ("quantity".into(), shown(fields.quantity)),
        ("unit".into(), fields.unit.clone()),
        ("price".into(), shown(fields.price)),
        ("budget".into(), shown(fields.budget)),
        ("needed_by".into(), fields.needed_by.map(|day| day.to_string()).unwrap_or_default()),
    ]);
    values.extend(faults.iter().map(|fault| (fault.field.clone(), fault.value.clone())));
    Form::new(values).wrong(faults)
}

async fn page_of(
    request: &HttpRequest,
    app: &App,
    matcher: &Matcher,
    viewer: Viewer,
    (id, position): (String, String),
    sent: Option<(Columns, Vec<Fault>)>,
) -> AppResult<LinePage> {
    actions::check(&viewer)?;
    let known = matcher.now()?;
    let (lang, to) = (page::lang_of(request), format!("{}/lines/{position}", path(&id)));
    let (list, line, answer) = app
        .read(move |conn| {
            let (list, line) = actions::line(conn, &viewer, &id, &position)?;
            let answer =
                if line.name.is_empty() { None } else { Some(work::of_line(conn, &known, &list, &line, SHOWN)?) };
            Ok((list, line, answer))
        })
        .await?;
    let (good, cards) = answer.map(|answer| (answer.good, answer.pairings)).unwrap_or_default();
    let form = match sent {
        Some((columns, faults)) => Form::new(columns.0).wrong(faults),
        None => form_of(&line),
    };
    Ok(LinePage {
        page: Shell::new(request, if line.name.is_empty() { lang.t("清单行", "Line").to_owned() } else { line.name }),
        list: (path(list.id.as_str()), list.name),
        row: line.row_number,
        threshold: THRESHOLD,
        cards: cards.into_iter().map(|pairing| Card::new(pairing, lang)).collect(),
        good,
        form,
        lang,
        to,
    })
}

/// `GET /my/purchases/{id}/lines/{position}`
///
/// # Errors
/// Those of [`actions::line`].
pub async fn line(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    at: web::Path<(String, String)>,
) -> AppResult<HttpResponse> {
    let shown = page_of(&request, &app, &matcher, viewer, at.into_inner(), None).await?;
    show_as(StatusCode::OK, &request, &shown)
}

/// `POST /my/purchases/{id}/lines/{position}`
///
/// # Errors
/// Those of [`actions::edit_line`], but for wrong values, which come back in the form.
pub async fn edit_line(
    request: HttpRequest,
    app: web::Data<App>,
    matcher: web::Data<Matcher>,
    viewer: Viewer,
    at: web::Path<(String, String)>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let ((id, position), columns) = (at.into_inner(), form.into_inner());
    let (who, sent, key) = (viewer.clone(), columns.clone(), (id.clone(), position.clone()));
    let done = app.write(move |conn| actions::edit_line(conn, &who, (&key.0, &key.1), &sent, clock::now())).await;
    match done {
        Ok(()) => {
            Ok(redirect(&path(&id), page::lang_of(&request).t("已更正，正在重新匹配", "Corrected; it is matched anew")))
        }
        Err(AppError::Invalid(faults)) => {
            let shown = page_of(&request, &app, &matcher, viewer, (id, position), Some((columns, faults))).await?;
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &shown)
        }
        Err(why) => Err(why),
    }
}
