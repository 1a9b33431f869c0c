//! Hooks: where a firm, or the operators, want programs and robots to be told what their people are told. A webhook is
//! called with a signed body; robots of 企业微信, 钉钉 and 飞书 get a short message within their limits.
//!
//! What a hook is told is a parcel of the [`outbox`], so it is written with the change,
//! tried again, kept as the log of deliveries, and can be sent anew under its id. A hook that fails too often is switched
//! off, and whoever made it is told. Mails hold links that act for their reader; an event holds none, only the page's
//! address.

pub mod actions;
pub mod address;
pub mod courier;
pub mod robots;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod web;

use serde::{Deserialize, Serialize};

use super::{News, To, Topic};
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::AppResult;
use crate::ids;
use crate::lang::Lang;
use crate::outbox::{self, Parcel, Way};
use store::HookRow;

crate::id_type! {
    /// The key of a hook.
    HookId
}

/// What has happened, as it is kept for a hook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What it is about.
    pub topic: Topic,
    /// In one line, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Path of the matter's page.
    pub path: String,
    /// When, in UTC, as RFC 3339 writes it.
    pub at: String,
}

impl Way {
    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Way::Mail => lang.t("邮件", "Mail"),
            Way::Webhook => "Webhook",
            Way::WeCom => lang.t("企业微信机器人", "WeCom robot"),
            Way::DingTalk => lang.t("钉钉机器人", "DingTalk robot"),
            Way::Feishu => lang.t("飞书机器人", "Feishu robot"),
        }
    }
}

/// Tells the hooks of a firm, or of the operators, in the transaction of the change.
///
/// # Errors
/// Those of the database.
pub fn put(conn: &mut Conn, to: To<'_>, news: &News<'_>, now: Moment) -> AppResult<()> {
    let hooks = match to {
        To::Firm(firm) => store::listening(conn, Some(firm))?,
        To::Address(_) => store::listening(conn, None)?,
        To::Owner(_) => vec![],
    };
    let event = Event {
        topic: news.topic,
        zh: news.title.zh.clone(),
        en: news.title.en.clone(),
        path: news.path.to_owned(),
        at: now.and_utc().to_rfc3339(),
    };
    hooks.iter().filter(|hook| hook.hears(news.topic)).try_for_each(|hook| send(conn, hook, &event, now))
}

/// Writes the parcel that tells one hook of an event.
fn send(conn: &mut Conn, hook: &HookRow, event: &Event, now: Moment) -> AppResult<()> {
    let parcel = Parcel {
        id: ids::new_id(),
        recipient: hook.id.0.clone(),
        subject: event.zh.clone(),
        body: serde_json::to_string(event).map_err(anyhow::Error::new)?,
        created_at: now,
        sent_at: None,
        failure: None,
        attempts: 0,
        retry_at: now,
        secret_until: None,
        way: hook.way,
        stops: None,
        status: None,
    };
    Ok(outbox::store::insert(conn, &parcel)?)
}
