//! Bringing quotes to one measure. All of it is exact: whole numbers, rounded once at the end.

use super::units::ratio;
use super::{Asked, Offer, Priced};
use crate::enquiries::quotes::{Quote, QuoteLine};
use crate::enquiries::store::LineRow;
use crate::units::Decimal;

/// A hundred per cent as a raw decimal.
const WHOLE: i64 = Decimal::whole(100).raw();
/// One as a raw decimal.
const ONE: i64 = Decimal::whole(1).raw();

/// The lines as the sheet reckons with them.
pub fn asked(lines: &[LineRow]) -> Vec<Asked> {
    let one = |line: &LineRow| Asked {
        position: line.position,
        text: line.text.clone(),
        quantity: line.quantity.unwrap_or(Decimal::whole(1)),
        unit: line.unit.clone(),
    };
    lines.iter().map(one).collect()
}

/// The product of `over` by the product of `under`, rounded (halves up); none beyond the range. Nothing is negative.
fn exact(over: &[i64], under: &[i64]) -> Option<Decimal> {
    let product = |parts: &[i64]| parts.iter().try_fold(1_i128, |all, part| all.checked_mul(i128::from(*part)));
    let (over, under) = (product(over)?, product(under)?);
    let rounded = over.checked_add(under / 2)?.checked_div(under)?;
    i64::try_from(rounded).ok().map(Decimal::from_raw)
}

/// One line of a quote against the line that was asked for.
pub fn price(asked: &Asked, quote: &Quote, line: &QuoteLine) -> Priced {
    // A price with tax is `tax` / WHOLE of the one that was stated, one without it `net` / `gross`.
    let gross = WHOLE + quote.tax_rate.raw();
    let (tax, net) = if quote.tax_included { (WHOLE, (WHOLE, gross)) } else { (gross, (WHOLE, WHOLE)) };
    let stated = line.price.raw();
    let mut priced = Priced {
        stated: line.price,
        stated_unit: line.unit.clone(),
        with_tax: None,
        without_tax: None,
        quantity: None,
        is_raised: false,
        amount: None,
    };
    let Some((own, theirs)) = ratio(&asked.unit, &line.unit) else { return priced };
    priced.with_tax = exact(&[stated, own, tax], &[theirs, WHOLE]);
    priced.without_tax = exact(&[stated, own, net.0], &[theirs, net.1]);
    let least = exact(&[line.min_order.raw(), theirs], &[own]);
    priced.is_raised = least.is_some_and(|least| least > asked.quantity);
    priced.quantity = least.map(|least| least.max(asked.quantity));
    priced.amount = priced.quantity.and_then(|quantity| {
        // Smallest orders are reckoned in their own unit, where they are round.
        let (quantity, own, theirs) =
            if priced.is_raised { (line.min_order.raw(), 1, 1) } else { (quantity.raw(), own, theirs) };
        let fen = exact(&[stated, quantity, own, tax], &[ONE, theirs, WHOLE, ONE / 100])?;
        fen.raw().checked_mul(ONE / 100).map(Decimal::from_raw)
    });
    priced
}

/// All lines of a quote, in the order of what was asked, with the sum of what can be reckoned.
pub fn prices(asked: &[Asked], quote: &Quote) -> (Vec<Option<Priced>>, Option<Decimal>) {
    let of = |asked: &Asked| {
        let line = quote.lines.iter().find(|line| line.position == asked.position)?;
        Some(price(asked, quote, line))
    };
    let lines: Vec<Option<Priced>> = asked.iter().map(of).collect();
    let sum = |sum: Decimal, line: &Option<Priced>| sum.plus(line.as_ref()?.amount?);
    let goods = lines.iter().try_fold(Decimal::default(), sum);
    (lines, goods)
}

/// Ranks the offers by their totals, ties sharing a place, and puts those without a total last.
pub fn rank(offers: &mut [Offer]) {
    offers.sort_by(|a, b| {
        (a.total.is_none(), a.total, a.lead_days, &a.firm_code).cmp(&(
            b.total.is_none(),
            b.total,
            b.lead_days,
            &b.firm_code,
        ))
    });
    let totals: Vec<Option<Decimal>> = offers.iter().map(|offer| offer.total).collect();
    for offer in offers.iter_mut().filter(|offer| offer.total.is_some()) {
        let cheaper = totals.iter().filter(|total| total.is_some() && **total < offer.total).count();
        offer.rank = Some(cheaper + 1);
        offer.is_tied = totals.iter().filter(|total| **total == offer.total).count() > 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn quote(price: &str, unit: &str, min: &str, tax_included: bool, rate: &str) -> Quote {
        Quote {
            lines: vec![QuoteLine { position: 1, price: d(price), unit: unit.into(), min_order: d(min) }],
            tax_included,
            tax_rate: d(rate),
            freight: Decimal::default(),
            lead_days: 7,
            valid_until: chrono::NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
            note: String::new(),
        }
    }

    #[test]
    fn tax_unit_and_smallest_order_are_brought_to_one_measure() {
        for (quantity, unit, price, priced_in, min, included, rate, with_tax, net, amount) in [
            ("10", "件", "113", "件", "0", true, "13", "113", "100", "1130"),
            ("10", "件", "100", "件", "0", false, "13", "113", "100", "1130"),
            ("500", "千克", "4000", "吨", "0", false, "13", "4.52", "4", "2260"),
            ("0.5", "吨", "4.52", "kg", "0", true, "13", "4520", "4000", "2260"),
            ("3", "件", "10", "件", "5", true, "0", "10", "10", "50"),
            ("1500", "个", "20", "千件", "2", true, "0", "0.02", "0.02", "40"),
            ("3", "件", "0.3333", "件", "0", true, "13", "0.3333", "0.295", "1"),
            ("1", "件", "0.005", "件", "0", true, "0", "0.005", "0.005", "0.01"),
        ] {
            let asked = Asked { position: 1, text: String::new(), quantity: d(quantity), unit: unit.into() };
            let quote = quote(price, priced_in, min, included, rate);
            let found = super::price(&asked, &quote, &quote.lines[0]);
            let shown = [found.with_tax, found.without_tax, found.amount].map(|value| value.unwrap().to_string());
            assert_eq!(shown, [with_tax, net, amount], "{price}/{priced_in} for {quantity} {unit}");
        }
    }

    #[test]
    fn what_does_not_convert_or_is_missing_has_no_total() {
        let asked = |position| Asked { position, text: String::new(), quantity: d("1"), unit: "套".into() };
        assert_eq!(prices(&[asked(1)], &quote("1", "件", "0", true, "0")).1, None);
        assert_eq!(prices(&[asked(1), asked(2)], &quote("1", "套", "0", true, "0")).1, None);
        assert_eq!(prices(&[asked(1)], &quote("900000000000000", "套", "900000000000000", true, "0")).1, None);
        assert_eq!(prices(&[asked(1)], &quote("1", "套", "0", true, "0")).1, Some(d("1")));
    }

    #[test]
    fn ties_are_ties() {
        let offer = |code: &str, total: Option<&str>| Offer {
            firm_code: code.into(),
            firm_name: String::new(),
            lines: vec![],
            goods: None,
            freight: Decimal::default(),
            total: total.map(d),
            rank: None,
            is_tied: false,
            tax_included: true,
            tax_rate: Decimal::default(),
            lead_days: 1,
            valid_until: String::new(),
            note: String::new(),
            revision: 1,
            receipt: String::new(),
            is_whole: true,
        };
        let mut offers = [offer("d", None), offer("c", Some("2")), offer("b", Some("1")), offer("a", Some("1.00"))];
        rank(&mut offers);
        let found: Vec<_> = offers.iter().map(|o| (o.firm_code.as_str(), o.rank, o.is_tied)).collect();
        assert_eq!(found, [("a", Some(1), true), ("b", Some(1), true), ("c", Some(3), false), ("d", None, false)]);
    }
}
