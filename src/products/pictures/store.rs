//! The table of pictures.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::PictureId;
use crate::clock::Moment;
use crate::db::Conn;
use crate::db::schema::pictures::dsl;
use crate::products::ProductId;

const CHUNK: usize = 500;

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = crate::db::schema::pictures)]
pub struct PictureRow {
    /// Its key.
    pub id: PictureId,
    /// The product that it shows.
    pub product_id: ProductId,
    /// Its place among the product's pictures, from 1.
    pub position: i64,
    /// Width of the full picture in pixels.
    pub width: i64,
    /// Its height.
    pub height: i64,
    /// Bytes of both files.
    pub bytes: i64,
    /// When it was uploaded.
    pub created_at: Moment,
}

/// The pictures of a product in their order.
///
/// # Errors
/// Those of the database.
pub fn of_product(conn: &mut Conn, product: &ProductId) -> QueryResult<Vec<PictureRow>> {
    dsl::pictures.filter(dsl::product_id.eq(product)).order((dsl::position, dsl::id)).load(conn)
}

/// The first picture of each of these products that has one.
///
/// # Errors
/// Those of the database.
pub fn first_of(conn: &mut Conn, products: &[&ProductId]) -> QueryResult<HashMap<ProductId, PictureId>> {
    let mut first = HashMap::new();
    for products in products.chunks(CHUNK) {
        let rows: Vec<(ProductId, PictureId)> = dsl::pictures
            .filter(dsl::product_id.eq_any(products.iter().copied()))
            .order((dsl::position, dsl::id))
            .select((dsl::product_id, dsl::id))
            .load(conn)?;
        for (product, picture) in rows {
            first.entry(product).or_insert(picture);
        }
    }
    Ok(first)
}

/// The picture of that key.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &PictureId) -> QueryResult<Option<PictureRow>> {
    dsl::pictures.find(id).first(conn).optional()
}

/// Which of these pictures have a row.
///
/// # Errors
/// Those of the database.
pub fn known(conn: &mut Conn, ids: &[PictureId]) -> QueryResult<HashSet<PictureId>> {
    let mut known = HashSet::new();
    for ids in ids.chunks(CHUNK) {
        known.extend(dsl::pictures.filter(dsl::id.eq_any(ids)).select(dsl::id).load::<PictureId>(conn)?);
    }
    Ok(known)
}

/// Adds a picture.
///
/// # Errors
/// Those of the database.
pub fn insert(conn: &mut Conn, row: &PictureRow) -> QueryResult<()> {
    diesel::insert_into(dsl::pictures).values(row).execute(conn)?;
    Ok(())
}

/// Takes a picture away.
///
/// # Errors
/// Those of the database.
pub fn delete(conn: &mut Conn, id: &PictureId) -> QueryResult<()> {
    diesel::delete(dsl::pictures.find(id)).execute(conn)?;
    Ok(())
}
