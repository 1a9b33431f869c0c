//! A plan as a table to hand out.

use super::rules::Effects;
use super::store::{Line, PlanRow};
use crate::http::download::{Cell, Table};
use crate::lang::Lang;

/// What the plan chose, one row for each need.
pub fn choices(lines: Vec<Line>, lang: Lang) -> Table {
    let header = lang.t(
        ["需求编码", "需求", "产品编码", "产品", "企业编码", "企业", "得分", "名次", "与最优差", "锁定"],
        ["need", "text", "product", "product name", "firm", "firm name", "score", "place", "short of best", "pinned"],
    );
    let points = |hundredths: i64| Cell::Number(hundredths as f64 / 100.0);
    let row = |line: Line| {
        let pinned = if line.row.pinned { lang.t("是", "yes") } else { "" };
        let [need, product, seller] = [line.need, line.product, line.seller];
        vec![
            need.0.into(),
            need.1.into(),
            product.0.into(),
            product.1.into(),
            seller.0.into(),
            seller.1.into(),
            points(line.row.score),
            Cell::Number(line.row.place as f64),
            points(line.row.short),
            pinned.into(),
        ]
    };
    let name = lang.t("配对", "pairings").to_owned();
    Table { name, header: header.map(str::to_owned).to_vec(), rows: lines.into_iter().map(row).collect() }
}

/// What the plan is worth and does.
pub fn summary(plan: &PlanRow, effects: &Effects, lang: Lang) -> Table {
    let points = |thousandths: i64| Cell::Number(thousandths as f64 / 1_000.0);
    let count = |count: usize| Cell::Number(count as f64);
    let percent = |percent: Option<f64>| percent.map_or(Cell::Empty, Cell::Number);
    let rows = [
        (lang.t("方案", "plan"), Cell::Text(plan.name.clone())),
        (lang.t("总分", "total"), points(plan.total())),
        (lang.t("上界", "bound"), points(plan.bound)),
        (lang.t("开放需求", "open needs"), Cell::Number(effects.all.count as f64)),
        (
            lang.t("本地配套率（数量，前）%", "local rate by count before %"),
            percent(effects.before.percent_of(&effects.all)),
        ),
        (
            lang.t("本地配套率（数量，后）%", "local rate by count after %"),
            percent(effects.after.percent_of(&effects.all)),
        ),
        (
            lang.t("本地配套率（金额，前）%", "local rate by amount before %"),
            percent(effects.before.amount_percent_of(&effects.all)),
        ),
        (
            lang.t("本地配套率（金额，后）%", "local rate by amount after %"),
            percent(effects.after.amount_percent_of(&effects.all)),
        ),
        (lang.t("供应企业", "suppliers"), count(effects.suppliers)),
        (lang.t("其中小微企业", "small ones"), count(effects.small_suppliers)),
        (lang.t("补强的品类", "goods strengthened"), count(effects.links)),
    ];
    let header = lang.t(["指标", "数值"], ["figure", "value"]).map(str::to_owned).to_vec();
    let rows = rows.into_iter().map(|(name, value)| vec![name.into(), value]).collect();
    Table { name: lang.t("概要", "summary").to_owned(), header, rows }
}
