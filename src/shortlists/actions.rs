//! What buyers do with shortlists. Each action is one intention in the caller's transaction.

use super::rules::{Named, read_name};
use super::store::{self, ItemRow, ShortlistRow};
use super::{ItemKind, MOST_ITEMS, MOST_LISTS, ShortlistId};
use crate::accounts::{Role, Viewer};
use crate::clock::Moment;
use crate::db::Conn;
use crate::enquiries::seat::owner_of;
use crate::enquiries::sent::{Sent, SentLine};
use crate::enquiries::store::EnquiryRow;
use crate::enquiries::{self, MOST_SUPPLIERS};
use crate::firms::store::FirmRow;
use crate::http::{AppError, AppResult};
use crate::lang::Lang;
use crate::listings::may_see;
use crate::products::store::Card;
use crate::{firms, products};

/// Refuses who has nothing to buy here: nobody signed in, and staff.
///
/// # Errors
/// `SignIn`, `Forbidden`.
pub fn check(viewer: &Viewer) -> AppResult<()> {
    match viewer.role {
        None => Err(AppError::SignIn),
        Some(Role::Member | Role::Buyer) => Ok(()),
        Some(Role::Official | Role::Operator) => {
            Err(AppError::forbidden("收藏只对企业用户和采购商开放", "Shortlists are for members and buyers"))
        }
    }
}

/// The viewer's own list of that key: of its firm, or of the buyer.
///
/// # Errors
/// Those of [`check`]; `NotFound` for everybody else's.
pub fn take(conn: &mut Conn, viewer: &Viewer, id: &str) -> AppResult<ShortlistRow> {
    check(viewer)?;
    store::find(conn, &owner_of(viewer), id)?.ok_or(AppError::NotFound)
}

/// Makes an empty list. One of that name that is there already is returned.
///
/// # Errors
/// Those of [`check`]; `Invalid` for a wrong name; `Conflict` when there are too many.
pub fn create(conn: &mut Conn, viewer: &Viewer, name: &str, now: Moment) -> AppResult<ShortlistRow> {
    check(viewer)?;
    let (name, owner) = (read_name(name)?, owner_of(viewer));
    let own = store::of(conn, &owner)?;
    if let Some(there) = own.iter().find(|list| list.name == name) {
        return Ok(there.clone());
    }
    if own.len() >= MOST_LISTS {
        return Err(AppError::conflict(
            "收藏夹已达上限，请先删除不用的",
            "There are too many lists; delete some first",
        ));
    }
    let made_by = viewer.actor.to_string();
    let row = ShortlistRow { id: ShortlistId::new(), owner, made_by, name, created_at: now, updated_at: now };
    store::insert(conn, &row)?;
    Ok(row)
}

/// Puts things on the list `id`, or on the one that was put on last where that is empty, which is made if there is none.
/// What this viewer may not see is left out; what is there already stays. Says how many are new.
///
/// # Errors
/// Those of [`take`]; `Conflict` for a full list.
pub fn put(
    conn: &mut Conn,
    viewer: &Viewer,
    (id, things): (&str, &[Named]),
    lang: Lang,
    now: Moment,
) -> AppResult<(ShortlistRow, usize)> {
    check(viewer)?;
    let list = match id {
        "" => match store::of(conn, &owner_of(viewer))?.into_iter().next() {
            Some(last) => last,
            None => create(conn, viewer, lang.t("我的收藏", "Shortlist"), now)?,
        },
        id => take(conn, viewer, id)?,
    };
    let mut added = 0;
    for thing in things {
        let Some(subject) = subject(conn, viewer, thing)? else { continue };
        if store::count(conn, &list.id)? >= MOST_ITEMS {
            return Err(AppError::conflict("这个收藏夹已满，请换一个", "This list is full; use another"));
        }
        let item = ItemRow { shortlist_id: list.id.clone(), kind: thing.kind, subject_id: subject.id(), added_at: now };
        added += usize::from(store::put(conn, &item)?);
    }
    Ok((list, added))
}

/// A product or a firm that the viewer may see.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A product with its firm.
    Product(Box<Card>),
    /// A firm.
    Firm(Box<FirmRow>),
}

impl Subject {
    /// Its key.
    pub fn id(&self) -> String {
        match self {
            Subject::Product(card) => card.row.id.0.clone(),
            Subject::Firm(row) => row.id.0.clone(),
        }
    }

    /// Its kind and code.
    pub fn named(&self) -> Named {
        match self {
            Subject::Product(card) => Named { kind: ItemKind::Product, code: card.row.code.clone() },
            Subject::Firm(row) => Named { kind: ItemKind::Firm, code: row.code.clone() },
        }
    }
}

/// The thing, if this viewer may see it.
///
/// # Errors
/// Those of the database.
pub fn subject(conn: &mut Conn, viewer: &Viewer, thing: &Named) -> AppResult<Option<Subject>> {
    Ok(match thing.kind {
        ItemKind::Product => {
            let card = products::store::card_by_code(conn, &thing.code)?;
            let seen = card.filter(|c| may_see(c.row.state, &c.row.firm_id, c.firm.is_verified(), viewer));
            seen.map(|card| Subject::Product(Box::new(card)))
        }
        ItemKind::Firm => {
            let row = firms::store::find_by_code(conn, &thing.code)?;
            row.filter(|row| row.is_verified() || viewer.acts_for(&row.id)).map(|row| Subject::Firm(Box::new(row)))
        }
    })
}

/// A list with what is on it, as far as the viewer may still see that.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The list.
    pub list: ShortlistRow,
    /// What is on it, the last first.
    pub subjects: Vec<Subject>,
    /// How many things on it are no longer public.
    pub gone: usize,
}

/// The viewer's own list as it stands now.
///
/// # Errors
/// Those of [`take`].
pub fn show(conn: &mut Conn, viewer: &Viewer, id: &str) -> AppResult<Seen> {
    let list = take(conn, viewer, id)?;
    let items = store::items(conn, &list.id)?;
    let ids = |kind| items.iter().filter(move |item| item.kind == kind).map(|item| item.subject_id.as_str());
    let cards = products::store::cards(conn, &ids(ItemKind::Product).collect::<Vec<_>>())?;
    let keys: Vec<firms::FirmId> = ids(ItemKind::Firm).map(|id| firms::FirmId(id.to_owned())).collect();
    let rows = firms::store::by_ids(conn, &keys.iter().collect::<Vec<_>>())?;
    let subject = |item: &ItemRow| match item.kind {
        ItemKind::Product => {
            let card = cards.iter().find(|card| card.row.id.0 == item.subject_id)?;
            let is_seen = may_see(card.row.state, &card.row.firm_id, card.firm.is_verified(), viewer);
            is_seen.then(|| Subject::Product(Box::new(card.clone())))
        }
        ItemKind::Firm => {
            let row = rows.iter().find(|row| row.id.0 == item.subject_id)?;
            row.is_verified().then(|| Subject::Firm(Box::new(row.clone())))
        }
    };
    let subjects: Vec<Subject> = items.iter().filter_map(subject).collect();
    Ok(Seen { list, gone: items.len() - subjects.len(), subjects })
}

/// Calls a list something else.
///
/// # Errors
/// Those of [`take`]; `Invalid` for a wrong name.
pub fn rename(conn: &mut Conn, viewer: &Viewer, id: &str, name: &str) -> AppResult<()> {
    let list = take(conn, viewer, id)?;
    Ok(store::rename(conn, &list.id, &read_name(name)?)?)
}

/// Deletes a list for good.
///
/// # Errors
/// Those of [`take`].
pub fn delete(conn: &mut Conn, viewer: &Viewer, id: &str) -> AppResult<ShortlistRow> {
    let list = take(conn, viewer, id)?;
    store::delete(conn, &list.id)?;
    Ok(list)
}

/// Takes things off a list; with `to`, puts them on that other list of the viewer's. What is no longer public is taken
/// off as well, where `things` is empty. Says how many.
///
/// # Errors
/// Those of [`take`] for either list.
pub fn take_off(
    conn: &mut Conn,
    viewer: &Viewer,
    (id, to): (&str, Option<&str>),
    things: &[Named],
    now: Moment,
) -> AppResult<usize> {
    let seen = show(conn, viewer, id)?;
    let to = to.map(|to| take(conn, viewer, to)).transpose()?;
    let mut count = 0;
    for subject in seen.subjects.iter().filter(|subject| things.contains(&subject.named())) {
        let (kind, subject_id) = (subject.named().kind, subject.id());
        if let Some(to) = &to {
            let item = ItemRow { shortlist_id: to.id.clone(), kind, subject_id: subject_id.clone(), added_at: now };
            store::put(conn, &item)?;
        }
        count += usize::from(store::take_off(conn, &seen.list.id, kind, &subject_id)?);
    }
    Ok(count)
}

/// Makes a draft of an enquiry that asks the firms of all these things, for the products among them.
///
/// # Errors
/// Those of [`check`]; `Conflict` where nothing is named, or more firms than an enquiry asks; those of
/// [`enquiries::actions::create`].
pub fn ask(conn: &mut Conn, viewer: &Viewer, things: &[Named], now: Moment) -> AppResult<EnquiryRow> {
    check(viewer)?;
    let mut sent = Sent::default();
    for thing in things {
        let Some(subject) = subject(conn, viewer, thing)? else { continue };
        let (firm, code) = match subject {
            Subject::Product(card) => {
                let line = SentLine { text: card.row.name, unit: card.row.unit, ..SentLine::default() };
                if !sent.lines.contains(&line) {
                    sent.lines.push(line);
                }
                (card.row.firm_id, card.firm.code)
            }
            Subject::Firm(row) => (row.id, row.code),
        };
        if !viewer.acts_for(&firm) && !sent.suppliers.contains(&code) {
            sent.suppliers.push(code);
        }
    }
    if sent.suppliers.is_empty() {
        return Err(AppError::conflict("请先勾选要询价的产品或企业", "Tick the products or firms to ask first"));
    }
    if sent.suppliers.len() > MOST_SUPPLIERS {
        return Err(AppError::conflict(
            "一次询价最多 10 家企业，请减少勾选",
            "An enquiry asks at most ten firms; tick fewer",
        ));
    }
    enquiries::actions::create(conn, viewer, &sent, now)
}
