//! The five factors.

use super::{Factor, Offered, Reason, Wanted, Weights};
use crate::lang::Say;
use crate::matching::listed::{How, MAIN_SHARE};
use crate::matching::proposals::Fit;
use crate::products::rules::Price;
use crate::specs::{Spec, Value};
use crate::words::script::{fold, letters};

/// Sum of points, and sentences in both languages.
#[derive(Default)]
struct Account {
    points: f64,
    zh: Vec<String>,
    en: Vec<String>,
}

impl Account {
    fn add(&mut self, points: f64, zh: impl Into<String>, en: impl Into<String>) {
        self.points += points;
        self.zh.push(zh.into());
        self.en.push(en.into());
    }

    fn close(self, factor: Factor, unknown: (&str, &str)) -> Reason {
        if self.zh.is_empty() {
            return neutral(factor, unknown);
        }
        reason(factor, self.points, Say::new(self.zh.join("；"), self.en.join("; ")))
    }
}

fn reason(factor: Factor, points: f64, text: Say) -> Reason {
    Reason { factor, points: (points * 100.0).round() / 100.0, text }
}

fn neutral(factor: Factor, (zh, en): (&str, &str)) -> Reason {
    reason(factor, 0.0, Say::new(zh, en))
}

pub(super) fn fit(offered: &Offered) -> Reason {
    let name = &offered.name;
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
    let share = offered.share.filter(|share| *share >= f64::from(MAIN_SHARE)).map(|share| (share * 100.0).round());
    let text = match share {
        Some(percent) => Say::new(format!("{zh}，占营收 {percent}%"), format!("{en}, {percent}% of revenue")),
        None => Say::new(zh, en),
    };
    reason(Factor::Fit, f64::from(offered.fit.1), text)
}

/// Whether two values of one spec agree: ranges that meet, words that are the same.
fn agrees(wanted: &Value, offered: &Value) -> bool {
    match (wanted.bounds(), offered.bounds()) {
        (Some((low, high, dimension)), Some((from, to, other))) => {
            let below = |a: Option<f64>, b: Option<f64>| a.zip(b).is_none_or(|(a, b)| a <= b * (1.0 + 1e-9));
            dimension == other && below(low, to) && below(from, high)
        }
        (None, None) => match (wanted, offered) {
            (Value::Text(a), Value::Text(b)) => letters(&fold(a)) == letters(&fold(b)),
            _ => false,
        },
        _ => false,
    }
}

pub(super) fn specs(weights: &Weights, wanted: &Wanted, offered: &Offered) -> Reason {
    let mut account = Account::default();
    let shown = offered.specs.iter().map(Spec::to_string).collect::<String>();
    let said = letters(&fold(&format!("{}{shown}", offered.name)));
    let known = |spec: &Spec| offered.specs.iter().find(|own| own.key == spec.key);
    let by_key =
        wanted.specs.iter().filter_map(|spec| Some((spec.to_string(), agrees(&spec.value, &known(spec)?.value))));
    let by_mark = wanted.marks.iter().map(|mark| (mark.clone(), said.contains(&letters(mark)))).filter(|(_, is)| *is);
    let compared: Vec<(String, bool)> = by_key.chain(by_mark).collect();
    let asked = (wanted.specs.len() + wanted.marks.len()).max(1) as f64;
    let list = |is: bool| compared.iter().filter(|(_, a)| *a == is).map(|(s, _)| s.as_str()).collect::<Vec<_>>();
    let (right, wrong) = (list(true), list(false));
    if !right.is_empty() {
        let points = weights.specs * right.len() as f64 / asked;
        account.add(points, format!("规格相符：{}", right.join("、")), format!("Specs match: {}", right.join(", ")));
    }
    if !wrong.is_empty() {
        let points = -weights.specs * wrong.len() as f64 / asked;
        account.add(points, format!("规格不符：{}", wrong.join("、")), format!("Specs differ: {}", wrong.join(", ")));
    }
    let is_asked = |name: &&String| wanted.letters.contains(&letters(&fold(name)));
    if let Some(name) = offered.certificates.iter().find(is_asked) {
        account.add(
            weights.certificate_asked,
            format!("有所需证书 {name}"),
            format!("Has the certificate asked for: {name}"),
        );
    } else if let Some(name) = offered.certificates.first() {
        account.add(weights.certificate, format!("有证书 {name}"), format!("Has a certificate: {name}"));
    }
    account.close(
        Factor::Specs,
        ("没有可比较的规格与证书，不加分也不减分", "No specs or certificates to compare: neutral"),
    )
}

pub(super) fn terms(weights: &Weights, wanted: &Wanted, offered: &Offered) -> Reason {
    let mut account = Account::default();
    if let Price::Shown { .. } = offered.price.0 {
        let line = &offered.price.1;
        account.add(weights.price, format!("价格可见：{}", line.zh), format!("The price can be seen: {}", line.en));
    }
    let same_unit = wanted.quantity.as_ref().filter(|(_, unit)| !unit.is_empty() && *unit == offered.unit);
    if let Some((quantity, unit)) = same_unit {
        if let Some(capacity) = offered.capacity {
            let points = if capacity >= *quantity { weights.capacity } else { -weights.misfit };
            account.add(
                points,
                format!("月产能 {} {unit}，需要 {} {unit}", short(capacity), short(*quantity)),
                format!("Capacity {} {unit} a month, wanted {} {unit}", short(capacity), short(*quantity)),
            );
        }
        if let Some(least) = offered.min_order {
            let points = if least <= *quantity { weights.order } else { -weights.misfit };
            account.add(points, format!("起订量 {least} {unit}"), format!("Smallest order {least} {unit}"));
        }
    }
    if let Some((days, lead)) = wanted.days.zip(offered.lead_days) {
        let points = if lead <= days { weights.lead } else { -weights.misfit };
        account.add(
            points,
            format!("交期 {lead} 天，{days} 天内需要"),
            format!("Delivers in {lead} days, wanted in {days}"),
        );
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
        let zh = "曾答复不生产这类产品";
        return account.add(-weights.not_made, zh, "has said that it does not make this");
    }
    if let Some(reliability) = offered.record.reliability() {
        let (percent, (zh, en)) = ((reliability * 100.0).round(), offered.record.made_of());
        let (zh, en) = (format!("以往履约 {percent}%（{zh}）"), format!("track record {percent}% ({en})"));
        account.add(weights.answers * (2.0 * reliability - 1.0), zh, en);
    }
}

pub(super) fn near(weights: &Weights, wanted: &Wanted, offered: &Offered) -> Reason {
    let Some(km) = offered.distance_km else {
        return neutral(Factor::Nearness, ("距离未知，不加分也不减分", "Distance unknown: neutral"));
    };
    let (zh, en) = (format!("相距 {km:.1} 公里"), format!("{km:.1} km away"));
    if !wanted.nearness {
        let text = Say::new(format!("{zh}；就近因素已关闭"), format!("{en}; nearness is switched off"));
        return reason(Factor::Nearness, 0.0, text);
    }
    reason(Factor::Nearness, weights.near * (1.0 - km / weights.far_km).max(0.0), Say::new(zh, en))
}

/// What the pairing does for the chain: a link that the graph knows, one more firm where few list the good, and an input
/// that comes from outside today.
pub(super) fn chain(weights: &Weights, wanted: &Wanted, offered: &Offered) -> Reason {
    let mut account = Account::default();
    if let Some(product) = &offered.goes_into {
        let en = format!("by the chain graph an input of {product}");
        account.add(weights.link, format!("按产业链图谱是{product}的投入"), en);
        let (count, points) = (offered.listed_by, weights.scarce / offered.listed_by.max(1) as f64);
        match count {
            0 => account.add(points, "本市尚无企业列出，可补缺", "no firm of the city lists it: fills a gap"),
            _ => account.add(points, format!("本市 {count} 家列出"), format!("{count} firms of the city list it")),
        }
    }
    if wanted.is_from_outside {
        let zh = "目前不在本市采购，配上可提高本地配套率";
        account.add(weights.home, zh, "not bought in the city today: raises the local sourcing rate");
    }
    let unknown = ("与采购方产品的上下游关系未知，不加分也不减分", "No known link to the buyer's products: neutral");
    account.close(Factor::Chain, unknown)
}
