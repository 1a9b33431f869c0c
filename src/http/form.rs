//! A form on its way back to the person who sent it: what was typed, and what is wrong with it.

use std::collections::HashMap;

use crate::faults::Fault;

/// The values and faults of one form; templates ask it field by field.
#[derive(Debug, Clone, Default)]
pub struct Form {
    values: HashMap<String, String>,
    faults: Vec<Fault>,
}

impl Form {
    /// A form with what was typed, or with what is stored.
    pub fn new(values: HashMap<String, String>) -> Form {
        Form { values, faults: Vec::new() }
    }

    /// The same form with its faults. Passwords are forgotten, so that no page shows one.
    pub fn wrong(mut self, faults: Vec<Fault>) -> Form {
        self.values.retain(|name, _| !name.contains("password"));
        self.faults = faults;
        self
    }

    /// The value of a field, empty where there is none.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// The raw text of a field for the parsers: absent fields stay absent.
    pub fn get(&self, name: &str) -> Option<String> {
        self.values.get(name).cloned()
    }

    /// The first fault of a field.
    pub fn fault(&self, name: &str) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.field == name)
    }

    /// Whether a field has a fault.
    pub fn is_wrong(&self, name: &str) -> bool {
        self.fault(name).is_some()
    }

    /// Every fault, for the list on top.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Form {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Form {
        Form::new(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Say;

    #[test]
    fn faults_stand_beside_their_fields_and_passwords_are_forgotten() {
        let form: Form = [("name", "甲"), ("password", "secret"), ("new_password", "secret")].into_iter().collect();
        let fault = Fault::new("name", "甲", Say::new("太短", "too short"), Say::new("补全", "complete it"));
        let form = form.wrong(vec![fault]);
        assert!(form.is_wrong("name") && !form.is_wrong("email"));
        assert_eq!((form.value("name"), form.value("password"), form.value("new_password")), ("甲", "", ""));
        assert_eq!((form.get("name").as_deref(), form.get("email")), (Some("甲"), None));
        assert_eq!(form.faults().len(), 1);
    }
}
