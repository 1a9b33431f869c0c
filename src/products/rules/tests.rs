use super::*;
use crate::listings::ListingState;
use crate::products::ProductId;
use crate::products::store::ProductRow;

fn columns<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
    move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
}

#[test]
fn a_full_row_is_read() {
    let (read, faults) = read(&columns(&[
        ("name", " 不锈钢  法兰 "),
        ("category", "法兰"),
        ("specs", "口径：50-80毫米；材质：304"),
        ("unit", "件"),
        ("price_from", "12.5"),
        ("price_to", "15"),
        ("price_visibility", "认证企业可见"),
        ("tax_included", "含税"),
        ("min_order", "１００"),
        ("capacity_per_month", "20,000"),
        ("lead_days", "7"),
        ("certificates", "ISO 9001@2027年5月1日"),
        ("revenue_share", "35%"),
    ]));
    assert_eq!(faults, []);
    let written: Vec<String> = COLUMNS.iter().map(|column| read.column(column).unwrap()).collect();
    assert_eq!(
        written.join("|"),
        "不锈钢 法兰|法兰||口径=50-80mm;材质=304|件|12.5|15|verified|true|100|20000|7|ISO 9001@2027-05-01|0.35"
    );
    let again = read_onto(ProductFields::empty(), &|column| read.column(column));
    assert_eq!(again, (read, vec![]), "what is written reads back");
}

#[test]
fn wrong_values_are_named_by_column() {
    let long = "长".repeat(121);
    for (column, value) in [
        ("name", ""),
        ("name", long.as_str()),
        ("category", long.as_str()),
        ("specs", "DN50"),
        ("price_from", "-1"),
        ("price_from", "1.23456"),
        ("price_to", "9"),
        ("price_visibility", "secret"),
        ("tax_included", "maybe"),
        ("lead_days", "3651"),
        ("lead_days", "两周"),
        ("certificates", "ISO@never"),
        ("revenue_share", "35"),
        ("revenue_share", "NaN"),
    ] {
        let mut pairs = vec![("name", "法兰"), ("price_from", "10")];
        pairs.retain(|(name, _)| *name != column);
        pairs.push((column, value));
        let (_, faults) = read(&columns(&pairs));
        let named: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(named, [column], "{column}={value}");
    }
    assert_eq!(read(&columns(&[("name", "a"), ("price_to", "5")])).1[0].field, "price_to");
}

#[test]
fn an_update_keeps_what_it_does_not_name_and_clears_what_it_empties() {
    let (base, _) =
        read(&columns(&[("name", "法兰"), ("category", "法兰"), ("specs", "口径=50mm"), ("price_from", "10")]));
    let (same, faults) = read_onto(base.clone(), &columns(&[]));
    assert_eq!((&same, faults), (&base, vec![]));
    let (changed, _) =
        read_onto(base, &columns(&[("price_from", ""), ("specs", ""), ("category", ""), ("unit", "件")]));
    assert_eq!((changed.name.as_str(), changed.unit.as_str(), changed.specs.as_str()), ("法兰", "件", ""));
    assert_eq!((changed.price_from, changed.category), (None, None));
}

#[test]
fn every_word_for_visibility_and_tax() {
    for (word, visibility) in [
        ("public", PriceVisibility::Public),
        ("公开", PriceVisibility::Public),
        ("", PriceVisibility::Public),
        ("认证企业", PriceVisibility::Verified),
        ("VERIFIED", PriceVisibility::Verified),
        ("面议", PriceVisibility::Enquiry),
        ("询价", PriceVisibility::Enquiry),
    ] {
        assert_eq!(
            read(&columns(&[("name", "a"), ("price_visibility", word)])).0.price_visibility,
            visibility,
            "{word}"
        );
    }
    for (word, tax) in
        [("含税", Some(true)), ("不含税", Some(false)), ("TRUE", Some(true)), ("0", Some(false)), ("", None)]
    {
        assert_eq!(read(&columns(&[("name", "a"), ("tax_included", word)])).0.tax_included, tax, "{word}");
    }
}

fn priced(visibility: PriceVisibility) -> ProductRow {
    let fields = ProductFields {
        name: "法兰".into(),
        price_from: Some(Decimal::whole(10)),
        price_to: Some(Decimal::whole(12)),
        price_visibility: visibility,
        ..ProductFields::empty()
    };
    let firm = FirmId("own".into());
    ProductRow::new(ProductId::new(), "P1".into(), firm, fields, None, ListingState::Published, crate::clock::now())
}

#[test]
fn who_sees_a_price() {
    let viewer = |role, firm: &str, firm_verified| Viewer {
        role,
        firm: (!firm.is_empty()).then(|| FirmId(firm.into())),
        firm_verified,
        ..Viewer::anonymous()
    };
    let people = [
        viewer(Some(Role::Member), "own", false),
        viewer(Some(Role::Member), "rival", true),
        viewer(Some(Role::Member), "rival", false),
        viewer(Some(Role::Buyer), "", false),
        viewer(Some(Role::Official), "", false),
        viewer(Some(Role::Operator), "", false),
        Viewer::anonymous(),
    ];
    for (visibility, seen_by) in [
        (PriceVisibility::Public, [true; 7]),
        (PriceVisibility::Verified, [true, true, false, true, true, true, false]),
        (PriceVisibility::Enquiry, [true, false, false, false, false, false, false]),
    ] {
        let row = priced(visibility);
        let seen: Vec<bool> = people.iter().map(|viewer| visible_price(&row, viewer).from().is_some()).collect();
        assert_eq!(seen, seen_by, "{visibility}");
    }
}

#[test]
fn a_price_in_words() {
    let mut row = priced(PriceVisibility::Public);
    row.tax_included = Some(true);
    let line = |row: &ProductRow| visible_price(row, &Viewer::anonymous()).line("件", Lang::Zh);
    assert_eq!(line(&row), "¥10–12 / 件（含税）");
    row.price_to = row.price_from;
    assert_eq!(line(&row), "¥10 / 件（含税）");
    row.price_visibility = PriceVisibility::Verified;
    assert_eq!(line(&row), "认证企业登录后可见");
    row.price_from = None;
    assert_eq!(line(&row), "面议");
}
