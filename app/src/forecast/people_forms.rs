//! Committing to a period, and overriding what others commit to.

use domain::list::Person;
use leptos::prelude::*;

use super::api::{CommitToForecast, OverrideForecastOf};
use crate::ui::{
    Choice, FormProblem, Panel, SelectField, Submit, TextField, Weight, WriteForm, emptied_after,
    problem, tell, wrong,
};

/// What one's own deals will bring.
#[component]
pub fn CommitPanel(
    /// The period's code.
    code: String,
    /// The action that keeps it.
    commit: ServerAction<CommitToForecast>,
) -> impl IntoView {
    let error = problem(commit);
    let form = emptied_after(commit);
    tell(commit);
    view! {
        <Panel title="My commitment" note="Won so far included; kept beside the model, never mixed into it">
            <WriteForm action=commit node_ref=form hidden=vec![("form[period]", code)]>
                <FormProblem error=error />
                <div class="form__row">
                    <TextField label="Commit" name="form[commit]" required=true error=wrong(error, "commit") />
                    <TextField label="Best case" name="form[best]" error=wrong(error, "best") />
                </div>
                <TextField label="A word about it" name="form[note]" error=wrong(error, "note") />
                <div class="form__actions">
                    <Submit text="Commit" weight=Weight::Primary pending=commit.pending() />
                </div>
            </WriteForm>
        </Panel>
    }
}

/// What somebody else's deals, or all, will bring.
#[component]
pub fn OverridePanel(
    /// The period's code.
    code: String,
    /// Whose deals it can be about.
    people: Vec<Person>,
    /// The action that keeps it.
    overrule: ServerAction<OverrideForecastOf>,
) -> impl IntoView {
    let error = problem(overrule);
    let form = emptied_after(overrule);
    tell(overrule);
    let choices = std::iter::once(Choice::new("", "All together"))
        .chain(people.into_iter().map(|person| Choice::new(person.id.to_string(), person.name)))
        .collect();
    view! {
        <Panel title="Override" note="Stands beside the commitment, with its reason and who said it">
            <WriteForm action=overrule node_ref=form hidden=vec![("form[period]", code)]>
                <FormProblem error=error />
                <div class="form__row">
                    <SelectField label="Whose deals" name="form[owner]" choices=choices error=wrong(error, "owner") />
                    <TextField label="Amount" name="form[amount]" required=true error=wrong(error, "amount") />
                </div>
                <TextField label="Reason" name="form[reason]" required=true error=wrong(error, "reason") />
                <div class="form__actions">
                    <Submit text="Override" weight=Weight::Normal pending=overrule.pending() />
                </div>
            </WriteForm>
        </Panel>
    }
}
