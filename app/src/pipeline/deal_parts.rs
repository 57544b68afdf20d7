//! Parts of a deal's page that explain it: the chance with its reasons, warnings, history.

use domain::format;
use domain::opportunity::{DealPage, DealStatus};
use domain::queue::Risk;
use leptos::prelude::*;

use crate::session::current_user;
use crate::ui::{EmptyState, Panel, PointReason, PointsTable, Probability, ReasonChip, Tone};

/// P(won) with its range, its reasons in points that add up, and what it stands on.
#[component]
pub fn WinPanel(page: DealPage) -> impl IntoView {
    if page.row.status != DealStatus::Open {
        return ().into_any();
    }
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let win = page.win;
    let by_close = page.win_by_close.map(|share| {
        view! { <p class="panel__note">{format!("{} by its close date", format::percent(share))}</p> }
    });
    let total = i64::from(win.probability.percent());
    let reasons = win
        .contributions
        .into_iter()
        .map(|reason| PointReason { text: reason.label, points: i64::from(reason.points) })
        .collect();
    let when = format!("Computed {}", zone.local(page.win_scored_at).format("%-d %b %Y, %H:%M"));
    view! {
        <Panel title="Chance to win" note=when>
            <Probability value=win.probability range=Some((win.low, win.high)) basis=win.basis.text />
            {by_close}
            <PointsTable reasons=reasons total=total sum="P(won), %" />
        </Panel>
    }
    .into_any()
}

/// Named warnings with their evidence and what helps.
#[component]
pub fn RisksPanel(
    /// The warnings.
    risks: Vec<Risk>,
    /// Whether the deal is still open.
    status: DealStatus,
) -> impl IntoView {
    if status != DealStatus::Open {
        return ().into_any();
    }
    if risks.is_empty() {
        return view! {
            <Panel title="In the way"><EmptyState what="No warning stands on this deal." /></Panel>
        }
        .into_any();
    }
    let rows = risks
        .into_iter()
        .map(|risk| {
            view! {
                <li class="rows__row">
                    <span class="rows__main"><ReasonChip text=risk.evidence tone=Tone::Warn /></span>
                    <span class="rows__note">{format!("{}, {}", risk.kind.label(), risk.threshold)}</span>
                    <span class="rows__side">{risk.remedy.label}</span>
                </li>
            }
        })
        .collect_view();
    view! { <Panel title="In the way"><ul class="rows">{rows}</ul></Panel> }.into_any()
}

/// The stages it went through, and the versions it had.
#[component]
pub fn HistoryPanel(page: DealPage) -> impl IntoView {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let visits = page
        .stage_history
        .into_iter()
        .map(|visit| {
            view! {
                <li class="rows__row">
                    <span class="rows__main">{visit.stage}</span>
                    <span class="rows__note">{format!("since {}", format::date_long(zone.day(visit.at)))}</span>
                    <span class="rows__side num">{format::days(visit.days)}</span>
                </li>
            }
        })
        .collect_view();
    let versions =
        format::plural(u64::try_from(page.versions.len()).unwrap_or(0), "version", "versions");
    view! {
        <Panel title="Stages so far" note=format!("{versions} kept")>
            <ul class="rows">{visits}</ul>
        </Panel>
    }
}
