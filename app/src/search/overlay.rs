//! What opens over any page from the keyboard: the search, and the list of keys. The frame listens; the code of what
//! opens is fetched when it is first asked for.

use domain::session::Viewer;
use leptos::ev::{self, KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::recent::keep_recent;
use crate::lazy;
use crate::ui::{Glyph, Icon};

/// What is open over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The search.
    Find,
    /// The keys.
    Keys,
}

/// The way to the search: a link to its page, which with scripts opens it here.
#[component]
pub fn SearchButton(
    /// What is open over the page.
    open: RwSignal<Option<Overlay>>,
    /// The link's class.
    class: &'static str,
) -> impl IntoView {
    let on_click = move |event: MouseEvent| {
        if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            event.prevent_default();
            open.set(Some(Overlay::Find));
        }
    };
    view! {
        <a class=class href="/search" aria-label="Search" aria-keyshortcuts="Control+K Meta+K" on:click=on_click>
            <Icon glyph=Glyph::Search />
            <span class="search__label">"Search"</span>
            <kbd class="search__key">"Ctrl K"</kbd>
        </a>
    }
}

/// Listens for the keys and draws what they open; the shell does this once.
#[component]
pub fn Overlays(
    /// What is open over the page.
    open: RwSignal<Option<Overlay>>,
    /// Who is signed in.
    viewer: Signal<Viewer>,
) -> impl IntoView {
    keep_recent(viewer.with_untracked(|viewer| viewer.id));
    Effect::new(move |_| {
        let heard = window_event_listener(ev::keydown, move |event| {
            if let Some(asked) = asked(&event) {
                event.prevent_default();
                open.update(|open| *open = if *open == Some(asked) { None } else { Some(asked) });
            }
        });
        on_cleanup(move || heard.remove());
    });
    move || {
        open.get().map(|what| {
            let drawn = move || {
                Suspend::new(async move {
                    match what {
                        Overlay::Find => lazy::palette(open, viewer).await,
                        Overlay::Keys => lazy::key_help(open).await,
                    }
                })
            };
            view! { <Suspense>{drawn}</Suspense> }.into_any()
        })
    }
}

/// Opens a dialog over the page, once it is part of it.
pub fn open_when_shown(dialog: NodeRef<html::Dialog>) {
    Effect::new(move |_| {
        if dialog.get().is_some() {
            show_in_document(dialog);
        }
    });
}

/// A part that was fetched is made some frames before it is put into the document, and only there can it open. One that
/// was shut meanwhile is waited for no longer.
fn show_in_document(dialog: NodeRef<html::Dialog>) {
    let Some(part) = dialog.try_get_untracked().flatten() else { return };
    if part.is_connected() {
        // It fails only where it is open already.
        drop(part.show_modal());
    } else {
        // A page without frames is not looked at.
        let _ = request_animation_frame(move || show_in_document(dialog));
    }
}

/// What a key asks for; a question mark that is typed into a field is a question mark.
fn asked(event: &KeyboardEvent) -> Option<Overlay> {
    let has_command = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "k" | "K" if has_command && !event.alt_key() && !event.shift_key() => Some(Overlay::Find),
        "?" if !has_command && !is_typing() => Some(Overlay::Keys),
        _ => None,
    }
}

fn is_typing() -> bool {
    let active = document().active_element().and_then(|at| at.dyn_into::<HtmlElement>().ok());
    active.is_some_and(|at| {
        matches!(at.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || at.is_content_editable()
    })
}
