//! Server functions about leads.

use domain::as_of::{Past, PastLeadPage};
use domain::forms;
use domain::ids::LeadId;
use domain::journal::Done;
use domain::lead;
use domain::list::{LeadFilter, Listing, Person};
use domain::qualification::AnswerCriterion;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// One page of the leads a filter lets through.
#[server(prefix = "/api", endpoint = "leads/list", input = GetUrl, output = crate::wire::Json)]
pub async fn list_leads(
    /// What is shown.
    filter: LeadFilter,
) -> Result<Listing<lead::LeadRow>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::leads::list(&ctx, &filter).await?)
}

/// The owners the list can be narrowed to.
#[server(prefix = "/api", endpoint = "leads/owners", input = GetUrl, output = crate::wire::Json)]
pub async fn list_owners() -> Result<Vec<Person>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::users::sellers(&ctx).await?)
}

/// Everything on a lead's page.
#[server(prefix = "/api", endpoint = "leads/page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_lead(
    /// Which lead.
    id: LeadId,
) -> Result<lead::LeadPage, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    let page = services::leads::page(&ctx, id).await?;
    if page.lead.id != id {
        // It was merged: its address leads to the lead that was kept.
        leptos_axum::redirect(&format!("/leads/{}", page.lead.id), false);
    }
    Ok(page)
}

/// What was known of a lead on a day.
#[server(prefix = "/api", endpoint = "leads/past_page", input = GetUrl, output = crate::wire::Json)]
pub async fn get_past_lead(
    /// Which lead.
    id: LeadId,
    /// The day or moment.
    as_of: String,
) -> Result<Past<PastLeadPage>, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::leads::past_page(&ctx, id, &as_of).await?)
}

/// Creates a lead and leads to its page.
#[server(prefix = "/api", endpoint = "leads/create", output = crate::wire::Json)]
pub async fn create_lead(
    /// The new lead.
    form: forms::NewLead,
) -> Result<LeadId, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    let id = services::leads::create(&ctx, form).await?;
    leptos_axum::redirect(&format!("/leads/{id}"), false);
    Ok(id)
}

/// Logs a call, a mail, a meeting, a message or a note.
#[server(prefix = "/api", endpoint = "leads/log_interaction", output = crate::wire::Json)]
pub async fn log_interaction(
    /// What happened.
    form: forms::LogInteraction,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::leads::log_interaction(&ctx, form).await?)
}

/// Writes down what was found out about a lead.
#[server(prefix = "/api", endpoint = "leads/qualify", output = crate::wire::Json)]
pub async fn qualify_lead(
    /// Which question, and the answer.
    form: AnswerCriterion,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::leads::qualify(&ctx, form).await?)
}

/// The same change to several leads.
#[server(prefix = "/api", endpoint = "leads/bulk", output = crate::wire::Json)]
pub async fn bulk_leads(
    /// Which leads, and what to do with them.
    form: forms::BulkLeads,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::bulk::leads(&ctx, form).await?)
}

/// Takes a lead, a deal or a task out of the queue for some days, or brings it back.
#[server(prefix = "/api", endpoint = "leads/snooze", output = crate::wire::Json)]
pub async fn snooze(
    /// What, and for how long.
    form: forms::Snooze,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::leads::snooze(&ctx, form).await?)
}

/// Corrects what is known of a lead.
#[server(prefix = "/api", endpoint = "leads/edit", output = crate::wire::Json)]
pub async fn edit_lead(
    /// The fields as they should be.
    form: forms::EditLead,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::leads::edit(&ctx, form).await?)
}

/// Writes down something that was learned about a lead.
#[server(prefix = "/api", endpoint = "leads/set_fact", output = crate::wire::Json)]
pub async fn set_fact(
    /// What, and how it is.
    form: forms::SetFact,
) -> Result<Done, AppError> {
    let ctx = crate::server_ctx::server_ctx()?;
    Ok(services::leads::set_fact(&ctx, form).await?)
}
