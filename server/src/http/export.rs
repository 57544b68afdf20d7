//! Lists as files: plain links, so that they work without the page's code.

use app::error::AppError;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, Request};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::company::CompanyFilter;
use domain::forms::FieldErrors;
use domain::list::{DealFilter, LeadFilter, TaskFilter};
use futures::StreamExt as _;
use futures::stream::unfold;
use leptos::server_fn::error::FromServerFnError as _;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use services::export::{self, Download, Format};
use services::{Ctx, ServiceError, ServiceResult, archive, desks, funnel};

use super::refusal::Reader;

/// How the file is to be written; the rest of the address is the list's own filter.
#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    format: String,
    /// The period of a desk.
    #[serde(default)]
    period: String,
}

/// The addresses of files.
pub fn routes() -> Router {
    Router::new()
        .route("/api/export/{list}", get(list))
        .route("/api/export/{desk}/{section}", get(section))
}

/// `/api/export/leads?format=csv&status=new`
async fn list(Path(list): Path<String>, request: Request) -> Response {
    let reader = Reader::of(request.headers());
    let Some(ctx) = request.extensions().get::<Ctx>().cloned() else {
        return reader.refuse(StatusCode::UNAUTHORIZED, "Signed out", &AppError::SignedOut);
    };
    let uri = request.uri().clone();
    match made(&ctx, &list, &uri).await {
        Ok(download) => sent(download),
        Err(error) => {
            let error = AppError::from(error);
            reader.refuse(error.status_code(), "No file", &error)
        }
    }
}

/// `/api/export/funnel/steps?format=csv&period=2026-Q4`: a section of a desk as its page shows it.
async fn section(Path((desk, section)): Path<(String, String)>, request: Request) -> Response {
    let reader = Reader::of(request.headers());
    let Some(ctx) = request.extensions().get::<Ctx>().cloned() else {
        return reader.refuse(StatusCode::UNAUTHORIZED, "Signed out", &AppError::SignedOut);
    };
    let uri = request.uri().clone();
    match section_made(&ctx, (&desk, &section), &uri).await {
        Ok(download) => sent(download),
        Err(error) => {
            let error = AppError::from(error);
            reader.refuse(error.status_code(), "No file", &error)
        }
    }
}

async fn section_made(ctx: &Ctx, (desk, name): (&str, &str), uri: &Uri) -> ServiceResult<Download> {
    let wanted = query::<Wanted>(uri)?;
    let format: Format = wanted.format.parse()?;
    let section = match desk {
        "funnel" => funnel::section(ctx, &wanted.period, name).await?,
        "revenue" => desks::ceo_section(ctx, &wanted.period, name).await?,
        _ => return Err(ServiceError::NotFound),
    };
    export::section(ctx, section, format).await
}

async fn made(ctx: &Ctx, list: &str, uri: &Uri) -> ServiceResult<Download> {
    let format: Format = query::<Wanted>(uri)?.format.parse()?;
    match list {
        "leads" => export::leads(ctx, &query::<LeadFilter>(uri)?, format).await,
        "companies" => export::companies(ctx, &query::<CompanyFilter>(uri)?, format).await,
        "deals" => export::deals(ctx, &query::<DealFilter>(uri)?, format).await,
        "tasks" => export::tasks(ctx, &query::<TaskFilter>(uri)?, format).await,
        "models" => export::models(ctx, format).await,
        "everything" => archive::everything(ctx, format).await,
        _ => Err(ServiceError::NotFound),
    }
}

fn query<T: DeserializeOwned>(uri: &Uri) -> ServiceResult<T> {
    Query::try_from_uri(uri).map(|Query(value)| value).map_err(|error| {
        let message = format!("The address was not understood: {error}.");
        FieldErrors::one("address", message).into()
    })
}

/// The file piece by piece, as fast as the reader takes it.
fn sent(download: Download) -> Response {
    let name = format!("attachment; filename=\"{}\"", download.name);
    let headers = [(CONTENT_TYPE, download.content_type.to_owned()), (CONTENT_DISPOSITION, name)];
    let pieces = unfold(download.pieces, |mut pieces| async move {
        let piece = pieces.recv().await?;
        if let Err(error) = &piece {
            tracing::warn!(%error, "a file was cut off");
        }
        Some((piece, pieces))
    });
    // Whoever compresses it asks once more after the end.
    (headers, Body::from_stream(pieces.fuse())).into_response()
}
