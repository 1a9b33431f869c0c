//! An address as a square of dots that a phone reads.

use qrcode::QrCode;
use qrcode::render::svg;

use crate::http::AppResult;

/// The address as an SVG.
///
/// # Errors
/// An address that is too long.
pub fn code(address: &str) -> AppResult<String> {
    let code = QrCode::new(address).map_err(anyhow::Error::new)?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(120, 120).build();
    // Inside a page an SVG has no declaration of its own.
    Ok(drawn.find("<svg").map_or_else(String::new, |at| drawn[at..].to_owned()))
}
