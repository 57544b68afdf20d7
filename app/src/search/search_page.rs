//! The search as a page: the same by a form, for when the page's code is not there.

use domain::search::{Found, SHORTEST};
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;

use super::api::find;
use super::entries::{Entry, Purpose, entries};
use crate::query;
use crate::session::current_user;
use crate::ui::{AsyncView, EmptyState, Icon, PageHead, Panel};

/// `/search?q=acme`, or `/search?for=call&q=acme`
#[component]
pub fn SearchPage() -> impl IntoView {
    let params = use_query_map();
    let asked = Memo::new(move |_| {
        params.with(|params| (query::value(params, "q"), Purpose::of(&query::value(params, "for"))))
    });
    let found = Resource::new(move || asked.get().0, find);
    let form = move || {
        let (q, purpose) = asked.get();
        view! {
            <Form method="get" action="/search" attr:class="filter__form" attr:role="search">
                <input type="hidden" name="for" value=purpose.as_str() />
                <input class="input" type="search" name="q" value=q aria-label=purpose.asks() placeholder=purpose.asks()
                    autofocus=true />
                <button class="button is-primary">"Search"</button>
            </Form>
        }
    };
    view! {
        <PageHead title="Search" />
        <div class="stack">
            {form}
            <AsyncView resource=found lines=8 let:found>
                <Results found=found asked=asked.get_untracked() />
            </AsyncView>
        </div>
    }
}

#[component]
fn Results(found: Found, asked: (String, Purpose)) -> impl IntoView {
    let (typed, purpose) = asked;
    let shown = current_user()
        .with_untracked(|viewer| entries(viewer, purpose, &typed, &found, Vec::new()));
    if shown.is_empty() {
        let is_short = typed.trim().chars().count() < SHORTEST;
        let what = if is_short {
            "What has a name is found by it."
        } else {
            "Nothing has that in its name."
        };
        return view! {
            <EmptyState what=what how="Type two letters or more of the name of a person, a deal or a company." />
        }
        .into_any();
    }
    shown.chunk_by(|a, b| a.group == b.group).map(group).collect_view().into_any()
}

fn group(part: &[Entry]) -> impl IntoView + use<> {
    let title = part.first().map_or("", |entry| entry.group);
    let lines = part
        .iter()
        .cloned()
        .map(|entry| {
            view! {
                <li class="rows__row">
                    <span class="rows__main"><Icon glyph=entry.glyph />" "<a href=entry.href>{entry.name}</a></span>
                    <span class="rows__note">{entry.about}</span>
                </li>
            }
        })
        .collect_view();
    view! { <Panel title=title><ul class="rows">{lines}</ul></Panel> }
}
