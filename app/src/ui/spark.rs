//! Small pictures without axes: a course, a share, a time in stage, a step of a funnel.
//!
//! They are drawn with attributes, never with inline styles, which the page's security policy forbids.

use leptos::prelude::*;

use super::badge::Tone;

/// The course of a figure as a line of 80 by 24; the last point is marked.
#[component]
pub fn Sparkline(
    /// The values, oldest first; fewer than two draw nothing.
    values: Vec<f64>,
) -> impl IntoView {
    let points = spark_points(&values);
    let line = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ");
    points.last().copied().map(|(x, y)| {
        view! {
            <svg class="sparkline" viewBox="0 0 80 24" width="80" height="24" aria-hidden="true">
                <polyline class="sparkline__line" points=line />
                <circle class="sparkline__end" cx=format!("{x:.1}") cy=format!("{y:.1}") r="2" />
            </svg>
        }
    })
}

/// Places the values on the picture; a flat course runs through its middle.
fn spark_points(values: &[f64]) -> Vec<(f64, f64)> {
    const LEFT: f64 = 2.0;
    const WIDTH: f64 = 75.0;
    const TOP: f64 = 3.0;
    const HEIGHT: f64 = 18.0;
    if values.len() < 2 {
        return Vec::new();
    }
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let span = high - low;
    let last = u32::try_from(values.len() - 1).map_or(f64::from(u32::MAX), f64::from);
    values
        .iter()
        .zip(0_u32..)
        .map(|(value, place)| {
            let share = if span > 0.0 { (value - low) / span } else { 0.5 };
            (LEFT + WIDTH * f64::from(place) / last, TOP + HEIGHT * (1.0 - share))
        })
        .collect()
}

/// A share of a whole as a bar, with an optional mark for where it should be by now.
#[component]
pub fn ProgressBar(
    /// What is measured, for assistive technology: "Quota".
    #[prop(into)]
    label: String,
    /// Percent reached; above 100 the bar is full.
    percent: u32,
    /// Percent that should be reached by now.
    #[prop(optional_no_strip, into)]
    pace: Option<u32>,
    /// What the share means.
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    let mark = pace.map(|pace| {
        let at = format!("{}%", pace.min(100));
        view! { <line class="bar__mark" x1=at.clone() x2=at y1="0" y2="100%" /> }
    });
    view! {
        <svg class=format!("bar {}", tone.class()) role="img" aria-label=format!("{label}: {percent} %")>
            <rect class="bar__track" width="100%" height="100%" rx="3" />
            <rect class="bar__fill" width=format!("{}%", percent.min(100)) height="100%" rx="3" />
            {mark}
        </svg>
    }
    .into_any()
}

/// Days in a stage against the norm of won deals: grey inside it, amber beyond, red at twice the norm.
#[component]
pub fn DwellBar(
    /// Days in the stage.
    days: u32,
    /// The norm in days.
    norm: u32,
) -> impl IntoView {
    let tone = dwell_tone(days, norm);
    let share = days.saturating_mul(50).checked_div(norm.max(1)).unwrap_or(0).min(100);
    let words = format!("{days} days in this stage, normal is {norm}");
    view! {
        <svg class=format!("bar is-thin {}", tone.class()) role="img" aria-label=words>
            <title>{words.clone()}</title>
            <rect class="bar__track" width="100%" height="100%" rx="2" />
            <rect class="bar__fill" width=format!("{share}%") height="100%" rx="2" />
            <line class="bar__mark" x1="50%" x2="50%" y1="0" y2="100%" />
        </svg>
    }
    .into_any()
}

/// What a time in stage means against its norm.
#[must_use]
pub const fn dwell_tone(days: u32, norm: u32) -> Tone {
    if days > norm.saturating_mul(2) {
        Tone::Bad
    } else if days > norm {
        Tone::Warn
    } else {
        Tone::Neutral
    }
}

/// One step of a funnel as a row: name, bar, count, and the share that came this far.
#[component]
pub fn FunnelBar(
    /// The step's name.
    #[prop(into)]
    label: String,
    /// How many, ready to show.
    #[prop(into)]
    value: String,
    /// Percent of the first step, for the bar's length.
    percent: u32,
    /// The conversion from the step before, ready to show: "42 % of contacted".
    #[prop(optional, into)]
    conversion: String,
    /// The rows behind the step.
    #[prop(optional, into)]
    href: String,
) -> impl IntoView {
    let name = if href.is_empty() {
        view! { <span>{label}</span> }.into_any()
    } else {
        view! { <a href=href>{label}</a> }.into_any()
    };
    view! {
        <li class="funnel__step">
            <span class="funnel__name">{name}</span>
            <svg class="funnel__bar" aria-hidden="true">
                <rect width=format!("{}%", percent.min(100)) height="100%" rx="3" />
            </svg>
            <span class="funnel__value">{value}</span>
            <span class="funnel__rate">{conversion}</span>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_spans_the_picture_and_a_flat_one_runs_through_its_middle() {
        assert_eq!(spark_points(&[1.0, 3.0]), [(2.0, 21.0), (77.0, 3.0)]);
        assert_eq!(spark_points(&[5.0, 5.0, 5.0])[1], (39.5, 12.0));
        assert!(spark_points(&[1.0]).is_empty());
    }

    #[test]
    fn a_deal_is_late_beyond_the_norm_and_stuck_beyond_twice_the_norm() {
        assert_eq!(dwell_tone(10, 10), Tone::Neutral);
        assert_eq!(dwell_tone(11, 10), Tone::Warn);
        assert_eq!(dwell_tone(21, 10), Tone::Bad);
    }
}
