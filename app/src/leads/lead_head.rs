//! The head of a lead's page.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::format;
use domain::lead::{LeadPage as LeadData, LeadStatus};
use domain::lifecycle::Step;
use leptos::prelude::*;

use super::lead_table::status_tone;
use super::past_lead;
use super::score_panel::{parts_of, reasons_of};
use crate::journal::DeleteButton;
use crate::session::current_user;
use crate::ui::{Ago, AsOfControl, Badge, PageHead, ScoreBadge, Tone};

/// Name, title, company, owner, status and score; the way from new to customer below.
#[component]
pub fn LeadHead(
    /// The lead.
    data: LeadData,
) -> impl IntoView {
    let subtitle = subtitle(&data);
    let LeadData { lead, score, way, now, .. } = data;
    let as_of = past_lead::place(lead.id, "");
    let quiet = lead
        .do_not_contact
        .then(|| view! { <Badge text="Asked not to be contacted" tone=Tone::Bad /> });
    let may_delete = current_user().with_untracked(|viewer| viewer.may(Action::DeleteLead));
    let delete = may_delete.then(|| {
        let name = lead.name.clone();
        view! { <DeleteButton entity="lead" id=lead.id.get() name=name text="Delete" /> }
    });
    view! {
        <PageHead title=lead.name subtitle=subtitle>
            {quiet}
            <Badge text=lead.status.label() tone=status_tone(lead.status) />
            <ScoreBadge score=score.score.get() grade=score.grade.as_str() parts=parts_of(&score)
                reasons=reasons_of(&score) />
            <AsOfControl place=as_of />
            {delete}
        </PageHead>
        <Way status=lead.status way=way now=now />
    }
}

/// "Head of HR, Acme · owner Ana Ruiz · last contact 3 d ago".
pub fn subtitle(data: &LeadData) -> String {
    let company = data.company.as_ref().map(|company| company.name.clone());
    let place: Vec<String> = [data.lead.job_title.clone(), company].into_iter().flatten().collect();
    let place = (!place.is_empty()).then(|| place.join(", "));
    let owner = data.owner.as_ref().map(|owner| format!("owner {}", owner.name));
    let contact = data.lead.last_contacted_at.map_or_else(
        || "no contact yet".to_owned(),
        |at| format!("last contact {}", format::ago(at, data.now)),
    );
    [place, owner, Some(contact)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The steps from new to customer, each with the time spent in it; below, folded, what made each.
#[component]
fn Way(status: LeadStatus, way: Vec<Step>, now: DateTime<Utc>) -> impl IntoView {
    let steps = LeadStatus::LIFECYCLE
        .iter()
        .map(|step| {
            let is_current = *step == status;
            let is_done = status != LeadStatus::Disqualified && *step < status;
            let spent: Vec<i64> =
                way.iter().filter(|part| part.status == *step).map(|part| part.days(now)).collect();
            let dwell = (!spent.is_empty()).then(|| {
                view! { <span class="stages__dwell">{format::days(spent.into_iter().sum())}</span> }
            });
            view! {
                <li class:is-done=is_done class:is-current=is_current
                    aria-current=is_current.then_some("step")>
                    {step.label()}
                    {dwell}
                </li>
            }
        })
        .collect_view();
    let count = format::plural(way.len() as u64, "step", "steps");
    let lines = way.into_iter().rev().map(|step| line(step, now)).collect_view();
    view! {
        <ol class="stages is-apart" aria-label="From new to customer">{steps}</ol>
        <details class="fold">
            <summary>"The way so far "<span class="fold__count">{count}</span></summary>
            <ul class="rows">{lines}</ul>
        </details>
    }
}

/// "Qualified · 4 days · Budget: holds, Ana Ruiz · 3 d ago".
fn line(step: Step, now: DateTime<Utc>) -> impl IntoView {
    let days = format::days(step.days(now));
    let dwell = if step.until.is_some() { days } else { format!("{days} so far") };
    let back = step.is_back.then_some(" · back or out");
    let why = step.reason.map(|why| view! { <span class="rows__note">{why}</span> });
    view! {
        <li class="rows__row">
            <span class="rows__main">{step.status.label()}</span>
            <span class="rows__side">{dwell}</span>
            <span class="rows__note">{step.cause}" · "<Ago at=step.at now=now />{back}</span>
            {why}
        </li>
    }
    .into_any()
}
