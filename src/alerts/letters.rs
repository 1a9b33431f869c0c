//! The digest as a mail, in both languages.

use std::collections::HashMap;
use std::fmt::Write;

use super::digest::Digest;
use super::store::MatterRow;
use super::{Level, MatterKind};
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::http::AppResult;
use crate::lang::{Lang, Say};
use crate::notices::{self, News, To, Topic};

/// Matters that a mail names; the rest is counted.
const NAMED: usize = 20;

impl Level {
    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Level::Yellow => lang.t("黄", "Yellow"),
            Level::Orange => lang.t("橙", "Orange"),
            Level::Red => lang.t("红", "Red"),
        }
    }
}

impl MatterKind {
    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            MatterKind::Need => lang.t("需求无人承接", "Need without a supplier"),
            MatterKind::Enquiry => lang.t("询价未答复", "Enquiry without an answer"),
            MatterKind::Verification => lang.t("企业待审核", "Firm to be verified"),
            MatterKind::Gap => lang.t("缺链", "Gap in a chain"),
            MatterKind::Task => lang.t("交办事项", "Task"),
        }
    }
}

/// Writes a digest.
///
/// # Errors
/// Those of the database.
pub fn digest(
    conn: &mut Conn,
    recipient: &str,
    digest: &Digest,
    matters: &HashMap<&str, &MatterRow>,
    site_url: &str,
    now: Moment,
) -> AppResult<()> {
    let (count, level) = (digest.alerts.len(), digest.alerts.first().map_or(Level::Yellow, |alert| alert.level));
    let title = Say::new(
        format!("{}色预警 {count} 项", level.label(Lang::Zh)),
        format!("{} alerts: {count}", level.label(Lang::En)),
    );
    let Say { zh, en } = lines(digest, matters, site_url);
    let body = format!(
        "您好：\n\n下列事项超过时限仍未办结，请督促办理：\n\n{zh}\n全部预警：{site_url}/desk/alerts\n\n--\n\n\
         These matters have run over their time:\n\n{en}\nAll alerts: {site_url}/desk/alerts\n"
    );
    let key = format!("alerts:{}", digest.key());
    let (topic, key) = (Topic::Alert, Some(key.as_str()));
    let news = News { topic, title, body: &body, path: "/desk/alerts", key, secret_until: None };
    notices::tell(conn, To::Address(recipient), &news, now)
}

fn lines(digest: &Digest, matters: &HashMap<&str, &MatterRow>, site_url: &str) -> Say {
    let (mut zh, mut en) = (String::new(), String::new());
    for alert in digest.alerts.iter().take(NAMED) {
        let Some(matter) = matters.get(alert.matter.code.as_str()) else { continue };
        let since = clock::show_day(matter.started_at);
        for (text, lang, word) in [(&mut zh, Lang::Zh, "自"), (&mut en, Lang::En, "since")] {
            let (kind, title) = (matter.kind.label(lang), &matter.title);
            // Writing to a text cannot fail.
            let _ = writeln!(text, "- {kind}: {title} ({word} {since})\n  {site_url}/desk/alerts/{}", matter.id);
        }
    }
    let more = digest.alerts.len().saturating_sub(NAMED);
    if more > 0 {
        zh.push_str(&format!("……另有 {more} 项\n"));
        en.push_str(&format!("... and {more} more\n"));
    }
    Say::new(zh, en)
}
