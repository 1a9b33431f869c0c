//! Pure decisions about deals.

use super::{DealFields, DealState, Side};
use crate::faults::Fault;
use crate::fields::Reader;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// What a deal is sent with.
pub const COLUMNS: &[&str] = &["enquiry", "amount", "starts_on", "ends_on", "is_local"];

/// Reads what is said of a deal. `local` counts where the sender does not say.
///
/// # Errors
/// Every wrong field.
pub fn read(sent: &Columns, local: bool) -> Result<DealFields, Vec<Fault>> {
    let get = |name: &str| Some(sent.get(name).unwrap_or_default());
    let mut reader = Reader::new(&get);
    let (mut amount, mut starts_on, mut ends_on, mut is_local) = (None, None, None, local);
    reader.decimal("amount", &mut amount);
    reader.day("starts_on", &mut starts_on);
    reader.day("ends_on", &mut ends_on);
    reader.word("is_local", &mut is_local, yes_or_no, Some(local), "true 本地, false 外地");
    for field in ["amount", "starts_on"].into_iter().filter(|field| sent.text(field).is_empty()) {
        reader.fault(field, "", Say::new("必填，现在是空的", "required, but empty"), Say::new("请填写", "fill it in"));
    }
    if amount.is_some_and(|amount| amount.raw() == 0) {
        let fix = Say::new("请填成交金额（元）", "give the amount in CNY");
        reader.fault("amount", sent.text("amount"), Say::new("金额是 0", "the amount is zero"), fix);
    }
    if ends_on.zip(starts_on).is_some_and(|(end, start)| end < start) {
        let fix = Say::new("请核对两个日期", "check both days");
        reader.fault("ends_on", sent.text("ends_on"), Say::new("早于开始日期", "before it starts"), fix);
    }
    let faults = reader.finish();
    match (amount, starts_on, faults.is_empty()) {
        (Some(amount), Some(starts_on), true) => Ok(DealFields { amount, starts_on, ends_on, is_local }),
        _ => Err(faults),
    }
}

fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "true" | "1" | "local" | "本地" => Some(true),
        "false" | "0" | "outside" | "外地" => Some(false),
        _ => None,
    }
}

/// Whether this side may confirm or decline: the one that did not propose it, while it is proposed. Where it stands
/// already, a second time does nothing.
///
/// # Errors
/// `Forbidden`, `Conflict`.
pub fn check_settling(state: DealState, proposed_by: Side, side: Side, to: DealState) -> AppResult<bool> {
    match state {
        _ if side == proposed_by => {
            Err(AppError::forbidden("请等待对方确认", "The other side has to confirm what you have said"))
        }
        DealState::Proposed => Ok(true),
        state if state == to => Ok(false),
        _ => Err(AppError::conflict("这笔成交已经处理过", "It has been settled already")),
    }
}

/// Whether a side may be rated: only after a deal that both have confirmed.
///
/// # Errors
/// `Conflict`.
pub fn check_rateable(state: DealState) -> AppResult<()> {
    if state == DealState::Confirmed {
        return Ok(());
    }
    Err(AppError::conflict("双方确认成交后才能评价", "Ratings come after a deal that both have confirmed"))
}

/// Reads a score from 1 to 5.
///
/// # Errors
/// `Invalid`.
pub fn read_score(raw: &str) -> AppResult<i64> {
    raw.trim().parse().ok().filter(|score| (1..=5).contains(score)).ok_or_else(|| {
        let cause = Say::new("不是 1 到 5 的整数", "not a whole number from 1 to 5");
        AppError::invalid("score", raw, cause, Say::new("请选择 1 至 5 分", "choose from 1 to 5"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Columns {
        Columns(pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect())
    }

    #[test]
    fn a_deal_has_an_amount_and_a_term() {
        let read_of = |pairs: &[(&str, &str)]| {
            let faults = |faults: Vec<Fault>| faults.into_iter().map(|fault| fault.field).collect::<Vec<_>>();
            read(&sent(pairs), true).map(|deal| (deal.amount.to_string(), deal.is_local)).map_err(faults)
        };
        let start = ("starts_on", "2026-12-01");
        for (pairs, found) in [
            (vec![("amount", "1,200.5"), start], Ok(("1200.5".to_owned(), true))),
            (vec![("amount", "1"), start, ("is_local", "false"), ("ends_on", "2026-12-01")], Ok(("1".into(), false))),
            (vec![("amount", "0"), start], Err(vec!["amount".to_owned()])),
            (vec![], Err(vec!["amount".into(), "starts_on".into()])),
            (vec![("amount", "1"), start, ("ends_on", "2026-11-30")], Err(vec!["ends_on".into()])),
            (vec![("amount", "1"), start, ("is_local", "maybe")], Err(vec!["is_local".into()])),
        ] {
            assert_eq!(read_of(&pairs), found, "{pairs:?}");
        }
    }

    #[test]
    fn the_other_side_settles_once() {
        use DealState::{Confirmed, Declined, Proposed};
        for (state, side, to, found) in [
            (Proposed, Side::Seller, Confirmed, Some(true)),
            (Proposed, Side::Buyer, Confirmed, None),
            (Confirmed, Side::Seller, Confirmed, Some(false)),
            (Confirmed, Side::Seller, Declined, None),
            (Declined, Side::Seller, Confirmed, None),
        ] {
            assert_eq!(check_settling(state, Side::Buyer, side, to).ok(), found, "{state} {side} {to}");
        }
        assert!(check_rateable(Confirmed).is_ok() && check_rateable(Proposed).is_err());
        assert_eq!(["1", "5", "0", "6", "x"].map(|raw| read_score(raw).ok()), [Some(1), Some(5), None, None, None]);
    }
}
