//! The keyboard in the queue: `j` and `k` go down and up, Enter opens.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// A card of the queue.
pub const CARD: &str = ".queue__card";

/// Listens for as long as the page that calls it is shown. Does nothing on the server.
pub fn use_queue_keys() {
    Effect::new(|_| {
        let listener = window_event_listener(ev::keydown, |event| press(&event));
        on_cleanup(move || listener.remove());
    });
}

fn press(event: &KeyboardEvent) {
    let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
    let Some(active) =
        document().active_element().filter(|active| !has_modifier && !types_text(active))
    else {
        return;
    };
    let card = active.closest(CARD).ok().flatten();
    match (event.key().as_str(), card) {
        ("j", Some(card)) => focus(card.next_element_sibling()),
        ("k", Some(card)) => focus(card.previous_element_sibling()),
        ("j" | "k", None) => focus(document().query_selector(CARD).ok().flatten()),
        ("Enter", Some(card)) if card == active => open(&card),
        _ => {}
    }
}

fn types_text(element: &Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

fn focus(card: Option<Element>) {
    if let Some(card) = card.and_then(|card| card.dyn_into::<HtmlElement>().ok()) {
        // It fails only for what is not in the document.
        let _ = card.focus();
    }
}

fn open(card: &Element) {
    let link = card.query_selector(".queue__name").ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        link.click();
    }
}
