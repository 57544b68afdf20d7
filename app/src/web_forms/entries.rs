//! What was sent with a web form. Works without scripts.

use chrono::{DateTime, Utc};
use domain::format;
use domain::web_form::{Entry, EntryStatus, Suspicion, WebFormPage};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::TakeEntry;
use crate::query;
use crate::ui::{Ago, EmptyState, LinkButton, Panel, Tab, Tabs, Weight};

/// The entries of one kind, the newest first.
pub fn entries(page: &WebFormPage, take: ServerAction<TakeEntry>) -> AnyView {
    let here = format!("/web-forms/{}", page.row.form.id);
    let tab = |status: &EntryStatus| Tab {
        label: status.label().to_owned(),
        href: query::href(&here, &[("shown", status.as_str())]),
        count: Some(match status {
            EntryStatus::Taken => page.row.taken.unsigned_abs(),
            EntryStatus::Spam => page.row.spam.unsigned_abs(),
        }),
        current: *status == page.shown,
    };
    let tabs = EntryStatus::ALL.iter().map(tab).collect::<Vec<_>>();
    let older = page.older.map(|below| {
        let below = below.to_string();
        let href = query::href(&here, &[("shown", page.shown.as_str()), ("below", &below)]);
        view! { <div class="form__actions"><LinkButton href=href text="Older entries" /></div> }
    });
    let list = if page.entries.is_empty() {
        let (what, how) = match page.shown {
            EntryStatus::Taken => {
                ("Nothing was sent yet.", "Entries stand here as they come, each with its lead.")
            }
            EntryStatus::Spam => (
                "Nothing was put aside.",
                "What looks like no person's request stands here for 30 days.",
            ),
        };
        view! { <EmptyState what=what how=how /> }.into_any()
    } else {
        table(page, take)
    };
    view! {
        <Panel title="Entries">
            <Tabs label="Entries" tabs=tabs />
            {list}
            {older}
        </Panel>
    }
    .into_any()
}

fn table(page: &WebFormPage, take: ServerAction<TakeEntry>) -> AnyView {
    let rows = page.entries.iter().map(|entry| line(entry, page.now, take)).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Who"</th>
                        <th scope="col">"Message"</th>
                        <th scope="col">"From"</th>
                        <th scope="col" class="table__num">"Sent"</th>
                        <th scope="col"><span class="visually-hidden">"Lead"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(entry: &Entry, now: DateTime<Utc>, take: ServerAction<TakeEntry>) -> AnyView {
    let facts = [entry.company.clone(), entry.phone.clone()];
    let who = facts
        .into_iter()
        .flatten()
        .fold(entry.email.clone(), |who, fact| format!("{who} · {fact}"));
    let why = entry.suspicion.map(Suspicion::label);
    let utm = [&entry.utm.campaign, &entry.utm.source, &entry.utm.medium];
    let utm = utm.into_iter().flatten().cloned().collect::<Vec<_>>().join(" · ");
    let (id, take_it) = (entry.id.to_string(), format!("Take the entry of {}", entry.name));
    let action = if let Some(lead) = entry.lead {
        view! { <a href=format!("/leads/{lead}")>"Open lead"</a> }.into_any()
    } else {
        view! {
            <ActionForm action=take>
                <input type="hidden" name="form[id]" value=id />
                <button type="submit" class=Weight::Quiet.class() aria-label=take_it>"Take"</button>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <tr>
            <td class="table__main">{entry.name.clone()}<span class="table__sub">" "{who}</span></td>
            <td data-label="Message">{entry.message.clone()}{why.map(|why| view! { <span class="table__sub">" "{why}</span> })}</td>
            <td data-label="From">{utm}<span class="table__sub">" "{entry.page.clone()}</span></td>
            <td data-label="Sent" class="table__num"><Ago at=entry.at now=now /></td>
            <td class="table__actions">{action}</td>
        </tr>
    }
    .into_any()
}

/// How many entries a form has, in words.
pub fn summary(page: &WebFormPage) -> String {
    let taken = format::plural(page.row.taken.unsigned_abs(), "entry", "entries");
    if page.row.form.is_open { taken } else { format!("{taken} · closed") }
}
