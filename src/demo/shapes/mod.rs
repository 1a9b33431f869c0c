//! Shapes: the fields that describe a good of one sort, with the values that such goods come in.
//!
//! A line of [`goods`] reads `name family: ^key[unit]label=v v v; …`. `^` puts the value into a listing's name;
//! a label replaces the unit there (`Φ48`, `DN50`, `m3`); `_` stands for a blank; `*` makes up a model number.

mod goods;
mod notes;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::dice::Dice;

/// One field of a shape.
#[derive(Debug, Clone)]
pub struct Field {
    /// 直径, 材质, ….
    pub key: &'static str,
    unit: &'static str,
    label: &'static str,
    /// Whether a listing's name shows it.
    pub in_name: bool,
    choices: Vec<Choice>,
}

/// A value that a field can have, dressed once and for all: a million listings draw from it.
#[derive(Debug, Clone)]
struct Choice {
    text: String,
    short: String,
}

/// A value that was drawn for a field.
#[derive(Debug, Clone)]
pub struct Value {
    /// The field's key.
    pub key: &'static str,
    /// As the specs and the sentences have it: `48mm`, `DN50`.
    pub text: Cow<'static, str>,
    /// As a listing's name has it: `Φ48`.
    pub short: Cow<'static, str>,
    /// Whether a listing's name shows it.
    pub in_name: bool,
    /// Where it lies among the field's values, 0 (first) to 1 (last).
    pub place: f64,
}

/// One shape.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The family that its sentences come from.
    pub family: &'static str,
    /// The fields, the telling ones first.
    pub fields: Vec<Field>,
}

static SHAPES: LazyLock<HashMap<&'static str, Shape>> = LazyLock::new(|| {
    let lines = [goods::HEAVY, goods::LIGHT, goods::FINE].into_iter().flat_map(str::lines);
    lines.filter(|line| !line.is_empty()).map(parse).collect()
});

/// The shape of that name.
pub fn named(name: &str) -> &'static Shape {
    SHAPES.get(name).unwrap_or_else(|| panic!("the tables name a shape that is not there: {name}"))
}

fn parse(line: &'static str) -> (&'static str, Shape) {
    let (head, fields) = line.split_once(": ").expect("a shape's line has `: ` after its head");
    let (name, family) = head.split_once(' ').expect("a shape's head is `name family`");
    (name, Shape { family, fields: fields.split("; ").map(field).collect() })
}

fn field(text: &'static str) -> Field {
    let (head, values) = text.split_once('=').expect("a field has `=` before its values");
    let in_name = head.starts_with('^');
    let head = head.trim_start_matches('^');
    let (key, unit, label) = match head.split_once('[') {
        Some((key, rest)) => {
            let (unit, label) = rest.split_once(']').expect("a unit ends with `]`");
            (key, unit, label)
        }
        None => {
            let at = head.find(|c: char| c.is_ascii_alphabetic()).filter(|_| in_name).unwrap_or(head.len());
            (&head[..at], "", &head[at..])
        }
    };
    Field { key, unit, label, in_name, choices: Vec::new() }.with(values.split(' '))
}

impl Shape {
    /// The sentences that suit such goods.
    pub fn notes(&self) -> &'static [&'static str] {
        notes::of(self.family)
    }
}

impl Field {
    /// A field that a good adds to its shape.
    pub fn own(key: &'static str, values: &[&str]) -> Field {
        Field { key, unit: "", label: "", in_name: true, choices: Vec::new() }.with(values.iter().copied())
    }

    /// The same field with other values, smallest first where they are numbers.
    pub fn with<'a>(mut self, values: impl Iterator<Item = &'a str>) -> Field {
        self.choices = values.map(|raw| self.dress(raw.replace('_', " "))).collect();
        self
    }

    /// A bare number gets the field's unit or label; a value that says its own unit stays as it is.
    fn dress(&self, raw: String) -> Choice {
        let bare = raw.chars().all(|c| c.is_ascii_digit() || ".×-/".contains(c));
        if !bare {
            return Choice { short: raw.clone(), text: raw };
        }
        let labelled = format!("{}{raw}", self.label);
        match self.unit {
            "" => Choice { short: labelled.clone(), text: labelled },
            unit if self.label.is_empty() => Choice { short: format!("{raw}{unit}"), text: format!("{raw}{unit}") },
            unit => Choice { short: labelled, text: format!("{raw}{unit}") },
        }
    }

    /// Draws a value.
    pub fn draw(&'static self, dice: &mut Dice) -> Value {
        let at = dice.below(self.choices.len() as u64) as usize;
        let place = at as f64 / (self.choices.len() - 1).max(1) as f64;
        let choice = &self.choices[at];
        let (text, short) = if choice.text == "*" {
            let model = model(dice);
            (Cow::from(model.clone()), Cow::from(model))
        } else {
            (Cow::from(&choice.text), Cow::from(&choice.short))
        };
        Value { key: self.key, text, short, in_name: self.in_name, place }
    }
}

/// A made-up model number such as `HTK-630B`.
fn model(dice: &mut Dice) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTWXYZ";
    let mut text: String = (0..dice.range(2, 3)).map(|_| dice.pick(LETTERS) as char).collect();
    let number = dice.pick(&[20u32, 25, 32, 40, 50, 63, 80, 100, 125, 160, 200, 315, 500, 630, 800, 1200, 2000, 3200]);
    text.push_str(&format!("-{number}"));
    if dice.chance(35) {
        text.push(dice.pick(b"ABCDEGH") as char);
    }
    text
}
