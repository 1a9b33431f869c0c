//! What products and needs have in common: they belong to a firm and to a category.

use std::collections::HashMap;

use diesel::QueryResult;

use super::edges::make_categories;
use crate::db::Conn;
use crate::faults::Fault;
use crate::firms::FirmId;
use crate::imports::context::{Context, Scope, hash};
use crate::imports::draft::Draft;
use crate::imports::store;
use crate::imports::suggest::nearest;
use crate::lang::Say;
use crate::text::fold;

/// Nearest names looked for in one run; each is a walk over all categories.
const MOST_SUGGESTIONS: u32 = 200;

/// Finds the keys of the firms that the drafts name.
///
/// # Errors
/// Those of the database.
pub fn look_up_firms<F>(context: &mut Context, conn: &mut Conn, drafts: &[Draft<F>]) -> QueryResult<()> {
    if let Scope::Firm { id, code } = &context.scope {
        context.firms = HashMap::from([(code.clone(), id.clone())]);
        return Ok(());
    }
    // Rows of one firm stand together, so most are known from the rows before.
    if context.firms.len() > 100_000 {
        context.firms.clear();
    }
    let known = &context.firms;
    let mut codes: Vec<&str> =
        drafts.iter().map(|d| d.firm_code.as_str()).filter(|c| !known.contains_key(*c)).collect();
    codes.sort_unstable();
    codes.dedup();
    let found = store::firm_ids(conn, &codes)?;
    context.firms.extend(found);
    Ok(())
}

/// The firm that a draft belongs to; a member's rows may leave it out.
pub fn firm_of<F>(context: &Context, draft: &Draft<F>) -> Option<FirmId> {
    match &context.scope {
        Scope::Firm { id, .. } => Some(id.clone()),
        Scope::Everything => context.firms.get(&draft.firm_code).cloned(),
    }
}

/// Checks firm, owner of the code, and category. `owner` is the firm of the row stored under the code.
pub fn check<F>(context: &mut Context, draft: &mut Draft<F>, owner: Option<&FirmId>, category: Option<&str>) {
    if let Some(fault) = firm_fault(context, draft) {
        draft.fault(fault);
    } else if owner.is_some_and(|owner| firm_of(context, draft).as_ref() != Some(owner)) {
        let fault = taken(context, draft);
        draft.fault(fault);
    }
    let is_member = matches!(context.scope, Scope::Firm { .. });
    if let Some(name) = category.filter(|name| is_member && !context.categories.contains_key(*name))
        && !draft.is_wrong("category")
    {
        let fault = unknown_category(context, name);
        draft.fault(fault);
    }
}

fn firm_fault<F>(context: &Context, draft: &Draft<F>) -> Option<Fault> {
    let code = draft.firm_code.as_str();
    let (cause, fix) = match &context.scope {
        Scope::Firm { code: own, .. } if code.is_empty() || code == own => return None,
        Scope::Firm { code: own, .. } => (
            Say::new("只能导入本企业的产品和需求", "only listings of your own firm can be imported"),
            Say::new(
                format!("请填本企业编码 {own}，或留空"),
                format!("give your firm's code {own}, or leave it empty"),
            ),
        ),
        Scope::Everything if code.is_empty() => {
            (Say::new("必填，现在是空的", "required, but empty"), Say::new("请填写企业编码", "give the firm's code"))
        }
        Scope::Everything if context.firms.contains_key(code) || context.coming_firms.contains(&hash(code)) => {
            return None;
        }
        Scope::Everything => (
            Say::new("没有这个编码的企业", "there is no firm with this code"),
            Say::new(
                "请核对编码，或先导入该企业（可放在同一个文件夹或工作簿里）",
                "check the code, or import the firm first; it may stand in the same folder or workbook",
            ),
        ),
    };
    Some(Fault::new("firm_code", code, cause, fix))
}

fn taken<F>(context: &Context, draft: &Draft<F>) -> Fault {
    let own = match &context.scope {
        Scope::Firm { code, .. } => code,
        Scope::Everything => &draft.firm_code,
    };
    let free = format!("{own}-{}", draft.code);
    Fault::new(
        "code",
        &draft.code,
        Say::new("这个编码已被其他企业使用", "another firm uses this code"),
        Say::new(format!("请换一个编码，如 {free}"), format!("use another code, {free} for one")),
    )
}

fn unknown_category(context: &mut Context, name: &str) -> Fault {
    context.suggestions += 1;
    let may_look = context.suggestions <= MOST_SUGGESTIONS;
    let wanted = fold(name);
    let folded_twin = || context.categories.keys().map(String::as_str).find(|known| fold(known) == wanted);
    let near = || nearest(name, context.categories.keys().map(String::as_str));
    let meant = if may_look { folded_twin().or_else(near) } else { None };
    let fix = match meant {
        Some(meant) => {
            Say::new(format!("是否应为“{meant}”？也可留空"), format!("is it {meant:?}? It may be left empty"))
        }
        None => {
            Say::new("请从模板的下拉列表中选择，或留空", "choose one from the list in the template, or leave it empty")
        }
    };
    Fault::new("category", name, Say::new("没有这个品类", "there is no such category"), fix)
}

/// The category of a listing that names none: the one of exactly its own name, if there is one.
pub fn settle(context: &Context, category: &mut Option<String>, own_name: &str) {
    if category.is_none() && context.categories.contains_key(own_name) {
        *category = Some(own_name.to_owned());
    }
}

/// Makes the categories that an operator's rows name and that do not exist yet.
///
/// # Errors
/// Those of the database.
pub fn make_missing<'a>(
    context: &mut Context,
    conn: &mut Conn,
    names: impl Iterator<Item = Option<&'a str>>,
) -> QueryResult<()> {
    let made = make_categories(context, conn, names.flatten())?;
    context.made_categories += made.len() as u64;
    context.made_since.extend(made.iter().map(|row| (row.id.clone(), row.name.clone())));
    context.learn_categories(made);
    Ok(())
}
