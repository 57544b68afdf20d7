//! The page, and the way between its views.

use domain::calendar::{Period, Span};
use domain::desk::{ForecastAsk, ForecastPage as Made};
use domain::format;
use domain::journal::Entity;
use domain::money::Cents;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::get_forecast;
use super::cuts::CutsPanel;
use super::math::MathPanel;
use super::moves::MovesView;
use super::people::PeopleView;
use super::record::RecordView;
use super::scenarios::ScenariosView;
use crate::home::TeamForecast;
use crate::query;
use crate::ui::{AsyncView, EmptyState, Glyph, Icon, LinkButton, PageHead, Tab, Tabs, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[
    Entity::Opportunity,
    Entity::Pipeline,
    Entity::Product,
    Entity::Quota,
    Entity::User,
    Entity::Team,
    Entity::Setting,
];

/// `/forecast`, and its views: `/forecast?view=record`
#[component]
pub fn ForecastPage() -> impl IntoView {
    let params = use_query_map();
    let view = Memo::new(move |_| params.with(|params| query::value(params, "view")));
    move || match view.get().as_str() {
        "moved" => view! { <MovesView /> }.into_any(),
        "people" => view! { <PeopleView /> }.into_any(),
        "record" => view! { <RecordView /> }.into_any(),
        "scenarios" => view! { <ScenariosView /> }.into_any(),
        _ => view! { <PresentView /> }.into_any(),
    }
}

/// `/forecast?period=2026-Q4&by=product`
#[component]
fn PresentView() -> impl IntoView {
    let params = use_query_map();
    let live = use_live_of(LIVE);
    let ask = Memo::new(move |_| {
        params.with(|params| ForecastAsk {
            period: query::value(params, "period"),
            by: query::value(params, "by"),
            all: query::value(params, "deals") == "all",
        })
    });
    let page = Resource::new(move || (ask.get(), live.get()), |(ask, _)| get_forecast(ask));
    view! {
        <AsyncView resource=page lines=14 let:page>
            <Content page=page />
        </AsyncView>
    }
}

#[component]
fn Content(page: Made) -> impl IntoView {
    let (period, today) = (page.period, page.today);
    let nothing = page.forecast.mean == Cents::ZERO && page.deals.is_empty();
    let content = if nothing && page.quota.target.is_none() {
        view! {
            <EmptyState what="What a period will bring will stand here, with its range and the chance to reach the target."
                how="It is made from open and won deals. A deal begins on the page of a lead.">
                <LinkButton href="/leads" text="Choose a lead" />
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <Figures page=page /> }.into_any()
    };
    view! {
        <PageHead title="Forecast" subtitle=period.label()>
            {periods_at("", period, today)}
        </PageHead>
        <div class="stack">
            <Views current="" period=period />
            {content}
        </div>
    }
}

/// The page's views of a period.
#[component]
pub fn Views(
    /// The one shown, as it stands in the address.
    current: &'static str,
    /// The period.
    period: Period,
) -> impl IntoView {
    let code = period.code();
    let views = [
        ("", "Forecast"),
        ("moved", "Why it moved"),
        ("scenarios", "Scenarios"),
        ("people", "People"),
        ("record", "Record"),
    ];
    let tabs = views
        .into_iter()
        .map(|(view, label)| Tab {
            label: label.to_owned(),
            href: query::href("/forecast", &[("view", view), ("period", &code)]),
            count: None,
            current: view == current,
        })
        .collect();
    view! { <Tabs label="View" tabs=tabs /> }
}

#[component]
fn Figures(page: Made) -> impl IntoView {
    let code = page.period.code();
    let record = query::href("/forecast", &[("view", "record"), ("period", &code)]);
    let method = match page.method {
        Some((candidate, periods)) => format!(
            "Method: {}, chosen over {}; it sets every chance and the new business to {}, and the range to past errors.",
            candidate.title().to_lowercase(),
            format::plural(periods.into(), "past period", "past periods"),
            format::percent(page.level),
        ),
        None => "Method: each deal\u{2019}s chance to be won in time, and new business. No past period is measured yet."
            .to_owned(),
    };
    view! {
        <div class="stack">
            <div>
                <TeamForecast period=page.period forecast=page.forecast.clone() quota=page.quota />
                <p class="panel__note">{method}" "<a href=record>"How right it was"</a></p>
            </div>
            <div class="grid">
                <div class="span-7"><CutsPanel page=page.clone() /></div>
                <div class="span-5"><MathPanel page=page /></div>
            </div>
        </div>
    }
}

/// Month, quarter or year around today, and one step back or forward.
pub fn periods_at(view: &'static str, period: Period, today: chrono::NaiveDate) -> impl IntoView {
    let href =
        |period: Period| query::href("/forecast", &[("view", view), ("period", &period.code())]);
    let around = if period.contains(today) { today } else { period.start };
    let tabs = Span::ALL
        .iter()
        .map(|span| Tab {
            label: span.label().to_owned(),
            href: href(Period::containing(*span, around)),
            count: None,
            current: *span == period.span,
        })
        .collect();
    // The record is of every past period: there is no step to take.
    let steps = (view != "record").then(|| {
        let (previous, next) = (period.previous(), period.next());
        view! {
            <a class="button is-icon" rel="prev" href=href(previous) aria-label=previous.label()><Icon glyph=Glyph::ChevronLeft /></a>
            <a class="button is-icon" rel="next" href=href(next) aria-label=next.label()><Icon glyph=Glyph::ChevronRight /></a>
        }
    });
    view! { <Tabs label="Period" tabs=tabs />{steps} }
}
