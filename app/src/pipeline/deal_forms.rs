//! The forms on a deal's page: moving it, and editing its fields.

use domain::access::Action;
use domain::opportunity::{DealPage, DealStatus, Opportunity, Stage, StageKind};
use leptos::prelude::*;

use super::api::{EditDeal, MoveDeal};
use crate::session::current_user;
use crate::ui::{
    Choice, FormProblem, Panel, SelectField, Submit, TextField, Weight, WriteForm, problem, wrong,
};

/// To another open stage. How it ends, another pipeline and opening it again have a page of their own.
#[component]
pub fn MoveForm(
    /// The deal.
    page: DealPage,
    /// The action.
    action: ServerAction<MoveDeal>,
) -> impl IntoView {
    if !may_change(&page) {
        return ().into_any();
    }
    let id = page.deal.id;
    let aside = move |word: &str, text: &'static str| {
        let href = format!("/advance/{id}{word}");
        view! { <a class="button" href=href>{text}</a> }
    };
    if page.row.line.status != DealStatus::Open {
        return view! { <div id="move"><Panel title="Reopen">{aside("", "Reopen deal")}</Panel></div> }
            .into_any();
    }
    let here = page.deal.stage_id;
    let place = page.stages.iter().find(|stage| stage.id == here).map_or(0, |stage| stage.position);
    let open = |stage: &&Stage| stage.kind == StageKind::Open && stage.id != here;
    let choices = page.stages.iter().filter(open).filter(|stage| !stage.is_retired);
    let choices = choices.map(|stage| Choice::new(stage.id, &stage.name)).collect::<Vec<_>>();
    // The usual move is one stage forward.
    let forward = page.stages.iter().filter(open).find(|stage| stage.position > place);
    let forward = forward.map_or_else(String::new, |stage| stage.id.to_string());
    let ready = ready(&page);
    let error = problem(action);
    view! {
        <div id="move">
            <Panel title="Move">
                {ready}
                <WriteForm action=action hidden=identity(&page.deal)>
                    <FormProblem error=error />
                    <SelectField label="To stage" name="form[stage]" choices=choices value=forward
                        error=wrong(error, "stage") />
                    <div class="form__actions">
                        <Submit text="Move deal" weight=Weight::Normal pending=action.pending() />
                        {aside("?to=won", "Won\u{2026}")}
                        {aside("?to=lost", "Lost\u{2026}")}
                        {aside("", "More\u{2026}")}
                    </div>
                </WriteForm>
            </Panel>
        </div>
    }
    .into_any()
}

/// What the stage asks for before the deal goes on: all of it there, or what is missing.
fn ready(page: &DealPage) -> Option<impl IntoView + use<>> {
    let missing = page.findings.iter().filter(|finding| !finding.is_met);
    let missing: Vec<String> =
        missing.map(|finding| finding.guard.label().to_lowercase()).collect();
    let known = page.findings.iter().map(|finding| finding.evidence.as_str());
    let known = known.collect::<Vec<_>>().join(", ");
    let text = match missing.as_slice() {
        [] => format!("Ready to move on: {known}."),
        missing => format!("Before it moves on: {}.", missing.join(", ")),
    };
    (!page.findings.is_empty()).then(|| view! { <p class="panel__note">{text}</p> })
}

fn may_change(page: &DealPage) -> bool {
    let action = match page.deal.status {
        DealStatus::Open => Action::EditDeal,
        DealStatus::Won | DealStatus::Lost => Action::EditClosedDeal,
    };
    current_user().with_untracked(|viewer| viewer.may(action))
}

/// Which deal, as the page showed it.
fn identity(deal: &Opportunity) -> Vec<(&'static str, String)> {
    vec![("form[id]", deal.id.to_string()), ("form[version]", deal.version.to_string())]
}

/// Name, amount, close date and next step.
#[component]
pub fn EditForm(
    /// The deal.
    page: DealPage,
    /// The action.
    action: ServerAction<EditDeal>,
) -> impl IntoView {
    if !may_change(&page) {
        return ().into_any();
    }
    let deal = page.deal;
    let error = problem(action);
    let wrong = |field| wrong(error, field);
    let hidden = identity(&deal);
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let (close, step_on) = (day(deal.expected_close_on), day(deal.next_step_on));
    let cents = deal.amount.get();
    let amount = format!("{}.{:02}", cents / 100, cents % 100);
    let fields = view! {
        <div class="form__row">
            <TextField label="Next step" name="form[next_step]" value=deal.next_step
                error=wrong("next_step") hint="What happens next, and who does it" />
            <TextField label="By" name="form[next_step_on]" kind="date" value=step_on
                error=wrong("next_step_on") />
        </div>
        <TextField label="Name" name="form[name]" value=deal.name required=true error=wrong("name") />
        <div class="form__row">
            <TextField label="Amount" name="form[amount]" value=amount required=true error=wrong("amount") />
            <TextField label="Expected close" name="form[expected_close_on]" kind="date" value=close
                error=wrong("expected_close_on") />
        </div>
    };
    view! {
        <Panel title="Next step and terms">
            <WriteForm action=action hidden=hidden>
                <FormProblem error=error />
                {fields}
                <div class="form__actions"><Submit text="Save deal" pending=action.pending() /></div>
            </WriteForm>
        </Panel>
    }
    .into_any()
}
