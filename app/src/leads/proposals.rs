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
                let due = task.due_on.map(|day| format::date_near(day, today));
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
    due: Option<String>,
    lead: LeadId,
    add: ServerAction<AddTask>,
) -> impl IntoView {
    let label = format!("Add as task: {}", task.title);
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
                    {due.map(|due| view! { <span class="proposals__due">{due}</span> })}
                </span>
                <button class=Weight::Normal.class() aria-label=label disabled=move || add.pending().get()>
                    "Add as task"
                </button>
            </WriteForm>
        </li>
    }
}
