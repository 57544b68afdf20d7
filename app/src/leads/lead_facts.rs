//! What is known of a lead: need, budget, say and time, and how to reach them.

use domain::format;
use domain::lead::{CompanyCard, Lead, LeadPage as LeadData};
use leptos::prelude::*;

use super::filter::source_label;
use crate::ui::{Ago, Panel};

/// A label and its value; a missing value says so.
pub type Fact = (&'static str, String);

/// Two lists of facts.
#[component]
pub fn LeadFacts(
    /// The lead.
    data: LeadData,
) -> impl IntoView {
    let LeadData { lead, company, now, .. } = data;
    let created = lead.created_at;
    let employer = company.as_ref().map(|company| {
        let href = format!("/companies/{}", company.id);
        view! { <p><a href=href>{format!("More about {}", company.name)}</a></p> }
    });
    let (needs, reached) = (need(&lead), contact(&lead, company));
    view! {
        <Panel title="Need and budget">
            <Facts facts=needs />
        </Panel>
        <Panel title="Contact">
            <Facts facts=reached />
            {employer}
            <p class="panel__note">"Added "<Ago at=created now=now /></p>
        </Panel>
    }
}

/// Labels and values; what is missing says so.
#[component]
pub fn Facts(facts: Vec<Fact>) -> impl IntoView {
    let facts = facts
        .into_iter()
        .map(|(label, value)| {
            let is_known = !value.is_empty();
            let value = if is_known { value } else { "Not known".to_owned() };
            view! { <div><dt>{label}</dt><dd class:muted=!is_known>{value}</dd></div> }
        })
        .collect_view();
    view! { <dl class="facts">{facts}</dl> }
}

fn need(lead: &Lead) -> Vec<Fact> {
    let budget = match (lead.budget, &lead.budget_range) {
        (Some(budget), _) => format::money(budget),
        (None, range) => range.clone().unwrap_or_default(),
    };
    vec![
        ("Budget", budget),
        ("Say in buying", lead.authority.label().to_owned()),
        ("Need", lead.pain_points.join(", ")),
        ("Interested in", lead.interests.join(", ")),
        ("Decides by", lead.decision_timeline.clone().unwrap_or_default()),
        ("Who else decides", lead.decision_makers.join(", ")),
    ]
}

fn contact(lead: &Lead, company: Option<CompanyCard>) -> Vec<Fact> {
    let way = lead.preferred_contact_method.map(|way| way.label().to_owned()).unwrap_or_default();
    let place: Vec<String> =
        [lead.city.clone(), lead.country.clone()].into_iter().flatten().collect();
    let mut facts = vec![
        ("Email", lead.email.clone().unwrap_or_default()),
        ("Phone", lead.phone.clone().unwrap_or_default()),
        ("Likes to be reached by", way),
        ("Best time", lead.preferred_contact_time.clone().unwrap_or_default()),
        ("Place", place.join(", ")),
        ("Source", source_label(&lead.source)),
    ];
    if let Some(company) = company {
        let people = company.employees.and_then(|count| u64::try_from(count).ok());
        facts.push(("Company", company.name));
        facts.push(("Industry", company.industry.unwrap_or_default()));
        facts.push(("People there", people.map(format::count).unwrap_or_default()));
    }
    facts
}
