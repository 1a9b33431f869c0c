//! How figures are made, where they end, and what is withheld.

use super::{Field, Pen, Section};
use crate::clusters::report::Report;
use crate::clusters::report::chains::NEEDS_PER_SUPPLIER;
use crate::clusters::report::clusters::LEAST_FOR_SIZES;
use crate::clusters::report::resilience::SEEN;
use crate::clusters::report::words::{HIDDEN, NONE, count, percent};
use crate::clusters::stats::chain::ClassCuts;
use crate::clusters::stats::disclosure::Rules;
use crate::clusters::stats::stars::StarCuts;
use crate::clusters::stats::strong::StrongCuts;
use crate::clusters::stats::value::ratio;

/// Coverage, definitions, cuts, and what is withheld.
pub fn method(report: &Report, pen: &Pen) -> Vec<Section> {
    vec![coverage(report, pen), definitions(pen), cuts(report, pen)]
}

fn coverage(report: &Report, pen: &Pen) -> Section {
    let columns = pen.lang.t(["数据", "#企业", "#占比"], ["Stated", "#Firms", "#Share"]);
    let note = pen.t(
        "企业的地点都是登记的住所（100%）：没有独立的厂区数据，每家企业视为一个厂。",
        "All firms are located by their headquarters (100 %): there is no data of plants apart from them, and each firm is taken as one plant.",
    );
    let mut section = Section::new("coverage", pen.t("数据质量", "Data quality"), note, &columns);
    let known = report.coverage();
    let names = pen.lang.t(
        ["已核验企业", "填报从业人员", "有坐标", "有行业", "有区县"],
        ["Verified firms", "State their jobs", "Have a place", "State an industry", "State a division"],
    );
    for (name, firms) in names.into_iter().zip(known) {
        let share = firms.and_then(|firms| ratio(firms, known[0]?));
        section.rows.push(vec![Field::text(name), Field::number(firms, count), Field::number(share, percent)]);
    }
    section
}

fn definitions(pen: &Pen) -> Section {
    let columns = pen.lang.t(["指标", "公式", "读法"], ["Index", "Formula", "How to read it"]);
    let mut section = Section::new("definitions", pen.t("指标定义", "Definitions"), "", &columns);
    let rows: [(&str, &str, &str); 12] = pen.lang.t(
        [
            ("区位商 LQ", "(e_ij/e_j)/(e_i/e)", "1 为全市平均；区间以 delta 法计算，宽度取决于企业数"),
            ("EG γ", "(G−(1−X2)H)/((1−X2)(1−H))", "扣除大厂影响后的集聚；>0.05 强，<0 比偶然更分散"),
            ("z", "(G−(1−X2)H)/√Var G", ">1.96 表示集聚超出偶然"),
            ("HHI", "Σ份额²", "1 为一家独占"),
            ("三星", "规模前 10%、LQ≥2、占区县比重前 10%", "各一星；区县少时总有一个第一，宜与全省比较"),
            ("强集群", "LQ≥P75 且 >1，从业人员≥P20", "是或否"),
            ("Gi*", "邻域和的标准化得分", "90/95/99% 热点、冷点"),
            ("M(r)", "r 内同行业占比均值 / 全市占比", "Marcon、Puech 2010；1 为偶然，阴影为随机分配的 99% 范围"),
            ("满足度", "min(1, 供给/需求)", "有产能和数量时按量，否则按每家供应企业满足若干条需求"),
            ("完整度", "Σw·满足度/Σw", "w 为需求数"),
            ("本地配套率", "本地采购/说明来源的需求", "并给出上下限"),
            ("ESRI", "企业停产后全部产出损失的比重", "Diem 等 2022；有市场份额替代"),
        ],
        [
            (
                "Location quotient",
                "(e_ij/e_j)/(e_i/e)",
                "1 is the city’s average; its interval by the delta method, as wide as counts of firms make it",
            ),
            (
                "EG γ",
                "(G−(1−X2)H)/((1−X2)(1−H))",
                "Clustering beyond large plants; above 0.05 strong, below 0 more dispersed than chance",
            ),
            ("z", "(G−(1−X2)H)/√Var G", "Above 1.96 more than chance"),
            ("HHI", "Σ share²", "1 where one has all"),
            (
                "Stars",
                "first 10 % by size; LQ of 2; first 10 % by share of the district",
                "One each; with few districts somebody is always first, so compare with the province",
            ),
            ("Strong", "LQ ≥ P75 and > 1, jobs ≥ P20", "Yes or no"),
            ("Gi*", "standard score of the sum around", "Hot and cold at 90, 95, 99 %"),
            (
                "M(r)",
                "mean share within r / share in the city",
                "Marcon and Puech 2010; 1 is chance, with 99 % of random deals",
            ),
            (
                "Met",
                "min(1, supply/demand)",
                "By quantity where both are stated, else by needs that a supplier can serve",
            ),
            ("Completeness", "Σ w·met/Σ w", "w is the number of needs"),
            ("Local sourcing", "bought locally / needs that say where", "With bounds"),
            (
                "ESRI",
                "share of all output lost if a firm stops",
                "Diem and others 2022; with replacement by market share",
            ),
        ],
    );
    let row = |(name, formula, reading): (&str, &str, &str)| {
        vec![Field::text(name), Field::text(formula), Field::text(reading)]
    };
    section.rows = rows.into_iter().map(row).collect();
    section
}

fn cuts(report: &Report, pen: &Pen) -> Section {
    let (rules, stars, strong, class) =
        (Rules::default(), StarCuts::default(), StrongCuts::default(), ClassCuts::default());
    let (primary, further) = report.withheld();
    let note = format!(
        "{HIDDEN} {}；{NONE} {}",
        pen.t("不予公布（一种符号，不分原因，绝不以 0 代替）", "withheld (one sign whatever the reason, never 0)"),
        pen.t("没有基数或企业太少，不计算。两个季度之差、按日变化的当季数字可能使个别企业可推断，已分别保密但未联合审计。", "no base, or too few firms to compute. Differences between quarters, and between days of the present one, are each protected but not audited together."),
    );
    let columns = pen.lang.t(["规则", "数值"], ["Rule", "Value"]);
    let mut section = Section::new("cuts", pen.t("门槛与保密", "Cuts and what is withheld"), &note, &columns);
    let rows = [
        (pen.t("公布所需最少企业", "Firms behind a figure at least"), rules.least.to_string()),
        (pen.t("前两家占比低于", "The two largest have less than"), percent(rules.dominance)),
        (pen.t("其余企业合计不低于最大企业的", "All others have of the largest at least"), percent(rules.p_ratio)),
        (pen.t("可推断区间宽度不低于数值的", "Bounds that can be inferred are wider than"), percent(rules.width)),
        (pen.t("γ、HHI 所需企业", "Firms behind γ and HHI at least"), LEAST_FOR_SIZES.to_string()),
        (pen.t("专业化星级区位商", "Quotient of the star for specialisation"), stars.quotient.to_string()),
        (
            pen.t("强集群分位（区位商/从业人员）", "Quantiles of strong clusters (quotient/jobs)"),
            format!("{}/{}", strong.quotient, strong.jobs),
        ),
        (pen.t("薄弱：满足度低于", "Fragile: met below"), percent(class.fill)),
        (pen.t("薄弱：供给 HHI 高于", "Fragile: HHI of supply above"), class.hhi.to_string()),
        (
            pen.t("无数量时每家供应企业可满足需求", "Needs that a supplier serves where quantities are not stated"),
            NEEDS_PER_SUPPLIER.to_string(),
        ),
        (pen.t("平台所见往来占比（ESRI）", "Part of trade that the site sees (ESRI)"), percent(SEEN)),
        (pen.t("本身隐去的数字", "Figures withheld for their own sake"), primary.to_string()),
        (pen.t("为保护它们隐去的数字", "Further ones to protect them"), further.to_string()),
    ];
    section.rows = rows.into_iter().map(|(name, value)| vec![Field::text(name), Field::text(value)]).collect();
    section
}
