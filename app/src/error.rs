//! The only error that crosses the wire: what happened, and what to do. Causes stay in the server's log.

use domain::forms::{Alike, ConflictField, FieldErrors};
use http::StatusCode;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a page or a form did not get what it asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum AppError {
    /// 401: nobody is signed in.
    #[error("You are signed out. Sign in again to go on.")]
    SignedOut,
    /// 403: the role does not allow it; the text says who may.
    #[error("{0}")]
    Forbidden(String),
    /// 404: no such record, or none that this person sees.
    #[error("There is no such record, or it is not yours to see.")]
    NotFound,
    /// 422: fields of the form are wrong.
    #[error("{0}")]
    Invalid(FieldErrors),
    /// 409: somebody else changed the record since the page was made.
    #[error(
        "Somebody else changed this in the meantime. Nothing was saved: look at both values and save again."
    )]
    Conflict(Vec<ConflictField>),
    /// 409: these are there already and may be the one the form is about.
    #[error("Somebody like this is here already. Nothing was saved: look first, or save anyway.")]
    Alike(Vec<Alike>),
    /// 429: too many tries; the text says when to come back.
    #[error("{0}")]
    Busy(String),
    /// 503: the database is away or cannot be written to.
    #[error("{0}")]
    Unavailable(String),
    /// 500: the log has the cause under this reference.
    #[error(
        "Something went wrong here, and nothing was changed. Tell your administrator the reference {0}."
    )]
    Internal(String),
    /// The server could not be reached, or what came back was not understood.
    #[error("The server could not be reached. Check the connection and try again.")]
    Transport(String),
}

impl AppError {
    /// What went wrong, where no fields stand by to say it: their names in the code are nobody's business.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Self::Invalid(errors) => {
                errors.0.values().map(String::as_str).collect::<Vec<_>>().join(" ")
            }
            other => other.to_string(),
        }
    }

    /// The message beside a form's field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        match self {
            Self::Invalid(errors) => errors.get(name).map(str::to_owned),
            _ => None,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(text) | ServerFnErrorErr::MissingArg(text) => Self::Invalid(
                FieldErrors::one("form", format!("The form was not understood: {text}")),
            ),
            other => Self::Transport(other.to_string()),
        }
    }

    fn status_code(&self) -> StatusCode {
        match self {
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) | Self::Alike(_) => StatusCode::CONFLICT,
            Self::Busy(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) | Self::Transport(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
