//! What was promised in the last contacts, to be made tasks one by one.

use chrono::{DateTime, Utc};
use domain::format;
use domain::ids::LeadId;
use domain::task::ProposedTask;
use leptos::prelude::*;

use crate::session::current_user;
use crate::tasks::api::AddTask;
use crate::ui::{Weight, WriteForm};

/// One form for each; nothing when nothing was promised.
#[component]
pub fn Proposals(
    /// What was promised and is no task yet.
    proposed: Vec<ProposedTask>,
    /// To whom.
    lead: LeadId,
    /// When it was read.
    now: DateTime<Utc>,
    /// The action that adds a task.
    add: ServerAction<AddTask>,
) -> impl IntoView {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let today = zone.day(now);
    (!proposed.is_empty()).then(|| {
        let lines = proposed
            .into_iter()
            .map(|task| {
                let due = task.due_on.map(|day| (format::date_near(day, today), day < today));
                view! { <Proposal task=task due=due lead=lead add=add /> }
            })
            .collect_view();
        view! {
            <h3 class="proposals__title">"Said in the last contacts"</h3>
            <ul class="proposals">{lines}</ul>
        }
    })
}

#[component]
fn Proposal(
    task: ProposedTask,
    due: Option<(String, bool)>,
    lead: LeadId,
    add: ServerAction<AddTask>,
) -> impl IntoView {
    // A promise that was not kept is owed all the more: it becomes a task that is overdue, and says so before.
    let is_late = due.as_ref().is_some_and(|(_, is_late)| *is_late);
    let verb = if is_late { "Add as overdue task" } else { "Add as task" };
    let label = format!("{verb}: {}", task.title);
    let due = due.map(|(day, is_late)| {
        let text = if is_late { format!("was due {day}") } else { day };
        view! { <span class="proposals__due" class:is-late=is_late>{text}</span> }
    });
    let hidden = vec![
        ("form[lead]", lead.to_string()),
        ("form[title]", task.title.clone()),
        ("form[kind]", task.kind.as_str().to_owned()),
        ("form[due_on]", task.due_on.map(|day| day.to_string()).unwrap_or_default()),
    ];
    view! {
        <li>
            <WriteForm action=add class="proposals__line" hidden=hidden>
                <span class="proposals__what">
                    <span title=task.sentence>{task.title}</span>
                    {due}
                </span>
                <button class=Weight::Normal.class() aria-label=label disabled=move || add.pending().get()>
                    {verb}
                </button>
            </WriteForm>
        </li>
    }
}
