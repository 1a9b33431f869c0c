//! What the factors beside the fit are worth: a setting of which every version is kept.

use crate::faults::Fault;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// Points that all factors beside the fit may add at most, so that a score stays within 100.
pub const MOST_BESIDE_FIT: f64 = 20.0;
/// Points that one misfit or an old refusal may cost at most.
const MOST_COST: f64 = 20.0;

macro_rules! weights {
    ($($(#[$doc:meta])* $name:ident = $usual:literal ($zh:literal, $en:literal);)+) => {
        /// Points of each observation; those that speak against a pairing are subtracted.
        #[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct Weights { $($(#[$doc])* pub $name: f64,)+ }

        impl Default for Weights {
            fn default() -> Weights {
                Weights { $($name: $usual),+ }
            }
        }

        impl Weights {
            /// Each weight: its word, what it is worth, what it is called.
            pub fn named(&self) -> Vec<(&'static str, f64, Say)> {
                vec![$((stringify!($name), self.$name, Say::new($zh, $en))),+]
            }

            /// Sets the weight of that word; false where there is none.
            pub fn set(&mut self, word: &str, value: f64) -> bool {
                match word {
                    $(stringify!($name) => self.$name = value,)+
                    _ => return false,
                }
                true
            }
        }
    };
}

weights! {
    /// All specs match.
    specs = 4.0 ("规格全部相符", "All specs match");
    /// A certificate that was asked for.
    certificate_asked = 2.0 ("有所要求的证书", "Has a certificate that is asked for");
    /// A certificate that was not asked for.
    certificate = 1.0 ("有其他证书", "Has another certificate");
    /// The price can be seen.
    price = 1.0 ("价格可见", "The price can be seen");
    /// Capacity is enough.
    capacity = 2.0 ("产能足够", "Capacity is enough");
    /// The smallest order is small enough.
    order = 1.0 ("满足起订量", "The smallest order is small enough");
    /// It delivers in time.
    lead = 1.0 ("交期满足", "Delivers in time");
    /// How reliable the firm has been: a record without a fault adds this, one without any good takes it away.
    answers = 1.0 ("以往履约全部良好", "A faultless track record");
    /// Next door.
    near = 5.0 ("就在附近", "Next door");
    /// The distance in kilometres at which nothing is left of that.
    far_km = 60.0 ("就近加分为零的距离（公里）", "Distance at which nearness is worth nothing (km)");
    /// A link that the chain graph knows.
    link = 1.5 ("产业链图谱上的链接", "A link of the chain graph");
    /// The good is scarce: one firm lists it. Half of that for two, a third for three.
    scarce = 0.75 ("本市仅一家列出", "One firm of the city lists it");
    /// It comes from outside today.
    home = 0.75 ("目前不在本市采购", "Not bought in the city today");
    /// What one misfit costs: capacity, smallest order, lead time.
    misfit = 2.0 ("一项条件不符扣", "Cost of one misfit");
    /// What it costs to have said that this is not made.
    not_made = 10.0 ("曾答复不生产扣", "Cost of having said that it does not make this");
}

impl Weights {
    /// The most that the factors beside the fit can add.
    pub fn most(&self) -> f64 {
        let terms = self.price + self.capacity + self.order + self.lead + self.answers;
        let certificate = self.certificate_asked.max(self.certificate);
        self.specs + certificate + terms + self.near + self.link + self.scarce + self.home
    }

    /// These weights, if a score made of them stays within 100.
    ///
    /// # Errors
    /// `Invalid` with each weight that is out of range, and when they are too much together.
    pub fn checked(self) -> AppResult<Weights> {
        let mut faults: Vec<Fault> = vec![];
        for (word, value, _) in self.named() {
            let (least, most) = match word {
                "far_km" => (1.0, 1_000.0),
                "misfit" | "not_made" => (0.0, MOST_COST),
                _ => (0.0, MOST_BESIDE_FIT),
            };
            if !(least..=most).contains(&value) {
                let fix = Say::new(format!("请填写 {least} 到 {most}"), format!("Use {least} to {most}"));
                faults.push(Fault::new(word, &value.to_string(), Say::new("不在允许的范围内", "Out of range"), fix));
            }
        }
        if faults.is_empty() && self.most() > MOST_BESIDE_FIT + 1e-9 {
            let most = format!("{:.2}", self.most());
            let cause = Say::new(format!("加分合计 {most}"), format!("Together they add {most}"));
            let fix = Say::new(
                format!("合计不能超过 {MOST_BESIDE_FIT}，请调低几项"),
                format!("Together they may add {MOST_BESIDE_FIT}; lower some"),
            );
            faults.push(Fault::new("specs", &most, cause, fix));
        }
        if faults.is_empty() { Ok(self) } else { Err(AppError::Invalid(faults)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_weights_leave_a_score_within_a_hundred() {
        assert_eq!(Weights::default().checked().unwrap().most(), MOST_BESIDE_FIT);
    }

    #[test]
    fn weights_out_of_range_are_named() {
        let usual = Weights::default();
        for (wrong, field) in [
            (Weights { near: -1.0, ..usual }, "near"),
            (Weights { far_km: 0.0, ..usual }, "far_km"),
            (Weights { link: 2.0, ..usual }, "specs"),
            (Weights { price: f64::NAN, ..usual }, "price"),
        ] {
            let Err(AppError::Invalid(faults)) = wrong.checked() else { panic!("{wrong:?}") };
            assert_eq!(faults[0].field, field);
        }
        let mut weights = usual;
        assert!(weights.set("near", 2.0) && !weights.set("none", 1.0));
        assert_eq!(weights.near, 2.0);
    }
}
