//! What was learned about a lead: one fact at a time, each with who wrote it and when.

use domain::access::Action;
use domain::format;
use domain::forms::{LeadFact, SetFact};
use domain::journal::{Entity, Entry, diff};
use domain::lead::{KnownFact, Lead};
use store::{Tx, journal, leads};

use super::scoring;
use crate::{Ctx, Done, ServiceResult, deals};

/// The entries of a lead that are looked through for where a fact is from.
const LOOKED_AT: i64 = 300;

/// What is known of a lead. It must have been read within a scope before.
pub(super) async fn of_lead(tx: &mut Tx, lead: &Lead) -> ServiceResult<Vec<KnownFact>> {
    let entries = journal::of_record(tx, Entity::Lead, lead.id.get(), None, LOOKED_AT).await?;
    let known = |fact: &LeadFact| KnownFact {
        fact: *fact,
        value: value(lead, *fact),
        source: source(&entries, fact.as_str()),
    };
    Ok(LeadFact::ALL.iter().map(known).collect())
}

/// The newest entry that says something about the field.
fn source(entries: &[Entry], field: &str) -> Option<(String, chrono::DateTime<chrono::Utc>)> {
    let says = |entry: &&Entry| entry.changes.contains_key(field);
    entries.iter().find(says).map(|entry| (entry.who.clone(), entry.at))
}

fn value(lead: &Lead, fact: LeadFact) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match fact {
        LeadFact::PainPoints => lead.pain_points.join("\n"),
        LeadFact::Interests => lead.interests.join("\n"),
        LeadFact::DecisionMakers => lead.decision_makers.join("\n"),
        LeadFact::BudgetRange => text(&lead.budget_range),
        LeadFact::Budget => lead.budget.map(format::money).unwrap_or_default(),
        LeadFact::DecisionTimeline => text(&lead.decision_timeline),
        LeadFact::ContactTime => text(&lead.preferred_contact_time),
        LeadFact::Authority if lead.authority == domain::lead::Authority::Unknown => String::new(),
        LeadFact::Authority => lead.authority.label().to_owned(),
        LeadFact::ContactMethod => {
            lead.preferred_contact_method.map(|way| way.label().to_owned()).unwrap_or_default()
        }
    }
}

/// Writes a fact down; the lead's score and the chances of its open deals follow in the same write. Facts are written
/// one by one, so that two people who write different ones do not meet.
///
/// # Errors
/// `Forbidden` by role, `NotFound` out of scope, `Invalid` for a fact or a value that is none.
pub async fn set_fact(ctx: &Ctx, form: SetFact) -> ServiceResult<Done> {
    ctx.require(Action::EditLead)?;
    let fact = form.fact()?;
    let mut work = ctx.begin(format!("Wrote down: {}", fact.label().to_lowercase())).await?;
    let now = work.now();
    let before = leads::get(&mut work.tx, &ctx.scope(), form.lead()).await?;
    let after = form.apply(fact, &before)?;
    if after != before {
        leads::update(&mut work.tx, &before, &after, now).await?;
        scoring::rescore_with(&mut work, before.id, diff(Some(&before), &after), "fact").await?;
        let open = leads::open_deals(&mut work.tx, before.id).await?;
        deals::rescore_deals(&mut work, &open).await?;
    }
    work.commit().await
}
