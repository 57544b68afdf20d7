//! The imports there were.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::format;
use domain::import::{ImportList, ImportRow, ImportStatus};
use domain::journal::Entity;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::list_imports;
use crate::session::current_user;
use crate::ui::{
    Ago, AsyncView, Badge, EmptyState, LinkButton, PageHead, Tone, Weight, use_live_of,
};

/// What is shown here.
const LIVE: &[Entity] = &[Entity::Import];

/// Every import with its figures, newest first.
#[component]
pub fn ImportsPage() -> impl IntoView {
    let live = use_live_of(LIVE);
    let may = current_user().with_untracked(|viewer| viewer.may(Action::Import));
    let imports = Resource::new(move || live.get(), |_| list_imports());
    view! {
        <PageHead title="Imports" subtitle="Files that were brought in, and what came of them.">
            {may.then(|| view! { <LinkButton text="New import" href="/imports/new" weight=Weight::Primary /> })}
        </PageHead>
        <AsyncView resource=imports let:list>
            <ImportTable list=list />
        </AsyncView>
    }
}

#[component]
fn ImportTable(list: ImportList) -> impl IntoView {
    if list.rows.is_empty() {
        return Either::Left(view! {
            <EmptyState what="Imports will stand here." how="Bring leads, companies or deals from a CSV or Excel file.">
                <LinkButton text="New import" href="/imports/new" />
            </EmptyState>
        });
    }
    let now = list.now;
    let rows = list.rows.into_iter().map(|row| view! { <Row row=row now=now /> }).collect_view();
    Either::Right(view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"File"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"By"</th>
                        <th scope="col" class="table__num">"When"</th>
                        <th scope="col" class="table__num">"New"</th>
                        <th scope="col" class="table__num">"Changed"</th>
                        <th scope="col" class="table__num">"Left out"</th>
                        <th scope="col"><span class="visually-hidden">"Journal"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}

#[component]
fn Row(row: ImportRow, now: DateTime<Utc>) -> impl IntoView {
    let what = row.entity.map_or("Folder", |entity| entity.label());
    let left_out = row.duplicates + row.failed;
    let wrote = row.created + row.updated > 0;
    let undo = row.unit.filter(|_| wrote).map(|unit| {
        view! { <a href=format!("/journal/{unit}")>"Undo"</a> }
    });
    view! {
        <tr>
            <td class="table__main">
                <a href=format!("/imports/{}", row.id)>{row.source}</a>
                <span class="table__sub">" "{what}</span>
            </td>
            <td data-label="State" class="is-plain"><Badge text=row.status.label() tone=status_tone(row.status) /></td>
            <td data-label="By">{row.who.unwrap_or_else(|| "Command line".to_owned())}</td>
            <td data-label="When" class="table__num"><Ago at=row.created_at now=now /></td>
            <td data-label="New" class="table__num">{count(row.created)}</td>
            <td data-label="Changed" class="table__num">{count(row.updated)}</td>
            <td data-label="Left out" class="table__num">{count(left_out)}</td>
            <td class="table__actions">{undo}</td>
        </tr>
    }
}

/// A count of rows as pages show it.
pub fn count(rows: i64) -> String {
    format::count(u64::try_from(rows).unwrap_or(0))
}

/// What a status means at a glance.
pub const fn status_tone(status: ImportStatus) -> Tone {
    match status {
        ImportStatus::Draft | ImportStatus::Cancelled => Tone::Neutral,
        ImportStatus::Queued | ImportStatus::Running | ImportStatus::Cancelling => Tone::Accent,
        ImportStatus::Done => Tone::Good,
        ImportStatus::Failed => Tone::Bad,
    }
}
