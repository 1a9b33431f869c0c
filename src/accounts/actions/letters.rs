//! The mails of accounts. Whoever gets one may read either language, so each is written in both.

use chrono::Duration;

use crate::accounts::store::resets;
use crate::accounts::{UserId, rules};
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::http::AppResult;
use crate::{ids, mail};

/// Why somebody gets a link to set a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The old one was forgotten.
    Forgotten,
    /// The account is new.
    Welcome,
}

impl Why {
    fn life(self) -> Duration {
        match self {
            Why::Forgotten => rules::RESET_LIFE,
            Why::Welcome => rules::WELCOME_LIFE,
        }
    }

    fn subject(self) -> &'static str {
        match self {
            Why::Forgotten => "重设配套平台密码 / Set a new Peitao password",
            Why::Welcome => "您的配套平台账号 / Your Peitao account",
        }
    }

    fn body(self, link: &str, until: &str) -> String {
        match self {
            Why::Forgotten => format!(
                "您好：\n\n请打开以下链接设置新密码，链接在 {until}（北京时间）前有效，只能使用一次：\n\n{link}\n\n\
                 如果不是您本人申请，请忽略此邮件，密码不会改变。\n\n--\n\n\
                 Open the link above to set a new password. It works once, until {until} (Beijing time).\n\
                 If you did not ask for it, ignore this mail: your password stays as it is.\n"
            ),
            Why::Welcome => format!(
                "您好：\n\n已为您开通配套平台账号。请打开以下链接设置密码，链接在 {until}（北京时间）前有效，只能使用一次：\n\n\
                 {link}\n\n--\n\nAn account at Peitao has been made for you. Open the link above to set your password. \
                 It works once, until {until} (Beijing time).\n"
            ),
        }
    }
}

/// Makes a link to set a password, writes the mail that carries it, and returns the link.
pub fn password_link(
    conn: &mut Conn,
    user: &UserId,
    email: &str,
    why: Why,
    site_url: &str,
    now: Moment,
) -> AppResult<String> {
    let (secret, until) = (ids::new_secret(), now + why.life());
    let hash = ids::hash_secret(&secret);
    resets::insert(conn, &hash, user, now, until)?;
    let link = format!("{site_url}/password/reset?token={secret}");
    let body = why.body(&link, &clock::show(until));
    let (subject, secret_until) = (why.subject(), Some(until));
    let draft = mail::Draft { id: &hash, recipient: email, subject, body: &body, secret_until, ..Default::default() };
    mail::write(conn, &draft, now)?;
    Ok(link)
}

/// Uses up all links of a user to set a password, and empties the mails that carry them.
pub fn void_password_links(conn: &mut Conn, user: &UserId, now: Moment) -> AppResult<()> {
    for hash in resets::take_all(conn, user, now)? {
        mail::blank(conn, &hash)?;
    }
    Ok(())
}

/// Subject and text of an invitation.
pub fn invitation(firm: &str, inviter: &str, link: &str, until: Moment) -> (String, String) {
    let until = clock::show(until);
    let subject = format!("{firm} 邀请您加入配套平台 / Invitation to Peitao");
    let body = format!(
        "您好：\n\n{inviter} 邀请您加入配套平台，共同管理「{firm}」的产品与需求。\n\
         请打开以下链接设置姓名和密码，链接在 {until}（北京时间）前有效，只能使用一次：\n\n{link}\n\n\
         如果您不认识邀请人，请忽略此邮件。\n\n--\n\n\
         {inviter} invites you to manage the products and needs of {firm} at Peitao. Open the link above to choose a \
         name and a password. It works once, until {until} (Beijing time).\n"
    );
    (subject, body)
}
