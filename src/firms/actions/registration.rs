//! A firm comes to the site, with the first person who acts for it.

use super::unknown_references;
use crate::accounts::{self, UserId};
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::engine::dirty;
use crate::faults::Fault;
use crate::firms::store::{self, FirmRow};
use crate::firms::{FirmFields, FirmId, Verification};
use crate::http::{AppError, AppResult};
use crate::ids;
use crate::lang::Say;

/// What the form of registration holds, already read.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The firm.
    pub fields: FirmFields,
    /// Address of its first member, who signs in with it.
    pub email: String,
    /// What to call that person; may be empty.
    pub person: String,
    /// Hash of that person's password.
    pub password_hash: String,
}

/// What the desk needs to verify a firm: faults where USCC or registered name are missing.
pub fn incomplete(fields: &FirmFields) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut want = |column: &str, zh: &str, en: &str| {
        let cause = Say::new("必填，现在是空的", "required, but empty");
        faults.push(Fault::new(column, "", cause, Say::new(zh, en)));
    };
    if fields.uscc.is_none() {
        want("uscc", "请填写营业执照上的 18 位代码", "give the 18 characters on the business licence");
    }
    if fields.full_name.is_empty() {
        want("full_name", "请填写营业执照上的企业名称", "give the name on the business licence");
    }
    faults
}

/// A firm of that USCC is here already: what can be done about it.
pub(super) fn taken(uscc: &str) -> Fault {
    Fault::new(
        "uscc",
        uscc,
        Say::new("这个统一社会信用代码已在平台登记", "a firm with this USCC is registered already"),
        Say::new(
            "如同事已有账号，请同事在“同事”页面邀请您；如企业资料是批量导入的、还没有人使用，请联系平台运营人员开通账号",
            "if a colleague has an account, ask for an invitation from the page Colleagues; if the firm was imported and \
             nobody uses it yet, ask the operator for an account",
        ),
    )
}

/// Makes the firm, which then waits for an official, and its first member.
///
/// # Errors
/// [`AppError::Invalid`] where something required is missing, a code names nothing, or the USCC or the address is taken.
pub fn register(conn: &mut Conn, form: Registration, now: Moment) -> AppResult<(FirmRow, UserId)> {
    let mut faults = incomplete(&form.fields);
    faults.extend(unknown_references(conn, &form.fields)?);
    if let Some(uscc) = &form.fields.uscc
        && store::find_by_uscc(conn, uscc)?.is_some()
    {
        faults.push(taken(uscc));
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let row = FirmRow::new(FirmId::new(), ids::new_code('F'), form.fields, Verification::Pending, now);
    store::insert_many(conn, std::slice::from_ref(&row))?;
    let user = accounts::actions::create_member(conn, &row.id, &form.email, &form.person, &form.password_hash, now)?;
    dirty::mark(conn, Kind::Firm, row.id.as_str())?;
    Ok((row, user))
}
