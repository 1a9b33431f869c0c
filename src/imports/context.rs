//! What a run knows while it goes through its rows: who it is for, and the things that rows refer to.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;
use diesel::QueryResult;

use super::sheets::Sheet;
use super::store;
use crate::chain::CategoryId;
use crate::chain::store::CategoryRow;
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::firms::FirmId;

/// For whom rows are imported, which decides what they may touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// An operator imports everything.
    Everything,
    /// A member imports products and needs of its own firm.
    Firm {
        /// Its key.
        id: FirmId,
        /// Its code.
        code: String,
    },
}

/// The state of a run.
pub struct Context {
    /// The batch that rows are written for; none in a dry run.
    pub batch: Option<String>,
    /// When the batch is applied: the time of every row that it writes.
    pub at: Moment,
    /// The day in Shanghai.
    pub today: NaiveDate,
    /// For whom.
    pub scope: Scope,
    /// Whether an earlier run of this batch was interrupted, so that some rows are there already.
    pub resumed: bool,
    /// Categories by name; without a key while it is only known that the run will make them.
    pub categories: HashMap<String, Option<CategoryId>>,
    names: HashMap<CategoryId, String>,
    /// How many categories the run made for listings that name unknown ones.
    pub made_categories: u64,
    /// Those that it made for the rows in hand.
    pub made_since: Vec<(CategoryId, String)>,
    /// Codes and names of divisions.
    pub divisions: HashMap<String, String>,
    /// Codes and names of industries.
    pub industries: HashMap<String, String>,
    /// Keys of firms by code, of the rows in hand.
    pub firms: HashMap<String, FirmId>,
    /// Which firm's code has each USCC, of the rows in hand.
    pub usccs: HashMap<String, String>,
    /// Hashes of the codes of firms that the run will make.
    pub coming_firms: HashSet<u64>,
    /// Which tables were empty when the run began: nothing needs to be compared with them.
    empty: [bool; 6],
    /// Hashes of the codes of the present table, with a hash of the row and its number.
    pub seen: HashMap<u64, (u32, u32)>,
    /// Hashes of the USCCs of the present table.
    pub seen_uscc: HashSet<u64>,
    /// How many nearest names have been looked for, which is slow.
    pub suggestions: u32,
}

impl Context {
    /// Loads what is small: divisions, industries, the names of categories.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load(conn: &mut Conn, scope: Scope, batch: Option<(&str, Moment)>) -> QueryResult<Context> {
        let mut empty = [false; 6];
        for sheet in Sheet::ALL {
            empty[sheet.index()] = store::is_empty(conn, sheet)?;
        }
        let at = batch.map_or_else(clock::now, |(_, at)| at);
        Ok(Context {
            batch: batch.map(|(id, _)| id.to_owned()),
            at,
            today: clock::local_day(at),
            scope,
            resumed: false,
            categories: store::category_names(conn)?.into_iter().map(|(name, id)| (name, Some(id))).collect(),
            names: HashMap::new(),
            made_categories: 0,
            made_since: vec![],
            divisions: store::division_names(conn)?,
            industries: store::industry_names(conn)?,
            firms: HashMap::new(),
            usccs: HashMap::new(),
            coming_firms: HashSet::new(),
            empty,
            seen: HashMap::new(),
            seen_uscc: HashSet::new(),
            suggestions: 0,
        })
    }

    /// Whether the table was empty when the run began.
    pub fn was_empty(&self, sheet: Sheet) -> bool {
        self.empty[sheet.index()]
    }

    /// Forgets what belongs to one table.
    pub fn next_table(&mut self) {
        self.seen = HashMap::new();
        self.seen_uscc = HashSet::new();
        self.firms = HashMap::new();
    }

    /// The key of a category by its name.
    pub fn category(&self, name: Option<&str>) -> Option<CategoryId> {
        self.categories.get(name?)?.clone()
    }

    /// Whether a category of that name has a key.
    pub fn has_category(&self, name: &str) -> bool {
        self.categories.get(name).is_some_and(Option::is_some)
    }

    /// The name of a category by its key.
    pub fn category_name(&mut self, id: Option<&CategoryId>) -> Option<String> {
        let id = id?;
        if self.names.is_empty() {
            let known = self.categories.iter();
            self.names = known.filter_map(|(name, id)| Some((id.clone()?, name.clone()))).collect();
        }
        self.names.get(id).cloned()
    }

    /// Notes categories that were just made.
    pub fn learn_categories(&mut self, made: Vec<CategoryRow>) {
        for CategoryRow { name, id, .. } in made {
            if !self.names.is_empty() {
                self.names.insert(id.clone(), name.clone());
            }
            self.categories.insert(name, Some(id));
        }
    }
}

/// A hash for sets of codes: 8 bytes each, however long the codes are.
pub fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
