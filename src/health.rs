//! Whether the site lives, whether it can serve, and its figures for Prometheus.

use actix_web::web::Data;
use actix_web::{HttpResponse, http::header::ContentType};

use crate::app::App;
use crate::http::{AppError, AppResult, observe};
use crate::queue;

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({"status": "alive"}))
}

/// `GET /readyz`: database and index answer. 503 when one does not; the log says why.
pub async fn ready(app: Data<App>) -> AppResult<HttpResponse> {
    let failed_jobs = app.read(|conn| Ok(queue::store::count(conn, queue::State::Failed)?)).await;
    let engine = app.engine.clone();
    let index = app.block(move || Ok(engine.healthy())).await?;
    if let Err(why) = &failed_jobs {
        tracing::error!(error = %why, "the database does not answer");
    }
    if let Err(why) = &index {
        tracing::error!(error = %why, "the index does not answer");
    }
    let is_ready = failed_jobs.is_ok() && index.is_ok();
    let mut answer = if is_ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    Ok(answer.json(serde_json::json!({
        "database": failed_jobs.is_ok(), "index": index.is_ok(), "failed_jobs": failed_jobs.as_ref().ok(),
    })))
}

/// `GET /metrics`: Prometheus text.
pub async fn metrics() -> AppResult<HttpResponse> {
    let text = observe::install_metrics().render();
    Ok::<_, AppError>(HttpResponse::Ok().content_type(ContentType::plaintext()).body(text))
}
