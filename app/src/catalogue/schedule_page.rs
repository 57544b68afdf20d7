//! `/batches`: the schedule. Works without scripts.

use domain::catalogue::{BatchChoices, BatchFilter, Schedule};
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::api::{SaveBatch, get_schedule};
use super::batch_form::BatchForm;
use super::parts::{BatchTable, CatalogueTabs, LIVE, may_manage};
use crate::query;
use crate::ui::{AsyncView, EmptyState, FilterBar, LinkButton, PageHead, Pager, tell, use_live_of};

fn filter_of(params: &ParamsMap) -> BatchFilter {
    let value = |name| query::value(params, name);
    BatchFilter { when: value("when"), product: value("product"), after: value("after") }
}

fn address(filter: &BatchFilter) -> String {
    query::href(
        "/batches",
        &[("when", &filter.when), ("product", &filter.product), ("after", &filter.after)],
    )
}

/// The schedule; the address holds what is shown.
#[component]
pub fn SchedulePage() -> impl IntoView {
    let params = use_query_map();
    let filter = Memo::new(move |_| params.with(filter_of));
    let save = ServerAction::<SaveBatch>::new();
    tell(save);
    let (live, version) = (use_live_of(LIVE), save.version());
    let schedule = Resource::new(
        move || (filter.get(), live.get(), version.get()),
        |(filter, ..)| get_schedule(filter),
    );
    view! {
        <PageHead title="Schedule" subtitle="Batches, their seats and what they bring" />
        <CatalogueTabs here="/batches" />
        <AsyncView resource=schedule lines=14 let:schedule>
            <Drawn schedule=schedule filter=filter.get_untracked() save=save />
        </AsyncView>
    }
}

#[component]
fn Drawn(schedule: Schedule, filter: BatchFilter, save: ServerAction<SaveBatch>) -> impl IntoView {
    let Schedule { rows, next, choices, .. } = schedule;
    let first = BatchFilter { after: String::new(), ..filter.clone() };
    let next = next.map(|after| address(&BatchFilter { after, ..first.clone() }));
    let back = (!filter.after.is_empty())
        .then(|| view! { <LinkButton text="First page" href=address(&first) /> });
    let form = may_manage().then(|| {
        view! { <BatchForm batch=None choices=choices.clone() course=filter.product.clone() save=save /> }
    });
    let table = if rows.is_empty() {
        view! {
            <EmptyState what="No batch here." how="Schedule one, or look at others.">
                <LinkButton text="Show what is ahead" href="/batches" />
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <BatchTable rows=rows /> }.into_any()
    };
    view! {
        <div class="stack">
            <Choose filter=filter choices=choices />
            {form}
            {table}
            <Pager next=next />
            {back}
        </div>
    }
    .into_any()
}

#[component]
fn Choose(filter: BatchFilter, choices: BatchChoices) -> impl IntoView {
    let courses = choices
        .courses
        .into_iter()
        .map(|(id, name)| {
            let id = id.to_string();
            let selected = id == filter.product;
            view! { <option value=id selected=selected>{name}</option> }
        })
        .collect_view();
    let is_past = filter.when == "past";
    view! {
        <FilterBar chips=Vec::new()>
            <Form method="get" action="/batches" attr:class="filter__form">
                <select class="input" name="when" aria-label="When">
                    <option value="">"Ahead"</option>
                    <option value="past" selected=is_past>"Past"</option>
                </select>
                <select class="input" name="product" aria-label="Course">
                    <option value="">"Any course"</option>
                    {courses}
                </select>
                <button class="button">"Show"</button>
            </Form>
        </FilterBar>
    }
    .into_any()
}
