//! What opens beside its control and closes again: explanations and menus. Works without scripts.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast};
use web_sys::Element;

use super::icon::{Glyph, Icon};

/// A small disclosure that floats over the page: "how?", reasons, definitions.
#[component]
pub fn Popover(
    /// The words of the control that opens it.
    #[prop(into)]
    label: String,
    /// What a screen reader hears instead, where the label alone says too little.
    #[prop(optional, into)]
    hint: String,
    /// What opens.
    children: Children,
) -> impl IntoView {
    let hint = (!hint.is_empty()).then_some(hint);
    view! {
        <details class="popover" name="popover">
            <summary class="popover__open" aria-label=hint>{label}</summary>
            <div class="popover__body">{children()}</div>
        </details>
    }
    .into_any()
}

/// A menu behind three dots; its children are links and forms with the class `menu__item`.
#[component]
pub fn Menu(
    /// The menu's name, such as "More about Acme".
    #[prop(into)]
    label: String,
    /// The entries.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="menu" name="popover">
            <summary class="button is-quiet is-icon" aria-label=label.clone() title=label>
                <Icon glyph=Glyph::More />
            </summary>
            <div class="menu__body">{children()}</div>
        </details>
    }
    .into_any()
}

/// Closes what floats when the person presses Escape, clicks elsewhere or follows an entry of a menu; the
/// shell listens once. Without scripts the control that opened it closes it.
pub fn close_popovers_on_leave() {
    Effect::new(|_| {
        let clicked = window_event_listener(ev::click, |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let within = |selector| {
                target
                    .as_ref()
                    .is_some_and(|element| matches!(element.closest(selector), Ok(Some(_))))
            };
            if !within(FLOATING) || within(".menu__item") {
                close_floating();
            }
        });
        let pressed = window_event_listener(ev::keydown, |event| {
            if event.key() == "Escape" {
                close_floating();
            }
        });
        on_cleanup(move || {
            clicked.remove();
            pressed.remove();
        });
    });
}

/// What floats and is open; the shared name lets the browser keep only one open at a time.
const FLOATING: &str = "details[name=popover][open]";

fn close_floating() {
    if let Ok(Some(open)) = document().query_selector(FLOATING) {
        // An attribute that cannot be removed leaves the popover open, which harms nobody.
        drop(open.remove_attribute("open"));
    }
}
