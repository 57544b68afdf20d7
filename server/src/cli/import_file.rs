//! `rainmaker import` of one file: its guessed plan, what would come of it, and the run.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use domain::ids::ImportId;
use domain::import::{ImportEntity, ImportPage, ImportPlan, ImportStatus};
use services::Ctx;
use services::import::runs::{self, Upload};

use super::import::say_rate;
use crate::console;
use crate::progress::Bar;

/// Flags of the import of one file.
#[derive(Clone, Debug, Args)]
pub struct FileFlags {
    /// Say what would come of it, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// What each row is: lead, company, deal, interaction or task; guessed when not given
    #[arg(long)]
    entity: Option<String>,
    /// What a record is known by, such as email or `external_key`; guessed when not given
    #[arg(long)]
    key: Option<String>,
    /// Read a column as a field, as `Mobile=phone`; `Notes=` leaves the column out
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// How a column's days or numbers are written: `Created=day_first`, `Amount=comma`
    #[arg(long, value_name = "COLUMN=NOTATION")]
    notation: Vec<String>,
    /// The country of phone numbers without a country code, as DE
    #[arg(long)]
    region: Option<String>,
}

impl FileFlags {
    /// Whether anything was said about a single file.
    pub fn are_given(&self) -> bool {
        self.dry_run
            || self.entity.is_some()
            || self.key.is_some()
            || self.region.is_some()
            || !self.map.is_empty()
            || !self.notation.is_empty()
    }
}

/// Brings one file in; one that was cut off goes on.
pub async fn run(
    ctx: &Ctx,
    path: &Path,
    rejected: Option<&Path>,
    flags: &FileFlags,
) -> Result<ExitCode> {
    let bytes = std::fs::read(path).with_context(|| {
        format!("{} cannot be read: check the path and its permissions", path.display())
    })?;
    if let Some(id) = runs::cut_off(ctx, &bytes).await? {
        console::note("An import of this file was cut off: it goes on where it was.");
        return go(ctx, id, path, rejected).await;
    }
    let entity = flags
        .entity
        .as_deref()
        .map(ImportEntity::try_from)
        .transpose()
        .context("the flag --entity")?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let id = runs::bring(ctx, Upload { name, bytes, entity }).await?;
    let page = runs::page(ctx, id).await?;
    let plan = changed(&page, flags)?;
    runs::replan(ctx, id, plan).await?;
    let page = runs::page(ctx, id).await?;
    tell_plan(&page);
    if flags.dry_run {
        runs::cancel(ctx, id).await?;
        tell_preview(&page);
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(question) = page.preview.questions.first() {
        runs::cancel(ctx, id).await?;
        let answers: Vec<String> =
            question.answers.iter().map(|(word, label)| format!("{word} ({label})")).collect();
        bail!("{} Say so with --notation: {}.", question.text, answers.join(" or "));
    }
    go(ctx, id, path, rejected).await
}

/// The plan as the flags change it.
fn changed(page: &ImportPage, flags: &FileFlags) -> Result<ImportPlan> {
    let mut plan = page.plan.clone();
    let place = |said: &str, flag: &str| -> Result<(usize, String)> {
        let (column, word) = said.rsplit_once('=').with_context(|| {
            format!("the flag {flag} \"{said}\" has no =: write it as Mobile=phone")
        })?;
        let place = page.sheet.columns.iter().position(|known| known.title == column.trim());
        let titles: Vec<&str> =
            page.sheet.columns.iter().map(|known| known.title.as_str()).collect();
        let place = place.with_context(|| {
            format!("the file has no column \"{column}\": it has {}", titles.join(", "))
        })?;
        Ok((place, word.trim().to_owned()))
    };
    for said in &flags.map {
        let (at, field) = place(said, "--map")?;
        // A field is read from one column.
        plan.columns.iter_mut().filter(|known| **known == field).for_each(String::clear);
        if let Some(slot) = plan.columns.get_mut(at) {
            *slot = field;
        }
    }
    for said in &flags.notation {
        let (at, word) = place(said, "--notation")?;
        if let Some(slot) = plan.notations.get_mut(at) {
            *slot = word;
        }
    }
    if let Some(key) = &flags.key {
        key.clone_into(&mut plan.key);
    }
    if let Some(region) = &flags.region {
        region.clone_into(&mut plan.region);
    }
    Ok(plan)
}

fn tell_plan(page: &ImportPage) {
    console::say(format!("{}, read as {}", page.sheet.format, page.plan.entity.label()));
    for (column, field) in page.sheet.columns.iter().zip(&page.plan.columns) {
        let read = if field.is_empty() { "left out" } else { field.as_str() };
        let sample = column.samples.first().map(String::as_str).unwrap_or_default();
        console::say(format!("  {:<28} {read:<18} {sample}", column.title));
    }
    for asked in &page.preview.meanings {
        let meant = if asked.meaning.meant.is_empty() { "nothing" } else { &asked.meaning.meant };
        console::say(format!(
            "  \"{}\" stands for {meant} ({} rows)",
            asked.meaning.written, asked.rows
        ));
    }
    if !page.preview.is_undoable() {
        console::say(
            "  More than 60,000 records cannot be undone in one go afterwards: split the file if you may want to.",
        );
    }
}

fn tell_preview(page: &ImportPage) {
    let seen = &page.preview;
    tell_counts(
        "would be",
        [seen.created, seen.updated, seen.unchanged, seen.duplicates, seen.failed],
    );
    for problem in &seen.problems {
        console::say(format!("line {}, {}: {}", problem.line, problem.column, problem.message));
    }
    for question in &seen.questions {
        console::say(format!("to be said: {}", question.text));
    }
}

fn tell_counts(verb: &str, [created, updated, unchanged, duplicates, failed]: [i64; 5]) {
    let repeated = u64::try_from(duplicates).unwrap_or(0);
    let repeated = domain::format::plural(repeated, "duplicate", "duplicates");
    console::say(format!(
        "{verb}: {created} new, {updated} changed, {unchanged} as before, {repeated}, {failed} bad"
    ));
}

async fn go(ctx: &Ctx, id: ImportId, path: &Path, rejected: Option<&Path>) -> Result<ExitCode> {
    let began = Instant::now();
    let before = runs::page(ctx, id).await?.run.read;
    let bar = Mutex::new(Bar::new());
    runs::perform(ctx, id, |progress| {
        if let Ok(bar) = bar.lock() {
            bar.show(progress);
        }
    })
    .await?;
    if let Ok(bar) = bar.lock() {
        bar.end();
    }
    let page = runs::page(ctx, id).await?;
    let run = &page.run;
    if run.status != ImportStatus::Done {
        bail!("{}: {}", run.status.label(), run.problem.clone().unwrap_or_default());
    }
    tell_counts("done", [run.created, run.updated, run.unchanged, run.duplicates, run.failed]);
    for problem in page.problems.iter().take(20) {
        console::say(format!("line {}, {}: {}", problem.line, problem.column, problem.message));
    }
    say_rate(usize::try_from(run.read - before).unwrap_or(0), began);
    if run.duplicates + run.failed == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let (name, text) = runs::rejected(ctx, id).await?;
    let folder = rejected.or(path.parent()).unwrap_or(Path::new(""));
    let target = folder.join(name);
    std::fs::write(&target, text).with_context(|| {
        format!("the rows left out could not be written to {}", target.display())
    })?;
    console::say(format!(
        "The rows left out, to be mended and imported again: {}",
        target.display()
    ));
    Ok(ExitCode::from(2))
}
