//! What opens beside its control and closes again: explanations and menus. Works without scripts.

use leptos::prelude::*;

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
}
