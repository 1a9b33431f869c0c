use super::at;
use crate::alerts::MatterKind;
use crate::alerts::resolution::{Facts, Resolution, clears};

#[test]
fn only_what_is_true_clears() {
    let (started, now) = (at("2026-10-08 10:00"), at("2026-10-12 10:00"));
    let with = |text: &str| Resolution { at: now, text: text.into() };
    for (facts, text, is_cleared) in [
        (Facts::Need { suppliers: 0, is_withdrawn: false }, "已联系三家企业，都在谈", false),
        (Facts::Need { suppliers: 1, is_withdrawn: false }, "", true),
        (Facts::Need { suppliers: 0, is_withdrawn: true }, "", true),
        (Facts::Enquiry { answers: 0, is_withdrawn: false }, "已电话催办", false),
        (Facts::Enquiry { answers: 1, is_withdrawn: false }, "", true),
        (Facts::Verification { is_decided: false }, "材料齐全", false),
        (Facts::Verification { is_decided: true }, "", true),
        (Facts::Gap { suppliers: 2, wanted: 3 }, "已引进一家", false),
        (Facts::Gap { suppliers: 3, wanted: 3 }, "", true),
        (Facts::Task, "", false),
        (Facts::Task, "……。。。。", false),
        (Facts::Task, "已协调供电", true),
    ] {
        assert_eq!(clears(&facts, &with(text), started, now).is_ok(), is_cleared, "{facts:?} {text}");
        assert!(MatterKind::ALL.contains(&facts.kind()) && !facts.rule().zh.is_empty());
    }
    for wrong in ["2026-10-08 09:59", "2026-10-12 10:01"] {
        let resolution = Resolution { at: at(wrong), text: "已协调供电".into() };
        assert_eq!(clears(&Facts::Task, &resolution, started, now).unwrap_err().field, "at");
    }
}
