//! Small pieces of text that always look the same: reasons, money, moments, emptiness, little data.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{format, money::Cents};
use leptos::prelude::*;

use super::badge::Tone;

/// A reason as a sentence: fact first, verb last. Never a bare adjective.
#[component]
pub fn ReasonChip(
    /// "Proposal sent 3 d ago, opened twice".
    #[prop(into)]
    text: String,
    /// Whether the fact speaks for or against.
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    view! { <span class=format!("reason {}", tone.class())>{text}</span> }
}

/// An amount in a table or on a card: `48,000`, with the cents on hover.
#[component]
pub fn Money(
    /// The amount.
    amount: Cents,
) -> impl IntoView {
    view! { <span class="num" title=format::money_exact(amount)>{format::money(amount)}</span> }
}

/// An amount in a tile or a head: `1.9M`, with the exact one on hover.
#[component]
pub fn MoneyShort(
    /// The amount.
    amount: Cents,
) -> impl IntoView {
    view! { <span class="num" title=format::money_exact(amount)>{format::money_short(amount)}</span> }
}

/// How long ago something happened, with the full moment on hover.
#[component]
pub fn Ago(
    /// When it happened.
    at: DateTime<Utc>,
    /// The server's clock as it came with the data; a page never reads its own.
    now: DateTime<Utc>,
) -> impl IntoView {
    view! {
        <time class="nowrap" datetime=at.to_rfc3339() title=format::moment(at)>
            {format::ago(at, now)}
        </time>
    }
}

/// A day: "Tue 12 Nov", with its year on hover.
#[component]
pub fn Day(
    /// The day.
    day: NaiveDate,
) -> impl IntoView {
    view! {
        <time class="nowrap" datetime=day.to_string() title=format::date_long(day)>
            {format::date_short(day)}
        </time>
    }
}

/// An empty place: one sentence on what will be here, one on how to get it, one button or link.
#[component]
pub fn EmptyState(
    /// What will be here.
    #[prop(into)]
    what: String,
    /// How to get it.
    #[prop(optional, into)]
    how: String,
    /// One button or link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let how = (!how.is_empty()).then(|| view! { <p class="empty__how">{how}</p> });
    let action = children.map(|children| view! { <div class="empty__action">{children()}</div> });
    view! {
        <div class="empty">
            <p class="empty__what">{what}</p>
            {how}
            {action}
        </div>
    }
}

/// A figure that rests on too little: muted, and saying from how many and how many it needs.
#[component]
pub fn LittleData(
    /// The figure, ready to show.
    #[prop(into)]
    figure: String,
    /// "from 14 deals; needs about 40 to say more".
    #[prop(into)]
    basis: String,
) -> impl IntoView {
    view! {
        <span class="little">
            <span class="little__figure">{figure}</span>
            <span class="little__basis">{basis}</span>
        </span>
    }
}
