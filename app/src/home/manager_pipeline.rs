//! The manager's desk: the team's board, what is stuck, and what the period will bring.

use domain::desk::{Attainment, ManagerDesk, RepForecast};
use domain::forecast::Forecast;
use domain::format;
use domain::opportunity::DealRow;
use domain::ratio::Ratio;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::get_manager_desk;
use crate::pipeline::Board;
use crate::pipeline::api::MoveDeal;
use crate::query;
use crate::ui::{
    AsyncView, Change, ChangeLine, Direction, DwellBar, EmptyState, Money, PageHead, Panel,
    Popover, ProgressBar, Tone, tell, use_live,
};

/// `/pipeline`
#[component]
pub fn ManagerPipelinePage() -> impl IntoView {
    let params = use_query_map();
    let live = use_live();
    let action = ServerAction::<MoveDeal>::new();
    tell(action);
    let desk = Resource::new(
        move || {
            let period = params.with(|params| query::value(params, "period"));
            (period, live.get(), action.version().get())
        },
        |(period, _, _)| get_manager_desk(period),
    );
    view! {
        <AsyncView resource=desk lines=14 let:desk>
            <ManagerPipeline desk=desk action=action />
        </AsyncView>
    }
}

#[component]
fn ManagerPipeline(desk: ManagerDesk, action: ServerAction<MoveDeal>) -> impl IntoView {
    let stuck_total = desk.stuck_total;
    let note = format!("Open deals of the team, forecast for {}", desk.period.label());
    view! {
        <PageHead title="Pipeline" subtitle=note>
            <a class="button" href="/deals?view=list">"As a list"</a>
        </PageHead>
        <div class="stack">
            <TeamForecast label=desk.period.label() forecast=desk.forecast quota=desk.quota />
            <Board board=desk.board action=action />
            <div class="grid">
                <div class="span-6"><StuckPanel deals=desk.stuck total=stuck_total /></div>
                <div class="span-6"><RepsPanel reps=desk.by_rep label=desk.period.label() /></div>
            </div>
        </div>
    }
}

/// Won, expected, range, target and the chance to reach it, in one line.
#[component]
fn TeamForecast(
    /// The period's name.
    label: String,
    /// The team's forecast.
    forecast: Forecast,
    /// The team's quota.
    quota: Attainment,
) -> impl IntoView {
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
    let chance = forecast.p_target.map(|p| fact("P(reach it)", format::percent(p)));
    let bar = quota.target.and_then(|target| Ratio::of(quota.won.get(), target.get())).map(|share| {
        let pace = quota.elapsed.percent().unsigned_abs();
        view! { <ProgressBar label="Quota" percent=share.percent().unsigned_abs() pace=Some(pace) /> }
    });
    view! {
        <section class="hero" aria-label=format!("Forecast for {label}")>
            <div>
                <p class="hero__question">{format!("Expected in {label}")}</p>
                <p class="hero__number">{format::money_short(forecast.mean)}</p>
            </div>
            <div class="hero__facts">
                {fact("Won", format::money_short(forecast.closed))}
                {fact("Range, 8 of 10", range)}
                {fact("Target", target)}
                {chance}
                <Popover label="how?" hint="How is the forecast made?"><p>{math}</p></Popover>
            </div>
            {bar}
        </section>
    }
}

fn fact(label: &'static str, value: String) -> impl IntoView {
    view! {
        <span class="hero__fact">
            <span class="hero__fact-label">{label}</span>
            <span class="num">{value}</span>
        </span>
    }
}

/// The largest deals that have been in their stage for more than twice the norm.
#[component]
fn StuckPanel(deals: Vec<DealRow>, total: i64) -> impl IntoView {
    let note = "In their stage for more than twice what won deals need";
    if deals.is_empty() {
        return view! {
            <Panel title="Stuck deals" note=note><EmptyState what="No open deal is stuck." /></Panel>
        }
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
                            <th scope="col">"Time in stage"</th>
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
    let short = |days: i64| u32::try_from(days).unwrap_or(u32::MAX);
    let owner = deal.owner.map_or_else(|| "nobody".to_owned(), |owner| owner.name);
    view! {
        <tr>
            <td class="table__main">
                <a href=format!("/deals/{}", deal.id)>{deal.name}</a>
                <span class="table__sub">{owner}</span>
            </td>
            <td data-label="Stage">{deal.stage}</td>
            <td data-label="Time in stage">
                <DwellBar days=short(deal.days_in_stage) norm=short(deal.normal_dwell_days) />
                <span class="table__sub">{format!("{} d, normal {}", deal.days_in_stage, deal.normal_dwell_days)}</span>
            </td>
            <td class="table__num" data-label="Amount"><Money amount=deal.amount /></td>
        </tr>
    }
}

/// What each rep will bring.
#[component]
fn RepsPanel(reps: Vec<RepForecast>, label: String) -> impl IntoView {
    let note = format!("Won, and expected with its range, in {label}");
    if reps.is_empty() {
        return view! {
            <Panel title="Forecast by rep" note=note><EmptyState what="Nobody in this team sells yet." /></Panel>
        }
        .into_any();
    }
    let rows = reps.into_iter().map(rep_row).collect_view();
    view! {
        <Panel title="Forecast by rep" note=note>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Rep"</th>
                            <th scope="col" class="table__num">"Won"</th>
                            <th scope="col" class="table__num">"Expected"</th>
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

fn rep_row(line: RepForecast) -> impl IntoView {
    let href = query::href("/deals", &[("view", "list"), ("owner", &line.rep.id.to_string())]);
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
            <td class="table__main"><a href=href>{line.rep.name}</a> {gap}</td>
            <td class="table__num" data-label="Won"><Money amount=line.won /></td>
            <td class="table__num" data-label="Expected"><Money amount=line.p50 /></td>
            <td class="table__num" data-label="Range">{range}</td>
            <td class="table__num" data-label="Target">{target}</td>
        </tr>
    }
}
