//! What firms are told of fairs: short, in both languages, with a link to the firm's own card.

use super::store::FairRow;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::lang::Say;
use crate::notices::{News, To, Topic, tell};

/// Writes to all members of a firm.
fn write(
    conn: &mut Conn,
    site_url: &str,
    fair: &FairRow,
    firm: &FirmId,
    (zh, en): (&str, &str),
    now: Moment,
) -> AppResult<()> {
    let (name, day, path) = (&fair.name, fair.held_on, format!("/fairs/{}", fair.id));
    let body = format!(
        "您好：\n\n「{name}」（{day} {}）：{zh}\n\n{site_url}{path}\n\n--\n\n\"{name}\" ({day}): {en}\n",
        fair.place
    );
    let title = Say::new(format!("对接会「{name}」：{zh}"), format!("Fair \"{name}\": {en}"));
    let news = News { topic: Topic::Fair, title, body: &body, path: &path, key: None, secret_until: None };
    tell(conn, To::Firm(firm), &news, now)
}

/// Invites a firm.
///
/// # Errors
/// Those of the database.
pub fn invite(conn: &mut Conn, site_url: &str, fair: &FairRow, firm: &FirmId, now: Moment) -> AppResult<()> {
    let said =
        ("邀请贵企业参加一对一洽谈，请确认是否到场、最多几场。", "your firm is invited; please say whether it comes.");
    write(conn, site_url, fair, firm, said, now)
}

/// Tells a firm that its card is another one now.
///
/// # Errors
/// Those of the database.
pub fn card(conn: &mut Conn, site_url: &str, fair: &FairRow, firm: &FirmId, now: Moment) -> AppResult<()> {
    let said = ("贵企业的洽谈日程已更新，请查看席卡。", "your timetable has changed; please see your card.");
    write(conn, site_url, fair, firm, said, now)
}

/// Asks a firm what came of its talks so many days ago.
///
/// # Errors
/// Those of the database.
pub fn ask(
    conn: &mut Conn,
    site_url: &str,
    fair: &FairRow,
    (firm, days): (&FirmId, u64),
    now: Moment,
) -> AppResult<()> {
    let zh = format!("对接会已过去 {days} 天，请告诉我们每场洽谈的结果，一场一次点选即可。");
    let en = format!("{days} days have passed; please tell what came of each talk.");
    write(conn, site_url, fair, firm, (&zh, &en), now)
}
