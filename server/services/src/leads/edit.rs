//! A person corrects what is known of a lead.

use domain::access::Action;
use domain::forms::{CheckedLeadEdit, ConflictField, EditLead, FieldErrors};
use domain::ids::CompanyId;
use domain::journal::diff;
use domain::lead::{Lead, LeadStatus};
use store::leads;

use super::create::company;
use super::scoring;
use crate::{Ctx, Done, ServiceError, ServiceResult, deals};

/// Changes a lead's fields; its score and the chances of its open deals follow in the same write.
///
/// # Errors
/// `Forbidden` by role; `NotFound` out of scope; `Invalid` when a field is wrong; `Conflict` with both values of each
/// field when somebody else wrote the lead.
pub async fn edit(ctx: &Ctx, form: EditLead) -> ServiceResult<Done> {
    ctx.require(Action::EditLead)?;
    let checked = form.check()?;
    let mut work = ctx.begin(format!("Edited {}", checked.name)).await?;
    let now = work.now();
    let before = leads::get(&mut work.tx, &ctx.scope(), checked.id).await?;
    if before.version != form.version {
        let around = leads::surroundings(&mut work.tx, &before).await?;
        let theirs = around.company.map(|company| company.name).unwrap_or_default();
        let fields = conflicts(&before, &theirs, &checked);
        if !fields.is_empty() {
            return Err(ServiceError::Conflict(fields));
        }
    }
    let reason = reason(before.status, checked.status, checked.reason.as_deref())?;
    work.because(reason);
    let company_id = match &checked.company {
        Some(name) => Some(company(&mut work, name, before.owner_id).await?),
        None => None,
    };
    let mut after = edited(&before, checked, company_id);
    if after.status != before.status {
        after.status_entered_at = now;
    }
    if after != before {
        leads::update(&mut work.tx, &before, &after, now).await?;
        scoring::rescore_with(&mut work, before.id, diff(Some(&before), &after), "edited").await?;
        let open = leads::open_deals(&mut work.tx, before.id).await?;
        deals::rescore_deals(&mut work, &open).await?;
    }
    work.commit().await
}

/// Why the status goes back or out; somebody has to say so.
///
/// # Errors
/// `Invalid` when nobody does.
pub(crate) fn reason(
    from: LeadStatus,
    to: LeadStatus,
    said: Option<&str>,
) -> ServiceResult<Option<String>> {
    if !from.needs_reason(to) {
        return Ok(None);
    }
    let said = said.map(str::trim).filter(|said| !said.is_empty());
    let why = || {
        let (from, to) = (from.label(), to.label());
        FieldErrors::one("reason", format!("Say why they go from {from} to {to}."))
    };
    Ok(Some(said.ok_or_else(why)?.to_owned()))
}

/// Why it will not be, of a lead that is out.
pub(crate) fn out_because(before: &Lead, to: LeadStatus, reason: Option<&str>) -> Option<String> {
    match to {
        LeadStatus::Disqualified => {
            reason.map(str::to_owned).or_else(|| before.disqualified_reason.clone())
        }
        _ => None,
    }
}

fn edited(before: &Lead, form: CheckedLeadEdit, company_id: Option<CompanyId>) -> Lead {
    Lead {
        name: form.name,
        email: form.email,
        phone: form.phone,
        job_title: form.job_title,
        company_id,
        source: form.source,
        furthest_status: before.furthest_status.after(form.status),
        status: form.status,
        disqualified_reason: out_because(before, form.status, form.reason.as_deref()),
        preferred_contact_method: form.preferred_contact_method,
        country: form.country,
        do_not_contact: form.do_not_contact,
        ..before.clone()
    }
}

/// The fields in which the form says something else than the record.
fn conflicts(lead: &Lead, company: &str, form: &CheckedLeadEdit) -> Vec<ConflictField> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let asked = |asked: bool| if asked { "Yes" } else { "No" }.to_owned();
    let way = |lead: Option<domain::lead::ContactMethod>| {
        lead.map(|way| way.label().to_owned()).unwrap_or_default()
    };
    [
        ("name", form.name.clone(), lead.name.clone()),
        ("email", text(&form.email), text(&lead.email)),
        ("phone", text(&form.phone), text(&lead.phone)),
        ("job_title", text(&form.job_title), text(&lead.job_title)),
        ("company", text(&form.company), company.to_owned()),
        ("source", form.source.clone(), lead.source.clone()),
        ("status", form.status.label().to_owned(), lead.status.label().to_owned()),
        (
            "preferred_contact_method",
            way(form.preferred_contact_method),
            way(lead.preferred_contact_method),
        ),
        ("country", text(&form.country), text(&lead.country)),
        ("do_not_contact", asked(form.do_not_contact), asked(lead.do_not_contact)),
    ]
    .into_iter()
    .filter(|(_, yours, theirs)| yours != theirs)
    .map(|(field, yours, theirs)| ConflictField { field: field.to_owned(), yours, theirs })
    .collect()
}
