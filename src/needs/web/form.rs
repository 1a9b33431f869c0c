//! The form of a need: its own fields.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::LABELS;
use crate::accounts::Viewer;
use crate::app::App;
use crate::db::Conn;
use crate::http::{AppResult, Shell, page, show_as};
use crate::lang::Lang;
use crate::listings::form::Labels;
use crate::listings::web::{Pages, Sheet, begin};
use crate::needs::store::NeedRow;
use crate::text;

#[derive(Template)]
#[template(path = "needs/form.html")]
struct FormPage {
    page: Shell,
    sheet: Sheet,
}

impl Pages for NeedRow {
    const LABELS: Labels = LABELS;
    type Beside = ();

    fn beside(&self, _: &mut Conn) -> AppResult<()> {
        Ok(())
    }

    fn form_page(status: StatusCode, request: &HttpRequest, sheet: Sheet, (): ()) -> AppResult<HttpResponse> {
        let new = page::lang_of(request).t("新需求", "New need");
        let page = Shell::new(request, sheet.title(new));
        show_as(status, request, &FormPage { page, sheet })
    }

    fn all_confirmed(count: usize, lang: Lang) -> String {
        lang.t(format!("已确认 {count} 条需求仍有效"), format!("Confirmed {count} of your needs"))
    }
}

/// What a new need begins with.
#[derive(serde::Deserialize)]
pub struct Begun {
    /// The words of a search that found nothing.
    #[serde(default)]
    text: String,
}

/// `GET /my/needs/new`
pub async fn new(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    begun: web::Query<Begun>,
) -> AppResult<HttpResponse> {
    begin::<NeedRow>(&request, &app, &viewer, &[("text", text::tidy(&begun.text))]).await
}
