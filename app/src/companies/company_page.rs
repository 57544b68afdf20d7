//! `/companies/:id`: who works there, what its deals come to, and everything that happened.

use domain::company::CompanyPage as CompanyData;
use domain::format;
use domain::ids::CompanyId;
use domain::journal::Entity;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{EditCompany, get_company};
use super::edit_form::EditForm;
use super::parts::{Deals, Known, News, People, RollUpTiles};
use crate::leads::History;
use crate::remarks::{Relations, Remarks};
use crate::ui::{LiveView, PageHead, Panel, tell, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[
    Entity::Company,
    Entity::Lead,
    Entity::Opportunity,
    Entity::Interaction,
    Entity::Pin,
    Entity::Comment,
    Entity::User,
];

/// The page.
#[component]
pub fn CompanyPage() -> impl IntoView {
    let params = use_params_map();
    // An address without a number is nobody's.
    let id = Memo::new(move |_| {
        let id = params.with(|params| params.get_str("id").and_then(|id| id.parse().ok()));
        id.unwrap_or(CompanyId(0))
    });
    let edit = ServerAction::<EditCompany>::new();
    tell(edit);
    let remarks = Remarks::of_page();
    let (live, version) = (use_live_of(LIVE), edit.version());
    move || {
        let id = id.get();
        let company = Resource::new(
            move || (live.get(), version.get(), remarks.version()),
            move |_| get_company(id),
        );
        view! {
            <LiveView resource=company title="Company" lines=14 let:data>
                <Drawn data=data edit=edit remarks=remarks />
            </LiveView>
        }
    }
}

#[component]
fn Drawn(
    data: Signal<CompanyData>,
    edit: ServerAction<EditCompany>,
    remarks: Remarks,
) -> impl IntoView {
    // The form is drawn anew only when the company itself has changed: nobody loses what they type to other news.
    let record = Memo::new(move |_| data.with(|page| (page.id, page.version, page.facts.clone())));
    let form = move || {
        let (id, version, facts) = record.get();
        view! { <EditForm id=id version=version facts=facts edit=edit /> }
    };
    let happened = Memo::new(move |_| data.with(|page| page.timeline.clone()));
    // Drawn anew only when something happened.
    let history = move || {
        let now = data.with_untracked(|page| page.now);
        view! { <History entries=happened.get() now=now remarks=remarks /> }
    };
    view! {
        {move || data.with(head)}
        <div class="stack">
        {move || data.with(|page| view! { <RollUpTiles all=page.roll_up.clone() /> })}
        <div class="record">
            <div class="record__main">
                {move || data.with(|page| view! { <Deals deals=page.deals.clone() /> })}
                {move || data.with(|page| view! { <People people=page.people.clone() now=page.now /> })}
                {move || data.with(|page| view! { <Relations relations=page.relations.clone() now=page.now /> })}
                <Panel title="What happened">
                    {history}
                </Panel>
            </div>
            <div class="record__side">
                {move || data.with(|page| view! { <Known page=page.clone() /> })}
                {move || data.with(|page| view! { <News news=page.facts.news.clone() /> })}
                {form}
            </div>
        </div>
        </div>
    }
}

/// "Software · 1,200 people · Oslo, Norway · owner Ana Ruiz".
fn head(page: &CompanyData) -> AnyView {
    let facts = &page.facts;
    let people = facts.employees.and_then(|count| u64::try_from(count).ok());
    let place: Vec<String> =
        [facts.city.clone(), facts.country.clone()].into_iter().flatten().collect();
    let parts = [
        facts.industry.clone(),
        people.map(|count| format::plural(count, "person", "people")),
        Some(place.join(", ")).filter(|place| !place.is_empty()),
        page.owner.as_ref().map(|owner| format!("owner {}", owner.name)),
    ];
    let subtitle = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! { <PageHead title=facts.name.clone() subtitle=subtitle /> }.into_any()
}
