//! `/firms/{code}/contact-reveal`: the contact, on click, to a person who is signed in.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::accounts::{Gate, Viewer};
use crate::app::App;
use crate::clock;
use crate::firms::actions::{self, Contact};
use crate::http::{AppResult, Shell, page, show};

#[derive(Template)]
#[template(path = "firms/contact.html")]
struct ContactPage {
    page: Shell,
    contact: Contact,
}

/// `POST /firms/{code}/contact-reveal`
///
/// # Errors
/// `SignIn` for nobody, `TooMany` for somebody who collects, `NotFound` for a firm that this viewer may not see.
pub async fn reveal(
    request: HttpRequest,
    app: web::Data<App>,
    gate: web::Data<Gate>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    if let Some(user) = viewer.user() {
        gate.may_see_contact(user)?;
    }
    let contact =
        app.write(move |conn| actions::reveal_contact(conn, &viewer, &code.into_inner(), clock::now())).await?;
    let shell = Shell::new(&request, page::lang_of(&request).t("联系方式", "Contact"));
    let mut answer = show(&request, &ContactPage { page: shell, contact })?;
    answer
        .headers_mut()
        .insert(actix_web::http::header::CACHE_CONTROL, actix_web::http::header::HeaderValue::from_static("no-store"));
    Ok(answer)
}
