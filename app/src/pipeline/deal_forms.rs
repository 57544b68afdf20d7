//! The forms on a deal's page: moving it, and editing its fields.

use domain::access::Action;
use domain::opportunity::{DealPage, DealStatus, Opportunity, StageKind};
use domain::winloss::{LossGroup, REASONS};
use leptos::prelude::*;

use super::api::{EditDeal, MoveDeal};
use crate::session::current_user;
use crate::ui::{
    Choice, FormProblem, Panel, SelectField, Submit, TextField, Weight, WriteForm, problem, wrong,
};

/// To another stage; losing needs a reason.
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
    let is_open = page.row.line.status == DealStatus::Open;
    let (title, verb) = if is_open { ("Move", "Move deal") } else { ("Reopen", "Reopen deal") };
    let here = page.deal.stage_id;
    let choices = page
        .stages
        .iter()
        .filter(|stage| stage.id != here && (is_open || stage.kind == StageKind::Open))
        .map(|stage| Choice::new(stage.id, &stage.name))
        .collect::<Vec<_>>();
    // The usual move is one stage forward; a closed deal goes back to the stage before.
    let place = page.stages.iter().find(|stage| stage.id == here).map_or(0, |stage| stage.position);
    let forward =
        page.stages.iter().find(|stage| stage.position > place && stage.kind != StageKind::Lost);
    let forward = forward.map_or_else(String::new, |stage| stage.id.to_string());
    let error = problem(action);
    view! {
        <div id="move">
            <Panel title=title>
                <WriteForm action=action hidden=identity(&page.deal)>
                    <FormProblem error=error />
                    <SelectField label="To stage" name="form[stage]" choices=choices value=forward
                        error=wrong(error, "stage") />
                    {is_open.then(|| view! {
                        <SelectField label="Reason, when it is lost" name="form[lost_reason]" choices=reasons()
                            error=wrong(error, "lost_reason") />
                    })}
                    <div class="form__actions">
                        <Submit text=verb weight=Weight::Normal pending=action.pending() />
                    </div>
                </WriteForm>
            </Panel>
        </div>
    }
    .into_any()
}

/// Why a deal may be lost, as the tree has it.
fn reasons() -> Vec<Choice> {
    let reason = |(group, reason): (LossGroup, &str)| {
        let is_alone = group.label() == reason;
        let label =
            if is_alone { reason.to_owned() } else { format!("{}: {reason}", group.label()) };
        Choice::new(reason, label)
    };
    std::iter::once(Choice::new("", "Choose one")).chain(REASONS.map(reason)).collect()
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
