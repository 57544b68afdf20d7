//! A new lead.

use domain::access::{Action, allowed, refusal};
use domain::forms::Alike;
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
    // After the first button: it is what Enter presses, and looks again when something was corrected.
    let anyway = move || {
        matches!(error.get(), Some(AppError::Alike(_))).then(|| {
            view! { <button class=Weight::Normal.class() name="form[save_anyway]" value="true">"Save anyway"</button> }
        })
    };
    view! {
        <WriteForm action=create>
            <FormProblem error=error />
            <LeadFields error=error />
            <AlikeList error=error />
            <div class="form__actions">
                <Submit text="Create lead" pending=create.pending() />
                {anyway}
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

/// Who may be the same person, with what is the same.
#[component]
fn AlikeList(error: Signal<Option<AppError>>) -> impl IntoView {
    let line = |lead: Alike| {
        let company = lead.company.map(|company| format!(", {company}"));
        let owner = lead.owner.map(|owner| format!(" · owner {owner}"));
        view! {
            <li class="rows__row">
                <span class="rows__main">
                    "This may be "<a href=format!("/leads/{}", lead.id)>{lead.name}</a>{company}
                </span>
                <span class="rows__note">{lead.reasons.join(", ")}{owner}</span>
            </li>
        }
    };
    move || match error.get() {
        Some(AppError::Alike(found)) => Some(view! {
            <ul class="rows" aria-label="Already here">{found.into_iter().map(line).collect_view()}</ul>
        }),
        _ => None,
    }
}
