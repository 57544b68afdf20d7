//! A task ticked off: with what came of it, a line of its checklist alone, and the next one where it comes again.

use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::forms::{CheckedInteraction, CheckedOutcome, CompleteTask, ConflictField, FieldErrors};
use domain::ids::TaskId;
use domain::interaction::{Direction, InteractionKind};
use domain::journal::Entity;
use domain::task::{CheckItem, Recurrence, TaskKind, TaskStatus};
use store::tasks::{self, NewTask, Task};
use store::{StoreError, users};

use super::add;
use crate::{Ctx, Done, ServiceError, ServiceResult, Work, leads, zone};

/// Ticks a task off, or opens it again. With what came of it the contact is logged, and a task that comes again makes
/// the next one, all in one unit. With a step it is only that line of its checklist.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when it is out of scope, `Invalid` for a line it has not or an outcome of a task
/// about nobody, `Conflict` when somebody changed it meanwhile.
pub async fn complete(ctx: &Ctx, form: CompleteTask) -> ServiceResult<Done> {
    ctx.require(Action::EditTask)?;
    let came = form.came_of_it()?;
    let mut tx = ctx.db().read().await?;
    let found = tasks::get(&mut tx, &ctx.scope(), form.id).await?;
    drop(tx);
    let step = step(&form.step, &found)?;
    let verb = if form.done { "Done" } else { "Opened again" };
    let what =
        step.and_then(|step| found.checklist.get(step)).map_or(&found.title, |line| &line.text);
    let mut work = ctx.begin(format!("{verb}: {what}")).await?;
    let now = work.now();
    let before = tasks::get(&mut work.tx, &ctx.scope(), form.id).await?;
    let status = if form.done { TaskStatus::Done } else { TaskStatus::Open };
    if before.version != form.version {
        return Err(changed_meanwhile(status, &before));
    }
    let after = match step {
        Some(step) => ticked(&before, step, form.done),
        None => Task { status, completed_at: form.done.then_some(now), ..before.clone() },
    };
    match tasks::update(&mut work.tx, &after, now).await {
        Err(StoreError::Conflict) => return Err(changed_meanwhile(status, &before)),
        other => other?,
    }
    work.changed(Entity::Task, before.id.get(), &before, &after).await?;
    if step.is_none() && form.done {
        if let Some(came) = came {
            log(ctx, &mut work, &before, came).await?;
        }
        if let Some(recurrence) = before.recurrence {
            again(&mut work, &before, recurrence).await?;
        }
    }
    work.commit().await
}

/// Which line is meant.
fn step(text: &str, task: &Task) -> ServiceResult<Option<usize>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let known = text.parse().ok().filter(|step| *step < task.checklist.len());
    let wrong = || {
        let count = task.checklist.len();
        FieldErrors::one(
            "step",
            format!("\"{text}\" is none of the {count} lines: reload the page."),
        )
    };
    Ok(Some(known.ok_or_else(wrong)?))
}

fn ticked(task: &Task, step: usize, done: bool) -> Task {
    let line = |(index, line): (usize, &CheckItem)| CheckItem {
        done: if index == step { done } else { line.done },
        ..line.clone()
    };
    Task { checklist: task.checklist.iter().enumerate().map(line).collect(), ..task.clone() }
}

/// What came of the task is a contact with the lead it is about.
async fn log(
    ctx: &Ctx,
    work: &mut Work<'_>,
    task: &Task,
    came: CheckedOutcome,
) -> ServiceResult<()> {
    ctx.require(Action::LogInteraction)?;
    let Some(lead) = task.lead_id else {
        let why =
            "This task is about no lead, so that nothing is logged: leave outcome and notes empty.";
        return Err(FieldErrors::one("outcome", why).into());
    };
    let kind = match task.kind {
        TaskKind::Call => InteractionKind::Call,
        TaskKind::Email => InteractionKind::Email,
        TaskKind::Meeting => InteractionKind::Meeting,
        TaskKind::Message => InteractionKind::Sms,
        TaskKind::FollowUp if came.outcome.is_some() => InteractionKind::Call,
        TaskKind::FollowUp | TaskKind::ToDo => InteractionKind::Note,
    };
    let is_note = kind == InteractionKind::Note;
    let contact = CheckedInteraction {
        lead,
        opportunity: task.opportunity_id,
        kind,
        direction: if is_note { Direction::Internal } else { Direction::Outbound },
        outcome: came.outcome.filter(|_| !is_note),
        duration_seconds: None,
        subject: task.title.clone(),
        notes: came.notes,
    };
    leads::log_within(ctx, work, contact).await
}

/// The next one: as this one was, with every line open, at the same hour of its owner's clock.
async fn again(work: &mut Work<'_>, task: &Task, recurrence: Recurrence) -> ServiceResult<()> {
    let now = work.now();
    let owner = users::get(&mut work.tx, task.owner_id).await?;
    let tz = zone::tz(&zone::name_of(&mut work.tx, &owner).await?);
    let shown = |at: DateTime<Utc>| at.with_timezone(&tz).naive_local();
    let due = shown(task.due_at.unwrap_or(now));
    let day = recurrence.next(due.date(), shown(now).date());
    let checklist: Vec<CheckItem> =
        task.checklist.iter().map(|line| CheckItem { done: false, ..line.clone() }).collect();
    let key = next_key(task.id);
    let next = NewTask {
        title: &task.title,
        kind: task.kind,
        lead: task.lead_id,
        opportunity: task.opportunity_id,
        owner: task.owner_id,
        due_at: Some(zone::moment(tz, day.and_time(due.time()))),
        priority_score: task.priority_score,
        rule: task.rule.as_deref(),
        dedupe_key: Some(&key),
        notes: &task.notes,
        recurrence: Some(recurrence),
        checklist: &checklist,
    };
    add(work, &next).await?;
    Ok(())
}

/// A task that is opened again and ticked off again has one next task, not two.
fn next_key(task: TaskId) -> String {
    format!("again:{task}")
}

fn changed_meanwhile(wanted: TaskStatus, found: &Task) -> ServiceError {
    ServiceError::Conflict(vec![ConflictField {
        field: "status".to_owned(),
        yours: wanted.label().to_owned(),
        theirs: found.status.label().to_owned(),
    }])
}
