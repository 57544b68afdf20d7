//! Heads of sortable columns and the way on through long lists.
//!
//! A table itself is plain markup: `<div class="table-wrap"><table class="table">`, cells with the class
//! `table__num` for numbers, and `data-label` on each cell for the phone, where rows become label and value.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// How a column is sorted now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sorted {
    /// Not by this column.
    #[default]
    No,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Sorted {
    const fn aria(self) -> &'static str {
        match self {
            Self::No => "none",
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }
}

/// Which edge a column's cells stand on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Words.
    #[default]
    Start,
    /// Numbers.
    End,
}

/// The head of a column that a link sorts.
#[component]
pub fn SortHead(
    /// The column's name.
    #[prop(into)]
    label: String,
    /// The same page, sorted by this column (or the other way round).
    #[prop(into)]
    href: String,
    /// How it is sorted now.
    #[prop(optional)]
    sorted: Sorted,
    /// Where its cells stand.
    #[prop(optional)]
    align: Align,
) -> impl IntoView {
    let mark = match sorted {
        Sorted::No => None,
        Sorted::Ascending => Some(Glyph::ArrowUp),
        Sorted::Descending => Some(Glyph::ArrowDown),
    };
    view! {
        <th scope="col" aria-sort=sorted.aria() class:table__num=align == Align::End>
            <a class="table__sort" href=href>
                {label}
                {mark.map(|glyph| view! { <Icon glyph=glyph /> })}
            </a>
        </th>
    }
    .into_any()
}

/// Links to the rows before and after; the addresses carry the key where the next page starts.
#[component]
pub fn Pager(
    /// The page before; nothing on the first.
    #[prop(optional_no_strip, into)]
    previous: Option<String>,
    /// The page after; nothing on the last.
    #[prop(optional_no_strip, into)]
    next: Option<String>,
    /// What is shown: "50 of 1,204 leads".
    #[prop(optional, into)]
    note: String,
) -> impl IntoView {
    let link = |href: Option<String>, rel: &'static str, text: &'static str| {
        href.map(|href| view! { <a class="button" rel=rel href=href>{text}</a> })
    };
    view! {
        <nav class="pager" aria-label="Pages">
            <span class="pager__note">{note}</span>
            {link(previous, "prev", "Previous")}
            {link(next, "next", "Next")}
        </nav>
    }
    .into_any()
}
