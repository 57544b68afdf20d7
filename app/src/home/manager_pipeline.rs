//! The manager's desk: the team's board, what is stuck, and what the period will bring.

use domain::as_of::FIELD;
use domain::calendar::Period;
use domain::desk::{Attainment, ManagerDesk, RepForecast};
use domain::forecast::Forecast;
use domain::format;
use domain::journal::Entity;
use domain::money::Cents;
use domain::opportunity::DealRow;
use domain::ratio::Ratio;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::get_manager_desk;
use super::past_manager::PastManager;
use crate::pipeline::{Board, Moves};
use crate::query;
use crate::ui::{
    AsOfControl, Change, ChangeLine, Direction, HeroFact, LiveView, Money, PageHead, Panel, Place,
    Popover, ProgressBar, Tone, use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[
    Entity::Lead,
    Entity::Opportunity,
    Entity::Pipeline,
    Entity::Quota,
    Entity::User,
    Entity::Team,
    Entity::Setting,
];

/// `/pipeline?period=2026-Q4`, or `/pipeline?as_of=2026-08-31`
#[component]
pub fn ManagerPipelinePage() -> impl IntoView {
    let params = use_query_map();
    let is_past = Memo::new(move |_| !params.with(|params| query::value(params, FIELD)).is_empty());
    move || {
        if is_past.get() {
            view! { <PastManager /> }.into_any()
        } else {
            view! { <PresentManager /> }.into_any()
        }
    }
}

#[component]
fn PresentManager() -> impl IntoView {
    let params = use_query_map();
    let live = use_live_of(LIVE);
    let moves = Moves::new();
    let version = moves.action().version();
    let desk = Resource::new(
        move || {
            let period = params.with(|params| query::value(params, "period"));
            (period, live.get(), version.get())
        },
        |(period, _, _)| get_manager_desk(period),
    );
    view! {
        <LiveView resource=desk title="Pipeline" lines=14 let:desk>
            <ManagerPipeline desk=desk moves=moves />
        </LiveView>
    }
}

#[component]
fn ManagerPipeline(desk: Signal<ManagerDesk>, moves: Moves) -> impl IntoView {
    let board = Signal::derive(move || desk.with(|desk| desk.board.clone()));
    let period = Memo::new(move |_| desk.with(|desk| desk.period));
    let head = move || {
        let note = format!("Forecast for {}", period.get().label());
        view! {
            <PageHead title="Pipeline" subtitle=note>
                <AsOfControl place=place("", "") />
                <a class="button" href="/deals?view=list">"As a list"</a>
            </PageHead>
        }
    };
    let forecast = move || {
        desk.with(|desk| {
            view! { <TeamForecast period=desk.period forecast=desk.forecast.clone() quota=desk.quota /> }
        })
    };
    let stuck = move || {
        desk.with(|desk| view! { <StuckPanel deals=desk.stuck.clone() total=desk.stuck_total /> })
    };
    let reps = move || {
        desk.with(|desk| view! { <RepsPanel reps=desk.by_rep.clone() label=desk.period.label() /> })
    };
    // Before the first deal the board alone speaks, and says how to begin.
    let has_begun = Memo::new(move |_| {
        desk.with(|desk| {
            desk.forecast.mean != Cents::ZERO
                || !desk.by_rep.is_empty()
                || desk.board.columns.iter().any(|column| column.total.deals > 0)
        })
    });
    let panels = move || {
        has_begun.get().then(|| {
            view! {
                <div class="grid">
                    <div class="span-6">{stuck}</div>
                    <div class="span-6">{reps}</div>
                </div>
            }
        })
    };
    view! {
        {head}
        <div class="stack">
            {move || has_begun.get().then_some(forecast)}
            <Board board=board moves=moves />
            {panels}
        </div>
    }
}

/// The page as it can be asked for as of a day. An empty period is the quarter of that day.
pub fn place(period: &str, as_of: &str) -> Place {
    let keep = vec![("period", period.to_owned())];
    Place { path: "/pipeline".to_owned(), keep, as_of: as_of.to_owned() }
}

/// Won, expected, range, target and the chance to reach it, in one line.
#[component]
pub fn TeamForecast(
    /// The period.
    period: Period,
    /// The team's forecast.
    forecast: Forecast,
    /// The team's quota.
    quota: Attainment,
    /// The day it is told of; empty for today.
    #[prop(optional, into)]
    as_of: String,
) -> impl IntoView {
    let label = period.label();
    let math = format!(
        "Won {} + open deals weighted with their chance to be won in {label} {} + deals not yet created {} = \
         expected {}. The range holds eight of ten outcomes.",
        format::money(forecast.closed),
        format::money(forecast.weighted),
        format::money(forecast.new_business),
        format::money(forecast.mean),
    );
    let range = format!(
        "{}\u{2013}{}",
        format::money_short(forecast.p10),
        format::money_short(forecast.p90)
    );
    let target = quota.target.map_or_else(|| "not set".to_owned(), format::money_short);
    let code = period.code();
    let pairs = [("view", "list"), (FIELD, as_of.as_str()), ("status", "won"), ("period", &code)];
    let won = query::href("/deals", &pairs);
    let open = query::href("/deals", &[("view", "list"), (FIELD, &as_of)]);
    let chance = forecast
        .p_target
        .map(|p| view! { <HeroFact label="P(reach it)" value=format::percent(p) /> });
    let bar = quota.target.and_then(|target| Ratio::of(quota.won.get(), target.get())).map(|share| {
        let pace = quota.elapsed.percent().unsigned_abs();
        let reached = format!(
            "{} of the target won, {} of the time gone",
            format::percent(share),
            format::percent(quota.elapsed)
        );
        view! {
            <div class="hero__bar">
                <ProgressBar label="Quota" percent=share.percent().unsigned_abs() pace=Some(pace) />
                <p class="panel__note">{reached}</p>
            </div>
        }
    });
    view! {
        <section class="hero" aria-label=format!("Forecast for {label}")>
            <div>
                <p class="hero__question">{format!("Expected in {label}")}</p>
                <p class="hero__number">{format::money_short(forecast.mean)}</p>
            </div>
            <div class="hero__facts">
                <HeroFact label="Won" value=format::money_short(forecast.closed) href=won />
                <HeroFact label="Range, 8 of 10" value=range />
                <HeroFact label="Target" value=target />
                {chance}
                <Popover label="how?" hint="How is the forecast made?">
                    <p>{math}</p>
                    <p><a href=open>"Show the open deals"</a></p>
                </Popover>
            </div>
            {bar}
        </section>
    }
}

/// The largest deals that have been in their stage for more than twice the norm.
#[component]
fn StuckPanel(deals: Vec<DealRow>, total: i64) -> impl IntoView {
    let note = "In their stage for more than twice what won deals need";
    if deals.is_empty() {
        return view! { <Panel title="Stuck deals" note=note><p class="muted">"None."</p></Panel> }
            .into_any();
    }
    let shown = deals.len();
    let rows = deals.into_iter().map(stuck_row).collect_view();
    let more = format!(
        "{shown} of {}, largest first",
        format::plural(total.unsigned_abs(), "deal", "deals")
    );
    view! {
        <Panel title="Stuck deals" note=note>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Deal"</th>
                            <th scope="col">"Stage"</th>
                            <th scope="col" class="table__num">"In stage"</th>
                            <th scope="col" class="table__num">"Norm"</th>
                            <th scope="col" class="table__num">"Amount"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="panel__note">{more}</p>
        </Panel>
    }
    .into_any()
}

fn stuck_row(deal: DealRow) -> impl IntoView {
    let line = deal.line;
    let owner = line.owner_name().to_owned();
    view! {
        <tr>
            <td class="table__main">
                <a href=format!("/deals/{}", line.id)>{line.name}</a>
                <span class="table__sub is-line">{owner}</span>
            </td>
            <td class="table__keep is-plain" data-label="Stage">{line.stage}</td>
            <td class="table__num" data-label="In stage">{format!("{}\u{a0}d", line.days_in_stage)}</td>
            <td class="table__num" data-label="Norm">{format!("{}\u{a0}d", line.normal_dwell_days)}</td>
            <td class="table__num table__key" data-label="Amount"><Money amount=line.amount /></td>
        </tr>
    }
}

/// What each rep will bring.
#[component]
pub fn RepsPanel(
    /// The rows, most expected first.
    reps: Vec<RepForecast>,
    /// The period in words.
    label: String,
    /// The day they are told of; empty for today.
    #[prop(optional, into)]
    as_of: String,
) -> impl IntoView {
    let note = format!("Won, and expected with its range, in {label}");
    if reps.is_empty() {
        return view! {
            <Panel title="Forecast by rep" note=note><p class="muted">"Nobody has a deal or a target yet."</p></Panel>
        }
        .into_any();
    }
    let rows = reps.into_iter().map(|line| rep_row(line, &as_of)).collect_view();
    view! {
        <Panel title="Forecast by rep" note=note>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Rep"</th>
                            <th scope="col" class="table__num">"Won"</th>
                            <th scope="col" class="table__num">"Most likely"</th>
                            <th scope="col" class="table__num">"Range"</th>
                            <th scope="col" class="table__num">"Target"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

fn rep_row(line: RepForecast, as_of: &str) -> impl IntoView + use<> {
    let name = match line.rep.id.get() {
        0 => line.rep.name.into_any(),
        id => {
            let owner = id.to_string();
            let href =
                query::href("/deals", &[("view", "list"), (FIELD, as_of), ("owner", &owner)]);
            view! { <a href=href>{line.rep.name}</a> }.into_any()
        }
    };
    let range =
        format!("{}\u{2013}{}", format::money_short(line.p10), format::money_short(line.p90));
    let target = line.target.map_or_else(|| "\u{2013}".to_owned(), format::money_short);
    let gap = line.target.and_then(|target| line.p50.checked_sub(target)).map(|gap| {
        let tone = if gap.get() >= 0 { Tone::Good } else { Tone::Warn };
        let text = format!("{} against target", format::money_signed(gap));
        view! { <ChangeLine change=Change { direction: Direction::of(gap.get()), text, tone } /> }
    });
    view! {
        <tr>
            <td class="table__main">{name} {gap}</td>
            <td class="table__num" data-label="Won"><Money amount=line.won /></td>
            <td class="table__num table__key" data-label="Most likely"><Money amount=line.p50 /></td>
            <td class="table__num" data-label="Range">{range}</td>
            <td class="table__num" data-label="Target">{target}</td>
        </tr>
    }
}
