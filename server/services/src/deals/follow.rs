//! What follows from a deal's move: its lead comes along, and its stage begins with a task.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use domain::access::Scope;
use domain::ids::LeadId;
use domain::journal::Entity;
use domain::lead::{Lead, LeadStatus};
use domain::opportunity::{Opportunity, Stage, StageKind};
use domain::task::TaskKind;
use store::tasks::NewTask;
use store::{leads, users};

use crate::{ServiceResult, Work, tasks, zone};

/// A lead comes as far as its deal shows, and never falls back.
pub(super) async fn progress_lead(
    work: &mut Work<'_>,
    lead: Option<LeadId>,
    reached: LeadStatus,
) -> ServiceResult<()> {
    let Some(id) = lead else { return Ok(()) };
    let now = work.now();
    // It follows from a deal that this person may write, whoever looks after the lead.
    let before = match leads::get(&mut work.tx, &Scope::Everything, id).await {
        Ok(lead) => lead,
        Err(store::StoreError::NotFound) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let status = before.status.after(reached);
    if status == before.status {
        return Ok(());
    }
    let after = Lead {
        status,
        furthest_status: before.furthest_status.max(status),
        status_entered_at: now,
        ..before.clone()
    };
    work.changed(Entity::Lead, before.id.get(), &before, &after).await?;
    leads::update(&mut work.tx, &before, &after, now).await?;
    Ok(())
}

/// What a stage asks for first: title, kind, and in how many days.
fn first_task(stage: &Stage) -> Option<(&'static str, TaskKind, u64)> {
    let name = stage.name.to_lowercase();
    match stage.kind {
        StageKind::Won => Some(("Hand over what was agreed, and say thank you", TaskKind::ToDo, 1)),
        StageKind::Open if name.contains("qualif") => {
            Some(("Ask for budget, decider and date", TaskKind::Call, 2))
        }
        StageKind::Open if name.contains("proposal") => {
            Some(("Send the proposal", TaskKind::Email, 2))
        }
        StageKind::Open if name.contains("negotiat") => {
            Some(("Settle the open terms", TaskKind::Meeting, 3))
        }
        StageKind::Open | StageKind::Lost => None,
    }
}

/// Adds the task a stage begins with; once for each day a deal comes into it, however often it is moved back and forth.
pub(super) async fn add_stage_task(
    work: &mut Work<'_>,
    deal: &Opportunity,
    stage: &Stage,
    today: NaiveDate,
) -> ServiceResult<()> {
    let (Some(owner), Some((title, kind, days))) = (deal.owner_id, first_task(stage)) else {
        return Ok(());
    };
    let now = work.now();
    let person = users::get(&mut work.tx, owner).await?;
    let clock = zone::tz(&zone::name_of(&mut work.tx, &person).await?);
    let key = format!("stage:{}:{}:{today}", deal.id, stage.id);
    let task = NewTask {
        title,
        kind,
        lead: deal.lead_id,
        opportunity: Some(deal.id),
        owner,
        due_at: Some(on_a_working_day(now, days, clock)),
        priority_score: 60,
        rule: Some("stage_entered"),
        dedupe_key: Some(&key),
        notes: "",
        recurrence: None,
        checklist: &[],
    };
    tasks::add(work, &task).await?;
    Ok(())
}

/// So many days on, or on the Monday after, at the same time by the owner's own clock.
fn on_a_working_day(now: DateTime<Utc>, days: u64, clock: Tz) -> DateTime<Utc> {
    let shown = now.with_timezone(&clock).naive_local() + Days::new(days);
    let further = match shown.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        _ => 0,
    };
    zone::moment(clock, shown + Days::new(further))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_falls_on_a_working_day_of_its_owner_at_the_same_time_of_day() {
        let due = |now: &str, days, clock| {
            on_a_working_day(now.parse().unwrap(), days, clock).to_rfc3339()
        };
        // Friday 23:30 in UTC is Saturday in Madrid, and so Monday there.
        assert_eq!(due("2026-11-19T23:30:00Z", 1, Tz::UTC), "2026-11-20T23:30:00+00:00");
        assert_eq!(due("2026-11-19T23:30:00Z", 1, Tz::Europe__Madrid), "2026-11-22T23:30:00+00:00");
        // Clocks change in the night to Sunday 29 March: ten o'clock stays ten o'clock.
        assert_eq!(due("2026-03-27T09:00:00Z", 2, Tz::Europe__Madrid), "2026-03-30T08:00:00+00:00");
    }
}
