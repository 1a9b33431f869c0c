//! `/desk/firms/{code}`: one firm with everything that helps an official to decide, and the decision.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::words::{Wait, column, state};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::firms::Verification;
use crate::firms::actions::{self, Case, Ruling};
use crate::firms::rules;
use crate::firms::store::FirmRow;
use crate::firms::verification::Identity;
use crate::http::{AppError, AppResult, Form, Shell, page, redirect, show, show_as};
use crate::lang::{Lang, Say};

/// One line of the automatic checks: class of the tag, its word in both languages, what was found.
type Check = (&'static str, &'static str, &'static str, String);

#[derive(Template)]
#[template(path = "desk/firms_case.html")]
struct CasePage {
    page: Shell,
    form: Form,
    code: String,
    seen: String,
    state: &'static str,
    tone: &'static str,
    is_waiting: bool,
    notes: Vec<String>,
    facts: Vec<(&'static str, String)>,
    checks: Vec<Check>,
    doubles: Vec<(String, String, String)>,
}

impl CasePage {
    fn new(request: &HttpRequest, case: Case, form: Form) -> CasePage {
        let shell = Shell::new(request, case.row.name.clone());
        let lang = shell.lang;
        let (state, tone) = state(&case.row, lang);
        CasePage {
            code: case.row.code.clone(),
            seen: case.row.version(),
            is_waiting: case.row.is_waiting(),
            notes: notes(&case, lang),
            facts: facts(&case, lang),
            checks: checks(&case, lang),
            doubles: case.doubles.iter().map(|row| double(row, lang)).collect(),
            page: shell,
            form,
            state,
            tone,
        }
    }
}

fn double(row: &FirmRow, lang: Lang) -> (String, String, String) {
    let uscc = row.uscc.as_deref().unwrap_or("–");
    (row.code.clone(), row.name.clone(), format!("{} {uscc} {}", row.full_name, state(row, lang).0))
}

/// What to look at first: how long it waits, what changed, what was said before.
fn notes(case: &Case, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(wait) = case.row.waiting_since.map(|since| Wait::since(since, clock::now())).filter(|wait| wait.late) {
        let days = wait.days;
        notes.push(lang.t(
            format!("已等待 {days} 天，超过 2 个工作日的承诺。"),
            format!("It has waited {days} days, longer than the two working days promised."),
        ));
    }
    if let Some(before) = &case.before {
        let new = Identity::of(&case.row);
        let changed =
            [("full_name", &before.full_name, &new.full_name), ("uscc", &text(&before.uscc), &text(&new.uscc))]
                .into_iter()
                .filter(|c| c.1 != c.2)
                .map(|c| format!("{}: {} → {}", column(c.0).r#in(lang), c.1, c.2))
                .collect::<Vec<_>>();
        let intro = lang.t("已认证企业变更了身份信息，请核对：", "A verified firm changed its legal identity: ");
        notes.push(format!("{intro}{}", changed.join("; ")));
    }
    if !case.row.verification_note.is_empty() {
        notes.push(format!("{}{}", lang.t("上次审核意见：", "Said before: "), case.row.verification_note));
    }
    notes
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_else(|| "–".into())
}

fn facts(case: &Case, lang: Lang) -> Vec<(&'static str, String)> {
    let row = &case.row;
    let named = |code: &Option<String>, name: &Option<String>| match (code, name) {
        (Some(code), Some(name)) => format!("{name} ({code})"),
        (code, _) => text(code),
    };
    let place = row.place().map(|p| format!("{}, {} (WGS84)", p.lat, p.lon));
    let all = [
        (lang.t("企业全称", "Registered name"), row.full_name.clone()),
        (lang.t("统一社会信用代码", "USCC"), text(&row.uscc)),
        (lang.t("编号", "Code"), row.code.clone()),
        (lang.t("区划", "Division"), named(&row.division_code, &case.division)),
        (lang.t("行业", "Industry"), named(&row.industry_code, &case.industry)),
        (lang.t("地址", "Address"), row.address.clone()),
        (lang.t("位置", "Place"), text(&place)),
        (lang.t("员工人数", "Employees"), text(&row.employees.map(|n| n.to_string()))),
        (lang.t("年营业收入（万元）", "Yearly revenue (10,000 CNY)"), text(&row.revenue_wan.map(|n| n.to_string()))),
        (lang.t("成立日期", "Founded on"), text(&row.founded_on.map(|d| d.to_string()))),
        (lang.t("标签", "Tags"), row.tags.replace(';', "；")),
        (lang.t("网站", "Website"), row.website.clone()),
        (lang.t("企业简介", "Description"), row.description.clone()),
        (lang.t("登记时间", "Registered"), clock::show(row.created_at)),
        (lang.t("最近修改", "Last change"), clock::show(row.updated_at)),
    ];
    all.into_iter().filter(|fact| !fact.1.is_empty()).collect()
}

fn checks(case: &Case, lang: Lang) -> Vec<Check> {
    let good = |what: String| ("ok", "通过", "Passed", what);
    let look = |what: String| ("warn", "请核对", "Look", what);
    let mut checks = vec![match &case.row.uscc {
        Some(_) => good(lang.t("统一社会信用代码校验位正确", "The check character of the USCC is right").into()),
        None => ("bad", "不能通过", "Missing", lang.t("没有统一社会信用代码", "There is no USCC").into()),
    }];
    checks.extend(case.warnings.iter().map(|warning: &Say| look(warning.r#in(lang).into())));
    checks.push(match case.doubles.len() {
        0 => good(lang.t("没有同名企业", "No other firm of this name").into()),
        n => look(lang.t(format!("有 {n} 家名称相同的企业"), format!("{n} firms of the same name"))),
    });
    let (products, needs) = (case.prepared.products, case.prepared.needs);
    let prepared = lang.t(
        format!("已录入 {products} 个产品、{needs} 条需求"),
        format!("{products} products and {needs} needs prepared"),
    );
    checks.push(if products + needs > 0 { good(prepared) } else { look(prepared) });
    let has_contact = !case.row.contact_name.is_empty() || !case.row.contact_phone.is_empty();
    let missing = rules::missing(&case.row.fields(), &case.row.description, has_contact);
    let missing = missing.iter().map(|m| m.r#in(lang).to_owned());
    checks.extend(missing.map(|what| ("", "未填", "Not given", what)));
    checks
}

/// `GET /desk/firms/{code}`
///
/// # Errors
/// `SignIn` and `Forbidden` for whoever is no official, `NotFound` for a firm of another division.
pub async fn case(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let found = app.read(move |conn| actions::case(conn, &viewer, &code)).await?;
    show(&request, &CasePage::new(&request, found, Form::default()))
}

/// `POST /desk/firms/{code}/verification` with `decision` (verify, reject, reopen), `reason` and `seen`.
///
/// # Errors
/// Those of [`case`], and `Conflict` when a colleague decided or the firm changed meanwhile; a missing reason comes
/// back as a page.
pub async fn decide(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    values: web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    let (code, form, by) = (code.into_inner(), Form::new(values.into_inner()), viewer.clone());
    let (of, typed, site) = (code.clone(), form.clone(), app.config.public_url.clone());
    let done = app
        .write(move |conn| {
            let [decision, reason, seen] = ["decision", "reason", "seen"].map(|name| typed.value(name));
            actions::decide(conn, &by, &of, &Ruling { decision, reason, seen }, &site, clock::now())
        })
        .await;
    match done {
        Ok(row) => Ok(redirect("/desk/firms", &said(&row, page::lang_of(&request)))),
        Err(AppError::Invalid(faults)) => {
            let found = app.read(move |conn| actions::case(conn, &viewer, &code)).await?;
            let page = CasePage::new(&request, found, form.wrong(faults));
            show_as(StatusCode::UNPROCESSABLE_ENTITY, &request, &page)
        }
        Err(other) => Err(other),
    }
}

fn said(row: &FirmRow, lang: Lang) -> String {
    let name = &row.name;
    match row.verification {
        Verification::Verified => lang.t(format!("“{name}”已通过审核"), format!("{name} is verified")),
        Verification::Rejected => {
            lang.t(format!("“{name}”已退回，企业会看到原因"), format!("{name} was sent back with the reason"))
        }
        Verification::Pending => lang.t(format!("“{name}”已回到待审队列"), format!("{name} waits again")),
    }
}
