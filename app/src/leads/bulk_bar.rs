//! What to do with the ticked leads.

use domain::access::Action;
use domain::lead::LeadStatus;
use domain::list::Person;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::BulkLeads;
use crate::error::AppError;
use crate::session::current_user;
use crate::ui::{
    AsyncView, BULK_FORM, BulkDelete, BulkGive, FormProblem, TickCount, Ticks, problem,
};

/// Give to somebody, set the status, delete: as far as the person's role allows.
#[component]
pub fn BulkBar(
    /// The ticks of the list.
    ticks: Ticks,
    /// The action of [`crate::ui::bulk_action`].
    action: ServerAction<BulkLeads>,
    /// To whom leads can be given.
    owners: Option<Resource<Result<Vec<Person>, AppError>>>,
) -> impl IntoView {
    let may = |action| current_user().with_untracked(|viewer| viewer.may(action));
    if !may(Action::EditLead) {
        return ().into_any();
    }
    let give =
        owners.filter(|_| may(Action::Reassign)).map(|owners| view! { <AsyncView resource=owners lines=1 let:people><BulkGive people=people /></AsyncView> });
    let statuses = LeadStatus::ALL
        .iter()
        .map(|status| view! { <option value=status.as_str()>{status.label()}</option> })
        .collect_view();
    let delete = may(Action::DeleteLead).then(|| view! { <BulkDelete /> });
    view! {
        <ActionForm action=action attr:id=BULK_FORM attr:class="bulk" attr:aria-label="With the ticked leads">
            <FormProblem error=problem(action) />
            <TickCount ticks=ticks words=("lead", "leads") />
            {give}
            <select class="input" name="form[status]" aria-label="New status">{statuses}</select>
            <input class="input" name="form[reason]" aria-label="Why, if they go back or out" placeholder="Why, if back or out" />
            <button class="button is-small" name="form[action]" value="status">"Set status"</button>
            {delete}
        </ActionForm>
    }
    .into_any()
}
