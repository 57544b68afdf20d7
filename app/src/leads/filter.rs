//! The filter of the list, as it stands in the address and above the list.

use domain::lead::LeadStatus;
use domain::list::LeadFilter;
use domain::scoring::Grade;
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::components::Form;
use leptos_router::params::ParamsMap;
use web_sys::{HtmlElement, HtmlFormElement};

use crate::query;
use crate::ui::{FilterBar, FilterChip};

/// The filter an address asks for.
pub fn filter_of(params: &ParamsMap) -> LeadFilter {
    let value = |name| query::value(params, name);
    LeadFilter {
        q: value("q"),
        status: value("status"),
        grade: value("grade"),
        owner: value("owner"),
        source: value("source"),
        sort: value("sort"),
        after: value("after"),
    }
}

/// The address of the list with this filter.
pub fn address(filter: &LeadFilter) -> String {
    query::href(
        "/leads",
        &[
            ("q", &filter.q),
            ("status", &filter.status),
            ("grade", &filter.grade),
            ("owner", &filter.owner),
            ("source", &filter.source),
            ("sort", &filter.sort),
            ("after", &filter.after),
        ],
    )
}

/// A source as people read it: `google_ads` is "Google ads".
pub fn source_label(source: &str) -> String {
    let words = source.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Search and choices, and the conditions that hold as chips to take away. Works without scripts.
#[component]
pub fn LeadFilterBar(
    /// What holds now.
    filter: LeadFilter,
) -> impl IntoView {
    let statuses = LeadStatus::ALL.iter().map(|status| (status.as_str(), status.label()));
    let grades = Grade::ALL.iter().map(|grade| (grade.as_str(), grade_label(*grade)));
    let sorts = [("created", "Newest first"), ("name", "By name")];
    let chips = chips(&filter);
    view! {
        <FilterBar chips=chips>
            <Form method="get" action="/leads" attr:class="filter__form">
                <input class="input" type="search" name="q" value=filter.q placeholder="Name, company or mail"
                    aria-label="Name, company or mail" />
                <Pick name="status" any="Any status" chosen=filter.status options=statuses.collect() />
                <Pick name="grade" any="Any grade" chosen=filter.grade options=grades.collect() />
                <Pick name="sort" any="Best score first" chosen=filter.sort options=sorts.into() />
                <input type="hidden" name="owner" value=filter.owner />
                <input type="hidden" name="source" value=filter.source />
                <button class="button">"Show"</button>
            </Form>
        </FilterBar>
    }
}

const fn grade_label(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "Grade A",
        Grade::B => "Grade B",
        Grade::C => "Grade C",
        Grade::D => "Grade D",
    }
}

/// A choice that sends its form as soon as it is made.
#[component]
fn Pick(
    name: &'static str,
    any: &'static str,
    chosen: String,
    options: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(value, label)| view! { <option value=value selected=chosen == value>{label}</option> })
        .collect_view();
    view! {
        <select class="input" name=name aria-label=any on:change=send>
            <option value="">{any}</option>
            {options}
        </select>
    }
}

fn send(event: Event) {
    let form = event_target::<HtmlElement>(&event)
        .closest("form")
        .ok()
        .flatten()
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form {
        // It fails only for a form that is not in the document.
        let _ = form.request_submit();
    }
}

/// Owner and source come from links in the list, and stand as chips.
fn chips(filter: &LeadFilter) -> Vec<FilterChip> {
    let first = LeadFilter { after: String::new(), ..filter.clone() };
    let owner = (!filter.owner.is_empty()).then(|| FilterChip {
        text: "Owner is the one chosen".to_owned(),
        remove_href: address(&LeadFilter { owner: String::new(), ..first.clone() }),
    });
    let source = (!filter.source.is_empty()).then(|| FilterChip {
        text: format!("Source is {}", source_label(&filter.source)),
        remove_href: address(&LeadFilter { source: String::new(), ..first.clone() }),
    });
    owner.into_iter().chain(source).collect()
}
