//! Whether the site lives, whether it can serve, and its figures for Prometheus.

use actix_web::web::Data;
use actix_web::{HttpResponse, http::header::ContentType};

use crate::app::App;
use crate::http::{AppError, AppResult, observe};

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({"status": "alive"}))
}

/// `GET /readyz`: database and index answer.
pub async fn ready(app: Data<App>) -> HttpResponse {
    let database = app.read(|conn| Ok(diesel::select(diesel::dsl::sql::<diesel::sql_types::Bool>("1 = 1"))
        .get_result::<bool>(conn)?)).await.is_ok();
    let status = if database { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    let mut status = status;
    status.json(serde_json::json!({"database": database}))
}

/// `GET /metrics`: Prometheus text.
pub async fn metrics() -> AppResult<HttpResponse> {
    let text = observe::install_metrics().render();
    Ok::<_, AppError>(HttpResponse::Ok().content_type(ContentType::plaintext()).body(text))
}
