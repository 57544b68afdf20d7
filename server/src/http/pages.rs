//! The pages and server functions of `app`, as routes.

use std::sync::Arc;

use app::error::AppError;
use app::routes::App;
use app::shell::shell;
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leptos::prelude::LeptosOptions;
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};

use super::assets;
use super::headers::provide_page_context;
use super::refusal::Reader;

/// Every page of the route table, every server function, and the page for what is neither.
pub fn routes() -> Router {
    let names = Arc::new(assets::names());
    let context = move || provide_page_context((*names).clone());
    let options = LeptosOptions::builder().output_name("frontend").build();
    let render = render_app_async_with_context(context.clone(), || shell(App()));
    Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, || shell(App()))
        .fallback(move |request: Request| {
            let render = render.clone();
            async move { not_found(request, render).await }
        })
        .with_state(options)
}

async fn not_found<Render, Rendered>(request: Request, render: Render) -> Response
where
    Render: FnOnce(Request) -> Rendered,
    Rendered: Future<Output = Response>,
{
    let asked_by = Reader::of(request.headers());
    if asked_by == Reader::Code {
        return asked_by.refuse(StatusCode::NOT_FOUND, "Not found", &AppError::NotFound);
    }
    (StatusCode::NOT_FOUND, render(request).await).into_response()
}
