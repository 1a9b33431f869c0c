//! Pure decisions about listings: who sees them, who changes them, the steps of their life, their codes.

use chrono::Duration;

use super::ListingState;
use crate::accounts::Viewer;
use crate::clock::Moment;
use crate::faults::Fault;
use crate::fields;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::lang::Say;
use crate::text;

/// Days after which a listing that its firm has not confirmed sinks in lists.
pub const STALE_DAYS: i64 = 90;
/// Words that stand in addresses where a code might.
const RESERVED: &[&str] = &["new", "confirmation"];

/// Whether everyone may see it.
pub fn is_public(state: ListingState, firm_verified: bool) -> bool {
    state == ListingState::Published && firm_verified
}

/// Whether this viewer may see it: everyone what is public, its firm all, staff what its firm has published before
/// verification, operators what was withdrawn.
pub fn may_see(state: ListingState, firm: &FirmId, firm_verified: bool, viewer: &Viewer) -> bool {
    is_public(state, firm_verified)
        || viewer.acts_for(firm)
        || (state == ListingState::Published && viewer.is_staff())
        || (state == ListingState::Withdrawn && viewer.is_operator())
}

/// Whether this viewer may change it.
pub fn may_edit(firm: &FirmId, viewer: &Viewer) -> bool {
    viewer.acts_for(firm)
}

/// Whether this viewer may take it back: its firm, or an operator with a reason.
pub fn may_withdraw(firm: &FirmId, viewer: &Viewer) -> bool {
    may_edit(firm, viewer) || viewer.is_operator()
}

/// The firm that this viewer makes listings for.
///
/// # Errors
/// `SignIn` for nobody, `Forbidden` for who is no member of a firm.
pub fn firm_of(viewer: &Viewer) -> AppResult<&FirmId> {
    if !viewer.is_signed_in() {
        return Err(AppError::SignIn);
    }
    let own = viewer.firm.as_ref().filter(|firm| viewer.acts_for(firm));
    own.ok_or_else(|| {
        AppError::forbidden(
            "只有企业成员可以维护产品和需求，请使用企业账号登录",
            "Only members of a firm keep products and needs; sign in with a firm's account",
        )
    })
}

/// Refuses a change by who may not make it (`allowed`): nobody is asked to sign in, who may see the listing is told
/// why, and to all others it does not exist.
///
/// # Errors
/// Those.
pub fn guard(allowed: bool, sees: bool, viewer: &Viewer) -> AppResult<()> {
    match (allowed, viewer.is_signed_in(), sees) {
        (true, _, _) => Ok(()),
        (false, false, _) => Err(AppError::SignIn),
        (false, true, true) => Err(AppError::forbidden(
            "这不是贵企业的信息，只有发布它的企业可以修改",
            "This listing is another firm's; only that firm may change it",
        )),
        (false, true, false) => Err(AppError::NotFound),
    }
}

/// Whether a listing may go from one state to another. Going where it already is does nothing, so that a form sent
/// twice does no harm.
pub fn may_become(from: ListingState, to: ListingState) -> bool {
    use ListingState::{Draft, Published, Withdrawn};
    from == to || matches!((from, to), (Draft | Withdrawn, Published) | (Published, Withdrawn))
}

/// Whether a listing can be withdrawn: no draft, and by staff only with a reason.
///
/// # Errors
/// `Conflict`, `Invalid`.
pub fn check_withdrawal(from: ListingState, by_staff: bool, reason: &str) -> AppResult<()> {
    if !may_become(from, ListingState::Withdrawn) {
        return Err(AppError::conflict(
            "草稿没有发布，不需要下架；不要了可以删除",
            "A draft is not published, so there is nothing to withdraw; delete it if it is not wanted",
        ));
    }
    if by_staff && reason.trim().is_empty() {
        let cause = Say::new("没有填写下架原因", "no reason is given");
        let fix = Say::new("请写明原因，原因会记入操作日志", "write why; it goes into the audit log");
        return Err(AppError::invalid("reason", reason, cause, fix));
    }
    Ok(())
}

/// The new value in the audit log of a withdrawal by staff.
pub fn withdrawn_because(reason: &str) -> String {
    let reason: String = text::tidy(reason).chars().take(500).collect();
    format!("{}: {reason}", ListingState::Withdrawn)
}

/// Whether a listing can be confirmed: only what is published.
///
/// # Errors
/// `Conflict`.
pub fn check_confirmation(state: ListingState) -> AppResult<()> {
    if state == ListingState::Published {
        return Ok(());
    }
    Err(AppError::conflict("还没有发布，请先发布", "It is not published; publish it first"))
}

/// Whether a listing can be deleted: only a draft.
///
/// # Errors
/// `Conflict`.
pub fn check_deletion(state: ListingState) -> AppResult<()> {
    if state == ListingState::Draft {
        return Ok(());
    }
    Err(AppError::conflict(
        "发布过的信息不能删除，可以下架；下架后别人看不到",
        "What was published cannot be deleted; withdraw it and nobody else sees it",
    ))
}

/// Somebody changed the listing in the same instant.
pub fn changed_meanwhile() -> AppError {
    AppError::conflict(
        "刚刚有同事修改了这条信息，请刷新页面后再操作",
        "A colleague has just changed this listing; reload the page and try again",
    )
}

/// A listing confirmed before this moment is stale.
pub fn stale_before(now: Moment) -> Moment {
    now - Duration::days(STALE_DAYS)
}

/// Whether a published listing has gone unconfirmed for too long.
pub fn is_stale(state: ListingState, confirmed_at: Option<Moment>, now: Moment) -> bool {
    state == ListingState::Published && confirmed_at.is_none_or(|at| at < stale_before(now))
}

/// Reads a listing's code: that of [`fields::code_fault`], save for the words that stand in addresses beside codes.
///
/// # Errors
/// The fault to show.
pub fn read_code(written: &str) -> Result<String, Fault> {
    let code = text::code(written);
    if let Some((cause, fix)) = fields::code_fault(code) {
        return Err(Fault::new("code", code, cause, fix));
    }
    if RESERVED.contains(&code.to_lowercase().as_str()) {
        let cause = Say::new("这个词不能作编码", "this word cannot be a code");
        return Err(Fault::new("code", code, cause, Say::new("请换用别的编码", "use another code")));
    }
    Ok(code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Role;
    use ListingState::{Draft, Published, Withdrawn};

    fn viewer(role: Option<Role>, firm: Option<&str>) -> Viewer {
        Viewer { role, firm: firm.map(|f| FirmId(f.into())), ..Viewer::anonymous() }
    }

    #[test]
    fn who_sees_what() {
        let own = FirmId("own".into());
        let member = viewer(Some(Role::Member), Some("own"));
        let rival = viewer(Some(Role::Member), Some("rival"));
        let official = viewer(Some(Role::Official), None);
        let operator = viewer(Some(Role::Operator), None);
        let nobody = Viewer::anonymous();
        for (state, verified, seen_by) in [
            (Draft, true, [true, false, false, false, false]),
            (Published, true, [true; 5]),
            (Published, false, [true, false, true, true, false]),
            (Withdrawn, true, [true, false, false, true, false]),
        ] {
            let seen = [&member, &rival, &official, &operator, &nobody].map(|v| may_see(state, &own, verified, v));
            assert_eq!(seen, seen_by, "{state} {verified}");
        }
        assert!(may_edit(&own, &member) && !may_edit(&own, &operator) && !may_edit(&own, &rival));
        assert!(may_withdraw(&own, &operator) && !may_withdraw(&own, &official) && !may_withdraw(&own, &nobody));
    }

    #[test]
    fn a_listing_walks_only_these_ways() {
        let ways = |from| [Draft, Published, Withdrawn].map(|to| may_become(from, to));
        assert_eq!(ways(Draft), [true, true, false]);
        assert_eq!(ways(Published), [false, true, true]);
        assert_eq!(ways(Withdrawn), [false, true, true]);
    }

    #[test]
    fn a_listing_is_stale_after_ninety_days_without_confirmation() {
        let now = crate::clock::now();
        let ago = |days| Some(now - Duration::days(days));
        assert!(!is_stale(Published, ago(89), now));
        assert!(!is_stale(Published, ago(90), now));
        assert!(is_stale(Published, ago(91), now));
        assert!(is_stale(Published, None, now));
        assert!(!is_stale(Draft, ago(500), now));
    }

    #[test]
    fn codes_survive_or_are_refused() {
        for code in ["P000001-71258b", "000012", "a.b_c", "型号1", "A"] {
            assert_eq!(read_code(&format!(" {code}\u{FEFF}")).unwrap(), code);
        }
        for code in ["", " ", "a/b", "a b", "..", "New", "confirmation"] {
            assert!(read_code(code).is_err(), "{code}");
        }
    }
}
