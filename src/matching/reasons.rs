//! The reasons of a pairing, in points that add up to its score.
//!
//! Five factors, always the same and in this order: fit (80 points at most), specs and certificates, terms (price,
//! quantity, lead time), nearness, and whether the pairing closes a link of the industrial chain. A factor of which
//! nothing is known is worth nothing and says so. Nothing else moves a rank.

use super::known::Fit;
use super::listed::{How, MAIN_SHARE};
use crate::lang::Say;
use crate::products::rules::Price;
use crate::specs::{Spec, Value};
use crate::words::script::{fold, letters};

/// Points of specs that all match, of a certificate that was asked for, and of one that was not.
const SPECS: f64 = 4.0;
const CERTIFICATE_ASKED: f64 = 2.0;
const CERTIFICATE: f64 = 1.0;
/// Points of a price that can be seen, of capacity, of the smallest order, of the lead time; what a misfit costs.
const PRICE: f64 = 1.0;
const CAPACITY: f64 = 2.0;
const ORDER: f64 = 1.0;
const LEAD: f64 = 1.0;
const MISFIT: f64 = -2.0;
/// Points of next door, and the distance in kilometres at which none are left.
const NEAR: f64 = 5.0;
const FAR_KM: f64 = 60.0;
/// Points of a link of the chain.
const LINK: f64 = 4.0;

/// What speaks for or against a pairing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// The good itself.
    Fit,
    /// Specs and certificates.
    Specs,
    /// Price, quantity and lead time.
    Terms,
    /// Distance.
    Nearness,
    /// The industrial chain.
    Chain,
}

impl Factor {
    /// The stable word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Factor::Fit => "fit",
            Factor::Specs => "specs",
            Factor::Terms => "terms",
            Factor::Nearness => "nearness",
            Factor::Chain => "chain",
        }
    }
}

/// One reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Its factor.
    pub factor: Factor,
    /// Its points, in hundredths.
    pub points: f64,
    /// Why, in words.
    pub text: Say,
}

/// What is wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The words of the need, folded, letters only: certificates are looked for in them.
    pub letters: String,
    /// Grades and sizes that stand in its words, folded.
    pub marks: Vec<String>,
    /// Its specs.
    pub specs: Vec<Spec>,
    /// How much, with the unit; a month's need, or one purchase.
    pub quantity: Option<(f64, String)>,
    /// Days until it is needed.
    pub days: Option<i64>,
    /// Whether nearness counts.
    pub nearness: bool,
}

/// What is offered.
#[derive(Debug, Clone)]
pub struct Offered {
    /// What it is called.
    pub name: String,
    /// Why it fits, and how well.
    pub fit: (Fit, f32),
    /// Share of its firm's revenue.
    pub share: Option<f64>,
    /// Its specs.
    pub specs: Vec<Spec>,
    /// Its valid certificates.
    pub certificates: Vec<String>,
    /// Its price as the reader may see it, and the line that says so.
    pub price: (Price, Say),
    /// Smallest order and capacity a month, in its unit.
    pub min_order: Option<f64>,
    pub capacity: Option<f64>,
    pub unit: String,
    /// Days from order to delivery.
    pub lead_days: Option<i64>,
    /// Kilometres to the buyer.
    pub distance_km: Option<f64>,
    /// The buyer's product that it goes into, by the chain graph.
    pub goes_into: Option<String>,
}

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

/// The reasons, and the score that they add up to.
pub fn weigh(wanted: &Wanted, offered: &Offered) -> (f64, Vec<Reason>) {
    let reasons =
        vec![fit(offered), specs(wanted, offered), terms(wanted, offered), near(wanted, offered), chain(offered)];
    let score: f64 = reasons.iter().map(|reason| reason.points).sum();
    ((score * 100.0).round() / 100.0, reasons)
}

fn fit(offered: &Offered) -> Reason {
    let name = &offered.name;
    let (zh, en) = match offered.fit.0 {
        Fit::Lists(How::Same) => (format!("列有所需产品：{name}"), format!("Lists what is wanted: {name}")),
        Fit::Lists(How::Narrower) => (format!("列有更细的品种：{name}"), format!("Lists a narrower kind: {name}")),
        Fit::Lists(How::Wider) => (format!("列有更宽的品类：{name}"), format!("Lists a wider kind: {name}")),
        Fit::Lists(_) => (format!("列有名称相近的产品：{name}"), format!("Lists something named alike: {name}")),
        Fit::LikelyMakes => (
            format!("没有列出，但很可能能做；最接近的产品：{name}"),
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

fn specs(wanted: &Wanted, offered: &Offered) -> Reason {
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
        let points = SPECS * right.len() as f64 / asked;
        account.add(points, format!("规格相符：{}", right.join("、")), format!("Specs match: {}", right.join(", ")));
    }
    if !wrong.is_empty() {
        let points = -SPECS * wrong.len() as f64 / asked;
        account.add(points, format!("规格不符：{}", wrong.join("、")), format!("Specs differ: {}", wrong.join(", ")));
    }
    let is_asked = |name: &&String| wanted.letters.contains(&letters(&fold(name)));
    if let Some(name) = offered.certificates.iter().find(is_asked) {
        account.add(CERTIFICATE_ASKED, format!("有所需证书 {name}"), format!("Has the certificate asked for: {name}"));
    } else if let Some(name) = offered.certificates.first() {
        account.add(CERTIFICATE, format!("有证书 {name}"), format!("Has a certificate: {name}"));
    }
    account.close(
        Factor::Specs,
        ("没有可比较的规格与证书，不加分也不减分", "No specs or certificates to compare: neutral"),
    )
}

fn terms(wanted: &Wanted, offered: &Offered) -> Reason {
    let mut account = Account::default();
    if let Price::Shown { .. } = offered.price.0 {
        let line = &offered.price.1;
        account.add(PRICE, format!("价格可见：{}", line.zh), format!("The price can be seen: {}", line.en));
    }
    let same_unit = wanted.quantity.as_ref().filter(|(_, unit)| !unit.is_empty() && *unit == offered.unit);
    if let Some((quantity, unit)) = same_unit {
        if let Some(capacity) = offered.capacity {
            let points = if capacity >= *quantity { CAPACITY } else { MISFIT };
            account.add(
                points,
                format!("月产能 {capacity} {unit}，需要 {quantity} {unit}"),
                format!("Capacity {capacity} {unit} a month, wanted {quantity} {unit}"),
            );
        }
        if let Some(least) = offered.min_order {
            let points = if least <= *quantity { ORDER } else { MISFIT };
            account.add(points, format!("起订量 {least} {unit}"), format!("Smallest order {least} {unit}"));
        }
    }
    if let Some((days, lead)) = wanted.days.zip(offered.lead_days) {
        let points = if lead <= days { LEAD } else { MISFIT };
        account.add(
            points,
            format!("交期 {lead} 天，{days} 天内需要"),
            format!("Delivers in {lead} days, wanted in {days}"),
        );
    }
    account.close(
        Factor::Terms,
        ("价格、数量与交期没有可比较的信息，不加分也不减分", "No price, quantity or lead time to compare: neutral"),
    )
}

fn near(wanted: &Wanted, offered: &Offered) -> Reason {
    let Some(km) = offered.distance_km else {
        return neutral(Factor::Nearness, ("距离未知，不加分也不减分", "Distance unknown: neutral"));
    };
    let (zh, en) = (format!("相距 {km:.1} 公里"), format!("{km:.1} km away"));
    if !wanted.nearness {
        let text = Say::new(format!("{zh}；就近因素已关闭"), format!("{en}; nearness is switched off"));
        return reason(Factor::Nearness, 0.0, text);
    }
    reason(Factor::Nearness, NEAR * (1.0 - km / FAR_KM).max(0.0), Say::new(zh, en))
}

fn chain(offered: &Offered) -> Reason {
    match &offered.goes_into {
        Some(product) => {
            let zh = format!("按产业链图谱是{product}的投入，本市配套可补强链条");
            let en = format!("By the chain graph an input of {product}: a local link strengthens the chain");
            reason(Factor::Chain, LINK, Say::new(zh, en))
        }
        None => neutral(
            Factor::Chain,
            ("与采购方产品的上下游关系未知，不加分也不减分", "No known link to the buyer's products: neutral"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::specs::parse;

    fn offered() -> Offered {
        Offered {
            name: "不锈钢管304".into(),
            fit: (Fit::Lists(How::Same), 72.345),
            share: Some(0.35),
            specs: vec![],
            certificates: vec![],
            price: (Price::Unstated, Say::new("", "")),
            min_order: None,
            capacity: None,
            unit: String::new(),
            lead_days: None,
            distance_km: None,
            goes_into: None,
        }
    }

    fn points(wanted: &Wanted, offered: &Offered, factor: Factor) -> f64 {
        let (score, reasons) = weigh(wanted, offered);
        assert!(reasons.len() <= 5);
        let sum: f64 = reasons.iter().map(|reason| reason.points).sum();
        assert!((sum - score).abs() < 0.01 && (0.0..=100.0).contains(&score), "{score} {reasons:?}");
        reasons.into_iter().find(|reason| reason.factor == factor).unwrap().points
    }

    #[test]
    fn what_is_not_known_is_neutral_and_says_so() {
        let (score, reasons) = weigh(&Wanted::default(), &offered());
        assert_eq!(score, 72.35);
        assert!(reasons[1..].iter().all(|reason| reason.points == 0.0 && reason.text.zh.contains("不加分也不减分")));
        assert!(reasons[0].text.zh.contains("35%"));
    }

    #[test]
    fn specs_certificates_and_terms_count_both_ways() {
        let with = |specs: &str| Wanted { specs: parse(specs).unwrap(), ..Wanted::default() };
        let own = Offered { specs: parse("口径=50-80mm;材质=304").unwrap(), ..offered() };
        for (specs, expected) in
            [("口径=60mm", 4.0), ("口径=9cm", -4.0), ("口径=60mm;材质=316", 0.0), ("重量=3kg", 0.0)]
        {
            assert_eq!(points(&with(specs), &own, Factor::Specs), expected, "{specs}");
        }
        let marked =
            Wanted {
                marks: vec!["304".into()], letters: "求购304不锈钢管要iso9001".into(), ..Wanted::default()
            };
        assert_eq!(
            points(&marked, &Offered { certificates: vec!["ISO 9001".into()], ..offered() }, Factor::Specs),
            6.0
        );
        let wanted = Wanted { quantity: Some((10.0, "吨".into())), days: Some(20), ..Wanted::default() };
        for (capacity, least, lead, expected) in [(50.0, 1.0, 7, 4.0), (5.0, 20.0, 30, -6.0)] {
            let own = Offered {
                capacity: Some(capacity),
                min_order: Some(least),
                lead_days: Some(lead),
                unit: "吨".into(),
                ..offered()
            };
            assert_eq!(points(&wanted, &own, Factor::Terms), expected);
            assert_eq!(points(&wanted, &Offered { unit: "米".into(), lead_days: None, ..own }, Factor::Terms), 0.0);
        }
    }

    #[test]
    fn nearness_switched_off_leaves_no_bonus() {
        let own = |km| Offered { distance_km: Some(km), ..offered() };
        let wanted = |nearness| Wanted { nearness, ..Wanted::default() };
        for (km, on) in [(0.0, 5.0), (30.0, 2.5), (900.0, 0.0)] {
            assert_eq!(points(&wanted(true), &own(km), Factor::Nearness), on);
            assert_eq!(points(&wanted(false), &own(km), Factor::Nearness), 0.0);
        }
        assert_eq!(
            points(&wanted(true), &Offered { goes_into: Some("换热器".into()), ..offered() }, Factor::Chain),
            4.0
        );
    }
}
