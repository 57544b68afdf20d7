//! What a use case answers when it does not do what was asked.

use domain::forms::{Alike, ConflictField, FieldErrors};
use store::StoreError;

/// The result of a use case.
pub type ServiceResult<T> = Result<T, ServiceError>;

/// Why a use case did not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Nobody is signed in.
    #[error("sign in first")]
    SignedOut,
    /// The role does not allow it; the text says who may.
    #[error("{0}")]
    Forbidden(String),
    /// No such record, or none that this person sees: the two are not told apart.
    #[error("there is no such record, or it is not yours to see")]
    NotFound,
    /// Fields of the form are wrong.
    #[error("{0}")]
    Invalid(FieldErrors),
    /// Somebody else changed the record since the page was made.
    #[error("somebody else changed this in the meantime")]
    Conflict(Vec<ConflictField>),
    /// These are there already and may be the one the form is about.
    #[error("somebody like this is there already")]
    Alike(Vec<Alike>),
    /// Too many tries; the text says when to come back.
    #[error("{0}")]
    Busy(String),
    /// The database is away or cannot be written to; the text says what to do.
    #[error("{0}")]
    Unavailable(String),
    /// The database says something else.
    #[error(transparent)]
    Store(StoreError),
    /// Something that should not happen; the text is for the log only.
    #[error("{0}")]
    Internal(String),
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NotFound,
            StoreError::Conflict => Self::Conflict(Vec::new()),
            away @ (StoreError::Away(_) | StoreError::ReadOnly(_) | StoreError::Open { .. }) => {
                Self::Unavailable(away.to_string())
            }
            other => Self::Store(other),
        }
    }
}

impl From<FieldErrors> for ServiceError {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}
