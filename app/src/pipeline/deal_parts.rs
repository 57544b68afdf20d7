//! Parts of a deal's page that explain it: the chance with its reasons, warnings, history.

use domain::as_of::{FIELD, moment};
use domain::desk::Warning;
use domain::format;
use domain::ids::{LeadId, OpportunityId};
use domain::opportunity::{DealPage, DealStatus};
use domain::queue::ActionKind;
use leptos::prelude::*;

use super::odds_panel::called_words;
use crate::query;
use crate::risks::SeeTo;
use crate::risks::api::SeeToRisk;
use crate::session::current_user;
use crate::ui::{
    Day, FormProblem, Money, Panel, PointReason, PointsTable, Probability, Sparkline, problem,
};

/// P(won) with its range, its reasons in points that add up, and what it stands on.
#[component]
pub fn WinPanel(page: DealPage) -> impl IntoView {
    if page.row.line.status != DealStatus::Open {
        return ().into_any();
    }
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let win = page.win;
    let range = format!("between {} and {}", format::percent(win.low), format::percent(win.high));
    let called =
        page.odds.called.map_or_else(String::new, |called| format!(" · {}", called_words(called)));
    let by_close = page.win_by_close.map_or_else(String::new, |share| {
        format!(" · {} by its close date", format::percent(share))
    });
    let total = i64::from(win.probability.percent());
    let reasons = win
        .contributions
        .into_iter()
        .map(|reason| PointReason { text: reason.label, points: i64::from(reason.points) })
        .collect();
    let course: Vec<f64> =
        page.versions.iter().map(|version| f64::from(version.win.bp())).collect();
    // Two or three points are no course.
    let course = (course.len() > 3).then(|| {
        view! { <p class="split"><span class="panel__note">"Since the deal began"</span> <Sparkline values=course /></p> }
    });
    let when = format!("Computed {}", zone.local(page.win_scored_at).format("%-d %b %Y, %H:%M"));
    view! {
        <Panel title="Chance to win" note=when>
            <div class="win">
                <Probability value=win.probability range=Some((win.low, win.high)) basis=win.basis.text />
                <p class="panel__note">{range} {by_close} {called}</p>
                {course}
            </div>
            <PointsTable reasons=reasons total=total sum="P(won), %" />
        </Panel>
    }
    .into_any()
}

/// Named warnings with their evidence and what helps.
#[component]
pub fn RisksPanel(page: DealPage, see_to: ServerAction<SeeToRisk>) -> impl IntoView {
    if page.row.line.status != DealStatus::Open {
        return ().into_any();
    }
    if page.risks.is_empty() {
        return view! {
            <Panel title="In the way"><p class="muted">"No warning stands on this deal."</p></Panel>
        }
        .into_any();
    }
    let lead = page.row.line.lead.map(|(lead, _)| lead);
    let note = format::plural(u64::try_from(page.risks.len()).unwrap_or(0), "warning", "warnings");
    let deal = page.deal.id;
    let rows =
        page.risks.into_iter().map(|found| warning(deal, found, lead, see_to)).collect_view();
    view! {
        <Panel title="In the way" note=note>
            <FormProblem error=problem(see_to) alone=true />
            <ul class="warnings">{rows}</ul>
        </Panel>
    }
    .into_any()
}

fn warning(
    deal: OpportunityId,
    found: Warning,
    lead: Option<LeadId>,
    see_to: ServerAction<SeeToRisk>,
) -> impl IntoView {
    let Warning { risk, history, .. } = found.clone();
    // The link stays on the page, so the browser itself takes the focus to the field.
    let remedy = match remedy_place(risk.remedy.kind, lead) {
        Some(href) if href.starts_with('#') => {
            view! { <a class="button is-small" rel="external" href=href>{risk.remedy.label}</a> }
                .into_any()
        }
        Some(href) => {
            view! { <a class="button is-small" href=href>{risk.remedy.label}</a> }.into_any()
        }
        None => risk.remedy.label.into_any(),
    };
    view! {
        <li class="warning">
            <span class="warning__fact">{risk.evidence}</span>
            <span class="warning__note">{format!("{}, {}", risk.kind.label(), risk.threshold)}</span>
            <span class="warning__note">{history}</span>
            <span class="warning__remedy">{remedy}</span>
            <SeeTo deal=deal warning=found see_to=see_to />
        </li>
    }
}

/// The form that a remedy needs: a field of this page, or the log of contacts on the lead's page.
fn remedy_place(kind: ActionKind, lead: Option<LeadId>) -> Option<String> {
    match kind {
        ActionKind::MoveStage => Some("#form-stage".to_owned()),
        ActionKind::SetNextStep => Some("#form-next_step".to_owned()),
        ActionKind::UpdateCloseDate => Some("#form-expected_close_on".to_owned()),
        ActionKind::Call | ActionKind::Mail | ActionKind::Message | ActionKind::Meet => {
            lead.map(|lead| format!("/leads/{lead}#form-kind"))
        }
        ActionKind::Complete => Some("/tasks".to_owned()),
    }
}

/// The stages it went through, and the versions it had.
#[component]
pub fn HistoryPanel(page: DealPage) -> impl IntoView {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let visits = page
        .stage_history
        .iter()
        .map(|visit| {
            let since = format!("since {}", format::date_long(zone.day(visit.at)));
            view! {
                <li class="rows__row">
                    <span class="rows__main">{visit.stage.clone()}</span>
                    <span class="rows__side num">{format::days(visit.days)}</span>
                    <span class="rows__note">{since}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <Panel title="Stages so far">
            <ul class="rows">{visits}</ul>
            <Versions page=page />
        </Panel>
    }
}

/// How many versions are shown at most, newest first.
const VERSIONS: usize = 20;

/// How stage, amount and chance changed, newest first.
#[component]
fn Versions(page: DealPage) -> impl IntoView {
    let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
    let count = page.versions.len();
    let path = format!("/deals/{}", page.deal.id);
    let stages = page.stages;
    let rows = page
        .versions
        .into_iter()
        .rev()
        .take(VERSIONS)
        .map(|version| {
            let stage = stages.iter().find(|stage| stage.id == version.stage_id);
            let stage = stage.map(|stage| stage.name.clone());
            let then = query::href(&path, &[(FIELD, &moment(version.from_at))]);
            view! {
                <tr>
                    <td><a href=then><Day day=zone.day(version.from_at) /></a></td>
                    <td>{stage}</td>
                    <td class="table__num"><Money amount=version.amount /></td>
                    <td class="table__num">{format::percent(version.win)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details class="fold">
            <summary>"Versions" <span class="fold__count">{count}</span></summary>
            <table class="table is-compact">
                <thead>
                    <tr>
                        <th scope="col">"From"</th>
                        <th scope="col">"Stage"</th>
                        <th scope="col" class="table__num">"Amount"</th>
                        <th scope="col" class="table__num">"P(won)"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
}
