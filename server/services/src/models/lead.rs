//! The chance that a lead becomes a customer, learned from the installation's own leads as they were at a fixed age.

use chrono::{DateTime, Duration, Utc};
use domain::models::{Method, ModelCard, ModelKind};
use domain::scoring::{LeadLesson, LeadModel, learn_leads};
use store::leads::PastLead;
use store::{Tx, leads, models};

use crate::{ServiceResult, scoring};

/// The age at which a lead is looked at: its first week is over.
const AGE: Duration = Duration::days(7);
/// For so many days after that it is followed. One that is younger is not yet a customer, and is no example.
const FOLLOWED: u16 = 180;
/// The newest leads that are learned from, of those old enough: they bound the memory and the time of a fit.
const LEADS: i64 = 20_000;

/// What was learned of leads, as it is kept.
pub(crate) struct TaughtByLeads {
    card: ModelCard,
    model: Option<LeadModel>,
}

/// The model in use; `None` before there is one.
///
/// # Errors
/// When the stored model is of another shape.
pub(crate) async fn lead_model(tx: &mut Tx) -> ServiceResult<Option<LeadModel>> {
    Ok(models::in_use(tx, ModelKind::Lead).await?)
}

/// Learns from the leads that are old enough to know what became of them; nothing is written.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn fit_leads(tx: &mut Tx, now: DateTime<Utc>) -> ServiceResult<TaughtByLeads> {
    let config = scoring::rules(tx).await?.config;
    let before = now - AGE - Duration::days(FOLLOWED.into());
    let past = leads::past_leads(tx, before, AGE, LEADS).await?;
    let lessons: Vec<LeadLesson> = past.iter().filter_map(lesson_of).collect();
    let learned = learn_leads(&lessons, config.weights, config.grades, FOLLOWED);
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let card = ModelCard {
        kind: ModelKind::Lead,
        version: 0,
        trained_at: now,
        cases: count(lessons.len()),
        positives: count(lessons.iter().filter(|lesson| lesson.is_yes).count()),
        examples: count(lessons.len()),
        from_on: past.first().map(|lead| lead.created_at.date_naive()),
        to_on: past.last().map(|lead| lead.created_at.date_naive()),
        method: learned.model.as_ref().map_or(Method::Expert, |model| model.method),
        reason: learned.reason,
        measured: learned.measured,
        is_used: learned.model.is_some(),
    };
    Ok(TaughtByLeads { card, model: learned.model })
}

/// Keeps what was learned as a new version, which is in use where it is one to use. Where no lead is old enough there is
/// nothing to keep.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn keep_leads(tx: &mut Tx, taught: &TaughtByLeads) -> ServiceResult<()> {
    if taught.card.cases > 0 {
        models::keep(tx, &taught.card, &taught.model).await?;
    }
    Ok(())
}

/// The lead as it was at that age, unless it was a customer by then.
fn lesson_of(lead: &PastLead) -> Option<LeadLesson> {
    let looked_on = (lead.created_at + AGE).date_naive();
    if lead.first_won_on.is_some_and(|day| day <= looked_on) {
        return None;
    }
    let until = looked_on + Duration::days(FOLLOWED.into());
    Some(LeadLesson {
        parts: lead.parts.map(|part| u8::try_from(part.clamp(0, 100)).unwrap_or(0)),
        is_yes: lead.first_won_on.is_some_and(|day| day <= until),
    })
}
