//! `/my/firm`: the firm's own profile and how far its verification has got.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::words::{Choices, choices, industry_code, state};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::firms::Verification;
use crate::firms::actions::{self, Saved};
use crate::firms::rules::{self, Profile};
use crate::firms::store::FirmRow;
use crate::firms::verification::Effect;
use crate::http::{AppError, AppResult, Form, Shell, page, redirect, show, show_as};
use crate::lang::{Lang, Say};

#[derive(Template)]
#[template(path = "firms/mine.html")]
struct ProfilePage {
    page: Shell,
    form: Form,
    choices: Choices,
    standing: Standing,
    missing: Vec<Say>,
}

/// Where the verification stands, in words.
struct Standing {
    code: String,
    is_verified: bool,
    is_rejected: bool,
    tone: &'static str,
    headline: String,
    lines: Vec<String>,
}

impl Standing {
    fn new(row: &FirmRow, lang: Lang) -> Standing {
        let (word, tone) = state(row, lang);
        let at = row.waiting_since.or(row.verified_at).unwrap_or(row.updated_at);
        Standing {
            code: row.code.clone(),
            is_verified: row.is_verified(),
            is_rejected: row.verification == Verification::Rejected,
            tone,
            headline: format!("{word} · {}", clock::show(at)),
            lines: lines(row, lang),
        }
    }
}

fn lines(row: &FirmRow, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if !row.verification_note.is_empty() {
        lines.push(format!("{}{}", lang.t("审核意见：", "The official wrote: "), row.verification_note));
    }
    let next = match (row.verification, row.waiting_since.is_some()) {
        (Verification::Pending, _) => lang.t(
            "审核一般在 2 个工作日内完成。等待期间可以录入产品和需求，通过后自动公开。",
            "Verification usually takes two working days. Meanwhile you can prepare products and needs; they become public afterwards.",
        ),
        (Verification::Verified, true) => lang.t(
            "企业身份的变更正在审核，企业和已发布内容照常展示。",
            "The change of the legal identity is being looked at; the firm and what it has published stay visible.",
        ),
        (Verification::Verified, false) => {
            lang.t("企业和已发布的产品、需求对所有人可见。", "The firm and what it has published are visible to everyone.")
        }
        (Verification::Rejected, _) => lang.t(
            "请按审核意见更正，保存后会自动重新提交；在此之前企业和产品、需求不公开。",
            "Correct what the official named; saving submits the firm again. Until then it and its listings are not public.",
        ),
    };
    lines.push(next.to_owned());
    lines
}

/// The form with what is stored. The place stands as the firm gave it.
fn stored(row: &FirmRow, choices: &Choices) -> Form {
    let Profile { fields, description, contact_name, contact_phone } = row.profile();
    let place = rules::given_place(&fields);
    let text = |value: Option<String>| value.unwrap_or_default();
    [
        ("seen", row.version()),
        ("name", fields.name),
        ("full_name", fields.full_name),
        ("uscc", text(fields.uscc)),
        ("industry_code", text(fields.industry_code.map(|code| choices.industry(&code)))),
        ("division_code", text(fields.division_code)),
        ("address", fields.address),
        ("lat", text(place.map(|p| p.lat.to_string()))),
        ("lon", text(place.map(|p| p.lon.to_string()))),
        ("datum", text(fields.datum.map(|d| d.as_str().to_owned()))),
        ("employees", text(fields.employees.map(|n| n.to_string()))),
        ("revenue_wan", text(fields.revenue_wan.map(|n| n.to_string()))),
        ("founded_on", text(fields.founded_on.map(|d| d.to_string()))),
        ("tags", fields.tags.replace(';', "；")),
        ("website", fields.website),
        ("description", description),
        ("contact_name", contact_name),
        ("contact_phone", contact_phone),
    ]
    .into_iter()
    .collect()
}

impl ProfilePage {
    fn new(request: &HttpRequest, row: &FirmRow, form: Form, choices: Choices) -> ProfilePage {
        let shell = Shell::new(request, page::lang_of(request).t("企业资料", "Firm profile"));
        let has_contact = !row.contact_name.is_empty() || !row.contact_phone.is_empty();
        let missing = rules::missing(&row.fields(), &row.description, has_contact);
        ProfilePage { standing: Standing::new(row, shell.lang), page: shell, form, choices, missing }
    }
}

/// `GET /my/firm`
///
/// # Errors
/// `SignIn` for nobody, `Forbidden` for somebody without a firm.
pub async fn show_own(request: HttpRequest, app: web::Data<App>, viewer: Viewer) -> AppResult<HttpResponse> {
    let (row, choices) = app.read(move |conn| Ok((actions::own(conn, &viewer)?, choices(conn)?))).await?;
    show(&request, &ProfilePage::new(&request, &row, stored(&row, &choices), choices))
}

/// `POST /my/firm`
///
/// # Errors
/// Those of [`show_own`], and `Conflict` when a colleague saved meanwhile; a wrong form comes back as a page.
pub async fn save(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    values: web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    let form = Form::new(values.into_inner());
    let (by, typed) = (viewer.clone(), form.clone());
    let done = app
        .write(move |conn| {
            let now = clock::now();
            let base = actions::own(conn, &by)?.profile();
            let get = |column: &str| match column {
                "industry_code" => typed.get(column).map(|text| industry_code(&text)),
                _ => typed.get(column),
            };
            let (profile, faults) = rules::read_profile(base, &get, clock::local_day(now));
            if !faults.is_empty() {
                return Err(AppError::Invalid(faults));
            }
            actions::save(conn, &by, profile, typed.value("seen"), now)
        })
        .await;
    match done {
        Ok(saved) => Ok(redirect("/my/firm", said(&saved, page::lang_of(&request)))),
        Err(AppError::Invalid(faults)) => {
            let (row, choices) = app.read(move |conn| Ok((actions::own(conn, &viewer)?, choices(conn)?))).await?;
            let page = ProfilePage::new(&request, &row, form.wrong(faults), choices);
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
        Err(other) => Err(other),
    }
}

fn said(saved: &Saved, lang: Lang) -> &'static str {
    match (saved.effect, saved.changed) {
        (Effect::Recheck, _) => lang.t(
            "已保存。企业身份有变更，已提交审核；审核期间企业和已发布内容照常展示",
            "Saved. The legal identity changed and will be looked at; everything stays visible meanwhile",
        ),
        (Effect::Settled, _) => {
            lang.t("已保存，企业身份已恢复原样，无需再审", "Saved; the legal identity is as it was verified")
        }
        (Effect::Resubmitted, _) => lang.t("已保存并重新提交审核", "Saved and submitted again"),
        (Effect::None, true) => lang.t("已保存", "Saved"),
        (Effect::None, false) => lang.t("没有改动", "Nothing has changed"),
    }
}
