//! A new task, in a fold of the page.

use domain::task::TaskKind;
use leptos::form::ActionForm;
use leptos::html;
use leptos::prelude::*;

use super::api::AddTask;
use crate::error::AppError;
use crate::ui::{Choice, FormProblem, SelectField, Submit, TextField, Weight, problem};

/// What, of which kind, by when; about a lead or a deal where the page is one's.
#[component]
pub fn TaskForm(
    /// The action that adds it.
    add: ServerAction<AddTask>,
    /// The form's element, emptied by the page after each success.
    form: NodeRef<html::Form>,
    /// The lead it is about.
    #[prop(optional, into)]
    lead: String,
    /// The deal it is about.
    #[prop(optional, into)]
    opportunity: String,
) -> impl IntoView {
    let error = problem(add);
    view! {
        <details class="fold" open=move || error.with(Option::is_some)>
            <summary>"Add task"</summary>
            <ActionForm action=add node_ref=form attr:class="form">
                <FormProblem error=error />
                <input type="hidden" name="form[lead]" value=lead />
                <input type="hidden" name="form[opportunity]" value=opportunity />
                {move || view! { <TaskFields error=error.get() /> }}
                <div class="form__actions">
                    <Submit text="Add task" weight=Weight::Normal pending=add.pending() />
                </div>
            </ActionForm>
        </details>
    }
}

#[component]
fn TaskFields(error: Option<AppError>) -> impl IntoView {
    let wrong = |field| error.as_ref().and_then(|error| error.field(field));
    let kinds = TaskKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), kind.label())).collect();
    view! {
        <TextField label="What to do" name="form[title]" required=true error=wrong("title") />
        <div class="form__row">
            <SelectField label="Kind" name="form[kind]" id="task-kind" choices=kinds error=wrong("kind") />
            <TextField label="Due" name="form[due_on]" kind="date" error=wrong("due_on") />
        </div>
    }
}
