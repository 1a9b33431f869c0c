use chrono::Duration;

use super::robots::{Target, call, verdict};
use super::rules::{MOST_A_MINUTE, Room, cut, read, room};
use super::*;
use crate::http::Form;

fn event(zh: &str) -> Event {
    let at = "2026-11-26T04:00:00+00:00".to_owned();
    Event { topic: Topic::Deal, zh: zh.into(), en: "A deal".into(), path: "/deals/D-1".into(), at }
}

fn target(address: &str, secret: &str) -> Target {
    Target { address: address.into(), secret: secret.into() }
}

fn moment() -> Moment {
    chrono::DateTime::from_timestamp(1_600_000_000, 0).unwrap().naive_utc()
}

#[test]
fn a_text_is_cut_between_characters() {
    for (text, most, expected) in [
        ("钢管", 6, "钢管"),
        ("钢管厂", 8, "钢…"),
        ("钢管厂", 6, "钢…"),
        ("钢管厂", 5, "…"),
        ("abc", 3, "abc"),
        ("abcd", 3, "…"),
        ("🙂🙂", 7, "🙂…"),
    ] {
        assert_eq!(cut(text, most), expected, "{text} to {most}");
        assert!(cut(text, most).len() <= most);
    }
}

#[test]
fn messages_stay_within_the_limits_of_robots_and_keep_link_and_id() {
    let long = event(&"长".repeat(20_000));
    for (way, most, place) in [
        (Way::WeCom, 2_048, "/text/content"),
        (Way::DingTalk, 20_000, "/text/content"),
        (Way::Feishu, 20_000, "/content/text"),
    ] {
        let call = call(
            way,
            &target("https://x.example/r?key=1", ""),
            std::slice::from_ref(&long),
            "id1",
            "http://s",
            moment(),
        );
        let body: serde_json::Value = serde_json::from_str(&call.body).unwrap();
        let text = body.pointer(place).and_then(|text| text.as_str()).unwrap();
        assert!(text.len() <= most && call.body.len() <= 20_000, "{way}: {}", text.len());
        assert!(text.ends_with("\nhttp://s/deals/D-1\n编号 id1") && text.contains('…'), "{way}");
        assert_eq!(call.url, "https://x.example/r?key=1", "{way}: without a secret nothing is signed");
    }
}

#[test]
fn signatures_are_those_that_the_receivers_compute() {
    // Each was computed apart from this program, with the HMAC of a standard library.
    let ding =
        call(Way::DingTalk, &target("https://x/r?access_token=t", "SEC1"), &[event("甲")], "id1", "http://s", moment());
    assert_eq!(
        ding.url,
        "https://x/r?access_token=t&timestamp=1600000000000&sign=251ymK1DMiOoZfQVOB8rUvdQVSxdr7zMtavd%2BPlY6Ew%3D"
    );
    let lark = call(Way::Feishu, &target("https://x/r", "SEC1"), &[event("甲")], "id1", "http://s", moment());
    let body: serde_json::Value = serde_json::from_str(&lark.body).unwrap();
    assert_eq!(
        (body["timestamp"].as_str(), body["sign"].as_str()),
        (Some("1600000000"), Some("GlNMwbDpZSflJdXsx3RbcRgWYzASQ6K7L6u042R2IM0="))
    );
    let hook =
        call(Way::Webhook, &target("https://x/r", "0123456789abcdef"), &[event("甲")], "id1", "http://s", moment());
    assert_eq!(
        hook.body,
        r#"{"at":"2026-11-26T04:00:00+00:00","id":"id1","title":{"en":"A deal","zh":"甲"},"topic":"deal","url":"http://s/deals/D-1"}"#
    );
    let header = |name: &str| hook.headers.iter().find(|(one, _)| *one == name).map(|(_, value)| value.as_str());
    assert_eq!(
        header("peitao-signature"),
        Some("sha256=66e3112e4160928681b576bc0fa419dc709f67f20f13bb20757aa57840ff6b65")
    );
    assert_eq!((header("peitao-delivery"), header("peitao-timestamp")), (Some("id1"), Some("1600000000")));
}

#[test]
fn robots_say_in_the_body_whether_they_took_it() {
    for (way, status, body, is_taken) in [
        (Way::WeCom, 200, r#"{"errcode":0,"errmsg":"ok"}"#, true),
        (Way::WeCom, 200, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#, false),
        (Way::DingTalk, 200, r#"{"errcode":310000,"errmsg":"sign not match"}"#, false),
        (Way::Feishu, 200, r#"{"code":0,"msg":"success","data":{}}"#, true),
        (Way::Feishu, 200, r#"{"StatusCode":0,"StatusMessage":"success"}"#, true),
        (Way::Feishu, 200, r#"{"code":19021,"msg":"sign match fail"}"#, false),
        (Way::Feishu, 200, "<html>", false),
        (Way::Webhook, 204, "", true),
        (Way::Webhook, 301, "", false),
        (Way::Webhook, 500, "oops", false),
    ] {
        assert_eq!(verdict(way, status, body).is_ok(), is_taken, "{way} {status} {body}");
    }
}

#[test]
fn the_last_message_of_a_minute_is_told_apart() {
    let now = moment();
    let sent = |n: usize| (0..n).map(|n| now - Duration::seconds(2 * n as i64)).collect::<Vec<_>>();
    for (n, later, expected) in [
        (0, 0, Room::Some),
        (MOST_A_MINUTE - 2, 0, Room::Some),
        (MOST_A_MINUTE - 1, 0, Room::Last),
        (MOST_A_MINUTE, 0, Room::Until(now + Duration::seconds(22))),
        (MOST_A_MINUTE, 22, Room::Last),
        (MOST_A_MINUTE, 60, Room::Some),
    ] {
        assert_eq!(room(&sent(n), now + Duration::seconds(later)), expected, "{n} sent, {later} s later");
    }
}

#[test]
fn several_events_in_one_message_keep_their_links_and_say_how_many_more_there_are() {
    let events: Vec<Event> = (0..60).map(|n| event(&format!("成交 {n}"))).collect();
    for (way, place, told) in [(Way::WeCom, "/text/content", 2..60), (Way::Feishu, "/content/text", 60..61)] {
        let call = call(way, &target("https://x.example/r", ""), &events, "id1", "http://s", moment());
        let body: serde_json::Value = serde_json::from_str(&call.body).unwrap();
        let text = body.pointer(place).and_then(|text| text.as_str()).unwrap();
        let links = text.matches("\n  http://s/deals/D-1").count();
        assert!(told.contains(&links) && text.starts_with("【配套】共 60 条消息"), "{way}: {text}");
        assert_eq!(text.contains(&format!("另有 {} 条", 60 - links)), links < 60, "{way}: {text}");
        assert!(text.ends_with("\n编号 id1") && (way != Way::WeCom || text.len() <= 2_048), "{way}");
    }
}

#[test]
fn a_hook_needs_a_public_address_a_secret_and_a_topic() {
    let form = |address: &str, secret: &str| -> Form {
        let fields = [("way", "webhook"), ("name", "ERP"), ("topic_deal", "1"), ("topic_alert", "1")];
        fields.into_iter().chain([("address", address), ("secret", secret)]).collect()
    };
    let secret = "0123456789abcdef";
    let good = read(&form("https://erp.example.com/in?x=1", secret), true, false).unwrap();
    assert_eq!((good.host.as_str(), good.topics), ("erp.example.com", vec![Topic::Deal]), "alerts are the operators'");
    for address in [
        "",
        "ftp://x.example",
        "https://",
        "https://a:b@x.example/",
        "http://127.0.0.1/",
        "http://[::1]:80/",
        "nonsense",
        "http://169.254.169.254/latest",
        "https://10.0.0.1",
    ] {
        let faults = read(&form(address, secret), true, false).unwrap_err();
        assert_eq!(faults.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["address"], "{address}");
    }
    assert!(read(&form("http://127.0.0.1/", secret), true, true).is_ok(), "where the settings allow it");
    assert_eq!(read(&form("https://x.example", "short"), true, false).unwrap_err()[0].field, "secret");
    assert_eq!(read(&form("https://x.example", secret), false, false).unwrap().topics, [Topic::Alert]);
    let robot: Form = [("way", "wecom"), ("name", "群"), ("address", "https://x.example")].into_iter().collect();
    assert_eq!(read(&robot, true, false).unwrap_err()[0].field, "topics");
    let mail: Form =
        [("way", "mail"), ("name", "x"), ("address", "https://x.example"), ("topic_deal", "1")].into_iter().collect();
    assert_eq!(read(&mail, true, false).unwrap_err()[0].field, "way");
}
