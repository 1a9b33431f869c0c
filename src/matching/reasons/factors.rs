//! The five factors.

use super::{Factor, Offered, Reason, Wanted, Weights};
use crate::lang::{Lang, Say};
use crate::matching::listed::{How, MAIN_SHARE};
use crate::matching::proposals::Fit;
use crate::products::rules::Price;
use crate::specs::{Spec, Value};
use crate::words::script::{fold, letters};

/// Whether reasons are put into words, which takes longer than all the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// They are.
    Spoken,
    /// Their points alone are wanted.
    Unspoken,
}

impl Words {
    fn say(self, text: impl FnOnce() -> Say) -> Say {
        match self {
            Words::Spoken => text(),
            Words::Unspoken => Say::default(),
        }
    }

    fn neutral(self, factor: Factor, (zh, en): (&str, &str)) -> Reason {
        reason(factor, 0.0, self.say(|| Say::new(zh, en)))
    }
}

/// Sum of points, and sentences in both languages.
struct Account {
    words: Words,
    points: f64,
    zh: Vec<String>,
    en: Vec<String>,
}

impl Account {
    fn new(words: Words) -> Account {
        Account { words, points: 0.0, zh: vec![], en: vec![] }
    }

    fn add<Zh: Into<String>, En: Into<String>>(&mut self, points: f64, text: impl FnOnce() -> (Zh, En)) {
        self.points += points;
        if self.words == Words::Spoken {
            let (zh, en) = text();
            self.zh.push(zh.into());
            self.en.push(en.into());
        }
    }

    fn close(self, factor: Factor, unknown: (&str, &str)) -> Reason {
        if self.words == Words::Spoken && self.zh.is_empty() {
            return self.words.neutral(factor, unknown);
        }
        reason(factor, self.points, self.words.say(|| Say::new(self.zh.join("；"), self.en.join("; "))))
    }
}

fn reason(factor: Factor, points: f64, text: Say) -> Reason {
    Reason { factor, points: (points * 100.0).round() / 100.0, text }
}

pub(super) fn fit(words: Words, offered: &Offered) -> Reason {
    reason(Factor::Fit, f64::from(offered.fit.1), words.say(|| what_fits(offered)))
}

fn what_fits(offered: &Offered) -> Say {
    let name = &offered.product.name;
    let (zh, en) = match offered.fit.0 {
        Fit::Lists(How::Same) => (format!("列有所需产品：{name}"), format!("Lists what is wanted: {name}")),
        Fit::Lists(How::Narrower) => (format!("列有更细的品种：{name}"), format!("Lists a narrower kind: {name}")),
        Fit::Lists(How::Wider) => (format!("列有更宽的品类：{name}"), format!("Lists a wider kind: {name}")),
        Fit::Lists(_) => (format!("列有名称相近的产品：{name}"), format!("Lists something named alike: {name}")),
        Fit::LikelyMakes => (
            format!("没有列出，但很可能会做；最接近的产品：{name}"),
            format!("Does not list it and likely makes it; nearest product: {name}"),
        ),
    };
    let share = offered.product.share.filter(|share| *share >= f64::from(MAIN_SHARE));
    match share.map(|share| (share * 100.0).round()) {
        Some(percent) => Say::new(format!("{zh}，占营收 {percent}%"), format!("{en}, {percent}% of revenue")),
        None => Say::new(zh, en),
    }
}

/// Whether two values of one spec agree: ranges that meet, words that are the same.
fn agrees(wanted: &Value, offered: &Value) -> bool {
    match (wanted.bounds(), offered.bounds()) {
        (Some((low, high, dimension)), Some((from, to, other))) => {
            let below = |a: Option<f64>, b: Option<f64>| a.zip(b).is_none_or(|(a, b)| a <= b * (1.0 + 1e-9));
            dimension == other && below(low, to) && below(from, high)
        }
        (None, None) => match (wanted, offered) {
            (Value::Text(a), Value::Text(b)) => a == b || letters(&fold(a)) == letters(&fold(b)),
            _ => false,
        },
        _ => false,
    }
}

pub(super) fn specs(words: Words, weights: &Weights, wanted: &Wanted, offered: &Offered) -> Reason {
    let mut account = Account::new(words);
    let product = offered.product;
    let known = |spec: &Spec| product.specs.iter().find(|own| own.key == spec.key);
    let agree = |spec: &Spec| known(spec).map(|own| agrees(&spec.value, &own.value));
    let by_key: Vec<(&Spec, bool)> = wanted.specs.iter().filter_map(|spec| Some((spec, agree(spec)?))).collect();
    let is_said = |mark: &&String| product.said.contains(&letters(mark));
    let by_mark: Vec<&String> = wanted.marks.iter().filter(is_said).collect();
    let asked = (wanted.specs.len() + wanted.marks.len()).max(1) as f64;
    let list = |is: bool| {
        let keys = by_key.iter().filter(move |(_, agrees)| *agrees == is).map(|(spec, _)| spec.to_string());
        keys.chain(by_mark.iter().filter(move |_| is).map(|mark| mark.to_string())).collect::<Vec<_>>()
    };
    let right = by_key.iter().filter(|(_, agrees)| *agrees).count() + by_mark.len();
    let wrong = by_key.iter().filter(|(_, agrees)| !agrees).count();
    if right > 0 {
        account.add(weights.specs * right as f64 / asked, || {
            let right = list(true);
            (format!("规格相符：{}", right.join("、")), format!("Specs match: {}", right.join(", ")))
        });
    }
    if wrong > 0 {
        account.add(-weights.specs * wrong as f64 / asked, || {
            let wrong = list(false);
            (format!("规格不符：{}", wrong.join("、")), format!("Specs differ: {}", wrong.join(", ")))
        });
    }
    certificates(weights, wanted, offered, &mut account);
    account.close(
        Factor::Specs,
        ("没有可比较的规格与证书，不加分也不减分", "No specs or certificates to compare: neutral"),
    )
}

/// A certificate that is asked for, or else any.
fn certificates(weights: &Weights, wanted: &Wanted, offered: &Offered, account: &mut Account) {
    let mut valid = offered.product.valid_certificates(offered.now).peekable();
    let Some((first, _)) = valid.peek().copied() else { return };
    match valid.find(|(_, letters)| wanted.letters.contains(letters)) {
        Some((name, _)) => account.add(weights.certificate_asked, || {
            (format!("有所需证书 {name}"), format!("Has the certificate asked for: {name}"))
        }),
        None => account.add(weights.certificate, || (format!("有证书 {first}"), format!("Has a certificate: {first}"))),
    }
}

pub(super) fn terms(words: Words, weights: &Weights, wanted: &Wanted, offered: &Offered) -> Reason {
    let mut account = Account::new(words);
    let product = offered.product;
    if let Price::Shown { .. } = offered.price {
        let line = |lang| offered.price.line(&product.unit, lang);
        account.add(weights.price, || {
            (format!("价格可见：{}", line(Lang::Zh)), format!("The price can be seen: {}", line(Lang::En)))
        });
    }
    let same_unit = wanted.quantity.as_ref().filter(|(_, unit)| !unit.is_empty() && *unit == product.unit);
    if let Some((quantity, unit)) = same_unit {
        if let Some(capacity) = product.capacity {
            let points = if capacity >= *quantity { weights.capacity } else { -weights.misfit };
            account.add(points, || {
                (
                    format!("月产能 {} {unit}，需要 {} {unit}", short(capacity), short(*quantity)),
                    format!("Capacity {} {unit} a month, wanted {} {unit}", short(capacity), short(*quantity)),
                )
            });
        }
        if let Some(least) = product.min_order {
            let points = if least <= *quantity { weights.order } else { -weights.misfit };
            account.add(points, || (format!("起订量 {least} {unit}"), format!("Smallest order {least} {unit}")));
        }
    }
    if let Some((days, lead)) = wanted.days.zip(product.lead_days) {
        let points = if lead <= days { weights.lead } else { -weights.misfit };
        account.add(points, || {
            (format!("交期 {lead} 天，{days} 天内需要"), format!("Delivers in {lead} days, wanted in {days}"))
        });
    }
    reliable(weights, offered, &mut account);
    account.close(
        Factor::Terms,
        ("价格、数量与交期没有可比较的信息，不加分也不减分", "No price, quantity or lead time to compare: neutral"),
    )
}

/// An amount as people write it: two decimals at most.
fn short(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

/// How reliable the firm has been, as [`Record`](super::Record) counts it, and whether it makes the good at all.
fn reliable(weights: &Weights, offered: &Offered, account: &mut Account) {
    if offered.not_made {
        let said = ("曾答复不生产这类产品", "has said that it does not make this");
        return account.add(-weights.not_made, || said);
    }
    if let Some(reliability) = offered.record.reliability() {
        account.add(weights.answers * (2.0 * reliability - 1.0), || {
            let (percent, (zh, en)) = ((reliability * 100.0).round(), offered.record.made_of());
            (format!("以往履约 {percent}%（{zh}）"), format!("track record {percent}% ({en})"))
        });
    }
}

pub(super) fn near(words: Words, weights: &Weights, wanted: &Wanted, offered: &Offered) -> Reason {
    let Some(km) = offered.distance_km else {
        return words.neutral(Factor::Nearness, ("距离未知，不加分也不减分", "Distance unknown: neutral"));
    };
    let points = if wanted.nearness { weights.near * (1.0 - km / weights.far_km).max(0.0) } else { 0.0 };
    let text = words.say(|| {
        let (zh, en) = (format!("相距 {km:.1} 公里"), format!("{km:.1} km away"));
        match wanted.nearness {
            true => Say::new(zh, en),
            false => Say::new(format!("{zh}；就近因素已关闭"), format!("{en}; nearness is switched off")),
        }
    });
    reason(Factor::Nearness, points, text)
}

/// What the pairing does for the chain: a link that the graph knows, one more firm where few list the good, and an input
/// that comes from outside today.
pub(super) fn chain(words: Words, weights: &Weights, wanted: &Wanted, offered: &Offered) -> Reason {
    let mut account = Account::new(words);
    if let Some(product) = offered.goes_into {
        account.add(weights.link, || {
            (format!("按产业链图谱是{product}的投入"), format!("by the chain graph an input of {product}"))
        });
        let (count, points) = (offered.listed_by, weights.scarce / offered.listed_by.max(1) as f64);
        match count {
            0 => account.add(points, || ("本市尚无企业列出，可补缺", "no firm of the city lists it: fills a gap")),
            _ => account.add(points, || (format!("本市 {count} 家列出"), format!("{count} firms of the city list it"))),
        }
    }
    if wanted.is_from_outside {
        let said =
            ("目前不在本市采购，配上可提高本地配套率", "not bought in the city today: raises the local sourcing rate");
        account.add(weights.home, || said);
    }
    let unknown = ("与采购方产品的上下游关系未知，不加分也不减分", "No known link to the buyer's products: neutral");
    account.close(Factor::Chain, unknown)
}
