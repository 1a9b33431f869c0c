//! A firm's own quote in the JSON API.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::accounts::Viewer;
use crate::app::App;
use crate::clock;
use crate::enquiries::quotes::actions::{self, Receipt};
use crate::enquiries::quotes::seal;
use crate::enquiries::seat::take;
use crate::enquiries::sent::{from_json, raw};
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::sealing::Sealing;

/// A quote as it is sent. Numbers may be sent as numbers or as text.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct QuoteRequest {
    /// Prices by line; leave out what is not offered.
    lines: Vec<QuoteLineRequest>,
    /// Whether the prices hold the tax.
    #[serde(deserialize_with = "raw")]
    tax_included: String,
    /// In per cent.
    #[serde(deserialize_with = "raw")]
    tax_rate: String,
    /// For all of it, in 元 with tax.
    #[serde(deserialize_with = "raw")]
    freight: String,
    /// Days until delivery.
    #[serde(deserialize_with = "raw")]
    lead_days: String,
    /// A day, `2026-12-31`.
    #[serde(deserialize_with = "raw")]
    valid_until: String,
    /// Remarks.
    #[serde(deserialize_with = "raw")]
    note: String,
    /// 64 hexadecimal digits of your own making, so that sending twice makes one revision; made if missing.
    #[serde(deserialize_with = "raw")]
    nonce: String,
}

/// The price of one line as it is sent.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct QuoteLineRequest {
    /// Number of the enquiry's line.
    position: i64,
    /// In 元 per unit.
    #[serde(deserialize_with = "raw")]
    price: String,
    /// Unit of the price; the enquiry's if missing.
    #[serde(deserialize_with = "raw")]
    unit: String,
    /// Smallest quantity that is sold.
    #[serde(deserialize_with = "raw")]
    min_order: String,
}

impl QuoteRequest {
    fn columns(self) -> Columns {
        let mut columns: HashMap<String, String> = [
            ("tax_included", self.tax_included),
            ("tax_rate", self.tax_rate),
            ("freight", self.freight),
            ("lead_days", self.lead_days),
            ("valid_until", self.valid_until),
            ("note", self.note),
            ("nonce", self.nonce),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        for line in self.lines {
            for (name, value) in [("price", line.price), ("unit", line.unit), ("min_order", line.min_order)] {
                columns.insert(format!("{name}_{}", line.position), value);
            }
        }
        Columns(columns)
    }
}

/// A quote with its receipt, for the firm that made it.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuoteAnswer {
    revision: i64,
    sent_at: String,
    /// SHA-256 of `sealed_text`: keep it, and the nonce.
    receipt: String,
    /// The random part of the sealed text.
    nonce: Option<String>,
    /// The text under the seal, byte for byte.
    sealed_text: Option<String>,
    /// What it says.
    #[schema(value_type = Object)]
    quote: Value,
    /// Once it is opened: whether seal, text and receipt agree.
    is_whole: Option<bool>,
}

impl QuoteAnswer {
    fn new(receipt: Receipt, sealing: &Sealing) -> QuoteAnswer {
        let Receipt { row, envelope } = receipt;
        QuoteAnswer {
            revision: row.revision,
            sent_at: crate::enquiries::comparison::record::utc(row.created_at),
            nonce: envelope.as_ref().map(|envelope| envelope.nonce.clone()),
            sealed_text: envelope.as_ref().map(seal::Envelope::canonical),
            quote: envelope.map_or(Value::Null, |envelope| serde_json::json!(envelope.quote)),
            is_whole: row.opened.is_some().then(|| seal::is_whole(sealing, &row)),
            receipt: row.receipt,
        }
    }
}

/// `GET /api/v1/enquiries/{code}/quote`: the firm's own, at any time.
///
/// # Errors
/// `NotFound` without one; `Forbidden` for the buyer; those of [`take`].
pub async fn own_quote(app: web::Data<App>, viewer: Viewer, code: web::Path<String>) -> AppResult<HttpResponse> {
    let sealing = app.sealing.clone();
    let own = app
        .read(move |conn| {
            let (_, asked, _) = take(conn, &viewer, &code)?.as_supplier()?;
            let receipt = actions::own(conn, &sealing, &asked.id)?.ok_or(AppError::NotFound)?;
            Ok(QuoteAnswer::new(receipt, &sealing))
        })
        .await?;
    Ok(HttpResponse::Ok().json(own))
}

/// `PUT /api/v1/enquiries/{code}/quote`: quotes or revises.
///
/// # Errors
/// Those of [`actions::submit`].
pub async fn submit_quote(
    app: web::Data<App>,
    viewer: Viewer,
    code: web::Path<String>,
    body: web::Json<Value>,
) -> AppResult<HttpResponse> {
    let sealing = app.sealing.clone();
    let own = app
        .write(move |conn| {
            let seated = take(conn, &viewer, &code)?;
            let sent: QuoteRequest = from_json(body.into_inner())?;
            let receipt = actions::submit(conn, &sealing, seated, &sent.columns(), clock::now())?;
            Ok(QuoteAnswer::new(receipt, &sealing))
        })
        .await?;
    Ok(HttpResponse::Ok().json(own))
}

/// `DELETE /api/v1/enquiries/{code}/quote`
///
/// # Errors
/// Those of [`actions::withdraw`].
pub async fn withdraw_quote(app: web::Data<App>, viewer: Viewer, code: web::Path<String>) -> AppResult<HttpResponse> {
    let sealing = app.sealing.clone();
    app.write(move |conn| {
        let seated = take(conn, &viewer, &code)?;
        actions::withdraw(conn, &sealing, seated, &Columns::default(), clock::now())
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
