//! A lead's score: where it went, what it is made of, and what nobody has asked yet.

use chrono::{DateTime, Utc};
use domain::format;
use domain::lead::LeadPage as LeadData;
use domain::scoring::{LeadOdds, LeadScore, Moved, Raise, ScoreMove, ScoreStory, SubScore};
use leptos::prelude::*;

use crate::ui::{Ago, Panel, PointReason, PointsTable, ScorePart, Sparkline};

/// The four sub-scores with their reasons; the points add up to the score.
#[component]
pub fn ScorePanel(
    /// The lead.
    data: LeadData,
) -> impl IntoView {
    let LeadData { score, scored_at, score_history: history, why, now, .. } = data;
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
            <Odds odds=why.odds />
            <Week week=why.week now=now />
            <Raises raises=why.raises />
        </Panel>
    }
}

/// The chance that it becomes a customer, how sure that is, and what became of leads that were told the same.
#[component]
fn Odds(odds: Option<LeadOdds>) -> impl IntoView {
    odds.map(|odds| {
        let title =
            format!("{} % to become a customer within {} days", odds.chance.percent(), odds.days);
        let sure =
            format!("Likely {} to {} %. {}", odds.low.percent(), odds.high.percent(), odds.basis());
        view! {
            <h3 class="score-why__title">{title}</h3>
            <p class="panel__note">{sure}</p>
        }
    })
}

/// What moved the score in the last week; the points add up to its change.
#[component]
fn Week(week: ScoreStory, now: DateTime<Utc>) -> impl IntoView {
    let change = week.to - week.from.unwrap_or(0);
    if week.moves.is_empty() {
        return view! { <p class="panel__note">"Nothing moved it in the last 7 days."</p> }
            .into_any();
    }
    let title = match week.from {
        Some(from) => format!("Last 7 days: {from} to {}", week.to),
        None => "Since it was first scored".to_owned(),
    };
    let rows = week.moves.into_iter().map(|step| view! { <WeekLine step=step now=now /> });
    let rows = rows.collect_view();
    view! {
        <h3 class="score-why__title">{title}</h3>
        <table class="points">
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">"Change"</th>
                    <td>{format::signed(change)}</td>
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

#[component]
fn WeekLine(step: ScoreMove, now: DateTime<Utc>) -> impl IntoView {
    let cause = match step.unit {
        Some(unit) => view! { <a href=format!("/journal/{unit}")>{step.cause}</a> }.into_any(),
        None => step.cause.into_any(),
    };
    let moved = step.moved.into_iter().map(told).collect::<Vec<_>>().join(", ");
    view! {
        <tr>
            <th scope="row">
                {cause}" "<span class="muted"><Ago at=step.at now=now /></span>
                <span class="score-why__note">{moved}</span>
            </th>
            <td>{format::signed(step.points)}</td>
        </tr>
    }
}

/// "Seniority +4".
fn told(moved: Moved) -> String {
    format!("{} {}", moved.factor.label(), format::signed(moved.points.into()))
}

/// What a person can do to raise it.
#[component]
fn Raises(raises: Vec<Raise>) -> impl IntoView {
    if raises.is_empty() {
        return ().into_any();
    }
    let rows = raises
        .into_iter()
        .map(|raise| {
            let points = if raise.depends {
                format!("up to +{}", raise.points)
            } else {
                format!("+{}", raise.points)
            };
            view! { <li class="rows__row"><span class="rows__main">{raise.what}</span><span class="rows__side">{points}</span></li> }
        })
        .collect_view();
    view! {
        <h3 class="score-why__title">"What would raise it most"</h3>
        <ul class="rows">{rows}</ul>
    }
    .into_any()
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
