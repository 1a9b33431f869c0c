//! The comparison sheet, the choice, and the record to print.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde_json::Value;

use super::{path, words};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::enquiries::Answer;
use crate::enquiries::actions::Post;
use crate::enquiries::comparison::record::Frozen;
use crate::enquiries::comparison::{Asked, Offer, Other, Priced, Sheet, actions};
use crate::enquiries::rules::Phase;
use crate::http::columns::Columns;
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Shell, redirect, show, show_as};
use crate::lang::Lang;
use crate::units::Decimal;

#[derive(Template)]
#[template(path = "enquiries/comparison.html")]
struct ComparisonPage {
    page: Shell,
    base: String,
    code: String,
    sheet: Sheet,
    is_decided: bool,
    chosen: String,
    reasons: String,
    fault: Option<String>,
}

impl ComparisonPage {
    fn amount(&self, amount: &Option<Decimal>) -> String {
        amount.map_or_else(|| "—".to_owned(), |amount| amount.to_string())
    }

    fn priced<'a>(&self, offer: &'a Offer, position: &i64) -> Option<&'a Priced> {
        let at = self.sheet.lines.iter().position(|line| line.position == *position)?;
        offer.lines.get(at)?.as_ref()
    }

    fn other(&self, other: &Other) -> &'static str {
        other_word(&other.answer, self.page.lang)
    }

    fn quantity(&self, asked: &Asked) -> String {
        format!("{} {}", asked.quantity, asked.unit)
    }

    fn place(&self, offer: &Offer) -> String {
        match offer.rank {
            Some(rank) if offer.is_tied => self.page.lang.t(format!("第 {rank}（并列）"), format!("{rank} (tied)")),
            Some(rank) => self.page.lang.t(format!("第 {rank}"), rank.to_string()),
            None => self.page.lang.t("不参与排名", "not ranked").to_owned(),
        }
    }
}

/// What a firm without a quote has answered, in words.
fn other_word(answer: &str, lang: Lang) -> &'static str {
    match Answer::parse(answer) {
        Some(answer) => words::answer(answer, lang),
        None => lang.t("报价已损坏，无法开启", "The quote is damaged"),
    }
}

/// `GET /enquiries/{code}/comparison`
///
/// # Errors
/// Those of [`actions::sheet`].
pub async fn comparison(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let page = load(&request, &app, viewer, code.into_inner()).await?;
    show(&request, &page)
}

async fn load(request: &HttpRequest, app: &web::Data<App>, viewer: Viewer, code: String) -> AppResult<ComparisonPage> {
    let own = app.clone();
    // A write, because the first look after the deadline opens the quotes.
    let (row, sheet) =
        app.write(move |conn| actions::sheet(conn, Post::from(&**own), &viewer, &code, clock::now())).await?;
    Ok(ComparisonPage {
        page: Shell::new(request, lang_of(request).t("比价表", "Comparison")),
        base: path(&row.code),
        is_decided: row.phase(clock::now()) == Phase::Decided,
        code: row.code,
        sheet,
        chosen: String::new(),
        reasons: String::new(),
        fault: None,
    })
}

/// `POST /enquiries/{code}/choice` (`chosen`, `reasons`)
///
/// # Errors
/// Those of [`actions::choose`], but for wrong values, which come back in the form.
pub async fn choose(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let (own, who, wanted) = (app.clone(), viewer.clone(), code.clone());
    let (chosen, reasons) = (form.text("chosen").to_owned(), form.text("reasons").to_owned());
    let choice = (chosen.clone(), reasons.clone());
    let done = app
        .write(move |conn| {
            let choice = (choice.0.as_str(), choice.1.as_str());
            actions::choose(conn, Post::from(&**own), &who, &wanted, choice, clock::now())
        })
        .await;
    match done {
        Ok(_) => {
            let message = lang_of(&request).t("选择已记录并冻结", "Your choice is recorded and frozen");
            Ok(redirect(&format!("{}/record", path(&code)), message))
        }
        Err(AppError::Invalid(faults)) => {
            let page = load(&request, &app, viewer, code.into_inner()).await?;
            let fault = faults.first().map(|fault| page.page.fault(fault));
            let page = ComparisonPage { chosen, reasons, fault, ..page };
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
        Err(why) => Err(why),
    }
}

#[derive(Template)]
#[template(path = "enquiries/record.html")]
struct RecordPage {
    page: Shell,
    base: String,
    code: String,
    frozen: Frozen,
}

impl RecordPage {
    /// A text of the record.
    fn text<'a>(&self, value: &'a Value, name: &str) -> &'a str {
        value.get(name).and_then(Value::as_str).unwrap_or("")
    }

    /// A number or a text of the record, or a dash.
    fn shown(&self, value: &Value, name: &str) -> String {
        match value.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => "—".into(),
        }
    }

    /// A list of the record.
    fn list<'a>(&self, value: &'a Value, name: &str) -> &'a [Value] {
        value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn record(&self) -> &Value {
        &self.frozen.record
    }

    fn sheet(&self) -> &Value {
        self.frozen.record.get("sheet").unwrap_or(&Value::Null)
    }

    fn chosen(&self) -> &str {
        let chosen = self.list(&self.frozen.record, "chosen");
        let name = chosen.get(1).and_then(Value::as_str);
        name.unwrap_or_else(|| self.page.t("未选定任何一家", "None of them"))
    }

    fn other(&self, value: &Value) -> &'static str {
        other_word(self.text(value, "answer"), self.page.lang)
    }
}

/// `GET /enquiries/{code}/record`: one A4 page or more, from the frozen record alone.
///
/// # Errors
/// Those of [`actions::frozen`].
pub async fn record(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (row, frozen) = app.read(move |conn| actions::frozen(conn, &viewer, &code)).await?;
    let page = Shell::new(&request, lang_of(&request).t("比选记录", "Record of the choice"));
    show(&request, &RecordPage { page, base: path(&row.code), code: row.code, frozen })
}
