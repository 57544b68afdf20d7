//! For whoever watches the process: is it alive, and can it serve.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use services::Host;

/// `/healthz` and `/readyz`.
pub fn routes(host: Arc<Host>) -> Router {
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .with_state(host)
}

async fn ready(State(host): State<Arc<Host>>) -> (StatusCode, &'static str) {
    match host.db.read().await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database is away\n")
        }
    }
}
