//! What happens by itself: firms are asked what came of a fair.

use super::{FairId, actions};
use crate::app::App;
use crate::clock;
use crate::http::AppError;

/// Name of the job that asks; its payload is the fair's key.
pub const ASK: &str = "fairs.ask";

/// Asks what is due. Run twice it does no harm.
///
/// # Errors
/// Those of the database.
pub fn ask(app: &App, id: &str) -> anyhow::Result<()> {
    let id = FairId(id.to_owned());
    app.db.write::<_, AppError>(|conn| actions::ask(conn, &app.config.public_url, &id, clock::now()))?;
    Ok(())
}
