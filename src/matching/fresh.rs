//! Keeps the stored pairings fresh: what a new need, product or edge touches is worked out anew within a minute, and
//! everything in the background when much has changed, once a day, and when something new was learned.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::known::{Known, LISTINGS_TO_LEARN};
use super::listed::cores;
use super::runs::{self, Shelves, work_out};
use super::{Matcher, store};
use crate::app::App;
use crate::clock::{self, Moment};
use crate::db::{Conn, Kind};
use crate::engine::Query;
use crate::http::{AppError, AppResult};
use crate::pairings::actions::renew;
use crate::pairings::notes::{self, About, Note};
use crate::products::ProductId;
use crate::search::{self, Lexicon};
use crate::{needs, pairings, products};

/// Time between two looks.
const ROUND: Duration = Duration::from_secs(1);
/// Notes of one round.
const NOTES: i64 = 200;
/// Needs that one name touches at most.
const TOUCHED: usize = 100;

/// Starts the thread.
pub fn keep_behind(app: &App, matcher: &Matcher, lexicon: Arc<Lexicon>) {
    let keeper = Keeper { app: app.clone(), matcher: matcher.clone(), lexicon };
    let thread = std::thread::Builder::new().name("pairings".into());
    if let Err(why) = thread.spawn(move || keeper.keep()) {
        tracing::error!(error = %why, "the thread of the pairings could not be started; they will not be kept fresh");
    }
}

struct Keeper {
    app: App,
    matcher: Matcher,
    lexicon: Arc<Lexicon>,
}

impl Keeper {
    fn keep(&self) {
        let mut ear = self.app.wake.ear();
        let mut waiting: Option<(Moment, Vec<Note>)> = None;
        let mut asked: Option<Moment> = None;
        while ear.wait(ROUND) {
            std::thread::sleep(ROUND / 4);
            if let Err(why) = self.round(&mut waiting, &mut asked) {
                tracing::warn!(error = %why, "pairings could not be kept fresh; it is tried again");
                std::thread::sleep(ROUND);
            }
        }
    }

    /// Looks at single changes first, then goes on with a run as long as none comes.
    fn round(&self, waiting: &mut Option<(Moment, Vec<Note>)>, asked: &mut Option<Moment>) -> AppResult<()> {
        let now = clock::now();
        if asked.is_none_or(|at| now - at > chrono::Duration::hours(1)) {
            self.app.db.write(|conn| ask_daily(conn, now))?;
            *asked = Some(now);
        }
        let mut shelves = None;
        loop {
            if waiting.is_none() {
                let seen = clock::now();
                let notes = self.app.db.read::<_, AppError>(|conn| Ok(notes::waiting(conn, NOTES)?))?;
                *waiting = (!notes.is_empty()).then_some((seen, notes));
            }
            // The matcher must have seen what the notes tell of.
            if let Some((seen, notes)) = waiting.take() {
                match self.matcher.since(seen) {
                    Some(known) => self.follow(&known, &notes)?,
                    None => {
                        *waiting = Some((seen, notes));
                        self.app.wake.ring();
                    }
                }
            }
            if self.app.wake.is_stopping() || !self.run_on(&mut shelves)? {
                return Ok(());
            }
        }
    }

    /// Works on a part of an unfinished run; false when there is nothing to do now. What it has looked up is kept as long
    /// as the same is known.
    fn run_on(&self, looked_up: &mut Option<(Arc<Known>, Shelves)>) -> AppResult<bool> {
        let Ok(known) = self.matcher.now() else { return Ok(false) };
        let learns = known.learned().is_none() && known.market().listings.len() >= LISTINGS_TO_LEARN;
        if learns {
            return Ok(false);
        }
        let before = looked_up.take().filter(|(then, _)| Arc::ptr_eq(then, &known));
        let (known, shelves) = looked_up.insert(before.unwrap_or_else(|| (known, Shelves::default())));
        let Some(run) = runs::go_on(&self.app.db, (known, shelves), runs::PART)? else { return Ok(false) };
        if run.finished_at.is_some() {
            tracing::info!(needs = run.done, "the pairings of all needs are worked out");
        }
        Ok(true)
    }

    /// Works out anew what some notes touch.
    fn follow(&self, known: &Known, notes: &[Note]) -> AppResult<()> {
        let touched = self.app.db.read(|conn| self.touched(conn, notes))?;
        let ids: Vec<&str> = touched.iter().map(String::as_str).collect();
        let cards = self.app.db.read::<_, AppError>(|conn| Ok(needs::store::cards(conn, &ids)?))?;
        let renewals = work_out(&self.app.db, (known, &Shelves::default()), &cards)?;
        self.app.db.write::<_, AppError>(|conn| {
            renew(conn, &renewals, clock::now())?;
            Ok(notes::settle(conn, notes)?)
        })
    }

    /// The keys of the needs that the notes touch.
    fn touched(&self, conn: &mut Conn, notes: &[Note]) -> AppResult<BTreeSet<String>> {
        let of =
            |about: About| notes.iter().filter(move |note| note.about == about).map(|note| note.subject_id.as_str());
        let mut touched: BTreeSet<String> = of(About::Need).map(str::to_owned).collect();
        let keys: Vec<&str> = of(About::Product).collect();
        let held: Vec<ProductId> = keys.iter().map(|id| ProductId((*id).to_owned())).collect();
        touched.extend(pairings::store::needs_with(conn, &held)?.into_iter().map(|need| need.0));
        let cards = products::store::cards(conn, &keys)?;
        let mut names: BTreeSet<String> = cards.iter().flat_map(|card| goods(&card.row.name)).collect();
        names.extend(cards.into_iter().filter_map(|card| card.category));
        names.extend(store::names_of_categories(conn, &of(About::Category).collect::<Vec<_>>())?);
        let words = self.lexicon.renewed(conn)?;
        for name in names {
            touched.extend(self.needs_of(&words, name)?);
        }
        Ok(touched)
    }

    /// Needs that a name finds.
    fn needs_of(&self, words: &search::Known, name: String) -> AppResult<Vec<String>> {
        let meaning = words.meaning(&name);
        let query = Query { text: name, meaning, kinds: vec![Kind::Need], limit: TOUCHED, ..Query::default() };
        Ok(self.app.engine.search(&query).map_err(anyhow::Error::new)?.hits.into_iter().map(|hit| hit.id).collect())
    }
}

/// The goods that a listing names.
fn goods(name: &str) -> Vec<String> {
    cores(name).into_iter().map(|good| good.iter().collect()).collect()
}

/// Asks for a working out of all needs once a day.
fn ask_daily(conn: &mut Conn, now: Moment) -> AppResult<()> {
    let last = notes::last_finished(conn)?.map(|run| run.asked_at);
    if notes::unfinished(conn)?.is_none() && last.is_none_or(|at| now - at > chrono::Duration::days(1)) {
        notes::ask_all(conn)?;
    }
    Ok(notes::purge(conn, now - chrono::Duration::days(30))?)
}
