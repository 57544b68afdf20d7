//! One's tasks in the calendar one uses anyway.

use domain::session::CalendarFeed;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::{RemoveCalendarFeed, RenewCalendarFeed, calendar_feed};
use crate::ui::{Ago, AsyncView, FormProblem, Panel, Submit, Weight, problem};

/// The address, when it was last read, and the buttons that make another or end it.
#[component]
pub fn FeedPanel() -> impl IntoView {
    let renew = ServerAction::<RenewCalendarFeed>::new();
    let remove = ServerAction::<RemoveCalendarFeed>::new();
    let feed =
        Resource::new(move || (renew.version().get(), remove.version().get()), |_| calendar_feed());
    view! {
        <Panel title="Calendar" note="Your open tasks in any calendar that takes an address.">
            <FormProblem error=problem(renew) alone=true />
            <FormProblem error=problem(remove) alone=true />
            <AsyncView resource=feed lines=2 let:feed>
                <Address feed=feed />
                <div class="form__actions">
                    <ActionForm action=renew><Submit text="Make a new address" weight=Weight::Normal /></ActionForm>
                    <ActionForm action=remove><Submit text="End the address" weight=Weight::Quiet /></ActionForm>
                </div>
            </AsyncView>
        </Panel>
    }
}

#[component]
fn Address(feed: CalendarFeed) -> impl IntoView {
    let CalendarFeed { now, path, read_at, .. } = feed;
    let Some(address) = path else {
        return view! {
            <p class="panel__note">"There is no address yet. Who has it can read your tasks, so keep it to yourself."</p>
        }
        .into_any();
    };
    let read = match read_at {
        Some(at) => view! { <span>"last read "<Ago at=at now=now /></span> }.into_any(),
        None => view! { <span>"not read yet"</span> }.into_any(),
    };
    view! {
        <label class="field">
            <span class="field__label">"Address"</span>
            <input class="input" id="calendar-address" readonly=true value=address />
        </label>
        <p class="panel__note">"Who has it can read your tasks: keep it to yourself; "{read}"."</p>
    }
    .into_any()
}
