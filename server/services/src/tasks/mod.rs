//! Things to do.

mod complete;
mod feed;
mod month;

use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use domain::access::Action;
use domain::calendar::Zone;
use domain::forms::NewTask as Form;
use domain::ids::TaskId;
use domain::journal::Entity;
use domain::list::{Cursor, Listing, PAGE_ROWS, TaskFilter};
use domain::task::{TaskRow, TaskStatus};
use store::tasks::{self, NewTask, Task, TaskQuery};
use store::{leads, opportunities, users};

pub use complete::complete;
pub use feed::{calendar_file, feed, remove_feed, renew_feed};
pub use month::calendar;

use crate::{Ctx, Done, ServiceResult, Work, zone};

/// A person's own tasks have this priority; rules say their own.
const BY_HAND: i64 = 50;

/// A page of the list of tasks: one's own, unless somebody else's or everybody's are asked for.
///
/// # Errors
/// When the database is away.
pub async fn list(ctx: &Ctx, filter: &TaskFilter) -> ServiceResult<Listing<TaskRow>> {
    ctx.require(Action::ReadRecords)?;
    let query = query_of(ctx, filter);
    let mut tx = ctx.db().read().await?;
    let mut rows = tasks::list(&mut tx, &ctx.scope(), &query).await?;
    let more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| more).map(|last| cursor_after(&query, last).encode());
    Ok(Listing { now: ctx.now(), rows, next, total: None })
}

/// What a filter asks of the store.
pub(crate) fn query_of(ctx: &Ctx, filter: &TaskFilter) -> TaskQuery {
    TaskQuery {
        done: filter.status == "done",
        owner: match filter.owner.as_str() {
            "all" => None,
            owner => owner.parse().ok().or(ctx.actor().user()),
        },
        after: Cursor::decode(&filter.after),
        limit: i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX - 1) + 1,
    }
}

/// Where the page after `last` begins.
pub(crate) fn cursor_after(query: &TaskQuery, last: &TaskRow) -> Cursor {
    let at = if query.done { last.completed_at } else { last.due_at };
    let value = at.map_or_else(String::new, |at| at.to_rfc3339());
    Cursor { value, id: last.id.get() }
}

/// Adds a task for oneself.
///
/// # Errors
/// `Forbidden` by role, `Invalid` for wrong fields, `NotFound` for a lead or deal out of scope.
pub async fn create(ctx: &Ctx, form: Form) -> ServiceResult<Done> {
    ctx.require(Action::EditTask)?;
    let mut checked = form.check()?;
    let owner = ctx.user()?.id;
    let mut work = ctx.begin(format!("Added the task \"{}\"", checked.title)).await?;
    if let Some(lead) = checked.lead {
        checked.lead = Some(leads::get(&mut work.tx, &ctx.scope(), lead).await?.id);
    }
    if let Some(deal) = checked.opportunity {
        opportunities::get(&mut work.tx, &ctx.scope(), deal).await?;
    }
    let user = users::get(&mut work.tx, owner).await?;
    let zone = zone(&zone::name_of(&mut work.tx, &user).await?, work.now());
    let task = NewTask {
        title: &checked.title,
        kind: checked.kind,
        lead: checked.lead,
        opportunity: checked.opportunity,
        owner,
        due_at: checked.due_on.map(|day| last_minute(&zone, day)),
        priority_score: BY_HAND,
        rule: None,
        dedupe_key: None,
        notes: "",
        recurrence: checked.recurrence,
        checklist: &checked.checklist,
    };
    add(&mut work, &task).await?;
    work.commit().await
}

/// The last minute of a day on a person's own clock.
fn last_minute(zone: &Zone, day: NaiveDate) -> DateTime<Utc> {
    let midnight = day
        .checked_add_days(Days::new(1))
        .and_then(|next| next.and_hms_opt(0, 0, 0))
        .unwrap_or_default()
        .and_utc();
    // The offset that holds around that time: read it at the same figure in UTC, half a day off at most.
    let offset = zone.local(midnight) - midnight.naive_utc();
    midnight - offset - Duration::minutes(1)
}

/// Adds a task within a write and journals it; `None` when its rule has made it already.
pub(crate) async fn add(work: &mut Work<'_>, task: &NewTask<'_>) -> ServiceResult<Option<TaskId>> {
    let now = work.now();
    let Some(id) = tasks::insert(&mut work.tx, task, now).await? else { return Ok(None) };
    let stored = Task {
        id,
        title: task.title.to_owned(),
        kind: task.kind,
        status: TaskStatus::Open,
        lead_id: task.lead,
        opportunity_id: task.opportunity,
        owner_id: task.owner,
        due_at: task.due_at,
        priority_score: task.priority_score,
        rule: task.rule.map(str::to_owned),
        snoozed_until: None,
        completed_at: None,
        notes: task.notes.to_owned(),
        recurrence: task.recurrence,
        checklist: task.checklist.to_vec(),
        version: 1,
    };
    work.created(Entity::Task, id.get(), &stored).await?;
    Ok(Some(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_due_in_the_last_minute_of_its_day_where_its_owner_lives() {
        let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let due = |name: &str| last_minute(&zone(name, now), "2026-11-24".parse().unwrap());
        assert_eq!(due("UTC").to_rfc3339(), "2026-11-24T23:59:00+00:00");
        assert_eq!(due("Europe/Madrid").to_rfc3339(), "2026-11-24T22:59:00+00:00");
        assert_eq!(due("America/New_York").to_rfc3339(), "2026-11-25T04:59:00+00:00");
        let around =
            |day: &str| last_minute(&zone("Europe/Madrid", now), day.parse().unwrap()).to_rfc3339();
        assert_eq!(around("2026-03-28"), "2026-03-28T22:59:00+00:00");
        assert_eq!(around("2026-03-29"), "2026-03-29T21:59:00+00:00", "clocks went forward");
        assert_eq!(around("2026-10-25"), "2026-10-25T22:59:00+00:00", "clocks went back");
    }
}
