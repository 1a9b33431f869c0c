//! Products: what a firm makes, written as its sales office would write it.

use chrono::NaiveDateTime;

use super::dice::{Dice, Stream};
use super::figures;
use super::firms::{self, Firm};
use super::goods::{GRAPH, Trade};
use super::shapes::Value;
use super::{City, Listing, wording};
use crate::products::{PriceVisibility, ProductFields};
use crate::units::Decimal;

impl City {
    /// Product `nth` of a firm.
    pub(super) fn product(&self, firm: &Firm, nth: u64) -> Listing<ProductFields> {
        let number = firm.products.0 + nth;
        let mut dice = Dice::new(self.seed, Stream::Product, number);
        let kinds = firm.goods.len() as u64;
        let id = firm.goods[if nth < kinds { nth } else { dice.below(kinds) } as usize];
        let (good, trade) = (&GRAPH.goods[id], GRAPH.trade(id));
        let values: Vec<Value> = trade.fields.iter().map(|f| f.draw(&mut dice)).collect();
        let price = price(&mut dice, trade, &values);
        let share = (1.0 / firm.products.1 as f64) * (0.6 + 0.4 * dice.unit());
        let capacity = figures::count(firm.revenue_wan * 10_000.0 / 12.0 * share * 1.25 / price.yuan);
        let days = self.listing_days(&mut dice, firm.days_listed);
        let (listed_at, confirmed_at) = self.dates(&mut dice, days);
        let fields = ProductFields {
            name: wording::product_name(&mut dice, good, &values),
            category: Some(good.name.into()),
            description: wording::description(&mut dice, good, trade, &values, capacity),
            specs: wording::specs(&values),
            unit: trade.unit.into(),
            price_from: price.from,
            price_to: price.to,
            price_visibility: price.visibility,
            tax_included: if dice.chance(70) { Some(dice.chance(85)) } else { None },
            min_order: dice.chance(80).then(|| Decimal::whole(min_order(&mut dice, capacity))),
            capacity_per_month: dice.chance(85).then(|| Decimal::whole(capacity)),
            lead_days: dice.chance(90).then(|| lead_days(&mut dice, trade)),
            certificates: self.certificates(&mut dice, firm, &GRAPH.goods[good.class].certificates),
            revenue_share: dice.chance(40).then(|| (share * 100.0).round() / 100.0),
        };
        let views = views(&mut dice, days, 5.35);
        Listing {
            code: format!("P{:07}", number + 1),
            firm_code: firms::code(firm.index),
            fields,
            listed_at,
            confirmed_at,
            views,
        }
    }

    /// How many days ago a listing was made, for a firm that came so many days ago; most of them early.
    pub(super) fn listing_days(&self, dice: &mut Dice, firm_days: i64) -> i64 {
        (firm_days as f64 * dice.unit().max(dice.unit())) as i64 + 1
    }

    /// When it was listed and when last confirmed; about 15 % were last confirmed more than 90 days ago.
    pub(super) fn dates(&self, dice: &mut Dice, days: i64) -> (NaiveDateTime, NaiveDateTime) {
        let listed = self.moment(dice, days);
        let confirmed_days = match days {
            ..=90 if dice.chance(60) => return (listed, listed),
            ..=90 => dice.range(1, days),
            _ if dice.chance(22) => dice.range(91, days),
            _ => dice.range(1, 89),
        };
        let confirmed = self.moment(dice, confirmed_days);
        (listed, confirmed.max(listed))
    }

    fn certificates(&self, dice: &mut Dice, firm: &Firm, own: &[&str]) -> String {
        let mut held = Vec::new();
        let mut hold = |dice: &mut Dice, name: &str| {
            let expiry = self.today + chrono::TimeDelta::days(dice.range(-45, 1_050));
            held.push(format!("{}@{expiry}", name.replace('_', " ")));
        };
        if dice.chance(if firm.employees > 30 { 62 } else { 28 }) {
            hold(dice, "ISO 9001");
        }
        let first = dice.below(own.len() as u64) as usize;
        for (step, percent) in [(0, 34), (1, 9)].into_iter().take(own.len()) {
            if dice.chance(percent) {
                hold(dice, own[(first + step) % own.len()]);
            }
        }
        held.join(";")
    }
}

/// How often a page was opened: many seldom, few often, older ones more.
pub(super) fn views(dice: &mut Dice, days: i64, median: f64) -> i64 {
    (dice.around(median, 1.2) * (0.15 + days as f64 / 215.0)) as i64
}

struct Price {
    yuan: f64,
    from: Option<Decimal>,
    to: Option<Decimal>,
    visibility: PriceVisibility,
}

/// Around the usual price, dearer for larger specs where the good is sold by the piece; a quarter on enquiry.
fn price(dice: &mut Dice, trade: &Trade, values: &[Value]) -> Price {
    let by_weight = matches!(trade.unit, "吨" | "千克" | "瓦" | "瓦时" | "千瓦");
    let grade = values.first().map_or(0.5, |v| v.place);
    let step = if by_weight { 0.94 + 0.12 * grade } else { 0.65 + 0.75 * grade };
    let yuan = dice.around(trade.price, if by_weight { 0.06 } else { 0.2 }) * step;
    let visibility = match dice.below(100) {
        0..=49 => PriceVisibility::Public,
        50..=74 => PriceVisibility::Verified,
        _ => PriceVisibility::Enquiry,
    };
    let from = figures::money(yuan, 3);
    let unsaid = visibility == PriceVisibility::Enquiry && dice.chance(60);
    let spread = if by_weight { 0.1 } else { 0.4 };
    let to = figures::money(yuan * (1.02 + spread * dice.unit()), 3);
    let to = (dice.chance(45) && to > from).then_some(to);
    Price { yuan, from: (!unsaid).then_some(from), to: to.filter(|_| !unsaid), visibility }
}

fn min_order(dice: &mut Dice, capacity: i64) -> i64 {
    figures::count(capacity as f64 * [0.002, 0.01, 0.02, 0.05, 0.1][dice.below(5) as usize])
}

/// Dear goods take months, cheap ones days.
fn lead_days(dice: &mut Dice, trade: &Trade) -> i64 {
    match trade.price {
        10_000_000.0.. => dice.range(30, 60) * 10,
        100_000.0.. if trade.unit != "吨" => dice.range(6, 24) * 10,
        5_000.0.. if trade.unit != "吨" => dice.range(3, 12) * 5,
        _ => dice.pick(&[2, 3, 3, 5, 5, 7, 7, 10, 12, 15, 20, 25, 30]),
    }
}
