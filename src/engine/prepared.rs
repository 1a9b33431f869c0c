//! What a document is looked up by: the same for every engine, so that all of them find the same.

use super::Doc;
use crate::db::Kind;
use crate::words::names::{self, Name};
use crate::words::script::{fold, letters};
use crate::words::{intent, near, sound};

/// Long titles are compared in full up to this many characters.
const EXACT_CHARS: usize = 200;
/// What the registered names of firms end in.
const LEGAL_FORMS: [&str; 6] = ["股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团", "公司"];
/// Between stored names; before those that stand for a part of the title.
const APART: char = '\u{1F}';
const PART: char = '(';

/// The keys of one document, folded.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// Its own and its firm's code, as they are typed in full.
    pub codes: Vec<String>,
    /// What it is called, in full and by each of its things.
    pub names: Vec<Name>,
    /// Its names with one character missing.
    pub near: Vec<String>,
    /// Its names in pinyin, in full and by initials.
    pub spelt: Vec<String>,
    /// Pairs of neighbouring syllables of its title.
    pub sounds: Vec<String>,
    /// Its firm's name, letters only.
    pub firm: String,
    /// Characters of its title that count, at most 255: of two that hold a word, the shorter title says less else.
    pub length: u8,
}

impl Prepared {
    /// Prepares `doc`.
    pub fn of(doc: &Doc) -> Prepared {
        let title: String = fold(&doc.title).chars().take(EXACT_CHARS).collect();
        let mut names = names::of(&title);
        match doc.kind {
            Kind::Firm => add(&mut names, names_of_firm(&doc.firm_name)),
            // A sentence is no list of things, and a size is no part of a name.
            Kind::Product | Kind::Need => {
                let thing = intent::of(&title).thing;
                if doc.kind == Kind::Need || thing != title && !thing.is_empty() {
                    names.truncate(1);
                }
                add(&mut names, names::of(&thing));
            }
        }
        let texts = || names.iter().map(|name| name.text.as_str());
        let spelt = texts().flat_map(|name| {
            let (full, initials) = sound::spellings(name);
            full.into_iter().chain(initials)
        });
        Prepared {
            codes: [&doc.code, &doc.firm_code].map(|code| fold(code)).into(),
            near: distinct(texts().flat_map(near::lacking_one)),
            spelt: distinct(spelt),
            sounds: sound::pairs(&title),
            firm: letters(&fold(&doc.firm_name)),
            length: u8::try_from(letters(&title).chars().count()).unwrap_or(u8::MAX),
            names,
        }
    }

    /// The names in one text, to be kept beside a document.
    pub fn stored_names(&self) -> String {
        let mut stored = String::new();
        for name in &self.names {
            if !stored.is_empty() {
                stored.push(APART);
            }
            if !name.whole {
                stored.push(PART);
            }
            stored.push_str(&name.text);
        }
        stored
    }
}

/// The way back from [`Prepared::stored_names`]: each name, and whether it stands for the whole title.
pub fn read_names(stored: &str) -> impl Iterator<Item = (&str, bool)> {
    stored.split(APART).map(|name| name.strip_prefix(PART).map_or((name, true), |part| (part, false)))
}

fn add(names: &mut Vec<Name>, more: Vec<Name>) {
    for name in more {
        if !names.iter().any(|known| known.text == name.text) {
            names.push(name);
        }
    }
}

/// A registered name, and what is left of it without its legal form.
fn names_of_firm(full_name: &str) -> Vec<Name> {
    let full = letters(&fold(full_name));
    let short = LEGAL_FORMS.iter().find_map(|form| full.strip_suffix(form)).filter(|rest| rest.chars().count() > 1);
    let short = short.map(str::to_owned);
    [Some(full), short]
        .into_iter()
        .flatten()
        .filter(|name| !name.is_empty())
        .map(|text| Name { text, whole: true })
        .collect()
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::suite::doc;

    #[test]
    fn names_come_back_as_they_were_kept() {
        let prepared = Prepared::of(&doc(Kind::Product, "p", "電鍍设备及装置"));
        let names: Vec<(&str, bool)> = prepared.names.iter().map(|name| (name.text.as_str(), name.whole)).collect();
        assert_eq!(names, [("电镀设备及装置", true), ("电镀设备", false), ("装置", false)]);
        assert_eq!(read_names(&prepared.stored_names()).collect::<Vec<_>>(), names);
        assert!(prepared.spelt.contains(&"zhuangzhi".to_owned()) && prepared.spelt.contains(&"ddsb".to_owned()));
        assert_eq!(prepared.length, 7);
    }

    #[test]
    fn needs_and_firms_are_known_by_what_is_meant() {
        let names = |kind, title: &str, firm: &str| {
            let prepared = Prepared::of(&Doc { firm_name: firm.into(), ..doc(kind, "x", title) });
            prepared.names.into_iter().map(|name| name.text).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(Kind::Need, "求购不锈钢管 5吨", "甲"), "求购不锈钢管5吨 不锈钢管");
        assert_eq!(names(Kind::Product, "伺服电机 3kW", "甲"), "伺服电机3kw 伺服电机");
        assert_eq!(names(Kind::Firm, "某某", "南通某某有限公司"), "某某 南通某某有限公司 南通某某");
    }
}
