//! Sentences: how listings are written. Needs are in [`super::asking`].

use super::chains::CHAINS;
use super::dice::Dice;
use super::figures;
use super::goods::{GRAPH, Good, Trade};
use super::shapes::Value;

/// `key=value;…`.
pub fn specs(values: &[Value]) -> String {
    let mut text = String::with_capacity(values.len() * 32);
    for value in values {
        if !text.is_empty() {
            text.push(';');
        }
        text.push_str(value.key);
        text.push('=');
        text.push_str(&value.text);
    }
    text
}

/// The good with one or two telling values: 锚链 Φ48 AM3; now and then under one of its other names.
pub fn product_name(dice: &mut Dice, good: &Good, values: &[Value]) -> String {
    let mut name = called(dice, good, 22).to_string();
    let telling = values.iter().filter(|v| v.in_name);
    let wanted = if dice.chance(60) { 2 } else { 1 };
    for value in telling.take(wanted).filter(|v| v.short != "定制") {
        name.push(' ');
        name.push_str(&value.short);
    }
    name
}

/// The good's name, or `percent` times in a hundred one of its other names.
pub fn called<'a>(dice: &mut Dice, good: &'a Good, percent: u64) -> &'a str {
    if !good.aliases.is_empty() && dice.chance(percent) { dice.pick(&good.aliases) } else { good.name }
}

/// One or two sentences about a product.
pub fn description(dice: &mut Dice, good: &Good, trade: &Trade, values: &[Value], capacity: i64) -> String {
    let mut text = opening(dice, good, trade, values, capacity);
    if dice.chance(78) {
        text.push_str(dice.pick(trade.shape.notes()));
    }
    text
}

fn opening(dice: &mut Dice, good: &Good, trade: &Trade, values: &[Value], capacity: i64) -> String {
    let (name, unit) = (good.name, trade.unit);
    let (one, two) = (spoken(dice, values, 0), spoken(dice, values, 1));
    let market = CHAINS[good.chain].market;
    let make = if trade.shape.family == "service" { "承接" } else { "生产" };
    let (month, year) = (figures::said(capacity), figures::said(capacity * 12));
    // A good that goes into no other is for the chain's market alone.
    let Some(used) = uses(dice, good) else {
        return match dice.below(5) {
            0 => format!("{name}，{one}，{two}，主要供应{market}。"),
            1 => format!("专业{make}{name}，{one}，月产能约{month}{unit}，客户以{market}为主。"),
            2 => format!("{name}{one}、{two}，面向{market}。"),
            3 => format!("供应{name}，常规规格{}，其他规格可定制。", values[0].text),
            _ => format!("我司{name}年产约{year}{unit}，{one}，用户多为{market}。"),
        };
    };
    match dice.below(7) {
        0 => format!("{name}，{one}，{two}，主要用于{used}。"),
        1 => format!("专业{make}{name}，{one}，月产能约{month}{unit}，为{used}配套。"),
        2 => format!("本品{one}，{two}，适用于{used}。"),
        3 => format!("供应{name}，常规规格{}，其他规格可定制，用于{used}。", values[0].text),
        4 => format!("{name}{one}、{two}，面向{market}。"),
        5 => format!("我司{name}年产约{year}{unit}，{one}，用户多为{market}。"),
        _ => format!("{name}，{one}，已在{used}上稳定使用。"),
    }
}

/// A field and its value as one says them: 厚度12mm, 阀体材质为WCB.
fn spoken(dice: &mut Dice, values: &[Value], skip: usize) -> String {
    let value = &values[(skip + dice.below(2) as usize * 2).min(values.len() - 1)];
    let joint = if value.text.starts_with(|c: char| c.is_ascii_digit()) { "" } else { "为" };
    format!("{}{joint}{}", value.key, value.text)
}

/// Up to two goods that the good goes into, or none.
fn uses(dice: &mut Dice, good: &Good) -> Option<String> {
    let outputs = &good.outputs;
    if outputs.is_empty() {
        return None;
    }
    let first = dice.below(outputs.len() as u64) as usize;
    let name = |place: usize| GRAPH.goods[outputs[place % outputs.len()]].name;
    if outputs.len() > 1 && dice.chance(60) {
        return Some(format!("{}、{}", name(first), name(first + 1)));
    }
    Some(name(first).to_string())
}
