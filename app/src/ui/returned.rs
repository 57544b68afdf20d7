//! What a form that was sent without scripts came back with: what it did, or what was wrong and what was typed.
//!
//! The server puts it into the page it answers with and nowhere else: not into the address, not into a log. The
//! browser reads it from the page, so that both draw the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::journal::Done;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// The outcome of the form that led to this page, if one did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// What was done, to be said once.
    pub notice: Option<Notice>,
    /// The form that was refused.
    pub refused: Option<Arc<Refused>>,
}

/// What a form did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What happened, to what.
    pub text: String,
    /// The unit that can be undone, where there is one.
    pub unit: Option<i64>,
}

impl From<Done> for Notice {
    fn from(done: Done) -> Self {
        Self { text: done.label, unit: (!done.is_empty).then_some(done.unit.get()) }
    }
}

/// A form that was refused, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Where it was sent to.
    pub path: String,
    /// What was typed, by the fields' names. Secrets are left out.
    pub fields: BTreeMap<String, String>,
    /// What was wrong.
    pub error: AppError,
    /// The address of the page it stands on, which is not the one the answer came from.
    pub page: String,
}

/// Puts the outcome into the context; the application does this once.
pub fn provide_returned() {
    let returned = SharedValue::new(from_request).into_inner();
    provide_context(ReturnedHere(RwSignal::new(returned)));
}

#[cfg(feature = "ssr")]
fn from_request() -> Returned {
    crate::server_ctx::from_request().unwrap_or_default()
}

/// The browser has the outcome from the page, or there is none.
#[cfg(not(feature = "ssr"))]
fn from_request() -> Returned {
    Returned::default()
}

/// The page of the refused form that is answered with it; the document tells the browser.
#[must_use]
pub fn refused_page() -> Option<String> {
    from_request().refused.map(|refused| refused.page.clone())
}

#[derive(Clone, Copy)]
struct ReturnedHere(RwSignal<Returned>);

/// What to say once on this page.
#[must_use]
pub fn returned_notice() -> Signal<Option<Notice>> {
    let here = use_context::<ReturnedHere>();
    Signal::derive(move || {
        here.and_then(|ReturnedHere(here)| here.with(|here| here.notice.clone()))
    })
}

/// Forgets the outcome: it belongs to the page it came with.
pub fn forget_returned() {
    if let Some(ReturnedHere(here)) = use_context() {
        here.set(Returned::default());
    }
}

/// The refused form, where it is one of `S`.
#[must_use]
pub fn refused<S: ServerFn>() -> Option<Arc<Refused>> {
    refused_by(S::PATH)
}

/// The refused form, where it was sent to this path.
#[must_use]
pub fn refused_by(path: &str) -> Option<Arc<Refused>> {
    let ReturnedHere(here) = use_context()?;
    here.with_untracked(|here| here.refused.clone()).filter(|refused| refused.path == path)
}

/// Why the form of `S` was refused, where it stands on no page of its own; as long as its page is shown.
#[must_use]
pub fn refusal<S: ServerFn>() -> Signal<Option<AppError>> {
    let here = use_context::<ReturnedHere>();
    Signal::derive(move || {
        let ReturnedHere(here) = here?;
        let refused = here.with(|here| here.refused.clone());
        refused.filter(|refused| refused.path == S::PATH).map(|refused| refused.error.clone())
    })
}

/// What was typed into the form around a field.
#[derive(Clone)]
struct Typed(Option<Arc<Refused>>);

/// Lets the fields of the form that is being drawn show what was typed into it.
///
/// A page may have many forms of one kind: this one is meant when its hidden fields say the same, versions aside.
pub(super) fn provide_typed<S: ServerFn>(hidden: &[(&'static str, String)]) -> bool {
    let meant = refused::<S>().filter(|refused| {
        let sent = |name: &str| refused.fields.get(name).map_or("", String::as_str);
        hidden.iter().all(|(name, value)| name.ends_with("[version]") || sent(name) == value)
    });
    let is_meant = meant.is_some();
    provide_context(Typed(meant));
    is_meant
}

/// What was typed into the field `name` of the form around it; nothing where the form did not come back.
#[must_use]
pub fn typed(name: &str) -> Option<String> {
    let Typed(refused) = use_context()?;
    let refused = refused?;
    // What a browser does not send was not chosen.
    Some(refused.fields.get(name).cloned().unwrap_or_default())
}
