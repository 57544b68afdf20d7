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
pub(crate) const MENTIONED: &str = "mentioned";
/// Somebody waits for an answer.
const PRIORITY: i64 = 70;

/// What was written.
pub(crate) struct Text<'a> {
    /// All of it.
    body: &'a str,
    /// What it said before: who was named in that knows already.
    before: &'a str,
    /// The field it was written into.
    field: &'static str,
    /// What it is: "a note".
    what: &'static str,
}

impl<'a> Text<'a> {
    /// What was noted of a contact.
    pub(crate) const fn note(body: &'a str) -> Self {
        Self { body, before: "", field: "notes", what: "a note" }
    }

    /// A comment, and what it said before.
    pub(crate) const fn comment(body: &'a str, before: &'a str) -> Self {
        Self { body, before, field: "body", what: "a comment" }
    }
}

/// Gives everybody who is named in the text, but the writer, a task about the lead.
///
/// # Errors
/// `Invalid` when somebody named may not see the lead: the text would tell them of what is not theirs.
pub(crate) async fn tell(
    ctx: &Ctx,
    work: &mut Work<'_>,
    lead: &Lead,
    text: &Text<'_>,
) -> ServiceResult<()> {
    let Some(writer) = ctx.actor().user().filter(|_| text.body.contains('@')) else {
        return Ok(());
    };
    let all = users::list(&mut work.tx).await?;
    let people: Vec<_> = all.iter().filter(|user| user.active).collect();
    let known: Vec<&str> = people.iter().map(|user| user.name.as_str()).collect();
    let by =
        all.iter().find(|user| user.id == writer).map_or("Somebody", |user| user.name.as_str());
    let title = format!("{by} named you in {} about {}", text.what, lead.name);
    let title: String = title.chars().take(domain::forms::LINE).collect();
    let told = mentions(text.before, &known);
    let named = mentions(text.body, &known).into_iter().filter(|at| !told.contains(at));
    let named = named.filter_map(|at| people.get(at).copied());
    for user in named.filter(|user| user.id != writer) {
        let scope = Scope::of(user.role, user.id, user.team_id);
        match leads::get(&mut work.tx, &scope, lead.id).await {
            Err(StoreError::NotFound) => {
                let why = format!("{} may not see this lead: name somebody who does.", user.name);
                return Err(FieldErrors::one(text.field, why).into());
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
            notes: text.body,
            recurrence: None,
            checklist: &[],
        };
        tasks::add(work, &task).await?;
    }
    Ok(())
}
