//! Things side by side, and asking all of them.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::accounts::{Role, Viewer};
use crate::app::App;
use crate::clock;
use crate::enquiries::web::path as path_of_enquiry;
use crate::http::{AppError, AppResult, Shell, in_address, page, redirect, show};
use crate::shortlists::compare::{Comparison, Head, compare as side_by_side};
use crate::shortlists::rules::named;
use crate::shortlists::{MOST_COMPARED, actions};

#[derive(Template)]
#[template(path = "shortlists/compare.html")]
struct ComparePage {
    page: Shell,
    sheet: Comparison,
    most: usize,
    may_ask: bool,
}

impl ComparePage {
    fn to(&self, head: &Head) -> String {
        format!("/{}s/{}", head.named.kind, in_address(&head.named.code))
    }

    fn firm(&self, head: &Head) -> String {
        format!("/firms/{}", in_address(&head.firm.0))
    }

    /// The same page without one of the things.
    fn without(&self, head: &Head) -> String {
        let others = self.sheet.heads.iter().filter(|other| other.named != head.named);
        let pairs: Vec<(&str, &str)> =
            others.map(|other| (other.named.kind.as_str(), other.named.code.as_str())).collect();
        format!("/compare?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

/// `GET /compare?product=&firm=`: up to six things side by side.
///
/// # Errors
/// `SignIn`.
pub async fn compare(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    pairs: web::Query<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    if !viewer.is_signed_in() {
        return Err(AppError::SignIn);
    }
    let (lang, things) = (page::lang_of(&request), named(&pairs));
    let may_ask = matches!(viewer.role, Some(Role::Member | Role::Buyer));
    let sheet = app.read(move |conn| side_by_side(conn, &viewer, &things, lang, clock::now())).await?;
    let page = Shell::new(&request, lang.t("对比", "Comparison"));
    show(&request, &ComparePage { page, sheet, most: MOST_COMPARED, may_ask })
}

/// `POST /my/shortlists/enquiry`: a draft of an enquiry that asks all that is named.
///
/// # Errors
/// Those of [`actions::ask`].
pub async fn ask(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    pairs: web::Form<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    let things = named(&pairs);
    let draft = app.write(move |conn| actions::ask(conn, &viewer, &things, clock::now())).await?;
    let message = page::lang_of(&request).t(
        "已生成询价草稿，补上数量和截止时间后发出",
        "A draft is made; give it quantities and a deadline and send it",
    );
    Ok(redirect(&path_of_enquiry(&draft.code), message))
}
