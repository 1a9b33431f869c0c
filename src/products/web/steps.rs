//! The steps of a product's life: publish, withdraw, confirm, delete.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{LIST, edit_path, public_path};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::columns::Columns;
use crate::http::{AppResult, back_path, page, redirect};
use crate::listings::web::published_message;
use crate::listings::{self, actions};
use crate::products::pictures;
use crate::products::store::ProductRow;

/// `POST /my/products/{code}/publication`
pub async fn publish(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let wanted = code.clone();
    let card = app.write(move |conn| actions::publish::<ProductRow>(conn, &viewer, &wanted, clock::now())).await?;
    let message = published_message(card.firm.is_verified(), page::lang_of(&request));
    Ok(redirect(&edit_path(&code), message))
}

/// `POST /my/products/{code}/withdrawal` (`reason` from an operator)
pub async fn withdraw(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let (wanted, who) = (code.clone(), viewer.clone());
    let reason = form.text("reason").to_owned();
    let card =
        app.write(move |conn| actions::withdraw::<ProductRow>(conn, &who, &wanted, &reason, clock::now())).await?;
    // An operator came from the public page, which operators still see.
    let own = listings::may_edit(&card.row.firm_id, &viewer);
    let to = if own { edit_path(&code) } else { public_path(&code) };
    let lang = page::lang_of(&request);
    Ok(redirect(&to, lang.t("已下架，别人不再看到", "Withdrawn; nobody else sees it any more")))
}

/// `POST /my/products/{code}/confirmation`
pub async fn confirm(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let wanted = code.clone();
    app.write(move |conn| actions::confirm::<ProductRow>(conn, &viewer, &wanted, clock::now())).await?;
    let lang = page::lang_of(&request);
    let to = if form.text("back").is_empty() { edit_path(&code) } else { back_path(form.text("back")).to_owned() };
    Ok(redirect(&to, lang.t("已确认仍有效，90 天内不会沉底", "Confirmed; it keeps its place for 90 days")))
}

/// `POST /my/products/confirmation`
pub async fn confirm_all(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    let count = app.write(move |conn| actions::confirm_all::<ProductRow>(conn, &viewer, clock::now())).await?;
    let lang = page::lang_of(&request);
    let message = lang.t(format!("已确认 {count} 个产品仍有效"), format!("Confirmed {count} of your products"));
    Ok(redirect(LIST, &message))
}

/// `POST /my/products/{code}/deletion`
pub async fn delete(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (row, shown) = app
        .write(move |conn| {
            let id = actions::editable::<ProductRow>(conn, &viewer, &code)?.row.id;
            let shown = pictures::store::of_product(conn, &id)?;
            Ok((actions::delete::<ProductRow>(conn, &viewer, &code)?, shown))
        })
        .await?;
    let config = app.config.clone();
    app.block(move || {
        shown.iter().for_each(|picture| pictures::actions::drop_files(&config.data_dir, &picture.id));
        Ok(())
    })
    .await?;
    let lang = page::lang_of(&request);
    let message = lang.t(format!("草稿“{}”已删除", row.name), format!("The draft “{}” is deleted", row.name));
    Ok(redirect(LIST, &message))
}
