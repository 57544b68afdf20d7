//! Tasks as lines that can be ticked off.

use chrono::{DateTime, Utc};
use domain::calendar::Zone;
use domain::format;
use domain::interaction::Outcome;
use domain::task::{CheckItem, Due, TaskRow, TaskStatus};
use leptos::either::Either;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::CompleteTask;
use crate::journal::DeleteButton;
use crate::session::current_user;
use crate::ui::{Glyph, Icon};

/// A list of tasks; each line says what, about whom, by when, and can be ticked off.
#[component]
pub fn TaskLines(
    /// The tasks, in order.
    tasks: Vec<TaskRow>,
    /// When they were read.
    now: DateTime<Utc>,
    /// The action that ticks them off.
    complete: ServerAction<CompleteTask>,
    /// Beside something else: a line for what it is about, and no form for its outcome.
    #[prop(optional)]
    is_brief: bool,
) -> impl IntoView {
    let viewer = current_user();
    let zone = viewer.with_untracked(|viewer| viewer.zone.clone());
    let me = viewer.with_untracked(|viewer| viewer.id);
    let lines = tasks
        .into_iter()
        .map(|task| {
            let owner = (task.owner.id != me).then(|| task.owner.name.clone());
            view! { <TaskLine task=task owner=owner now=now zone=zone.clone() complete=complete is_brief=is_brief /> }
        })
        .collect_view();
    view! { <ul class="tasks" class:is-brief=is_brief>{lines}</ul> }
}

#[component]
fn TaskLine(
    task: TaskRow,
    owner: Option<String>,
    now: DateTime<Utc>,
    zone: Zone,
    complete: ServerAction<CompleteTask>,
    is_brief: bool,
) -> impl IntoView {
    let is_done = task.status != TaskStatus::Open;
    let is_overdue = !is_done && task.due(now, &zone) == Due::Overdue;
    let verb = if is_done { "Open again" } else { "Complete" };
    let label = format!("{verb}: {}", task.title);
    view! {
        <li class="tasks__line" class:is-done=is_done class:is-late=is_overdue>
            <ActionForm action=complete>
                <input type="hidden" name="form[id]" value=task.id.get() />
                <input type="hidden" name="form[version]" value=task.version />
                <input type="hidden" name="form[done]" value=if is_done { "false" } else { "true" } />
                <button class="tasks__tick" aria-label=label title=verb><Icon glyph=Glyph::Check /></button>
            </ActionForm>
            <span class="tasks__what">
                <span class="tasks__title">{task.title.clone()}</span>
                <About task=task.clone() owner=owner />
            </span>
            <span class="tasks__due">{due_words(&task, now, &zone)}</span>
            <DeleteButton entity="task" id=task.id.get() name=task.title.clone() />
            {more(task, is_done || is_brief, complete)}
        </li>
    }
}

/// The lines of its checklist, and the form that says what came of it, of a task that is still to be done.
fn more(task: TaskRow, is_short: bool, complete: ServerAction<CompleteTask>) -> AnyView {
    let (id, version) = (task.id.get(), task.version);
    let steps = (!task.checklist.is_empty()).then(|| {
        let lines = task.checklist.into_iter().enumerate();
        let lines = lines.map(|(at, step)| line(id, version, at, step, complete)).collect_view();
        view! { <ul class="tasks__steps">{lines}</ul> }
    });
    let outcome = (!is_short && task.lead.is_some()).then(|| {
        let choice = |outcome: &Outcome| view! { <option value=outcome.as_str()>{outcome.label()}</option> };
        let choices = Outcome::OF_A_CALL.iter().map(choice).collect_view();
        view! {
            <details class="tasks__outcome">
                <summary>"Done, with outcome"</summary>
                <ActionForm action=complete attr:class="tasks__came">
                    <input type="hidden" name="form[id]" value=id />
                    <input type="hidden" name="form[version]" value=version />
                    <input type="hidden" name="form[done]" value="true" />
                    <select class="input" name="form[outcome]" aria-label="Outcome">
                        <option value="">"No outcome"</option>
                        {choices}
                    </select>
                    <input class="input" name="form[notes]" aria-label="Notes" placeholder="Notes" />
                    <button class="button is-small">"Log and complete"</button>
                </ActionForm>
            </details>
        }
    });
    view! { {steps}{outcome} }.into_any()
}

fn line(
    id: i64,
    version: i64,
    at: usize,
    step: CheckItem,
    complete: ServerAction<CompleteTask>,
) -> AnyView {
    let label = format!("{}: {}", if step.done { "Open again" } else { "Tick" }, step.text);
    view! {
        <li class="tasks__step" class:is-done=step.done>
            <ActionForm action=complete>
                <input type="hidden" name="form[id]" value=id />
                <input type="hidden" name="form[version]" value=version />
                <input type="hidden" name="form[step]" value=at.to_string() />
                <input type="hidden" name="form[done]" value=if step.done { "false" } else { "true" } />
                <button class="tasks__tick" aria-label=label><Icon glyph=Glyph::Check /></button>
            </ActionForm>
            <span>{step.text}</span>
        </li>
    }
    .into_any()
}

/// Kind, lead, deal, owner and rule, as far as there are any.
#[component]
fn About(task: TaskRow, owner: Option<String>) -> impl IntoView {
    let lead = task.lead.map(|(id, name)| view! { <a href=format!("/leads/{id}")>{name}</a> });
    let deal =
        task.opportunity.map(|(id, name)| view! { <a href=format!("/deals/{id}")>{name}</a> });
    let rule = task
        .rule
        .map(|rule| view! { <span>{format!("by rule {}", rule.replace('_', " "))}</span> });
    let again = task.recurrence.map(|how| view! { <span>{how.label().to_lowercase()}</span> });
    view! {
        <span class="tasks__about">
            <span>{task.kind.label()}</span>
            {lead}
            {deal}
            {owner.map(|owner| view! { <span>{owner}</span> })}
            {rule}
            {again}
        </span>
    }
}

/// "yesterday, 17:00", "3 d ago" for what was done; nothing without a date.
fn due_words(task: &TaskRow, now: DateTime<Utc>, zone: &Zone) -> impl IntoView + use<> {
    let (words, at) = match (task.completed_at, task.due_at) {
        (Some(done), _) => (format!("Done {}", format::ago(done, now)), done),
        (None, Some(due)) => (format::date_near(zone.day(due), zone.day(now)), due),
        (None, None) => return Either::Left(()),
    };
    let exact = format!("{}, {}", format::date_long(zone.day(at)), zone.local(at).format("%H:%M"));
    Either::Right(view! { <time datetime=at.to_rfc3339() title=exact>{words}</time> })
}
