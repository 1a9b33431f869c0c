//! `GET /api/v1/suggest`: what a text that is still being typed may become. Products by their names, categories from the
//! chain graph, firms with their codes; for the search fields of the pages and for programs alike.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpResponse, web};
use utoipa::ToSchema;

use super::lexicon::Lexicon;
use crate::app::App;
use crate::clock;
use crate::db::{Conn, Kind};
use crate::engine::{Engine, EngineError, Query, Suggestion};
use crate::firms::FirmId;
use crate::firms::store as firms;
use crate::http::AppResult;

/// Names of products and of firms at most.
const MOST_NAMES: usize = 5;
/// Firms at most: each is looked up.
const MOST_FIRMS: usize = 3;
/// Categories at most, and how many are counted to find those that hold something.
const MOST_CATEGORIES: usize = 3;
const CATEGORIES_COUNTED: usize = 6;

/// The answer.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct SuggestAnswer {
    /// Products, then categories, then firms.
    pub items: Vec<SuggestedItem>,
}

/// One suggestion.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, ToSchema)]
pub struct SuggestedItem {
    /// `product`, `category` or `firm`.
    pub r#type: String,
    /// What it is called; of products folded to letters and digits.
    pub name: String,
    /// The code of a firm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How many products are called so, the category holds, or the firm has.
    pub count: u64,
}

#[derive(Debug, serde::Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

fn total(engine: &dyn Engine, query: Query) -> AppResult<u64> {
    let query = Query { kinds: vec![Kind::Product], now: clock::now().and_utc().timestamp(), ..query };
    Ok(engine.search(&query).map_err(anyhow::Error::new)?.total)
}

/// What `typed` may become.
///
/// # Errors
/// Those of the engine and of the database.
pub fn of(conn: &mut Conn, (engine, lexicon): (&dyn Engine, &Lexicon), typed: &str) -> AppResult<Vec<SuggestedItem>> {
    let named = match engine.suggest(typed, MOST_NAMES * 2) {
        Ok(named) => named,
        // Who types goes on without.
        Err(EngineError::Away(_)) => return Ok(Vec::new()),
        Err(why) => return Err(anyhow::Error::new(why).into()),
    };
    let (products, firms): (Vec<Suggestion>, Vec<Suggestion>) =
        named.into_iter().partition(|one| one.kind == Kind::Product);
    let products = without_sizes(products).into_iter().take(MOST_NAMES);
    let product =
        |one: Suggestion| SuggestedItem { r#type: "product".into(), name: one.name, code: None, count: one.count };
    let mut items: Vec<SuggestedItem> = products.map(product).collect();
    items.extend(categories(conn, (engine, lexicon), typed)?);
    items.extend(of_firms(conn, engine, &firms)?);
    Ok(items)
}

/// Leaves out names that only add a size or a grade to another one: the thing is suggested, its sizes are filters.
fn without_sizes(names: Vec<Suggestion>) -> Vec<Suggestion> {
    let adds_size = |one: &Suggestion| {
        let rests = names.iter().filter_map(|other| one.name.strip_prefix(other.name.as_str()));
        rests.into_iter().any(|rest| !rest.is_empty() && rest.is_ascii())
    };
    names.iter().filter(|one| !adds_size(one)).cloned().collect()
}

/// The categories that hold something.
fn categories(
    conn: &mut Conn,
    (engine, lexicon): (&dyn Engine, &Lexicon),
    typed: &str,
) -> AppResult<Vec<SuggestedItem>> {
    let mut items = Vec::new();
    for name in lexicon.now(conn)?.beginning(typed, CATEGORIES_COUNTED) {
        let count = total(engine, Query { categories: vec![name.clone()], ..Query::default() })?;
        if count > 0 && items.len() < MOST_CATEGORIES {
            items.push(SuggestedItem { r#type: "category".into(), name, code: None, count });
        }
    }
    Ok(items)
}

/// The firms behind the names, as the database has them: a firm has several names, and may be hidden by now.
fn of_firms(conn: &mut Conn, engine: &dyn Engine, named: &[Suggestion]) -> AppResult<Vec<SuggestedItem>> {
    let mut ids: Vec<FirmId> = Vec::new();
    for one in named {
        let query = Query { text: one.name.clone(), kinds: vec![Kind::Firm], limit: MOST_FIRMS, ..Query::default() };
        for hit in engine.search(&query).map_err(anyhow::Error::new)?.hits.into_iter().take(one.count as usize) {
            if ids.len() < MOST_FIRMS && !ids.iter().any(|id| id.0 == hit.id) {
                ids.push(FirmId(hit.id));
            }
        }
    }
    let mut rows = firms::by_ids(conn, &ids.iter().collect::<Vec<_>>())?;
    rows.retain(firms::FirmRow::is_verified);
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    let item = |row: firms::FirmRow| {
        let count = total(engine, Query { firm_id: Some(row.id.0), ..Query::default() })?;
        Ok(SuggestedItem { r#type: "firm".into(), name: row.name, code: Some(row.code), count })
    };
    rows.into_iter().map(item).collect()
}

/// `GET /api/v1/suggest`
///
/// # Errors
/// Those of the engine and of the database.
pub async fn suggest(
    app: web::Data<App>,
    lexicon: web::Data<Lexicon>,
    typed: web::Query<Typed>,
) -> AppResult<HttpResponse> {
    let engine = app.engine.clone();
    let items = app.read(move |conn| of(conn, (&*engine, &lexicon), &typed.q)).await?;
    // Who types back and forth asks the same again and again.
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "private, max-age=60")).json(SuggestAnswer { items }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_not_suggested_beside_their_thing() {
        let name = |name: &str| Suggestion { kind: Kind::Product, name: name.into(), count: 1 };
        let left = without_sizes(["起重机", "起重机45t", "起重机械", "dn50"].map(name).into());
        assert_eq!(left.into_iter().map(|one| one.name).collect::<Vec<_>>(), ["起重机", "起重机械", "dn50"]);
    }
}
