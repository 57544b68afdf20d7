//! The CEO's desk: will the number be met, why, and what would change it.

use domain::as_of::FIELD;
use domain::calendar::{Period, Span};
use domain::desk::CeoDesk;
use domain::format;
use domain::journal::Entity;
use domain::money::Cents;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::get_ceo_desk;
use super::ceo_answer::{Answer, Told, is_over};
use super::ceo_levers::{EffectList, LeverSignals, WhatIf};
use super::ceo_revenue::{FunnelPanel, MonthsFigure, RevenueTiles, SharesPanel};
use super::past_ceo::PastCeo;
use crate::query;
use crate::ui::{
    AsOfControl, AsyncView, EmptyState, Glyph, Icon, PageHead, Place, Tab, Tabs, use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[
    Entity::Lead,
    Entity::Opportunity,
    Entity::Pipeline,
    Entity::Product,
    Entity::Quota,
    Entity::User,
    Entity::Team,
    Entity::Setting,
];

/// `/revenue?period=2026-Q4`, or `/revenue?period=2026-Q3&as_of=2026-08-31`
#[component]
pub fn CeoOverviewPage() -> impl IntoView {
    let params = use_query_map();
    let is_past = Memo::new(move |_| !params.with(|params| query::value(params, FIELD)).is_empty());
    move || {
        if is_past.get() {
            view! { <PastCeo /> }.into_any()
        } else {
            view! { <PresentCeo /> }.into_any()
        }
    }
}

#[component]
fn PresentCeo() -> impl IntoView {
    let params = use_query_map();
    let live = use_live_of(LIVE);
    let desk = Resource::new(
        move || (params.with(|params| query::value(params, "period")), live.get()),
        |(period, _)| get_ceo_desk(period),
    );
    // Made here, so that a refresh of the figures leaves the levers where the person put them.
    let levers = LeverSignals::default();
    view! {
        <AsyncView resource=desk lines=14 let:desk>
            <CeoOverview desk=desk levers=levers />
        </AsyncView>
    }
}

#[component]
fn CeoOverview(desk: CeoDesk, levers: LeverSignals) -> impl IntoView {
    let (period, as_of) = (desk.period, desk.as_of);
    let note = format!("{}, figures up to {}", period.label(), format::date_long(as_of));
    let content = match nothing_to_show(&desk) {
        Some(offer) => offer,
        None => view! { <Figures desk=desk levers=levers /> }.into_any(),
    };
    view! {
        <PageHead title="Revenue" subtitle=note>
            <AsOfControl place=place(period, "") />
            <PeriodPicker period=period around=as_of />
        </PageHead>
        {content}
    }
}

#[component]
fn Figures(desk: CeoDesk, levers: LeverSignals) -> impl IntoView {
    let period = desk.period;
    let what_if = (!is_over(&desk)).then(|| {
        view! {
            <div class="span-12">
                <WhatIf period=desk.period input=desk.input.clone() said=desk.forecast.clone() config=desk.config
                    levers=levers link="Compare scenarios" />
            </div>
        }
    });
    view! {
        <div class="stack">
            <Answer told=Told::from(&desk) />
            <EffectList effects=desk.effects now=desk.forecast.p_target />
            <RevenueTiles lines=desk.revenue />
            <div class="grid">
                <div class="span-8">
                    <MonthsFigure year=period months=desk.months chart=desk.months_chart
                        phone=desk.months_chart_phone />
                </div>
                <div class="span-4">
                    <FunnelPanel period=period steps=desk.funnel />
                </div>
                {what_if}
                <div class="span-6">
                    <SharesPanel title="By rep" of="owner" period=period shares=desk.by_rep />
                </div>
                <div class="span-6">
                    <SharesPanel title="By product" of="product" period=period shares=desk.by_product />
                </div>
            </div>
        </div>
    }
}

/// Instead of figures that are all nought: how the first ones come, or the way to the newest ones.
fn nothing_to_show(desk: &CeoDesk) -> Option<AnyView> {
    let nothing_open = desk.input.open.is_empty() && desk.forecast.mean == Cents::ZERO;
    let Some(last) = desk.last_won_on else {
        return nothing_open.then(|| {
            view! {
                <EmptyState what="Revenue will stand here: what was won, what is expected, and what would change it."
                    how="It is made from deals. A deal begins on the page of a lead.">
                    <a class="button is-primary" href="/leads">"Choose a lead"</a>
                </EmptyState>
            }
            .into_any()
        });
    };
    let nothing_won = desk.by_rep.is_empty() && desk.by_product.is_empty();
    if !nothing_won || !is_over(desk) {
        return None;
    }
    let period = Period::containing(Span::Year, last);
    let href = query::href("/revenue", &[("period", &period.code())]);
    let what = format!("Nothing was won in {}.", desk.period.label());
    let how = format!("The newest deal was won on {}.", format::date_long(last));
    Some(
        view! {
            <EmptyState what=what how=how>
                <a class="button" href=href>{format!("Show {}", period.label())}</a>
            </EmptyState>
        }
        .into_any(),
    )
}

/// The page as it can be asked for as of a day.
pub fn place(period: Period, as_of: &str) -> Place {
    let keep = vec![("period", period.code())];
    Place { path: "/revenue".to_owned(), keep, as_of: as_of.to_owned() }
}

/// Month, quarter or year, and one step back or forward.
#[component]
pub fn PeriodPicker(
    /// The period shown.
    period: Period,
    /// The day inside it that the other spans are chosen around.
    around: chrono::NaiveDate,
    /// The day the page is told of; empty for today.
    #[prop(optional, into)]
    as_of: String,
    /// The page it stands on.
    #[prop(default = "/revenue")]
    path: &'static str,
) -> impl IntoView {
    let href = |period: Period| query::href(path, &[("period", &period.code()), (FIELD, &as_of)]);
    let tabs = Span::ALL
        .iter()
        .map(|span| Tab {
            label: span.label().to_owned(),
            href: href(Period::containing(*span, around)),
            count: None,
            current: *span == period.span,
        })
        .collect();
    let (previous, next) = (period.previous(), period.next());
    view! {
        <Tabs label="Period" tabs=tabs />
        <a class="button is-icon" rel="prev" href=href(previous) aria-label=previous.label()><Icon glyph=Glyph::ChevronLeft /></a>
        <a class="button is-icon" rel="next" href=href(next) aria-label=next.label()><Icon glyph=Glyph::ChevronRight /></a>
    }
}
