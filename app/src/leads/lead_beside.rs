//! A lead in brief, beside the list: who they are, why they score as they do, what comes next, what happened last.

use std::cmp::Reverse;

use domain::access::Action;
use domain::ids::LeadId;
use domain::interaction::{TimelineEntry, TimelineWhat};
use domain::journal::Entity;
use domain::lead::LeadPage as LeadData;
use leptos::html;
use leptos::prelude::*;

use super::api::{LogInteraction, get_lead};
use super::asked_before::AskedBefore;
use super::lead_deals::LeadDeals;
use super::lead_head::subtitle;
use super::lead_table::status_tone;
use super::log_form::LogForm;
use super::score_panel::{parts_of, reasons_of};
use super::timeline::History;
use crate::pipeline::api::CreateDeal;
use crate::session::current_user;
use crate::tasks::TaskLines;
use crate::tasks::api::CompleteTask;
use crate::ui::{
    Badge, Beside, LiveView, Panel, ScoreBadge, SidePanel, Tone, emptied_after, tell, use_live_of,
};

/// What the panel shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Lead, Entity::Interaction, Entity::Opportunity, Entity::Task];

/// How many reasons, tasks and contacts a brief has.
const FEW: usize = 3;

/// The lead that the address opens beside the list, if it opens one.
#[component]
pub fn LeadBeside(
    /// The list's panel.
    beside: Beside,
) -> impl IntoView {
    move || beside.opened().map(|id| view! { <Opened id=LeadId(id) beside=beside /> }.into_any())
}

#[derive(Clone, Copy)]
struct Forms {
    log: ServerAction<LogInteraction>,
    log_form: NodeRef<html::Form>,
    complete: ServerAction<CompleteTask>,
    create_deal: ServerAction<CreateDeal>,
}

#[component]
fn Opened(id: LeadId, beside: Beside) -> impl IntoView {
    let (log, complete) = (ServerAction::new(), ServerAction::new());
    tell(log);
    tell(complete);
    let forms =
        Forms { log, log_form: emptied_after(log), complete, create_deal: ServerAction::new() };
    let live = use_live_of(LIVE);
    let lead = Resource::new(
        move || (live.get(), log.version().get(), complete.version().get()),
        move |_| get_lead(id),
    );
    view! {
        <SidePanel beside=beside title="Lead" href=format!("/leads/{id}")>
            <LiveView resource=lead lines=12 let:data>
                <Brief id=id data=data forms=forms />
            </LiveView>
        </SidePanel>
    }
}

#[component]
fn Brief(id: LeadId, data: Signal<LeadData>, forms: Forms) -> impl IntoView {
    let deals = Memo::new(move |_| data.with(|data| data.deals.clone()));
    let may_log = current_user().with_untracked(|viewer| viewer.may(Action::LogInteraction));
    let log = may_log.then(|| {
        view! {
            <details class="fold">
                <summary>"Log contact"</summary>
                <LogForm lead=id deals=deals log=forms.log form=forms.log_form />
            </details>
        }
    });
    view! {
        {move || view! { <Head data=data.get() /> }}
        {log}
        {move || view! { <Next data=data.get() complete=forms.complete /> }}
        {move || data.with(|data| view! { <AskedBefore asked=data.asked.clone() now=data.now /> })}
        {move || view! { <Why data=data.get() /> }}
        <LeadDeals lead=id deals=deals create=forms.create_deal />
        <Panel title="Last contacts">
            {move || data.with(|data| {
                let them = data.lead.name.clone();
                view! { <History entries=last_contacts(&data.timeline) now=data.now them=them /> }
            })}
        </Panel>
    }
}

#[component]
fn Head(data: LeadData) -> impl IntoView {
    let about = subtitle(&data);
    let LeadData { lead, score, .. } = data;
    let call = lead.phone.map(|phone| {
        let href = format!("tel:{}", domain::forms::dialled(&phone));
        view! { <a class="button is-small" rel="external" href=href>{phone}</a> }
    });
    let mail = lead.email.map(|email| {
        view! { <a class="button is-small" rel="external" href=format!("mailto:{email}")>{email.clone()}</a> }
    });
    let quiet = lead
        .do_not_contact
        .then(|| view! { <Badge text="Asked not to be contacted" tone=Tone::Bad /> });
    view! {
        <div class="brief">
            <h2 class="record-head__name">{lead.name}</h2>
            <p class="record-head__line">{about}</p>
            <div class="cluster">
                <ScoreBadge score=score.score.get() grade=score.grade.as_str() parts=parts_of(&score)
                    reasons=reasons_of(&score) />
                <Badge text=lead.status.label() tone=status_tone(lead.status) />
                {quiet}
            </div>
            <div class="cluster">{call}{mail}</div>
        </div>
    }
}

/// What is to be done with them, soonest first.
#[component]
fn Next(data: LeadData, complete: ServerAction<CompleteTask>) -> impl IntoView {
    let mut tasks = data.tasks;
    tasks.truncate(FEW);
    let nothing = tasks.is_empty().then(
        || view! { <p class="muted">"Nothing is planned. Tasks are added on the lead's page."</p> },
    );
    view! {
        <Panel title="Next">
            {nothing}
            <TaskLines tasks=tasks now=data.now complete=complete />
        </Panel>
    }
}

/// The reasons that weigh most; all of them are behind the score.
#[component]
fn Why(data: LeadData) -> impl IntoView {
    let mut reasons = reasons_of(&data.score);
    reasons.sort_by_key(|reason| Reverse(reason.points.abs()));
    let total = reasons.len();
    let lines = reasons
        .into_iter()
        .take(FEW)
        .map(|reason| {
            view! {
                <li class="rows__row">
                    <span class="rows__main">{reason.text}</span>
                    <span class="rows__side">{domain::format::signed(reason.points)}</span>
                </li>
            }
        })
        .collect_view();
    let note = (total > FEW).then(|| format!("the {FEW} of {total} reasons that weigh most"));
    view! {
        <Panel title=format!("Why {}", data.score.score.get()) note=note.unwrap_or_default()>
            <ul class="rows">{lines}</ul>
        </Panel>
    }
}

/// The newest contacts, without what the product noted itself.
pub fn last_contacts(timeline: &[TimelineEntry]) -> Vec<TimelineEntry> {
    timeline
        .iter()
        .filter(|entry| matches!(entry.what, TimelineWhat::Interaction { .. }))
        .take(FEW)
        .cloned()
        .collect()
}
