//! What a batch's state is called, and how it looks.

use crate::imports::State;
use crate::imports::batch::{Outcome, UndoneTable};
use crate::imports::report::Counts;
use crate::imports::sheets::Sheet;
use crate::imports::store::BatchRow;
use crate::lang::Lang;

/// The state in words.
pub fn state(batch: &BatchRow, lang: Lang) -> &'static str {
    match batch.state {
        State::Checking => lang.t("检查中", "Being checked"),
        State::Checked if batch.faults > 0 => lang.t("有错误，待处理", "Faults found"),
        State::Checked => lang.t("检查通过，待确认", "Waits for your word"),
        State::Applying => lang.t("写入中", "Being written"),
        State::Applied => lang.t("已导入", "Imported"),
        State::Failed => lang.t("无法导入", "Not importable"),
        State::Undone => lang.t("已撤销", "Undone"),
    }
}

/// The class of the state's tag.
pub fn state_class(batch: &BatchRow) -> &'static str {
    match batch.state {
        State::Applied => "ok",
        State::Checked => "warn",
        State::Failed => "bad",
        State::Checking | State::Applying | State::Undone => "",
    }
}

/// The counts in one line, those that are not zero.
pub fn counts(counts: Counts, lang: Lang) -> String {
    let parts = [
        (counts.new, lang.t("新增", "new")),
        (counts.changed, lang.t("更新", "changed")),
        (counts.same, lang.t("不变", "same")),
        (counts.refused, lang.t("拒绝", "refused")),
    ];
    let shown = parts.iter().filter(|(count, _)| *count > 0);
    shown
        .map(|(count, word)| lang.t(format!("{word} {count}"), format!("{count} {word}")))
        .collect::<Vec<_>>()
        .join(lang.t("，", ", "))
}

/// A table's name.
pub fn sheet(sheet: Sheet, lang: Lang) -> &'static str {
    lang.t(sheet.zh(), sheet.name())
}

/// What an undo did to a table.
pub fn undone(table: &UndoneTable, lang: Lang) -> String {
    let UndoneTable { removed, restored, kept, .. } = table;
    lang.t(
        format!("{}：删除 {removed} 行，恢复 {restored} 行，保留 {kept} 行", table.sheet.zh()),
        format!("{}: {removed} rows removed, {restored} restored, {kept} kept", table.sheet.name()),
    )
}

/// Why a batch failed, if it did.
pub fn failure(outcome: Option<&Outcome>, lang: Lang) -> Option<String> {
    match outcome {
        Some(Outcome::Failed(why)) => Some(why.r#in(lang).to_owned()),
        _ => None,
    }
}
