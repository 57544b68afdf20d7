//! What is known of a lead: need, budget, say and time, and how to reach them.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::format;
use domain::forms::LeadFact;
use domain::ids::LeadId;
use domain::lead::{CompanyCard, KnownFact, Lead, LeadPage as LeadData};
use leptos::prelude::*;

use super::api::SetFact;
use super::filter::source_label;
use crate::session::current_user;
use crate::ui::{
    Ago, Choice, FormProblem, Panel, SelectField, Submit, TextArea, Weight, WriteForm, problem,
    wrong,
};

/// A label and its value; a missing value says so.
pub type Fact = (&'static str, String);

/// How they are reached, and where they work.
#[component]
pub fn LeadFacts(
    /// The lead.
    data: LeadData,
) -> impl IntoView {
    let LeadData { lead, company, best_time, now, .. } = data;
    let created = lead.created_at;
    let employer = company.as_ref().map(|company| {
        let href = format!("/companies/{}", company.id);
        view! { <p><a href=href>{format!("More about {}", company.name)}</a></p> }
    });
    let mut reached = contact(&lead, company);
    reached.extend(best_time.map(|best| ("Answers best", best)));
    view! {
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

/// What is known of their need and wishes, with who wrote it and when, and a form for the next fact.
#[component]
pub fn KnownFacts(
    /// The lead.
    lead: LeadId,
    /// What is known.
    facts: Vec<KnownFact>,
    /// When it was read.
    now: DateTime<Utc>,
    /// The action that writes a fact down.
    set: ServerAction<SetFact>,
) -> impl IntoView {
    let error = problem(set);
    let choices =
        LeadFact::ALL.iter().map(|fact| Choice::new(fact.as_str(), fact.label())).collect();
    let rows = facts.into_iter().map(|fact| row(fact, now)).collect_view();
    let form = current_user().with_untracked(|viewer| viewer.may(Action::EditLead)).then(|| {
        view! {
            <details class="fold" open=move || error.with(Option::is_some)>
                <summary>"Write down a fact"</summary>
                <WriteForm action=set hidden=vec![("form[id]", lead.to_string())]>
                    <FormProblem error=error />
                    <SelectField label="What about" name="form[fact]" id="fact-fact" choices=choices
                        error=wrong(error, "fact") />
                    <TextArea label="What was learned" name="form[value]" id="fact-value"
                        hint="Lists: one entry each line. Empty means not known." error=wrong(error, "value") />
                    <div class="form__actions">
                        <Submit text="Save fact" weight=Weight::Normal pending=set.pending() />
                    </div>
                </WriteForm>
            </details>
        }
    });
    view! {
        <Panel title="Need and wishes">
            <dl class="facts">{rows}</dl>
            {form}
        </Panel>
    }
    .into_any()
}

fn row(known: KnownFact, now: DateTime<Utc>) -> impl IntoView {
    let is_known = !known.value.is_empty();
    let value = if is_known { known.value.replace('\n', ", ") } else { "Not known".to_owned() };
    let source = known.source.filter(|_| is_known).map(|(who, at)| {
        view! { <span class="facts__source">{who}", "<Ago at=at now=now /></span> }
    });
    view! { <div><dt>{known.fact.label()}</dt><dd class:muted=!is_known>{value}{source}</dd></div> }
        .into_any()
}

fn contact(lead: &Lead, company: Option<CompanyCard>) -> Vec<Fact> {
    let place: Vec<String> =
        [lead.city.clone(), lead.country.clone()].into_iter().flatten().collect();
    let mut facts = vec![
        ("Email", lead.email.clone().unwrap_or_default()),
        ("Phone", lead.phone.clone().unwrap_or_default()),
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
