use super::*;

type Columns = &'static [(&'static str, &'static str)];

fn columns(pairs: Columns) -> impl Fn(&str) -> Option<String> {
    move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

fn named(pairs: Columns) -> Vec<String> {
    read(&columns(pairs), today()).1.into_iter().map(|f| f.field).collect()
}

#[test]
fn a_row_of_the_bundle_needs_little_more_than_a_name() {
    let get = columns(&[
        ("code", "000001"),
        ("name", "某银行"),
        ("full_name", "某银行股份有限公司"),
        ("industry_code", "480301"),
        ("division_code", "320682"),
        ("lat", "32.35629"),
        ("lon", "120.59122"),
        ("datum", "WGS84"),
        ("founded_on", ""),
    ]);
    let (firm, faults) = read(&get, today());
    assert_eq!(faults, []);
    assert_eq!(read_code(&get), ("000001".into(), vec![]));
    assert_eq!((firm.lat, firm.lon, firm.datum), (Some(32.35629), Some(120.59122), Some(Datum::Wgs84)));
    assert_eq!(firm.founded_on, None);
}

#[test]
fn wrong_columns_are_named() {
    for (pairs, faults) in [
        (&[] as Columns, &["name"] as &[&str]),
        (&[("name", "甲"), ("uscc", "123")], &["uscc"]),
        (&[("name", "甲"), ("lat", "120.9"), ("lon", "31.9")], &["lat"]),
        (&[("name", "甲"), ("lat", "31.9")], &["lon"]),
        (&[("name", "甲"), ("lat", "31.9"), ("lon", "")], &["lon"]),
        (&[("name", "甲"), ("lat", "NaN"), ("lon", "1")], &["lat"]),
        (&[("name", "甲"), ("datum", "BD09")], &["datum"]),
        (&[("name", "甲"), ("employees", "-3")], &["employees"]),
        (&[("name", "甲"), ("employees", "1.5")], &["employees"]),
        (&[("name", "甲"), ("revenue_wan", "一千")], &["revenue_wan"]),
        (&[("name", "甲"), ("founded_on", "2026-11-24")], &["founded_on"]),
        (&[("name", "甲"), ("founded_on", "2026-11-31")], &["founded_on"]),
        (&[("name", "甲"), ("website", "javascript:alert(1)")], &["website"]),
        (&[("name", "甲"), ("website", "www.example.com")], &["website"]),
        (&[("name", "甲"), ("website", "https://user@example.com")], &["website"]),
        (&[("name", "甲"), ("website", "https://example.com/\"x")], &["website"]),
        (&[("name", "甲"), ("division_code", "a b")], &["division_code"]),
        (&[("name", "甲"), ("founded_on", "2026-11-23"), ("website", "HTTPS://Example.com/a?b=c")], &[]),
    ] {
        assert_eq!(named(pairs), faults, "{pairs:?}");
    }
}

#[test]
fn a_gcj02_place_is_kept_as_wgs84_and_given_back_as_it_was() {
    let get = columns(&[("name", "甲"), ("lat", "31.977912"), ("lon", "120.898453"), ("datum", "GCJ-02")]);
    let (firm, faults) = read(&get, today());
    assert_eq!(faults, []);
    let place = Point::new(firm.lat.unwrap(), firm.lon.unwrap()).unwrap();
    let given = given_place(&firm).unwrap();
    assert!(place.distance_km(given) > 0.1);
    assert!((given.lat - 31.977912).abs() < 1e-6 && (given.lon - 120.898453).abs() < 1e-6);
    let lines = [("lat", given.lat.to_string()), ("lon", given.lon.to_string()), ("datum", "GCJ02".to_string())];
    let again = |name: &str| lines.iter().find(|l| l.0 == name).map(|l| l.1.clone());
    assert_eq!(read_onto(firm.clone(), &again, today()), (firm.clone(), vec![]));
    let only_datum = columns(&[("datum", "GCJ02")]);
    assert_eq!(read_onto(firm.clone(), &only_datum, today()).0, firm);
}

#[test]
fn clearing_the_place_takes_both_degrees() {
    let base = FirmFields { name: "甲".into(), lat: Some(31.9), lon: Some(120.9), ..FirmFields::default() };
    let (firm, faults) = read_onto(base.clone(), &columns(&[("lat", ""), ("lon", "")]), today());
    assert_eq!((firm.lat, firm.lon, faults), (None, None, vec![]));
    let (firm, faults) = read_onto(base, &columns(&[("lat", "32")]), today());
    assert_eq!((firm.lat, firm.lon, faults), (Some(32.0), Some(120.9), vec![]));
}

#[test]
fn tags_are_separated_as_people_do() {
    let get = columns(&[("name", "甲"), ("tags", " 专精特新；高新技术企业, ISO 9001、专精特新|")]);
    assert_eq!(read(&get, today()).0.tags, "专精特新;高新技术企业;ISO 9001");
}

#[test]
fn names_of_one_firm_meet() {
    for (a, b) in [
        ("南通海纳管业有限公司", "海纳管业"),
        ("海纳管业（南通）有限公司", "海纳管业(南通)股份有限公司"),
        ("ＡＢＣ 海纳", "abc海纳"),
    ] {
        assert_eq!(name_key(a), name_key(b));
    }
    assert_ne!(name_key("南通海纳管业有限公司"), name_key("南通海洋管业有限公司"));
    assert_eq!(name_key("南通"), "南通");
}

#[test]
fn only_the_legal_identity_goes_back_to_the_queue() {
    let old = FirmFields { name: "甲".into(), full_name: "甲有限公司".into(), ..FirmFields::default() };
    let new = FirmFields { name: "乙".into(), address: "路 1 号".into(), ..old.clone() };
    assert!(identity_changes(&old, &new).is_empty());
    let new = FirmFields { full_name: "乙有限公司".into(), uscc: Some("x".into()), ..old.clone() };
    assert_eq!(identity_changes(&old, &new), ["uscc", "full_name"]);
}

#[test]
fn a_contact_is_a_name_and_something_like_a_number() {
    for (phone, right) in [
        ("13912345678", true),
        ("０５１３-85000000", true),
        ("+86 513 8500 0000 转 8012", true),
        ("", true),
        ("微信 abc", false),
        ("12345", false),
    ] {
        let get = |name: &str| (name == "contact_phone").then(|| phone.to_owned());
        let base = Profile { fields: FirmFields { name: "甲".into(), ..FirmFields::default() }, ..Profile::default() };
        let (_, faults) = read_profile(base, &get, today());
        assert_eq!(faults.is_empty(), right, "{phone}");
    }
}
