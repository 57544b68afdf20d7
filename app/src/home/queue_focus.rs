//! Where the focus goes when the card it was in is done and gone: to the card that took its place.

use std::cell::RefCell;
use std::rc::Rc;

use domain::desk::RepDesk;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::queue_keys::CARD;

/// The card somebody works in, its list, and its place there.
#[derive(Clone)]
struct Held {
    card: Element,
    list: Element,
    place: u32,
}

/// Follows the focus, and looks after it whenever the queue is another. Does nothing on the server.
pub fn keep_focus_in_queue(desk: Signal<RepDesk>) {
    Effect::new(move |_| {
        let held = Rc::new(RefCell::new(None));
        let note = |held: &Rc<RefCell<Option<Held>>>| {
            let held = Rc::clone(held);
            move |event: &web_sys::Event| drop(held.replace(card_of(event)))
        };
        let (focus, point) = (note(&held), note(&held));
        let focused = window_event_listener(ev::focusin, move |event| focus(&event));
        // Whoever points elsewhere has left the card, even where nothing there takes the focus.
        let pointed = window_event_listener(ev::pointerdown, move |event| point(&event));
        on_cleanup(move || {
            focused.remove();
            pointed.remove();
        });
        Effect::watch(
            move || desk.track(),
            move |(), _, _| {
                let held = Rc::clone(&held);
                // A page without frames is not looked at.
                let _ = request_animation_frame(move || hand_on(&held));
            },
            false,
        );
    });
}

fn card_of(event: &web_sys::Event) -> Option<Held> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let card = target.closest(CARD).ok()??;
    let list = card.parent_element()?;
    let cards = list.children();
    let place = (0..cards.length()).find(|place| cards.item(*place).as_ref() == Some(&card))?;
    Some(Held { card, list, place })
}

fn hand_on(held: &RefCell<Option<Held>>) {
    let Some(gone) = held.borrow().clone() else { return };
    let is_free = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
    if gone.card.is_connected() || !is_free {
        return;
    }
    let cards = gone.list.children();
    let next = cards.item(gone.place.min(cards.length().saturating_sub(1)));
    let next = next.filter(|card| card.matches(CARD).unwrap_or(false));
    let next = next.or_else(|| document().query_selector(CARD).ok().flatten());
    let next = next.or_else(|| document().get_element_by_id("main"));
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        // It fails only for what is not in the document.
        let _ = next.focus();
    }
}
