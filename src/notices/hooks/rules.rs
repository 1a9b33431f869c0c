//! What a hook must be like. Pure.

use std::net::IpAddr;

use super::super::Topic;
use super::address::is_public;
use crate::clock::Moment;
use crate::faults::Fault;
use crate::fields;
use crate::http::Form;
use crate::lang::Say;
use crate::outbox::Way;

/// Ways that a hook can have.
pub const WAYS: &[Way] = &[Way::Webhook, Way::WeCom, Way::DingTalk, Way::Feishu];
/// Hooks of one owner at most.
pub const MOST: i64 = 20;
/// After so many failures in a row a hook is switched off.
pub const MOST_FAILURES: i64 = 10;
/// Messages that a robot takes in a minute; what comes on top of that makes 钉钉 refuse everything for ten. The last of
/// them holds whatever else waits.
pub const MOST_A_MINUTE: usize = 20;
/// Events that one message of a robot stands for at most.
pub const MOST_TOGETHER: i64 = 500;
const LONGEST_NAME: usize = 60;
const LONGEST_ADDRESS: usize = 500;
const LONGEST_SECRET: usize = 200;
/// Shortest secret of a webhook, in characters.
const SHORTEST_SECRET: usize = 16;

/// A hook to be made, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHook {
    /// How it is told.
    pub way: Way,
    /// What to call it.
    pub name: String,
    /// The whole address, which for robots is a secret in itself.
    pub address: String,
    /// Its host, to be shown.
    pub host: String,
    /// Signs what it is told; empty for robots without one.
    pub secret: String,
    /// What it is told of.
    pub topics: Vec<Topic>,
}

/// The topics that a firm's hooks, or the operators', can hear of. Trade is the two sides' own, so operators' hooks
/// hear of alerts alone.
pub fn topics(is_firm: bool) -> &'static [Topic] {
    if is_firm { &[Topic::Enquiry, Topic::Quote, Topic::Deal, Topic::Pairing, Topic::Firm] } else { &[Topic::Alert] }
}

/// Reads the form of a new hook: `way`, `name`, `address`, `secret`, and `topic_WORD` for each topic.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(form: &Form, is_firm: bool, allows_private: bool) -> Result<NewHook, Vec<Fault>> {
    let get = |name: &str| form.get(name);
    let mut read = fields::Reader::new(&get);
    let (mut name, mut secret) = (String::new(), String::new());
    read.name("name", &mut name, LONGEST_NAME);
    read.text("secret", &mut secret, LONGEST_SECRET);
    let mut faults = read.finish();
    let way = Way::parse(form.value("way")).filter(|way| WAYS.contains(way));
    let address = form.value("address").trim().to_owned();
    let host = host(&address, allows_private).map_err(|fault| faults.push(fault)).unwrap_or_default();
    if way == Some(Way::Webhook) && secret.chars().count() < SHORTEST_SECRET {
        faults.push(short_secret());
    }
    let is_wanted = |topic: &&Topic| !form.value(&format!("topic_{topic}")).is_empty();
    let topics: Vec<Topic> = topics(is_firm).iter().filter(is_wanted).copied().collect();
    if topics.is_empty() {
        let cause = Say::new("没有选择任何类别", "no topic is chosen");
        faults.push(Fault::new("topics", "", cause, Say::new("请至少选择一项", "choose at least one")));
    }
    match way {
        Some(way) if faults.is_empty() => Ok(NewHook { way, name, address, host, secret, topics }),
        Some(_) => Err(faults),
        None => {
            let cause = Say::new("没有这种推送方式", "there is no such way");
            faults.push(Fault::new("way", form.value("way"), cause, Say::new("请从列表选择", "choose from the list")));
            Err(faults)
        }
    }
}

fn short_secret() -> Fault {
    let cause = Say::new("密钥太短，签名容易被猜出", "the secret is too short to sign with");
    let fix =
        Say::new(format!("请用至少 {SHORTEST_SECRET} 个字符"), format!("use at least {SHORTEST_SECRET} characters"));
    Fault::new("secret", "", cause, fix)
}

/// The host of an address that may be called, as far as the address itself shows that.
fn host(address: &str, allows_private: bool) -> Result<String, Fault> {
    let wrong = |cause: Say| {
        let fix = Say::new("请填写公网可访问的 https:// 地址", "give an https:// address on the public network");
        Fault::new("address", "", cause, fix)
    };
    let uri: Option<ureq::http::Uri> = address.parse().ok().filter(|_| address.len() <= LONGEST_ADDRESS);
    let unreadable = || wrong(Say::new("地址无法识别或太长", "the address cannot be read or is too long"));
    let uri = uri.ok_or_else(unreadable)?;
    let host = uri.host().unwrap_or("").to_owned();
    let is_web = matches!(uri.scheme_str(), Some("https" | "http"));
    if !is_web || host.is_empty() || uri.authority().is_some_and(|all| all.as_str().contains('@')) {
        return Err(wrong(Say::new("不是 http(s) 地址，或含有用户名", "this is no http(s) address, or holds a name")));
    }
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    if !allows_private && literal.is_ok_and(|ip| !is_public(ip)) {
        return Err(wrong(Say::new("这是内网或本机地址", "this address is not on the public network")));
    }
    Ok(host)
}

/// Whether a robot takes another message now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// It does, and more after that.
    Some,
    /// It does, and none after that: whatever waits had better go in this one.
    Last,
    /// Not before this moment.
    Until(Moment),
}

/// What a robot takes now, given when it took its latest messages, newest first.
pub fn room(latest: &[Moment], now: Moment) -> Room {
    let minute = chrono::Duration::seconds(60);
    let recent = latest.iter().filter(|at| **at + minute > now).count();
    match latest.get(MOST_A_MINUTE - 1) {
        Some(oldest) if recent >= MOST_A_MINUTE => Room::Until(*oldest + minute),
        _ if recent + 1 == MOST_A_MINUTE => Room::Last,
        _ => Room::Some,
    }
}

/// `text` cut to at most `most` bytes at the end of a character, with `…` where something is missing.
pub fn cut(text: &str, most: usize) -> String {
    const MARK: &str = "…";
    if text.len() <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(MARK.len());
    let end = (0..=room).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}{MARK}", &text[..end])
}
