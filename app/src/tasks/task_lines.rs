//! Tasks as lines that can be ticked off.

use chrono::{DateTime, Utc};
use domain::calendar::Zone;
use domain::format;
use domain::task::{Due, TaskRow, TaskStatus};
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
) -> impl IntoView {
    let viewer = current_user();
    let zone = viewer.with_untracked(|viewer| viewer.zone.clone());
    let me = viewer.with_untracked(|viewer| viewer.id);
    let lines = tasks
        .into_iter()
        .map(|task| {
            let owner = (task.owner.id != me).then(|| task.owner.name.clone());
            view! { <TaskLine task=task owner=owner now=now zone=zone.clone() complete=complete /> }
        })
        .collect_view();
    view! { <ul class="tasks">{lines}</ul> }
}

#[component]
fn TaskLine(
    task: TaskRow,
    owner: Option<String>,
    now: DateTime<Utc>,
    zone: Zone,
    complete: ServerAction<CompleteTask>,
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
        </li>
    }
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
    view! {
        <span class="tasks__about">
            <span>{task.kind.label()}</span>
            {lead}
            {deal}
            {owner.map(|owner| view! { <span>{owner}</span> })}
            {rule}
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
