//! What is sent to a hook, and what its answer means. Pure: the moment is handed in, nothing is called.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::Event;
use super::rules::cut;
use crate::clock::Moment;
use crate::outbox::Way;
use crate::text;

/// Bytes of a text that a robot of 企业微信 takes.
const WECOM_BYTES: usize = 2_048;
/// Bytes of a whole request that 钉钉 and 飞书 take; the message itself is held well below.
const TEXT_BYTES: usize = 16_000;
/// What is kept of a refusal, and of an event in a message of several, in bytes.
const WHY_BYTES: usize = 300;

/// Where a hook is called, and what signs the call.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Target {
    /// The whole address.
    pub address: String,
    /// The secret; empty for robots without one.
    pub secret: String,
}

/// A call to be made by POST, with JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Where.
    pub url: String,
    /// Headers beside that of the type.
    pub headers: Vec<(&'static str, String)>,
    /// The JSON.
    pub body: String,
}

/// The call that tells `target` of `events`, of which there is at least one, and for a webhook just one. `id` is the same
/// at every try.
pub fn call(way: Way, target: &Target, events: &[Event], id: &str, site_url: &str, now: Moment) -> Call {
    let seconds = now.and_utc().timestamp();
    let message = |most: usize| match events {
        [event] => message(event, site_url, id, most),
        _ => together(events, site_url, id, most),
    };
    match way {
        Way::WeCom => plain(target, json!({"msgtype": "text", "text": {"content": message(WECOM_BYTES)}})),
        Way::DingTalk => dingtalk(target, &message(TEXT_BYTES), now.and_utc().timestamp_millis()),
        Way::Feishu => feishu(target, &message(TEXT_BYTES), seconds),
        Way::Webhook | Way::Mail => webhook(target, &events[0], site_url, id, seconds),
    }
}

/// The message of a robot, with the link and the id always whole.
fn message(event: &Event, site_url: &str, id: &str, most: usize) -> String {
    let end = format!("\n{site_url}{}\n编号 {id}", event.path);
    let room = most.saturating_sub(end.len());
    format!("{}{end}", cut(&format!("【配套】{}\n{}", event.zh, event.en), room))
}

/// One message of a robot for several events: as many of them with their links as have room, and how many more there are.
fn together(events: &[Event], site_url: &str, id: &str, most: usize) -> String {
    let all = events.len();
    let end = |more: usize| match more {
        0 => format!("\n编号 {id}"),
        _ => format!("\n另有 {more} 条 / {more} more: {site_url}/notices\n编号 {id}"),
    };
    let room = most.saturating_sub(end(all).len());
    let mut text = format!("【配套】共 {all} 条消息 / {all} messages");
    let mut told = 0;
    for event in events {
        let line = format!("\n· {}\n  {site_url}{}", cut(&event.zh, WHY_BYTES), event.path);
        if text.len() + line.len() > room {
            break;
        }
        text += &line;
        told += 1;
    }
    text + &end(all - told)
}

fn plain(target: &Target, body: Value) -> Call {
    Call { url: target.address.clone(), headers: vec![], body: body.to_string() }
}

/// 钉钉 reads the signature of time and secret in the address.
fn dingtalk(target: &Target, message: &str, millis: i64) -> Call {
    let mut call = plain(target, json!({"msgtype": "text", "text": {"content": message}}));
    if !target.secret.is_empty() {
        let signature = STANDARD.encode(mac(target.secret.as_bytes(), &format!("{millis}\n{}", target.secret)));
        let signed = [("timestamp", millis.to_string()), ("sign", signature)];
        let query = serde_urlencoded::to_string(signed).expect("two texts always encode");
        let mark = if call.url.contains('?') { '&' } else { '?' };
        call.url = format!("{}{mark}{query}", call.url);
    }
    call
}

/// 飞书 reads it in the body; time and secret are the key, and nothing is signed with it.
fn feishu(target: &Target, message: &str, seconds: i64) -> Call {
    let mut body = json!({"msg_type": "text", "content": {"text": message}});
    if !target.secret.is_empty() {
        let signature = mac(format!("{seconds}\n{}", target.secret).as_bytes(), "");
        (body["timestamp"], body["sign"]) = (seconds.to_string().into(), STANDARD.encode(signature).into());
    }
    plain(target, body)
}

fn webhook(target: &Target, event: &Event, site_url: &str, id: &str, seconds: i64) -> Call {
    let link = format!("{site_url}{}", event.path);
    let title = json!({"zh": event.zh, "en": event.en});
    let body = json!({"id": id, "topic": event.topic, "title": title, "url": link, "at": event.at}).to_string();
    let signature = text::hex(&mac(target.secret.as_bytes(), &format!("{seconds}.{body}")));
    let headers = vec![
        ("peitao-delivery", id.to_owned()),
        ("peitao-timestamp", seconds.to_string()),
        ("peitao-signature", format!("sha256={signature}")),
    ];
    Call { url: target.address.clone(), headers, body }
}

fn mac(key: &[u8], message: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().into()
}

/// Whether an answer says that the message was taken. Robots answer 200 to what they refuse; the word is in the JSON.
///
/// # Errors
/// Why it was not.
pub fn verdict(way: Way, status: u16, body: &str) -> Result<(), String> {
    if !(200..300).contains(&status) {
        return Err(cut(&format!("HTTP {status}: {}", body.trim()), WHY_BYTES));
    }
    if way == Way::Webhook {
        return Ok(());
    }
    let answer: Value = serde_json::from_str(body).unwrap_or(Value::Null);
    let code = ["errcode", "code", "StatusCode"].iter().find_map(|key| answer.get(key)?.as_i64());
    match code {
        Some(0) => Ok(()),
        _ => Err(cut(&format!("HTTP {status}: {}", body.trim()), WHY_BYTES)),
    }
}
