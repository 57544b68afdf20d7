//! Steps, health, times and course.

use domain::calendar::Period;
use domain::format;
use domain::funnel::{Health, Reached, Step, Wait};
use domain::lead::LeadStatus;
use domain::ratio::Ratio;
use leptos::prelude::*;

use crate::query;
use crate::ui::{FunnelBar, Money, Panel, Popover, SectionFile};

fn share(share: Option<Ratio>) -> String {
    share.map_or_else(|| "\u{2013}".to_owned(), format::percent)
}

const fn name(status: LeadStatus) -> &'static str {
    match status {
        LeadStatus::New | LeadStatus::Contacted | LeadStatus::Disqualified => "Leads",
        LeadStatus::Qualified => "Qualified",
        LeadStatus::Opportunity => "Opportunities",
        LeadStatus::Customer => "Customers",
    }
}

/// The address of a section as a file.
pub fn file(section: &str, period: Period) -> String {
    query::href(&format!("/api/export/funnel/{section}"), &[("period", &period.code())])
}

/// The funnel as bars, and what did not go on.
#[component]
pub fn StepsPanel(steps: Vec<Step>, period: Period) -> impl IntoView {
    let all = steps.first().map_or(0, |step| step.leads);
    let code = period.code();
    let href = |status: LeadStatus| {
        let reached = if status == LeadStatus::New { "" } else { status.as_str() };
        query::href("/leads", &[("created", &code), ("reached", reached)])
    };
    let bars = steps
        .iter()
        .map(|step| {
            let percent = Ratio::of(step.leads, all).map_or(0, Ratio::percent).unsigned_abs();
            let of_previous =
                step.of_previous.map(|of| format!("{} of before", format::percent(of)));
            view! {
                <FunnelBar label=name(step.status) value=format::count(step.leads.unsigned_abs()) percent=percent
                    conversion=of_previous.unwrap_or_default() href=href(step.status) />
            }
        })
        .collect_view();
    let rows = steps
        .iter()
        .filter(|step| step.status != LeadStatus::Customer)
        .map(|step| {
            let money = step.dropped.map(|amount| view! { <Money amount=amount /> });
            let stopped = Ratio::of(step.stopped, step.leads);
            view! {
                <tr>
                    <td class="table__main">{format!("After {}", name(step.status).to_lowercase())}</td>
                    <td class="table__num" data-label="Not further">{format::count(step.stopped.unsigned_abs())}</td>
                    <td class="table__num" data-label="Share">{share(stopped)}</td>
                    <td class="table__num table__key" data-label="Money">{money}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Panel title="Steps" note="Distinct leads that came at least so far">
            <div class="stack is-tight">
            <ol class="funnel">{bars}</ol>
            <div class="table-wrap">
                <table class="table is-compact">
                    <thead>
                        <tr>
                            <th scope="col">"Drop-off"</th>
                            <th scope="col" class="table__num">"Not further"</th>
                            <th scope="col" class="table__num">"Share"</th>
                            <th scope="col" class="table__num">"Money"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            </div>
            <p class="panel__note">
                "Money after opportunities is what their lost deals came to. Before that it is expected: what as many leads of the next step brought on average."
            </p>
            <SectionFile href=file("steps", period) />
        </Panel>
    }
    .into_any()
}

/// The score with its parts, which add up.
#[component]
pub fn HealthPanel(health: Option<Health>, period: Period) -> impl IntoView {
    let Some(health) = health else {
        return view! {
            <Panel title="Health">
                <p class="muted">
                    "It compares this period with those before it. It needs 5 deals of this period's leads and 20 of earlier ones at the same age."
                </p>
            </Panel>
        }
        .into_any();
    };
    let rows = health
        .parts
        .iter()
        .map(|part| {
            view! {
                <tr>
                    <td class="table__main">{part.name.clone()}</td>
                    <td class="table__num" data-label="Now">{part.value.clone()}</td>
                    <td class="table__num" data-label="Usual">{part.usual.clone()}</td>
                    <td class="table__num table__key" data-label="Points">{format!("{} of {}", part.points, part.most)}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let how = format!(
        "What a funnel brings is leads, times the share with a deal, times the share won, times a deal's worth. Each is compared with the {} before, as they stood {} days after their beginning: 20 points when it is as usual, in proportion otherwise, 25 at most. The points add up to the score; 80 is as usual.",
        format::plural(u64::try_from(health.periods).unwrap_or(0), "period", "periods"),
        health.age,
    );
    view! {
        <Panel title=format!("Health {} of 100", health.score) note="80 is as usual">
            <div class="table-wrap">
                <table class="table is-compact">
                    <thead>
                        <tr>
                            <th scope="col">"Part"</th>
                            <th scope="col" class="table__num">"Now"</th>
                            <th scope="col" class="table__num">"Usual"</th>
                            <th scope="col" class="table__num">"Points"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Popover label="how?" hint="How is the health made?"><p>{how}</p></Popover>
            <SectionFile href=file("health", period) />
        </Panel>
    }
    .into_any()
}

/// How long each step takes.
#[component]
pub fn TimesPanel(waits: Vec<Wait>, period: Period) -> impl IntoView {
    let days = |days: Option<i64>| days.map_or_else(|| "\u{2013}".to_owned(), format::days);
    let count = |count: i64| format::count(count.unsigned_abs());
    let rows = waits
        .into_iter()
        .map(|wait| {
            view! {
                <tr>
                    <td class="table__main">{wait.name}</td>
                    <td class="table__num table__key" data-label="Median">{days(wait.median)}</td>
                    <td class="table__num" data-label="9 of 10 by">{days(wait.p90)}</td>
                    <td class="table__num" data-label="Went on">{count(wait.went)}</td>
                    <td class="table__num" data-label="Not yet">{count(wait.waiting)}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Panel title="Time between steps" note="Of those that go on; who has not yet counts as long as they were watched">
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Step"</th>
                            <th scope="col" class="table__num">"Median"</th>
                            <th scope="col" class="table__num">"9 of 10 by"</th>
                            <th scope="col" class="table__num">"Went on"</th>
                            <th scope="col" class="table__num">"Not yet"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <SectionFile href=file("times", period) />
        </Panel>
    }
    .into_any()
}

/// This period and those before it.
#[component]
pub fn TrendPanel(trend: Vec<(Period, Reached)>) -> impl IntoView {
    let Some(last) = trend.last().map(|(period, _)| *period) else { return ().into_any() };
    let count = |count: i64| format::count(count.unsigned_abs());
    let rows = trend
        .into_iter()
        .rev()
        .map(|(period, reached)| {
            let href = query::href("/funnel", &[("period", &period.code())]);
            view! {
                <tr>
                    <td class="table__main"><a href=href>{period.label()}</a></td>
                    <td class="table__num" data-label="Leads">{count(reached.leads)}</td>
                    <td class="table__num" data-label="Qualified">{share(Ratio::of(reached.qualified, reached.leads))}</td>
                    <td class="table__num" data-label="Opportunity">{share(Ratio::of(reached.opportunities, reached.leads))}</td>
                    <td class="table__num table__key" data-label="Customer">{share(reached.conversion())}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <Panel title="Course" note="Shares of each period's leads; the latest are still on their way">
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Period"</th>
                            <th scope="col" class="table__num">"Leads"</th>
                            <th scope="col" class="table__num">"Qualified"</th>
                            <th scope="col" class="table__num">"Opportunity"</th>
                            <th scope="col" class="table__num">"Customer"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <SectionFile href=file("trend", last) />
        </Panel>
    }
    .into_any()
}
