//! What the other side is told of an answer to a pairing.

use super::store::PairingRow;
use super::{Side, State};
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::AppResult;
use crate::lang::Say;
use crate::notices::{self, News, To, Topic};

/// Tells the side that did not answer; a mere look is no news.
pub fn answered(conn: &mut Conn, site_url: &str, row: &PairingRow, by: Side, now: Moment) -> AppResult<()> {
    let (zh, en) = match row.state {
        State::Proposed | State::Seen => return Ok(()),
        State::Interested => ("对方感兴趣", "the other side is interested"),
        State::Contacted => ("对方记录了已联系", "the other side notes that you have been in contact"),
        State::Agreed => ("对方记录了已达成一致", "the other side notes that you have agreed"),
        State::Declined => ("对方暂不考虑，请查看原因", "the other side declines; see why"),
    };
    let (good, path) = (&row.good, format!("/pairings/{}", row.id));
    let body = format!("您好：\n\n配对「{good}」：{zh}。\n\n{site_url}{path}\n\n--\n\nPairing \"{good}\": {en}.\n");
    let title = Say::new(format!("配对「{good}」：{zh}"), format!("Pairing \"{good}\": {en}"));
    let news = News { topic: Topic::Pairing, title, body: &body, path: &path, key: None, secret_until: None };
    let to = if by == Side::Buyer { &row.seller_id } else { &row.buyer_id };
    notices::tell(conn, To::Firm(to), &news, now)
}
