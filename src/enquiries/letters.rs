//! What is told of enquiries, in both languages. None holds a price, and none says who else was asked.

use super::actions::Post;
use super::links;
use super::store::{EnquiryRow, QuestionRow, SupplierRow};
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::http::AppResult;
use crate::http::in_address;
use crate::lang::Say;
use crate::mail;
use crate::notices::{self, News, To, Topic};

/// The path of an enquiry's page.
fn path(enquiry: &EnquiryRow) -> String {
    format!("/enquiries/{}", in_address(&enquiry.code))
}

/// The page of an enquiry for those who are signed in.
fn page(post: Post, enquiry: &EnquiryRow) -> String {
    format!("{}{}", post.site_url, path(enquiry))
}

/// Whom to tell as the buyer: all members of the firm, or the person.
fn buyer(enquiry: &EnquiryRow) -> To<'_> {
    match &enquiry.buyer_firm_id {
        Some(firm) => To::Firm(firm),
        None => To::Owner(&enquiry.owner),
    }
}

/// Tells the same to all whom it concerns.
fn tell(
    conn: &mut Conn,
    (topic, to): (Topic, To<'_>),
    title: (String, String),
    body: &str,
    path: &str,
    now: Moment,
) -> AppResult<()> {
    let title = Say::new(title.0, title.1);
    notices::tell(conn, to, &News { topic, title, body, path, key: None, secret_until: None }, now)
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
    let said = Say::new(format!("{buyer}询价：{title}"), format!("{buyer} asks for a quote: {title}"));
    let body = format!(
        "您好：\n\n{buyer} 通过配套平台向贵企业询价：{title}。\n\
         请在 {until}（北京时间）前答复。打开以下链接即可报价，也可以一键答复「不生产」「产能已满」或「转荐」，无需账号：\n\n\
         {link}\n\n报价在截止时间前是密封的，同行、工作人员和平台管理员都看不到。请勿转发此链接。\n\n--\n\n\
         {buyer} asks your firm for a quote: {title}. Please answer by {until} (Beijing time). Open the link above; no \
         account is needed. Until the deadline your quote is sealed from rivals, officials and operators. Do not pass \
         the link on.\n"
    );
    let (key, secret_until) = (Some(asked.id.as_str()), Some(deadline));
    let news = News { topic: Topic::Enquiry, title: said, body: &body, path: &path(enquiry), key, secret_until };
    notices::tell(conn, To::Firm(&asked.firm_id), &news, now)
}

/// Tells a firm that the enquiry is called off, and empties the mails that hold its link.
pub fn called_off(conn: &mut Conn, enquiry: &EnquiryRow, asked: &SupplierRow, now: Moment) -> AppResult<()> {
    mail::blank_all(conn, asked.id.as_str())?;
    let title = &enquiry.title;
    let why = if enquiry.cancel_reason.is_empty() { "" } else { &enquiry.cancel_reason };
    let said = (format!("询价已取消：{title}"), format!("Called off: {title}"));
    let body = format!(
        "您好：\n\n{} 取消了询价「{title}」，不需要再答复；已提交的报价不会被开启。\n{why}\n\n--\n\n\
         The enquiry \"{title}\" has been called off. Quotes that were sent stay sealed.\n",
        enquiry.buyer_name
    );
    tell(conn, (Topic::Enquiry, To::Firm(&asked.firm_id)), said, &body, &path(enquiry), now)
}

/// Tells the buyer of a question, not who asked it.
pub fn asked(conn: &mut Conn, post: Post, enquiry: &EnquiryRow, question: &QuestionRow, now: Moment) -> AppResult<()> {
    let (title, text, link) = (&enquiry.title, &question.text, page(post, enquiry));
    let said = (format!("有供应商提问：{title}"), format!("A question: {title}"));
    let body = format!(
        "您好：\n\n询价「{title}」有新的提问，回答后所有受邀供应商都能看到：\n\n{text}\n\n{link}\n\n--\n\n\
         A firm asks about \"{title}\"; all who were asked will read your answer.\n"
    );
    tell(conn, (Topic::Enquiry, buyer(enquiry)), said, &body, &path(enquiry), now)
}

/// Tells a firm that a question has been answered.
pub fn answered(conn: &mut Conn, post: Post, enquiry: &EnquiryRow, asked: &SupplierRow, now: Moment) -> AppResult<()> {
    let (title, link) = (&enquiry.title, page(post, enquiry));
    let said = (format!("询价有新的答疑：{title}"), format!("A question answered: {title}"));
    let body = format!(
        "您好：\n\n询价「{title}」的提问已有回答，登录后查看，也可以用询价邮件里的链接查看：\n\n{link}\n\n--\n\n\
         A question about \"{title}\" has been answered.\n"
    );
    tell(conn, (Topic::Enquiry, To::Firm(&asked.firm_id)), said, &body, &path(enquiry), now)
}

/// Tells the buyer that the quotes are open.
pub fn opened(conn: &mut Conn, post: Post, enquiry: &EnquiryRow, quotes: usize, now: Moment) -> AppResult<()> {
    let (title, link) = (&enquiry.title, page(post, enquiry));
    let said = (format!("询价已截止，可以比价：{title}"), format!("The deadline is over: {title}"));
    let body = format!(
        "您好：\n\n询价「{title}」已到截止时间，收到 {quotes} 份报价，现在可以比价并记录选择：\n\n{link}/comparison\n\n--\n\n\
         The deadline of \"{title}\" is over; {quotes} quotes can now be compared.\n"
    );
    let path = format!("{}/comparison", path(enquiry));
    tell(conn, (Topic::Quote, buyer(enquiry)), said, &body, &path, now)
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
    let said = (format!("询价「{title}」：{zh}"), format!("\"{title}\": {en}"));
    let body = format!("您好：\n\n询价「{title}」：{zh}。\n\n{link}\n\n--\n\n\"{title}\": {en}.\n");
    tell(conn, (Topic::Quote, To::Firm(&asked.firm_id)), said, &body, &path(enquiry), now)
}
