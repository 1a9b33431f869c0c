//! The mails of deals: short, with a link, without an amount.

use super::Side;
use super::store::DealRow;
use crate::accounts;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::AppResult;
use crate::products::form::in_address;
use crate::{ids, mail};

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
pub fn tell(conn: &mut Conn, site_url: &str, deal: &DealRow, to: Side, news: News, now: Moment) -> AppResult<()> {
    let (zh, en) = news.words();
    let (title, link) = (&deal.title, format!("{site_url}/deals/{}", in_address(&deal.code)));
    let subject = format!("成交：{title} / Deal: {title}");
    let body = format!("您好：\n\n「{title}」：{zh}。\n\n{link}\n\n--\n\n\"{title}\": {en}.\n");
    for recipient in addresses(conn, deal, to)? {
        let id = ids::new_id();
        let draft = mail::Draft { id: &id, recipient: &recipient, subject: &subject, body: &body, secret_until: None };
        mail::write(conn, &draft, now)?;
    }
    Ok(())
}

fn addresses(conn: &mut Conn, deal: &DealRow, to: Side) -> AppResult<Vec<String>> {
    match (to, &deal.buyer_firm_id) {
        (Side::Seller, _) => accounts::actions::firm_addresses(conn, &deal.seller_firm_id),
        (Side::Buyer, Some(firm)) => accounts::actions::firm_addresses(conn, firm),
        (Side::Buyer, None) => {
            let owner = Some(deal.owner.as_str()).filter(|owner| owner.starts_with("user:"));
            Ok(accounts::actions::names_of(conn, owner.into_iter())?.into_values().collect())
        }
    }
}
