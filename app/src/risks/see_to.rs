//! What can be done about a warning, at one click: a task, or peace for a while.

use domain::desk::Warning;
use domain::format;
use domain::ids::OpportunityId;
use domain::list::Person;
use leptos::prelude::*;

use super::api::SeeToRisk;
use crate::session::current_user;
use crate::ui::{Choice, SelectField, Submit, TextField, Weight, WriteForm};

/// The days a warning can be left in peace.
const DAYS: [&str; 4] = ["3", "7", "14", "30"];

/// A button for the remedy and a fold for peace; or who sees to it already.
#[component]
pub fn SeeTo(
    /// Of which deal.
    deal: OpportunityId,
    /// The warning.
    warning: Warning,
    /// Who can be given the task; empty for who may not.
    #[prop(optional)]
    people: Vec<Person>,
    /// Sends it.
    see_to: ServerAction<SeeToRisk>,
) -> impl IntoView {
    if let Some(seen) = warning.seen {
        let day = current_user().with_untracked(|viewer| viewer.zone.day(seen.until));
        let text = format!("{} · {} · {}", seen.title, seen.who, format::date_short(day));
        return view! { <p class="panel__note">{text}</p> }.into_any();
    }
    let kind = warning.risk.kind.as_str();
    let hidden = move || vec![("form[deal]", deal.to_string()), ("form[kind]", kind.to_owned())];
    let id = move |field: &str| format!("{field}-{kind}-{deal}");
    let days = DAYS.iter().map(|days| Choice::new(days, format!("{days} days"))).collect();
    view! {
        <div class="see-to">
            <WriteForm action=see_to hidden=hidden() class="form is-inline">
                <Owner people=people id=id("owner") />
                <button class="button is-small" title=warning.risk.remedy.label.clone()>"Make it a task"</button>
            </WriteForm>
            <details class="fold">
                <summary>"Snooze"</summary>
                <WriteForm action=see_to hidden=hidden()>
                    <div class="form__row">
                        <SelectField label="For" name="form[days]" id=id("days") choices=days value="7" />
                        <TextField label="Why it can wait" name="form[reason]" id=id("reason") required=true />
                    </div>
                    <div class="form__actions">
                        <Submit text="Snooze" weight=Weight::Normal pending=see_to.pending() />
                    </div>
                </WriteForm>
            </details>
        </div>
    }
    .into_any()
}

/// To whom a manager gives the task.
#[component]
fn Owner(people: Vec<Person>, id: String) -> impl IntoView {
    if people.is_empty() {
        return ().into_any();
    }
    let options = people
        .into_iter()
        .map(|person| view! { <option value=person.id.to_string()>{person.name}</option> })
        .collect_view();
    view! {
        <select class="input see-to__owner" id=id name="form[owner]" aria-label="Whose task">
            <option value="">"Owner\u{2019}s task"</option>
            {options}
        </select>
    }
    .into_any()
}
