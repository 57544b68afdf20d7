//! A chance, with how sure it is and what it rests on.

use domain::{format, ratio::Ratio};
use leptos::prelude::*;

/// "62 %" with its range as a short line and the record behind it.
#[component]
pub fn Probability(
    /// The chance.
    value: Ratio,
    /// The range it lies in, low and high.
    #[prop(optional_no_strip, into)]
    range: Option<(Ratio, Ratio)>,
    /// What it rests on: "of 120 called 60–70 %, 64 % won".
    #[prop(optional, into)]
    basis: String,
) -> impl IntoView {
    let line = range.map(|(low, high)| range_line(low, value, high));
    let basis = (!basis.is_empty()).then(|| view! { <span class="chance__basis">{basis}</span> });
    view! {
        <span class="chance">
            <span class="chance__value">{format::percent(value)}</span>
            {line}
            {basis}
        </span>
    }
    .into_any()
}

/// The range on a line from 0 to 100, with a dot at the value.
fn range_line(low: Ratio, value: Ratio, high: Ratio) -> impl IntoView {
    let at = |ratio: Ratio| format!("{:.1}", f64::from(ratio.bp().clamp(0, 10_000)) / 100.0);
    let words = format!("between {} and {}", format::percent(low), format::percent(high));
    view! {
        <svg class="chance__range" viewBox="-3 0 106 8" width="80" height="6" role="img" aria-label=words>
            <title>{words.clone()}</title>
            <line class="chance__scale" x1="0" x2="100" y1="4" y2="4" />
            <line class="chance__span" x1=at(low) x2=at(high) y1="4" y2="4" />
            <circle class="chance__dot" cx=at(value) cy="4" r="3" />
        </svg>
    }
}
