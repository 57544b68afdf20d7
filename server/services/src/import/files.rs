//! The files of an import: read, decoded and recognised before anything is written.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use domain::forms::FieldErrors;
use sha2::{Digest, Sha256};

use super::layout::{self, Kind};
use super::sheet::Sheet;
use super::text;
use crate::{ServiceError, ServiceResult};

/// A file that was recognised.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// Its name, without the folder.
    pub name: String,
    pub kind: Kind,
    pub sheet: Sheet,
}

/// Everything that was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// In the order in which they refer to each other.
    pub sources: Vec<Source>,
    /// SHA-256 over all of them.
    pub fingerprint: String,
    /// Files that hold no data, in words.
    pub notes: Vec<String>,
}

/// Reads a file, or every CSV file of a folder.
///
/// # Errors
/// `Invalid` when something cannot be read or is no known table: it names the file, and the line where there is one.
pub(super) fn read(path: &Path) -> ServiceResult<Found> {
    let mut sources = Vec::new();
    let mut notes = Vec::new();
    let mut hash = Sha256::new();
    for file in list(path)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = std::fs::read(&file).map_err(|error| {
            refuse(&format!(
                "{} cannot be read: {error}. Check the path and its permissions.",
                file.display()
            ))
        })?;
        hash.update(name.as_bytes());
        hash.update(&bytes);
        let source = recognise(name, &bytes)?;
        if source.kind == Kind::Description {
            notes.push(format!("{}: describes columns, has no data", source.name));
        } else {
            sources.push(source);
        }
    }
    sources.sort_by_key(|source| source.kind);
    if sources.is_empty() {
        let known = layout::known();
        return Err(refuse(&format!(
            "{} has no data to import. Known files: {known}.",
            path.display()
        )));
    }
    let fingerprint = hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    Ok(Found { sources, fingerprint, notes })
}

fn recognise(name: String, bytes: &[u8]) -> ServiceResult<Source> {
    let text = text::decode(bytes).map_err(|error| refuse(&format!("{name}: {error}.")))?;
    let sheet = Sheet::read(&text).map_err(|error| refuse(&format!("{name}, {error}.")))?;
    let Some(kind) = layout::recognise(&sheet.heads) else {
        let heads = sheet.heads.join(", ");
        let known = layout::known();
        return Err(refuse(&format!(
            "{name}, line 1: these columns are of no known file: {heads}. Known files: {known}."
        )));
    };
    Ok(Source { name, kind, sheet })
}

/// The file itself, or the CSV files of the folder by name.
fn list(path: &Path) -> ServiceResult<Vec<PathBuf>> {
    let failed = |error: std::io::Error| {
        refuse(&format!(
            "{} cannot be read: {error}. Check the path and its permissions.",
            path.display()
        ))
    };
    if !std::fs::metadata(path).map_err(failed)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let ending = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let ours = name.ends_with(super::rejected::ENDING);
        if ["csv", "tsv"].contains(&ending.as_str()) && !ours {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// The import does not take it, and nothing was written.
pub(super) fn refuse(message: &str) -> ServiceError {
    FieldErrors::one("file", message).into()
}
