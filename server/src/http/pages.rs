//! The pages and server functions of `app`, as routes.

use std::sync::Arc;

use app::error::AppError;
use app::routes::App;
use app::server_ctx::Site;
use app::session::cookie::NoticeCookie;
use app::shell::shell;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use leptos::prelude::LeptosOptions;
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};

use super::assets;
use super::forms;
use super::headers::provide_page_context;
use super::refusal::Reader;
use super::uploads;

const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Every page of the route table, every server function, and the page for what is neither.
///
/// They are reached at `public_url`, or where the request says.
pub fn routes(https: bool, public_url: Option<&str>) -> Router {
    let names = Arc::new(assets::names());
    let context = move || provide_page_context((*names).clone());
    let options = LeptosOptions::builder().output_name("frontend").build();
    let render = render_app_async_with_context(context.clone(), || shell(App()));
    let pages = Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context, || shell(App()))
        .fallback(move |request: Request| {
            let render = render.clone();
            async move { not_found(request, render).await }
        })
        .with_state(options)
        .merge(uploads::routes())
        .layer(from_fn_with_state(Address::new(https, public_url), forget_address));
    // Around all of them and not around each: a refused form is answered by the page it stands on.
    Router::new()
        .fallback_service(pages)
        .layer(from_fn_with_state(NoticeCookie::new(https), forms::answer))
}

/// Where this installation is reached.
#[derive(Clone, Debug)]
struct Address {
    public_url: Option<Arc<str>>,
    scheme: &'static str,
}

impl Address {
    fn new(https: bool, public_url: Option<&str>) -> Self {
        let scheme = if https { "https" } else { "http" };
        Self { public_url: public_url.map(|url| url.trim_end_matches('/').into()), scheme }
    }

    fn of(&self, request: &Request) -> Option<Site> {
        if let Some(url) = &self.public_url {
            return Some(Site(url.to_string()));
        }
        let host = request.headers().get(HOST)?.to_str().ok()?;
        Some(Site(format!("{}://{host}", self.scheme)))
    }
}

/// The renderer reads the address from what the sender says of it, and takes no address that is none. Pages need
/// only the path, so they are all rendered at one.
async fn forget_address(
    State(address): State<Address>,
    mut request: Request,
    next: Next,
) -> Response {
    if let Some(site) = address.of(&request) {
        request.extensions_mut().insert(site);
    }
    let headers = request.headers_mut();
    headers.insert(HOST, HeaderValue::from_static("localhost"));
    headers.remove(X_FORWARDED_PROTO);
    if request.uri().authority().is_some() {
        *request.uri_mut() =
            request.uri().path_and_query().cloned().map_or_else(Uri::default, Uri::from);
    }
    next.run(request).await
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
