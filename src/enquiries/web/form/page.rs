//! The page of the form.

use actix_web::HttpRequest;
use askama::Template;

use crate::db::Conn;
use crate::enquiries::files::store::FileRow;
use crate::enquiries::sent::{Sent, SentLine};
use crate::enquiries::web::path;
use crate::enquiries::{MOST_LINES, MOST_SUPPLIERS};
use crate::faults::Fault;
use crate::firms;
use crate::http::page::lang_of;
use crate::http::{AppResult, Shell};
use crate::lang::Lang;

/// What the form shows.
pub struct Content {
    sent: Sent,
    faults: Vec<Fault>,
    /// Code and name of the firms that are ticked.
    suppliers: Vec<(String, String)>,
    /// What is attached to the draft.
    files: Vec<FileRow>,
}

impl Content {
    /// Looks up what the firms are called; a code of no firm is left for the person to correct.
    ///
    /// # Errors
    /// Those of the database.
    pub fn new(conn: &mut Conn, sent: Sent, faults: Vec<Fault>) -> AppResult<Content> {
        let codes: Vec<&str> = sent.suppliers.iter().map(String::as_str).collect();
        let known = firms::store::by_codes(conn, &codes)?;
        let name = |code: &String| Some((code.clone(), known.iter().find(|f| f.code == *code)?.name.clone()));
        let suppliers = sent.suppliers.iter().filter_map(name).take(MOST_SUPPLIERS).collect();
        Ok(Content { sent, faults, suppliers, files: Vec::new() })
    }

    /// The same with what is attached to the draft.
    pub fn with(self, files: Vec<FileRow>) -> Content {
        Content { files, ..self }
    }
}

/// A line's fields.
struct Line {
    number: usize,
    sent: SentLine,
    faults: Vec<(String, String)>,
}

impl Line {
    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }
}

/// The form of an enquiry.
#[derive(Template)]
#[template(path = "enquiries/form.html")]
pub struct FormPage {
    page: Shell,
    /// Where it is sent to.
    action: String,
    is_draft: bool,
    sent: Sent,
    lines: Vec<Line>,
    suppliers: Vec<(String, String)>,
    /// Codes that are no firm's, to be corrected.
    unknown: String,
    faults: Vec<(String, String)>,
    files: Vec<FileRow>,
}

impl FormPage {
    /// The form of the draft `code`, or of a new enquiry, with some empty lines: `more` of them, or enough to begin with.
    pub fn new(request: &HttpRequest, code: Option<String>, content: Content, more: usize) -> FormPage {
        let lang = lang_of(request);
        let Content { sent, faults, suppliers, files } = content;
        let unknown: Vec<&str> = sent
            .suppliers
            .iter()
            .map(String::as_str)
            .filter(|c| suppliers.iter().all(|(known, _)| known != c))
            .collect();
        let rows = if more > 0 { sent.lines.len() + more } else { (sent.lines.len() + 1).max(3) };
        let title = match code {
            Some(_) => lang.t("询价草稿", "Draft of an enquiry"),
            None => lang.t("新询价", "New enquiry"),
        };
        FormPage {
            page: Shell::new(request, title),
            is_draft: code.is_some(),
            action: code.map_or_else(|| "/enquiries".to_owned(), |code| path(&code)),
            lines: (1..=rows.min(MOST_LINES)).map(|n| line(n, &sent, &faults, lang)).collect(),
            unknown: unknown.join("、"),
            faults: faults.iter().map(|fault| (fault.field.clone(), fault.line(lang))).collect(),
            suppliers,
            files,
            sent,
        }
    }

    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str())
    }
}

fn line(number: usize, sent: &Sent, faults: &[Fault], lang: Lang) -> Line {
    let own = |fault: &&Fault| fault.field.rsplit_once('_').is_some_and(|(_, n)| n == number.to_string());
    let split =
        |fault: &Fault| (fault.field.rsplit_once('_').map_or("", |(name, _)| name).to_owned(), fault.line(lang));
    Line {
        number,
        sent: sent.lines.get(number - 1).cloned().unwrap_or_default(),
        faults: faults.iter().filter(own).map(split).collect(),
    }
}
