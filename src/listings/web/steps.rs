//! The steps of a listing's life: publish, withdraw, confirm.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Pages, edit_path, list_path, public_path, published_message};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::columns::Columns;
use crate::http::{AppResult, back_path, page, redirect};
use crate::listings::{Listing, actions, rules};

/// `POST /my/products/{code}/publication`
pub async fn publish<L: Listing>(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let wanted = code.clone();
    let card = app.write(move |conn| actions::publish::<L>(conn, &viewer, &wanted, clock::now())).await?;
    let message = published_message(card.firm.is_verified(), page::lang_of(&request));
    Ok(redirect(&edit_path::<L>(&code), message))
}

/// `POST /my/products/{code}/withdrawal` (`reason` from an operator)
pub async fn withdraw<L: Listing>(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let (wanted, who) = (code.clone(), viewer.clone());
    let reason = form.text("reason").to_owned();
    let card = app.write(move |conn| actions::withdraw::<L>(conn, &who, &wanted, &reason, clock::now())).await?;
    // An operator came from the public page, which operators still see.
    let own = rules::may_edit(card.row.firm(), &viewer);
    let to = if own { edit_path::<L>(&code) } else { public_path::<L>(&code) };
    let lang = page::lang_of(&request);
    Ok(redirect(&to, lang.t("已下架，别人不再看到", "Withdrawn; nobody else sees it any more")))
}

/// `POST /my/products/{code}/confirmation`
pub async fn confirm<L: Listing>(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let wanted = code.clone();
    app.write(move |conn| actions::confirm::<L>(conn, &viewer, &wanted, clock::now())).await?;
    let lang = page::lang_of(&request);
    let back = form.text("back");
    let to = if back.is_empty() { edit_path::<L>(&code) } else { back_path(back).to_owned() };
    Ok(redirect(&to, lang.t("已确认仍有效，90 天内不会沉底", "Confirmed; it keeps its place for 90 days")))
}

/// `POST /my/products/confirmation`
pub async fn confirm_all<L: Pages>(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
) -> AppResult<HttpResponse> {
    let count = app.write(move |conn| actions::confirm_all::<L>(conn, &viewer, clock::now())).await?;
    Ok(redirect(&list_path::<L>(), &L::all_confirmed(count, page::lang_of(&request))))
}
