//! How purchasers write: short, in a hurry, never twice alike.

use chrono::{Datelike, NaiveDate};

use super::dice::Dice;
use super::figures;
use super::goods::{GRAPH, GoodId};
use super::shapes::Value;
use super::wording::called;
use crate::needs::{CurrentSource, Period};

/// What is to be said.
pub struct Ask<'a> {
    /// What is wanted.
    pub input: GoodId,
    /// What it is for.
    pub made: GoodId,
    /// The specs that matter.
    pub values: &'a [Value],
    /// How many units.
    pub quantity: i64,
    /// How often.
    pub period: Period,
    /// By when.
    pub needed_by: Option<NaiveDate>,
    /// Where it comes from today.
    pub current_source: CurrentSource,
}

/// The need in the buyer's own words.
pub fn text(dice: &mut Dice, ask: &Ask) -> String {
    let mut text = opening(dice, ask);
    for part in [deadline(dice, ask), source(dice, ask), wish(dice)].into_iter().flatten() {
        text.push('，');
        text.push_str(&part);
    }
    text.push('。');
    text
}

fn opening(dice: &mut Dice, ask: &Ask) -> String {
    let what = called(dice, &GRAPH.goods[ask.input], 35);
    let made = GRAPH.goods[ask.made].name;
    let amount = amount(dice, ask);
    let specs: Vec<&str> = ask.values.iter().map(|v| v.short.as_ref()).collect();
    let (tight, loose) = (joined(&specs, " ", " "), joined(&specs, "（", "、"));
    let hurry = ask.period == Period::Once;
    match dice.below(9) {
        0 => format!("求购{what}{loose}，{amount}，用于{made}"),
        1 if !hurry => format!("长期采购{what}{tight}，{amount}"),
        1 | 2 if hurry => format!("急需{what}{tight}，{amount}，用在{made}上"),
        2 => format!("我司生产{made}，需长期稳定供应的{what}{loose}，{amount}"),
        3 => format!("{made}配套用{what}{loose}，{amount}，诚寻厂家"),
        4 => format!("采购{what}{tight}，{amount}，请附报价和样品"),
        5 => format!("寻找{what}供应商{loose}，{amount}"),
        6 => format!("{what}{tight}，{amount}，做{made}用"),
        7 => format!("现有{made}订单，缺{what}{loose}，{amount}"),
        _ => format!("需{what}{tight}，{amount}"),
    }
}

/// The specs after an opening mark, closed where the mark is a bracket.
fn joined(specs: &[&str], open: &str, between: &str) -> String {
    if specs.is_empty() {
        return String::new();
    }
    let close = if open == "（" { "）" } else { "" };
    format!("{open}{}{close}", specs.join(between))
}

fn amount(dice: &mut Dice, ask: &Ask) -> String {
    let unit = GRAPH.trade(ask.input).unit;
    let n = figures::said(ask.quantity);
    match ask.period {
        Period::Month => format!("{}{n}{unit}", dice.pick(&["每月约", "月用量", "月需"])),
        Period::Year => format!("{}{n}{unit}", dice.pick(&["年用量约", "全年约", "年需"])),
        Period::Once => format!("{}{n}{unit}", dice.pick(&["一批", "数量", "共"])),
        Period::Unsaid => format!("约{n}{unit}"),
    }
}

fn deadline(dice: &mut Dice, ask: &Ask) -> Option<String> {
    let day = ask.needed_by.filter(|_| dice.chance(65))?;
    Some(match dice.below(3) {
        0 => format!("{}月{}日前到货", day.month(), day.day()),
        1 => format!("{}月底前要用", day.month()),
        _ => format!("交期{}月{}日", day.month(), day.day()),
    })
}

fn source(dice: &mut Dice, ask: &Ask) -> Option<String> {
    let said: &[&str] = match ask.current_source {
        CurrentSource::Outside => {
            &["目前从外地采购，运费高，想找近一点的", "现在浙江进货，交期跟不上", "现用外省供应商，想增加一家备选"]
        }
        CurrentSource::Local => &["现有本地供应商产能不够", "本地已有一家在供，想再找一家比价"],
        CurrentSource::None => &["新项目，尚无供应商", "首次采购，可先打样"],
        CurrentSource::Unsaid => return None,
    };
    dice.chance(40).then(|| dice.pick(said).to_string())
}

fn wish(dice: &mut Dice) -> Option<String> {
    const WISHES: [&str; 10] = [
        "要求提供材质证明",
        "含税含运费",
        "先送样后批量",
        "可签年度框架合同",
        "月结60天",
        "需开13%增值税专票",
        "质量要稳定",
        "有现货的优先",
        "可上门看厂",
        "送货到厂",
    ];
    dice.chance(45).then(|| dice.pick(&WISHES).to_string())
}
