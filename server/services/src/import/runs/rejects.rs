//! The rows that were left out, as a file to be mended and imported again.

use std::collections::BTreeMap;

use domain::access::Action;
use domain::ids::ImportId;
use domain::undo::DAYS;
use store::{import_files, import_runs};

use super::table;
use crate::export::guarded;
use crate::import::files::refuse;
use crate::{Ctx, ServiceError, ServiceResult};

/// The file's name, and a CSV of the rows that were left out, with what is wrong with each in two more columns.
///
/// # Errors
/// `NotFound` when the import is out of scope; `Invalid` when its file is kept no longer.
pub async fn rejected(ctx: &Ctx, id: ImportId) -> ServiceResult<(String, Vec<u8>)> {
    ctx.require(Action::Import)?;
    let mut tx = ctx.db().read().await?;
    let (run, _) = import_runs::get(&mut tx, &ctx.scope(), id).await?;
    let bytes = import_files::file(&mut tx, id).await?;
    let problems = import_runs::problems(&mut tx, id, i64::MAX).await?;
    drop(tx);
    if bytes.is_empty() {
        let why = format!(
            "{} was kept for {DAYS} days after its import. Bring the file again to see which of its rows are left out.",
            run.source
        );
        return Err(refuse(&why));
    }
    let table = table::read(run.source.clone(), bytes).await?;
    let bad: BTreeMap<i64, (&str, &str)> = problems
        .iter()
        .map(|problem| (problem.line, (problem.column.as_str(), problem.message.as_str())))
        .collect();
    let failed = |error: csv::Error| ServiceError::Internal(format!("writing a CSV: {error}"));
    let mut writer = csv::WriterBuilder::new()
        .delimiter(u8::try_from(table.sheet.separator).unwrap_or(b','))
        .flexible(true)
        .from_writer(Vec::new());
    let heads = table.sheet.titles.iter().map(String::as_str);
    writer.write_record(heads.chain(["Problem column", "Problem"])).map_err(failed)?;
    let width = table.sheet.titles.len();
    for row in &table.sheet.rows {
        let line = i64::try_from(row.line).unwrap_or(i64::MAX);
        let Some((column, message)) = bad.get(&line) else { continue };
        let missing = std::iter::repeat_n("", width.saturating_sub(row.cells.len()));
        let cells = row.cells.iter().map(String::as_str).chain(missing).chain([*column, *message]);
        writer.write_record(cells.map(guarded)).map_err(failed)?;
    }
    let text = writer
        .into_inner()
        .map_err(|error| ServiceError::Internal(format!("writing a CSV: {error}")))?;
    let stem = run.source.rsplit_once('.').map_or(run.source.as_str(), |(stem, _)| stem);
    Ok((format!("{stem}.rejected.csv"), text))
}
