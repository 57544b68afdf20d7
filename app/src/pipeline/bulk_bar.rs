//! What to do with the ticked deals.

use domain::access::Action;
use domain::list::Person;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::BulkDeals;
use crate::error::AppError;
use crate::session::current_user;
use crate::ui::{
    AsyncView, BULK_FORM, BulkDelete, BulkGive, FormProblem, TickCount, Ticks, problem,
};

/// Give to somebody, set close date or next step, delete: as far as the person's role allows.
#[component]
pub fn BulkBar(
    /// The ticks of the list.
    ticks: Ticks,
    /// The action of [`crate::ui::bulk_action`].
    action: ServerAction<BulkDeals>,
    /// To whom deals can be given; for those who may.
    owners: Option<Resource<Result<Vec<Person>, AppError>>>,
) -> impl IntoView {
    let may = |action| current_user().with_untracked(|viewer| viewer.may(action));
    if !may(Action::EditDeal) {
        return ().into_any();
    }
    let give = owners.map(|owners| view! { <AsyncView resource=owners lines=1 let:people><BulkGive people=people /></AsyncView> });
    let delete = may(Action::DeleteDeal).then(|| view! { <BulkDelete /> });
    view! {
        <ActionForm action=action attr:id=BULK_FORM attr:class="bulk" attr:aria-label="With the ticked deals">
            <FormProblem error=problem(action) />
            <TickCount ticks=ticks words=("deal", "deals") />
            {give}
            <input class="input" type="date" name="form[expected_close_on]" aria-label="New close date" />
            <button class="button is-small" name="form[action]" value="close">"Set close date"</button>
            <input class="input" type="text" name="form[next_step]" aria-label="New next step" placeholder="Next step" />
            <button class="button is-small" name="form[action]" value="next">"Set next step"</button>
            {delete}
        </ActionForm>
    }
    .into_any()
}
