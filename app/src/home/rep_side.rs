//! Beside the queue: tasks, one's own pipeline, what the quarter will bring, and what may cost a deal.

use domain::desk::{RepDesk, StageTotal};
use domain::forecast::Forecast;
use domain::format;
use domain::ids::OpportunityId;
use domain::queue::Risk;
use leptos::either::Either;
use leptos::prelude::*;

use crate::tasks::TaskLines;
use crate::tasks::api::CompleteTask;
use crate::ui::{MoneyShort, Panel, Popover, ReasonChip, Tone};

/// How many tasks and warnings are shown; the list of tasks and the deals' pages have the rest.
const TASKS: usize = 5;
const RISKS: usize = 5;

/// The right column.
#[component]
pub fn Side(
    /// The desk.
    desk: RepDesk,
    /// The action that ticks tasks off.
    complete: ServerAction<CompleteTask>,
) -> impl IntoView {
    let due = format::count_of(desk.tasks.len());
    let tasks = if desk.tasks.is_empty() {
        Either::Left(view! { <p class="panel__note">"No task is due today."</p> })
    } else {
        let first = desk.tasks.into_iter().take(TASKS).collect();
        Either::Right(
            view! { <TaskLines tasks=first now=desk.now complete=complete is_brief=true /> },
        )
    };
    let all = ("All tasks".to_owned(), "/tasks".to_owned());
    view! {
        <Panel title="Due today" note=due more=all>{tasks}</Panel>
        <ForecastPanel forecast=desk.forecast period=desk.period.label() />
        <PipelinePanel totals=desk.pipeline />
        <RisksPanel risks=desk.risks />
    }
}

#[component]
fn ForecastPanel(forecast: Forecast, period: String) -> impl IntoView {
    let range = format!(
        "{}–{} in eight of ten cases",
        format::money_short(forecast.p10),
        format::money_short(forecast.p90)
    );
    let target = forecast.p_target.zip(forecast.target).map(|(chance, target)| {
        let words = format!("{} to reach {}", format::percent(chance), format::money_short(target));
        view! { <div><dt>"Chance"</dt><dd>{words}</dd></div> }
    });
    let deals = format::plural(forecast.deals.into(), "open deal", "open deals");
    view! {
        <Panel title=format!("My forecast, {period}")>
            <dl class="facts">
                <div><dt>"Won"</dt><dd><MoneyShort amount=forecast.closed /></dd></div>
                <div><dt>"Expected"</dt><dd><MoneyShort amount=forecast.mean /></dd></div>
                <div><dt>"Range"</dt><dd>{range}</dd></div>
                {target}
            </dl>
            <Popover label="how?" hint="How is the forecast made?">
                <p>
                    {format!("{} won, plus {} that {deals} bring on average, each by its chance to close in {period},", format::money(forecast.closed), format::money(forecast.weighted))}
                    {format!(" plus {} from deals that do not exist yet.", format::money(forecast.new_business))}
                </p>
            </Popover>
        </Panel>
    }
}

#[component]
fn PipelinePanel(totals: Vec<StageTotal>) -> impl IntoView {
    let lines = totals
        .into_iter()
        .map(|total| {
            let deals = format::plural(u64::try_from(total.deals).unwrap_or(0), "deal", "deals");
            let age = total.median_age_days.map(|days| {
                format!(", half of them here over {}, norm {}", format::days(days), total.normal_dwell_days)
            });
            let note = format!("{deals}, {} expected{}", format::money_short(total.weighted), age.unwrap_or_default());
            view! {
                <li class="rows__row">
                    <a class="rows__main" href=format!("/deals?view=list&stage={}", total.stage_id)>{total.stage}</a>
                    <span class="rows__side"><MoneyShort amount=total.amount /></span>
                    <span class="rows__note">{note}</span>
                </li>
            }
        })
        .collect_view();
    let all = ("Board".to_owned(), "/deals".to_owned());
    view! { <Panel title="My pipeline" more=all><ul class="rows">{lines}</ul></Panel> }
}

#[component]
fn RisksPanel(risks: Vec<(OpportunityId, String, Risk)>) -> impl IntoView {
    if risks.is_empty() {
        return Either::Left(view! {
            <Panel title="Risks on my deals"><p class="panel__note">"No warning stands on your deals."</p></Panel>
        });
    }
    let count = format::count_of(risks.len());
    let rest = risks.len().saturating_sub(RISKS);
    let rest = (rest > 0).then(|| {
        view! { <p class="panel__note"><a href="/risks">{format!("And {rest} more")}</a></p> }
    });
    let lines = risks
        .into_iter()
        .take(RISKS)
        .map(|(id, name, risk)| {
            view! {
                <li class="rows__row">
                    <a class="rows__main is-short" href=format!("/deals/{id}") title=name.clone()>{name.clone()}</a>
                    <span class="rows__side muted">{risk.kind.label()}</span>
                    <span class="rows__note" title=risk.threshold>
                        <ReasonChip text=risk.evidence tone=Tone::Warn />
                    </span>
                </li>
            }
        })
        .collect_view();
    Either::Right(view! {
        <Panel title="Risks on my deals" note=count>
            <ul class="rows">{lines}</ul>
            {rest}
        </Panel>
    })
}
