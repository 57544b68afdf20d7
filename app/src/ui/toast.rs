//! What has just happened, for eight seconds, with a way to take it back. Pages without scripts show a notice
//! after the redirect instead.

use std::time::Duration;

use domain::ids::UnitId;
use domain::journal::Done;
use leptos::prelude::*;

use super::icon::{Glyph, Icon};

const SHOWN_FOR: Duration = Duration::from_secs(8);

/// One message.
#[derive(Clone)]
struct Note {
    id: u32,
    text: String,
    undo: Option<Callback<()>>,
}

/// The messages of the page; reach it with [`use_toasts`].
#[derive(Clone, Copy)]
pub struct Toasts {
    notes: RwSignal<Vec<Note>>,
    next: StoredValue<u32>,
    held: RwSignal<bool>,
    undo: StoredValue<Option<Callback<UnitId>>>,
}

/// Puts an empty list of messages into the context; the shell does this once.
pub fn provide_toasts() {
    provide_context(Toasts {
        notes: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        held: RwSignal::new(false),
        undo: StoredValue::new(None),
    });
}

/// The messages of the page. Outside the shell they go nowhere.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(|| Toasts {
        notes: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        held: RwSignal::new(false),
        undo: StoredValue::new(None),
    })
}

impl Toasts {
    /// Says what happened, to what: "Moved Acme to Proposal". Call it from an event or an effect.
    pub fn show(&self, text: impl Into<String>) {
        self.push(text.into(), None);
    }

    /// Says what happened and offers to take it back.
    pub fn show_undo(&self, text: impl Into<String>, undo: Callback<()>) {
        self.push(text.into(), Some(undo));
    }

    /// From now on messages about what was done offer to take it back, by this.
    pub fn undo_with(&self, undo: Callback<UnitId>) {
        self.undo.set_value(Some(undo));
    }

    /// Says what was done, with the way back.
    pub fn show_done(&self, done: Done) {
        let Done { unit, label, is_empty } = done;
        match self.undo.get_value().filter(|_| !is_empty) {
            Some(undo) => self.show_undo(label, Callback::new(move |()| undo.run(unit))),
            None => self.show(label),
        }
    }

    fn push(self, text: String, undo: Option<Callback<()>>) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.notes.update(|notes| notes.push(Note { id, text, undo }));
    }

    /// Waits again for as long as the pointer or the focus rests on the messages.
    fn expire_later(self, id: u32) {
        let wait = move || match self.held.try_get_untracked() {
            Some(true) => self.expire_later(id),
            Some(false) => self.dismiss(id),
            None => {}
        };
        // A browser without timers leaves the message until it is dismissed.
        drop(set_timeout(wait, SHOWN_FOR));
    }

    fn dismiss(self, id: u32) {
        self.notes.update(|notes| notes.retain(|note| note.id != id));
    }
}

/// The place where messages appear; the shell has the only one.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts" role="status" aria-live="polite"
            on:pointerenter=move |_| toasts.held.set(true)
            on:pointerleave=move |_| toasts.held.set(false)
            on:focusin=move |_| toasts.held.set(true)
            on:focusout=move |_| toasts.held.set(false)>
            <For each=move || toasts.notes.get() key=|note| note.id let:note>
                <ToastNote toasts=toasts note=note />
            </For>
        </div>
    }
    .into_any()
}

#[component]
fn ToastNote(toasts: Toasts, note: Note) -> impl IntoView {
    let id = note.id;
    Effect::new(move |_| toasts.expire_later(id));
    let undo = note.undo.map(|undo| {
        let take_back = move |_| {
            undo.run(());
            toasts.dismiss(id);
        };
        view! { <button type="button" class="toast__undo" on:click=take_back>"Undo"</button> }
    });
    view! {
        <div class="toast">
            <span class="toast__text">{note.text}</span>
            {undo}
            <button type="button" class="toast__close" aria-label="Dismiss"
                on:click=move |_| toasts.dismiss(id)>
                <Icon glyph=Glyph::Close />
            </button>
        </div>
    }
    .into_any()
}
