//! A new lead.

use domain::access::{Action, allowed, refusal};
use leptos::either::Either;
use leptos::prelude::*;

use super::api::CreateLead;
use crate::error::AppError;
use crate::session::current_user;
use crate::ui::{
    FormProblem, LinkButton, PageHead, Problem, Submit, TextField, Weight, WriteForm, problem,
    wrong,
};

/// The form; it leads to the new lead's page.
#[component]
pub fn NewLeadPage() -> impl IntoView {
    let role = current_user().with_untracked(|viewer| viewer.role);
    let content = if allowed(role, Action::CreateLead) {
        Either::Left(view! { <LeadForm /> })
    } else {
        let error = AppError::Forbidden(refusal(role, Action::CreateLead));
        Either::Right(view! { <Problem error=error /> })
    };
    view! {
        <PageHead title="New lead" />
        {content}
    }
}

#[component]
fn LeadForm() -> impl IntoView {
    let create = ServerAction::<CreateLead>::new();
    let error = problem(create);
    view! {
        <WriteForm action=create>
            <FormProblem error=error />
            <LeadFields error=error />
            <div class="form__actions">
                <Submit text="Create lead" pending=create.pending() />
                <LinkButton text="Back to leads" href="/leads" weight=Weight::Quiet />
            </div>
        </WriteForm>
    }
}

#[component]
fn LeadFields(error: Signal<Option<AppError>>) -> impl IntoView {
    let wrong = |field| wrong(error, field);
    view! {
        <TextField label="Full name" name="form[name]" required=true error=wrong("name") />
        <div class="form__row">
            <TextField label="Company" name="form[company]" error=wrong("company") />
            <TextField label="Job title" name="form[job_title]" error=wrong("job_title") />
        </div>
        <div class="form__row">
            <TextField label="Email" name="form[email]" kind="email" error=wrong("email") />
            <TextField label="Phone" name="form[phone]" kind="tel" error=wrong("phone") />
        </div>
        <TextField label="Source" name="form[source]" hint="Where they come from, such as web, referral or event."
            error=wrong("source") />
    }
}
