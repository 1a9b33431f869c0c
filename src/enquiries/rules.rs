//! Pure decisions about enquiries: reading what a buyer states, and what may happen when.

use chrono::{DateTime, Duration, NaiveDateTime, NaiveTime};

use super::sent::{Sent, SentLine};
use super::{Answer, EnquiryFields, LineFields, MOST_LINES, MOST_SUPPLIERS, State};
use crate::clock::{self, Moment};
use crate::faults::Fault;
use crate::fields::{self, Reader};
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::listings::sent::read_specs;
use crate::text;

/// The latest deadline, counted from sending.
pub const LONGEST: Duration = Duration::days(180);
/// Enquiries that one buyer may send within a day.
pub const MOST_A_DAY: i64 = 50;
/// Questions that one firm may ask in one enquiry.
pub const MOST_QUESTIONS: usize = 20;
/// Words that stand in addresses where a code might.
const RESERVED: &[&str] = &["new"];

/// What may happen to an enquiry now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Being written.
    Draft,
    /// Answers are taken; quotes are sealed.
    Open,
    /// The deadline is over: quotes can be opened and compared.
    Due,
    /// Over: decided.
    Decided,
    /// Over: called off.
    Cancelled,
}

/// What may happen to an enquiry at `now`. Answers are taken before the deadline and not at it.
pub fn phase(state: State, deadline: Option<Moment>, now: Moment) -> Phase {
    match state {
        State::Draft => Phase::Draft,
        State::Sent if deadline.is_some_and(|deadline| now < deadline) => Phase::Open,
        State::Sent => Phase::Due,
        State::Decided => Phase::Decided,
        State::Cancelled => Phase::Cancelled,
    }
}

/// Reads an enquiry. The fields hold what could be read.
pub fn read(sent: &Sent) -> (EnquiryFields, Vec<Fault>) {
    let mut into = EnquiryFields::default();
    let get = |name: &str| match name {
        "title" => Some(sent.title.clone()),
        "note" => Some(sent.note.clone()),
        _ => None,
    };
    let mut reader = Reader::new(&get);
    reader.text("title", &mut into.title, 120);
    reader.text("note", &mut into.note, 4_000);
    let mut faults = reader.finish();
    into.deadline = read_deadline(&sent.deadline, &mut faults);
    for code in sent.suppliers.iter().map(|code| text::code(code)) {
        if !into.suppliers.iter().any(|there| there == code) {
            into.suppliers.push(code.to_owned());
        }
    }
    for (n, line) in sent.lines.iter().enumerate() {
        into.lines.push(read_line(n + 1, line, &mut faults));
    }
    if into.title.is_empty() {
        into.title = title_of(&into.lines);
    }
    faults.extend(too_many(&into));
    (into, faults)
}

/// What the lines are about: the first of them, shortened.
fn title_of(lines: &[LineFields]) -> String {
    let first = lines.first().map_or("", |line| line.text.as_str());
    let short: String = first.replace('\n', " ").chars().take(60).collect();
    if lines.len() > 1 { format!("{short} 等 {} 项", lines.len()) } else { short }
}

fn too_many(fields: &EnquiryFields) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut most = |field, count: usize, most: usize| {
        if count > most {
            let cause = Say::new(format!("共 {count} 个，最多 {most} 个"), format!("{count} of at most {most}"));
            let fix = Say::new("请减少，或分成几次询价", "take some out, or make several enquiries");
            faults.push(Fault::new(field, "", cause, fix));
        }
    };
    most("suppliers", fields.suppliers.len(), MOST_SUPPLIERS);
    most("lines", fields.lines.len(), MOST_LINES);
    faults
}

fn read_line(n: usize, sent: &SentLine, faults: &mut Vec<Fault>) -> LineFields {
    let get = |name: &str| {
        Some(match name {
            "text" => sent.text.clone(),
            "specs" => sent.specs.clone(),
            "quantity" => sent.quantity.clone(),
            "unit" => sent.unit.clone(),
            "need_code" => sent.need_code.clone(),
            _ => return None,
        })
    };
    let mut into = LineFields::default();
    let mut reader = Reader::new(&get);
    reader.name("text", &mut into.text, 1_000);
    read_specs(&mut reader, &mut into.specs);
    reader.decimal("quantity", &mut into.quantity);
    reader.text("unit", &mut into.unit, 20);
    reader.text("need_code", &mut into.need_code, fields::CODE_LENGTH);
    if into.quantity.is_some_and(|quantity| quantity.raw() == 0) {
        let fix = Say::new("请填大于 0 的数，或留空", "give a number above zero, or leave it empty");
        reader.fault("quantity", &sent.quantity, Say::new("数量是 0", "the quantity is zero"), fix);
    }
    faults.extend(reader.finish().into_iter().map(|fault| Fault { field: format!("{}_{n}", fault.field), ..fault }));
    into
}

/// Reads a deadline: `2026-12-01T17:00` or `2026-12-01 17:00` in Shanghai, the same with a zone (`…Z`, `…+08:00`), or a
/// day alone, which ends at 17:00. Nothing is none.
fn read_deadline(raw: &str, faults: &mut Vec<Fault>) -> Option<Moment> {
    let value = text::half_width(raw.trim());
    if value.is_empty() {
        return None;
    }
    let found = DateTime::parse_from_rfc3339(&value).map(|at| at.naive_utc()).ok().or_else(|| local_deadline(&value));
    if found.is_none() {
        let cause = Say::new("不是有效的时间", "not a time");
        faults.push(Fault::new("deadline", raw, cause, Say::new("请写成 2026-12-01 17:00", "write 2026-12-01 17:00")));
    }
    found.map(clock::cut)
}

fn local_deadline(value: &str) -> Option<Moment> {
    let with_time = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"];
    let local = with_time.iter().find_map(|form| NaiveDateTime::parse_from_str(value, form).ok());
    let local = local.or_else(|| Some(fields::read_day(value)?.and_time(NaiveTime::from_hms_opt(17, 0, 0)?)));
    local.map(|local| local - Duration::hours(8))
}

/// What an enquiry still lacks before it can be sent.
pub fn lacking(fields: &EnquiryFields, now: Moment) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut lacks = |field, zh, en, fix_zh, fix_en| {
        faults.push(Fault::new(field, "", Say::new(zh, en), Say::new(fix_zh, fix_en)));
    };
    if fields.lines.is_empty() {
        lacks("text_1", "没有询价内容", "nothing is asked for", "请至少填写一项", "write at least one line");
    }
    if fields.suppliers.is_empty() {
        lacks("suppliers", "没有选择供应商", "nobody is asked", "请至少选择一家", "choose at least one firm");
    }
    match fields.deadline {
        None => lacks("deadline", "没有填写截止时间", "there is no deadline", "请填写", "give one"),
        Some(at) if at <= now => lacks("deadline", "截止时间已过", "it is over", "请改晚一些", "choose a later one"),
        Some(at) if at > now + LONGEST => {
            lacks("deadline", "截止时间太远", "it is too far off", "最多 180 天", "180 days at most");
        }
        Some(_) => {}
    }
    faults
}

/// What is wrong with the code of a new enquiry.
pub fn code_fault(code: &str) -> Option<Fault> {
    let reserved = RESERVED.contains(&code).then(|| {
        (Say::new("这个编码是保留字", "this code is a reserved word"), Say::new("请换一个", "choose another"))
    });
    let (cause, fix) = fields::code_fault(code).or(reserved)?;
    Some(Fault::new("code", code, cause, fix))
}

/// Whether answers, questions and quotes are taken now.
///
/// # Errors
/// `Conflict` that says why not.
pub fn check_open(phase: Phase) -> AppResult<()> {
    match phase {
        Phase::Open => Ok(()),
        Phase::Draft => Err(AppError::conflict("询价还没有发出", "The enquiry has not been sent")),
        Phase::Cancelled => Err(AppError::conflict("询价已取消，不再需要答复", "The enquiry has been called off")),
        Phase::Due | Phase::Decided => Err(AppError::conflict(
            "已过截止时间，不能再提交或修改",
            "The deadline is over; nothing can be sent or changed",
        )),
    }
}

/// Whether quotes may be looked at together now: after the deadline.
///
/// # Errors
/// `Forbidden` before, whoever asks; `Conflict` for what was called off.
pub fn check_opened(phase: Phase) -> AppResult<()> {
    match phase {
        Phase::Due | Phase::Decided => Ok(()),
        Phase::Draft | Phase::Open => Err(AppError::forbidden(
            "报价在截止时间前是密封的，任何人都看不到",
            "Until the deadline quotes are sealed; nobody sees them",
        )),
        Phase::Cancelled => {
            Err(AppError::conflict("询价已取消，报价不会开启", "It was called off; quotes stay sealed"))
        }
    }
}

/// Reads a one-tap answer that is no quote.
///
/// # Errors
/// `Invalid`.
pub fn read_decline(word: &str) -> AppResult<Answer> {
    match Answer::parse(word) {
        Some(answer @ (Answer::NotMade | Answer::Full | Answer::Referred)) => Ok(answer),
        _ => {
            let fix = Say::new("可选：not_made、full、referred", "one of not_made, full, referred");
            Err(AppError::invalid("answer", word, Say::new("没有这种答复", "there is no such answer"), fix))
        }
    }
}

/// A text that must be there, tidied and of at most `longest` characters.
///
/// # Errors
/// `Invalid` on `field`.
pub fn read_text(field: &str, raw: &str, longest: usize) -> AppResult<String> {
    let get = |_: &str| Some(raw.to_owned());
    let (mut reader, mut into) = (Reader::new(&get), String::new());
    reader.text(field, &mut into, longest);
    if into.is_empty() {
        reader.fault(field, raw, Say::new("必填，现在是空的", "required, but empty"), Say::new("请填写", "fill it in"));
    }
    let mut faults = reader.finish();
    faults.truncate(1);
    if faults.is_empty() { Ok(into) } else { Err(AppError::Invalid(faults)) }
}

#[cfg(test)]
mod tests;
