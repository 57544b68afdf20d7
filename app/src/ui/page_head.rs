//! The head of a page: what it is, one line about it, and what can be done here.

use leptos::prelude::*;
use leptos_meta::Title;

/// The page's one `h1`, the browser's title, a subtitle and the page's actions.
#[component]
pub fn PageHead(
    /// What this page is; also the title of the browser's tab.
    #[prop(into)]
    title: String,
    /// One line that sums the page up; left out when empty.
    #[prop(optional, into)]
    subtitle: String,
    /// Buttons, links or filters at the right end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let sub =
        (!subtitle.is_empty()).then(|| view! { <p class="page-head__subtitle">{subtitle}</p> });
    let actions =
        children.map(|children| view! { <div class="page-head__actions">{children()}</div> });
    view! {
        <Title text=format!("{title} · Rainmaker") />
        <header class="page-head">
            <div class="page-head__words">
                <h1 class="page-head__title">{title}</h1>
                {sub}
            </div>
            {actions}
        </header>
    }
    .into_any()
}

/// A titled part of a page, on its own surface.
#[component]
pub fn Panel(
    /// What the part shows.
    #[prop(into)]
    title: String,
    /// One line under the title: measure, period, count.
    #[prop(optional, into)]
    note: String,
    /// A link to the whole of it: its words and its address.
    #[prop(optional_no_strip, into)]
    more: Option<(String, String)>,
    /// The content.
    children: Children,
) -> impl IntoView {
    let note = (!note.is_empty()).then(|| view! { <p class="panel__note">{note}</p> });
    let more = more.map(|(text, href)| view! { <a class="panel__more" href=href>{text}</a> });
    view! {
        <section class="panel">
            <header class="panel__head">
                <h2 class="panel__title">{title}</h2>
                {note}
                {more}
            </header>
            <div class="panel__body">{children()}</div>
        </section>
    }
    .into_any()
}
