//! What makes a division or an industry acceptable.

use super::{DivisionFields, DivisionKind, IndustryFields};
use crate::faults::Fault;
use crate::fields::{Get, Reader};

impl DivisionFields {
    /// A division of which nothing is known yet.
    pub fn empty() -> DivisionFields {
        DivisionFields {
            code: String::new(),
            name: String::new(),
            parent_code: None,
            kind: DivisionKind::District,
            area_km2: None,
            lat: None,
            lon: None,
        }
    }
}

impl IndustryFields {
    /// An industry of which nothing is known yet.
    pub fn empty() -> IndustryFields {
        IndustryFields { code: String::new(), name: String::new(), parent_code: None, standard: String::new() }
    }
}

/// A new division; it holds where there are no faults.
pub fn read_division(get: Get) -> (DivisionFields, Vec<Fault>) {
    read_division_onto(DivisionFields::empty(), get)
}

/// `base` with the columns that are there.
pub fn read_division_onto(mut base: DivisionFields, get: Get) -> (DivisionFields, Vec<Fault>) {
    let mut read = Reader::new(get);
    read.code("code", &mut base.code);
    read.name("name", &mut base.name, 60);
    read.code_of("parent_code", &mut base.parent_code);
    read.word("kind", &mut base.kind, kind, Some(DivisionKind::District), "city, district, park");
    read.number("area_km2", &mut base.area_km2, 0.0, 1_000_000.0);
    read.number("lat", &mut base.lat, -90.0, 90.0);
    read.number("lon", &mut base.lon, -180.0, 180.0);
    (base, read.finish())
}

fn kind(word: &str) -> Option<DivisionKind> {
    match word {
        "市" | "地级市" => Some(DivisionKind::City),
        "区" | "县" | "县级市" | "区县" => Some(DivisionKind::District),
        "园区" | "开发区" => Some(DivisionKind::Park),
        word => DivisionKind::parse(word),
    }
}

/// A new industry; it holds where there are no faults.
pub fn read_industry(get: Get) -> (IndustryFields, Vec<Fault>) {
    read_industry_onto(IndustryFields::empty(), get)
}

/// `base` with the columns that are there.
pub fn read_industry_onto(mut base: IndustryFields, get: Get) -> (IndustryFields, Vec<Fault>) {
    let mut read = Reader::new(get);
    read.code("code", &mut base.code);
    read.name("name", &mut base.name, 100);
    read.code_of("parent_code", &mut base.parent_code);
    read.text("standard", &mut base.standard, 60);
    (base, read.finish())
}

/// `code` and the codes of all divisions that lie in it, out of pairs of code and parent.
pub fn within<'a>(divisions: &[(&'a str, Option<&str>)], code: &'a str) -> Vec<&'a str> {
    let mut found = vec![code];
    let mut next = 0;
    while next < found.len() {
        let inside = divisions.iter().filter(|d| d.1 == Some(found[next])).map(|d| d.0);
        let new: Vec<&str> = inside.filter(|code| !found.contains(code)).collect();
        found.extend(new);
        next += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(pairs: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
        move |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
    }

    #[test]
    fn a_row_of_the_bundle_is_read() {
        let get = columns(&[("code", "320613"), ("name", "崇川区"), ("parent_code", "320600"), ("lat", "32.015")]);
        let (division, faults) = read_division(&get);
        assert_eq!(faults, []);
        assert_eq!((division.kind, division.lat), (DivisionKind::District, Some(32.015)));
        assert_eq!(division.parent_code.as_deref(), Some("320600"));
    }

    #[test]
    fn wrong_columns_are_named() {
        let get = columns(&[("code", "32/06"), ("kind", "village"), ("area_km2", "-1"), ("lon", "east")]);
        let (_, faults) = read_division(&get);
        let named: Vec<&str> = faults.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(named, ["code", "name", "kind", "area_km2", "lon"]);
        let (_, faults) = read_industry(&columns(&[("code", "C3734")]));
        assert_eq!(faults[0].field, "name");
    }

    #[test]
    fn only_the_columns_that_are_there_change() {
        let base = IndustryFields { name: "旧".into(), standard: "GB/T 4754-2017".into(), ..IndustryFields::empty() };
        let (new, faults) = read_industry_onto(base, &columns(&[("code", "0110"), ("name", "稻谷种植")]));
        assert_eq!(faults, []);
        assert_eq!((new.code.as_str(), new.name.as_str()), ("0110", "稻谷种植"));
        assert_eq!(new.standard, "GB/T 4754-2017");
    }

    #[test]
    fn a_division_holds_itself_and_what_lies_in_it() {
        let map = [
            ("1", None),
            ("11", Some("1")),
            ("12", Some("1")),
            ("12P", Some("12")),
            ("x", Some("y")),
            ("y", Some("x")),
        ];
        assert_eq!(within(&map, "1"), ["1", "11", "12", "12P"]);
        assert_eq!(within(&map, "12"), ["12", "12P"]);
        assert_eq!(within(&map, "x"), ["x", "y"], "a circle ends");
        assert_eq!(within(&map, "unknown"), ["unknown"]);
    }
}
