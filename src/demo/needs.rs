//! Needs: the inputs of what firms make, on purpose also those that nobody in the city makes.

use chrono::TimeDelta;

use super::asking::{self, Ask};
use super::dice::{Dice, Stream};
use super::figures;
use super::firms::{self, Firm};
use super::goods::{GRAPH, GoodId};
use super::products::views;
use super::shapes::Value;
use super::{City, Listing, wording};
use crate::needs::{CurrentSource, NeedFields, Period};
use crate::units::Decimal;

/// What a firm that makes something without listed inputs still has to buy.
const FALLBACK: &str = "瓦楞纸箱";

/// How many firms are asked before a need takes what it can get.
const TRIES: u32 = 40;

impl City {
    /// Need `index`.
    pub(super) fn need(&self, index: u64) -> Listing<NeedFields> {
        let mut dice = Dice::new(self.seed, Stream::Need, index);
        let (firm, made, input) = self.wanted(&mut dice);
        let trade = GRAPH.trade(input);
        let values = some_values(&mut dice, input);
        let (quantity, period) = quantity(&mut dice, &firm, trade.price);
        let days = self.listing_days(&mut dice, firm.days_listed);
        let (listed_at, confirmed_at) = self.dates(&mut dice, days);
        let needed_by = dice.chance(60).then(|| self.today + TimeDelta::days(dice.range(-10, 200)));
        let current_source = current_source(&mut dice, trade.made_here);
        let ask = Ask { input, made, values: &values, quantity, period, needed_by, current_source };
        let text = asking::text(&mut dice, &ask);
        let budget = quantity as f64 * trade.price / 10_000.0 * (0.9 + 0.25 * dice.unit());
        let fields = NeedFields {
            text,
            category: Some(GRAPH.goods[input].name.into()),
            for_product: GRAPH.goods[made].name.into(),
            specs: wording::specs(&values),
            quantity: dice.chance(88).then_some(Decimal::whole(quantity)),
            unit: trade.unit.into(),
            period,
            budget_wan: dice.chance(55).then(|| figures::budget(budget)),
            needed_by,
            current_source,
        };
        let views = views(&mut dice, days, 2.0);
        Listing {
            code: format!("N{:06}", index + 1),
            firm_code: firms::code(firm.index),
            fields,
            listed_at,
            confirmed_at,
            views,
        }
    }

    /// A firm, a good that it makes and an input of that; every fifth need asks for what nobody here makes.
    fn wanted(&self, dice: &mut Dice) -> (Firm, GoodId, GoodId) {
        let gap = dice.chance(20);
        for _ in 0..TRIES {
            let firm = self.firm(dice.below(self.size.firms));
            let mut choices = firm.goods.iter().flat_map(|&g| GRAPH.inputs_of(g).iter().map(move |&i| (g, i)));
            let wanted: Vec<_> = choices.by_ref().filter(|&(_, i)| GRAPH.trade(i).made_here != gap).collect();
            if !wanted.is_empty() {
                let (made, input) = dice.pick(&wanted);
                return (firm, made, input);
            }
        }
        let firm = self.firm(dice.below(self.size.firms));
        let made = firm.goods[0];
        (firm, made, GRAPH.named(FALLBACK).expect("the packaging table has cardboard boxes"))
    }
}

/// One to three of the good's fields, the telling ones first.
fn some_values(dice: &mut Dice, input: GoodId) -> Vec<Value> {
    let fields = &GRAPH.trade(input).fields;
    let wanted = dice.range(1, 3) as usize;
    fields.iter().take(wanted).map(|f| f.draw(dice)).filter(|v| v.text != "定制").collect()
}

/// What the firm's size makes of it: an input takes 2 to 15 % of its revenue.
fn quantity(dice: &mut Dice, firm: &Firm, price: f64) -> (i64, Period) {
    let month = firm.revenue_wan * 10_000.0 / 12.0 * (0.02 + 0.13 * dice.unit()) / price;
    let (factor, period) = match dice.below(100) {
        0..=44 => (1.0, Period::Month),
        45..=69 => (12.0, Period::Year),
        70..=91 => (0.5 + 2.5 * dice.unit(), Period::Once),
        _ => (1.0, Period::Unsaid),
    };
    // Less than one a month is bought once, or by the year.
    match (month * factor, period) {
        (few, Period::Month | Period::Unsaid) if few < 1.0 => (1, Period::Once),
        (amount, period) => (figures::count(amount), period),
    }
}

fn current_source(dice: &mut Dice, made_here: bool) -> CurrentSource {
    match dice.below(100) {
        0..=44 => CurrentSource::Outside,
        45..=64 if made_here => CurrentSource::Local,
        45..=64 => CurrentSource::Outside,
        65..=79 => CurrentSource::None,
        _ => CurrentSource::Unsaid,
    }
}
