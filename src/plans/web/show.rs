//! One plan: what it does, what it chose, comparing it with another, handing it out; and wishes.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{LIST, gap, path, percent, points};
use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::http::download::{CSV, XLSX, attachment, csv, workbook};
use crate::http::page::lang_of;
use crate::http::{AppError, AppResult, Paging, Shell, back_path, in_address, redirect, show as show_page};
use crate::lang::Lang;
use crate::needs::NeedId;
use crate::plans::actions;
use crate::plans::rules::{Comparison, Effects, Rate, Rules};
use crate::plans::store::{Line, PlanRow};
use crate::plans::{PlanId, State, Wish, export as tables};

/// Choices of one page.
const SIZE: u64 = 50;

/// How the page is asked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    page: Option<u64>,
}

struct Row {
    need: (String, String, String),
    product: (String, String),
    seller: (String, String, String),
    score: String,
    place: i64,
    short: String,
    pinned: bool,
    wish: Option<Wish>,
}

impl Row {
    fn is_wished(&self, wish: &str) -> bool {
        self.wish.is_some_and(|wished| wished.as_str() == wish)
    }

    fn new(line: Line) -> Row {
        let hundredths = |value: i64| format!("{:.1}", value as f64 / 100.0);
        let (need, product, seller) = (line.need, line.product, line.seller);
        Row {
            need: (format!("/needs/{}", in_address(&need.0)), need.1, need.0),
            product: (format!("/products/{}", in_address(&product.0)), product.1),
            seller: (format!("/firms/{}", in_address(&seller.0)), seller.1, seller.0),
            score: hundredths(line.row.score),
            place: line.row.place,
            short: hundredths(line.row.short),
            pinned: line.row.pinned,
            wish: line.wish,
        }
    }
}

#[derive(Template)]
#[template(path = "plans/show.html")]
struct PlanPage {
    page: Shell,
    plan: PlanRow,
    rules: Rules,
    effects: Effects,
    rows: Vec<Row>,
    paging: Paging,
    others: Vec<(String, String)>,
    q: String,
}

impl PlanPage {
    fn is(&self, state: &str) -> bool {
        self.plan.state.as_str() == state
    }

    fn total(&self) -> String {
        points(self.plan.total())
    }

    fn points(&self, thousandths: &i64) -> String {
        points(*thousandths)
    }

    fn gap(&self) -> String {
        gap(&self.plan)
    }

    fn here(&self) -> String {
        path(&self.plan.id)
    }

    fn rate(&self, rate: &Rate) -> String {
        percent(rate.percent_of(&self.effects.all))
    }

    fn amount(&self, rate: &Rate) -> String {
        percent(rate.amount_percent_of(&self.effects.all))
    }

    fn unserved(&self) -> Vec<(&'static str, u64)> {
        let lang = self.page.lang;
        let words = [
            lang.t("没有合适的供应商", "Nobody fits"),
            lang.t("被禁止", "Forbidden"),
            lang.t("低于起订量", "Below the smallest order"),
            lang.t("超过产能", "Beyond capacity"),
            lang.t("供应商名额已满", "Suppliers are full"),
        ];
        words.into_iter().zip(self.effects.unserved).filter(|(_, count)| *count > 0).collect()
    }
}

/// `GET /desk/plans/{id}?q=&page=`
///
/// # Errors
/// `SignIn`, `Forbidden` for all but officials and operators; `NotFound`.
pub async fn show(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Query(asked): web::Query<Asked>,
) -> AppResult<HttpResponse> {
    let (id, here, q) = (PlanId(id.into_inner()), Shell::bare(&request, "").here, asked.q.clone());
    let number = asked.page.unwrap_or(1);
    let (plan, lines, paging, others) = app
        .read(move |conn| {
            let plan = actions::show(conn, &viewer, Some(&id))?;
            let wanted = Paging::new(number, SIZE, u64::MAX, &here);
            let (mut lines, total) = actions::lines(conn, &viewer, (&id, &q), (wanted.offset(), SIZE))?;
            let paging = Paging::new(number, SIZE, total, &here);
            if paging.number != wanted.number {
                lines = actions::lines(conn, &viewer, (&id, &q), (paging.offset(), SIZE))?.0;
            }
            let others = actions::list(conn, &viewer)?;
            let others = others.into_iter().filter(|other| other.id != id && other.state == State::Done);
            Ok((plan, lines, paging, others.map(|other| (other.id.0, other.name)).collect()))
        })
        .await?;
    let page = PlanPage {
        page: Shell::new(&request, plan.name.clone()),
        rules: plan.rules()?,
        effects: plan.effects()?,
        plan,
        rows: lines.into_iter().map(Row::new).collect(),
        paging,
        others,
        q: asked.q,
    };
    show_page(&request, &page)
}

#[derive(Template)]
#[template(path = "plans/compare.html")]
struct ComparePage {
    page: Shell,
    first: (PlanRow, Effects),
    second: (PlanRow, Effects),
    comparison: Comparison,
    gained: Vec<(String, String)>,
    lost: Vec<(String, String)>,
    moved: Vec<(String, String)>,
}

impl ComparePage {
    fn lines(&self) -> Vec<(&'static str, String, String)> {
        let lang = self.page.lang;
        let of = |f: &dyn Fn(&PlanRow, &Effects) -> String| {
            (f(&self.first.0, &self.first.1), f(&self.second.0, &self.second.1))
        };
        let line = |name: &'static str, f: &dyn Fn(&PlanRow, &Effects) -> String| {
            let (first, second) = of(f);
            (name, first, second)
        };
        vec![
            line(lang.t("总分", "Total"), &|plan, _| points(plan.total())),
            line(lang.t("与上界差距", "Gap to the bound"), &|plan, _| gap(plan)),
            line(lang.t("本地配套率（数量）", "Local sourcing rate by count"), &|_, e| {
                percent(e.after.percent_of(&e.all))
            }),
            line(lang.t("本地配套率（金额）", "Local sourcing rate by amount"), &|_, e| {
                percent(e.after.amount_percent_of(&e.all))
            }),
            line(lang.t("供应企业", "Suppliers"), &|_, e| e.suppliers.to_string()),
            line(lang.t("其中小微企业", "Small ones"), &|_, e| e.small_suppliers.to_string()),
            line(lang.t("给小微企业的需求", "Needs of small ones"), &|_, e| e.by_small.count.to_string()),
            line(lang.t("补强的品类", "Goods strengthened"), &|_, e| e.links.to_string()),
        ]
    }
}

/// Needs of a comparison that are named; the rest is counted.
const NAMED: usize = 50;

/// `GET /desk/plans/{id}/comparison?with=`
///
/// # Errors
/// `SignIn`, `Forbidden`, `NotFound`.
pub async fn compare(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Query(asked): web::Query<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    let (first, second) = (PlanId(id.into_inner()), PlanId(asked.get("with").cloned().unwrap_or_default()));
    let lang = lang_of(&request);
    let page = app
        .read(move |conn| {
            let mut read = |id: &PlanId| {
                let plan = actions::show(conn, &viewer, Some(id))?;
                let effects = plan.effects()?;
                Ok::<_, AppError>((plan, effects))
            };
            let plans = (read(&first)?, read(&second)?);
            let comparison = actions::compare(conn, &viewer, &first, &second)?;
            let mut named = |ids: &[NeedId]| {
                let ids: Vec<&str> = ids.iter().take(NAMED).map(NeedId::as_str).collect();
                let cards = crate::needs::store::cards(conn, &ids)?;
                let link =
                    |card: crate::needs::store::Card| (format!("/needs/{}", in_address(&card.row.code)), card.row.text);
                Ok::<Vec<(String, String)>, AppError>(cards.into_iter().map(link).collect())
            };
            let (gained, lost) = (named(&comparison.gained)?, named(&comparison.lost)?);
            let moved = named(&comparison.moved)?;
            Ok((plans.0, plans.1, comparison, gained, lost, moved))
        })
        .await?;
    let (first, second, comparison, gained, lost, moved) = page;
    let page = Shell::new(&request, lang.t("方案比较", "Two plans beside each other"));
    show_page(&request, &ComparePage { page, first, second, comparison, gained, lost, moved })
}

/// `GET /desk/plans/{id}/export?form=xlsx|csv`
///
/// # Errors
/// `SignIn`, `Forbidden`, `NotFound`.
pub async fn export(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    id: web::Path<String>,
    web::Query(asked): web::Query<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    let (id, lang) = (PlanId(id.into_inner()), lang_of(&request));
    let as_csv = asked.get("form").is_some_and(|form| form == "csv");
    let (bytes, name) = app
        .read(move |conn| {
            let plan = actions::show(conn, &viewer, Some(&id))?;
            let (lines, _) = actions::lines(conn, &viewer, (&id, ""), (0, i64::MAX.unsigned_abs()))?;
            Ok((file(&plan, lines, as_csv, lang)?, plan.name))
        })
        .await?;
    let (ending, kind) = if as_csv { ("csv", CSV) } else { ("xlsx", XLSX) };
    Ok(attachment(bytes, &format!("{name}.{ending}"), kind))
}

fn file(plan: &PlanRow, lines: Vec<Line>, as_csv: bool, lang: Lang) -> AppResult<Vec<u8>> {
    let choices = tables::choices(lines, lang);
    match as_csv {
        true => csv(&choices),
        false => workbook(&[tables::summary(plan, &plan.effects()?, lang), choices]),
    }
}

/// `POST /desk/plans/wishes` with `need`, `firm` (codes), `wish` (`pin`, `forbid` or nothing) and `back`.
///
/// # Errors
/// As [`actions::wish`].
pub async fn wish(
    request: HttpRequest,
    app: web::Data<App>,
    viewer: Viewer,
    web::Form(form): web::Form<HashMap<String, String>>,
) -> AppResult<HttpResponse> {
    let of = |name: &str| form.get(name).cloned().unwrap_or_default();
    let (need, firm, wished) = (of("need"), of("firm"), Wish::parse(&of("wish")));
    app.write(move |conn| actions::wish(conn, &viewer, (&need, &firm), wished, clock::now())).await?;
    let lang = lang_of(&request);
    let message = match wished {
        Some(Wish::Pin) => lang.t("已锁定，重新计算的方案都会保留", "Pinned: every further plan holds it"),
        Some(Wish::Forbid) => lang.t("已排除，重新计算的方案都不会选它", "Forbidden: no further plan holds it"),
        None => lang.t("已取消", "Taken back"),
    };
    let back = of("back");
    Ok(redirect(if back.is_empty() { LIST } else { back_path(&back) }, message))
}
