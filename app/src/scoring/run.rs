//! How far the scoring of all leads is.

use domain::format;
use domain::journal::Entity;
use domain::scoring::RescoreRun;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::{CancelRescore, get_rescore_run};
use super::page::PATH;
use crate::ui::{AsyncView, FormProblem, Panel, ProgressBar, Submit, Weight, problem, use_live_of};

/// The last run; it follows the leads as they are written.
#[component]
pub fn RunPanel() -> impl IntoView {
    let live = use_live_of(&[Entity::Lead]);
    let cancel = ServerAction::<CancelRescore>::new();
    let run = Resource::new(move || (live.get(), cancel.version().get()), |_| get_rescore_run());
    view! {
        <AsyncView resource=run lines=1 let:run>
            {run.map(|run| view! { <Run run=run cancel=cancel /> })}
        </AsyncView>
    }
}

#[component]
fn Run(run: RescoreRun, cancel: ServerAction<CancelRescore>) -> impl IntoView {
    let count = |number: i64| format::count(number.unsigned_abs());
    let done = format!("{} of {} leads", count(run.done), count(run.total));
    if run.is_cancelled {
        let note = format!("Ended after {done}. The others follow with the scores of the night.");
        return view! { <p class="notice" role="status">{note}</p> }.into_any();
    }
    if run.ended_at.is_some() {
        let note = format!("All leads stand by version {}.", run.version);
        return view! { <p class="muted">{note}</p> }.into_any();
    }
    let error = problem(cancel);
    view! {
        <Panel title="Scoring all leads" note=done>
            <div class="stack">
                <FormProblem error=error alone=true />
                <ProgressBar label="Leads done" percent=run.percent().into() />
                <div class="form__actions">
                    <ActionForm action=cancel>
                        <Submit text="End it here" weight=Weight::Danger pending=cancel.pending() />
                    </ActionForm>
                    <a class="button is-quiet" href=PATH>"Look again"</a>
                </div>
            </div>
        </Panel>
    }
    .into_any()
}
