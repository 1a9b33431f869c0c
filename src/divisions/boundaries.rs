//! Outlines of divisions, read from GeoJSON (RFC 7946). Only what maps draw is kept: the outer and inner rings of each,
//! thinned to what can be seen.

use serde_json::Value as Json;

use super::store::DivisionRow;
use crate::faults::Fault;
use crate::lang::Say;

/// Longitude and latitude in degrees, WGS-84.
pub type Position = [f64; 2];
/// A closed line; its last position is not repeated.
pub type Ring = Vec<Position>;

/// Bytes of a file at most.
pub const LARGEST: usize = 20 << 20;
/// Degrees by which a thinned ring may lie beside the original: some 50 m.
const THINNED_BY: f64 = 0.0005;
/// Positions of a ring that are looked at; no real outline has more.
const MOST_POSITIONS: usize = 200_000;
/// Properties that may hold a division's code, in this order.
const CODES: [&str; 4] = ["code", "adcode", "gb", "id"];

/// The outline of a division.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    /// Code of the division.
    pub division: String,
    /// Its rings.
    pub rings: Vec<Ring>,
}

/// Reads a collection of features. Each must be a polygon or several, and name a division by its code (`code`, `adcode`,
/// `gb` or `id`, or the feature's own `id`) or by exactly its `name`.
///
/// # Errors
/// Everything that is wrong with the file, each with its feature and what to do.
pub fn read(text: &str, divisions: &[DivisionRow]) -> Result<Vec<Boundary>, Vec<Fault>> {
    let json: Json = serde_json::from_str(text).map_err(|why| {
        let cause = Say::new(format!("不是 JSON：{why}"), format!("Not JSON: {why}"));
        vec![fault("file", "", cause, "请上传 GeoJSON 文件", "Upload a GeoJSON file")]
    })?;
    let features = json["features"].as_array().filter(|features| !features.is_empty()).ok_or_else(|| {
        let cause = Say::new("没有要素（features）", "It has no features");
        vec![fault("features", "", cause, "请导出为 FeatureCollection", "Export it as a FeatureCollection")]
    })?;
    let (mut found, mut faults) = (vec![], vec![]);
    for (at, feature) in features.iter().enumerate() {
        match boundary(feature, divisions) {
            Ok(boundary) => found.push(boundary),
            Err((value, cause, fix)) => faults.push(Fault::new(&format!("features[{at}]"), &value, cause, fix)),
        }
    }
    faults.extend(repeated(&found));
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

fn fault(field: &str, value: &str, cause: Say, zh: &'static str, en: &'static str) -> Fault {
    Fault::new(field, value, cause, Say::new(zh, en))
}

fn repeated(found: &[Boundary]) -> Vec<Fault> {
    let is_again = |(at, one): &(usize, &Boundary)| found[..*at].iter().any(|other| other.division == one.division);
    let again = found.iter().enumerate().filter(is_again);
    let fault = |(at, one): (usize, &Boundary)| {
        let cause = Say::new("同一区划出现两次", "The same division twice");
        fault(&format!("features[{at}]"), &one.division, cause, "请合并为一个要素", "Join them into one feature")
    };
    again.map(fault).collect()
}

type Wrong = (String, Say, Say);

fn boundary(feature: &Json, divisions: &[DivisionRow]) -> Result<Boundary, Wrong> {
    let division = division(feature, divisions)?;
    let geometry = &feature["geometry"];
    let polygons: Vec<&Json> = match geometry["type"].as_str() {
        Some("Polygon") => vec![&geometry["coordinates"]],
        Some("MultiPolygon") => geometry["coordinates"].as_array().into_iter().flatten().collect(),
        kind => {
            let cause = Say::new("不是面（Polygon、MultiPolygon）", "Not a Polygon or MultiPolygon");
            let fix = Say::new("请导出区划的面，而不是线或点", "Export areas, not lines or points");
            return Err((kind.unwrap_or_default().to_owned(), cause, fix));
        }
    };
    let rings = polygons.into_iter().flat_map(|polygon| polygon.as_array().into_iter().flatten());
    let rings = rings.map(ring).collect::<Result<Vec<Ring>, Wrong>>()?;
    if rings.is_empty() {
        let cause = Say::new("面没有坐标", "The area has no positions");
        return Err((division, cause, Say::new("请重新导出", "Export it again")));
    }
    Ok(Boundary { division, rings })
}

/// The code of the division that a feature names.
fn division(feature: &Json, divisions: &[DivisionRow]) -> Result<String, Wrong> {
    let written = |value: &Json| match value {
        Json::String(text) => Some(text.trim().to_owned()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let properties = &feature["properties"];
    let codes = CODES.iter().map(|key| &properties[*key]).chain([&feature["id"]]).filter_map(written);
    let codes: Vec<String> = codes.collect();
    let known = |code: &String| divisions.iter().any(|row| row.code == *code);
    if let Some(code) = codes.iter().find(|code| known(code)) {
        return Ok(code.clone());
    }
    let name = written(&properties["name"]).unwrap_or_default();
    if let Some(row) = divisions.iter().find(|row| row.name == name) {
        return Ok(row.code.clone());
    }
    let value = codes.into_iter().next().filter(|code| !code.is_empty()).unwrap_or(name);
    let cause = Say::new("没有这样的区划", "There is no such division");
    let fix = Say::new(
        "先导入区划，或在属性 code 中写区划代码",
        "Import the divisions first, or write the division’s code in the property `code`",
    );
    Err((value, cause, fix))
}

fn ring(json: &Json) -> Result<Ring, Wrong> {
    let positions = json.as_array().map(Vec::as_slice).unwrap_or_default();
    if positions.len() > MOST_POSITIONS {
        let cause = Say::new("一个环的点太多", "A ring has too many positions");
        return Err((positions.len().to_string(), cause, Say::new("请先抽稀", "Simplify it first")));
    }
    let mut ring = positions.iter().map(position).collect::<Result<Ring, Wrong>>()?;
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    if ring.len() < 3 {
        let cause = Say::new("一个环少于三个点", "A ring has fewer than three positions");
        return Err((ring.len().to_string(), cause, Say::new("请重新导出", "Export it again")));
    }
    Ok(thin(&ring))
}

fn position(json: &Json) -> Result<Position, Wrong> {
    let at = |index: usize| json[index].as_f64();
    match (at(0), at(1)) {
        (Some(lon), Some(lat)) if lon.abs() <= 180.0 && lat.abs() <= 90.0 => Ok([lon, lat]),
        _ => {
            let cause = Say::new("不是经度、纬度（度）", "Not a longitude and latitude in degrees");
            let fix = Say::new(
                "请转换为 WGS-84 或 CGCS2000 经纬度后导出",
                "Export it in degrees of WGS-84 or CGCS2000, longitude first",
            );
            Err((json.to_string().chars().take(60).collect(), cause, fix))
        }
    }
}

/// Leaves out positions that lie nearly on the line between those that stay (Douglas and Peucker 1973), from the first
/// position to the one farthest from it and back. A ring that would vanish is kept as it is.
fn thin(ring: &Ring) -> Ring {
    let away = |p: &Position| (p[0] - ring[0][0]).hypot(p[1] - ring[0][1]);
    let far = (0..ring.len()).max_by(|a, b| away(&ring[*a]).total_cmp(&away(&ring[*b]))).unwrap_or(0);
    let mut closed = ring.clone();
    closed.push(ring[0]);
    let mut stays = vec![false; closed.len()];
    (stays[0], stays[far]) = (true, true);
    let mut open = vec![(0, far), (far, closed.len() - 1)];
    while let Some((from, to)) = open.pop() {
        let beside = |at: &usize| beside(closed[*at], closed[from], closed[to]);
        let Some(worst) = (from + 1..to).max_by(|a, b| beside(a).total_cmp(&beside(b))) else { continue };
        if beside(&worst) > THINNED_BY {
            stays[worst] = true;
            open.extend([(from, worst), (worst, to)]);
        }
    }
    let thinned: Ring = ring.iter().zip(&stays).filter(|(_, stays)| **stays).map(|(p, _)| *p).collect();
    if thinned.len() < 3 { ring.clone() } else { thinned }
}

/// How far a position lies from the line between two others, in degrees.
fn beside(p: Position, a: Position, b: Position) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx.hypot(dy);
    if length == 0.0 {
        return (p[0] - a[0]).hypot(p[1] - a[1]);
    }
    ((p[0] - a[0]) * dy - (p[1] - a[1]) * dx).abs() / length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::divisions::DivisionFields;

    fn divisions() -> Vec<DivisionRow> {
        let row = |(code, name): (&str, &str)| {
            let fields = DivisionFields { code: code.into(), name: name.into(), ..DivisionFields::empty() };
            DivisionRow::new(fields, clock::now())
        };
        [("320613", "崇川区"), ("320612", "通州区")].map(row).into()
    }

    fn collection(features: &str) -> String {
        format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
    }

    fn area(properties: &str) -> String {
        let ring = "[[120,32],[121,32],[121,32.5],[121,33],[120,33],[120,32]]";
        format!(
            r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        )
    }

    #[test]
    fn a_division_is_known_by_its_code_or_its_name_and_its_ring_is_thinned() {
        for properties in
            [r#""code":"320613""#, r#""adcode":320613"#, r#""name":"崇川区""#, r#""code":"x","gb":"320613""#]
        {
            let found = read(&collection(&area(properties)), &divisions()).unwrap();
            let rings = vec![vec![[120.0, 32.0], [121.0, 32.0], [121.0, 33.0], [120.0, 33.0]]];
            assert_eq!(found, [Boundary { division: "320613".into(), rings }], "{properties}");
        }
    }

    #[test]
    fn several_areas_keep_all_their_rings() {
        let square = |x: f64| format!("[[[{x},32],[{},32],[{x},33],[{x},32]]]", x + 1.0);
        let geometry = format!(r#"{{"type":"MultiPolygon","coordinates":[{},{}]}}"#, square(120.0), square(122.0));
        let feature = format!(r#"{{"id":320612,"properties":null,"geometry":{geometry}}}"#);
        let found = read(&collection(&feature), &divisions()).unwrap();
        assert_eq!((found[0].division.as_str(), found[0].rings.len()), ("320612", 2));
    }

    #[test]
    fn each_fault_is_named_with_its_feature() {
        let point = r#"{"properties":{"code":"320613"},"geometry":{"type":"Point","coordinates":[120,32]}}"#;
        let metres = area(r#""code":"320613""#).replace("[120,32]", "[512345.5,3541234.2]");
        let two = format!("{0},{0}", area(r#""code":"320613""#));
        for (text, field, cause) in [
            ("{", "file", "不是 JSON"),
            ("{}", "features", "没有要素"),
            (&collection(&area(r#""code":"999999""#)), "features[0]", "没有这样的区划"),
            (&collection(point), "features[0]", "不是面"),
            (&collection(&metres), "features[0]", "不是经度、纬度"),
            (&collection(&two), "features[1]", "同一区划出现两次"),
        ] {
            let faults = read(text, &divisions()).unwrap_err();
            let said = faults[0].cause.r#in(crate::lang::Lang::Zh);
            assert!(faults[0].field == field && said.contains(cause), "{text}: {faults:?}");
        }
    }
}
