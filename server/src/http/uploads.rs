//! Files that come in and go out: what is brought to be imported, and the rows an import left out.

use app::error::AppError;
use app::imports::UPLOAD;
use axum::Router;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Path, Request};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use domain::forms::FieldErrors;
use domain::ids::ImportId;
use domain::import::ImportEntity;
use leptos::server_fn::error::FromServerFnError as _;
use services::Ctx;
use services::import::runs::{self, LARGEST_FILE, Upload};

use super::refusal::Reader;

/// Routes behind the door, beside the pages.
pub fn routes() -> Router {
    Router::new()
        .route(UPLOAD, post(upload).layer(DefaultBodyLimit::disable()))
        .route("/imports/{id}/rejected.csv", get(rejected))
}

/// Whether this request brings a file.
#[must_use]
pub fn is_upload(request: &Request) -> bool {
    request.method() == Method::POST && request.uri().path() == UPLOAD
}

/// Takes a file and leads to its page.
async fn upload(request: Request) -> Response {
    let reader = Reader::of(request.headers());
    match take(request).await {
        Ok(id) => Redirect::to(&format!("/imports/{id}")).into_response(),
        Err(error) => reader.refuse(error.status_code(), "Not taken", &error),
    }
}

async fn take(request: Request) -> Result<ImportId, AppError> {
    let ctx = request.extensions().get::<Ctx>().cloned().ok_or(AppError::SignedOut)?;
    // Who may not import is told so before their file is read.
    ctx.require(domain::access::Action::Import)?;
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| wrong("This is no form with a file: choose one and send it again."))?;
    let (mut file, mut entity) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|_| broken())? {
        match field.name().unwrap_or_default() {
            "file" => file = Some(read(field).await?),
            "entity" => {
                let word = field.text().await.map_err(|_| broken())?;
                entity = ImportEntity::try_from(word.as_str()).ok();
            }
            _ => {}
        }
    }
    let (name, bytes) = file
        .filter(|(_, bytes)| !bytes.is_empty())
        .ok_or_else(|| wrong("No file was sent, or an empty one: choose a CSV or Excel file."))?;
    Ok(runs::bring(&ctx, Upload { name, bytes, entity }).await?)
}

async fn read(mut field: Field<'_>) -> Result<(String, Vec<u8>), AppError> {
    let name: String = field.file_name().unwrap_or("file").chars().take(200).collect();
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| broken())? {
        if bytes.len() + chunk.len() > LARGEST_FILE {
            let most = LARGEST_FILE / 1024 / 1024;
            return Err(wrong(&format!(
                "{name} is larger than {most} MB. Split it, and import the parts."
            )));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok((name, bytes))
}

fn wrong(text: &str) -> AppError {
    AppError::Invalid(FieldErrors::one("file", text))
}

fn broken() -> AppError {
    wrong("The file arrived incomplete, and nothing was kept: send it again.")
}

/// The rows an import left out.
async fn rejected(Path(id): Path<String>, request: Request) -> Response {
    let reader = Reader::of(request.headers());
    match left_out(request.extensions().get::<Ctx>().cloned(), &id).await {
        Ok((name, text)) => attachment(&name, text),
        Err(error) => reader.refuse(error.status_code(), "No such file", &error),
    }
}

async fn left_out(ctx: Option<Ctx>, id: &str) -> Result<(String, Vec<u8>), AppError> {
    let ctx = ctx.ok_or(AppError::SignedOut)?;
    let id: ImportId = id.parse().map_err(|_| AppError::NotFound)?;
    Ok(runs::rejected(&ctx, id).await?)
}

/// A CSV to be kept under this name; letters that a header cannot carry are left out of it.
fn attachment(name: &str, text: Vec<u8>) -> Response {
    let plain =
        |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ' ');
    let name: String = name.chars().filter(plain).collect();
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (StatusCode::OK, headers, text).into_response()
}
