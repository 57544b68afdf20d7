//! The record: which method speaks, and what every one of them would have said of past periods.

use domain::desk::{RecordAsk, RecordPage};
use domain::format;
use domain::journal::Entity;
use domain::outlook::{Candidate, Horizon, Score, line};
use domain::ratio::Ratio;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::{CancelBacktest, MeasureForecast, get_record};
use super::page::{Views, periods_at};
use super::record_figure::RecordFigure;
use super::record_run::RunPanel;
use crate::query;
use crate::ui::{AsyncView, Badge, EmptyState, PageHead, Panel, Tab, Tabs, Tone, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Setting, Entity::Import];

/// `/forecast?view=record&period=2026-Q4&at=third`
#[component]
pub fn RecordView() -> impl IntoView {
    let params = use_query_map();
    let live = use_live_of(LIVE);
    let measure = ServerAction::<MeasureForecast>::new();
    let cancel = ServerAction::<CancelBacktest>::new();
    let ask = Memo::new(move |_| {
        params.with(|params| RecordAsk {
            period: query::value(params, "period"),
            at: query::value(params, "at"),
        })
    });
    let page = Resource::new(
        move || (ask.get(), live.get(), measure.version().get(), cancel.version().get()),
        |(ask, ..)| get_record(ask),
    );
    view! {
        <AsyncView resource=page lines=14 let:page>
            <Content page=page measure=measure cancel=cancel />
        </AsyncView>
    }
}

#[component]
fn Content(
    page: RecordPage,
    measure: ServerAction<MeasureForecast>,
    cancel: ServerAction<CancelBacktest>,
) -> impl IntoView {
    let (period, today) = (page.period, page.today);
    let subtitle = match page.speaks {
        Some((candidate, periods)) => format!(
            "{} speaks for a {}, chosen over {}",
            candidate.title(),
            period.span.label().to_lowercase(),
            format::plural(periods.into(), "past period", "past periods"),
        ),
        None => "No method has a record yet".to_owned(),
    };
    let body = if page.lines.is_empty() {
        view! {
            <EmptyState what="What every method would have said of past periods will stand here, beside what came."
                how="It is measured at night, and after an import that brings closed deals." />
        }
        .into_any()
    } else {
        view! { <Figures page=page.clone() /> }.into_any()
    };
    let lacks =
        page.missing.clone().into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let lacks = (!page.missing.is_empty())
        .then(|| view! { <ul class="panel__note" aria-label="What the record lacks">{lacks}</ul> });
    view! {
        <PageHead title="Forecast" subtitle=subtitle>{periods_at("record", period, today)}</PageHead>
        <div class="stack">
            <Views current="record" period=period />
            <RunPanel page=page measure=measure cancel=cancel />
            {lacks}
            {body}
        </div>
    }
}

#[component]
fn Figures(page: RecordPage) -> impl IntoView {
    view! {
        <div class="grid">
            <div class="span-12 stack is-tight">
                <Horizons page=page.clone() />
                {alarm(&page)}
            </div>
            <div class="span-7">
                <h2 class="visually-hidden">"What was said, and what came"</h2>
                <RecordFigure page=page.clone() />
            </div>
            <div class="span-5"><Scores scores=page.scores.clone() speaks=page.speaks.map(|(one, _)| one) /></div>
            <div class="span-12"><ByHorizon rows=page.horizons /></div>
        </div>
    }
}

/// How far into each period it was asked.
#[component]
fn Horizons(page: RecordPage) -> impl IntoView {
    let code = page.period.code();
    let tabs = Horizon::ALL
        .iter()
        .map(|horizon| Tab {
            label: horizon.label().to_owned(),
            href: query::href(
                "/forecast",
                &[("view", "record"), ("period", &code), ("at", horizon.as_str())],
            ),
            count: None,
            current: *horizon == page.horizon,
        })
        .collect();
    view! { <Tabs label="Forecast made" tabs=tabs /> }
}

/// Whether the accuracy of the choice stays above its line; if not, the likely reason.
fn alarm(page: &RecordPage) -> Option<impl IntoView + use<>> {
    let span = page.span();
    let (_, score) = page.scores.iter().find(|(candidate, _)| candidate.is_none())?;
    let (accuracy, line) = (part(score.accuracy()), part(line(span)));
    let of = format!("the line of {line} for a {}", span.label().to_lowercase());
    let (tone, badge, words) = match score.alarm(span) {
        None => (Tone::Good, "Above the line", format!("Accuracy {accuracy}, above {of}.")),
        Some(alarm) => {
            let reason = alarm.reason();
            (Tone::Warn, "Below the line", format!("Accuracy {accuracy}, below {of}: {reason}."))
        }
    };
    Some(view! { <p class="cluster"><Badge text=badge tone=tone /><span>{words}</span></p> })
}

/// "6 %", with a sign where one is asked for.
pub fn part(value: f64) -> String {
    format::percent(Ratio::from_model(value))
}

fn signed(value: f64) -> String {
    let percent = Ratio::from_model(value).percent();
    format!("{} %", format::signed(percent.into()))
}

#[component]
fn Scores(scores: Vec<(Option<Candidate>, Score)>, speaks: Option<Candidate>) -> impl IntoView {
    let row = move |(candidate, score): (Option<Candidate>, Score)| {
        let name = candidate.map_or("The choice, as it stood then", Candidate::title);
        let speaks = (candidate.is_some() && candidate == speaks)
            .then(|| view! { <span class="table__sub is-line">"speaks today"</span> });
        view! {
            <tr>
                <td class="table__main">{name}{speaks}</td>
                <td class="table__num table__key" data-label="Error">{part(score.error)}</td>
                <td class="table__num" data-label="Worst">{part(score.worst)}</td>
                <td class="table__num" data-label="Bias">{signed(score.bias)}</td>
                <td class="table__num" data-label="In range">{part(score.coverage)}</td>
            </tr>
        }
    };
    view! {
        <Panel title="Every method" note="Mean error, worst error, what was said too much in all, outcomes inside the 80 % range">
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Method"</th>
                            <th scope="col" class="table__num">"Error"</th>
                            <th scope="col" class="table__num">"Worst"</th>
                            <th scope="col" class="table__num">"Bias"</th>
                            <th scope="col" class="table__num">"In range"</th>
                        </tr>
                    </thead>
                    <tbody>{scores.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </Panel>
    }
}

#[component]
fn ByHorizon(rows: Vec<(Horizon, Score, Score)>) -> impl IntoView {
    let row = |(horizon, chosen, usual): (Horizon, Score, Score)| {
        view! {
            <tr>
                <td class="table__main">{horizon.label()}</td>
                <td class="table__num table__key" data-label="Error">{part(chosen.error)}</td>
                <td class="table__num" data-label="Usual pipeline">{part(usual.error)}</td>
                <td class="table__num" data-label="Bias">{signed(chosen.bias)}</td>
                <td class="table__num" data-label="In range">{part(chosen.coverage)}</td>
                <td class="table__num" data-label="Pinball loss">{part(chosen.pinball)}</td>
            </tr>
        }
    };
    view! {
        <Panel title="The later, the surer" note="The choice as it stood then, beside the usual weighted pipeline">
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Forecast made"</th>
                            <th scope="col" class="table__num">"Error"</th>
                            <th scope="col" class="table__num">"Usual pipeline"</th>
                            <th scope="col" class="table__num">"Bias"</th>
                            <th scope="col" class="table__num">"In range"</th>
                            <th scope="col" class="table__num">"Pinball loss"</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </Panel>
    }
}
