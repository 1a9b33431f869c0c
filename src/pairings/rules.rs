//! Which steps a pairing may take, and which facts speak for taking it up again.

use sha2::{Digest, Sha256};

use super::{Act, Reason, Side, State};
use crate::faults::Fault;
use crate::http::{AppError, AppResult};
use crate::lang::{Lang, Say};
use crate::needs::store::NeedRow;
use crate::products::store::ProductRow;
use crate::text;

/// Characters of a note at most.
pub const LONGEST_NOTE: usize = 200;

/// Where `act` leads from `from`. A step that was made already leads nowhere else, so that a form sent twice is
/// harmless. `declined_by` is the side that declined last.
///
/// # Errors
/// `Conflict` for a step that this state does not allow.
pub fn step(from: State, act: Act, side: Side, declined_by: Option<Side>) -> AppResult<State> {
    use State::{Agreed, Contacted, Declined, Interested, Proposed, Seen};
    let to = match (act, from) {
        (Act::See, Proposed) => Seen,
        (Act::See, other) => other,
        (Act::Interest, Proposed | Seen | Interested) => Interested,
        (Act::Contact, Proposed | Seen | Interested | Contacted) => Contacted,
        (Act::Agree, Interested | Contacted | Agreed) => Agreed,
        (Act::Decline, Proposed | Seen | Interested | Contacted | Declined) => Declined,
        (Act::Reopen, Declined) if declined_by == Some(side) => Seen,
        (Act::Reopen, Proposed | Seen) => from,
        _ => {
            return Err(AppError::conflict(
                "这个配对的状态已变化，不能这样操作，请刷新后再看",
                "This pairing stands elsewhere by now; reload the page to see where",
            ));
        }
    };
    Ok(to)
}

/// Whether a page offers `act` to a side: whether it leads somewhere.
pub fn may(from: State, act: Act, side: Side) -> bool {
    step(from, act, side, Some(side)).is_ok_and(|to| to != from)
}

/// The act that a word names.
///
/// # Errors
/// `Invalid` for any other word.
pub fn act(word: &str) -> AppResult<Act> {
    Act::parse(word).ok_or_else(|| {
        let words = Act::ALL.iter().map(|act| act.as_str()).collect::<Vec<_>>().join(", ");
        let fix = Say::new(format!("请使用 {words}"), format!("Use {words}"));
        AppError::invalid("act", word, Say::new("不认识的操作", "Not a known step"), fix)
    })
}

/// Why it is declined, and the note: a word of [`Reason`], and for [`Reason::Other`] a note.
///
/// # Errors
/// `Invalid` with what is missing or too long.
pub fn why(reason: &str, note: &str) -> AppResult<(Reason, String)> {
    let note = tidy_note(note)?;
    let Some(reason) = Reason::parse(reason) else {
        let cause = Say::new("没有选择原因", "No reason is chosen");
        let fix = Say::new("请选择一个原因，它会改进以后的配对", "Choose one; it makes later pairings better");
        return Err(AppError::Invalid(vec![Fault::new("reason", reason, cause, fix)]));
    };
    if reason == Reason::Other && note.is_empty() {
        let cause = Say::new("选择“其他”时没有说明", "“Something else” without a note");
        return Err(AppError::Invalid(vec![Fault::new("note", "", cause, Say::new("请写明原因", "Say why"))]));
    }
    Ok((reason, note))
}

/// A note as it is kept.
///
/// # Errors
/// `Invalid` when it is too long.
pub fn tidy_note(note: &str) -> AppResult<String> {
    let note = text::tidy(note);
    if note.chars().count() <= LONGEST_NOTE {
        return Ok(note);
    }
    let cause = Say::new("说明太长", "The note is too long");
    let fix = Say::new(format!("请不超过 {LONGEST_NOTE} 字"), format!("Use at most {LONGEST_NOTE} characters"));
    Err(AppError::Invalid(vec![Fault::new("note", &note, cause, fix)]))
}

/// A digest of what both sides state; it differs when there is something new. Dates of confirmation are nothing new.
pub fn facts(need: &NeedRow, product: &ProductRow) -> String {
    fn say<T: std::fmt::Display>(value: Option<T>) -> String {
        value.map_or_else(String::new, |value| value.to_string())
    }
    let stated = [
        need.text.clone(),
        say(need.category_id.as_ref()),
        need.specs.clone(),
        say(need.quantity),
        need.unit.clone(),
        need.period.to_string(),
        say(need.budget_wan),
        say(need.needed_by),
        product.id.to_string(),
        product.name.clone(),
        say(product.category_id.as_ref()),
        product.specs.clone(),
        product.unit.clone(),
        say(product.price_from),
        say(product.price_to),
        say(product.min_order),
        say(product.capacity_per_month),
        say(product.lead_days),
        product.certificates.clone(),
    ];
    text::hex(&Sha256::digest(stated.join("\u{1f}").as_bytes())[..8])
}

impl State {
    /// In words.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            State::Proposed => lang.t("新推荐", "New"),
            State::Seen => lang.t("已看过", "Seen"),
            State::Interested => lang.t("有意向", "Interested"),
            State::Contacted => lang.t("已联系", "In contact"),
            State::Agreed => lang.t("已达成", "Agreed"),
            State::Declined => lang.t("不合适", "Declined"),
        }
    }
}

impl Reason {
    /// In words.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Reason::NotMade => lang.t("不生产这类产品", "The seller does not make this"),
            Reason::Full => lang.t("产能已满", "No capacity left"),
            Reason::Specs => lang.t("规格或质量不合", "Specs or quality do not fit"),
            Reason::Terms => lang.t("价格或条件不合", "Price or terms do not fit"),
            Reason::Place => lang.t("距离或交付不便", "Distance or delivery does not fit"),
            Reason::Served => lang.t("已有供应商", "Served already"),
            Reason::Other => lang.t("其他（请说明）", "Something else (say what)"),
        }
    }
}

impl Side {
    /// In words.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Side::Buyer => lang.t("采购方", "Buyer"),
            Side::Seller => lang.t("供应方", "Seller"),
            Side::Site => lang.t("平台", "The site"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use State::{Agreed, Contacted, Declined, Interested, Proposed, Seen};

    #[test]
    fn each_step_leads_where_it_should_and_twice_does_no_harm() {
        for (from, act, to) in [
            (Proposed, Act::See, Some(Seen)),
            (Interested, Act::See, Some(Interested)),
            (Proposed, Act::Interest, Some(Interested)),
            (Interested, Act::Interest, Some(Interested)),
            (Contacted, Act::Interest, None),
            (Seen, Act::Contact, Some(Contacted)),
            (Seen, Act::Agree, None),
            (Contacted, Act::Agree, Some(Agreed)),
            (Agreed, Act::Agree, Some(Agreed)),
            (Contacted, Act::Decline, Some(Declined)),
            (Agreed, Act::Decline, None),
            (Declined, Act::Interest, None),
            (Declined, Act::Reopen, Some(Seen)),
            (Seen, Act::Reopen, Some(Seen)),
        ] {
            assert_eq!(step(from, act, Side::Seller, Some(Side::Seller)).ok(), to, "{from} {act}");
        }
        assert!(step(Declined, Act::Reopen, Side::Buyer, Some(Side::Seller)).is_err(), "only who declined reopens");
    }

    #[test]
    fn only_known_words_are_acts() {
        assert!(Act::ALL.iter().all(|known| act(known.as_str()).unwrap() == *known));
        assert!(matches!(act("like"), Err(AppError::Invalid(_))) && act("").is_err());
    }

    #[test]
    fn a_decline_says_why() {
        assert_eq!(why("full", " 到年底 ").unwrap(), (Reason::Full, "到年底".to_owned()));
        for (reason, note) in [("", ""), ("none", "x"), ("other", " ")] {
            assert!(matches!(why(reason, note), Err(AppError::Invalid(_))), "{reason}");
        }
        assert!(why("full", &"长".repeat(LONGEST_NOTE + 1)).is_err());
    }
}
