//! What to do with the ticked leads.

use domain::access::Action;
use domain::lead::LeadStatus;
use domain::list::Person;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::BulkLeads;
use crate::error::AppError;
use crate::session::current_user;
use crate::ui::{AsyncView, BULK_FORM, FormProblem, TickCount, Ticks, problem, tell};

/// Makes the action, which tells what it did and takes the ticks away.
pub fn bulk_action(ticks: Ticks) -> ServerAction<BulkLeads> {
    let action = ServerAction::<BulkLeads>::new();
    tell(action);
    Effect::new(move |_| {
        if let Some(Ok(_)) = action.value().get() {
            ticks.clear();
        }
    });
    action
}

/// Give to somebody, set the status, delete: as far as the person's role allows.
#[component]
pub fn BulkBar(
    /// The ticks of the list.
    ticks: Ticks,
    /// The action of [`bulk_action`].
    action: ServerAction<BulkLeads>,
    /// To whom leads can be given.
    owners: Option<Resource<Result<Vec<Person>, AppError>>>,
) -> impl IntoView {
    let may = |action| current_user().with_untracked(|viewer| viewer.may(action));
    if !may(Action::EditLead) {
        return ().into_any();
    }
    let give =
        owners.filter(|_| may(Action::Reassign)).map(|owners| view! { <Give owners=owners /> });
    let statuses = LeadStatus::ALL
        .iter()
        .map(|status| view! { <option value=status.as_str()>{status.label()}</option> })
        .collect_view();
    let delete = may(Action::DeleteLead).then(|| {
        view! { <button class="button is-small is-danger" name="form[action]" value="delete">"Delete"</button> }
    });
    view! {
        <ActionForm action=action attr:id=BULK_FORM attr:class="bulk" attr:aria-label="With the ticked leads">
            <FormProblem error=problem(action) />
            <TickCount ticks=ticks words=("lead", "leads") />
            {give}
            <select class="input" name="form[status]" aria-label="New status">{statuses}</select>
            <button class="button is-small" name="form[action]" value="status">"Set status"</button>
            {delete}
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Give(owners: Resource<Result<Vec<Person>, AppError>>) -> impl IntoView {
    view! {
        <AsyncView resource=owners lines=1 let:people>
            <select class="input" name="form[owner]" aria-label="New owner">
                {people.into_iter().map(|person| view! { <option value=person.id.get()>{person.name}</option> }).collect_view()}
            </select>
            <button class="button is-small" name="form[action]" value="give">"Give to"</button>
        </AsyncView>
    }
}
