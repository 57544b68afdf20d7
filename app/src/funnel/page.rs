//! `/funnel?period=2026-Q4`: the funnel of the leads that came in a period. Works without scripts.

use domain::format;
use domain::funnel::{FunnelPage as Funnel, Reached};
use domain::journal::Entity;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::get_funnel;
use super::cuts::{CutTable, Opens};
use super::parts::{HealthPanel, StepsPanel, TimesPanel, TrendPanel};
use crate::home::PeriodPicker;
use crate::query;
use crate::ui::{AsyncView, EmptyState, HeroFact, PageHead, Popover, use_live_of};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Lead, Entity::Opportunity, Entity::Campaign];

/// A cohort this young still has most of its way before it, in days.
const YOUNG: i64 = 90;

/// The page; the address holds the period.
#[component]
pub fn FunnelPage() -> impl IntoView {
    let params = use_query_map();
    let live = use_live_of(LIVE);
    let funnel = Resource::new(
        move || (params.with(|params| query::value(params, "period")), live.get()),
        |(period, _)| get_funnel(period),
    );
    view! {
        <AsyncView resource=funnel lines=16 let:funnel>
            <Drawn funnel=funnel />
        </AsyncView>
    }
}

#[component]
fn Drawn(funnel: Funnel) -> impl IntoView {
    let period = funnel.period;
    let note = format!("Leads that came in {} (UTC), lost ones included", period.label());
    let content = if funnel.reached.leads == 0 {
        let what = format!("No lead came in {}.", period.label());
        let last = funnel.trend.iter().rev().find(|(_, reached)| reached.leads > 0);
        let back = last.map(|(period, _)| {
            let href = query::href("/funnel", &[("period", &period.code())]);
            view! { <a class="button" href=href>{format!("Show {}", period.label())}</a> }
        });
        view! {
            <EmptyState what=what how="Leads stand here as soon as they are written down or imported, with how far they came.">
                {back}
            </EmptyState>
        }
        .into_any()
    } else {
        view! { <Figures funnel=funnel.clone() /> }.into_any()
    };
    view! {
        <PageHead title="Funnel" subtitle=note>
            <PeriodPicker period=period around=period.last_day().min(funnel.today).max(period.start) path="/funnel" />
        </PageHead>
        {content}
    }
}

#[component]
fn Figures(funnel: Funnel) -> impl IntoView {
    let (period, code) = (funnel.period, funnel.period.code());
    let steps = funnel.steps();
    let depth = funnel.depth;
    view! {
        <div class="stack">
            <Answer reached=funnel.reached code=code.clone() won=format::money_short(depth.won)
                in_play=format::money_short(depth.in_play) lost=format::money_short(depth.lost)
                is_young=(funnel.today - period.last_day()).num_days() < YOUNG />
            <div class="grid">
                <div class="span-8"><StepsPanel steps=steps period=period /></div>
                <div class="span-4"><HealthPanel health=depth.health period=period /></div>
                <div class="span-6"><TimesPanel waits=depth.waits period=period /></div>
                <div class="span-6"><TrendPanel trend=funnel.trend /></div>
                <div class="span-6">
                    <CutTable title="By source" section="sources" period=period cuts=funnel.by_source opens=Opens::Source />
                </div>
                <div class="span-6">
                    <CutTable title="By rep" section="reps" period=period cuts=funnel.by_rep opens=Opens::Owner />
                </div>
                <div class="span-6">
                    <CutTable title="By campaign" section="campaigns" period=period cuts=depth.by_campaign
                        opens=Opens::Campaign note="A lead that met several counts in each" />
                </div>
                <div class="span-6">
                    <CutTable title="By product" section="products" period=period cuts=depth.by_product opens=Opens::Nothing />
                </div>
                <div class="span-6">
                    <CutTable title="By country" section="countries" period=period cuts=depth.by_country opens=Opens::Nothing />
                </div>
                <div class="span-6">
                    <CutTable title="By industry" section="industries" period=period cuts=depth.by_industry opens=Opens::Nothing />
                </div>
            </div>
        </div>
    }
}

/// The share that became customers, and what their deals came to.
#[component]
fn Answer(
    reached: Reached,
    code: String,
    won: String,
    in_play: String,
    lost: String,
    is_young: bool,
) -> impl IntoView {
    let share = reached.conversion().map_or_else(|| "\u{2013}".to_owned(), format::percent);
    let leads = query::href("/leads", &[("created", &code)]);
    let customers = query::href("/leads", &[("created", &code), ("reached", "customer")]);
    let young = is_young.then(|| {
        view! {
            <p class="panel__note hero__bar">
                "These leads are young: more of them will still go on. Health and times allow for that; the shares do not."
            </p>
        }
    });
    view! {
        <section class="hero" aria-label="How many became customers">
            <div>
                <p class="hero__question">"Leads that became customers"</p>
                <p class="hero__number">{share}</p>
            </div>
            <div class="hero__facts">
                <HeroFact label="Leads" value=format::count(reached.leads.unsigned_abs()) href=leads />
                <HeroFact label="Customers" value=format::count(reached.customers.unsigned_abs()) href=customers />
                <HeroFact label="Won" value=won />
                <HeroFact label="Open" value=in_play />
                <HeroFact label="Lost" value=lost />
                <Popover label="how?" hint="How is this made?">
                    <p>
                        "Distinct leads by the furthest they ever came. Won, open and lost are the amounts of these leads' deals, whenever those began or ended."
                    </p>
                </Popover>
            </div>
            {young}
        </section>
    }
    .into_any()
}
