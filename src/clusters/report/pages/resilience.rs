//! What breaks the chain.

use super::{Field, Pen, Section, chain_link, firm_link};
use crate::clusters::report::Report;
use crate::clusters::report::resilience::WhatIf;
use crate::clusters::report::words::{count, percent};
use crate::clusters::stats::value::Absent;
use crate::http::in_address;

fn share(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// Critical firms, and goods with one source. A critical firm's link adds it to what is already switched off by the
/// address of a trial.
pub fn resilience(report: &Report, pen: &Pen, trial: &str) -> Vec<Section> {
    vec![risks(report, pen, trial), singles(report, pen), pillars(report, pen)]
}

/// Firms on which the network hangs together.
fn pillars(report: &Report, pen: &Pen) -> Section {
    let columns = pen.lang.t(
        ["企业", "割点", "#只能经由它到达的企业", "#影响力"],
        ["Firm", "Articulation point", "#Firms reached through it alone", "#Influence"],
    );
    let note = pen.t(
        "割点：没有它，网络断成几块。只能经由它到达：从最上游出发的每条供应路径都经过它。影响力：需求沿供应链向上游传递后归于它的份额（每步传递一半）。",
        "Articulation point: the network falls apart without it. Reached through it alone: every way from the raw inputs passes it. Influence: the share of demand that ends up at it, followed upstream with half passed on at each step.",
    );
    let mut section = Section::new("pillars", pen.t("网络支点", "What the network hangs on"), note, &columns);
    for pillar in &report.resilience.pillars {
        section.rows.push(vec![
            firm_link(report, pillar.firm),
            Field::text(if pillar.parts { pen.t("是", "yes") } else { pen.t("否", "no") }),
            Field::count(pillar.behind),
            Field::number(pillar.influence, share),
        ]);
    }
    section
}

fn risks(report: &Report, pen: &Pen, trial: &str) -> Section {
    let columns = pen.lang.t(
        ["企业", "#系统性风险 ESRI", "#缺货传导", "#订单传导", "#自身占比", "#放大倍数", "试算"],
        [
            "Firm",
            "#Systemic risk ESRI",
            "#For want of goods",
            "#For want of orders",
            "#Own share",
            "#Times its share",
            "Try",
        ],
    );
    let found = &report.resilience;
    let note = format!(
        "{} {} / {}。{} {}",
        pen.t("推断网络中的企业 / 供需关系：", "Firms / links of the inferred network:"),
        count(found.len() as f64),
        count(found.links as f64),
        pen.t(
            "每条需求视为由排名第一的配对企业供应，金额取预算；假定平台看到企业一半的往来；有市场份额替代。未收敛：",
            "Each need is taken to be served by the firm of its first pairing for its budget; the site is taken to see half of a firm’s trade; others replace by their share of the market. Not converged:"
        ),
        found.unsettled,
    );
    let mut section = Section::new("risks", pen.t("关键企业", "Critical firms"), &note, &columns);
    let (title, before) = match trial {
        "" => (pen.t("停产会怎样", "If it stops"), String::new()),
        trial => (pen.t("也停产", "If it stops too"), format!("{trial}&")),
    };
    for risk in &found.risks {
        let firm = &report.market.firms[risk.firm as usize];
        let and = if pen.query.is_empty() { "?" } else { "&" };
        let off = format!("{}{and}{before}off={}#off", pen.to("/resilience"), in_address(&firm.code));
        section.rows.push(vec![
            firm_link(report, risk.firm),
            Field::number(Ok(risk.esri.total), share),
            Field::number(Ok(risk.esri.downstream), share),
            Field::number(Ok(risk.esri.upstream), share),
            Field::number(Ok(risk.share), share),
            Field::number(crate::clusters::stats::value::ratio(risk.esri.total, risk.share), |v| format!("{v:.1}")),
            Field::link(title, off),
        ]);
    }
    section
}

/// Goods with one source.
fn singles(report: &Report, pen: &Pen) -> Section {
    let columns =
        pen.lang.t(["品类", "唯一供应企业", "#依赖它的需求"], ["Good", "Its only supplier", "#Needs that rest on it"]);
    let mut section = Section::new("singles", pen.t("单一来源品类", "Goods with one source"), "", &columns);
    for single in &report.resilience.singles {
        section.rows.push(vec![
            chain_link(report, single.node, pen),
            firm_link(report, single.firm),
            Field::count(single.needs),
        ]);
    }
    section
}

/// What happens if firms stop: who loses, in which industries, and who could serve instead.
pub fn what_if(report: &Report, pen: &Pen, found: &Result<WhatIf, Absent>) -> Vec<Section> {
    match found {
        Ok(found) => vec![losses(report, pen, found), by_industry(report, pen, found), backups(report, pen, found)],
        Err(why) => {
            let note = match why {
                Absent::NotConverged => pen.t(
                    "这次试算没有收敛，没有可以公布的结果；请减小冲击幅度再试。",
                    "The trial did not settle, so there is no figure; try a smaller shock.",
                ),
                _ => pen.t("所选企业都不在推断的供需网络中。", "None of the firms chosen is in the inferred network."),
            };
            vec![Section::new("off", pen.t("试算结果", "What is lost"), note, &[])]
        }
    }
}

fn losses(report: &Report, pen: &Pen, found: &WhatIf) -> Section {
    let columns = pen.lang.t(["企业", "#自身损失", "#占全部往来"], ["Firm", "#Loses of its own", "#Of all trade"]);
    let note = format!(
        "{} {}；{} {}（{} {}）",
        pen.t("受冲击企业：", "Firms struck:"),
        found.struck,
        pen.t("全部损失合计（单家全停时等于其 ESRI）：", "all losses together (for one firm, its ESRI):"),
        share(found.total),
        pen.t("其中未列出的企业：", "of firms that are not listed:"),
        share(found.rest),
    );
    let mut hit = Section::new("off", pen.t("试算结果", "What is lost"), &note, &columns);
    for (firm, loss, part) in &found.hit {
        hit.rows.push(vec![
            firm_link(report, *firm),
            Field::number(Ok(*loss), percent),
            Field::number(Ok(*part), share),
        ]);
    }
    hit
}

fn by_industry(report: &Report, pen: &Pen, found: &WhatIf) -> Section {
    let columns = pen.lang.t(["行业", "#占全部往来"], ["Industry", "#Of all trade"]);
    let mut section = Section::new("lost", pen.t("分行业损失", "Loss by industry"), "", &columns);
    for (code, part) in &found.industries {
        let named = report.grid.tops.iter().find(|named| named.code == *code && !code.is_empty());
        let name = named.map_or(pen.t("未注明", "Not stated"), |named| &named.name);
        section.rows.push(vec![Field::text(name), Field::number(Ok(*part), share)]);
    }
    section
}

fn backups(report: &Report, pen: &Pen, found: &WhatIf) -> Section {
    let columns = pen.lang.t(["需求", "买方", "本地备选（得分）"], ["Need", "Buyer", "Local backups (score)"]);
    let mut backups = Section::new("backups", pen.t("备选供应企业", "Backups"), "", &columns);
    for (need, offers) in &found.backups {
        let need = &report.market.needs[*need as usize];
        let sellers = offers.iter().map(|offer| {
            let firm = firm_link(report, offer.firm);
            Field { text: format!("{}（{:.1}）", firm.text, offer.score as f64 / 100.0), ..firm }
        });
        let sellers = Field::several(sellers);
        backups.rows.push(vec![
            Field::link(&need.text, format!("/needs/{}", in_address(&need.code))),
            firm_link(report, need.firm),
            sellers,
        ]);
    }
    backups
}
