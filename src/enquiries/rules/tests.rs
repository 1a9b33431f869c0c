use super::*;
use crate::enquiries::sent::SentLine;

fn at(hour: u32) -> Moment {
    chrono::NaiveDate::from_ymd_opt(2026, 12, 1).unwrap().and_hms_opt(hour, 0, 0).unwrap()
}

fn line(text: &str) -> SentLine {
    SentLine { text: text.into(), ..SentLine::default() }
}

#[test]
fn answers_are_taken_before_the_deadline_and_quotes_opened_from_it_on() {
    for (state, now, phase_then, open, opened) in [
        (State::Draft, 8, Phase::Draft, false, false),
        (State::Sent, 8, Phase::Open, true, false),
        (State::Sent, 9, Phase::Due, false, true),
        (State::Sent, 10, Phase::Due, false, true),
        (State::Cancelled, 8, Phase::Cancelled, false, false),
        (State::Cancelled, 10, Phase::Cancelled, false, false),
        (State::Decided, 10, Phase::Decided, false, true),
    ] {
        let found = phase(state, Some(at(9)), at(now));
        assert_eq!((found, check_open(found).is_ok(), check_opened(found).is_ok()), (phase_then, open, opened));
    }
}

#[test]
fn deadlines_are_read_as_shanghai_time_unless_they_name_a_zone() {
    for (raw, hour) in [
        ("2026-12-01T17:00", Some(9)),
        ("2026-12-01 17:00", Some(9)),
        ("2026-12-01", Some(9)),
        ("2026年12月1日", Some(9)),
        ("2026-12-01T09:00:00Z", Some(9)),
        ("2026-12-01T17:00:00+08:00", Some(9)),
        ("", None),
    ] {
        let mut faults = Vec::new();
        assert_eq!(read_deadline(raw, &mut faults), hour.map(at), "{raw}");
        assert_eq!(faults, []);
    }
    let mut faults = Vec::new();
    assert_eq!((read_deadline("下周", &mut faults), faults.len()), (None, 1));
}

#[test]
fn wrong_values_are_named_by_line() {
    let mut sent = Sent {
        lines: vec![line("钢管"), line("")],
        suppliers: (0..11).map(|n| format!("F-{n}")).collect(),
        ..Sent::default()
    };
    sent.lines[0].quantity = "0".into();
    sent.lines[1].specs = "口径".into();
    let (fields, faults) = read(&sent);
    let named: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(named, ["quantity_1", "text_2", "specs_2", "suppliers"]);
    assert_eq!(fields.title, "钢管 等 2 项");
}

#[test]
fn what_is_sent_has_lines_firms_and_a_deadline_ahead() {
    let full = EnquiryFields {
        lines: vec![LineFields::default()],
        suppliers: vec!["F-1".into()],
        deadline: Some(at(9)),
        ..EnquiryFields::default()
    };
    assert_eq!(lacking(&full, at(8)), []);
    for (fields, now, lacks) in [
        (EnquiryFields { lines: vec![], ..full.clone() }, at(8), "text_1"),
        (EnquiryFields { suppliers: vec![], ..full.clone() }, at(8), "suppliers"),
        (EnquiryFields { deadline: None, ..full.clone() }, at(8), "deadline"),
        (full.clone(), at(9), "deadline"),
        (full, at(8) - LONGEST, "deadline"),
    ] {
        assert_eq!(lacking(&fields, now)[0].field, lacks);
    }
}

#[test]
fn only_the_three_words_decline() {
    for (word, is_one) in [("not_made", true), ("full", true), ("referred", true), ("quoted", false), ("", false)] {
        assert_eq!(read_decline(word).is_ok(), is_one, "{word}");
    }
}
