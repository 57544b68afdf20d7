//! `/web-forms`: forms that stand on other web sites. Works without scripts.

use domain::format;
use domain::journal::Entity;
use domain::web_form::{WebFormRow, WebForms};
use leptos::prelude::*;

use super::api::{SaveWebForm, list_web_forms};
use super::edit_form::EditForm;
use crate::ui::{Ago, AsyncView, Badge, EmptyState, LinkButton, PageHead, tell, use_live_of};

/// What this page shows, and so reads again: each entry that is taken is a lead's interaction.
const LIVE: &[Entity] = &[Entity::WebForm, Entity::Interaction];

/// The list.
#[component]
pub fn WebFormsPage() -> impl IntoView {
    let save = ServerAction::<SaveWebForm>::new();
    tell(save);
    let (live, version) = (use_live_of(LIVE), save.version());
    let forms = Resource::new(move || (live.get(), version.get()), |_| list_web_forms());
    view! {
        <PageHead title="Web forms" subtitle="Forms on your own site whose entries become leads">
            <LinkButton href="/campaigns" text="Campaigns" />
        </PageHead>
        <div class="stack">
            <AsyncView resource=forms lines=10 let:forms>
                <Drawn forms=forms save=save />
            </AsyncView>
        </div>
    }
}

#[component]
fn Drawn(forms: WebForms, save: ServerAction<SaveWebForm>) -> impl IntoView {
    let WebForms { rows, parts, now } = forms;
    let table = if rows.is_empty() {
        view! {
            <EmptyState what="Forms will stand here." how="Make the first one below; its page has the line that puts it into your site." />
        }
        .into_any()
    } else {
        table(rows, now)
    };
    view! {
        <div class="stack">
            {table}
            <EditForm row=None parts=parts save=save />
        </div>
    }
    .into_any()
}

fn table(rows: Vec<WebFormRow>, now: chrono::DateTime<chrono::Utc>) -> AnyView {
    let rows = rows.into_iter().map(|row| line(row, now)).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Form"</th>
                        <th scope="col">"Campaign"</th>
                        <th scope="col">"Goes to"</th>
                        <th scope="col" class="table__num">"Entries"</th>
                        <th scope="col" class="table__num">"Put aside"</th>
                        <th scope="col" class="table__num">"Last"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(row: WebFormRow, now: chrono::DateTime<chrono::Utc>) -> AnyView {
    let closed = (!row.form.is_open).then(|| view! { " "<Badge text="Closed" /> });
    let href = format!("/web-forms/{}", row.form.id);
    let aside = (row.spam > 0).then(|| {
        let href = format!("{href}?shown=spam");
        view! { <a href=href>{format::count(row.spam.unsigned_abs())}</a> }
    });
    view! {
        <tr>
            <td class="table__main">
                <a href=href>{row.form.name}</a>
                <span class="table__sub">" "{row.form.title}</span>
                {closed}
            </td>
            <td data-label="Campaign">{row.campaign}</td>
            <td data-label="Goes to">{row.owner.unwrap_or_else(|| "Nobody yet".to_owned())}</td>
            <td data-label="Entries" class="table__num">{format::count(row.taken.unsigned_abs())}</td>
            <td data-label="Put aside" class="table__num">{aside}</td>
            <td data-label="Last" class="table__num">{row.last_at.map(|at| view! { <Ago at=at now=now /> })}</td>
        </tr>
    }
    .into_any()
}
