//! Parts of the CEO's desk that tell what is: tiles, months, funnel, shares.

use chrono::NaiveDate;
use domain::as_of::FIELD;
use domain::calendar::{Period, Span};
use domain::desk::{ChartPair, FunnelStep, MonthPoint, RevenueLine, RevenueShare};
use domain::format;
use domain::money::Cents;
use domain::ratio::Ratio;
use leptos::prelude::*;

use crate::query;
use crate::ui::{
    Change, ChartFigure, ChartRow, ChartTable, Direction, FigureTile, FunnelBar, Money, Panel,
    SectionFile, Tone,
};

/// Month, quarter and year against target and last year.
#[component]
pub fn RevenueTiles(
    /// The periods.
    lines: Vec<RevenueLine>,
    /// The day they are told of; empty for today.
    #[prop(optional, into)]
    as_of: String,
) -> impl IntoView {
    let tiles = lines.into_iter().map(|line| revenue_tile(line, &as_of)).collect_view();
    view! { <div class="tiles">{tiles}</div> }
}

fn revenue_tile(line: RevenueLine, as_of: &str) -> impl IntoView + use<> {
    let code = line.period.code();
    let pairs = [("view", "list"), (FIELD, as_of), ("status", "won"), ("period", &code)];
    let href = query::href("/deals", &pairs);
    let how = format!(
        "The sum of deals closed as won in {}, {}. Last year: won in the same period up to the same day, {}.",
        line.period.label(),
        format::plural(line.deals.unsigned_abs(), "deal", "deals"),
        format::money(line.last_year),
    );
    view! {
        <FigureTile label=format!("Won in {}", line.period.label()) value=format::money_short(line.won)
            exact=format::money_exact(line.won) change=comparison(&line) how=how href=href />
    }
}

/// Against the target and last year, as far as there is either.
fn comparison(line: &RevenueLine) -> Option<Change> {
    let of_target = line.target.and_then(|target| {
        let share = Ratio::of(line.won.get(), target.get())?;
        Some(format!("{} of target {}", format::percent(share), format::money_short(target)))
    });
    let more = line.won.checked_sub(line.last_year)?;
    let on_last_year = Ratio::of(more.get(), line.last_year.get()).map(|share| {
        let sign = if more > Cents::ZERO { "+" } else { "" };
        format!("{sign}{} on last year", format::percent(share))
    });
    let (direction, tone) = match (&of_target, more.get()) {
        // Where there is a target it is the measure, and it has no direction.
        (Some(_), _) | (None, 0) => (Direction::Flat, Tone::Neutral),
        (None, 1..) => (Direction::Up, Tone::Good),
        (None, _) => (Direction::Down, Tone::Bad),
    };
    let text = of_target.into_iter().chain(on_last_year).collect::<Vec<_>>().join(" · ");
    (!text.is_empty()).then_some(Change { direction, text, tone })
}

/// The year month by month: won, last year, target and forecast.
#[component]
pub fn MonthsFigure(
    /// A period in the year shown.
    year: Period,
    /// Its months.
    months: Vec<MonthPoint>,
    /// The picture for pages.
    chart: ChartPair,
    /// The picture for phones.
    phone: ChartPair,
) -> impl IntoView {
    let nothing = |point: &MonthPoint| {
        let best = point.forecast.map_or(Cents::ZERO, |(_, _, high)| high);
        let won = point.won.unwrap_or_default();
        won.max(best).max(point.last_year).max(point.target.unwrap_or_default()) == Cents::ZERO
    };
    if months.iter().all(nothing) {
        return ().into_any();
    }
    let label = Period::containing(Span::Year, year.start).label();
    let cell = |amount: Option<Cents>| amount.map_or_else(String::new, format::money);
    let rows = months
        .iter()
        .map(|point| {
            let range = point.forecast.map_or_else(String::new, |(low, _, high)| {
                format!("{}\u{2013}{}", format::money(low), format::money(high))
            });
            let month = Period::containing(Span::Month, point.month);
            let won = [("status", "won"), ("period", &month.code())];
            let rows_behind = point.won.map(|_| query::href("/deals", &won));
            let cells = vec![
                point.month.format("%b").to_string(),
                cell(point.won),
                format::money(point.last_year),
                cell(point.target),
                range,
            ];
            ChartRow { cells, rows_behind }
        })
        .collect();
    let subtitle = if months.iter().any(|point| point.forecast.is_some()) {
        format!("Won by month, {label}; light: expected, with the range of eight of ten outcomes")
    } else {
        format!("Won by month, {label}")
    };
    let columns = ["Month", "Won", "Last year", "Target", "Forecast, 8 of 10"];
    let table = ChartTable { columns: columns.map(str::to_owned).to_vec(), rows };
    view! {
        <ChartFigure title=months_finding(&months, &label) subtitle=subtitle chart=chart phone=phone table=table />
    }
    .into_any()
}

/// The best month so far, as the picture's title.
fn months_finding(months: &[MonthPoint], year: &str) -> String {
    let won = months.iter().filter_map(|point| Some((point.month, point.won?)));
    let best = won.filter(|(_, won)| *won > Cents::ZERO).max_by_key(|(_, won)| *won);
    let name = |month: NaiveDate| month.format("%B").to_string();
    best.map_or_else(
        || format!("Nothing is won in {year} yet"),
        |(month, won)| format!("{} was the best month, {}", name(month), format::money_short(won)),
    )
}

/// Leads created in the period, by how far they came.
#[component]
pub fn FunnelPanel(period: Period, steps: Vec<FunnelStep>) -> impl IntoView {
    let first = steps.first().map_or(0, |step| step.leads);
    let note = format!("Leads created in {} (UTC), by the furthest they came", period.label());
    if first == 0 {
        let what = format!("No lead was created in {}.", period.label());
        return view! { <Panel title="Funnel" note=note><p class="muted">{what}</p></Panel> }
            .into_any();
    }
    let mut before = None;
    let bars = steps
        .into_iter()
        .map(|step| {
            let percent = Ratio::of(step.leads, first).map_or(0, Ratio::percent).unsigned_abs();
            let conversion = match (step.of_previous, before.take()) {
                (Some(share), Some(name)) => format!("{} of {name}", format::percent(share)),
                _ => String::new(),
            };
            before = Some(step.status.label().to_lowercase());
            let behind = [
                ("reached", step.status.as_str()),
                ("created", &period.code()),
                ("sort", "created"),
            ];
            view! {
                <FunnelBar label=step.status.label() value=format::count(step.leads.unsigned_abs())
                    percent=percent conversion=conversion href=query::href("/leads", &behind) />
            }
        })
        .collect_view();
    let whole = ("All of it".to_owned(), query::href("/funnel", &[("period", &period.code())]));
    view! { <Panel title="Funnel" note=note more=Some(whole)><ol class="funnel">{bars}</ol></Panel> }.into_any()
}

/// Won in the period, by rep or by product.
#[component]
pub fn SharesPanel(
    /// "By rep".
    title: &'static str,
    /// The filter of the list of deals that opens a row: `owner` or `product`.
    of: &'static str,
    /// The period.
    period: Period,
    /// The rows, most first.
    shares: Vec<RevenueShare>,
    /// The day they are told of; empty for today.
    #[prop(optional, into)]
    as_of: String,
) -> impl IntoView {
    if shares.is_empty() {
        return ().into_any();
    }
    let note = format!("Won in {}", period.label());
    let section = if of == "owner" { "reps" } else { "products" };
    let file = as_of.is_empty().then(|| {
        let path = format!("/api/export/revenue/{section}");
        view! { <SectionFile href=query::href(&path, &[("period", &period.code())]) /> }
    });
    let has_targets = shares.iter().any(|share| share.target.is_some());
    let target_head =
        has_targets.then(|| view! { <th scope="col" class="table__num">"Of target"</th> });
    let rows = shares
        .into_iter()
        .map(|share| {
            let id = share.id.to_string();
            let pairs = [
                ("view", "list"),
                (FIELD, &as_of),
                ("status", "won"),
                (of, &id),
                ("period", &period.code()),
            ];
            share_row(share, query::href("/deals", &pairs), has_targets)
        })
        .collect_view();
    view! {
        <Panel title=title note=note>
            <div class="table-wrap">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Name"</th>
                            <th scope="col" class="table__num">"Won"</th>
                            <th scope="col" class="table__num">"Deals"</th>
                            <th scope="col" class="table__num">"Win rate"</th>
                            {target_head}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {file}
        </Panel>
    }
    .into_any()
}

fn share_row(share: RevenueShare, href: String, has_targets: bool) -> impl IntoView {
    let rate = share.win_rate.map_or_else(|| "\u{2013}".to_owned(), format::percent);
    let attained = has_targets.then(|| {
        let share = share.target.and_then(|target| Ratio::of(share.won.get(), target.get()));
        let text = share.map_or_else(|| "\u{2013}".to_owned(), format::percent);
        view! { <td class="table__num" data-label="Of target">{text}</td> }
    });
    view! {
        <tr>
            <td class="table__main"><a href=href>{share.name}</a></td>
            <td class="table__num table__key" data-label="Won"><Money amount=share.won /></td>
            <td class="table__num" data-label="Deals">{format::count(share.deals.unsigned_abs())}</td>
            <td class="table__num" data-label="Win rate">{rate}</td>
            {attained}
        </tr>
    }
}
