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
use crate::ui::{EmptyState, FilterBar, LinkButton, LiveView, PageHead, Pager, tell, use_live_of};

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
        <LiveView resource=schedule lines=14 let:data>
            <Drawn data=data filter=filter save=save />
        </LiveView>
    }
}

#[component]
fn Drawn(
    data: Signal<Schedule>,
    filter: Memo<BatchFilter>,
    save: ServerAction<SaveBatch>,
) -> impl IntoView {
    // The form is drawn anew only when there is something else to choose: nobody loses what they type to other news.
    let choices = Memo::new(move |_| data.with(|schedule| schedule.choices.clone()));
    let form = move || {
        let (choices, course) = (choices.get(), filter.with(|filter| filter.product.clone()));
        may_manage().then(|| {
            view! { <BatchForm batch=None choices=choices course=course save=save /> }
        })
    };
    view! {
        <div class="stack">
            {move || view! { <Choose filter=filter.get() choices=choices.get() /> }}
            {form}
            {move || data.with(|schedule| rows(schedule, &filter.get()))}
        </div>
    }
}

fn rows(schedule: &Schedule, filter: &BatchFilter) -> AnyView {
    let first = BatchFilter { after: String::new(), ..filter.clone() };
    let next = schedule.next.clone();
    let next = next.map(|after| address(&BatchFilter { after, ..first.clone() }));
    let back = (!filter.after.is_empty())
        .then(|| view! { <LinkButton text="First page" href=address(&first) /> });
    if schedule.rows.is_empty() {
        return view! {
            <EmptyState what="No batch here." how="Schedule one, or look at others.">
                <LinkButton text="Show what is ahead" href="/batches" />
            </EmptyState>
        }
        .into_any();
    }
    let rows = schedule.rows.clone();
    view! {
        <BatchTable rows=rows />
        <Pager next=next />
        {back}
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
