//! The browser's own dialog, opened and closed by its own commands, so that it needs no script.
//! Only for what cannot be undone and for short forms that would tear a list apart.

use leptos::prelude::*;

use super::{
    button::Weight,
    icon::{Glyph, Icon},
};

/// A button that opens a [`Dialog`].
#[component]
pub fn DialogButton(
    /// The id of the dialog.
    #[prop(into)]
    opens: String,
    /// The verb.
    #[prop(into)]
    text: String,
    /// How much it stands out.
    #[prop(optional)]
    weight: Weight,
) -> impl IntoView {
    view! {
        <button type="button" class=weight.class() commandfor=opens command="show-modal">{text}</button>
    }
    .into_any()
}

/// A modal dialog with a title and a close button; Escape and a press outside close it.
#[component]
pub fn Dialog(
    /// Its id, which [`DialogButton`] names.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    title: String,
    /// Text and form.
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    view! {
        <dialog class="dialog" id=id aria-labelledby=title_id closedby="any">
            <header class="dialog__head">
                <h2 class="dialog__title" id=title_id.clone()>{title}</h2>
                <button type="button" class="button is-quiet is-icon" aria-label="Close"
                    commandfor=id.clone() command="close">
                    <Icon glyph=Glyph::Close />
                </button>
            </header>
            <div class="dialog__body">{children()}</div>
        </dialog>
    }
    .into_any()
}
