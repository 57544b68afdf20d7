//! What a form's action says after it ran: its problem beside the fields, its success as a message.

use domain::journal::Done;
use leptos::{html, prelude::*, server_fn::ServerFn};

use super::returned::refused;
use super::toast::use_toasts;
use crate::error::AppError;

/// What went wrong at the last try, with scripts or without.
#[must_use]
pub fn problem<S>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let refused = refused::<S>().map(|refused| refused.error.clone());
    Signal::derive(move || match action.value().get() {
        Some(outcome) => outcome.err(),
        None => refused.clone(),
    })
}

/// What is wrong with one field, as it changes: a field is drawn once, and keeps what is typed and the focus.
#[must_use]
pub fn wrong(error: Signal<Option<AppError>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || error.with(|error| error.as_ref()?.field(field)))
}

/// Shows what each success of `action` did, with the way back.
pub fn tell<S>(action: ServerAction<S>)
where
    S: ServerFn<Error = AppError, Output = Done> + Clone + Send + Sync + 'static,
{
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(done)) = action.value().get() {
            toasts.show_done(done);
        }
    });
}

/// A reference for the `ActionForm` of `action` that empties it after each success.
///
/// Make it where the action is made, outside of what is drawn again with new data: a form somebody is typing into
/// must not be emptied by a refresh.
#[must_use]
pub fn emptied_after<S>(action: ServerAction<S>) -> NodeRef<html::Form>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let form = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        if let (Some(Ok(_)), Some(form)) = (action.value().get(), form.get_untracked()) {
            form.reset();
        }
    });
    form
}
