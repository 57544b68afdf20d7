//! What is known of a company, to be corrected. Works without scripts.

use domain::access::Action;
use domain::company::CompanyFacts;
use domain::format;
use domain::ids::CompanyId;
use leptos::prelude::*;

use super::api::EditCompany;
use crate::error::AppError;
use crate::session::current_user;
use crate::ui::{FormProblem, Submit, TextArea, TextField, Weight, WriteForm, problem, wrong};

/// The form; folded, because it is read more than written.
#[component]
pub fn EditForm(
    /// Which company.
    id: CompanyId,
    /// Its version.
    version: i64,
    /// What is known of it.
    facts: CompanyFacts,
    /// The action that changes it.
    edit: ServerAction<EditCompany>,
) -> impl IntoView {
    if !current_user().with_untracked(|viewer| viewer.may(Action::EditCompany)) {
        return ().into_any();
    }
    let error = problem(edit);
    let hidden = vec![("form[id]", id.to_string()), ("form[version]", version.to_string())];
    view! {
        <details class="fold" open=move || error.with(Option::is_some)>
            <summary>"Edit company"</summary>
            <WriteForm action=edit hidden=hidden>
                <FormProblem error=error />
                <Fields facts=facts error=error />
                <div class="form__actions">
                    <Submit text="Save company" weight=Weight::Normal pending=edit.pending() />
                </div>
            </WriteForm>
        </details>
    }
    .into_any()
}

#[component]
fn Fields(facts: CompanyFacts, error: Signal<Option<AppError>>) -> impl IntoView {
    let wrong = |field| wrong(error, field);
    let text = |text: Option<String>| text.unwrap_or_default();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let revenue = facts.annual_revenue.map(format::money).unwrap_or_default();
    view! {
        <TextField label="Name" name="form[name]" value=facts.name required=true error=wrong("name") />
        <div class="form__row">
            <TextField label="Domain" name="form[domain]" value=text(facts.domain) error=wrong("domain") />
            <TextField label="Industry" name="form[industry]" value=text(facts.industry) error=wrong("industry") />
        </div>
        <div class="form__row">
            <TextField label="People there" name="form[employees]" value=number(facts.employees)
                error=wrong("employees") />
            <TextField label="Yearly revenue" name="form[annual_revenue]" value=revenue
                error=wrong("annual_revenue") />
        </div>
        <div class="form__row">
            <TextField label="City" name="form[city]" value=text(facts.city) error=wrong("city") />
            <TextField label="Country" name="form[country]" value=text(facts.country) error=wrong("country") />
        </div>
        <div class="form__row">
            <TextField label="Founded" name="form[founded_year]" value=number(facts.founded_year)
                error=wrong("founded_year") />
            <TextField label="Part of" name="form[parent_name]" value=text(facts.parent_name)
                error=wrong("parent_name") />
        </div>
        <TextField label="Works with" name="form[technologies]" value=facts.technologies.join(", ")
            hint="Separated by commas." error=wrong("technologies") />
        <TextArea label="News" name="form[news]" value=facts.news.join("\n") hint="One piece a line."
            error=wrong("news") />
    }
}
