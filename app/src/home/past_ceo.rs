//! The CEO's desk as it was on a day: what was won as far as it was known then, and what was expected.

use domain::as_of::{AsOf, FIELD, ForecastSource, Past, PastCeoDesk};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::get_past_ceo_desk;
use super::ceo_answer::{Answer, Told};
use super::ceo_overview::{PeriodPicker, place};
use super::ceo_revenue::{MonthsFigure, RevenueTiles, SharesPanel};
use crate::query;
use crate::session::current_user;
use crate::ui::{PageHead, PastNote, PastView, Place, Seen, asked};

/// `/revenue?period=2026-Q3&as_of=2026-08-31`
#[component]
pub fn PastCeo() -> impl IntoView {
    let params = use_query_map();
    let period = Memo::new(move |_| params.with(|params| query::value(params, "period")));
    let as_of = query::kept(Memo::new(move |_| params.with(|params| query::value(params, FIELD))));
    let desk = Resource::new(
        move || (period.get(), as_of.get()),
        |(period, as_of)| async move { asked(get_past_ceo_desk(period, as_of).await) },
    );
    let asked_for = Signal::derive(move || match period.get().parse() {
        Ok(period) => place(period, &as_of.get()),
        Err(_) => Place { path: "/revenue".to_owned(), keep: Vec::new(), as_of: as_of.get() },
    });
    view! {
        <PastView resource=desk place=asked_for title="Revenue" let:seen>
            <Drawn seen=seen />
        </PastView>
    }
}

#[component]
fn Drawn(seen: Seen<PastCeoDesk>) -> impl IntoView {
    let Seen { past: Past { as_of, data: desk }, bar } = seen;
    let (period, code) = (desk.period, as_of.code());
    let of_periods = code.clone();
    let note = notes(&desk);
    let told = Told {
        period,
        is_over: period.end() <= as_of.day,
        source: source(&as_of, &desk),
        forecast: desk.forecast.forecast,
        as_of: code.clone(),
    };
    view! {
        <PageHead title="Revenue" subtitle=period.label()>
            <PeriodPicker period=period around=desk.up_to as_of=of_periods />
        </PageHead>
        {bar}
        <div class="stack">
            <Answer told=told />
            <RevenueTiles lines=desk.revenue as_of=code.clone() />
            <MonthsFigure year=period months=desk.months chart=desk.months_chart phone=desk.months_chart_phone />
            <div class="grid">
                <div class="span-6">
                    <SharesPanel title="By rep" of="owner" period=period shares=desk.by_rep as_of=code.clone() />
                </div>
                <div class="span-6">
                    <SharesPanel title="By product" of="product" period=period shares=desk.by_product as_of=code />
                </div>
            </div>
            <PastNote text=note />
        </div>
    }
    .into_any()
}

/// How the forecast came to be, of a period that was not over.
fn source(as_of: &AsOf, desk: &PastCeoDesk) -> String {
    if desk.period.end() <= as_of.day {
        return String::new();
    }
    match desk.forecast.source {
        ForecastSource::Kept(at) => {
            let zone = current_user().with_untracked(|viewer| viewer.zone.clone());
            format!("As the forecast said on {}.", zone.local(at).format("%-d %b %Y at %H:%M"))
        }
        ForecastSource::Recomputed => {
            "No forecast was kept that day: this one is recomputed from the deals as they \
                                       were, with the models of today."
                .to_owned()
        }
    }
}

fn notes(desk: &PastCeoDesk) -> String {
    let targets = if desk.has_later_targets {
        " Targets were set or changed since then, and are those of today."
    } else {
        ""
    };
    format!(
        "Won is what was known at that moment to be won. Months to come are recomputed with the models of today. Names \
         and products are of today. The funnel of leads is left out, because their steps are not kept by day, and so \
         are the levers, which are for what can still be changed.{targets}"
    )
}
