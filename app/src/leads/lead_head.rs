//! The head of a lead's page.

use domain::access::Action;
use domain::format;
use domain::lead::{LeadPage as LeadData, LeadStatus};
use leptos::prelude::*;

use super::lead_table::status_tone;
use super::past_lead;
use super::score_panel::{parts_of, reasons_of};
use crate::journal::DeleteButton;
use crate::session::current_user;
use crate::ui::{AsOfControl, Badge, PageHead, ScoreBadge, Tone};

/// Name, title, company, owner, status and score; the way from new to customer below.
#[component]
pub fn LeadHead(
    /// The lead.
    data: LeadData,
) -> impl IntoView {
    let subtitle = subtitle(&data);
    let LeadData { lead, score, .. } = data;
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
        <Way status=lead.status />
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
