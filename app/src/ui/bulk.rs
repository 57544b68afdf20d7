//! Ticks on the rows of a list, and the bar of what to do with the ticked ones.
//!
//! Each tick names the form it belongs to, which is the bar below the list, so that it is sent along without scripts.

use std::collections::BTreeSet;

use domain::format;
use domain::journal::Done;
use domain::list::Person;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::form_action::tell;
use crate::error::AppError;

/// The id of the bar's form.
pub const BULK_FORM: &str = "bulk";

/// The rows that are ticked. They outlive each refresh of the list.
#[derive(Clone, Copy)]
pub struct Ticks(RwSignal<BTreeSet<i64>>);

impl Ticks {
    /// None ticked.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(BTreeSet::new()))
    }

    /// Takes all ticks away.
    pub fn clear(self) {
        self.0.update(BTreeSet::clear);
    }

    /// Whether this row is ticked.
    #[must_use]
    pub fn has(self, id: i64) -> bool {
        self.0.with(|ids| ids.contains(&id))
    }

    fn set(self, id: i64, is_ticked: bool) {
        self.0.update(|ids| {
            if is_ticked {
                ids.insert(id);
            } else {
                ids.remove(&id);
            }
        });
    }
}

impl Default for Ticks {
    fn default() -> Self {
        Self::new()
    }
}

/// The tick of a row.
#[component]
pub fn Tick(
    /// The ticks of the list.
    ticks: Ticks,
    /// The row's record.
    id: i64,
    /// Its name, for those who hear the page.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    view! {
        <input type="checkbox" form=BULK_FORM name="form[ids][]" value=id aria-label=format!("Choose {name}")
            prop:checked=move || ticks.has(id)
            on:change=move |event| ticks.set(id, event_target_checked(&event)) />
    }
}

/// "3 chosen".
#[component]
pub fn TickCount(
    /// The ticks of the list.
    ticks: Ticks,
    /// What is ticked: one and many.
    words: (&'static str, &'static str),
) -> impl IntoView {
    let count = move || ticks.0.with(|ids| ids.len() as u64);
    let text = move || match count() {
        0 => format!("With the ticked {}", words.1),
        many => format!("With {}", format::plural(many, words.0, words.1)),
    };
    view! { <span class="bulk__count" aria-live="polite">{text}</span> }
}

/// Makes the bar's action, which tells what it did and takes the ticks away.
#[must_use]
pub fn bulk_action<S>(ticks: Ticks) -> ServerAction<S>
where
    S: ServerFn<Error = AppError, Output = Done> + Clone + Send + Sync + 'static,
{
    let action = ServerAction::<S>::new();
    tell(action);
    Effect::new(move |_| {
        if let Some(Ok(_)) = action.value().get() {
            ticks.clear();
        }
    });
    action
}

/// The part of the bar that gives what is ticked to somebody.
#[component]
pub fn BulkGive(
    /// To whom it can be given.
    people: Vec<Person>,
) -> impl IntoView {
    let options = people
        .into_iter()
        .map(|person| view! { <option value=person.id.get()>{person.name}</option> })
        .collect_view();
    view! {
        <select class="input" name="form[owner]" aria-label="New owner">{options}</select>
        <button class="button is-small" name="form[action]" value="give">"Give to"</button>
    }
}

/// The part of the bar that puts what is ticked into the trash.
#[component]
pub fn BulkDelete() -> impl IntoView {
    view! { <button class="button is-small is-danger" name="form[action]" value="delete">"Delete"</button> }
}
