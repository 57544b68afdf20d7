//! Colleagues named in what is written about a lead: each finds it among their tasks.

use domain::access::Scope;
use domain::forms::FieldErrors;
use domain::lead::Lead;
use domain::task::TaskKind;
use domain::text::mentions::mentions;
use store::tasks::NewTask;
use store::{StoreError, leads, users};

use crate::{Ctx, ServiceResult, Work, tasks};

/// The rule that makes the task of who was named.
const MENTIONED: &str = "mentioned";
/// Somebody waits for an answer.
const PRIORITY: i64 = 70;

/// Gives everybody who is named in the text, but the writer, a task about the lead.
///
/// # Errors
/// `Invalid` when somebody named may not see the lead: the text would tell them of what is not theirs.
pub(super) async fn tell(
    ctx: &Ctx,
    work: &mut Work<'_>,
    lead: &Lead,
    text: &str,
) -> ServiceResult<()> {
    let Some(writer) = ctx.actor().user().filter(|_| text.contains('@')) else { return Ok(()) };
    let all = users::list(&mut work.tx).await?;
    let people: Vec<_> = all.iter().filter(|user| user.active).collect();
    let known: Vec<&str> = people.iter().map(|user| user.name.as_str()).collect();
    let by =
        all.iter().find(|user| user.id == writer).map_or("Somebody", |user| user.name.as_str());
    let title = format!("{by} named you in a note about {}", lead.name);
    let title: String = title.chars().take(domain::forms::LINE).collect();
    let named = mentions(text, &known).into_iter().filter_map(|at| people.get(at).copied());
    for user in named.filter(|user| user.id != writer) {
        let scope = Scope::of(user.role, user.id, user.team_id);
        match leads::get(&mut work.tx, &scope, lead.id).await {
            Err(StoreError::NotFound) => {
                let why = format!("{} may not see this lead: name somebody who does.", user.name);
                return Err(FieldErrors::one("notes", why).into());
            }
            other => other?,
        };
        let task = NewTask {
            title: &title,
            kind: TaskKind::ToDo,
            lead: Some(lead.id),
            opportunity: None,
            owner: user.id,
            due_at: Some(work.now() + chrono::Duration::hours(24)),
            priority_score: PRIORITY,
            rule: Some(MENTIONED),
            dedupe_key: None,
            notes: text,
            recurrence: None,
            checklist: &[],
        };
        tasks::add(work, &task).await?;
    }
    Ok(())
}
