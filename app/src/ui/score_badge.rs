//! A lead's score: the number, the grade, and the reasons that add up to it.

use domain::format;
use leptos::prelude::*;

/// One named contribution in points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointReason {
    /// Fact first: "Opened the proposal twice".
    pub text: String,
    /// Points added or taken.
    pub points: i64,
}

/// One of the four sub-scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScorePart {
    /// "Behaviour", "Demographic", "Fit" or "Engagement".
    pub label: String,
    /// 0 to 100.
    pub value: u8,
}

/// Number and grade with a thin bar of four segments; opens the reasons when there are any.
#[component]
pub fn ScoreBadge(
    /// 0 to 100.
    score: u8,
    /// "A" to "D".
    #[prop(into)]
    grade: String,
    /// The four sub-scores, in their fixed order; empty draws no bar.
    #[prop(optional)]
    parts: Vec<ScorePart>,
    /// The contributions; their points add up to the score.
    #[prop(optional)]
    reasons: Vec<PointReason>,
) -> impl IntoView {
    let face = view! {
        <span class="score__face">
            <span class="score__value">{score}</span>
            <span class=format!("score__grade is-{}", grade.to_lowercase())>{grade.clone()}</span>
            {(!parts.is_empty()).then(|| segments(&parts))}
        </span>
    };
    if reasons.is_empty() {
        return view! { <span class="score">{face}</span> }.into_any();
    }
    view! {
        <details class="score popover" name="popover">
            <summary aria-label=format!("Score {score}, grade {grade}. Show the reasons")>{face}</summary>
            <div class="popover__body">
                <PointsTable reasons=reasons total=i64::from(score) />
            </div>
        </details>
    }
    .into_any()
}

/// Reasons with their points in a column that adds up to the total below it.
#[component]
pub fn PointsTable(
    /// The contributions.
    reasons: Vec<PointReason>,
    /// Their sum.
    total: i64,
    /// What the sum is called; the score where nothing else is said.
    #[prop(default = "Score".to_owned(), into)]
    sum: String,
) -> impl IntoView {
    let rows = reasons
        .into_iter()
        .map(|reason| {
            view! {
                <tr>
                    <th scope="row">{reason.text}</th>
                    <td>{format::signed(reason.points)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="points">
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{sum}</th>
                    <td>{total}</td>
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

/// Four segments side by side, each filled by its sub-score.
fn segments(parts: &[ScorePart]) -> impl IntoView + use<> {
    const STEP: u32 = 16;
    const WIDTH: u32 = 14;
    let words = parts
        .iter()
        .map(|part| format!("{} {}", part.label, part.value))
        .collect::<Vec<_>>()
        .join(", ");
    let bars = parts
        .iter()
        .zip(0_u32..)
        .map(|(part, place)| {
            let filled = f64::from(WIDTH) * f64::from(part.value.min(100)) / 100.0;
            view! {
                <rect class="score__track" x=place * STEP width=WIDTH height="4" rx="1" />
                <rect class="score__fill" x=place * STEP width=format!("{filled:.1}") height="4" rx="1" />
            }
        })
        .collect_view();
    view! {
        <svg class="score__bar" viewBox="0 0 62 4" width="62" height="4" role="img" aria-label=words>
            <title>{words.clone()}</title>
            {bars}
        </svg>
    }
}
