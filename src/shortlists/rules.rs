//! Pure decisions about shortlists: what is named in an address or a form, and what a list may be called.

use super::ItemKind;
use crate::http::{AppError, AppResult};
use crate::lang::Say;
use crate::text;

/// Characters of a name at most.
const LONGEST_NAME: usize = 60;

/// A thing by its kind and code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Named {
    /// What it is.
    pub kind: ItemKind,
    /// Its code.
    pub code: String,
}

/// The things that the pairs of an address or a form name, each once, in their order: `product=CODE`, `firm=CODE`.
pub fn named(pairs: &[(String, String)]) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for (key, code) in pairs {
        let Some(kind) = ItemKind::parse(key).filter(|_| !code.is_empty()) else { continue };
        let one = Named { kind, code: code.clone() };
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// Reads the name of a list.
///
/// # Errors
/// `Invalid` for none, and for one that is too long.
pub fn read_name(typed: &str) -> AppResult<String> {
    let name = text::tidy(typed).replace('\n', " ");
    if (1..=LONGEST_NAME).contains(&name.chars().count()) {
        return Ok(name);
    }
    let cause = Say::new("名称为空或太长", "the name is empty or too long");
    let fix = Say::new(format!("请填写 1 到 {LONGEST_NAME} 个字"), format!("use 1 to {LONGEST_NAME} characters"));
    Err(AppError::invalid("name", typed, cause, fix))
}

/// Whether the cells of a row say different things; what is not known differs from nothing.
pub fn differs(cells: &[String]) -> bool {
    let mut known = cells.iter().filter(|cell| !cell.is_empty());
    let first = known.next();
    known.any(|cell| Some(cell) != first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_named_once_in_their_order() {
        let pairs = [("firm", "F-1"), ("product", "P-1"), ("firm", "F-1"), ("need", "N-1"), ("product", "")];
        let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        let found: Vec<String> = named(&pairs).iter().map(|one| format!("{} {}", one.kind, one.code)).collect();
        assert_eq!(found, ["firm F-1", "product P-1"]);
    }

    #[test]
    fn a_name_is_there_and_short() {
        assert_eq!(read_name(" 二期\n设备 ").ok().as_deref(), Some("二期 设备"));
        for wrong in ["", " ", &"长".repeat(61)] {
            assert!(read_name(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_row_differs_where_two_known_cells_do() {
        for (cells, is) in [(&["a", "a"][..], false), (&["a", "", "a"], false), (&["", "a", "b"], true), (&[], false)] {
            assert_eq!(differs(&cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>()), is, "{cells:?}");
        }
    }
}
