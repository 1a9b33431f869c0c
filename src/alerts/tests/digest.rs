use super::at;
use crate::alerts::calendar::Calendar;
use crate::alerts::digest::{Alert, Digest, Sent, digests, next_part, part};
use crate::alerts::{Level, Matter, MatterKind, Post};

fn alert(number: usize, level: Level, due: &str) -> Alert {
    let matter = Matter { kind: MatterKind::Need, code: format!("N{number}") };
    Alert { matter, level, division: "320613".into(), at: at(due) }
}

fn sent(digests: &[Digest], now: &str) -> Vec<Sent> {
    digests.iter().flat_map(|digest| digest.sent(at(now))).collect()
}

#[test]
fn two_hundred_alerts_are_one_digest_for_each_post() {
    let calendar = Calendar::published();
    let mut alerts: Vec<Alert> = (0..200).map(|n| alert(n, Level::ALL[n % 2], "2026-10-09 17:30")).collect();
    alerts.extend_from_within(..50);
    let first = digests(&calendar, &alerts, &[], at("2026-10-09 17:30"));
    let posts: Vec<(Post, usize)> = first.iter().map(|digest| (digest.to.post, digest.alerts.len())).collect();
    assert_eq!(posts, [(Post::Steward, 100), (Post::Deputy, 100)]);
    assert_eq!(first[0].key(), "320613:steward:2026-10-09:evening");
    let sent = sent(&first, "2026-10-09 17:30");
    assert!(digests(&calendar, &alerts, &sent, at("2026-10-09 17:31")).is_empty());
    assert!(digests(&calendar, &alerts, &sent, at("2026-10-10 08:00")).is_empty());
}

#[test]
fn what_comes_later_waits_for_the_next_part() {
    let calendar = Calendar::published();
    let mut alerts = vec![alert(1, Level::Red, "2026-10-09 09:30")];
    let sent = sent(&digests(&calendar, &alerts, &[], at("2026-10-09 09:30")), "2026-10-09 09:30");
    alerts.push(alert(2, Level::Red, "2026-10-09 10:00"));
    assert!(digests(&calendar, &alerts, &sent, at("2026-10-09 11:59")).is_empty());
    let next = digests(&calendar, &alerts, &sent, at("2026-10-09 12:00"));
    assert_eq!((next.len(), next[0].alerts.as_slice()), (1, &alerts[1..]));
}

#[test]
fn nothing_goes_at_night_or_on_free_days() {
    let calendar = Calendar::published();
    let alerts = [alert(1, Level::Yellow, "2026-09-30 17:30"), alert(2, Level::Yellow, "2026-12-01 17:30")];
    for (now, count) in [
        ("2026-09-30 17:29", 0),
        ("2026-09-30 19:59", 1),
        ("2026-09-30 20:00", 0),
        ("2026-10-01 10:00", 0),
        ("2026-10-08 07:59", 0),
        ("2026-10-08 08:00", 1),
        ("2026-10-10 10:00", 1),
        ("2026-10-11 10:00", 0),
    ] {
        assert_eq!(digests(&calendar, &alerts, &[], at(now)).len(), count, "{now}");
        assert_eq!(part(&calendar, at(now)).is_some(), count == 1 || now.contains("17:29"), "{now}");
    }
}

#[test]
fn the_next_part_is_told() {
    let calendar = Calendar::published();
    for (now, next) in [
        ("2026-10-09 07:00", "2026-10-09 08:00"),
        ("2026-10-09 08:00", "2026-10-09 12:00"),
        ("2026-10-09 13:00", "2026-10-09 17:00"),
        ("2026-10-09 17:00", "2026-10-10 08:00"),
        ("2026-09-30 21:00", "2026-10-08 08:00"),
        ("2026-10-11 09:00", "2026-10-12 08:00"),
    ] {
        assert_eq!(next_part(&calendar, at(now)), at(next), "{now}");
    }
}
