//! One number on a desk, never without a comparison.

use leptos::prelude::*;

use super::{
    badge::Tone,
    icon::{Glyph, Icon},
    popover::Popover,
    spark::Sparkline,
};

/// Which way a figure went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More than before.
    Up,
    /// Less than before.
    Down,
    /// As before.
    Flat,
}

impl Direction {
    /// From the sign of a difference.
    #[must_use]
    pub const fn of(difference: i64) -> Self {
        match difference {
            0 => Self::Flat,
            1.. => Self::Up,
            _ => Self::Down,
        }
    }
}

/// How a figure compares: the arrow, the words, and whether that is welcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which way it went.
    pub direction: Direction,
    /// How far and against what: "12 % over last year".
    pub text: String,
    /// Whether it is welcome; a longer cycle goes up and is bad.
    pub tone: Tone,
}

/// A figure with its name, its comparison, its course and how it was made.
#[component]
pub fn FigureTile(
    /// What is counted: "Won this quarter".
    #[prop(into)]
    label: String,
    /// The figure, ready to show.
    #[prop(into)]
    value: String,
    /// The exact figure, shown on hover when the value is shortened.
    #[prop(optional, into)]
    exact: String,
    /// Against last period, last year or the target.
    #[prop(optional_no_strip, into)]
    change: Option<Change>,
    /// Definition and period, behind "how?".
    #[prop(optional, into)]
    how: String,
    /// The rows behind the figure.
    #[prop(optional, into)]
    href: String,
    /// The figure's course, oldest first.
    #[prop(optional)]
    course: Vec<f64>,
) -> impl IntoView {
    let exact = (!exact.is_empty()).then_some(exact);
    let figure = view! { <span class="tile__value" title=exact>{value}</span> };
    let figure = if href.is_empty() {
        figure.into_any()
    } else {
        view! { <a class="tile__link" href=href>{figure}</a> }.into_any()
    };
    let how = (!how.is_empty()).then(|| {
        let hint = format!("How is \u{201c}{label}\u{201d} made?");
        view! { <Popover label="how?" hint=hint><p>{how}</p></Popover> }
    });
    let course = (course.len() > 1).then(|| view! { <Sparkline values=course /> });
    view! {
        <article class="tile">
            <header class="tile__head">
                <h2 class="tile__label">{label}</h2>
                {how}
            </header>
            <p class="tile__figure">{figure} {course}</p>
            {change.map(|change| view! { <ChangeLine change=change /> })}
        </article>
    }
    .into_any()
}

/// A short fact beside the answer of a page, with a link to the rows behind it.
#[component]
pub fn HeroFact(
    /// What it is.
    label: &'static str,
    /// The figure, ready to show.
    #[prop(into)]
    value: String,
    /// The rows behind it.
    #[prop(optional, into)]
    href: String,
) -> impl IntoView {
    let value = if href.is_empty() {
        view! { <span class="num">{value}</span> }.into_any()
    } else {
        view! { <a class="num" href=href>{value}</a> }.into_any()
    };
    view! {
        <span class="hero__fact">
            <span class="hero__fact-label">{label}</span>
            {value}
        </span>
    }
    .into_any()
}

/// The words of a comparison, with an arrow where it went up or down.
#[component]
pub fn ChangeLine(
    /// The comparison.
    change: Change,
) -> impl IntoView {
    let glyph = match change.direction {
        Direction::Up => Some(Glyph::ArrowUp),
        Direction::Down => Some(Glyph::ArrowDown),
        Direction::Flat => None,
    };
    view! {
        <p class=format!("change {}", change.tone.class())>
            {glyph.map(|glyph| view! { <Icon glyph=glyph /> })}
            <span>{change.text}</span>
        </p>
    }
    .into_any()
}
