//! Taking back from wherever a person is: behind a message, and behind each button that deletes.

use domain::undo::{UndoUnit, Undone};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::api::{DeleteRecord, TakeBack};
use crate::ui::{FormProblem, Glyph, Icon, refusal, tell, use_toasts};

/// The actions of the whole page, whatever is drawn in it: what they did is told after their own button is gone.
#[derive(Clone, Copy)]
struct Reversals {
    delete: ServerAction<DeleteRecord>,
}

/// Lets messages offer to take back what they tell; the shell does this once, after its messages.
pub fn provide_reversals() {
    let toasts = use_toasts();
    let undo = ServerAction::<TakeBack>::new();
    let delete = ServerAction::<DeleteRecord>::new();
    tell(delete);
    toasts.undo_with(Callback::new(move |unit| {
        undo.dispatch(TakeBack { form: UndoUnit::plain(unit) });
    }));
    Effect::new(move |_| match undo.value().get() {
        Some(Ok(Undone::Done(done))) => toasts.show_done(done),
        // The answer leads to the unit's page by itself.
        Some(Ok(Undone::Choose(_))) => {
            toasts.show("Somebody changed the same since: choose what should stay.");
        }
        Some(Err(error)) => toasts.show(error.told()),
        None => {}
    });
    Effect::new(move |_| {
        if let Some(Err(error)) = delete.value().get() {
            toasts.show(error.told());
        }
    });
    provide_context(Reversals { delete });
}

/// Why a record was not deleted, where the button was sent without scripts; with them a message says so. The page may
/// have lost the button meanwhile.
#[component]
pub fn DeleteRefused() -> impl IntoView {
    let error = refusal::<DeleteRecord>();
    view! { <FormProblem error=error alone=true /> }
}

/// Puts a record into the trash without asking, for the message and the trash give it back.
#[component]
pub fn DeleteButton(
    /// `lead`, `opportunity` or `task`.
    entity: &'static str,
    /// Which.
    id: i64,
    /// Its name, for those who hear the page.
    #[prop(into)]
    name: String,
    /// What the button says; without it, a sign alone.
    #[prop(optional, into)]
    text: String,
) -> impl IntoView {
    let Some(Reversals { delete }) = use_context::<Reversals>() else { return ().into_any() };
    let label = format!("Delete {name}");
    let face = if text.is_empty() {
        view! { <Icon glyph=Glyph::Close /> }.into_any()
    } else {
        text.into_any()
    };
    view! {
        <ActionForm action=delete attr:class="delete">
            <input type="hidden" name="form[entity]" value=entity />
            <input type="hidden" name="form[id]" value=id />
            <button class="button is-quiet is-small" aria-label=label title="Delete">{face}</button>
        </ActionForm>
    }
    .into_any()
}
