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

/// The id of the record that `action` was last sent about: a page has many forms of one kind, and what went wrong belongs
/// to one of them. Make it where the action is made.
#[must_use]
pub fn sent_about<S>(action: ServerAction<S>, id: fn(&S) -> i64) -> Signal<Option<i64>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let sent = RwSignal::new(None);
    Effect::new(move |_| {
        if let Some(about) = action.input().with(|input| input.as_ref().map(id)) {
            sent.set(Some(about));
        }
    });
    sent.into()
}

/// What went wrong with the form of `action` about the record `id`, whose hidden field is `form[id]`.
#[must_use]
pub fn problem_about<S>(
    action: ServerAction<S>,
    sent: Signal<Option<i64>>,
    id: i64,
) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let refused = refused::<S>()
        .filter(|refused| {
            refused.fields.get("form[id]").is_some_and(|sent| *sent == id.to_string())
        })
        .map(|refused| refused.error.clone());
    Signal::derive(move || match action.value().get() {
        Some(outcome) => outcome.err().filter(|_| sent.get() == Some(id)),
        None => refused.clone(),
    })
}

/// What of a problem no field beside it can say.
#[must_use]
pub fn beyond_fields(problem: Signal<Option<AppError>>) -> Signal<Option<AppError>> {
    Signal::derive(move || problem.get().filter(|error| !matches!(error, AppError::Invalid(_))))
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
