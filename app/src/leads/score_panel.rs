//! A lead's score: where it went, what it is made of, and what nobody has asked yet.

use domain::lead::LeadPage as LeadData;
use domain::scoring::{LeadScore, SubScore};
use leptos::prelude::*;

use crate::ui::{Ago, Panel, PointReason, PointsTable, ScorePart, Sparkline};

/// The four sub-scores with their reasons; the points add up to the score.
#[component]
pub fn ScorePanel(
    /// The lead.
    data: LeadData,
) -> impl IntoView {
    let LeadData { score, scored_at, score_history: history, now, .. } = data;
    let course: Vec<f64> =
        history.iter().filter_map(|(_, score)| u8::try_from(*score).ok()).map(f64::from).collect();
    let total = i64::from(score.score.get());
    let unknown = score.unknown.iter().map(|factor| factor.label()).collect::<Vec<_>>().join(", ");
    let ask = (!unknown.is_empty())
        .then(|| view! { <p class="panel__note">{format!("To find out: {unknown}.")}</p> });
    let parts =
        score.parts.iter().map(|part| view! { <PartLine part=part.clone() /> }).collect_view();
    view! {
        <Panel title=format!("Score {total}, grade {}", score.grade.as_str())>
            <div class="split">
                <p class="panel__note">"Computed "<Ago at=scored_at now=now /></p>
                <Sparkline values=course />
            </div>
            <ul class="rows">{parts}</ul>
            <PointsTable reasons=reasons_of(&score) total=total />
            {ask}
        </Panel>
    }
}

/// One sub-score and what it gives to the whole.
#[component]
fn PartLine(part: SubScore) -> impl IntoView {
    let gives = format!("{} of {} points", part.points, part.weight);
    view! {
        <li class="rows__row">
            <span class="rows__main">{part.part.label()}</span>
            <span class="rows__side">{part.score.get()}</span>
            <span class="rows__note">{gives}</span>
        </li>
    }
}

/// The reasons that give or take a point, as the badge and the table show them.
pub fn reasons_of(score: &LeadScore) -> Vec<PointReason> {
    score
        .contributions()
        .filter(|reason| reason.points != 0)
        .map(|reason| PointReason { text: reason.label.clone(), points: reason.points.into() })
        .collect()
}

/// The sub-scores for the bar.
pub fn parts_of(score: &LeadScore) -> Vec<ScorePart> {
    score
        .parts
        .iter()
        .map(|part| ScorePart { label: part.part.label().to_owned(), value: part.score.get() })
        .collect()
}
