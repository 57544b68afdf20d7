//! Which columns a list shows: ticks behind a button, kept for the person.

use leptos::ev::Event;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlFormElement};

use super::icon::{Glyph, Icon};

/// One column to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnChoice {
    /// What the form sends.
    pub value: &'static str,
    /// What the head says.
    pub label: &'static str,
    /// Whether it is shown.
    pub shown: bool,
}

/// The button and what opens behind it; the form around the ticks is the child, with [`ColumnTicks`] in it.
#[component]
pub fn ColumnMenu(
    /// The form.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="menu" name="popover">
            <summary class="button is-quiet is-icon" aria-label="Columns" title="Columns">
                <Icon glyph=Glyph::Columns />
            </summary>
            <div class="menu__body">
                <p class="menu__head">"Columns"</p>
                {children()}
            </div>
        </details>
    }
    .into_any()
}

/// A tick for each column. With scripts a tick is sent as soon as it is made.
#[component]
pub fn ColumnTicks(
    /// The columns, in order.
    columns: Vec<ColumnChoice>,
) -> impl IntoView {
    let ticks = columns
        .into_iter()
        .map(|column| {
            view! {
                <label class="check menu__check">
                    <input type="checkbox" name="columns[]" value=column.value checked=column.shown on:change=send />
                    <span>{column.label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        {ticks}
        <noscript><button class="menu__item">"Show these"</button></noscript>
    }
    .into_any()
}

fn send(event: Event) {
    let form = event_target::<HtmlElement>(&event).closest("form").ok().flatten();
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        // It fails only for a form that is not in the document.
        let _ = form.request_submit();
    }
}
