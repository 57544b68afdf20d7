//! What happened with a lead or a deal, newest first: interactions, and the journal's entries in words.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::format;
use domain::ids::{LeadId, OpportunityId};
use domain::interaction::{TimelineEntry, TimelineWhat};
use domain::journal::{Change, Changes, Entity, Entry, FieldChange};
use domain::money::Cents;
use domain::opportunity::Stage;
use domain::ratio::Ratio;
use serde_json::Value;
use store::users::User;
use store::{Tx, interactions, journal, pipelines, users};

use crate::{Ctx, ServiceResult, day};

/// The most entries a page shows.
const LONGEST: usize = 200;
/// The most of each kind that are read for it.
const EACH: i64 = 150;

/// A lead's timeline up to a moment (`None`: all of it), with what was done to its deals within the scope. The lead
/// must have been read within it before.
pub(crate) async fn of_lead(
    ctx: &Ctx,
    tx: &mut Tx,
    lead: LeadId,
    until: Option<DateTime<Utc>>,
) -> ServiceResult<Vec<TimelineEntry>> {
    let talk = interactions::of_lead(tx, lead, until, EACH).await?;
    let entries = journal::of_lead(tx, &ctx.scope(), lead, until, EACH).await?;
    merge(ctx, tx, talk, &entries, until).await
}

/// Interactions and journal entries in one line of time. From the past (`until` a moment) nothing is taken back.
pub(crate) async fn merge(
    ctx: &Ctx,
    tx: &mut Tx,
    talk: Vec<TimelineEntry>,
    entries: &[Entry],
    until: Option<DateTime<Utc>>,
) -> ServiceResult<Vec<TimelineEntry>> {
    let updates = entries.iter().filter(|entry| entry.change == Change::Update);
    let names = Names::of(ctx, tx, updates.map(|entry| &entry.changes)).await?;
    let mut all = talk;
    all.extend(entries.iter().filter_map(|entry| names.told(entry)));
    // Stable: what happened at the same moment stays in the order it was read.
    all.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    all.truncate(LONGEST);
    if until.is_some() {
        for entry in &mut all {
            entry.unit = None;
        }
    }
    Ok(all)
}

/// Names for the keys that stand in the journal, and the clock its times are told by.
pub(crate) struct Names {
    stages: Vec<Stage>,
    people: Vec<User>,
    zone: Tz,
}

impl Names {
    /// Those that these changes speak of.
    pub(crate) async fn of<'a>(
        ctx: &Ctx,
        tx: &mut Tx,
        changes: impl Iterator<Item = &'a Changes>,
    ) -> ServiceResult<Self> {
        let (mut by_stage, mut by_person) = (false, false);
        for changes in changes {
            by_stage |= changes.contains_key("stage_id");
            by_person |= PEOPLE.iter().any(|field| changes.contains_key(*field));
        }
        let stages = if by_stage { pipelines::all_stages(tx).await? } else { Vec::new() };
        let people = if by_person { users::list(tx).await? } else { Vec::new() };
        Ok(Self { stages, people, zone: day::zone_of(ctx, tx).await? })
    }

    /// The entry in words; `None` when all it says follows from what stands beside it, or from time alone.
    fn told(&self, entry: &Entry) -> Option<TimelineEntry> {
        let details = match entry.change {
            Change::Update if entry.changes.keys().all(|field| follows(field) || scores(field)) => {
                return None;
            }
            Change::Update => self.details(&entry.changes),
            Change::Create | Change::Delete | Change::Restore => Vec::new(),
        };
        let deal = OpportunityId(entry.entity_id);
        let opportunity = (entry.entity == Entity::Opportunity).then_some(deal);
        Some(TimelineEntry {
            at: entry.at,
            who: entry.who.clone(),
            unit: Some(entry.unit_id),
            what: TimelineWhat::Change { label: entry.label.clone(), details, opportunity },
        })
    }

    /// What changed, field by field: "Amount: 1,000 → 2,000".
    pub(crate) fn details(&self, changes: &Changes) -> Vec<String> {
        changes
            .iter()
            .filter(|(field, _)| !follows(field))
            .map(|(field, change)| self.detail(field, change))
            .collect()
    }

    fn detail(&self, field: &str, change: &FieldChange) -> String {
        let (from, to) = (self.value(field, &change.from), self.value(field, &change.to));
        format!("{}: {from} → {to}", label(field))
    }

    /// A value as people write it.
    pub(crate) fn value(&self, field: &str, value: &Value) -> String {
        match (field, value) {
            (_, Value::Null) => "none".to_owned(),
            ("amount" | "budget", Value::Number(cents)) => {
                format::money(Cents(cents.as_i64().unwrap_or_default()))
            }
            ("probability" | "win", Value::Number(bp)) => {
                let bp = bp.as_i64().and_then(|bp| i32::try_from(bp).ok()).unwrap_or_default();
                format::percent(Ratio::from_bp(bp))
            }
            ("stage_id", Value::Number(id)) => {
                let stage = self.stages.iter().find(|stage| Some(stage.id.get()) == id.as_i64());
                stage.map_or_else(|| id.to_string(), |stage| stage.name.clone())
            }
            (field, Value::Number(id)) if PEOPLE.contains(&field) => {
                let person = self.people.iter().find(|user| Some(user.id.get()) == id.as_i64());
                person.map_or_else(|| id.to_string(), |user| user.name.clone())
            }
            (_, Value::String(text)) => self::text(field, text, self.zone),
            (_, Value::Bool(true)) => "yes".to_owned(),
            (_, Value::Bool(false)) => "no".to_owned(),
            (_, Value::Array(items)) => {
                let items: Vec<String> = items.iter().map(|item| self.value("", item)).collect();
                if items.is_empty() { "none".to_owned() } else { items.join(", ") }
            }
            (_, other) => other.to_string(),
        }
    }
}

/// Fields that name somebody who works here.
const PEOPLE: [&str; 3] = ["owner_id", "user_id", "last_contacted_by"];

/// Fields that are kept up to date by what stands on the timeline anyway.
fn follows(field: &str) -> bool {
    matches!(
        field,
        "total_interactions"
            | "last_contacted_at"
            | "last_contacted_by"
            | "last_inbound_at"
            | "status_entered_at"
            | "furthest_status"
            | "stage_entered_at"
            | "contacts_engaged"
            | "lead_grade"
            | "behaviour_score"
            | "demographic_score"
            | "fit_score"
            | "engagement_score"
    )
}

/// Figures that are worth telling beside what moved them, and by themselves are nothing that anybody did.
fn scores(field: &str) -> bool {
    matches!(field, "lead_score" | "win")
}

/// A field's name as people say it.
pub(crate) fn label(field: &str) -> String {
    if field == "win" {
        return "Win probability".to_owned();
    }
    let plain = field
        .strip_suffix("_id")
        .or_else(|| field.strip_suffix("_at"))
        .or_else(|| field.strip_suffix("_on"))
        .unwrap_or(field)
        .replace('_', " ");
    let mut letters = plain.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A text as people write it: days as days, words of a closed set without their underscores.
fn text(field: &str, text: &str, zone: Tz) -> String {
    if text.is_empty() {
        return "none".to_owned();
    }
    let day = match field {
        _ if field.ends_with("_at") || field.ends_with("_until") => {
            text.parse::<DateTime<Utc>>().ok().map(|at| at.with_timezone(&zone).date_naive())
        }
        _ if field.ends_with("_on") => text.parse::<NaiveDate>().ok(),
        _ => None,
    };
    if let Some(day) = day {
        return format::date_long(day);
    }
    if field.ends_with("status") { text.replace('_', " ") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::journal::diff;
    use serde_json::json;

    #[test]
    fn a_change_is_told_as_people_say_it() {
        let names = Names { stages: Vec::new(), people: Vec::new(), zone: Tz::UTC };
        let before =
            json!({"amount": 100_000, "status": "new", "total_interactions": 1, "next_step": ""});
        let after = json!({"amount": 250_000, "status": "in_progress", "total_interactions": 2, "next_step": "Call"});
        assert_eq!(
            names.details(&diff(Some(&before), &after)),
            ["Amount: 1,000 → 2,500", "Next step: none → Call", "Status: new → in progress"]
        );
    }

    #[test]
    fn a_moment_is_told_as_the_day_it_was_where_the_reader_is() {
        let late = "2026-03-29T22:30:00Z";
        assert_eq!(text("due_at", late, Tz::UTC), text("due_on", "2026-03-29", Tz::UTC));
        assert_eq!(text("due_at", late, Tz::Europe__Madrid), text("due_on", "2026-03-30", Tz::UTC));
    }

    #[test]
    fn bookkeeping_alone_is_not_told() {
        let names = Names { stages: Vec::new(), people: Vec::new(), zone: Tz::UTC };
        let before = json!({"total_interactions": 1});
        let after = json!({"total_interactions": 2});
        assert!(names.details(&diff(Some(&before), &after)).is_empty());
    }
}
