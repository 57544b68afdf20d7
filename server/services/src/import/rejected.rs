//! The rows that could not be taken, as a file to be mended and imported again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::files::Source;
use super::report::RowError;

/// How such files end; an import of a folder leaves them out.
pub(super) const ENDING: &str = ".rejected.csv";

/// Writes the bad rows of each file, with the reason as a last column; answers the first one written, or what went
/// wrong in words.
pub(super) fn write(
    folder: &Path,
    sources: &[Source],
    errors: &[RowError],
) -> Result<Option<PathBuf>, String> {
    let mut first = None;
    for source in sources {
        let bad: BTreeMap<u64, &str> = errors
            .iter()
            .filter(|error| error.file == source.name)
            .map(|error| (error.line, error.message.as_str()))
            .collect();
        if bad.is_empty() {
            continue;
        }
        let stem = source.name.trim_end_matches(".csv").trim_end_matches(".tsv");
        let path = folder.join(format!("{stem}{ENDING}"));
        let text = rows(source, &bad).map_err(|error| error.to_string())?;
        std::fs::write(&path, text).map_err(|error| {
            format!("the bad rows could not be written to {}: {error}", path.display())
        })?;
        first.get_or_insert(path);
    }
    Ok(first)
}

fn rows(source: &Source, bad: &BTreeMap<u64, &str>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(u8::try_from(source.sheet.separator).unwrap_or(b','))
        .flexible(true)
        .from_writer(Vec::new());
    writer.write_record(source.sheet.heads.iter().map(String::as_str).chain(["problem"]))?;
    for row in &source.sheet.rows {
        if let Some(message) = bad.get(&row.line) {
            writer.write_record(row.cells.iter().map(String::as_str).chain([*message]))?;
        }
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
