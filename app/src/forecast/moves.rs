//! Why the forecast moved between two days.

use domain::calendar::Period;
use domain::desk::{CauseLine, DealMove, MovesAsk, MovesPage};
use domain::format;
use domain::journal::Entity;
use domain::money::Cents;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::get_moves;
use super::page::{Views, periods_at};
use crate::query;
use crate::ui::{
    AsyncView, ChartFigure, ChartRow, ChartTable, PageHead, Panel, TextField, use_live_of,
};

/// What this page shows, and so reads again.
const LIVE: &[Entity] = &[Entity::Opportunity, Entity::Setting];

/// `/forecast?view=moved&from=2026-11-15`
#[component]
pub fn MovesView() -> impl IntoView {
    let params = use_query_map();
    let live = use_live_of(LIVE);
    let ask = Memo::new(move |_| {
        params.with(|params| MovesAsk {
            period: query::value(params, "period"),
            from: query::value(params, "from"),
            to: query::value(params, "to"),
        })
    });
    let page = Resource::new(move || (ask.get(), live.get()), |(ask, _)| get_moves(ask));
    view! {
        <AsyncView resource=page lines=14 let:page>
            <Content page=page />
        </AsyncView>
    }
}

#[component]
fn Content(page: MovesPage) -> impl IntoView {
    let (period, today) = (page.period, page.today);
    view! {
        <PageHead title="Forecast" subtitle=format!("Why {} moved", period.label())>
            {periods_at("moved", period, today)}
        </PageHead>
        <div class="stack">
            <Views current="moved" period=period />
            <Days page=page.clone() />
            <div class="grid">
                <div class="span-7"><MovesFigure page=page.clone() /></div>
                <div class="span-5"><Causes causes=page.causes /></div>
            </div>
        </div>
    }
}

/// Between which days; a plain form, so that any two can be asked for.
#[component]
fn Days(page: MovesPage) -> impl IntoView {
    let code = page.period.code();
    view! {
        <form class="cluster" action="/forecast" method="get">
            <input type="hidden" name="view" value="moved" />
            <input type="hidden" name="period" value=code />
            <TextField label="From" name="from" kind="date" value=page.from.to_string() />
            <TextField label="To" name="to" kind="date" value=page.to.to_string() />
            <button class="button">"Compare"</button>
        </form>
    }
}

/// "12 k more expected than on 15 November".
pub fn finding(page: &MovesPage) -> String {
    let by = page.after.checked_sub(page.before).unwrap_or_default();
    let since = format::date_short(page.from);
    match by.get() {
        0 => format!("As much expected as on {since}"),
        1.. => format!("{} more expected than on {since}", format::money_short(by)),
        _ => {
            format!("{} less expected than on {since}", format::money_short(Cents(-by.get())))
        }
    }
}

/// The move as a waterfall, with its numbers.
#[component]
pub fn MovesFigure(
    /// What moved.
    page: MovesPage,
) -> impl IntoView {
    let title = finding(&page);
    let total = |name: String, amount: Cents| ChartRow {
        cells: vec![name, format::money(amount)],
        rows_behind: None,
    };
    let first = total(format!("Expected on {}", format::date_short(page.from)), page.before);
    let last = total(format!("Expected on {}", format::date_short(page.to)), page.after);
    let steps = page.causes.iter().map(|line| ChartRow {
        cells: vec![line.cause.label().to_owned(), format::money_signed(line.by)],
        rows_behind: None,
    });
    let table = ChartTable {
        columns: ["", "Amount"].map(str::to_owned).into(),
        rows: std::iter::once(first).chain(steps).chain(std::iter::once(last)).collect(),
    };
    let subtitle = format!(
        "What moved the forecast of {}, both days seen with the models of today",
        page.period.label()
    );
    view! { <ChartFigure title=title subtitle=subtitle chart=page.chart phone=page.chart_phone table=table /> }
}

#[component]
fn Causes(causes: Vec<CauseLine>) -> impl IntoView {
    let nothing = causes.is_empty().then(|| view! { <p class="muted">"Nothing moved it."</p> });
    let lines = causes.into_iter().map(cause).collect_view();
    view! {
        <Panel title="By cause" note="Each opens the deals that moved it most">
            <div class="stack is-tight">{nothing}{lines}</div>
        </Panel>
    }
}

fn cause(line: CauseLine) -> impl IntoView {
    let more = line.deals.saturating_sub(u64::try_from(line.largest.len()).unwrap_or(u64::MAX));
    let more = (more > 0).then(|| {
        let words = format!("and {} more", format::plural(more, "deal", "deals"));
        view! { <p class="panel__note">{words}</p> }
    });
    let head = view! {
        <span>{line.cause.label()}</span>
        " "
        <span class="num">{format::money_signed(line.by)}</span>
    };
    if line.largest.is_empty() {
        return view! { <p class="fold">{head}</p> }.into_any();
    }
    let count = format::plural(line.deals, "deal", "deals");
    let deals = line.largest.into_iter().map(deal).collect_view();
    view! {
        <details class="fold">
            <summary>{head}" "<span class="muted">{count}</span></summary>
            <table class="table is-compact"><tbody>{deals}</tbody></table>
            {more}
        </details>
    }
    .into_any()
}

fn deal(deal: DealMove) -> impl IntoView {
    view! {
        <tr>
            <td class="table__main"><a href=format!("/deals/{}", deal.id)>{deal.name}</a></td>
            <td class="table__num">{format::money_signed(deal.by)}</td>
        </tr>
    }
}

/// The address of this view for a period.
pub fn href(period: Period) -> String {
    query::href("/forecast", &[("view", "moved"), ("period", &period.code())])
}
