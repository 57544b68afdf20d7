//! `/companies`: the list. Works without scripts.

use domain::company::{CompanyFilter, CompanyRow};
use domain::format;
use domain::journal::Entity;
use domain::list::Listing;
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::api::{list_companies, list_industries};
use crate::query;
use crate::ui::{
    Align, AsyncView, EmptyState, ExportMenu, FilterBar, LinkButton, Money, PageHead, Pager,
    SortHead, Sorted, use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Company, Entity::Lead, Entity::Opportunity];

fn filter_of(params: &ParamsMap) -> CompanyFilter {
    let value = |name| query::value(params, name);
    CompanyFilter {
        q: value("q"),
        industry: value("industry"),
        sort: value("sort"),
        after: value("after"),
    }
}

fn address(path: &str, filter: &CompanyFilter) -> String {
    query::href(
        path,
        &[
            ("q", &filter.q),
            ("industry", &filter.industry),
            ("sort", &filter.sort),
            ("after", &filter.after),
        ],
    )
}

/// The companies; the address holds search, order and page.
#[component]
pub fn CompaniesPage() -> impl IntoView {
    let params = use_query_map();
    let filter = Memo::new(move |_| params.with(filter_of));
    let live = use_live_of(LIVE);
    let companies =
        Resource::new(move || (filter.get(), live.get()), |(filter, _)| list_companies(filter));
    let industries = Resource::new(|| (), |()| list_industries());
    let export = move || {
        let whole = CompanyFilter { after: String::new(), ..filter.get() };
        view! { <ExportMenu href=address("/api/export/companies", &whole) /> }
    };
    view! {
        <PageHead title="Companies">{export}</PageHead>
        {move || view! { <Search filter=filter.get() industries=industries /> }}
        <AsyncView resource=companies lines=14 let:listing>
            <Table listing=listing filter=filter.get_untracked() />
        </AsyncView>
    }
}

#[component]
fn Search(
    filter: CompanyFilter,
    industries: Resource<Result<Vec<String>, crate::error::AppError>>,
) -> impl IntoView {
    let chosen = filter.industry;
    view! {
        <FilterBar chips=Vec::new()>
            <Form method="get" action="/companies" attr:class="filter__form">
                <input class="input" type="search" name="q" value=filter.q placeholder="Name or domain"
                    aria-label="Name or domain" />
                <AsyncView resource=industries lines=1 let:names>
                    <Industries names=names chosen=chosen.clone() />
                </AsyncView>
                <input type="hidden" name="sort" value=filter.sort />
                <button class="button">"Show"</button>
            </Form>
        </FilterBar>
    }
    .into_any()
}

#[component]
fn Industries(names: Vec<String>, chosen: String) -> impl IntoView {
    let options = names
        .into_iter()
        .map(|name| {
            let selected = name == chosen;
            view! { <option value=name.clone() selected=selected>{name.clone()}</option> }
        })
        .collect_view();
    view! {
        <select class="input" name="industry" aria-label="Industry">
            <option value="">"Any industry"</option>
            {options}
        </select>
    }
}

#[component]
fn Table(listing: Listing<CompanyRow>, filter: CompanyFilter) -> impl IntoView {
    if listing.rows.is_empty() {
        return view! { <Nothing filter=filter /> }.into_any();
    }
    let first = CompanyFilter { after: String::new(), ..filter.clone() };
    let sorted =
        |by: &str| address("/companies", &CompanyFilter { sort: by.to_owned(), ..first.clone() });
    let mark = |by: &str, way: Sorted| if filter.sort == by { way } else { Sorted::No };
    let next =
        listing.next.map(|after| address("/companies", &CompanyFilter { after, ..first.clone() }));
    let back = (!filter.after.is_empty())
        .then(|| view! { <LinkButton text="First page" href=address("/companies", &first) /> });
    let rows = listing.rows.into_iter().map(row).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead>
                    <tr>
                        <SortHead label="Name" href=sorted("") sorted=mark("", Sorted::Ascending) />
                        <th scope="col">"Industry"</th>
                        <th scope="col">"Place"</th>
                        <SortHead label="People there" href=sorted("size") sorted=mark("size", Sorted::Descending)
                            align=Align::End />
                        <th scope="col" class="table__num">"Leads"</th>
                        <th scope="col" class="table__num">"Open deals"</th>
                        <th scope="col" class="table__num">"Open"</th>
                        <th scope="col" class="table__num">"Won so far"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager next=next />
        {back}
    }
    .into_any()
}

fn row(row: CompanyRow) -> impl IntoView {
    let place: Vec<String> = [row.city, row.country].into_iter().flatten().collect();
    let size = row.employees.and_then(|count| u64::try_from(count).ok()).map(format::count);
    let some = |count: i64| (count > 0).then(|| count.to_string());
    view! {
        <tr>
            <td class="table__main">
                <a href=format!("/companies/{}", row.id)>{row.name}</a>
                {row.domain.map(|domain| view! { <span class="table__sub">" "{domain}</span> })}
            </td>
            <td data-label="Industry">{row.industry}</td>
            <td data-label="Place">{place.join(", ")}</td>
            <td data-label="People there" class="table__num">{size}</td>
            <td data-label="Leads" class="table__num">{some(row.people)}</td>
            <td data-label="Open deals" class="table__num">{some(row.open_deals)}</td>
            <td data-label="Open" class="table__num table__key">
                {(row.open_deals > 0).then(|| view! { <Money amount=row.open /> })}
            </td>
            <td data-label="Won so far" class="table__num">
                {(row.won.get() > 0).then(|| view! { <Money amount=row.won /> })}
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn Nothing(filter: CompanyFilter) -> impl IntoView {
    let (what, how) = if filter == CompanyFilter::default() {
        ("Companies will stand here.", "Name one when you add a lead, or import a list.")
    } else {
        ("No company passes this filter.", "Take a condition away to see more.")
    };
    view! {
        <EmptyState what=what how=how>
            <LinkButton text="Show all companies" href="/companies" />
        </EmptyState>
    }
}
