//! How far a run is, and what came of it.

use chrono::{DateTime, Utc};
use domain::import::{ImportRow, ImportStatus};
use domain::undo::is_in_time;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::CancelImport;
use super::list_page::{count, status_tone};
use crate::ui::{Badge, LinkButton, Panel, ProgressBar, Submit, Weight};

/// A run that has not ended.
#[component]
pub fn Progress(
    /// The import.
    run: ImportRow,
    /// When the page was made.
    now: DateTime<Utc>,
    /// Ends it.
    cancel: ServerAction<CancelImport>,
) -> impl IntoView {
    let percent = run.percent();
    let rate = run.rate(now).map(|rate| format!(", {} rows/s", count(rate))).unwrap_or_default();
    let words = match run.status {
        ImportStatus::Queued => "It begins as soon as the background is free.".to_owned(),
        ImportStatus::Cancelling => "It ends after the rows it is at.".to_owned(),
        _ => format!("{} of {} rows{rate}", count(run.read), count(run.total)),
    };
    view! {
        <Panel title=run.status.label() note=words>
            <div class="stack">
                <ProgressBar label="Rows done" percent=percent />
                <Figures run=run.clone() />
                <div class="form__actions">
                    <ActionForm action=cancel>
                        <input type="hidden" name="id" value=run.id.get() />
                        <Submit text="End the import" weight=Weight::Danger pending=cancel.pending() />
                    </ActionForm>
                    <a class="button is-quiet" href=format!("/imports/{}", run.id)>"Look again"</a>
                </div>
            </div>
        </Panel>
    }
    .into_any()
}

/// A run that has ended, with the ways on: undo it, or mend what was left out.
#[component]
pub fn Outcome(
    /// The import.
    run: ImportRow,
    /// When the page was made.
    now: DateTime<Utc>,
) -> impl IntoView {
    let left_out = run.duplicates + run.failed;
    let took = run.rate(run.created_at).map(|rate| format!("{} rows/s", count(rate)));
    let note = match (run.status, &run.problem) {
        (ImportStatus::Failed, Some(problem)) => problem.clone(),
        (ImportStatus::Cancelled, _) if run.read == 0 => {
            "It was ended before it began. Nothing was written.".to_owned()
        }
        (ImportStatus::Cancelled, _) => {
            format!(
                "Ended after {} of {} rows. What came in stays.",
                count(run.read),
                count(run.total)
            )
        }
        _ => took.unwrap_or_default(),
    };
    let wrote = run.created + run.updated > 0;
    let undo = run.unit.filter(|_| wrote).map(|unit| {
        view! { <LinkButton text="Undo this import" href=format!("/journal/{unit}") /> }
    });
    let is_kept = run.finished_at.is_none_or(|at| is_in_time(at, now));
    let rejected = (left_out > 0 && run.entity.is_some() && is_kept).then(|| {
        let href = format!("/imports/{}/rejected.csv", run.id);
        view! { <a class="button" href=href download="">"Download the rows left out"</a> }
    });
    let tone = status_tone(run.status);
    let label = run.status.label();
    view! {
        <Panel title="Result" note=note>
            <div class="stack">
                <p><Badge text=label tone=tone /></p>
                <Figures run=run />
                <div class="form__actions">{rejected}{undo}</div>
            </div>
        </Panel>
    }
    .into_any()
}

/// What came of the rows so far.
#[component]
fn Figures(run: ImportRow) -> impl IntoView {
    view! {
        <dl class="facts is-columns">
            <div><dt>"New"</dt><dd>{count(run.created)}</dd></div>
            <div><dt>"Changed"</dt><dd>{count(run.updated)}</dd></div>
            <div><dt>"As before"</dt><dd>{count(run.unchanged)}</dd></div>
            <div><dt>"Duplicates"</dt><dd>{count(run.duplicates)}</dd></div>
            <div><dt>"Could not be taken"</dt><dd>{count(run.failed)}</dd></div>
        </dl>
    }
}
