//! A deal in brief, beside the list: its chance with reasons, what is in the way, what comes next, what happened last.

use domain::format;
use domain::ids::OpportunityId;
use domain::journal::Entity;
use domain::opportunity::DealPage as DealData;
use leptos::prelude::*;

use super::api::{EditDeal, MoveDeal, get_deal};
use super::deal_forms::{EditForm, MoveForm};
use super::deal_page::{StatusBadge, subtitle};
use super::deal_parts::{RisksPanel, WinPanel};
use crate::leads::{History, last_contacts};
use crate::risks::api::SeeToRisk;
use crate::ui::{Beside, LiveView, Panel, SidePanel, tell, use_live_of};

/// What the panel shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Opportunity, Entity::Interaction, Entity::Task, Entity::Lead];

/// The deal that the address opens beside the list, if it opens one.
#[component]
pub fn DealBeside(
    /// The list's panel.
    beside: Beside,
    /// What moves a deal; the list reads again after it.
    moving: ServerAction<MoveDeal>,
    /// What changes a deal.
    editing: ServerAction<EditDeal>,
) -> impl IntoView {
    tell(moving);
    tell(editing);
    move || {
        beside.opened().map(|id| {
            view! { <Opened id=OpportunityId(id) beside=beside moving=moving editing=editing /> }
                .into_any()
        })
    }
}

#[component]
fn Opened(
    id: OpportunityId,
    beside: Beside,
    moving: ServerAction<MoveDeal>,
    editing: ServerAction<EditDeal>,
) -> impl IntoView {
    let live = use_live_of(LIVE);
    let see_to = ServerAction::<SeeToRisk>::new();
    tell(see_to);
    let sent = move || (moving.version().get(), editing.version().get(), see_to.version().get());
    let deal = Resource::new(move || (live.get(), sent()), move |_| get_deal(id));
    view! {
        <SidePanel beside=beside title="Deal" href=format!("/deals/{id}")>
            <LiveView resource=deal lines=12 let:data>
                <Brief data=data moving=moving editing=editing see_to=see_to />
            </LiveView>
        </SidePanel>
    }
}

#[component]
fn Brief(
    data: Signal<DealData>,
    moving: ServerAction<MoveDeal>,
    editing: ServerAction<EditDeal>,
    see_to: ServerAction<SeeToRisk>,
) -> impl IntoView {
    // Forms are drawn anew only when the deal itself has changed: nobody loses what they type to other news.
    let record = Memo::new(move |_| data.with(|page| page.deal.clone()));
    let page = move || DealData { deal: record.get(), ..data.get_untracked() };
    view! {
        {move || view! { <Head page=data.get() /> }}
        {move || view! { <RisksPanel page=data.get() see_to=see_to /> }}
        {move || view! { <WinPanel page=data.get() /> }}
        {move || view! { <EditForm page=page() action=editing /> }}
        {move || view! { <MoveForm page=page() action=moving /> }}
        <Panel title="Last contacts">
            {move || data.with(|page| {
                view! { <History entries=last_contacts(&page.timeline) now=page.now /> }
            })}
        </Panel>
    }
}

#[component]
fn Head(page: DealData) -> impl IntoView {
    let about = subtitle(&page);
    let line = page.row.line;
    let with = line.lead.clone().map(|(lead, name)| {
        view! { <a href=format!("/leads/{lead}")>{name}</a> }
    });
    let company = line.company.clone().map(|company| view! { <span>{company}</span> });
    let log = line.lead.as_ref().map(|(lead, _)| {
        view! { <a class="button is-small" href=format!("/leads/{lead}#form-kind")>"Log contact"</a> }
    });
    let owner = format!("owner {}", line.owner_name());
    let days = format!("{} in this stage", format::days(line.days_in_stage));
    view! {
        <div class="brief">
            <h2 class="record-head__name">{line.name}</h2>
            <p class="record-head__line">{about}</p>
            <p class="record-head__line">{with}{company}<span>{owner}</span><span>{days}</span></p>
            <div class="cluster"><StatusBadge status=line.status />{log}</div>
        </div>
    }
}
