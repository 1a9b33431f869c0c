//! What makes a firm acceptable, and what its place, its name and its changes mean.

use chrono::NaiveDate;

use super::{FirmFields, uscc};
use crate::faults::Fault;
use crate::fields::{Get, Reader, seven_places};
use crate::geo::{Datum, Point};
use crate::lang::Say;
use crate::text;

/// Longest short name and registered name, in characters.
pub const NAME_LENGTH: usize = 100;
/// Most tags of a firm.
const MOST_TAGS: usize = 20;
/// Longest tag, in characters.
const TAG_LENGTH: usize = 30;

/// A new firm; it holds where there are no faults. `today` is the day in Shanghai.
pub fn read(get: Get, today: NaiveDate) -> (FirmFields, Vec<Fault>) {
    read_onto(FirmFields::default(), get, today)
}

/// `base` with the columns that are there. The firm's own code is no field: see [`read_code`].
pub fn read_onto(mut base: FirmFields, get: Get, today: NaiveDate) -> (FirmFields, Vec<Fault>) {
    let mut read = Reader::new(get);
    read.name("name", &mut base.name, NAME_LENGTH);
    read.text("full_name", &mut base.full_name, NAME_LENGTH);
    read_uscc(&mut read, &mut base);
    read.code_of("industry_code", &mut base.industry_code);
    read.code_of("division_code", &mut base.division_code);
    read.text("address", &mut base.address, 200);
    read_place(&mut read, &mut base);
    read.whole("employees", &mut base.employees, 10_000_000);
    read.decimal("revenue_wan", &mut base.revenue_wan);
    read_founding(&mut read, &mut base, today);
    read_tags(&mut read, &mut base);
    read_website(&mut read, &mut base);
    (base, read.finish())
}

/// What a firm's own page edits: what it states, and what no file or API carries.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    /// What it states.
    pub fields: FirmFields,
    /// What it says of itself, in paragraphs.
    pub description: String,
    /// Person to speak to.
    pub contact_name: String,
    /// Telephone of that person.
    pub contact_phone: String,
}

/// `base` with the columns that are there.
pub fn read_profile(base: Profile, get: Get, today: NaiveDate) -> (Profile, Vec<Fault>) {
    let (fields, mut faults) = read_onto(base.fields, get, today);
    let mut profile = Profile { fields, ..base };
    let mut read = Reader::new(get);
    read.text("description", &mut profile.description, 3_000);
    read.text("contact_name", &mut profile.contact_name, 40);
    read_phone(&mut read, &mut profile.contact_phone);
    faults.extend(read.finish());
    (profile, faults)
}

fn read_phone(read: &mut Reader, into: &mut String) {
    let Some(raw) = read.raw("contact_phone") else { return };
    let phone = text::half_width(&raw).split_whitespace().collect::<Vec<_>>().join(" ");
    if phone.is_empty() || is_phone(&phone) {
        *into = phone;
        return;
    }
    let cause = Say::new("不像电话号码", "this does not look like a telephone number");
    let fix =
        Say::new("请填手机号或带区号的座机，如 0513-85000000", "give a number with its area code, as in 0513-85000000");
    read.fault("contact_phone", &raw, cause, fix);
}

/// Seven to twenty digits with the signs that people put between them.
fn is_phone(phone: &str) -> bool {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let plain = phone.chars().all(|c| c.is_ascii_digit() || " -+()/转,".contains(c));
    plain && (7..=20).contains(&digits) && phone.chars().count() <= 40
}

/// The code of a firm, from the column `code`.
pub fn read_code(get: Get) -> (String, Vec<Fault>) {
    let mut read = Reader::new(get);
    let mut code = String::new();
    read.code("code", &mut code);
    (code, read.finish())
}

fn read_uscc(read: &mut Reader, base: &mut FirmFields) {
    let Some(raw) = read.raw("uscc") else { return };
    if raw.is_empty() {
        base.uscc = None;
        return;
    }
    match uscc::check(&raw) {
        Ok(code) => base.uscc = Some(code),
        Err((cause, fix)) => read.fault("uscc", &raw, cause, fix),
    }
}

/// The place in the datum that the firm gave it in: what its form, the API and an export show.
pub fn given_place(fields: &FirmFields) -> Option<Point> {
    let place = Point::new(fields.lat?, fields.lon?)?;
    let given = fields.datum.unwrap_or(Datum::Wgs84).from_wgs84(place);
    // Two places more than are kept, so that reading it again gives the same place.
    let nine_places = |number: f64| (number * 1e9).round() / 1e9;
    match fields.datum {
        Some(Datum::Gcj02) => Some(Point { lat: nine_places(given.lat), lon: nine_places(given.lon) }),
        _ => Some(place),
    }
}

/// Latitude, longitude and datum belong together: the columns that are absent stand as they were given.
fn read_place(read: &mut Reader, base: &mut FirmFields) {
    if ["lat", "lon", "datum"].iter().all(|column| read.raw(column).is_none()) {
        return;
    }
    let given = given_place(base);
    let (mut lat, mut lon) = (given.map(|p| p.lat), given.map(|p| p.lon));
    // More digits than are kept: an offset place is rounded only after it was converted.
    let Some(()) = read_degrees(read, "lat", &mut lat, 90.0).and(read_degrees(read, "lon", &mut lon, 180.0)) else {
        return;
    };
    let mut datum = base.datum;
    if let Some(word) = read.raw("datum") {
        datum = match Datum::parse(&word) {
            Some(_) if word.is_empty() => None,
            Some(datum) => Some(datum),
            None => {
                let fix = Say::new("请填 WGS84 或 GCJ02，留空按 WGS84", "give WGS84 or GCJ02; empty means WGS84");
                return read.fault("datum", &word, Say::new("不认识的坐标系", "an unknown datum"), fix);
            }
        };
    }
    set_place(read, base, lat, lon, datum);
}

fn read_degrees(read: &mut Reader, column: &str, into: &mut Option<f64>, most: f64) -> Option<()> {
    let Some(raw) = read.raw(column) else { return Some(()) };
    if raw.is_empty() {
        *into = None;
        return Some(());
    }
    match text::half_width(&raw).parse::<f64>() {
        Ok(number) if (-most..=most).contains(&number) => {
            *into = Some(number);
            Some(())
        }
        _ => {
            let cause = Say::new(
                format!("不是 -{most} 到 {most} 之间的度数"),
                format!("no degrees between -{most} and {most}"),
            );
            let fix = Say::new(
                "请填十进制度数，如 31.98；纬度与经度不要填反",
                "give decimal degrees, as in 31.98; mind which is latitude and which longitude",
            );
            read.fault(column, &raw, cause, fix);
            None
        }
    }
}

fn set_place(read: &mut Reader, base: &mut FirmFields, lat: Option<f64>, lon: Option<f64>, datum: Option<Datum>) {
    let (lat, lon) = match (lat, lon) {
        (Some(lat), Some(lon)) => (lat, lon),
        (None, None) => {
            (base.lat, base.lon, base.datum) = (None, None, datum);
            return;
        }
        (lat, _) => {
            let missing = if lat.is_none() { "lat" } else { "lon" };
            let cause = Say::new("经纬度只填了一个", "only one of latitude and longitude is given");
            return read.fault(missing, "", cause, Say::new("请补全，或两个都留空", "give both, or leave both empty"));
        }
    };
    let place = datum.unwrap_or(Datum::Wgs84).to_wgs84(Point { lat, lon });
    (base.lat, base.lon, base.datum) = (Some(seven_places(place.lat)), Some(seven_places(place.lon)), datum);
}

fn read_founding(read: &mut Reader, base: &mut FirmFields, today: NaiveDate) {
    let mut day = base.founded_on;
    read.day("founded_on", &mut day);
    if day.is_some_and(|day| day > today) && day != base.founded_on {
        let raw = read.raw("founded_on").unwrap_or_default();
        let cause = Say::new("成立日期在今天之后", "the founding day is after today");
        return read.fault("founded_on", &raw, cause, Say::new("请核对年份", "check the year"));
    }
    base.founded_on = day;
}

fn read_tags(read: &mut Reader, base: &mut FirmFields) {
    let Some(raw) = read.raw("tags") else { return };
    let tags = split_tags(&raw);
    if let Some(long) = tags.iter().find(|tag| tag.chars().count() > TAG_LENGTH) {
        let cause = Say::new(
            format!("标签“{long}”超过 {TAG_LENGTH} 个字"),
            format!("the tag {long:?} has more than {TAG_LENGTH} characters"),
        );
        let fix = Say::new("请用分号隔开各个标签", "separate tags with semicolons");
        return read.fault("tags", &raw, cause, fix);
    }
    if tags.len() > MOST_TAGS {
        let cause = Say::new(
            format!("共 {} 个标签，最多 {MOST_TAGS} 个", tags.len()),
            format!("{} tags, at most {MOST_TAGS} are allowed", tags.len()),
        );
        return read.fault("tags", &raw, cause, Say::new("请删减", "leave some out"));
    }
    base.tags = tags.join(";");
}

/// Tags as people separate them, each once, in their order.
pub fn split_tags(raw: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for part in raw.split([';', '；', ',', '，', '、', '|', '\n']) {
        let tag = text::tidy(part).split_whitespace().collect::<Vec<_>>().join(" ");
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn read_website(read: &mut Reader, base: &mut FirmFields) {
    let Some(raw) = read.raw("website") else { return };
    if raw.is_empty() || is_website(&raw) {
        base.website = raw;
        return;
    }
    let cause = Say::new("不是 http:// 或 https:// 开头的网址", "no address that starts with http:// or https://");
    let fix = Say::new("请写成 https://www.example.com", "write it as https://www.example.com");
    read.fault("website", &raw, cause, fix);
}

/// Whether a browser may be sent there: http(s), a host with a point, nothing that could end an attribute.
fn is_website(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let plain = !address.chars().any(|c| c.is_control() || c.is_whitespace() || "\"'<>`\\".contains(c));
    plain && address.chars().count() <= 300 && host.contains('.') && !host.starts_with('.') && !host.contains('@')
}

/// A name by which two entries of the same firm meet: without legal form, the city's name and brackets.
/// For finding doubles only, never to be shown.
pub fn name_key(name: &str) -> String {
    let mut key = text::fold(name).replace(' ', "");
    while let (Some(open), Some(close)) = (key.find('('), key.find(')')) {
        if close < open {
            break;
        }
        key.replace_range(open..close + ')'.len_utf8(), "");
    }
    for part in ["股份有限公司", "有限责任公司", "有限公司", "股份", "集团", "公司", "江苏省", "南通市", "江苏", "南通"]
    {
        let rest = key.replace(part, "");
        // A name of nothing but such parts is told apart only by itself.
        if !rest.is_empty() {
            key = rest;
        }
    }
    key
}

/// Which parts of a firm's legal identity differ: those an official looked at when verifying it.
pub fn identity_changes(old: &FirmFields, new: &FirmFields) -> Vec<&'static str> {
    let mut changed = Vec::new();
    if old.uscc != new.uscc {
        changed.push("uscc");
    }
    if old.full_name != new.full_name {
        changed.push("full_name");
    }
    changed
}

/// What a firm could still add, the most useful first.
pub fn missing(fields: &FirmFields, description: &str, has_contact: bool) -> Vec<Say> {
    let wants = [
        (
            fields.uscc.is_none(),
            "统一社会信用代码：没有它无法通过审核",
            "the USCC: without it the firm cannot be verified",
        ),
        (fields.full_name.is_empty(), "企业全称：与营业执照一致，便于审核", "the registered name, as on the licence"),
        (fields.division_code.is_none(), "所属区划：买家按区县筛选", "the division, which buyers filter by"),
        (fields.industry_code.is_none(), "所属行业：买家按行业筛选", "the industry, which buyers filter by"),
        (fields.lat.is_none(), "位置：用于就近查找和距离排序", "the place, for searches nearby"),
        (description.is_empty(), "企业简介：做什么、擅长什么", "a description: what the firm makes and does best"),
        (!has_contact, "联系人和电话：登录用户点击后才可见", "a contact, shown to signed-in users on click"),
        (fields.website.is_empty(), "企业网站", "the website"),
    ];
    wants.into_iter().filter(|want| want.0).map(|(_, zh, en)| Say::new(zh, en)).collect()
}

#[cfg(test)]
mod tests;
