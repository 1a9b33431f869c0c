//! Our own style sheet, script and icon, carried inside the program.
//!
//! Pages name a file with its fingerprint (`/static/site.css?v=1f…`), so a browser may keep it for a year and still
//! sees a new one at once; asked for without the right fingerprint, a file is checked again by its ETag.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS};
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::error::{AppError, AppResult};
use crate::text;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

/// The first 8 bytes of the file's SHA-256, as 16 hexadecimal digits.
fn fingerprint(file: &EmbeddedFile) -> String {
    text::hex(&file.metadata.sha256_hash()[..8])
}

/// The address of every file by its name. The files do not change while the program runs, and each page names four.
static ADDRESSES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let address = |name: &str| Some(format!("/static/{name}?v={}", fingerprint(&Static::get(name)?)));
    Static::iter().filter_map(|name| Some((name.to_string(), address(&name)?))).collect()
});

/// The address of the file `name`, with its fingerprint; a page names only files that there are.
pub fn address(name: &str) -> &'static str {
    ADDRESSES.get(name).map_or("/static/", String::as_str)
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// `GET /static/{path}`
///
/// # Errors
/// `NotFound` for a name that is not among the files.
pub async fn file(request: HttpRequest, path: web::Path<String>) -> AppResult<HttpResponse> {
    let file = Static::get(&path).ok_or(AppError::NotFound)?;
    let print = fingerprint(&file);
    let etag = format!("\"{print}\"");
    let keep = match request.query_string().strip_prefix("v=") {
        Some(asked) if asked == print => "public, max-age=31536000, immutable",
        _ => "public, no-cache",
    };
    let known = request.headers().get(IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == etag.as_bytes());
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((ETAG, etag)).insert_header((CACHE_CONTROL, keep));
    if known {
        return Ok(answer.finish());
    }
    answer.insert_header((CONTENT_TYPE, content_type(&path))).insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"));
    Ok(answer.body(file.data.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::{App, test};

    #[actix_web::test]
    async fn a_fingerprinted_file_is_kept_and_a_plain_one_checked_again() {
        let app = test::init_service(App::new().route("/static/{path:.*}", web::get().to(file))).await;
        let sheet = address("site.css");
        let answer = test::call_service(&app, test::TestRequest::get().uri(sheet).to_request()).await;
        assert_eq!(answer.headers().get(CONTENT_TYPE).unwrap(), "text/css; charset=utf-8");
        assert!(answer.headers().get(CACHE_CONTROL).unwrap().to_str().unwrap().contains("immutable"));
        let etag = answer.headers().get(ETAG).unwrap().clone();
        let again = test::TestRequest::get().uri("/static/site.css").insert_header((IF_NONE_MATCH, etag)).to_request();
        let answer = test::call_service(&app, again).await;
        assert_eq!(answer.status(), 304);
        assert_eq!(answer.headers().get(CACHE_CONTROL).unwrap(), "public, no-cache");
        let none = test::TestRequest::get().uri("/static/../Cargo.toml").to_request();
        assert_eq!(test::call_service(&app, none).await.status(), 404);
    }

    #[::core::prelude::v1::test]
    fn the_style_sheet_stays_small() {
        let size = Static::get("site.css").unwrap().data.len();
        assert!(size < 25_000, "{size} bytes");
    }
}
