//! What happens by itself: at the deadline the quotes are opened.

use super::actions::Post;
use super::{EnquiryId, quotes, store};
use crate::app::App;
use crate::clock;
use crate::http::AppError;

/// Name of the job that opens the quotes of an enquiry; its payload is the enquiry's key.
pub const OPEN: &str = "enquiries.open";

/// Opens the quotes of an enquiry whose deadline is over. Run twice it does no harm.
///
/// # Errors
/// Those of the database.
pub fn open(app: &App, id: &str) -> anyhow::Result<()> {
    let id = EnquiryId(id.to_owned());
    app.db.write::<_, AppError>(|conn| match store::find(conn, &id)? {
        Some(row) => quotes::actions::open_due(conn, Post::from(app), row, clock::now()).map(drop),
        None => Ok(()),
    })?;
    Ok(())
}
