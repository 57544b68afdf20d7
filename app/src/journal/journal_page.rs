//! The list of what was done.

use chrono::{DateTime, Utc};
use domain::access::Role;
use domain::format;
use domain::journal::Entity;
use domain::list::Person;
use domain::undo::{JournalFilter, JournalPage as JournalData, MOST_COUNTED, UnitRow};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::api::list_units;
use crate::query;
use crate::session::current_user;
use crate::ui::{
    Ago, AsyncView, Badge, Choice, EmptyState, PageHead, Pager, SelectField, Tone, use_live_by,
};

/// The kinds of records people look for.
const KINDS: [Entity; 5] =
    [Entity::Lead, Entity::Opportunity, Entity::Task, Entity::Company, Entity::Interaction];

/// `/journal?person=3&kind=lead`
#[component]
pub fn JournalPage() -> impl IntoView {
    let params = use_query_map();
    let filter = Memo::new(move |_| params.with(filter_of));
    let live = use_live_by(move || filter.with(|filter| shown(&filter.kind)));
    let units = Resource::new(move || (filter.get(), live.get()), |(filter, _)| list_units(filter));
    view! {
        <PageHead title="Journal" subtitle="What was done, by whom, and the way back for 30 days" />
        <AsyncView resource=units lines=14 let:page>
            <Units page=page filter=filter.get_untracked() />
        </AsyncView>
    }
}

/// The kinds of records in what the list shows.
fn shown(kind: &str) -> &'static [Entity] {
    let chosen = Entity::ALL.iter().find(|known| known.as_str() == kind);
    chosen.map_or(Entity::ALL, std::slice::from_ref)
}

fn filter_of(params: &ParamsMap) -> JournalFilter {
    let value = |name| query::value(params, name);
    JournalFilter { person: value("person"), kind: value("kind"), after: value("after") }
}

fn address(filter: &JournalFilter) -> String {
    let JournalFilter { person, kind, after } = filter;
    query::href("/journal", &[("person", person), ("kind", kind), ("after", after)])
}

#[component]
fn Units(page: JournalData, filter: JournalFilter) -> impl IntoView {
    let now = page.now;
    let next = page.next.map(|after| address(&JournalFilter { after, ..filter.clone() }));
    let first = address(&JournalFilter { after: String::new(), ..filter.clone() });
    let previous = (!filter.after.is_empty()).then_some(first);
    let people = page.people;
    let rows = page.units.into_iter().map(|unit| unit_row(unit, now)).collect_view();
    let list = if rows.is_empty() {
        let (what, how) = if filter == JournalFilter::default() {
            (
                "What people do will stand here.",
                "Each entry says what was changed, and can be undone for 30 days.",
            )
        } else {
            ("Nothing was done here.", "Take a condition away to see more.")
        };
        view! { <EmptyState what=what how=how /> }.into_any()
    } else {
        view! {
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"What"</th>
                            <th scope="col">"Who"</th>
                            <th scope="col" class="table__num">"Changes"</th>
                            <th scope="col" class="table__num">"When"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Pager previous=previous next=next />
        }
        .into_any()
    };
    view! {
        <Filter filter=filter people=people />
        {list}
    }
}

fn unit_row(unit: UnitRow, now: DateTime<Utc>) -> impl IntoView {
    let undone = unit.undone_by.map(|by| {
        let href = format!("/journal/{by}");
        view! { " " <a href=href><Badge text="Undone" tone=Tone::Neutral /></a> }
    });
    view! {
        <tr>
            <td class="table__main"><a href=format!("/journal/{}", unit.id)>{unit.label}</a>{undone}</td>
            <td data-label="Who">{unit.who}</td>
            <td class="table__num" data-label="Changes">{entries(unit.entries)}</td>
            <td class="table__num table__key" data-label="When"><Ago at=unit.at now=now /></td>
        </tr>
    }
    .into_any()
}

/// "12", and "1,000+" where counting ended.
pub(super) fn entries(count: i64) -> String {
    let more = if count < MOST_COUNTED { "" } else { "+" };
    format!("{}{more}", format::count(count.unsigned_abs()))
}

/// A plain form that puts its fields into the address.
#[component]
fn Filter(filter: JournalFilter, people: Vec<Person>) -> impl IntoView {
    let role = current_user().with_untracked(|viewer| viewer.role);
    let mut persons = vec![Choice::new("", "Everybody")];
    persons.extend(people.into_iter().map(|person| Choice::new(person.id, person.name)));
    if matches!(role, Role::Ceo | Role::Admin) {
        persons.push(Choice::new("system", "The installation itself"));
    }
    let mut kinds = vec![Choice::new("", "Anything")];
    kinds.extend(KINDS.iter().map(|kind| Choice::new(kind.as_str(), kind.label())));
    view! {
        <form class="filter__fields" method="get" action="/journal" role="search">
            <SelectField label="Who" name="person" choices=persons value=filter.person />
            <SelectField label="What it was about" name="kind" choices=kinds value=filter.kind />
            <div class="cluster">
                <button type="submit" class="button">"Show"</button>
                <a class="button is-quiet" href="/journal">"Clear"</a>
            </div>
        </form>
    }
    .into_any()
}
