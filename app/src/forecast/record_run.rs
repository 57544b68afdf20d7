//! How far the measurement is, and the way to begin or end it.

use domain::desk::{RecordPage, RunNote};
use domain::format;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::{CancelBacktest, MeasureForecast};
use crate::ui::{FormProblem, Panel, ProgressBar, Submit, Weight, problem};

/// The run that is under way; or when the record was made, and a button to make it anew.
#[component]
pub fn RunPanel(
    page: RecordPage,
    measure: ServerAction<MeasureForecast>,
    cancel: ServerAction<CancelBacktest>,
) -> impl IntoView {
    let (now, may) = (page.now, page.may_measure);
    match page.run {
        Some(run) if run.is_open => view! { <Running run=run may=may cancel=cancel /> }.into_any(),
        run => {
            let words = run.map(|run| words(&run, now)).unwrap_or_default();
            let error = problem(measure);
            let again = may.then(|| {
                view! {
                    <ActionForm action=measure>
                        <FormProblem error=error />
                        <Submit text="Measure again" weight=Weight::Normal pending=measure.pending() />
                    </ActionForm>
                }
            });
            view! { <div class="cluster"><p class="panel__note">{words}</p>{again}</div> }
                .into_any()
        }
    }
}

fn words(run: &RunNote, now: chrono::DateTime<chrono::Utc>) -> String {
    let deals = format::plural(run.deals, "deal", "deals");
    let ago = format::ago(run.at, now);
    match run.status.as_str() {
        "done" => {
            let since = run.since_on.map(format::date_long).unwrap_or_default();
            format!("Measured {ago} on {deals}; endings are known from {since}.")
        }
        "cancelled" => format!("The last measurement was ended {ago}; the one before it stands."),
        _ => {
            let why = run.problem.clone().unwrap_or_default();
            format!("The last measurement failed {ago}: {why} The one before it stands.")
        }
    }
}

#[component]
fn Running(run: RunNote, may: bool, cancel: ServerAction<CancelBacktest>) -> impl IntoView {
    let note = match run.status.as_str() {
        "queued" => "It begins as soon as the background is free.",
        "cancelling" => "It ends after the forecast it is at.",
        _ => "Every method is asked at the start of each past period, with what was known then.",
    };
    let end = may.then(|| {
        view! {
            <ActionForm action=cancel>
                <Submit text="End it" weight=Weight::Danger pending=cancel.pending() />
            </ActionForm>
        }
    });
    view! {
        <Panel title="Measuring the forecast" note=note>
            <div class="stack is-tight">
                <ProgressBar label="Forecasts made" percent=run.percent />
                <div class="form__actions">
                    {end}
                    <a class="button is-quiet" href="/forecast?view=record">"Look again"</a>
                </div>
            </div>
        </Panel>
    }
}
