//! A picture of numbers: the finding as its title, the picture, and the same numbers as a table.

use domain::desk::ChartPair;
use leptos::either::Either;
use leptos::prelude::*;

/// The numbers behind a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartTable {
    /// The columns' names; the first names the rows.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<ChartRow>,
}

/// A row of the numbers behind a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChartRow {
    /// Ready to show; the first cell names the row.
    pub cells: Vec<String>,
    /// Where the records that the row counts are listed.
    pub rows_behind: Option<String>,
}

/// A chart drawn on the server, once for light and once for dark.
#[component]
pub fn ChartFigure(
    /// The finding: "Proposal now takes 9 days longer".
    #[prop(into)]
    title: String,
    /// Measure, period and unit.
    #[prop(optional, into)]
    subtitle: String,
    /// The picture for pages; trusted SVG from the server, its texts escaped.
    chart: ChartPair,
    /// The picture for phones.
    phone: ChartPair,
    /// A note under the picture: source, basis, what the band means.
    #[prop(optional, into)]
    caption: String,
    /// The same numbers.
    table: ChartTable,
) -> impl IntoView {
    let label = format!("Chart: {title}");
    let picture = |size: &str, theme: &str, svg: String| {
        let class = format!("figure__picture {size} {theme}");
        view! { <div class=class role="img" aria-label=label.clone() inner_html=svg></div> }
    };
    view! {
        <figure class="figure">
            <FigureHead title=title subtitle=subtitle />
            {picture("is-wide", "is-light-only", chart.light)}
            {picture("is-wide", "is-dark-only", chart.dark)}
            {picture("is-narrow", "is-light-only", phone.light)}
            {picture("is-narrow", "is-dark-only", phone.dark)}
            <FigureTable caption=caption table=table />
        </figure>
    }
    .into_any()
}

/// The same frame around a picture drawn in the page, for pictures that move under the hand.
#[component]
pub fn DrawnFigure(
    /// The finding.
    #[prop(into)]
    title: Signal<String>,
    /// Measure, period and unit.
    #[prop(optional, into)]
    subtitle: String,
    /// The picture: an `svg` that takes its colours from the style sheets.
    children: Children,
) -> impl IntoView {
    let subtitle =
        (!subtitle.is_empty()).then(|| view! { <p class="figure__subtitle">{subtitle}</p> });
    view! {
        <figure class="figure">
            <div class="figure__head">
                <h3 class="figure__title">{move || title.get()}</h3>
                {subtitle}
            </div>
            <div class="figure__picture">{children()}</div>
        </figure>
    }
    .into_any()
}

#[component]
fn FigureHead(title: String, subtitle: String) -> impl IntoView {
    let subtitle =
        (!subtitle.is_empty()).then(|| view! { <p class="figure__subtitle">{subtitle}</p> });
    view! {
        <div class="figure__head">
            <h3 class="figure__title">{title}</h3>
            {subtitle}
        </div>
    }
    .into_any()
}

#[component]
fn FigureTable(caption: String, table: ChartTable) -> impl IntoView {
    let caption = (!caption.is_empty()).then(|| view! { <span>{caption}</span> });
    let head = table
        .columns
        .into_iter()
        .enumerate()
        .map(|(place, name)| view! { <th scope="col" class:table__num=(place > 0)>{name}</th> })
        .collect_view();
    let rows = table
        .rows
        .into_iter()
        .map(|row| {
            let mut cells = row.cells.into_iter();
            let name = cells.next().unwrap_or_default();
            let name = match row.rows_behind {
                Some(href) => Either::Left(view! { <a href=href>{name}</a> }),
                None => Either::Right(name),
            };
            let cells =
                cells.map(|cell| view! { <td class="table__num">{cell}</td> }).collect_view();
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <figcaption class="figure__caption">
            {caption}
            <details class="figure__numbers">
                <summary>"Show the numbers"</summary>
                <table class="table is-compact">
                    <thead><tr>{head}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </figcaption>
    }
    .into_any()
}
