//! From rows of the database to what the index knows of them. Nothing that its owner has not published gets past here.

use std::collections::HashMap;

use crate::chain::{CategoryId, Graph};
use crate::clock::Moment;
use crate::db::Kind;
use crate::engine::Doc;
use crate::firms::store::FirmRow;
use crate::listings::{STALE_DAYS, is_public};
use crate::needs::store as needs;
use crate::products::{PriceVisibility, certificates, store as products};

/// Wider values of one tree that a document carries at most; a deeper tree is one gone wrong.
const WIDER: usize = 32;
/// Other names of its category that a document can be found by.
const OTHER_NAMES: usize = 8;

/// A tree of codes: each with its name and the wider code.
#[derive(Debug, Clone, Default)]
pub struct Tree(HashMap<String, (String, Option<String>)>);

impl Tree {
    /// A tree of code, name and wider code.
    pub fn new(rows: impl IntoIterator<Item = (String, String, Option<String>)>) -> Tree {
        Tree(rows.into_iter().map(|(code, name, wider)| (code, (name, wider))).collect())
    }

    /// The name of a code.
    pub fn name(&self, code: &str) -> Option<&str> {
        self.0.get(code).map(|(name, _)| name.as_str())
    }

    /// A code and the wider ones, nearest first; one that the tree does not know stands alone.
    fn path(&self, code: Option<&str>) -> Vec<String> {
        let mut path: Vec<String> = Vec::new();
        let mut next = code;
        while let Some(code) = next.filter(|code| path.len() < WIDER && !path.iter().any(|known| known == code)) {
            path.push(code.to_owned());
            next = self.0.get(code).and_then(|(_, wider)| wider.as_deref());
        }
        path
    }

    fn names(&self, codes: &[String]) -> Vec<String> {
        codes.iter().filter_map(|code| self.name(code)).map(str::to_owned).collect()
    }
}

/// What stands around the listings: the trees that they are filed in.
#[derive(Debug, Default)]
pub struct Surroundings {
    /// The chain graph.
    pub graph: Graph,
    /// Divisions.
    pub divisions: Tree,
    /// Industries.
    pub industries: Tree,
}

impl Surroundings {
    /// The names of a category and of the wider ones, and the other names of the category itself.
    fn categories(&self, id: Option<&CategoryId>) -> (Vec<String>, Vec<String>) {
        let Some(own) = id.and_then(|id| self.graph.node(id)) else { return Default::default() };
        let name = |node| self.graph.name(node).to_owned();
        let chief = self.graph.canonical(own);
        let mut path = vec![name(own)];
        if chief != own {
            path.push(name(chief));
        }
        path.extend(self.graph.ancestors(chief).into_iter().take(WIDER).map(name));
        (path, self.graph.aliases(own).into_iter().take(OTHER_NAMES).map(name).collect())
    }

    /// A document with what its firm gives it.
    fn of_firm(&self, firm: &FirmRow) -> Doc {
        let divisions = self.divisions.path(firm.division_code.as_deref());
        let since = firm.verified_at.unwrap_or(firm.created_at);
        Doc {
            kind: Kind::Firm,
            id: firm.id.0.clone(),
            code: firm.code.clone(),
            title: firm.name.clone(),
            firm_id: firm.id.0.clone(),
            firm_code: firm.code.clone(),
            firm_name: firm.name.clone(),
            keywords: self.divisions.names(&divisions),
            text: String::new(),
            divisions,
            industries: self.industries.path(firm.industry_code.as_deref()),
            categories: Vec::new(),
            certificates: Vec::new(),
            verified: firm.is_verified(),
            completeness: share(&[
                !firm.description.is_empty(),
                !firm.address.is_empty(),
                !firm.website.is_empty(),
                !firm.tags.is_empty(),
                firm.employees.is_some(),
                firm.place().is_some(),
            ]),
            price: None,
            lead_days: None,
            place: firm.place(),
            published_at: seconds(since),
            stale_from: None,
        }
    }
}

fn seconds(moment: Moment) -> i64 {
    moment.and_utc().timestamp()
}

fn stale_from(confirmed_at: Option<Moment>) -> Option<i64> {
    Some(confirmed_at.map_or(0, |at| seconds(at + chrono::Duration::days(STALE_DAYS))))
}

/// How many of a hundred things are stated.
fn share(stated: &[bool]) -> u8 {
    let yes = stated.iter().filter(|stated| **stated).count();
    u8::try_from(yes * 100 / stated.len().max(1)).unwrap_or(100)
}

/// Stored specs as words.
fn words_of(specs: &str) -> String {
    specs.replace(['=', ';'], " ")
}

/// The document of a firm; none while it is not verified.
pub fn firm(row: &FirmRow, around: &Surroundings) -> Option<Doc> {
    if !row.is_verified() {
        return None;
    }
    let mut doc = around.of_firm(row);
    doc.firm_name.clone_from(&row.full_name);
    doc.keywords.extend(around.industries.names(&doc.industries));
    doc.keywords.extend(row.tags.split(';').filter(|tag| !tag.is_empty()).map(str::to_owned));
    doc.text = format!("{} {}", row.description, row.address);
    Some(doc)
}

/// The document of a product; none while it is not public.
pub fn product(row: &products::ProductRow, firm: &FirmRow, around: &Surroundings, now: Moment) -> Option<Doc> {
    if !is_public(row.state, firm.is_verified()) {
        return None;
    }
    let mut doc = around.of_firm(firm);
    let (categories, other_names) = around.categories(row.category_id.as_ref());
    doc.keywords.extend(categories.iter().chain(&other_names).cloned());
    let valid = |certificate: &certificates::Certificate| certificate.standing(now) != certificates::Standing::Expired;
    let certificates = certificates::stored(&row.certificates).into_iter().filter(valid);
    Some(Doc {
        kind: Kind::Product,
        id: row.id.0.clone(),
        code: row.code.clone(),
        title: row.name.clone(),
        text: format!("{} {}", row.description, words_of(&row.specs)),
        categories,
        certificates: certificates.map(|certificate| certificate.name).collect(),
        completeness: share(&[
            row.category_id.is_some(),
            !row.description.is_empty(),
            !row.specs.is_empty(),
            row.price_from.is_some(),
            row.min_order.is_some(),
            row.capacity_per_month.is_some(),
            row.lead_days.is_some(),
            !row.certificates.is_empty(),
        ]),
        // A hidden price must not be found out by filtering or sorting.
        price: row.price_from.filter(|_| row.price_visibility == PriceVisibility::Public).map(|price| price.raw()),
        lead_days: row.lead_days,
        published_at: seconds(row.published_at.unwrap_or(row.created_at)),
        stale_from: stale_from(row.confirmed_at),
        ..doc
    })
}

/// The document of a need; none while it is not public.
pub fn need(row: &needs::NeedRow, firm: &FirmRow, around: &Surroundings) -> Option<Doc> {
    if !is_public(row.state, firm.is_verified()) {
        return None;
    }
    let mut doc = around.of_firm(firm);
    let (categories, other_names) = around.categories(row.category_id.as_ref());
    doc.keywords.extend(categories.iter().chain(&other_names).cloned());
    Some(Doc {
        kind: Kind::Need,
        id: row.id.0.clone(),
        code: row.code.clone(),
        title: row.text.clone(),
        text: format!("{} {}", row.for_product, words_of(&row.specs)),
        completeness: share(&[
            row.category_id.is_some(),
            !row.for_product.is_empty(),
            !row.specs.is_empty(),
            row.quantity.is_some(),
            row.needed_by.is_some(),
        ]),
        categories,
        published_at: seconds(row.published_at.unwrap_or(row.created_at)),
        stale_from: stale_from(row.confirmed_at),
        ..doc
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Relation;
    use crate::clock;
    use crate::firms::{FirmFields, FirmId, Verification};
    use crate::listings::ListingState;
    use crate::products::{ProductFields, ProductId};
    use crate::units::Decimal;

    fn around() -> Surroundings {
        let id = |name: &str| CategoryId(name.into());
        let names = ["紧固件", "螺栓", "SS螺栓"].map(|name| (id(name), name.to_owned()));
        let edges = [(id("螺栓"), Relation::KindOf, id("紧固件")), (id("SS螺栓"), Relation::SameAs, id("螺栓"))];
        let place = |code: &str, name: &str, wider: Option<&str>| (code.into(), name.into(), wider.map(str::to_owned));
        Surroundings {
            graph: Graph::new(names.into(), &edges),
            divisions: Tree::new([
                place("320613", "崇川区", Some("320600")),
                place("320600", "南通市", None),
                place("a", "甲", Some("b")),
                place("b", "乙", Some("a")),
            ]),
            industries: Tree::new([place("C34", "通用设备制造业", None)]),
        }
    }

    fn maker(verification: Verification) -> FirmRow {
        let fields = FirmFields {
            name: "某某".into(),
            full_name: "南通某某有限公司".into(),
            division_code: Some("320613".into()),
            industry_code: Some("C34".into()),
            tags: "专精特新;高企".into(),
            ..FirmFields::default()
        };
        let contact = "13800000000".to_owned();
        FirmRow {
            contact_phone: contact,
            ..FirmRow::new(FirmId("f".into()), "F1".into(), fields, verification, clock::now())
        }
    }

    fn made(state: ListingState, visibility: PriceVisibility) -> products::ProductRow {
        let fields = ProductFields {
            name: "不锈钢螺栓".into(),
            specs: "规格=M8;材质=304".into(),
            price_from: Some(Decimal::whole(3)),
            price_visibility: visibility,
            certificates: "ISO 9001@2020-01-01;CE".into(),
            ..ProductFields::empty()
        };
        let category = Some(CategoryId("SS螺栓".into()));
        products::ProductRow::new(
            ProductId("p".into()),
            "P1".into(),
            FirmId("f".into()),
            fields,
            category,
            state,
            clock::now(),
        )
    }

    #[test]
    fn only_what_is_public_becomes_a_document() {
        use ListingState::{Draft, Published, Withdrawn};
        let document = |state, verification| {
            product(&made(state, PriceVisibility::Public), &maker(verification), &around(), clock::now())
        };
        assert!(document(Published, Verification::Verified).is_some());
        assert!(document(Draft, Verification::Verified).is_none());
        assert!(document(Withdrawn, Verification::Verified).is_none());
        assert!(document(Published, Verification::Pending).is_none());
        assert!(firm(&maker(Verification::Rejected), &around()).is_none());
    }

    #[test]
    fn a_document_carries_what_it_is_filed_under_and_nothing_hidden() {
        let verified = maker(Verification::Verified);
        let document = |visibility| {
            product(&made(ListingState::Published, visibility), &verified, &around(), clock::now()).unwrap()
        };
        let open = document(PriceVisibility::Public);
        assert_eq!(open.price, Some(30_000));
        assert_eq!(open.divisions, ["320613", "320600"]);
        assert_eq!(open.categories, ["SS螺栓", "螺栓", "紧固件"]);
        assert_eq!(open.certificates, ["CE"], "an expired one is none");
        assert!(open.text.contains("M8") && open.keywords.contains(&"崇川区".to_owned()));
        for hidden in [PriceVisibility::Verified, PriceVisibility::Enquiry] {
            assert_eq!(document(hidden).price, None);
        }
        let firm = firm(&verified, &around()).unwrap();
        assert!(!format!("{firm:?}{open:?}").contains("138000"), "no contact in the index");
        assert_eq!(firm.firm_name, "南通某某有限公司");
        assert!(firm.keywords.contains(&"专精特新".to_owned()));
    }

    #[test]
    fn a_circle_of_divisions_ends() {
        assert_eq!(around().divisions.path(Some("a")), ["a", "b"]);
        assert_eq!(around().divisions.path(Some("unknown")), ["unknown"]);
        assert!(around().divisions.path(None).is_empty());
    }
}
