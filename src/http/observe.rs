//! What operators see of the requests: a log line, a counter and a duration each.

use std::sync::OnceLock;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use metrics::Label;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// The recorder of this process; several sites in one process (tests) share it.
static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Installs the recorder, once.
pub fn install_metrics() -> &'static PrometheusHandle {
    METRICS.get_or_init(|| {
        PrometheusBuilder::new()
            .set_buckets(&[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5])
            .expect("the list of buckets is not empty")
            .install_recorder()
            .expect("no other recorder is installed by this program")
    })
}

/// The address of the table that a request has met, with its parts in braces; the router puts it beside each resource,
/// because finding it again would try the pattern of every resource.
#[derive(Debug, Clone, Copy)]
pub struct Pattern(pub &'static str);

/// The path as it may stand in the log: whoever holds the token of a link may do what it was sent for, so the pattern
/// stands for such an address.
fn loggable<'a>(path: &'a str, route: &'a str) -> &'a str {
    if route.contains("{token}") { route } else { path }
}

/// The middleware that logs and counts. The query is left out of the log: it holds what people search for.
pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let answer = next.call(request).await?.map_into_boxed_body();
    let took = started.elapsed();
    let request = answer.request();
    let status = answer.status().as_u16();
    let route = request.app_data::<Pattern>().map_or("unknown", |pattern| pattern.0);
    let (method, path, micros) = (request.method().as_str(), loggable(request.path(), route), took.as_micros() as u64);
    let labels = vec![
        Label::new("method", method.to_owned()),
        Label::from_static_parts("route", route),
        Label::new("status", status.to_string()),
    ];
    metrics::histogram!("http_request_duration_seconds", labels[..2].to_vec()).record(took);
    metrics::counter!("http_requests_total", labels).increment(1);
    // Reading is most of the traffic and says little; changes and refusals are what is looked up later.
    if request.method().is_safe() && status < 400 {
        tracing::debug!(method, path, status, duration_us = micros, "request");
    } else {
        tracing::info!(method, path, status, duration_us = micros, "request");
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_links_stay_out_of_the_log() {
        for (path, route, logged) in [
            ("/answer/s3cret/quote", "/answer/{token}/quote", "/answer/{token}/quote"),
            ("/products/P-1", "/products/{code}", "/products/P-1"),
            ("/nowhere", "unknown", "/nowhere"),
        ] {
            assert_eq!(loggable(path, route), logged);
        }
    }
}
