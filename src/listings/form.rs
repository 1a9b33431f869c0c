//! A form on its way to a page: the texts to show in its fields and what is wrong with them.

use std::collections::HashMap;

use crate::faults::Fault;
use crate::http;
use crate::http::columns::Columns;
use crate::lang::{Lang, Say};

/// Labels of columns: name, Chinese, English.
pub type Labels = &'static [(&'static str, &'static str, &'static str)];

/// One fault as the summary above the form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The field that it is about.
    pub field: String,
    /// The field's label.
    pub label: String,
    /// Cause and fix.
    pub text: String,
}

/// Texts and faults by column, with the labels of the columns.
#[derive(Debug, Clone)]
pub struct Form {
    lang: Lang,
    labels: Labels,
    sent: http::Form,
}

impl Form {
    /// A form that shows `values`.
    pub fn new(lang: Lang, labels: Labels, values: HashMap<String, String>) -> Form {
        Form { lang, labels, sent: http::Form::new(values) }
    }

    /// A form that comes back: what was sent stays in its fields, beside what is wrong.
    pub fn back(lang: Lang, labels: Labels, sent: Columns, faults: Vec<Fault>) -> Form {
        Form { lang, labels, sent: http::Form::new(sent.0).wrong(faults) }
    }

    /// The text in a field.
    pub fn value(&self, column: &str) -> &str {
        self.sent.value(column)
    }

    /// The label of a field.
    pub fn label(&self, column: &str) -> &str {
        let found = self.labels.iter().find(|(name, _, _)| *name == column);
        found.map_or("", |(_, zh, en)| self.lang.t(zh, en))
    }

    /// What is wrong with a field.
    pub fn fault(&self, column: &str) -> Option<String> {
        self.sent.fault(column).map(|fault| fault.line(self.lang))
    }

    /// Whether something is wrong with a field.
    pub fn is_wrong(&self, column: &str) -> bool {
        self.sent.is_wrong(column)
    }

    /// All that is wrong, for the summary.
    pub fn lines(&self) -> Vec<Line> {
        let line = |fault: &Fault| Line {
            field: fault.field.clone(),
            label: self.label(&fault.field).to_owned(),
            text: fault.line(self.lang),
        };
        self.sent.faults().iter().map(line).collect()
    }
}

/// The fault of a column that somebody else set to `current` meanwhile.
pub fn overtaken(column: &str, sent: &str, current: &str) -> Fault {
    let (zh, en) = if current.is_empty() { ("（空）", "(empty)") } else { (current, current) };
    Fault::new(
        column,
        sent,
        Say::new(format!("同事已改为：{zh}"), format!("a colleague has made it: {en}")),
        Say::new("这里保留了您的内容，再次保存即以您的为准", "your text is kept here; save again to have yours"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_what_was_sent_beside_its_faults() {
        let labels: Labels = &[("name", "名称", "Name")];
        let sent = Columns(HashMap::from([("name".into(), "x".into())]));
        let form = Form::back(Lang::Zh, labels, sent, vec![overtaken("name", "x", "y")]);
        assert_eq!((form.value("name"), form.label("name"), form.value("unit")), ("x", "名称", ""));
        assert!(form.fault("name").unwrap().contains("同事已改为：y") && form.fault("unit").is_none());
        assert_eq!(form.lines()[0].label, "名称");
    }
}
