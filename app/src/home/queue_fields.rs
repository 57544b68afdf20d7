//! What a deal is missing, set in its card: the next step, or the day it should close.

use domain::desk::QueueLine;
use domain::ids::OpportunityId;
use leptos::prelude::*;

use crate::pipeline::api::{SetCloseDate, SetNextStep};
use crate::ui::{Submit, TextField, WriteForm, problem_about, wrong};

fn hidden(id: OpportunityId, version: i64) -> Vec<(&'static str, String)> {
    vec![("form[id]", id.to_string()), ("form[version]", version.to_string())]
}

/// What happens next, and by when.
#[component]
pub fn NextStep(
    /// The card.
    line: QueueLine,
    /// The deal.
    deal: OpportunityId,
    /// What it sends.
    action: ServerAction<SetNextStep>,
    /// Which deal it was last sent about.
    sent: Signal<Option<i64>>,
) -> impl IntoView {
    let error = problem_about(action, sent, deal.get());
    view! {
        <details class="popover" name="popover">
            <summary class="button is-small is-main" aria-label=line.item.action.label.clone()>
                {line.item.action.kind.label()}
            </summary>
            <div class="popover__body">
                <WriteForm action=action hidden=hidden(deal, line.version)>
                    <TextField label="Next step" name="form[next_step]" id=format!("next-step-{deal}") required=true
                        error=wrong(error, "next_step") />
                    <TextField label="By" name="form[next_step_on]" id=format!("next-step-on-{deal}") kind="date"
                        error=wrong(error, "next_step_on") />
                    <Submit text="Set next step" pending=action.pending() />
                </WriteForm>
            </div>
        </details>
    }
    .into_any()
}

/// The day it should close.
#[component]
pub fn CloseDate(
    /// The card.
    line: QueueLine,
    /// The deal.
    deal: OpportunityId,
    /// What it sends.
    action: ServerAction<SetCloseDate>,
    /// Which deal it was last sent about.
    sent: Signal<Option<i64>>,
) -> impl IntoView {
    let error = problem_about(action, sent, deal.get());
    view! {
        <details class="popover" name="popover">
            <summary class="button is-small is-main" aria-label=line.item.action.label.clone()>
                {line.item.action.kind.label()}
            </summary>
            <div class="popover__body">
                <WriteForm action=action hidden=hidden(deal, line.version)>
                    <TextField label="Expected close" name="form[expected_close_on]" id=format!("close-{deal}")
                        kind="date" required=true error=wrong(error, "expected_close_on") />
                    <Submit text="Set close date" pending=action.pending() />
                </WriteForm>
            </div>
        </details>
    }
    .into_any()
}
