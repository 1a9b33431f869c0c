//! Reading what a firm offers.

use super::{Quote, QuoteLine};
use crate::clock::{self, Moment};
use crate::enquiries::store::LineRow;
use crate::faults::Fault;
use crate::fields::Reader;
use crate::http::columns::Columns;
use crate::lang::Say;
use crate::units::Decimal;

/// What a quote is sent with beside its lines (`price_1`, `unit_1`, `min_order_1`, …).
pub const COLUMNS: &[&str] = &["tax_included", "tax_rate", "freight", "lead_days", "valid_until", "note"];

/// Reads a quote for these lines. A line without a price is not offered; one at least must be.
///
/// # Errors
/// Every wrong field.
pub fn read(sent: &Columns, asked: &[LineRow], now: Moment) -> Result<Quote, Vec<Fault>> {
    let get = |name: &str| Some(sent.get(name).unwrap_or_default());
    let mut reader = Reader::new(&get);
    let lines: Vec<QuoteLine> = asked.iter().filter_map(|line| read_line(&mut reader, sent, line)).collect();
    if asked.iter().all(|line| sent.text(&format!("price_{}", line.position)).is_empty()) {
        let fix = Say::new("请至少为一项填写单价", "give a price for one line at least");
        reader.fault("price_1", "", Say::new("没有报价", "nothing is offered"), fix);
    }
    let mut tax_included = None;
    reader.word("tax_included", &mut tax_included, |word| yes_or_no(word).map(Some), None, "true 含税, false 不含税");
    let (mut rate, mut freight, mut lead_days) = (None, None, None);
    reader.decimal("tax_rate", &mut rate);
    reader.decimal("freight", &mut freight);
    reader.whole("lead_days", &mut lead_days, 3_650);
    let mut valid_until = None;
    reader.day("valid_until", &mut valid_until);
    let mut note = String::new();
    reader.text("note", &mut note, 2_000);
    check(&mut reader, sent, rate, valid_until, now);
    let faults = reader.finish();
    match (tax_included, rate, lead_days, valid_until, faults.is_empty()) {
        (Some(tax_included), Some(tax_rate), Some(lead_days), Some(valid_until), true) => {
            let freight = freight.unwrap_or_default();
            Ok(Quote { lines, tax_included, tax_rate, freight, lead_days, valid_until, note })
        }
        _ => Err(faults),
    }
}

fn read_line(reader: &mut Reader, sent: &Columns, asked: &LineRow) -> Option<QuoteLine> {
    let name = |field: &str| format!("{field}_{}", asked.position);
    let (mut price, mut min_order, mut unit) = (None, None, String::new());
    reader.decimal(&name("price"), &mut price);
    reader.decimal(&name("min_order"), &mut min_order);
    reader.text(&name("unit"), &mut unit, 20);
    if price.is_some_and(|price| price.raw() == 0) {
        let fix = Say::new("不供应的项请留空", "leave a line empty that is not offered");
        reader.fault(&name("price"), sent.text(&name("price")), Say::new("单价是 0", "the price is zero"), fix);
    }
    let unit = if unit.is_empty() { asked.unit.clone() } else { unit };
    Some(QuoteLine { position: asked.position, price: price?, unit, min_order: min_order.unwrap_or_default() })
}

fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "true" | "1" | "yes" | "on" | "含税" => Some(true),
        "false" | "0" | "no" | "不含税" => Some(false),
        _ => None,
    }
}

/// What must be there, and within bounds.
fn check(
    reader: &mut Reader,
    sent: &Columns,
    rate: Option<Decimal>,
    valid_until: Option<chrono::NaiveDate>,
    now: Moment,
) {
    let empty = |field: &str| sent.text(field).is_empty();
    let required = || (Say::new("必填，现在是空的", "required, but empty"), Say::new("请填写", "fill it in"));
    for field in ["tax_rate", "lead_days", "valid_until"] {
        if empty(field) {
            let (cause, fix) = required();
            reader.fault(field, "", cause, fix);
        }
    }
    if rate.is_some_and(|rate| rate > Decimal::whole(100)) {
        let fix = Say::new("请填百分数，如 13", "give a percentage, as in 13");
        reader.fault("tax_rate", sent.text("tax_rate"), Say::new("税率超过 100%", "above 100 per cent"), fix);
    }
    if valid_until.is_some_and(|day| day < clock::local_day(now)) {
        let fix = Say::new("请填今天或以后的日期", "give today or a later day");
        reader.fault("valid_until", sent.text("valid_until"), Say::new("已经过期", "it is over already"), fix);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enquiries::EnquiryId;

    fn asked() -> Vec<LineRow> {
        let line = |position, unit: &str| LineRow {
            enquiry_id: EnquiryId::new(),
            position,
            text: "钢管".into(),
            specs: String::new(),
            quantity: None,
            unit: unit.into(),
            need_code: String::new(),
        };
        vec![line(1, "吨"), line(2, "件")]
    }

    const FULL: &[(&str, &str)] = &[
        ("price_1", "4,200.50"),
        ("min_order_1", "2"),
        ("tax_included", "true"),
        ("tax_rate", "13"),
        ("freight", ""),
        ("lead_days", "7"),
        ("valid_until", "2026-12-31"),
    ];

    fn now() -> Moment {
        chrono::NaiveDate::from_ymd_opt(2026, 12, 1).unwrap().and_hms_opt(0, 0, 0).unwrap()
    }

    fn with(field: &str, value: &str) -> Result<Quote, Vec<String>> {
        let mut sent: Columns = Columns(FULL.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect());
        sent.0.insert(field.into(), value.into());
        read(&sent, &asked(), now()).map_err(|faults| faults.into_iter().map(|fault| fault.field).collect())
    }

    #[test]
    fn a_quote_is_read_line_by_line() {
        let quote = with("unit_2", "个").unwrap();
        assert_eq!(quote.lines.len(), 1, "a line without a price is not offered");
        let line = &quote.lines[0];
        assert_eq!(
            (line.price.to_string(), line.unit.as_str(), line.min_order),
            ("4200.5".into(), "吨", Decimal::whole(2))
        );
        assert_eq!((quote.tax_included, quote.freight, quote.lead_days), (true, Decimal::default(), 7));
        assert_eq!(with("price_2", "3").unwrap().lines.len(), 2);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (field, value) in [
            ("price_1", ""),
            ("price_1", "0"),
            ("price_1", "-1"),
            ("price_2", "面议"),
            ("tax_included", ""),
            ("tax_rate", ""),
            ("tax_rate", "113"),
            ("lead_days", "soon"),
            ("lead_days", ""),
            ("valid_until", "2026-11-30"),
            ("freight", "x"),
        ] {
            assert_eq!(with(field, value).unwrap_err(), [field], "{field}={value}");
        }
    }
}
