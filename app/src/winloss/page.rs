//! `/win-loss`: why deals are won and lost. Works without scripts.

use domain::format;
use domain::journal::Entity;
use domain::ratio::Ratio;
use domain::winloss::WinLoss;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::get_win_loss;
use super::parts::{Drivers, Reasons, Resurrection, Rivals, Stages};
use crate::query;
use crate::ui::{AsyncView, EmptyState, FigureTile, PageHead, Tab, Tabs, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Opportunity];

/// The spans to choose from, in months; twelve are the usual one.
const SPANS: [(&str, &str); 4] =
    [("3", "3 months"), ("6", "6 months"), ("", "12 months"), ("24", "24 months")];

/// The page; the address holds the span.
#[component]
pub fn WinLossPage() -> impl IntoView {
    let params = use_query_map();
    let months = Memo::new(move |_| params.with(|params| query::value(params, "months")));
    let live = use_live_of(LIVE);
    let told =
        Resource::new(move || (months.get(), live.get()), |(months, _)| get_win_loss(months));
    let tabs = move || {
        let tab = |(value, label): (&str, &str)| Tab {
            label: label.to_owned(),
            href: query::href("/win-loss", &[("months", value)]),
            count: None,
            current: value == months.get(),
        };
        view! { <Tabs label="Deals that ended within" tabs=SPANS.map(tab).to_vec() /> }
    };
    view! {
        <PageHead title="Win/loss" subtitle="Why deals are won and lost, and which to ask about again" />
        {tabs}
        <AsyncView resource=told lines=16 let:told>
            <Drawn told=told />
        </AsyncView>
    }
}

#[component]
fn Drawn(told: WinLoss) -> impl IntoView {
    if told.won.deals + told.lost.deals == 0 {
        return view! {
            <EmptyState what="No deal ended in these months." how="Won and lost deals stand here with their reasons." />
        }
        .into_any();
    }
    let cut = told.is_cut.then(|| {
        view! { <p class="panel__note">"There are more deals than are looked at: these are the last 20,000."</p> }
    });
    view! {
        <div class="stack">
            <Tiles told=told.clone() />
            <div class="grid">
                <div class="span-6"><Reasons branches=told.branches lost=told.lost /></div>
                <div class="span-6"><Stages stages=told.stages /></div>
            </div>
            <Drivers drivers=told.drivers />
            <Rivals rivals=told.rivals />
            <Resurrection again=told.again />
            {cut}
        </div>
    }
    .into_any()
}

#[component]
fn Tiles(told: WinLoss) -> impl IntoView {
    let (won, lost) = (told.won, told.lost);
    let rate = |won: i64, lost: i64| {
        Ratio::of(won, won.saturating_add(lost))
            .map_or_else(|| "\u{2013}".to_owned(), format::percent)
    };
    let deals = |count: i64| format::plural(count.unsigned_abs(), "deal", "deals");
    view! {
        <div class="tiles">
            <FigureTile label="Won of those that ended" value=rate(won.deals, lost.deals)
                how="Won deals over won and lost ones; open deals are not counted." />
            <FigureTile label="Won of their worth" value=rate(won.amount.get(), lost.amount.get())
                how="The amounts of won deals over those of won and lost ones." />
            <FigureTile label=format!("Won, {}", deals(won.deals)) value=format::money_short(won.amount)
                exact=format::money_exact(won.amount) how="Won deals that you see and that ended in these months."
                href="/deals?view=list&status=won" />
            <FigureTile label=format!("Lost, {}", deals(lost.deals)) value=format::money_short(lost.amount)
                exact=format::money_exact(lost.amount) how="Lost deals that you see and that ended in these months."
                href="/deals?view=list&status=lost" />
        </div>
    }
    .into_any()
}
