//! The keys, in a window over the page.

use leptos::html;
use leptos::prelude::*;

use super::overlay::{Overlay, open_when_shown};
use crate::ui::{Glyph, Icon};

/// A key or two, and what they do.
const KEYS: [(&str, &[(&str, &str)]); 4] = [
    (
        "Everywhere",
        &[("Ctrl K", "Search and actions"), ("?", "These keys"), ("Esc", "Shut what is open")],
    ),
    ("Today", &[("j / k", "Next, previous card"), ("Enter", "Open the card's record")]),
    (
        "Board",
        &[("m", "Move the deal to a stage"), ("Shift \u{2190} \u{2192}", "Move it one stage")],
    ),
    (
        "Search",
        &[("\u{2191} \u{2193}", "Choose"), ("Enter", "Open"), ("Backspace", "Back to everything")],
    ),
];

/// The list of keys.
#[component]
pub fn KeyHelp(
    /// What is open over the page.
    open: RwSignal<Option<Overlay>>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    open_when_shown(dialog);
    let groups = KEYS
        .iter()
        .map(|(place, keys)| {
            let lines = keys
                .iter()
                .map(|(key, does)| view! { <div><dt>{*does}</dt><dd><kbd>{*key}</kbd></dd></div> })
                .collect_view();
            view! { <section><h3 class="keys__place">{*place}</h3><dl class="keys__list">{lines}</dl></section> }
        })
        .collect_view();
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby="keys-title" closedby="any" on:close=move |_| open.set(None)>
            <header class="dialog__head">
                <h2 class="dialog__title" id="keys-title">"Keys"</h2>
                <button type="button" class="button is-quiet is-icon" aria-label="Close" on:click=move |_| open.set(None)>
                    <Icon glyph=Glyph::Close />
                </button>
            </header>
            <div class="dialog__body keys">{groups}</div>
        </dialog>
    }
}
