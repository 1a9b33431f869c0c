//! A need in words.

use crate::lang::Lang;
use crate::needs::store::NeedRow;
use crate::needs::{CurrentSource, Period};

/// How often, in words; empty where the firm does not say.
pub fn period(period: Period, lang: Lang) -> &'static str {
    match period {
        Period::Unsaid => "",
        Period::Once => lang.t("一次性", "once"),
        Period::Month => lang.t("每月", "a month"),
        Period::Year => lang.t("每年", "a year"),
    }
}

/// Where it comes from today, in words; empty where the firm does not say.
pub fn source(source: CurrentSource, lang: Lang) -> &'static str {
    match source {
        CurrentSource::Unsaid => "",
        CurrentSource::Local => lang.t("本地采购", "Bought in this city"),
        CurrentSource::Outside => lang.t("外地采购", "Bought outside"),
        CurrentSource::None => lang.t("暂无货源", "No source yet"),
    }
}

/// `每月 1200 件`, or as much of it as the firm says.
pub fn quantity(row: &NeedRow, lang: Lang) -> String {
    let Some(quantity) = row.quantity else { return period(row.period, lang).into() };
    let amount = format!("{quantity} {}", row.unit);
    let often = period(row.period, lang);
    let both = lang.t([often, amount.trim()], [amount.trim(), often]);
    both.join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::FirmId;
    use crate::listings::ListingState;
    use crate::needs::{NeedFields, NeedId};
    use crate::units::Decimal;

    #[test]
    fn a_quantity_says_what_is_known() {
        for (amount, unit, often, zh, en) in [
            (Some(1200), "件", Period::Month, "每月 1200 件", "1200 件 a month"),
            (Some(5), "", Period::Unsaid, "5", "5"),
            (None, "件", Period::Year, "每年", "a year"),
            (None, "", Period::Unsaid, "", ""),
        ] {
            let fields = NeedFields {
                quantity: amount.map(Decimal::whole),
                unit: unit.into(),
                period: often,
                ..NeedFields::empty()
            };
            let firm = FirmId("f".into());
            let row =
                NeedRow::new(NeedId::new(), "N1".into(), firm, fields, None, ListingState::Draft, crate::clock::now());
            assert_eq!((quantity(&row, Lang::Zh).as_str(), quantity(&row, Lang::En).as_str()), (zh, en));
        }
    }
}
