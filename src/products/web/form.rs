//! The form of a product: its own fields, and its pictures beside them.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::LABELS;
use crate::accounts::Viewer;
use crate::app::App;
use crate::db::Conn;
use crate::faults::Fault;
use crate::http::{AppResult, Shell, page, show_as};
use crate::lang::Lang;
use crate::listings::form::Labels;
use crate::listings::web::{Pages, Sheet, begin, loaded};
use crate::products::pictures::{self, store::PictureRow};
use crate::products::store::ProductRow;

/// What the page says of the product's pictures.
#[derive(Default)]
pub struct Pictures {
    there: Vec<PictureRow>,
    /// Why some of an upload were not taken.
    faults: Vec<String>,
    /// How many of an upload were.
    added: usize,
}

#[derive(Template)]
#[template(path = "products/form.html")]
struct FormPage {
    page: Shell,
    sheet: Sheet,
    pictures: Pictures,
    most_pictures: usize,
}

impl Pages for ProductRow {
    const LABELS: Labels = LABELS;
    type Beside = Pictures;

    fn beside(&self, conn: &mut Conn) -> AppResult<Pictures> {
        Ok(Pictures { there: pictures::store::of_product(conn, &self.id)?, ..Pictures::default() })
    }

    fn form_page(
        status: StatusCode,
        request: &HttpRequest,
        sheet: Sheet,
        pictures: Pictures,
    ) -> AppResult<HttpResponse> {
        let new = page::lang_of(request).t("新产品", "New product");
        let page = Shell::new(request, sheet.title(new));
        let most_pictures = pictures::MOST as usize;
        show_as(status, request, &FormPage { page, sheet, pictures, most_pictures })
    }

    fn all_confirmed(count: usize, lang: Lang) -> String {
        lang.t(format!("已确认 {count} 个产品仍有效"), format!("Confirmed {count} of your products"))
    }
}

/// `GET /my/products/new`
pub async fn new(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    begin::<ProductRow>(&request, &app, &viewer, &[]).await
}

/// The product's page after an upload of which not everything was taken.
pub async fn with_picture_faults(
    request: &HttpRequest,
    app: &App,
    viewer: Viewer,
    code: String,
    added: usize,
    faults: Vec<Fault>,
) -> AppResult<HttpResponse> {
    let lang = page::lang_of(request);
    let line = |fault: &Fault| match fault.value.as_str() {
        "" => fault.line(lang),
        name => format!("{name}{}{}", lang.t("：", ": "), fault.line(lang)),
    };
    let mut loaded = loaded::<ProductRow>(app, &viewer, &code).await?;
    loaded.beside.faults = faults.iter().map(line).collect();
    loaded.beside.added = added;
    loaded.show(StatusCode::UNPROCESSABLE_ENTITY, request, &viewer)
}
