//! A new lead, with its company and the first thing to do about it.

use chrono::{DateTime, Duration, Utc};
use domain::access::Action;
use domain::forms::{CheckedLead, NewLead};
use domain::ids::{CompanyId, LeadId, UserId};
use domain::journal::Entity;
use domain::lead::Lead;
use domain::task::TaskKind;
use store::companies::{self, NewCompany};
use store::leads::{self, Face, Marks, NewFields};
use store::tasks::NewTask;

use super::scoring;
use crate::{Ctx, ServiceError, ServiceResult, Work, tasks};

/// The rule that makes a new lead's first task: who is called within a day remembers having asked.
const FIRST_CALL: &str = "call_within_24_hours";

/// Adds a lead. Whoever adds it looks after it.
///
/// # Errors
/// `Forbidden` by role, `Invalid` for wrong fields, `Alike` when somebody who is there shares a mark with them and the
/// form does not say that they have been looked at.
pub async fn create(ctx: &Ctx, form: NewLead) -> ServiceResult<LeadId> {
    ctx.require(Action::CreateLead)?;
    let checked = form.check()?;
    let owner = ctx.actor().user();
    let mut work = ctx.begin(format!("Added {}", checked.name)).await?;
    let now = work.now();
    if !form.save_anyway {
        refuse_alike(ctx, &mut work, &checked).await?;
    }
    let company = match &checked.company {
        Some(name) => Some(company(&mut work, name, owner).await?),
        None => None,
    };
    let lead = new_lead(checked, company, owner, now);
    let id = add(&mut work, &lead, &NewFields::default()).await?;
    work.commit().await?;
    Ok(id)
}

/// Adds a lead within a write: its first task, where somebody looks after it, and its score.
pub(crate) async fn add(
    work: &mut Work<'_>,
    lead: &Lead,
    more: &NewFields<'_>,
) -> ServiceResult<LeadId> {
    let now = work.now();
    let id = leads::insert(&mut work.tx, lead, more, now).await?;
    work.created(Entity::Lead, id.get(), &Face::of(lead, more)).await?;
    if let Some(owner) = lead.owner_id {
        first_call(work, id, owner).await?;
    }
    scoring::rescore(work, id, "created").await?;
    Ok(id)
}

async fn refuse_alike(ctx: &Ctx, work: &mut Work<'_>, lead: &CheckedLead) -> ServiceResult<()> {
    let marks = Marks {
        name: &lead.name,
        email: lead.email.as_deref(),
        phone: lead.phone.as_deref(),
        company: lead.company.as_deref(),
    };
    let found = leads::alike(&mut work.tx, &ctx.scope(), marks).await?;
    if found.is_empty() { Ok(()) } else { Err(ServiceError::Alike(found)) }
}

/// The company of this name; a new one when there is none.
pub(crate) async fn company(
    work: &mut Work<'_>,
    name: &str,
    owner_id: Option<UserId>,
) -> ServiceResult<CompanyId> {
    if let Some(id) = companies::find_by_name(&mut work.tx, name).await? {
        return Ok(id);
    }
    let company = NewCompany { name: name.to_owned(), owner_id };
    let now = work.now();
    let id = companies::insert(&mut work.tx, &company, now).await?;
    work.created(Entity::Company, id.get(), &company).await?;
    Ok(id)
}

async fn first_call(work: &mut Work<'_>, lead: LeadId, owner: UserId) -> ServiceResult<()> {
    let key = format!("{FIRST_CALL}:lead:{lead}");
    let task = NewTask {
        title: "Call within 24 hours",
        kind: TaskKind::Call,
        lead: Some(lead),
        opportunity: None,
        owner,
        due_at: Some(work.now() + Duration::hours(24)),
        priority_score: 80,
        rule: Some(FIRST_CALL),
        dedupe_key: Some(&key),
        notes: "",
        recurrence: None,
        checklist: &[],
    };
    tasks::add(work, &task).await?;
    Ok(())
}

fn new_lead(
    checked: CheckedLead,
    company_id: Option<CompanyId>,
    owner_id: Option<UserId>,
    now: DateTime<Utc>,
) -> Lead {
    Lead {
        email: checked.email,
        phone: checked.phone,
        job_title: checked.job_title,
        company_id,
        owner_id,
        ..Lead::new(LeadId(0), checked.name, checked.source, now)
    }
}
