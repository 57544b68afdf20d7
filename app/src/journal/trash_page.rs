//! What was deleted in the last 30 days, with the way back.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::format;
use domain::journal::Entity;
use domain::list::Listing;
use domain::undo::TrashRow;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{RestoreRecord, list_trash};
use crate::query;
use crate::session::current_user;
use crate::ui::{
    Ago, AsyncView, EmptyState, FormProblem, PageHead, Pager, problem, tell, use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] =
    &[Entity::Lead, Entity::Opportunity, Entity::Task, Entity::Company, Entity::User];

/// `/trash`
#[component]
pub fn TrashPage() -> impl IntoView {
    let params = use_query_map();
    let after = Memo::new(move |_| params.with(|params| query::value(params, "after")));
    let restore = ServerAction::<RestoreRecord>::new();
    tell(restore);
    let (live, version) = (use_live_of(LIVE), restore.version());
    let rows = Resource::new(
        move || (after.get(), live.get(), version.get()),
        |(after, ..)| list_trash(after),
    );
    view! {
        <PageHead title="Trash" subtitle="What was deleted can be restored for 30 days" />
        <FormProblem error=problem(restore) alone=true />
        <AsyncView resource=rows lines=8 let:listing>
            <Rows listing=listing restore=restore />
        </AsyncView>
    }
}

#[component]
fn Rows(listing: Listing<TrashRow>, restore: ServerAction<RestoreRecord>) -> impl IntoView {
    if listing.rows.is_empty() {
        return view! {
            <EmptyState what="The trash is empty." how="What you delete, or take back after making it, will lie here." />
        }
        .into_any();
    }
    let now = listing.now;
    let next = listing.next.map(|after| query::href("/trash", &[("after", &after)]));
    let rows = listing.rows.into_iter().map(|row| trash_row(row, now, restore)).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"Deleted by"</th>
                        <th scope="col" class="table__num">"Deleted"</th>
                        <th scope="col" class="table__num">"Time left"</th>
                        <th scope="col"><span class="visually-hidden">"Restore"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=next />
    }
    .into_any()
}

fn trash_row(
    row: TrashRow,
    now: DateTime<Utc>,
    restore: ServerAction<RestoreRecord>,
) -> impl IntoView {
    let action = match row.entity {
        Entity::Opportunity => Action::EditDeal,
        Entity::Task => Action::EditTask,
        _ => Action::EditLead,
    };
    let left = format!("{} left", format::days(row.days_left));
    let label = format!("Restore {}", row.name);
    let may = current_user().with_untracked(|viewer| viewer.may(action));
    let button = may.then(|| {
        view! {
            <ActionForm action=restore>
                <input type="hidden" name="form[entity]" value=row.entity.as_str() />
                <input type="hidden" name="form[id]" value=row.id />
                <button class="button is-small" aria-label=label>"Restore"</button>
            </ActionForm>
        }
    });
    view! {
        <tr>
            <td class="table__main">{row.name}</td>
            <td class="is-plain" data-label="Kind">{row.entity.label()}</td>
            <td data-label="Deleted by">{row.who}</td>
            <td class="table__num" data-label="Deleted"><Ago at=row.deleted_at now=now /></td>
            <td class="table__num table__key" data-label="Time left">{left}</td>
            <td class="table__actions">{button}</td>
        </tr>
    }
    .into_any()
}
