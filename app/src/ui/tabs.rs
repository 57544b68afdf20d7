//! Ways to choose what a page shows: saved views as tabs, filters as a sentence of chips. All are links.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its words.
    pub label: String,
    /// Its address.
    pub href: String,
    /// How many rows wait behind it.
    pub count: Option<u64>,
    /// Whether it is the one shown.
    pub current: bool,
}

/// Tabs that are links, so that each view has its own address.
#[component]
pub fn Tabs(
    /// What the tabs choose: "View".
    #[prop(into)]
    label: String,
    /// The tabs, in order.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let tabs = tabs
        .into_iter()
        .map(|tab| {
            let count = tab.count.map(|count| {
                view! { <span class="tabs__count">{domain::format::count(count)}</span> }
            });
            view! {
                <a class="tabs__tab" href=tab.href aria-current=tab.current.then_some("page")>
                    {tab.label}
                    {count}
                </a>
            }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label>{tabs}</nav> }.into_any()
}

/// One condition of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterChip {
    /// It reads as part of a sentence: "Stage is Proposal".
    pub text: String,
    /// The same page without it.
    pub remove_href: String,
}

/// The filter as a sentence: "Owner is me and Stage is Proposal", with room for a form that adds conditions.
#[component]
pub fn FilterBar(
    /// The conditions that hold now.
    chips: Vec<FilterChip>,
    /// The search box and the selects that add a condition, usually in a GET form.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let chips = chips
        .into_iter()
        .enumerate()
        .map(|(place, chip)| {
            let label = format!("Remove: {}", chip.text);
            view! {
                {(place > 0).then(|| view! { <span class="filter__and">"and"</span> })}
                <span class="filter__chip">
                    {chip.text}
                    <a class="filter__remove" href=chip.remove_href aria-label=label>
                        <Icon glyph=Glyph::Close />
                    </a>
                </span>
            }
        })
        .collect_view();
    view! {
        <div class="filter" role="group" aria-label="Filter">
            {children.map(|children| children())}
            {chips}
        </div>
    }
    .into_any()
}
