//! What is told of deals: short, with a link, without an amount.

use super::Side;
use super::store::DealRow;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::AppResult;
use crate::http::in_address;
use crate::lang::Say;
use crate::notices::{self, To, Topic};

/// What has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The other side says that there is a deal.
    Proposed,
    /// The other side confirms it.
    Confirmed,
    /// The other side says that it is not so.
    Declined,
    /// The other side has rated.
    Rated,
    /// The other side has replied.
    Replied,
}

impl News {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            News::Proposed => ("对方登记了成交，请核对并确认", "the other side has recorded a deal; please confirm it"),
            News::Confirmed => {
                ("对方确认了成交，现在可以互相评价", "the deal is confirmed; you can now rate each other")
            }
            News::Declined => ("对方没有确认成交，请查看原因", "the deal was declined; please see why"),
            News::Rated => ("对方作出了评价，您可以回复", "the other side has rated; you may reply"),
            News::Replied => ("对方回复了您的评价", "the other side has replied to your rating"),
        }
    }
}

/// Tells one side.
pub fn tell(conn: &mut Conn, site_url: &str, deal: &DealRow, to: Side, happened: News, now: Moment) -> AppResult<()> {
    let (zh, en) = happened.words();
    let (title, path) = (&deal.title, format!("/deals/{}", in_address(&deal.code)));
    let body = format!("您好：\n\n「{title}」：{zh}。\n\n{site_url}{path}\n\n--\n\n\"{title}\": {en}.\n");
    let title = Say::new(format!("成交「{title}」：{zh}"), format!("Deal \"{title}\": {en}"));
    let news = notices::News { topic: Topic::Deal, title, body: &body, path: &path, key: None, secret_until: None };
    let to = match (to, &deal.buyer_firm_id) {
        (Side::Seller, _) => To::Firm(&deal.seller_firm_id),
        (Side::Buyer, Some(firm)) => To::Firm(firm),
        (Side::Buyer, None) => To::Owner(&deal.owner),
    };
    notices::tell(conn, to, &news, now)
}
