//! Who may ask for pairings and likely inputs.

use crate::accounts::Viewer;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;

/// Refuses whoever may not ask for `firm`: members ask for their own firm, officials and operators for any. What
/// concerns no firm may be asked by whoever is signed in.
///
/// # Errors
/// `SignIn` for nobody, `Forbidden` for others.
pub fn check(viewer: &Viewer, firm: Option<&FirmId>) -> AppResult<()> {
    if !viewer.is_signed_in() {
        return Err(AppError::SignIn);
    }
    match firm {
        Some(firm) if !viewer.is_staff() && !viewer.acts_for(firm) => Err(AppError::forbidden(
            "配对与潜在需求只对本企业、政府工作人员和平台管理员开放",
            "Pairings and likely needs are for the firm itself, for officials and operators",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Role;

    #[test]
    fn a_firm_is_asked_for_by_itself_and_by_staff() {
        let (own, other) = (FirmId("own".into()), FirmId("other".into()));
        let viewer = |role, firm: Option<&FirmId>| Viewer { role, firm: firm.cloned(), ..Viewer::anonymous() };
        let outcome = |viewer: &Viewer, firm: Option<&FirmId>| match check(viewer, firm) {
            Ok(()) => "yes",
            Err(AppError::SignIn) => "sign in",
            Err(_) => "no",
        };
        for (role, firm, of_own, of_other, of_none) in [
            (None, None, "sign in", "sign in", "sign in"),
            (Some(Role::Member), Some(&own), "yes", "no", "yes"),
            (Some(Role::Buyer), None, "no", "no", "yes"),
            (Some(Role::Official), None, "yes", "yes", "yes"),
            (Some(Role::Operator), None, "yes", "yes", "yes"),
        ] {
            let viewer = viewer(role, firm);
            assert_eq!(outcome(&viewer, Some(&own)), of_own, "{role:?}");
            assert_eq!(outcome(&viewer, Some(&other)), of_other, "{role:?}");
            assert_eq!(outcome(&viewer, None), of_none, "{role:?}");
        }
    }
}
