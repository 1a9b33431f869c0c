//! The mails of enquiries, in both languages. None holds a price, and none says who else was asked.

use super::actions::Post;
use super::links;
use super::store::{EnquiryRow, QuestionRow, SupplierRow};
use crate::accounts;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::http::AppResult;
use crate::ids::FirmId;
use crate::products::form::in_address;
use crate::{ids, mail};

/// The page of an enquiry for those who are signed in.
fn page(post: Post, enquiry: &EnquiryRow) -> String {
    format!("{}/enquiries/{}", post.site_url, in_address(&enquiry.code))
}

/// The addresses of a buyer: all members of the firm, or the person.
fn buyer_addresses(conn: &mut Conn, enquiry: &EnquiryRow) -> AppResult<Vec<String>> {
    if let Some(firm) = &enquiry.buyer_firm_id {
        return accounts::actions::firm_addresses(conn, firm);
    }
    let is_person = enquiry.owner.starts_with("user:");
    let owner = is_person.then_some(enquiry.owner.as_str());
    Ok(accounts::actions::names_of(conn, owner.into_iter())?.into_values().collect())
}

/// Mails the same to each address. Keys are those of `key`, so that the mails can be emptied later, or new ones.
fn write_all(
    conn: &mut Conn,
    to: &[String],
    key: Option<&str>,
    (subject, body): (&str, &str),
    secret_until: Option<Moment>,
    now: Moment,
) -> AppResult<()> {
    for (n, recipient) in to.iter().enumerate() {
        let id = key.map_or_else(ids::new_id, |key| format!("{key}-{n}"));
        mail::write(conn, &mail::Draft { id: &id, recipient, subject, body, secret_until }, now)?;
    }
    Ok(())
}

fn to_firm(conn: &mut Conn, firm: &FirmId, subject: &str, body: &str, now: Moment) -> AppResult<()> {
    let to = accounts::actions::firm_addresses(conn, firm)?;
    write_all(conn, &to, None, (subject, body), None, now)
}

/// Asks a firm, with its link.
pub fn invite(
    conn: &mut Conn,
    post: Post,
    enquiry: &EnquiryRow,
    asked: &SupplierRow,
    deadline: Moment,
    now: Moment,
) -> AppResult<()> {
    let link = format!("{}/answer/{}", post.site_url, links::token(post.sealing, &asked.id, deadline));
    let (title, buyer, until) = (&enquiry.title, &enquiry.buyer_name, clock::show(deadline));
    let subject = format!("询价：{title} / Enquiry: {title}");
    let body = format!(
        "您好：\n\n{buyer} 通过配套平台向贵企业询价：{title}。\n\
         请在 {until}（北京时间）前答复。打开以下链接即可报价，也可以一键答复「不生产」「产能已满」或「转荐」，无需账号：\n\n\
         {link}\n\n报价在截止时间前是密封的，同行、工作人员和平台管理员都看不到。请勿转发此链接。\n\n--\n\n\
         {buyer} asks your firm for a quote: {title}. Please answer by {until} (Beijing time). Open the link above; no \
         account is needed. Until the deadline your quote is sealed from rivals, officials and operators. Do not pass \
         the link on.\n"
    );
    let to = accounts::actions::firm_addresses(conn, &asked.firm_id)?;
    write_all(conn, &to, Some(asked.id.as_str()), (&subject, &body), Some(deadline), now)
}

/// Tells a firm that the enquiry is called off, and empties the mails that hold its link.
pub fn called_off(conn: &mut Conn, enquiry: &EnquiryRow, asked: &SupplierRow, now: Moment) -> AppResult<()> {
    let to = accounts::actions::firm_addresses(conn, &asked.firm_id)?;
    for n in 0..to.len() {
        mail::blank(conn, &format!("{}-{n}", asked.id))?;
    }
    let title = &enquiry.title;
    let why = if enquiry.cancel_reason.is_empty() { "" } else { &enquiry.cancel_reason };
    let subject = format!("询价已取消：{title} / Called off: {title}");
    let body = format!(
        "您好：\n\n{} 取消了询价「{title}」，不需要再答复；已提交的报价不会被开启。\n{why}\n\n--\n\n\
         The enquiry \"{title}\" has been called off. Quotes that were sent stay sealed.\n",
        enquiry.buyer_name
    );
    write_all(conn, &to, None, (&subject, &body), None, now)
}

/// Tells the buyer of a question, not who asked it.
pub fn asked(conn: &mut Conn, post: Post, enquiry: &EnquiryRow, question: &QuestionRow, now: Moment) -> AppResult<()> {
    let (title, text, link) = (&enquiry.title, &question.text, page(post, enquiry));
    let subject = format!("有供应商提问：{title} / A question: {title}");
    let body = format!(
        "您好：\n\n询价「{title}」有新的提问，回答后所有受邀供应商都能看到：\n\n{text}\n\n{link}\n\n--\n\n\
         A firm asks about \"{title}\"; all who were asked will read your answer.\n"
    );
    let to = buyer_addresses(conn, enquiry)?;
    write_all(conn, &to, None, (&subject, &body), None, now)
}

/// Tells a firm that a question has been answered.
pub fn answered(conn: &mut Conn, post: Post, enquiry: &EnquiryRow, asked: &SupplierRow, now: Moment) -> AppResult<()> {
    let (title, link) = (&enquiry.title, page(post, enquiry));
    let subject = format!("询价有新的答疑：{title} / A question answered: {title}");
    let body = format!(
        "您好：\n\n询价「{title}」的提问已有回答，登录后查看，也可以用询价邮件里的链接查看：\n\n{link}\n\n--\n\n\
         A question about \"{title}\" has been answered.\n"
    );
    to_firm(conn, &asked.firm_id, &subject, &body, now)
}

/// Tells the buyer that the quotes are open.
pub fn opened(conn: &mut Conn, post: Post, enquiry: &EnquiryRow, quotes: usize, now: Moment) -> AppResult<()> {
    let (title, link) = (&enquiry.title, page(post, enquiry));
    let subject = format!("询价已截止：{title} / The deadline is over: {title}");
    let body = format!(
        "您好：\n\n询价「{title}」已到截止时间，收到 {quotes} 份报价，现在可以比价并记录选择：\n\n{link}/comparison\n\n--\n\n\
         The deadline of \"{title}\" is over; {quotes} quotes can now be compared.\n"
    );
    let to = buyer_addresses(conn, enquiry)?;
    write_all(conn, &to, None, (&subject, &body), None, now)
}

/// Tells a firm that quoted what came of it.
pub fn decided(
    conn: &mut Conn,
    post: Post,
    enquiry: &EnquiryRow,
    asked: &SupplierRow,
    is_chosen: bool,
    now: Moment,
) -> AppResult<()> {
    let (title, link) = (&enquiry.title, page(post, enquiry));
    let (zh, en) = if is_chosen {
        (
            "贵企业的报价已被选中，请与询价方确认成交",
            "Your quote has been chosen; please confirm the deal with the buyer",
        )
    } else {
        ("这次没有选择贵企业的报价，感谢参与", "This time another way was chosen; thank you for your quote")
    };
    let subject = format!("询价结果：{title} / Outcome: {title}");
    let body = format!("您好：\n\n询价「{title}」：{zh}。\n\n{link}\n\n--\n\n\"{title}\": {en}.\n");
    to_firm(conn, &asked.firm_id, &subject, &body, now)
}
