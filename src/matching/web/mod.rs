//! Pages of matching: quick match, a firm's pairings, what a firm most likely needs, and how all of that is ranked.

mod latent;
mod mine;
mod quick;
mod ranking;

pub use latent::{accept, dismiss, latent};
pub use mine::{list, pairing, reply};
pub use quick::{answer, ask, of_need};
pub use ranking::{ranking, switch};

use actix_web::HttpRequest;

/// The cookie of those who want the fit alone to count.
const PLAIN: &str = "pt_plain";

/// Whether ranking may use anything but the fit: unless this browser has switched it off.
fn personal(request: &HttpRequest) -> bool {
    request.cookie(PLAIN).is_none()
}
