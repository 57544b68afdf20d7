//! Buttons. A verb says what happens; there is at most one primary button in a place.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// With a line around it.
    #[default]
    Normal,
    /// The one thing to do here.
    Primary,
    /// Only words until it is pointed at.
    Quiet,
    /// Takes something away.
    Danger,
}

impl Weight {
    /// The classes of a button of this weight, for links that look like buttons too.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Normal => "button",
            Self::Primary => "button is-primary",
            Self::Quiet => "button is-quiet",
            Self::Danger => "button is-danger",
        }
    }
}

/// Sends the form it stands in; while `pending` it keeps its size and the focus, says so and cannot be pressed twice.
#[component]
pub fn Submit(
    /// The verb: "Log call".
    #[prop(into)]
    text: String,
    /// How much it stands out.
    #[prop(default = Weight::Primary)]
    weight: Weight,
    /// Whether the form is on its way.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// Whether there is nothing to send.
    #[prop(optional)]
    disabled: bool,
    /// A name and a value to send along, where a form has several buttons.
    #[prop(optional_no_strip, into)]
    sends: Option<(String, String)>,
) -> impl IntoView {
    let (name, value) = sends.unzip();
    let once = move |event: MouseEvent| {
        if pending.get_untracked() {
            event.prevent_default();
        }
    };
    // A button that is switched off would lose the focus, and whoever uses the keyboard their place.
    view! {
        <button type="submit" class=weight.class() name=name value=value disabled=disabled
            aria-disabled=move || pending.get().then_some("true")
            aria-busy=move || pending.get().then_some("true") on:click=once>
            {text}
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// The verb: "New lead".
    #[prop(into)]
    text: String,
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How much it stands out.
    #[prop(optional)]
    weight: Weight,
) -> impl IntoView {
    view! { <a class=weight.class() href=href>{text}</a> }
}
