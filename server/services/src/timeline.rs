//! What happened with a lead or a deal, newest first: interactions, and the journal's entries in words.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::access::Scope;
use domain::format;
use domain::ids::{LeadId, OpportunityId, ProductId, UserId};
use domain::interaction::{TimelineEntry, TimelineWhat};
use domain::journal::{Change, Changes, Entity, Entry, FieldChange};
use domain::money::Cents;
use domain::opportunity::Stage;
use domain::pipeline::StageFace;
use domain::ratio::Ratio;
use domain::terms::Line;
use serde_json::Value;
use store::users::User;
use store::{
    Tx, companies, interactions, journal, leads, opportunities, pipelines, products, users,
};

use crate::{Ctx, ServiceResult, day, heard, remarks};

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
    if until.is_none() {
        remarks::add_to(tx, &mut all).await?;
    }
    // What stands on top is shown however old it is.
    let mut place = 0;
    all.retain(|entry| {
        place += 1;
        place <= LONGEST || entry.is_pinned()
    });
    heard::listen(&mut all);
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
    /// Of companies, leads, deals and products, by the field that holds the key.
    records: BTreeMap<(&'static str, i64), String>,
    zone: Tz,
    scope: Scope,
}

/// Fields that name a record with a name of its own.
const RECORDS: [&str; 4] = ["company_id", "lead_id", "opportunity_id", "product_id"];

impl Names {
    /// Those that these changes speak of.
    pub(crate) async fn of<'a>(
        ctx: &Ctx,
        tx: &mut Tx,
        changes: impl Iterator<Item = &'a Changes>,
    ) -> ServiceResult<Self> {
        let (mut by_stage, mut by_person) = (false, false);
        let mut keys: BTreeMap<&'static str, BTreeSet<i64>> = BTreeMap::new();
        for changes in changes {
            by_stage |= changes.contains_key("stage_id");
            by_person |= PEOPLE.iter().any(|field| changes.contains_key(*field));
            for field in RECORDS {
                let change = changes.get(field).into_iter();
                let said = change.flat_map(|change| [change.from.as_i64(), change.to.as_i64()]);
                keys.entry(field).or_default().extend(said.flatten());
            }
            let sold = changes.get("lines").into_iter();
            let sold = sold.flat_map(|change| [&change.from, &change.to]);
            let sold = sold.filter_map(Value::as_array).flatten();
            let sold = sold.filter_map(|line| line.get("product")?.as_i64());
            keys.entry("product_id").or_default().extend(sold);
        }
        let records = named(ctx, tx, &keys).await?;
        let stages = if by_stage { pipelines::all_stages(tx).await? } else { Vec::new() };
        let people = if by_person { users::list(tx).await? } else { Vec::new() };
        Ok(Self { stages, people, records, zone: day::zone_of(ctx, tx).await?, scope: ctx.scope() })
    }

    /// The entry in words; `None` when all it says follows from what stands beside it, or from time alone.
    fn told(&self, entry: &Entry) -> Option<TimelineEntry> {
        let details = match entry.change {
            Change::Update if entry.changes.keys().all(|field| follows(field) || scores(field)) => {
                return None;
            }
            Change::Update => self.details_with_reason(entry),
            Change::Create | Change::Delete | Change::Restore => Vec::new(),
        };
        let deal = OpportunityId(entry.entity_id);
        let opportunity = (entry.entity == Entity::Opportunity).then_some(deal);
        Some(TimelineEntry {
            at: entry.at,
            who: entry.who.clone(),
            unit: self.may_open(entry.user).then_some(entry.unit_id),
            what: TimelineWhat::Change { label: entry.label.clone(), details, opportunity },
        })
    }

    /// Whether this person may look at what was done there as a whole: by themselves, by their people, by anybody.
    fn may_open(&self, by: Option<UserId>) -> bool {
        match self.scope {
            Scope::Everything => true,
            Scope::Team(..) => by.is_some(),
            Scope::Mine(user) => by == Some(user),
        }
    }

    /// What changed in a deal, and why, where the fields do not say it.
    fn details_with_reason(&self, entry: &Entry) -> Vec<String> {
        let mut details = self.details(&entry.changes);
        let told = entry.changes.get("lost_reason").and_then(|change| change.to.as_str());
        let why = entry.reason.as_deref().filter(|why| told != Some(*why));
        if let Some(why) = why.filter(|_| entry.entity == Entity::Opportunity) {
            details.push(format!("Why: {why}"));
        }
        details
    }

    /// What changed, field by field: "Amount: 1,000 → 2,000".
    pub(crate) fn details(&self, changes: &Changes) -> Vec<String> {
        changes
            .iter()
            .filter(|(field, _)| !follows(field))
            .filter_map(|(field, change)| self.detail(field, change))
            .collect()
    }

    /// Nothing where both read the same: a chance that moved by less than people are shown.
    fn detail(&self, field: &str, change: &FieldChange) -> Option<String> {
        let (from, to) = (self.value(field, &change.from), self.value(field, &change.to));
        (from != to).then(|| format!("{}: {from} → {to}", label(field)))
    }

    /// The products of a deal: "20 of Excel basics, 10 %".
    fn lines(&self, lines: &[Value]) -> String {
        let line = |line: &Value| {
            let line = serde_json::from_value::<Line>(line.clone()).ok()?;
            let key = ("product_id", line.product.get());
            let name = self.records.get(&key).map_or("a product", String::as_str);
            let price = format::money(line.price);
            let discount = format::percent(line.discount);
            Some(format!("{} of {name} at {price} less {discount}", line.quantity))
        };
        let lines: Vec<String> = lines.iter().filter_map(line).collect();
        if lines.is_empty() { "none".to_owned() } else { lines.join("; ") }
    }

    /// What a record began with, field by field, as far as it says anything.
    pub(crate) fn beginning(&self, changes: &Changes) -> Vec<String> {
        changes
            .iter()
            .filter(|(field, change)| !is_given(field) && !says_nothing(&change.to))
            .map(|(field, change)| format!("{}: {}", label(field), self.value(field, &change.to)))
            .collect()
    }

    /// A value as people write it.
    pub(crate) fn value(&self, field: &str, value: &Value) -> String {
        match (field, value) {
            (_, Value::Null) => "none".to_owned(),
            ("amount" | "budget" | "price" | "day_rate" | "target", Value::Number(cents)) => {
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
            (field, Value::Number(id)) if RECORDS.contains(&field) => {
                let key = RECORDS.into_iter().find(|known| *known == field).zip(id.as_i64());
                let name = key.and_then(|key| self.records.get(&key));
                name.map_or_else(|| "not yours to see".to_owned(), Clone::clone)
            }
            ("costs", Value::Array(costs)) => {
                let amounts = costs.iter().filter_map(|cost| cost.get("amount")?.as_i64());
                let count = u64::try_from(costs.len()).unwrap_or(0);
                let sum = format::money(Cents::sum(amounts.map(Cents)));
                format!("{}, {sum} in all", format::plural(count, "entry", "entries"))
            }
            (field, Value::Object(fields)) if field.starts_with("stage_") => stage(fields, value),
            ("lines", Value::Array(lines)) => self.lines(lines),
            ("discount", Value::Number(bp)) => self.value("win", &Value::Number(bp.clone())),
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

/// A stage of a pipeline in words.
fn stage(fields: &serde_json::Map<String, Value>, value: &Value) -> String {
    match serde_json::from_value::<StageFace>(value.clone()) {
        Ok(face) => face.in_words(),
        Err(_) => fields.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
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

/// The names of records by their keys, as far as this person sees them.
async fn named(
    ctx: &Ctx,
    tx: &mut Tx,
    keys: &BTreeMap<&'static str, BTreeSet<i64>>,
) -> ServiceResult<BTreeMap<(&'static str, i64), String>> {
    let of = |field: &str| -> Vec<i64> { keys.get(field).into_iter().flatten().copied().collect() };
    let mut names = BTreeMap::new();
    for kept in companies::many(tx, &of("company_id")).await? {
        names.insert(("company_id", kept.record.id.get()), kept.record.name);
    }
    for kept in leads::many(tx, &ctx.scope(), &of("lead_id")).await? {
        names.insert(("lead_id", kept.record.id.get()), kept.record.name);
    }
    for kept in opportunities::many(tx, &ctx.scope(), &of("opportunity_id")).await? {
        names.insert(("opportunity_id", kept.record.deal.id.get()), kept.record.deal.name);
    }
    for id in of("product_id") {
        if let Some(name) = products::name(tx, ProductId(id)).await? {
            names.insert(("product_id", id), name);
        }
    }
    Ok(names)
}

/// What every record has from its beginning, and what its heading says already.
fn is_given(field: &str) -> bool {
    follows(field)
        || scores(field)
        || matches!(
            field,
            "name" | "title" | "created_at" | "priority_score" | "currency" | "pipeline_id"
        )
}

/// A value that only says that nothing is known yet.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(so) => !so,
        Value::Number(count) => count.as_i64() == Some(0),
        Value::String(text) => text.is_empty() || text == "unknown",
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

/// Figures that are worth telling beside what moved them, and by themselves are nothing that anybody did.
fn scores(field: &str) -> bool {
    matches!(field, "lead_score" | "win")
}

/// A field's name as people say it.
pub(crate) fn label(field: &str) -> String {
    match field {
        "win" => return "Win probability".to_owned(),
        "opportunity_id" => return "Deal".to_owned(),
        _ if field.starts_with("stage_") && field != "stage_id" => return "Stage".to_owned(),
        _ => {}
    }
    let plain = field
        .strip_suffix("_id")
        .or_else(|| field.strip_suffix("_at"))
        .or_else(|| field.strip_suffix("_on"))
        .unwrap_or(field)
        .replace('_', " ");
    sentence(&plain)
}

/// Whether a field holds a word of a closed set.
fn is_word(field: &str) -> bool {
    field.ends_with("status")
        || matches!(
            field,
            "kind"
                | "direction"
                | "outcome"
                | "source"
                | "rule"
                | "authority"
                | "timeline"
                | "preferred_contact_method"
        )
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
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
    if is_word(field) { sentence(&text.replace('_', " ")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::journal::diff;
    use serde_json::json;

    fn nobody() -> Names {
        Names {
            stages: Vec::new(),
            people: Vec::new(),
            records: BTreeMap::from([(("company_id", 7), "Acme".to_owned())]),
            zone: Tz::UTC,
            scope: Scope::Everything,
        }
    }

    #[test]
    fn a_change_is_told_as_people_say_it() {
        let names = nobody();
        let before =
            json!({"amount": 100_000, "status": "new", "total_interactions": 1, "next_step": ""});
        let after = json!({"amount": 250_000, "status": "in_progress", "total_interactions": 2, "next_step": "Call"});
        assert_eq!(
            names.details(&diff(Some(&before), &after)),
            ["Amount: 1,000 → 2,500", "Next step: none → Call", "Status: New → In progress"]
        );
    }

    #[test]
    fn a_record_begins_with_what_is_known_of_it() {
        let after = json!({
            "name": "Zoe", "company_id": 7, "lead_id": 8, "status": "new", "authority": "unknown",
            "lead_score": 12, "fit_score": 3, "interests": [], "do_not_contact": false, "notes": "",
            "created_at": "2026-11-22T10:00:00Z", "budget": 0, "rule": "call_within_24_hours",
        });
        assert_eq!(
            nobody().beginning(&diff(None, &after)),
            [
                "Company: Acme",
                "Lead: not yours to see",
                "Rule: Call within 24 hours",
                "Status: New"
            ]
        );
    }

    #[test]
    fn what_reads_the_same_before_and_after_is_not_told() {
        let (before, after) = (json!({"win": 2_310}), json!({"win": 2_340}));
        assert!(nobody().details(&diff(Some(&before), &after)).is_empty());
    }

    #[test]
    fn a_moment_is_told_as_the_day_it_was_where_the_reader_is() {
        let late = "2026-03-29T22:30:00Z";
        assert_eq!(text("due_at", late, Tz::UTC), text("due_on", "2026-03-29", Tz::UTC));
        assert_eq!(text("due_at", late, Tz::Europe__Madrid), text("due_on", "2026-03-30", Tz::UTC));
    }

    #[test]
    fn bookkeeping_alone_is_not_told() {
        let names = nobody();
        let before = json!({"total_interactions": 1});
        let after = json!({"total_interactions": 2});
        assert!(names.details(&diff(Some(&before), &after)).is_empty());
    }
}
