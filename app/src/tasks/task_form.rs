//! A new task, in a fold of the page.

use domain::task::{Recurrence, TaskKind};
use leptos::html;
use leptos::prelude::*;

use super::api::AddTask;
use crate::error::AppError;
use crate::ui::{
    Choice, FormProblem, SelectField, Submit, TextArea, TextField, Weight, WriteForm, problem,
    wrong,
};

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
            <WriteForm action=add node_ref=form
                hidden=vec![("form[lead]", lead), ("form[opportunity]", opportunity)]>
                <FormProblem error=error />
                <TaskFields error=error />
                <div class="form__actions">
                    <Submit text="Add task" weight=Weight::Normal pending=add.pending() />
                </div>
            </WriteForm>
        </details>
    }
}

#[component]
fn TaskFields(error: Signal<Option<AppError>>) -> impl IntoView {
    let wrong = |field| wrong(error, field);
    let kinds = TaskKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), kind.label())).collect();
    let often = std::iter::once(Choice::new("", "Never"))
        .chain(Recurrence::ALL.iter().map(|how| Choice::new(how.as_str(), how.label())))
        .collect();
    view! {
        <TextField label="What to do" name="form[title]" required=true error=wrong("title") />
        <div class="form__row">
            <SelectField label="Kind" name="form[kind]" id="task-kind" choices=kinds error=wrong("kind") />
            <TextField label="Due" name="form[due_on]" kind="date" error=wrong("due_on") />
            <SelectField label="Comes again" name="form[recurrence]" choices=often error=wrong("recurrence") />
        </div>
        <TextArea label="Checklist" name="form[checklist]" hint="One line each." error=wrong("checklist") />
    }
}
