//! The head of a lead's page.

use domain::lead::{LeadPage as LeadData, LeadStatus};
use leptos::prelude::*;
use leptos_meta::Title;

use super::lead_table::status_tone;
use super::score_panel::{parts_of, reasons_of};
use crate::ui::{Ago, Badge, ScoreBadge, Tone};

/// Name, title, company, owner, status and score; the way from new to customer below.
#[component]
pub fn LeadHead(
    /// The lead.
    data: LeadData,
) -> impl IntoView {
    let lead = data.lead;
    let title = lead.job_title.map(|title| view! { <span>{title}</span> });
    let company = data.company.map(|company| view! { <span>{company.name}</span> });
    let owner = data.owner.map(|owner| view! { <span>{format!("Owner {}", owner.name)}</span> });
    let contact = lead.last_contacted_at.map(|at| {
        view! { <span>"Last contact "<Ago at=at now=data.now /></span> }
    });
    let quiet = lead
        .do_not_contact
        .then(|| view! { <Badge text="Asked not to be contacted" tone=Tone::Bad /> });
    view! {
        <Title text=format!("{} · Rainmaker", lead.name) />
        <header class="page-head">
            <div class="record-head">
                <div>
                    <h1 class="record-head__name">{lead.name}</h1>
                    <p class="record-head__line">{title} {company} {owner} {contact}</p>
                </div>
            </div>
            <div class="page-head__actions">
                {quiet}
                <Badge text=lead.status.label() tone=status_tone(lead.status) />
                <ScoreBadge score=data.score.score.get() grade=data.score.grade.as_str()
                    parts=parts_of(&data.score) reasons=reasons_of(&data.score) />
            </div>
        </header>
        <Way status=lead.status />
    }
}

/// The steps from new to customer.
#[component]
fn Way(status: LeadStatus) -> impl IntoView {
    let steps = LeadStatus::LIFECYCLE
        .iter()
        .map(|step| {
            let is_current = *step == status;
            let is_done = status != LeadStatus::Disqualified && *step < status;
            view! {
                <li class:is-done=is_done class:is-current=is_current
                    aria-current=is_current.then_some("step")>
                    {step.label()}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="stages is-apart" aria-label="From new to customer">{steps}</ol> }
}
