//! The narrow column in front of the product: signing in and the first set-up.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::shell::Mark;

/// A page for people who are not signed in.
#[component]
pub fn Gate(
    /// What the page is for; its one heading.
    #[prop(into)]
    title: String,
    /// What to do here.
    #[prop(into)]
    text: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=format!("{title} · Rainmaker") />
        <main class="login">
            <p class="login__mark"><Mark />"Rainmaker"</p>
            <div>
                <h1 class="login__title">{title}</h1>
                <p class="login__text">{text}</p>
            </div>
            {children()}
        </main>
    }
}
