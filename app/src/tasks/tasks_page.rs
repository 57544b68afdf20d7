//! The list of tasks: overdue, today, later, without a date.

use domain::access::Role;
use domain::format;
use domain::journal::Entity;
use domain::list::{Listing, TaskFilter};
use domain::task::{Due, TaskRow};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::api::{AddTask, CompleteTask, list_tasks};
use super::task_form::TaskForm;
use super::task_lines::TaskLines;
use crate::query;
use crate::session::current_user;
use crate::ui::{
    AsyncView, EmptyState, ExportMenu, FormProblem, LinkButton, PageHead, Pager, Panel, Tab, Tabs,
    emptied_after, problem, tell, use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Task, Entity::Lead, Entity::Opportunity];

/// One's own open tasks; tabs lead to everybody's and to what is done.
#[component]
pub fn TasksPage() -> impl IntoView {
    let params = use_query_map();
    let filter = Memo::new(move |_| params.with(filter_of));
    let complete = ServerAction::<CompleteTask>::new();
    let add = ServerAction::<AddTask>::new();
    let add_form = emptied_after(add);
    tell(complete);
    tell(add);
    let live = use_live_of(LIVE);
    let tasks = Resource::new(
        move || (filter.get(), live.get(), complete.version().get(), add.version().get()),
        |(filter, ..)| list_tasks(filter),
    );
    view! {
        <PageHead title="Tasks">
            <LinkButton href="/calendar" text="Calendar" />
            {move || view! { <ExportMenu href=export_address(&filter.get()) /> }}
        </PageHead>
        <div class="stack">
            {move || view! { <TaskTabs filter=filter.get() /> }}
            <FormProblem error=problem(complete) alone=true />
            <TaskForm add=add form=add_form />
            <AsyncView resource=tasks let:listing>
                <TaskGroups listing=listing filter=filter.get_untracked() complete=complete />
            </AsyncView>
        </div>
    }
}

fn filter_of(params: &ParamsMap) -> TaskFilter {
    TaskFilter {
        status: query::value(params, "status"),
        owner: query::value(params, "owner"),
        after: query::value(params, "after"),
    }
}

/// The address of the list as a file, but for its format.
fn export_address(filter: &TaskFilter) -> String {
    query::href("/api/export/tasks", &[("status", &filter.status), ("owner", &filter.owner)])
}

fn address(status: &str, owner: &str, after: &str) -> String {
    query::href("/tasks", &[("status", status), ("owner", owner), ("after", after)])
}

#[component]
fn TaskTabs(filter: TaskFilter) -> impl IntoView {
    let sees_others = current_user().with(|viewer| viewer.role != Role::Rep);
    let tab = |label: &str, status: &str, owner: &str| Tab {
        label: label.to_owned(),
        href: address(status, owner, ""),
        count: None,
        current: filter.status == status && filter.owner == owner,
    };
    let others = sees_others
        .then(|| [tab("Everybody's", "", "all"), tab("Everybody's, done", "done", "all")]);
    let tabs = [tab("Mine", "", ""), tab("Done", "done", "")]
        .into_iter()
        .chain(others.into_iter().flatten())
        .collect();
    view! { <Tabs label="Which tasks" tabs=tabs /> }
}

#[component]
fn TaskGroups(
    listing: Listing<TaskRow>,
    filter: TaskFilter,
    complete: ServerAction<CompleteTask>,
) -> impl IntoView {
    if listing.rows.is_empty() {
        return Either::Left(view! {
            <EmptyState what="Nothing is to be done here." how="Tasks you add, and tasks that rules make for you, will stand here." />
        });
    }
    let now = listing.now;
    let next = listing.next.as_deref().map(|after| address(&filter.status, &filter.owner, after));
    let groups = grouped(listing.rows, &filter, now)
        .into_iter()
        .map(|(title, tasks)| {
            view! {
                <Panel title=title note=format::count_of(tasks.len())>
                    <TaskLines tasks=tasks now=now complete=complete />
                </Panel>
            }
        })
        .collect_view();
    Either::Right(view! {
        {groups}
        <Pager next=next />
    })
}

/// The tasks under their headings, in the order of [`Due::ALL`]; what is done stands under one.
fn grouped(
    tasks: Vec<TaskRow>,
    filter: &TaskFilter,
    now: chrono::DateTime<chrono::Utc>,
) -> Vec<(&'static str, Vec<TaskRow>)> {
    if filter.status == "done" {
        return vec![("Done", tasks)];
    }
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    Due::ALL
        .iter()
        .map(|due| {
            let group: Vec<_> =
                tasks.iter().filter(|task| task.due(now, &zone) == *due).cloned().collect();
            (due.label(), group)
        })
        .filter(|(_, group)| !group.is_empty())
        .collect()
}
