//! What is done with a list: named, deleted, matched anew, chosen from, asked, made needs of.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{LIST, path};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::db::Conn;
use crate::http::columns::Columns;
use crate::http::{AppResult, page, redirect};
use crate::purchases::actions;

/// `POST /my/purchases/{id}/name`
///
/// # Errors
/// Those of [`actions::rename`].
pub async fn rename(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    form: web::Form<Columns>,
) -> AppResult<HttpResponse> {
    let (to, name) = (path(&id), form.get("name").unwrap_or_default());
    app.write(move |conn| actions::rename(conn, &viewer, &id, &name)).await?;
    Ok(redirect(&to, page::lang_of(&request).t("已改名", "Renamed")))
}

/// `POST /my/purchases/{id}/deletion`
///
/// # Errors
/// Those of [`actions::delete`].
pub async fn delete(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let list = app.write(move |conn| actions::delete(conn, &viewer, &id, clock::now())).await?;
    let message = page::lang_of(&request).t(format!("已删除“{}”", list.name), format!("“{}” is deleted", list.name));
    Ok(redirect(LIST, &message))
}

/// `POST /my/purchases/{id}/renewal`
///
/// # Errors
/// Those of [`actions::renew`].
pub async fn renew(app: web::Data<App>, viewer: Viewer, id: web::Path<String>) -> AppResult<HttpResponse> {
    let to = path(&id);
    app.write(move |conn| actions::renew(conn, &viewer, &id, clock::now())).await?;
    Ok(redirect(&to, ""))
}

/// What a page of lines sends: the lines that it shows (`line`), and which candidates are ticked (`pick`, a line and the
/// code of a product).
struct Ticks {
    lines: Vec<i64>,
    picked: Vec<(i64, String)>,
    back: String,
}

impl Ticks {
    fn read(pairs: &[(String, String)]) -> Ticks {
        let all = |wanted: &'static str| pairs.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value);
        let pick = |value: &String| {
            let (position, code) = value.split_once(':')?;
            Some((position.parse().ok()?, code.to_owned()))
        };
        Ticks {
            lines: all("line").filter_map(|value| value.parse().ok()).collect(),
            picked: all("pick").filter_map(pick).collect(),
            back: all("back").next().cloned().unwrap_or_default(),
        }
    }

    /// Nothing where the page sent no lines: a form of another page leaves the choice as it is.
    fn keep(&self, conn: &mut Conn, viewer: &Viewer, id: &str) -> AppResult<usize> {
        if self.lines.is_empty() {
            return actions::take(conn, viewer, id).map(|_| 0);
        }
        actions::choose(conn, viewer, id, &self.lines, &self.picked, clock::now())
    }
}

/// `POST /my/purchases/{id}/choices`
///
/// # Errors
/// Those of [`actions::choose`].
pub async fn choose(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    form: web::Form<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    let ticks = Ticks::read(&form);
    let to = if ticks.back.starts_with(&path(&id)) { ticks.back.clone() } else { path(&id) };
    let count = app.write(move |conn| ticks.keep(conn, &viewer, &id)).await?;
    let message = page::lang_of(&request)
        .t(format!("已保存选择：本页共勾选 {count} 个"), format!("Saved: {count} are ticked on this page"));
    Ok(redirect(&to, &message))
}

/// `POST /my/purchases/{id}/enquiries`: keeps the ticks, then makes a draft for each supplier.
///
/// # Errors
/// Those of [`actions::draft_enquiries`].
pub async fn ask(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    form: web::Form<Vec<(String, String)>>,
) -> AppResult<HttpResponse> {
    let ticks = Ticks::read(&form);
    let made = app
        .write(move |conn| {
            ticks.keep(conn, &viewer, &id)?;
            actions::draft_enquiries(conn, &viewer, &id, clock::now())
        })
        .await?;
    let (drafts, lines) = (made.len(), made.iter().map(|draft| draft.lines).sum::<usize>());
    let message = page::lang_of(&request).t(
        format!("已生成 {drafts} 份询价草稿，共 {lines} 项；补上截止时间后发出"),
        format!("{drafts} drafts with {lines} lines in all; give each a deadline and send it"),
    );
    Ok(redirect("/my/enquiries", &message))
}

/// `POST /my/purchases/{id}/needs`
///
/// # Errors
/// Those of [`actions::make_needs`].
pub async fn needs(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let to = path(&id);
    let count = app.write(move |conn| actions::make_needs(conn, &viewer, &id, clock::now())).await?;
    let message = page::lang_of(&request).t(
        format!("已发布 {count} 条需求，可在“我的需求”中修改或下架"),
        format!("{count} needs are posted; change or withdraw them among your needs"),
    );
    Ok(redirect(&to, &message))
}

/// `POST /my/purchases/{id}/needs/withdrawal`
///
/// # Errors
/// Those of [`actions::take_back_needs`].
pub async fn take_back(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
) -> AppResult<HttpResponse> {
    let (to, lang) = (path(&id), page::lang_of(&request));
    let taken = app.write(move |conn| actions::take_back_needs(conn, &viewer, &id, clock::now())).await?;
    let withdrawn = taken.withdrawn;
    let mut message = lang.t(format!("已撤回 {withdrawn} 条需求"), format!("{withdrawn} needs are taken back"));
    let kept: Vec<String> = taken.kept.iter().map(|(code, why)| format!("{code}（{}）", why.r#in(lang))).collect();
    if !kept.is_empty() {
        message += &lang.t(format!("；保留 {} 条：", kept.len()), format!("; {} stay: ", kept.len()));
        message += &kept.join(lang.t("、", ", "));
    }
    Ok(redirect(&to, &message))
}
