//! Lets the city trade as people do: each trade goes the way from the enquiry to the rating by the actions of the site,
//! under a clock of the past. Beside it a fair that was held, one to come, and a published leaderboard.

use chrono::{Duration, NaiveDate};

use super::trades::Trade;
use super::{City, Size, meeting};
use crate::accounts::{Actor, Role, Viewer};
use crate::app::App;
use crate::clock::{self, Moment};
use crate::clusters;
use crate::db::Conn;
use crate::deals::{self, DealState};
use crate::enquiries::actions::Post;
use crate::enquiries::comparison::actions as comparing;
use crate::enquiries::quotes::actions as quotes;
use crate::enquiries::sent::{Sent, SentLine};
use crate::enquiries::{self, seat};
use crate::firms;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::leaderboard;

/// A larger city's leaderboard is left to its operators: publishing keeps a row for each new listing.
const MOST_PRODUCTS: u64 = 50_000;

/// The trades of the city of `seed` and `size`, its fairs, and the leaderboard of the quarter before.
///
/// # Errors
/// Those of the database.
pub fn deal(app: &App, seed: u64, size: Size, today: NaiveDate) -> AppResult<usize> {
    let (trades, now) = (City::new(seed, size, today).trades(), clock::now());
    for trade in &trades {
        app.db.write(|conn| one(conn, Post::from(app), trade, now))?;
    }
    app.db.write(|conn| meeting::hold(conn, &app.config.public_url, &trades, now))?;
    if size.products <= MOST_PRODUCTS {
        let quarter = clusters::actions::present(now).before();
        app.db.write(|conn| leaderboard::actions::publish(conn, &Viewer::cli(), quarter, now))?;
    }
    Ok(trades.len())
}

/// Somebody of a firm.
pub(super) fn member(conn: &mut Conn, firm: &str) -> AppResult<Viewer> {
    let firm = firms::store::find_by_code(conn, firm)?.ok_or(AppError::NotFound)?;
    Ok(Viewer {
        actor: Actor::Key("demo".into()),
        role: Some(Role::Member),
        firm_verified: firm.is_verified(),
        firm: Some(firm.id),
        ..Viewer::anonymous()
    })
}

fn columns<const N: usize>(pairs: [(&str, String); N]) -> Columns {
    Columns(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn one(conn: &mut Conn, post: Post, trade: &Trade, now: Moment) -> AppResult<()> {
    let asked = now - Duration::days(trade.days_ago);
    let after = |days: i64| asked + Duration::days(days);
    let (buyer, seller) = (member(conn, &trade.buyer)?, member(conn, &trade.seller)?);
    let code = format!("DEMO-{:03}", trade.number);
    let sent = Sent {
        code: code.clone(),
        title: format!("采购{}", trade.good),
        deadline: after(2).format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        suppliers: vec![trade.seller.clone()],
        lines: vec![SentLine {
            text: trade.good.clone(),
            quantity: trade.quantity.to_string(),
            unit: trade.unit.clone(),
            need_code: trade.need.clone(),
            ..SentLine::default()
        }],
        ..Sent::default()
    };
    enquiries::actions::create(conn, &buyer, &sent, asked)?;
    enquiries::actions::send(conn, post, &buyer, &code, asked)?;
    let seated = seat::take(conn, &seller, &code)?;
    quotes::submit(conn, post.sealing, seated, &quote(trade, clock::local_day(after(60))), after(1))?;
    let reasons = "本地供应，价格与交期合适";
    comparing::choose(conn, post, &buyer, &code, (&trade.seller, reasons), after(3))?;
    settle(conn, post, trade, (&buyer, &seller), &code, after(4))
}

fn quote(trade: &Trade, valid_until: NaiveDate) -> Columns {
    columns([
        ("price_1", trade.price.to_string()),
        ("unit_1", trade.unit.clone()),
        ("tax_included", "true".into()),
        ("tax_rate", "13".into()),
        ("lead_days", "15".into()),
        ("valid_until", valid_until.to_string()),
    ])
}

fn settle(
    conn: &mut Conn,
    post: Post,
    trade: &Trade,
    (buyer, seller): (&Viewer, &Viewer),
    enquiry: &str,
    at: Moment,
) -> AppResult<()> {
    let amount = trade.quantity.times(trade.price).unwrap_or(trade.price).to_fen();
    let terms = columns([
        ("enquiry", enquiry.to_owned()),
        ("amount", amount.to_string()),
        ("starts_on", clock::local_day(at).to_string()),
    ]);
    let deal = deals::actions::propose(conn, post.site_url, buyer, &terms, at)?;
    deals::actions::settle(conn, post.site_url, seller, &deal.code, (DealState::Confirmed, ""), at)?;
    match trade.score {
        Some(score) => deals::actions::rate(conn, post.site_url, buyer, &deal.code, (&score.to_string(), ""), at),
        None => Ok(()),
    }
}
