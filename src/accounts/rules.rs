//! What the accounts decide: how long a session lives, what an address and a password must look like.

use chrono::Duration;

use super::Role;
use crate::clock::Moment;
use crate::faults::Fault;
use crate::lang::Say;
use crate::text;

/// A session ends after this time whatever happens.
pub const SESSION_LIFE: Duration = Duration::days(60);
/// A session of a member or buyer ends after this time without use.
pub const IDLE: Duration = Duration::days(14);
/// A session of an official or operator ends after this time without use.
pub const STAFF_IDLE: Duration = Duration::hours(12);
/// How old the note of the last use may grow before it is written again.
pub const SEEN_EVERY: Duration = Duration::minutes(5);

/// How long a session of this role may lie unused.
pub fn idle_limit(role: Role) -> Duration {
    match role {
        Role::Official | Role::Operator => STAFF_IDLE,
        Role::Member | Role::Buyer => IDLE,
    }
}

/// Whether a session still counts.
pub fn is_alive(role: Role, seen_at: Moment, expires_at: Moment, now: Moment) -> bool {
    now < expires_at && now - seen_at < idle_limit(role)
}

/// Whether the note of the last use is to be renewed.
pub fn is_stale(seen_at: Option<Moment>, now: Moment) -> bool {
    seen_at.is_none_or(|at| now - at >= SEEN_EVERY)
}

/// A link to set a forgotten password works for this long.
pub const RESET_LIFE: Duration = Duration::hours(1);
/// The link of a new account made by an operator, and of an invitation, works for this long.
pub const WELCOME_LIFE: Duration = Duration::days(7);
/// Shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 10;
/// Longest password, in characters; hashing time grows with it.
pub const LONGEST_PASSWORD: usize = 200;
/// Longest name of a person or a key, in characters.
pub const LONGEST_NAME: usize = 60;
/// Keys in use that one firm, or one official, may have.
pub const MOST_KEYS: i64 = 20;
/// Invitations of one firm that may be open at a time.
pub const MOST_INVITATIONS: i64 = 50;

/// An e-mail address as it is kept: half-width, without blanks around it, lower case.
///
/// # Errors
/// A fault of the field `email`.
pub fn read_email(raw: &str) -> Result<String, Fault> {
    let email = text::fold(raw);
    if is_email(&email) {
        return Ok(email);
    }
    let cause = if email.is_empty() {
        Say::new("没有填写邮箱", "The e-mail address is missing")
    } else {
        Say::new("邮箱格式不正确", "This is not an e-mail address")
    };
    let fix = Say::new("请填写形如 name@company.cn 的邮箱", "Write it like name@company.cn");
    Err(Fault::new("email", raw, cause, fix))
}

fn is_email(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else { return false };
    let is_local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    (1..=64).contains(&local.len())
        && local.chars().all(is_local)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && email.len() <= 254
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

/// A name as it is kept.
///
/// # Errors
/// A fault of the field `name`.
pub fn read_name(raw: &str) -> Result<String, Fault> {
    let name = text::tidy(raw).replace(['\n', '\t'], " ");
    let fix = Say::new("请填写 1 至 60 个字", "Write 1 to 60 characters");
    let fault = |cause| Fault::new("name", raw, cause, fix.clone());
    match name.chars().count() {
        0 => Err(fault(Say::new("没有填写名称", "The name is missing"))),
        1..=LONGEST_NAME => Ok(name),
        _ => Err(fault(Say::new("名称太长", "The name is too long"))),
    }
}

/// Passwords that every list of guesses begins with and that are long enough to pass otherwise; compared in lower
/// case without their trailing digits and signs.
const GUESSED: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "mypassword",
    "adminadmin",
    "administrator",
    "admin",
    "qwerty",
    "qwertyuiop",
    "qwertyui",
    "1qaz2wsx3edc",
    "1qaz2wsx",
    "q1w2e3r4t5",
    "asdfghjkl",
    "zxcvbnm",
    "iloveyou",
    "woaini",
    "welcome",
    "letmein",
    "abcdefghij",
    "a123456789",
    "peitao",
    "changeme",
    "nantong",
    "1q2w3e4r5t",
    "1q2w3e4r",
];

/// What is wrong with a new password, if anything. The value is left out of the fault.
pub fn password_fault(password: &str, email: &str) -> Option<Fault> {
    let lower = password.to_lowercase();
    let local = email.split('@').next().unwrap_or(email);
    let cause = match password.chars().count() {
        0 => Say::new("没有填写密码", "The password is missing"),
        n if n < SHORTEST_PASSWORD => Say::new("密码太短", "The password is too short"),
        n if n > LONGEST_PASSWORD => Say::new("密码太长", "The password is too long"),
        _ if !email.is_empty() && (lower == email || strip(&lower) == local) => {
            Say::new("密码与邮箱相同", "The password is the e-mail address")
        }
        _ if is_guessed(&lower) => {
            Say::new("这个密码太常见，容易被猜中", "This password is among the first that are guessed")
        }
        _ => return None,
    };
    let fix = Say::new(
        "请用 10 至 200 个字符，例如几个不相干的词",
        "Use 10 to 200 characters, a few unrelated words for example",
    );
    Some(Fault::new("password", "", cause, fix))
}

/// What is wrong with a new password that was typed twice; a form without the second field has nothing to compare.
pub fn new_password_faults(password: &str, again: Option<&str>, email: &str) -> Vec<Fault> {
    let mut faults: Vec<Fault> = password_fault(password, email).into_iter().collect();
    if again.is_some_and(|again| again != password) {
        let cause = Say::new("两次输入的密码不一致", "The two passwords differ");
        faults.push(Fault::new("password_again", "", cause, Say::new("请重新输入", "Type it again")));
    }
    faults
}

fn strip(lower: &str) -> &str {
    lower.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_ascii_punctuation())
}

fn is_guessed(lower: &str) -> bool {
    let is_run = |step: i32| {
        let codes: Vec<i32> = lower.chars().map(|c| c as i32).collect();
        // 0 follows 9 on the keyboard.
        codes.windows(2).all(|w| w[1] - w[0] == step || (w[0] == 57 && w[1] == 48))
    };
    let different = lower.chars().collect::<std::collections::HashSet<_>>().len();
    different <= 2 || is_run(1) || is_run(-1) || GUESSED.contains(&strip(lower)) || GUESSED.contains(&lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Moment {
        chrono::NaiveDate::from_ymd_opt(2026, 5, 1).unwrap().and_hms_opt(12, 0, 0).unwrap()
    }

    #[test]
    fn a_session_ends_by_idleness_and_by_age() {
        let (start, second) = (noon(), Duration::seconds(1));
        let end = start + SESSION_LIFE;
        for (role, seen, now, alive) in [
            (Role::Member, start, start + IDLE - second, true),
            (Role::Member, start, start + IDLE, false),
            (Role::Buyer, start, start + Duration::days(13), true),
            (Role::Official, start, start + STAFF_IDLE - second, true),
            (Role::Official, start, start + STAFF_IDLE, false),
            (Role::Operator, start, start + Duration::days(1), false),
            (Role::Member, end - second, end, false),
            (Role::Member, end - second, end - second, true),
        ] {
            assert_eq!(is_alive(role, seen, end, now), alive, "{role} {seen} {now}");
        }
    }

    #[test]
    fn the_last_use_is_noted_every_few_minutes() {
        for (seen, stale) in
            [(None, true), (Some(noon()), false), (Some(noon() - SEEN_EVERY), true), (Some(noon() + SEEN_EVERY), false)]
        {
            assert_eq!(is_stale(seen, noon()), stale);
        }
    }

    #[test]
    fn addresses_are_normalised_and_checked() {
        for (raw, kept) in [
            (" Wang.Li@Nantong-Steel.CN ", Some("wang.li@nantong-steel.cn")),
            ("ａ@ｂ．ｃｎ", Some("a@b.cn")),
            ("a+tag@x.y.z", Some("a+tag@x.y.z")),
            ("", None),
            ("a@b", None),
            ("@b.cn", None),
            ("a@@b.cn", None),
            ("a b@c.cn", None),
            ("a@-b.cn", None),
            ("a@b..cn", None),
            (".a@b.cn", None),
            ("a\r\nbcc:x@b.cn", None),
            ("<a@b.cn>", None),
            ("王@b.cn", None),
        ] {
            assert_eq!(read_email(raw).ok().as_deref(), kept, "{raw}");
        }
        assert!(read_email(&format!("{}@b.cn", "a".repeat(65))).is_err());
    }

    #[test]
    fn weak_passwords_are_named_and_good_ones_pass() {
        let email = "longlocalname@firm.cn";
        for (password, is_good) in [
            ("correct horse", true),
            ("配套平台二零二六年上线", true),
            ("x7!kQ0pz9a", true),
            ("short", false),
            ("", false),
            ("1234567890", false),
            ("9876543210", false),
            ("aaaaaaaaaaaa", false),
            ("Password123!", false),
            ("Peitao2026!!", false),
            ("admin123456", false),
            ("LongLocalName@firm.cn", false),
            ("longlocalname2026", false),
        ] {
            assert_eq!(password_fault(password, email).is_none(), is_good, "{password}");
        }
        assert!(password_fault(&"长".repeat(201), email).is_some());
        let common = password_fault("1234567890", "").unwrap();
        assert!(common.cause.zh.contains("常见"), "without an address there is nothing to be the same as");
        assert_eq!(password_fault("secret", email).unwrap().value, "", "a password is never repeated");
    }

    #[test]
    fn names_have_one_line_and_a_limit() {
        assert_eq!(read_name("  王\r\n丽 ").unwrap(), "王 丽");
        assert!(read_name(" ").is_err());
        assert!(read_name(&"长".repeat(61)).is_err());
    }
}
