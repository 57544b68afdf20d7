//! What is known of a lead, to be corrected.

use domain::access::Action;
use domain::lead::{ContactMethod, LeadPage as LeadData, LeadStatus};
use leptos::prelude::*;

use super::api::EditLead;
use crate::error::AppError;
use crate::session::current_user;
use crate::ui::{
    CheckField, Choice, FormProblem, SelectField, Submit, TextField, Weight, WriteForm, problem,
    wrong,
};

/// Name, ways to reach them, company, status; folded, because it is read more than written.
#[component]
pub fn EditForm(
    /// The lead.
    data: LeadData,
    /// The action that changes it.
    edit: ServerAction<EditLead>,
) -> impl IntoView {
    if !current_user().with_untracked(|viewer| viewer.may(Action::EditLead)) {
        return ().into_any();
    }
    let error = problem(edit);
    let hidden = vec![
        ("form[id]", data.lead.id.to_string()),
        ("form[version]", data.lead.version.to_string()),
    ];
    view! {
        <details class="fold" open=move || error.with(Option::is_some)>
            <summary>"Edit lead"</summary>
            <WriteForm action=edit hidden=hidden>
                <FormProblem error=error />
                <Fields data=data error=error />
                <div class="form__actions">
                    <Submit text="Save lead" weight=Weight::Normal pending=edit.pending() />
                </div>
            </WriteForm>
        </details>
    }
    .into_any()
}

#[component]
fn Fields(data: LeadData, error: Signal<Option<AppError>>) -> impl IntoView {
    let wrong = |field| wrong(error, field);
    let LeadData { lead, company, .. } = data;
    let text = |text: Option<String>| text.unwrap_or_default();
    let statuses =
        LeadStatus::ALL.iter().map(|status| Choice::new(status.as_str(), status.label())).collect();
    let ways = std::iter::once(Choice::new("", "Not known"))
        .chain(ContactMethod::ALL.iter().map(|way| Choice::new(way.as_str(), way.label())))
        .collect();
    let way = lead.preferred_contact_method.map_or("", ContactMethod::as_str);
    let company = company.map(|company| company.name).unwrap_or_default();
    view! {
        <TextField label="Full name" name="form[name]" id="edit-name" value=lead.name required=true
            error=wrong("name") />
        <div class="form__row">
            <TextField label="Company" name="form[company]" id="edit-company" value=company error=wrong("company") />
            <TextField label="Job title" name="form[job_title]" id="edit-job_title" value=text(lead.job_title)
                error=wrong("job_title") />
        </div>
        <div class="form__row">
            <TextField label="Email" name="form[email]" id="edit-email" kind="email" value=text(lead.email)
                error=wrong("email") />
            <TextField label="Phone" name="form[phone]" id="edit-phone" kind="tel" value=text(lead.phone)
                error=wrong("phone") />
        </div>
        <div class="form__row">
            <SelectField label="Status" name="form[status]" id="edit-status" choices=statuses
                value=lead.status.as_str() error=wrong("status") />
            <SelectField label="Likes to be reached by" name="form[preferred_contact_method]" id="edit-way" choices=ways
                value=way error=wrong("preferred_contact_method") />
        </div>
        <TextField label="Why, if they go back or out" name="form[reason]" id="edit-reason" value=String::new()
            error=wrong("reason") />
        <div class="form__row">
            <TextField label="Source" name="form[source]" id="edit-source" value=lead.source error=wrong("source") />
            <TextField label="Country" name="form[country]" id="edit-country" value=text(lead.country)
                error=wrong("country") />
        </div>
        <CheckField label="Asked not to be contacted" name="form[do_not_contact]" checked=lead.do_not_contact />
    }
}
