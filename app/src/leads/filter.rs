//! The filter of the list, as it stands in the address and above the list.

use domain::calendar::Period;
use domain::lead::LeadStatus;
use domain::list::{LeadFilter, Person};
use domain::scoring::Grade;
use leptos::either::Either;
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::components::Form;
use leptos_router::params::ParamsMap;
use web_sys::{HtmlElement, HtmlFormElement};

use crate::error::AppError;
use crate::query;
use crate::ui::{AsyncView, Choice, FilterBar, FilterChip};

/// The filter an address asks for.
pub fn filter_of(params: &ParamsMap) -> LeadFilter {
    let value = |name| query::value(params, name);
    LeadFilter {
        q: value("q"),
        status: value("status"),
        grade: value("grade"),
        owner: value("owner"),
        source: value("source"),
        reached: value("reached"),
        created: value("created"),
        sort: value("sort"),
        after: value("after"),
    }
}

/// The address of the list with this filter.
pub fn address(filter: &LeadFilter) -> String {
    with_filter("/leads", filter)
}

/// The address of the list as a file, but for its format.
pub fn export_address(filter: &LeadFilter) -> String {
    with_filter("/api/export/leads", &LeadFilter { after: String::new(), ..filter.clone() })
}

fn with_filter(path: &str, filter: &LeadFilter) -> String {
    query::href(
        path,
        &[
            ("q", &filter.q),
            ("status", &filter.status),
            ("grade", &filter.grade),
            ("owner", &filter.owner),
            ("source", &filter.source),
            ("reached", &filter.reached),
            ("created", &filter.created),
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
    /// The owners to choose from, for people who see more than their own.
    owners: Option<Resource<Result<Vec<Person>, AppError>>>,
) -> impl IntoView {
    let statuses =
        LeadStatus::ALL.iter().map(|status| Choice::new(status.as_str(), status.label())).collect();
    let grades = Grade::ALL
        .iter()
        .map(|grade| Choice::new(grade.as_str(), format!("Grade {}", grade.label())))
        .collect();
    let sorts = vec![Choice::new("created", "Newest first"), Choice::new("name", "By name")];
    let chips = chips(&filter);
    let owner = owner_pick(owners, filter.owner);
    view! {
        <FilterBar chips=chips>
            <Form method="get" action="/leads" attr:class="filter__form">
                <input class="input" type="search" name="q" value=filter.q placeholder="Name, company or mail"
                    aria-label="Name, company or mail" />
                <Pick name="status" any="Any status" chosen=filter.status options=statuses />
                <Pick name="grade" any="Any grade" chosen=filter.grade options=grades />
                {owner}
                <Pick name="sort" any="Best score first" chosen=filter.sort options=sorts />
                <input type="hidden" name="source" value=filter.source />
                <input type="hidden" name="reached" value=filter.reached />
                <input type="hidden" name="created" value=filter.created />
                <button class="button">"Show"</button>
            </Form>
        </FilterBar>
    }
}

/// A choice that sends its form as soon as it is made.
#[component]
fn Pick(
    name: &'static str,
    any: &'static str,
    chosen: String,
    options: Vec<Choice>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|choice| {
            let selected = choice.value == chosen;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <select class="input" name=name aria-label=any on:change=send>
            <option value="">{any}</option>
            {options}
        </select>
    }
}

/// The owners as a choice; who sees only their own keeps what the address says.
fn owner_pick(
    owners: Option<Resource<Result<Vec<Person>, AppError>>>,
    chosen: String,
) -> impl IntoView {
    let Some(owners) = owners else {
        return Either::Left(view! { <input type="hidden" name="owner" value=chosen /> });
    };
    Either::Right(view! {
        <AsyncView resource=owners lines=1 let:people>
            <Pick name="owner" any="Any owner" chosen=chosen.clone()
                options=people.into_iter().map(|person| Choice::new(person.id, person.name)).collect() />
        </AsyncView>
    })
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

/// What holds, as a sentence; each condition can be taken away.
fn chips(filter: &LeadFilter) -> Vec<FilterChip> {
    let first = LeadFilter { after: String::new(), ..filter.clone() };
    let chip =
        |text: String, without: LeadFilter| FilterChip { text, remove_href: address(&without) };
    let q = (!filter.q.trim().is_empty()).then(|| {
        let text = format!("Name, company or mail has \"{}\"", filter.q.trim());
        chip(text, LeadFilter { q: String::new(), ..first.clone() })
    });
    let status = LeadStatus::try_from(filter.status.as_str()).ok().map(|status| {
        let text = format!("Status is {}", status.label().to_lowercase());
        chip(text, LeadFilter { status: String::new(), ..first.clone() })
    });
    let grade = Grade::try_from(filter.grade.as_str()).ok().map(|grade| {
        let text = format!("Grade is {}", grade.label());
        chip(text, LeadFilter { grade: String::new(), ..first.clone() })
    });
    let source = (!filter.source.is_empty()).then(|| {
        let text = format!("Source is {}", source_label(&filter.source));
        chip(text, LeadFilter { source: String::new(), ..first.clone() })
    });
    let reached = LeadStatus::try_from(filter.reached.as_str()).ok().map(|status| {
        let text = format!("Came as far as {}", status.label().to_lowercase());
        chip(text, LeadFilter { reached: String::new(), ..first.clone() })
    });
    let created = filter.created.parse().ok().map(|period: Period| {
        let text = format!("Created in {} (UTC)", period.label());
        chip(text, LeadFilter { created: String::new(), ..first.clone() })
    });
    [q, status, grade, source, reached, created].into_iter().flatten().collect()
}
