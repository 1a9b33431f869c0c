//! What officials do on the page of a fair.

use actix_web::{HttpRequest, HttpResponse, web};

use super::show::load;
use super::{Form, field, path};
use crate::accounts::Viewer;
use crate::accounts::actions::for_staff;
use crate::app::App;
use crate::clock;
use crate::fairs::{FairId, actions, rules};
use crate::http::page::lang_of;
use crate::http::{AppResult, after};

/// Goes on after a change, or shows the page with what was wrong.
async fn done(
    request: &HttpRequest,
    app: &App,
    (viewer, id): (&Viewer, &FairId),
    codes: String,
    (outcome, said): (AppResult<()>, &str),
) -> AppResult<HttpResponse> {
    let wrong = async |faults| Ok(load(request, app, viewer, id).await?.wrong(codes, faults));
    after(request, outcome, (&path(id), said), wrong).await
}

/// The codes that a form holds: those typed in `codes`, and each `firm_CODE` that is ticked.
fn codes(form: &Form) -> Vec<String> {
    let mut codes = rules::codes(field(form, "codes"));
    let mut ticked: Vec<&str> = form.keys().filter_map(|name| name.strip_prefix("firm_")).collect();
    ticked.sort_unstable();
    codes.extend(ticked.into_iter().map(str::to_owned));
    codes
}

/// `POST /desk/fairs/{id}/firms` with `codes`, or a `firm_CODE` for each firm.
///
/// # Errors
/// As [`actions::invite`], apart from faults, with which the page comes back.
pub async fn invite(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let id = FairId(id.into_inner());
    let (who, own, site, typed) = (viewer.clone(), id.clone(), app.config.clone(), field(&form, "codes").to_owned());
    let codes = codes(&form);
    let invited = move |conn: &mut _| actions::invite(conn, &site.public_url, &who, (&own, &codes), clock::now());
    let outcome = app.write(invited).await.map(drop);
    let said = lang_of(&request).t("已邀请，邀请函已发送", "Invited; the letters are on their way");
    done(&request, &app, (&viewer, &id), typed, (outcome, said)).await
}

/// `POST /desk/fairs/{id}/plan`
///
/// # Errors
/// As [`actions::plan`], apart from faults, with which the page comes back.
pub async fn plan(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let id = FairId(id.into_inner());
    let (who, own, site) = (viewer.clone(), id.clone(), app.config.clone());
    let planned = move |conn: &mut _| actions::plan(conn, &site.public_url, &who, &own, clock::now());
    let outcome = app.write(planned).await;
    done(&request, &app, (&viewer, &id), String::new(), (outcome, lang_of(&request).t("日程已排好", "Planned"))).await
}

/// `POST /desk/fairs/{id}/absence` with `firm` (its code) and `slot` (from 0; nothing if it comes after all).
///
/// # Errors
/// As [`actions::absent`].
pub async fn absent(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Form(form): web::Form<Form>,
) -> AppResult<HttpResponse> {
    for_staff(&viewer)?;
    let id = FairId(id.into_inner());
    let (who, own, site) = (viewer.clone(), id.clone(), app.config.clone());
    let (firm, slot) = (field(&form, "firm").to_owned(), field(&form, "slot").parse().ok());
    let noted = move |conn: &mut _| actions::absent(conn, &site.public_url, &who, (&own, &firm, slot), clock::now());
    let outcome = app.write(noted).await;
    let lang = lang_of(&request);
    let said = match slot {
        Some(_) => lang.t("已登记缺席，只调整了受影响的洽谈", "Noted; only what it touches has changed"),
        None => lang.t("已恢复到场，全部重排后才有洽谈", "It comes; it has talks once all is planned anew"),
    };
    done(&request, &app, (&viewer, &id), String::new(), (outcome, said)).await
}
