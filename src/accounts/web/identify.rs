//! Who asks? Answered once per request, before any handler.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::accounts::gate::Seen;
use crate::accounts::{Actor, Gate, Role, Viewer, actions};
use crate::app::App;
use crate::clock;
use crate::http::{AppError, AppResult, Visitor, csrf};
use crate::ids;

/// A handler that takes a [`Viewer`] gets whoever [`identify`] found; without that middleware, nobody.
impl FromRequest for Viewer {
    type Error = Infallible;
    type Future = Ready<Result<Viewer, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(request.extensions().get::<Viewer>().cloned().unwrap_or_else(Viewer::anonymous)))
    }
}

/// The middleware that turns the session cookie or `Authorization: Bearer KEY` into a [`Viewer`] and a [`Visitor`].
/// Without either it costs no query. A key that is wrong or revoked is refused; a session that has run out counts as
/// nobody, so that public pages stay readable. With a key the cookie is not looked at: such a request carries no form
/// token, so it must not act as whoever uses that browser.
///
/// # Errors
/// Those of the handler.
pub async fn identify(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    match recognise(request.request()).await {
        Ok((viewer, unread)) => {
            request.extensions_mut().insert(visitor(&viewer, unread));
            request.extensions_mut().insert(viewer);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Err(refusal) => {
            let answer = refusal.respond(request.request());
            Ok(request.into_response(answer))
        }
    }
}

/// Who asks, and how many notices that person has not read.
async fn recognise(request: &HttpRequest) -> AppResult<(Viewer, u64)> {
    let nobody = || (Viewer::anonymous(), 0);
    // The files of the design are the same for everyone.
    if request.path().starts_with("/static/") {
        return Ok(nobody());
    }
    if let Some(key) = bearer(request) {
        return holder(request, ids::hash_secret(key.trim()), true).await?.ok_or(AppError::SignIn);
    }
    let Some(cookie) = request.cookie(csrf::SESSION) else { return Ok(nobody()) };
    let found = holder(request, ids::hash_secret(cookie.value()), false).await?;
    Ok(found.unwrap_or_else(nobody))
}

fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(key)
}

async fn holder(request: &HttpRequest, hash: String, is_key: bool) -> AppResult<Option<(Viewer, u64)>> {
    let Some(app) = request.app_data::<Data<App>>() else {
        return Err(anyhow::anyhow!("App is not registered").into());
    };
    let (now, of) = (clock::now(), hash.clone());
    let find = if is_key { actions::key_holder } else { actions::session_holder };
    let Some(known) = app.read(move |conn| find(conn, &of, now)).await? else { return Ok(None) };
    if known.is_stale {
        let seen = match &known.viewer.actor {
            Actor::Key(id) => Seen::Key(id.clone()),
            _ => Seen::Session(hash),
        };
        note(request, app, seen, now);
    }
    Ok(Some((known.viewer, known.unread)))
}

/// Notes the use without making this request wait for the writing.
fn note(request: &HttpRequest, app: &App, seen: Seen, now: clock::Moment) {
    let Some(gate) = request.app_data::<Data<Gate>>().cloned() else { return };
    if !gate.note(seen, now) {
        return;
    }
    let db = app.db.clone();
    // The handle is dropped on purpose: the thread goes on by itself.
    drop(actix_web::rt::task::spawn_blocking(move || {
        if let Err(why) = actions::note_seen(&db, &gate) {
            tracing::warn!(error = %why, "noting who was seen failed");
        }
    }));
}

type Link = (&'static str, &'static str, &'static str);

const NOTICES: &[Link] = &[("/notices", "通知", "Notices")];
const FIRM: &[Link] = &[
    ("/my/products", "我的产品", "My products"),
    ("/my/needs", "我的需求", "My needs"),
    ("/my/pairings", "为您推荐", "Pairings for you"),
    ("/my/latent-needs", "潜在需求", "Likely needs"),
    ("/my/purchases", "采购清单", "Purchase lists"),
    ("/my/shortlists", "收藏", "Shortlists"),
    ("/my/enquiries", "询价报价", "Enquiries"),
    ("/my/deals", "成交", "Deals"),
    ("/my/fairs", "对接会", "Fairs"),
    ("/my/firm", "企业资料", "Firm profile"),
    ("/imports", "导入导出", "Import & export"),
    ("/my/colleagues", "同事", "Colleagues"),
    ("/hooks", "消息推送", "Hooks"),
];
const BUYER: &[Link] = &[
    ("/my/purchases", "采购清单", "Purchase lists"),
    ("/my/shortlists", "收藏", "Shortlists"),
    ("/my/enquiries", "我的询价", "Enquiries"),
    ("/my/deals", "成交", "Deals"),
];
const DESK: &[Link] = &[
    ("/desk/firms", "企业审核", "Verification"),
    ("/desk/alerts", "预警督办", "Alerts"),
    ("/desk/reports", "集群密度报告", "Cluster reports"),
    ("/desk/plans", "全城配对方案", "City plans"),
    ("/desk/dispatch", "调度大屏", "Dispatch"),
    ("/desk/leaderboard", "龙虎榜", "Leaderboard"),
    ("/desk/fairs", "对接会", "Fairs"),
    ("/desk/leads", "零结果线索", "Sought in vain"),
];
const OPERATOR: &[Link] = &[
    ("/desk/users", "用户", "Users"),
    ("/imports", "导入导出", "Import & export"),
    ("/desk/searches", "搜索记录", "Searches"),
    ("/desk/synonyms", "同义词", "Synonyms"),
    ("/desk/chain-growth", "图谱补充", "Chain growth"),
    ("/desk/weights", "配对权重", "Weights"),
    ("/desk/alerts/settings", "预警设置", "Alert settings"),
    ("/desk/mails", "邮件", "Mails"),
    ("/hooks", "消息推送", "Hooks"),
    ("/desk/audit", "操作日志", "Audit log"),
];
const EVERYONE: &[Link] = &[
    ("/match", "即时配套", "Quick match"),
    ("/my/searches", "保存的搜索", "Saved searches"),
    ("/account", "账号", "Account"),
];

/// What the page shell shows of this person.
fn visitor(viewer: &Viewer, unread: u64) -> Visitor {
    let groups: &[&[Link]] = match viewer.role {
        None => &[],
        Some(Role::Member) => &[NOTICES, FIRM, EVERYONE],
        Some(Role::Buyer) => &[NOTICES, BUYER, EVERYONE],
        Some(Role::Official) => &[NOTICES, DESK, EVERYONE],
        Some(Role::Operator) => &[NOTICES, DESK, OPERATOR, EVERYONE],
    };
    Visitor { email: viewer.name.clone(), menu: groups.concat(), unread }
}
