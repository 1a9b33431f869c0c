//! What tells one kind of listing from another: what is stated of it, and how it is kept.

use diesel::QueryResult;

use super::{Card, Counts, Filter, ListingState, Standing};
use crate::chain::CategoryId;
use crate::clock::Moment;
use crate::db::{Conn, Kind};
use crate::faults::Fault;
use crate::fields::Get;
use crate::ids::FirmId;

/// What a firm states of a listing: columns of the bundle, fields of the form and of the API.
pub trait Fields: Clone + PartialEq {
    /// Names of the columns, in the order of the bundle.
    const COLUMNS: &'static [&'static str];

    /// What a listing has before anything is stated of it.
    fn empty() -> Self;

    /// These with the columns that are given and can be read, and what is wrong with the others.
    fn read_onto(self, get: Get) -> (Self, Vec<Fault>);

    /// The value of a column as the bundle, the forms and the API write it; none for an unknown column.
    fn column(&self, name: &str) -> Option<String>;

    /// What the listing is called.
    fn title(&self) -> &str;

    /// Name of its category.
    fn category(&self) -> Option<&str>;
}

/// A kind of listing, as the row that keeps one: how to make and read it, and its table.
pub trait Listing: Clone + PartialEq + Send + Sized + 'static {
    /// What a firm states of one.
    type Fields: Fields;
    /// What search and the audit log call the kind.
    const KIND: Kind;
    /// What addresses call it: `/my/products`, `/api/v1/products`.
    const PATH: &'static str;
    /// The first letter of a code that is made for one.
    const LETTER: char;

    /// A new one; one that begins published counts as confirmed.
    fn make(
        code: String,
        firm: FirmId,
        fields: Self::Fields,
        category: Option<CategoryId>,
        state: ListingState,
        now: Moment,
    ) -> Self;

    /// The same listing stating `fields`, with all its dates.
    fn stating(self, fields: Self::Fields, category: Option<CategoryId>) -> Self;

    /// The same listing standing so.
    fn standing_at(self, standing: Standing) -> Self;

    /// What its firm states of it; `category` is the name of its category.
    fn fields(&self, category: Option<String>) -> Self::Fields;

    /// Where it stands.
    fn standing(&self) -> Standing;

    /// Its key inside.
    fn id(&self) -> &str;

    /// Its key outside.
    fn code(&self) -> &str;

    /// Its firm.
    fn firm(&self) -> &FirmId;

    /// The one of that code.
    ///
    /// # Errors
    /// Those of the database, here and below.
    fn find(conn: &mut Conn, code: &str) -> QueryResult<Option<Card<Self>>>;

    /// Adds it.
    ///
    /// # Errors
    /// A code that exists is one.
    fn insert(&self, conn: &mut Conn) -> QueryResult<()>;

    /// Writes every column, if it is still as it was at `seen`; says whether it was.
    ///
    /// # Errors
    /// As above.
    fn update(&self, conn: &mut Conn, seen: Moment) -> QueryResult<bool>;

    /// Takes it away for good.
    ///
    /// # Errors
    /// As above.
    fn delete(&self, conn: &mut Conn) -> QueryResult<()>;

    /// A firm's own, the last changed first, and how many there are.
    ///
    /// # Errors
    /// As above.
    fn own(conn: &mut Conn, firm: &FirmId, filter: &Filter, offset: u64, limit: u64) -> QueryResult<(Vec<Self>, u64)>;

    /// How many a firm has; those confirmed before `stale_before` are stale.
    ///
    /// # Errors
    /// As above.
    fn counts(conn: &mut Conn, firm: &FirmId, stale_before: Moment) -> QueryResult<Counts>;

    /// Confirms every stale one of a firm; returns their keys.
    ///
    /// # Errors
    /// As above.
    fn confirm_stale(conn: &mut Conn, firm: &FirmId, stale_before: Moment, now: Moment) -> QueryResult<Vec<String>>;
}
