//! Measuring what is read from texts: how they sound, which emotions they show, how formal they are.

pub mod emotion;
mod figures;
pub mod formality;
mod rows;
pub mod sentiment;

use std::path::Path;

use super::EvaluateError;
use crate::import::text::decode;

fn file(path: &Path, cause: impl Into<String>) -> EvaluateError {
    EvaluateError::File { path: path.to_owned(), cause: cause.into() }
}

/// The text of a file in any of the usual encodings.
fn read(path: &Path) -> Result<String, EvaluateError> {
    let bytes = std::fs::read(path).map_err(|error| file(path, error.to_string()))?;
    decode(&bytes).map_err(|error| file(path, error.to_string()))
}

/// Writes a file that was asked for.
fn write(path: &Path, bytes: &[u8]) -> Result<(), EvaluateError> {
    std::fs::write(path, bytes)
        .map_err(|error| file(path, format!("cannot be written: {error}. Choose another place")))
}
